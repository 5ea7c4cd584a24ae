//! The inbox: conversations and what stands in them.

pub mod add_note;
pub mod delete_note;
pub mod list;
pub mod read;
pub mod show;
pub mod timeline;
pub mod update;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        list::route(),
        show::route(),
        timeline::route(),
        update::route(),
        read::route(),
        add_note::route(),
        delete_note::route(),
    ]
}
