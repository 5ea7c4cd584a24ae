//! Sending messages.

pub mod send;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![send::route()]
}
