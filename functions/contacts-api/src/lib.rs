//! Contacts, their consent, and what they may ask for: a copy of everything, and its removal.

pub mod erase;
pub mod erasures;
pub mod evidence;
pub mod export;
pub mod opt_in;
pub mod opt_out;
pub mod rename;
pub mod show;
mod view;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        show::route(),
        rename::route(),
        opt_out::route(),
        opt_in::route(),
        evidence::route(),
        export::route(),
        erase::route(),
        erasures::route(),
    ]
}
