//! One message: fetch, cancel, redact, delete.

use axum::http::StatusCode;
use serde_json::Value;

use super::account::Account;
use super::course;
use super::message::Message;
use super::record::first;
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::message_json;

/// The message of that SID, when the account has it.
pub(crate) fn find(state: &SimulatorState, account: &Account, sid: &str) -> Option<Message> {
    state.message(sid).filter(|m| m.account_sid == account.sid && !m.deleted)
}

/// `POST Messages/{Sid}.json`: `Status=canceled` or an empty `Body`, not both.
pub(crate) fn update(
    state: &SimulatorState,
    message: &Message,
    params: &[(String, String)],
) -> Result<Value, RestError> {
    match (first(params, "Status"), first(params, "Body")) {
        (Some("canceled"), None) => cancel(state, message),
        (None, Some("")) if message.is_final() => {
            let now = state.now();
            changed(state, message, |m| {
                m.body.clear();
                m.updated_at = now;
            })
        }
        (None, Some("")) => Err(RestError::bad_request(20009, "Cannot modify this resource before it is complete")),
        _ => Err(RestError::bad_request(30400, "Parameters are not valid")),
    }
}

fn cancel(state: &SimulatorState, message: &Message) -> Result<Value, RestError> {
    let now = state.now();
    let mut canceled = false;
    let answer = changed(state, message, |m| {
        if matches!(m.status.as_str(), "accepted" | "scheduled" | "queued") {
            canceled = true;
            m.status = "canceled".to_owned();
            m.updated_at = now;
        }
    });
    if !canceled {
        return Err(RestError::new(StatusCode::CONFLICT, 30409, "This message cannot be canceled"));
    }
    course::post_current(state, &message.sid);
    answer
}

/// `DELETE Messages/{Sid}.json`, once the message has reached its end.
pub(crate) fn delete(state: &SimulatorState, message: &Message) -> Result<(), RestError> {
    if !message.is_final() {
        let words = "Cannot delete this resource before it is complete";
        return Err(RestError::new(StatusCode::CONFLICT, 20009, words));
    }
    changed(state, message, |m| m.deleted = true).map(drop)
}

fn changed(state: &SimulatorState, message: &Message, change: impl FnOnce(&mut Message)) -> Result<Value, RestError> {
    let after = state.edit(|ledger| ledger.change(&message.sid, change));
    after.map(|m| message_json(&m)).ok_or_else(|| RestError::not_found(&message.sid))
}
