//! `POST /api/contacts/{id}/opt-in`: the customer agreed to be texted again, which a person heard or read.

use hub_core::channel::ChannelClass;
use hub_core::contact::ContactId;
use hub_core::flows::consent::{Recorder, opt_in};
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{Body, CallerAddress, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::view::ContactView;

/// Behind the function `contacts-opt-in`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-opt-in", handle)
}

/// An opt-in that a person records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OptInRequest {
    /// How the customer agreed, at most 500 characters; kept as evidence.
    #[serde(default)]
    reason: String,
    /// The class of channels; `sms` if absent.
    #[serde(default)]
    channel: ChannelClass,
}

/// Writes the opt-in into the ledger with its reason. Who is not out stays as they are.
///
/// # Errors
/// 404 for a contact that the tenant does not have, 400 `reason_missing`, 409 `customer_must_start` while the carrier
/// blocks the customer because of their own opt-out: only their START lifts that.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), Body(request)): (CallerAddress, PathId<ContactId>, Body<OptInRequest>),
) -> Result<Shown<ContactView>, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let recorder = Recorder { doer: &doer, user: who.user() };
    let of = (&id.address(), request.channel);
    let contact = opt_in(&hub.ports, who.tenant(), of, (recorder, &request.reason)).await?;
    Ok(Shown(contact.into()))
}
