//! Live updates: tickets, sockets and catching up.

pub mod connect;
pub mod disconnect;
pub mod message;
pub mod sync;
pub mod ticket;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![ticket::route(), connect::route(), disconnect::route(), message::route(), sync::route()]
}
