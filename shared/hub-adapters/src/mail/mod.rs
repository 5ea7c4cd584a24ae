//! E-mail: Amazon SES, or an outbox on this machine.

mod outbox;
mod ses;

pub use outbox::{Outbox, SentMail};
pub use ses::SesMailer;
