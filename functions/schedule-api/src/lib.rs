//! Texts that are sent at a set time.

pub mod cancel;
pub mod change;
pub mod create;
pub mod list;
pub mod send_now;
pub mod show;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![create::route(), list::route(), show::route(), change::route(), cancel::route(), send_now::route()]
}
