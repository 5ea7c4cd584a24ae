//! `POST /api/dead-letters/{id}/redrive`: lets a text go out after all.

use hub_core::flows::dead_letters::redrive;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Accepted, PathId};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;
use ulid::Ulid;

/// Behind the function `dead-letters-redrive`.
#[must_use]
pub fn route() -> Route {
    Route::api("dead-letters-redrive", handle)
}

/// The text is queued.
#[derive(Serialize, JsonSchema)]
pub struct Redriven {
    /// `true`.
    success: bool,
}

/// Queues the text. Consent and credentials are checked again before it is sent.
///
/// # Errors
/// 404 if it is no dead letter, or none any more.
pub async fn handle(hub: Hub, who: Owner, PathId(id): PathId<Ulid>) -> Result<Accepted<Redriven>, ApiError> {
    if redrive(&hub.ports, who.tenant(), &id.to_string()).await? {
        return Ok(Accepted(Redriven { success: true }));
    }
    Err(ApiError::not_found())
}
