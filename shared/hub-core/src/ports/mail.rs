//! E-mail.

use async_trait::async_trait;

use super::PortResult;

/// A plain mail to one person. It has no `Debug`: its text may hold a link that opens an account.
#[derive(Clone)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Sends e-mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail over.
    async fn send(&self, mail: &Mail) -> PortResult<()>;
}
