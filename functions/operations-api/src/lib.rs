//! Whether the hub is there, what the carrier told it, and what it could not do.

pub mod dead_letters;
pub mod deep_health;
pub mod health;
pub mod redrive;
pub mod webhooks;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![health::route(), deep_health::route(), webhooks::route(), dead_letters::route(), redrive::route()]
}
