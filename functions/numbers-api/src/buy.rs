//! `POST /api/numbers`: buys a number.

use hub_core::flows::numbers::{Wanted, buy};
use hub_core::number::OwnNumber;
use hub_core::ports::Webhooks;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, Created};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `numbers-buy`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-buy", handle)
}

/// Which number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberRequest {
    /// In E.164.
    number: String,
    /// What the team will call it; the number itself if it is not given.
    #[serde(default)]
    label: Option<String>,
}

impl NumberRequest {
    /// The number with what the carrier is to be told of it.
    #[must_use]
    pub fn wanted<'a>(&'a self, webhooks: &'a Webhooks) -> Wanted<'a> {
        Wanted { number: self.number.trim(), label: self.label.as_deref(), webhooks }
    }
}

/// Buys the number and points its webhooks at the hub. A repeat answers the number that was bought.
///
/// # Errors
/// 409 `number_taken`, `carrier_not_connected` or `carrier_stopped`, 402 `carrier_refused`, 503 `carrier_unavailable`
/// (nothing was bought) or `carrier_answer_lost` (it stays `buying` until it is repaired).
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<NumberRequest>),
) -> Result<Created<OwnNumber>, ApiError> {
    let webhooks = hub.settings.webhooks()?;
    Ok(Created(buy(&hub.ports, who.tenant(), &request.wanted(&webhooks), &who.doer(&from)).await?))
}
