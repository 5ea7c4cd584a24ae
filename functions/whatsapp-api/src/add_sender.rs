//! `POST /api/whatsapp/senders`: takes in a WhatsApp sender that the account has already.

use hub_core::flows::whatsapp::add_sender;
use hub_core::number::OwnNumber;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Body, CallerAddress, Created};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `whatsapp-add-sender`.
#[must_use]
pub fn route() -> Route {
    Route::api("whatsapp-add-sender", handle)
}

/// Which sender.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SenderRequest {
    /// Its number, in E.164.
    number: String,
    /// What the team calls it; the number itself if absent.
    #[serde(default)]
    label: Option<String>,
}

/// Points the sender's webhook at the hub. Taking it in a second time changes nothing.
///
/// # Errors
/// 400 `invalid_number`, 404 for a sender that the account does not have, 409 `number_taken`, `carrier_not_connected`
/// or `carrier_stopped`, 503.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Body(request)): (CallerAddress, Body<SenderRequest>),
) -> Result<Created<OwnNumber>, ApiError> {
    let webhook = hub.settings.whatsapp_webhook()?;
    let wanted = (request.number.trim(), request.label.as_deref());
    Ok(Created(add_sender(&hub.ports, who.tenant(), wanted, &webhook, &who.doer(&from)).await?))
}
