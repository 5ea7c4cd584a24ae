//! `POST /api/integrations/twilio/subaccount`: makes an account for the organisation.

use hub_core::flows::credentials::make_subaccount;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, Shown};
use hub_lambda::{ApiError, Hub, Route};

use crate::status::TwilioStatus;

/// Behind the function `integrations-subaccount`.
#[must_use]
pub fn route() -> Route {
    Route::api("integrations-subaccount", handle)
}

/// Makes a subaccount under the operator's account; a repeat finds the one that was made.
///
/// # Errors
/// 503 `not_offered` unless the deployment names the operator's account, 409 `already_connected`.
pub async fn handle(hub: Hub, who: Owner, CallerAddress(from): CallerAddress) -> Result<Shown<TwilioStatus>, ApiError> {
    let master = hub.settings.master_account.as_ref().filter(|_| hub.settings.offers_subaccounts);
    let master = master.ok_or_else(|| ApiError::new(503, "not_offered", "This hub does not make Twilio accounts."))?;
    let connection = make_subaccount(&hub.ports, master, who.tenant(), &who.doer(&from)).await?;
    Ok(Shown(TwilioStatus::of(&hub, Some(connection))))
}
