//! Sign-in and who is signed in.

pub mod login;
pub mod me;
pub mod refresh;
pub mod session;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![login::route(), refresh::route(), me::route()]
}
