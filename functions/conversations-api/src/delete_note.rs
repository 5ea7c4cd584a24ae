//! `DELETE /api/notes/{id}`: takes the words of a note away.

use hub_core::flows::notes::delete_note;
use hub_core::ids::NoteId;
use hub_core::thread::Note;
use hub_lambda::auth::Editor;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `notes-delete`.
#[must_use]
pub fn route() -> Route {
    Route::api("notes-delete", handle)
}

/// Takes the words away; that there was a note stays.
///
/// # Errors
/// 404 for an id that the tenant does not have, 403 for somebody else's note, unless an owner asks.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<NoteId>) -> Result<Shown<Note>, ApiError> {
    Ok(Shown(delete_note(&hub.ports, who.tenant(), &id, (who.user(), who.role())).await?))
}
