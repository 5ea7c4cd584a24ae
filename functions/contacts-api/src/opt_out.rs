//! `POST /api/contacts/{id}/opt-out`: the customer asked a person not to be texted any more.

use hub_core::channel::ChannelClass;
use hub_core::contact::ContactId;
use hub_core::flows::consent::{Recorder, opt_out};
use hub_lambda::auth::{Editor, named_doer};
use hub_lambda::http::{Body, CallerAddress, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::view::ContactView;

/// Behind the function `contacts-opt-out`.
#[must_use]
pub fn route() -> Route {
    Route::api("contacts-opt-out", handle)
}

/// An opt-out that a person records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OptOutRequest {
    /// How the customer asked for it, at most 500 characters.
    #[serde(default)]
    reason: Option<String>,
    /// The class of channels; `sms` if absent.
    #[serde(default)]
    channel: ChannelClass,
}

/// Writes the opt-out into the ledger; from then on nothing is sent. Who has opted out already stays as they are.
///
/// # Errors
/// 404 for a contact that the tenant does not have.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (CallerAddress(from), PathId(id), Body(request)): (CallerAddress, PathId<ContactId>, Body<OptOutRequest>),
) -> Result<Shown<ContactView>, ApiError> {
    let doer = named_doer(&hub, &who, &from).await?;
    let recorder = Recorder { doer: &doer, user: who.user() };
    let of = (&id.address(), request.channel);
    let contact = opt_out(&hub.ports, who.tenant(), of, (recorder, request.reason.as_deref())).await?;
    Ok(Shown(contact.into()))
}
