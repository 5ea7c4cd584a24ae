//! WhatsApp's senders and templates.

pub mod add_sender;
pub mod sync;
pub mod templates;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![templates::route(), sync::route(), add_sender::route()]
}
