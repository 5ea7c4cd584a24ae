//! `POST /api/conversations/{id}/notes`: a note for the team.

use hub_core::flows::notes::add_note;
use hub_core::ids::ConversationId;
use hub_core::thread::Note;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Created, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `notes-add`.
#[must_use]
pub fn route() -> Route {
    Route::api("notes-add", handle)
}

/// A note.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NoteRequest {
    /// The words, 1 to 4,000 characters.
    text: String,
}

/// Keeps a note in the thread; the customer never sees it.
///
/// # Errors
/// 404 for an id that the tenant does not have, 400 for words that are none or too many.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(request)): (PathId<ConversationId>, Body<NoteRequest>),
) -> Result<Created<Note>, ApiError> {
    Ok(Created(add_note(&hub.ports, who.tenant(), &id, who.user(), &request.text).await?))
}
