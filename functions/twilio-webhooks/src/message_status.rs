//! `POST /webhooks/twilio/message-status/{tenantId}/{messageId}`: the carrier reports on a text of ours.

use hub_core::flows::record_status::record_status;
use hub_core::ids::MessageId;
use hub_core::message::MessageStatus;
use hub_core::ports::StatusReport;
use hub_lambda::http::HttpReply;
use hub_lambda::twilio::SignedTwilioForm;
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `twilio-message-status`.
#[must_use]
pub fn route() -> Route {
    Route::twilio("twilio-message-status", handle)
}

/// Applies the report and answers 204, whether it told anything new or not.
///
/// # Errors
/// 403 if the path names another tenant than the one whose token signed it; 503 if it could not be stored.
pub async fn handle(hub: Hub, form: SignedTwilioForm) -> Result<HttpReply, ApiError> {
    let id = message_of_path(&form)?;
    let sid = form.field("MessageSid").or(form.field("SmsSid"));
    let status = form.field("MessageStatus").or(form.field("SmsStatus"));
    let (Some(sid), Some(status)) = (sid, status) else {
        return Err(ApiError::invalid("MessageSid and MessageStatus are needed."));
    };
    let report = StatusReport {
        sid: sid.to_owned(),
        status: MessageStatus::from_carrier(status),
        error_code: form.field("ErrorCode").map(str::to_owned),
        error_message: form.field("ErrorCode").map(|code| hub_lambda::twilio::error_sentence(code).to_owned()),
    };
    record_status(&hub.ports, form.tenant(), id, &report).await?;
    Ok(HttpReply { status: 204, headers: Vec::new(), body: Vec::new() })
}

/// The message that the path names; `None` on the alias without ids.
fn message_of_path(form: &SignedTwilioForm) -> Result<Option<MessageId>, ApiError> {
    let Some((_, ids)) = form.path().split_once("/message-status/") else { return Ok(None) };
    let (tenant, id) = ids.split_once('/').ok_or_else(ApiError::not_found)?;
    if tenant != form.tenant().as_str() {
        return Err(ApiError::new(403, "forbidden", "Forbidden"));
    }
    id.parse().map(Some).map_err(|_| ApiError::not_found())
}
