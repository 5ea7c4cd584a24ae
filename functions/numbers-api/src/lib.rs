//! The organisation's numbers.

pub mod available;
pub mod buy;
pub mod change;
pub mod health;
pub mod import;
pub mod importable;
pub mod list;
pub mod release;
pub mod repair;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        list::route(),
        available::route(),
        importable::route(),
        buy::route(),
        import::route(),
        change::route(),
        release::route(),
        health::route(),
        repair::route(),
    ]
}
