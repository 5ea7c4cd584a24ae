//! `POST /auth/reset`: asks for a link to a new password.

use hub_core::flows::passwords::ask_for_reset;
use hub_lambda::http::{Accepted, Body};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `accounts-reset`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-reset", handle)
}

/// Whose password.
#[derive(Deserialize, JsonSchema)]
pub struct ResetRequest {
    /// The e-mail address.
    email: String,
}

/// The answer, whoever it is.
#[derive(Serialize, JsonSchema)]
pub struct ResetSent {
    /// Always true: the answer does not tell whether somebody has this address.
    sent: bool,
}

/// Mails a link if somebody has this address.
///
/// # Errors
/// 503 if it could not be stored.
pub async fn handle(hub: Hub, Body(request): Body<ResetRequest>) -> Result<Accepted<ResetSent>, ApiError> {
    ask_for_reset(&hub.ports, hub.settings.public_base_url()?, &request.email).await?;
    Ok(Accepted(ResetSent { sent: true }))
}
