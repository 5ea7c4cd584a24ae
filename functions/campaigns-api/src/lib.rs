//! Templates, and texts to many recipients.

pub mod add;
pub mod cancel;
pub mod change_template;
pub mod check;
pub mod create;
pub mod create_template;
pub mod delete_template;
pub mod list;
pub mod pause;
pub mod recipients;
pub mod resume;
pub mod show;
pub mod start;
pub mod template;
pub mod templates;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        templates::route(),
        create_template::route(),
        template::route(),
        change_template::route(),
        delete_template::route(),
        list::route(),
        create::route(),
        show::route(),
        recipients::route(),
        add::route(),
        check::route(),
        start::route(),
        pause::route(),
        resume::route(),
        cancel::route(),
    ]
}
