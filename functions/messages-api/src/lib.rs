//! Sending messages.

pub mod check;
pub mod doubt;
pub mod preflight;
pub mod send;
pub mod send_anyway;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![send::route(), preflight::route(), check::route(), send_anyway::route()]
}
