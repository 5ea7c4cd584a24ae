//! The inbox: conversations and their messages.

pub mod list;
pub mod messages;
pub mod show;
pub mod update;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![list::route(), show::route(), messages::route(), update::route()]
}
