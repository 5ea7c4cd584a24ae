//! The people of an organisation.

pub mod change;
pub mod invite;
pub mod list;
pub mod remove;
pub mod withdraw;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![list::route(), invite::route(), withdraw::route(), change::route(), remove::route()]
}
