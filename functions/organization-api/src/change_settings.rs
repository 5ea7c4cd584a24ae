//! `PATCH /api/settings`: changes what the organisation decides about itself.

use hub_core::flows::settings::change_settings;
use hub_core::settings::{Settings, SettingsChange};
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `settings-change`.
#[must_use]
pub fn route() -> Route {
    Route::api("settings-change", handle)
}

/// Changes the settings of the version that the change names.
///
/// # Errors
/// 400 with the `field`, or 409 `conflict` with the `current` settings if somebody was faster.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(change)): (CallerAddress, Body<SettingsChange>),
) -> Result<Shown<Settings>, ApiError> {
    Ok(Shown(change_settings(&hub.ports, who.tenant(), change, &who.doer(&from)).await?))
}
