//! `GET /api/dead-letters`: the texts that could not be handed over.

use hub_core::ports::DeadLetter;
use hub_lambda::auth::Owner;
use hub_lambda::http::{PageQuery, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `dead-letters-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("dead-letters-list", handle)
}

/// A page of dead letters, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadLettersPage {
    /// The rows.
    dead_letters: Vec<DeadLetter>,
    /// Leads to older rows; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a cursor that is none.
pub async fn handle(hub: Hub, who: Owner, Query(query): Query<PageQuery>) -> Result<Shown<DeadLettersPage>, ApiError> {
    let page = query.page()?;
    let found = hub.ports.dead_letters.dead_letters(who.tenant(), &page).await.map_err(bad_cursor)?;
    Ok(Shown(DeadLettersPage { dead_letters: found.rows, next_cursor: cursor_of(found.next) }))
}
