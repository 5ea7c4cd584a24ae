//! Finding texts, names and numbers.

pub mod search;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![search::route()]
}
