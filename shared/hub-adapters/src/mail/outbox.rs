//! An outbox on this machine, which the local runner shows.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use hub_core::ports::{Mail, Mailer, PortResult};
use jiff::Timestamp;

/// So many mails are kept, the newest ones.
const KEPT: usize = 200;

/// A mail that was handed over.
#[derive(Clone, serde::Serialize)]
pub struct SentMail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps mails in memory in place of sending them.
#[derive(Default)]
pub struct Outbox {
    mails: Mutex<Vec<SentMail>>,
}

impl Outbox {
    /// The mails, newest first.
    #[must_use]
    pub fn mails(&self) -> Vec<SentMail> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.iter().rev().cloned().collect()
    }
}

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: &Mail) -> PortResult<()> {
        let mail = mail.clone();
        let sent = SentMail { to: mail.to, subject: mail.subject, text: mail.text, at: Timestamp::now() };
        let mut mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        mails.push(sent);
        let over = mails.len().saturating_sub(KEPT);
        mails.drain(..over);
        Ok(())
    }
}
