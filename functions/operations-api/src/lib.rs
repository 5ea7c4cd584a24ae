//! Whether the hub is there.

pub mod deep_health;
pub mod health;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![health::route(), deep_health::route()]
}
