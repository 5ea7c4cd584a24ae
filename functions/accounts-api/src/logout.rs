//! `POST /auth/logout`: ends a sign-in.

use hub_core::flows::sessions::sign_out;
use hub_lambda::http::{Body, NoContent};
use hub_lambda::{ApiError, Hub, Route};

use crate::refresh::RefreshRequest;

/// Behind the function `accounts-logout`.
#[must_use]
pub fn route() -> Route {
    Route::public("accounts-logout", handle)
}

/// Makes the refresh token worthless. A token that is worthless already is answered alike.
///
/// # Errors
/// 503 if it could not be stored.
pub async fn handle(hub: Hub, Body(request): Body<RefreshRequest>) -> Result<NoContent, ApiError> {
    sign_out(&hub.ports, &request.refresh_token).await?;
    Ok(NoContent)
}
