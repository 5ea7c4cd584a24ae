//! Twilio calls us: inbound messages and calls, and status reports.

pub mod inbound_call;
pub mod inbound_message;
pub mod message_status;
pub mod whatsapp;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![inbound_call::route(), inbound_message::route(), message_status::route(), whatsapp::route()]
}
