//! `GET /api/voicemails`: the messages that callers left.

use hub_core::call::{Call, CallFilter, VoicemailState};
use hub_lambda::auth::Principal;
use hub_lambda::http::{Cursor, Query, Shown, bad_cursor, cursor_of};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `voicemails-list`.
#[must_use]
pub fn route() -> Route {
    Route::api("voicemails-list", handle)
}

/// Which messages to list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoicemailQuery {
    /// Whether the team has looked after them; whatever it is if absent.
    #[serde(default)]
    state: Option<VoicemailState>,
    /// Rows on a page, 1 to 100; 50 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

/// A page of calls with a message, newest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoicemailPage {
    /// The calls.
    voicemails: Vec<Call>,
    /// Leads to older ones; null at the end.
    next_cursor: Option<String>,
}

/// Lists a page.
///
/// # Errors
/// 400 for a limit, cursor or state that is none.
pub async fn handle(
    hub: Hub,
    who: Principal,
    Query(query): Query<VoicemailQuery>,
) -> Result<Shown<VoicemailPage>, ApiError> {
    let page = Cursor::page(query.limit, 50, query.cursor.as_deref())?;
    let filter = CallFilter { voicemail: Some(query.state), ..CallFilter::default() };
    let found = hub.ports.calls.calls(who.tenant(), &filter, &page).await.map_err(bad_cursor)?;
    Ok(Shown(VoicemailPage { voicemails: found.rows, next_cursor: cursor_of(found.next) }))
}
