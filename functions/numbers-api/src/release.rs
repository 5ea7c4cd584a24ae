//! `DELETE /api/numbers/{id}`: gives a number back for good.

use hub_core::flows::numbers::release;
use hub_core::number::NumberId;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, NoContent, PathId, Query};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `numbers-release`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-release", handle)
}

/// The confirmation.
#[derive(Deserialize, JsonSchema)]
pub struct Confirmation {
    /// The number itself, in E.164.
    #[serde(default)]
    confirm: String,
}

/// Releases the number at the carrier and forgets it; the conversations stay.
///
/// # Errors
/// 404, 400 `confirmation_needed`, 402, 409 `carrier_stopped`, or 503 (`carrier_answer_lost`: it stays `releasing` until
/// it is repaired).
pub async fn handle(
    hub: Hub,
    who: Owner,
    (PathId(id), CallerAddress(from), Query(query)): (PathId<NumberId>, CallerAddress, Query<Confirmation>),
) -> Result<NoContent, ApiError> {
    // A plus sign that was not escaped arrives as a space.
    let confirm = query.confirm.trim();
    let confirm = if confirm.starts_with('+') { confirm.to_owned() } else { format!("+{confirm}") };
    release(&hub.ports, who.tenant(), &id, &confirm, &who.doer(&from)).await?;
    Ok(NoContent)
}
