//! `POST /webhooks/twilio/call-status`, and with `/{tenantId}/{callId}` for the legs of a call: where it stands.

use hub_core::address::Address;
use hub_core::flows::calls::{Reported, report_call};
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

use crate::form::{call_of, names_a_call, noted, report};

/// Behind the function `twilio-call-status`.
#[must_use]
pub fn route() -> Route {
    Route::twilio("twilio-call-status", handle)
}

/// Applies the report and answers 204, whether it told anything new or not.
///
/// # Errors
/// 400 without a SID and a status; 503 if it could not be stored.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let id = if names_a_call(&form) { Some(call_of(&form)?.0) } else { None };
    let (Some(sid), Some(report)) = (form.field("CallSid"), report(&form, ("CallStatus", "CallDuration"))) else {
        return Err(ApiError::invalid("CallSid and CallStatus are needed."));
    };
    let reported = Reported {
        sid: sid.to_owned(),
        parent_sid: form.field("ParentCallSid").map(str::to_owned),
        from: form.field("From").map(Address::from_carrier),
        to: form.field("To").map(str::to_owned),
        is_inbound: form.field("Direction").is_none_or(|direction| direction == "inbound"),
        report,
    };
    if report_call(&hub.ports, form.tenant(), id, &reported).await?.is_none() {
        tracing::warn!(tenant.id = %form.tenant(), call.sid = sid, "a report on no call of ours");
    }
    Ok(noted())
}
