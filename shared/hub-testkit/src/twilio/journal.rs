//! The state file: one JSON line per change, written before the change is answered.
//!
//! The lines go straight to the file (no buffer in this process), so that they outlive a `kill -9` of it.
//! What changes is written whole each time; the last line of a SID (or of a number) wins. A torn last line is ignored.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::account::{Account, ApiKey};
use super::kept::KeptAccounts;
use super::message::Message;
use super::number::Number;
use super::purchase::Purchase;
use super::service::MessagingService;
use super::voice::{Call, Recording};

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    Message(Box<Message>),
    Block(String, String),
    Unblock(String, String),
    /// An account without what it owns.
    Account(Box<Account>),
    /// A number and the account that has it.
    Number(String, Box<Number>),
    /// A number was bought: the charge and the number stand in one line or not at all.
    Purchase(Purchase, Box<Number>),
    /// A number went back to Twilio.
    Release(String),
    /// A Messaging Service and its account.
    Service(String, Box<MessagingService>),
    /// An API key made or changed over REST, and its account.
    Key(String, Box<ApiKey>),
    /// An API key was removed.
    KeyRemoved(String),
    /// A leg of a call that is over.
    Call(Box<Call>),
    /// Captured audio.
    Recording(Box<Recording>),
}

/// What a file held.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) messages: Vec<Message>,
    pub(crate) blocks: BTreeSet<(String, String)>,
    pub(crate) accounts: KeptAccounts,
    pub(crate) calls: Vec<Call>,
    pub(crate) recordings: Vec<Recording>,
}

/// An open state file; clones write to the same one.
#[derive(Debug, Clone)]
pub(crate) struct Journal {
    file: Arc<Mutex<File>>,
}

impl Journal {
    /// Opens or creates the file and reads what it holds.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Kept)> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if bytes.last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n")?;
        }
        let mut kept = Kept::default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            match serde_json::from_str(line) {
                Ok(line) => kept.put(line),
                Err(error) => {
                    tracing::warn!(%error, "a line of the simulator's state file is not readable and is skipped")
                }
            }
        }
        Ok((Self { file: Arc::new(Mutex::new(file)) }, kept))
    }

    pub(crate) fn message(&self, message: &Message) -> io::Result<()> {
        self.write(&Line::Message(Box::new(message.clone())))
    }

    pub(crate) fn block(&self, ours: &str, theirs: &str, blocked: bool) -> io::Result<()> {
        let (ours, theirs) = (ours.to_owned(), theirs.to_owned());
        self.write(&if blocked { Line::Block(ours, theirs) } else { Line::Unblock(ours, theirs) })
    }

    pub(crate) fn write(&self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&text)
    }
}

impl Kept {
    fn put(&mut self, line: Line) {
        match line {
            Line::Message(message) => match self.messages.iter_mut().rev().find(|m| m.sid == message.sid) {
                Some(known) => *known = *message,
                None => self.messages.push(*message),
            },
            Line::Block(ours, theirs) => drop(self.blocks.insert((ours, theirs))),
            Line::Unblock(ours, theirs) => drop(self.blocks.remove(&(ours, theirs))),
            Line::Account(account) => self.accounts.put_account(*account),
            Line::Number(owner, number) => self.accounts.put_number(owner, *number),
            Line::Purchase(purchase, number) => {
                self.accounts.put_number(purchase.account_sid.clone(), *number);
                self.accounts.purchases.push(purchase);
            }
            Line::Release(address) => self.accounts.release(address),
            Line::Service(owner, service) => self.accounts.put_service(owner, *service),
            Line::Key(owner, key) => self.accounts.put_key(owner, *key),
            Line::KeyRemoved(sid) => self.accounts.remove_key(sid),
            Line::Call(call) => {
                self.calls.retain(|known| known.sid != call.sid);
                self.calls.push(*call);
            }
            Line::Recording(recording) => {
                self.recordings.retain(|known| known.sid != recording.sid);
                self.recordings.push(*recording);
            }
        }
    }
}
