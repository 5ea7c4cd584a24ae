//! Attachments: to and from the team, and to and from the carrier.

pub mod fetch;
pub mod open;
pub mod retry;
pub mod show;
pub mod upload;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![show::route(), retry::route(), upload::route(), open::route(), fetch::route()]
}
