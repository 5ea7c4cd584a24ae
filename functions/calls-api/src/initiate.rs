//! `POST /api/calls/initiate`: a person calls a customer.

use hub_core::flows::initiate_call::{Wanted, initiate_call};
use hub_core::ids::CallId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, Body};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::links::Addresses;

/// Behind the function `calls-initiate`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-initiate", handle)
}

/// A call to make.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InitiateRequest {
    /// The customer, in E.164 or as dialled in the tenant's country.
    to: String,
    /// The number of ours; the first one that can call if absent.
    #[serde(default)]
    from: Option<String>,
    /// The caller's own phone, which rings first; their browsers if absent.
    #[serde(default)]
    phone: Option<String>,
    /// Whether it is recorded, after an announcement. Only where the organisation announces recordings.
    #[serde(default)]
    record_call: bool,
}

/// A call that is on its way.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InitiateReply {
    /// Always `true`.
    success: bool,
    /// The call's id.
    call_id: CallId,
    /// The carrier's id; null while nobody knows whether the carrier makes the call.
    call_sid: Option<String>,
}

/// Rings the person's own phone, and then the customer's.
///
/// # Errors
/// 400 for a number that is none, 409 where no number or account can call, or `call_refused` if the carrier refuses.
pub async fn handle(
    hub: Hub,
    who: Editor,
    Body(request): Body<InitiateRequest>,
) -> Result<Accepted<InitiateReply>, ApiError> {
    let wanted = Wanted {
        to: request.to,
        from: request.from,
        user: who.user().clone(),
        phone: request.phone,
        is_recorded: request.record_call,
    };
    let links = Addresses::of(&hub, who.tenant())?;
    let call = initiate_call(&hub.ports, who.tenant(), &wanted, &links).await?;
    Ok(Accepted(InitiateReply { success: true, call_id: call.id, call_sid: call.sid }))
}
