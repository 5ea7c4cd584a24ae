//! E-mail: Amazon SES, Resend, or an outbox on this machine.

mod outbox;
mod resend;
mod ses;

pub use outbox::{Outbox, SentMail};
pub use resend::{RESEND_URL, ResendMailer};
pub use ses::SesMailer;
