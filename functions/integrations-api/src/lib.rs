//! The organisation's accounts elsewhere.

pub mod connect;
pub mod disconnect;
pub mod next_token;
pub mod show;
pub mod status;
pub mod subaccount;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![show::route(), connect::route(), subaccount::route(), next_token::route(), disconnect::route()]
}
