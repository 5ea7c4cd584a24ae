//! `GET /api/settings`: what the organisation decides about itself.

use hub_core::settings::Settings;
use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `settings-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("settings-show", handle)
}

/// Shows the settings.
///
/// # Errors
/// 401 if the organisation no longer exists.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<Settings>, ApiError> {
    let settings = hub.ports.settings.settings(who.tenant()).await?;
    settings.map(Shown).ok_or_else(ApiError::invalid_token)
}
