//! `POST Messages.json`: accept a message, or fail the way a fault asks for.

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::account::Account;
use super::course::{self, Shape};
use super::faults::{Family, Fault};
use super::message::{Direction, Message};
use super::rest::Reply;
use super::rest_error::RestError;
use super::segments;
use super::state::{SimulatorState, block_scope};
use super::validate::{CreateRequest, validate};
use super::wire::message_json;

/// Creates a message. It is recorded (and in the state file) before anything is answered.
pub(crate) fn create(
    state: &SimulatorState,
    account: &Account,
    params: &[(String, String)],
) -> Result<Reply, RestError> {
    let request = validate(account, params)?;
    let scope = block_scope(account, &request.from);
    if state.look(|ledger| ledger.is_blocked(scope, &request.to)) {
        return Err(RestError::opted_out());
    }
    let fault = state.faults(|queue| queue.take(&request.to, Family::Answer));
    match fault {
        Some(Fault::TooManyRequests429) => return Err(RestError::too_many_requests()),
        Some(Fault::ServerError500) => return Err(RestError::server_error()),
        Some(Fault::OptedOut21610) => return Err(RestError::opted_out()),
        Some(Fault::Refused { code }) => return Err(RestError::refused(code)),
        Some(Fault::RefuseBeforeAccept) => return Ok(Reply::Refuse),
        _ => {}
    }
    let shape = shape(state, account, &request);
    let message = message(state, account, request);
    state.edit(|ledger| ledger.add(message.clone())).map_err(|error| RestError::not_kept(&error))?;
    course::start(state, &message, shape);
    Ok(match fault {
        Some(Fault::AcceptThenTimeout) => Reply::Hang,
        Some(Fault::AcceptThenCut) => Reply::Cut,
        _ => Reply::Json(StatusCode::CREATED, message_json(&message)),
    })
}

fn shape(state: &SimulatorState, account: &Account, request: &CreateRequest) -> Shape {
    let mut shape = Shape::default();
    // Twilio's magic sender never calls back, unless the account of a test really has it.
    if request.from == "+15005550006" && account.number(&request.from).is_none() {
        shape.apply(Fault::NoCallbacks);
    }
    if let Some(code) = whatsapp_failure(state, request) {
        shape.fail(code);
    }
    for family in [Family::Ending, Family::Duplication, Family::Order, Family::Delay] {
        if let Some(fault) = state.faults(|queue| queue.take(&request.to, family)) {
            shape.apply(fault);
        }
    }
    shape
}

/// What WhatsApp refuses once Twilio has accepted it.
///
/// # Source
/// Twilio's error dictionary: 63016 (outside the 24 hours), 63028 (a template's values are missing).
fn whatsapp_failure(state: &SimulatorState, request: &CreateRequest) -> Option<u32> {
    if !request.to.starts_with("whatsapp:") {
        return None;
    }
    match request.content {
        Some((_, false)) => return Some(63028),
        Some((true, true)) => return None,
        Some((false, true)) | None => {}
    }
    let since = state.now() - SignedDuration::from_hours(24);
    let is_open = state.look(|ledger| {
        ledger.messages().iter().any(|message| {
            let is_theirs = message.direction == Direction::Inbound && message.from.as_deref() == Some(&request.to);
            is_theirs && message.to == request.from && message.created_at > since
        })
    });
    (!is_open).then_some(63016)
}

fn message(state: &SimulatorState, account: &Account, request: CreateRequest) -> Message {
    let now = state.now();
    let service = request.service.as_deref().and_then(|sid| account.service(sid));
    let status_callback = request.status_callback.or_else(|| service.and_then(|s| s.status_callback.clone()));
    let status = match (&request.send_at, &request.service) {
        (Some(_), _) => "scheduled",
        (None, Some(_)) => "accepted",
        (None, None) => "queued",
    };
    Message {
        sid: state.fresh_sid(if request.media_urls.is_empty() { "SM" } else { "MM" }),
        account_sid: account.sid.clone(),
        from: Some(request.from),
        to: request.to,
        messaging_service_sid: request.service,
        segments: segments::count(&request.body),
        body: request.body,
        media_urls: request.media_urls,
        media: vec![],
        direction: Direction::OutboundApi,
        status: status.to_owned(),
        error_code: None,
        created_at: now,
        updated_at: now,
        sent_at: None,
        send_at: request.send_at,
        status_callback,
        by_provider: false,
        on_handset: false,
        deleted: false,
    }
}
