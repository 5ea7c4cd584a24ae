//! `GET /api/sync`: what a client missed.

use hub_core::flows::live::missed_events;
use hub_core::live::Event;
use hub_lambda::auth::Principal;
use hub_lambda::http::{Query, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `live-sync`.
#[must_use]
pub fn route() -> Route {
    Route::api("live-sync", handle)
}

const LIMIT_MAX: usize = 500;

/// Where the client stands.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SyncQuery {
    /// The number of the last event that the client has; without it only the newest number is answered.
    #[serde(default)]
    after: Option<u64>,
    /// Events in one answer, 1 to 500; 500 if absent.
    #[serde(default)]
    limit: Option<usize>,
}

/// The missed events in order.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Missed {
    /// The events after `after`.
    events: Vec<Event>,
    /// The number of the tenant's newest event.
    seq: u64,
    /// Ask again with the last event's number.
    has_more: bool,
    /// The client was away for too long: it must load everything anew.
    reset: bool,
}

/// Answers what was missed.
///
/// # Errors
/// 400 for a number that is none.
pub async fn handle(hub: Hub, who: Principal, Query(query): Query<SyncQuery>) -> Result<Shown<Missed>, ApiError> {
    let limit = query.limit.unwrap_or(LIMIT_MAX);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(ApiError::invalid("limit must be from 1 to 500."));
    }
    let missed = missed_events(&hub.ports, who.tenant(), query.after, limit).await?;
    Ok(Shown(Missed { events: missed.events, seq: missed.seq, has_more: missed.has_more, reset: missed.reset }))
}
