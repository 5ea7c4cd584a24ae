//! Serves the web page.

pub mod page;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![page::route()]
}
