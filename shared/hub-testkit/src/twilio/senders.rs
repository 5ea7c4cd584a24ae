//! `/v2/Channels/Senders` (host `messaging.twilio.com`): the account's WhatsApp senders.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::Account;
use super::number::{Number, is_url};
use super::paging::{invalid, page};
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;

const PREFIX: &str = "whatsapp:";

/// `XE` in place of `PN`.
fn sid(number: &Number) -> String {
    number.sid.replacen("PN", "XE", 1)
}

fn json_of(number: &Number, url: &str) -> Value {
    json!({
        "sender_id": number.address,
        "sid": sid(number),
        "status": "ONLINE",
        "url": url,
        "webhook": {"callback_method": number.settings.sms_method, "callback_url": number.settings.sms_url},
    })
}

/// The list.
pub(crate) fn serve_all(account: &Account, call: &Call) -> Result<Reply, RestError> {
    if call.method != Method::GET {
        return Err(RestError::method_not_allowed());
    }
    if call.given("Channel").is_some_and(|channel| channel != "whatsapp") {
        return Err(invalid("Channel", call.given("Channel").unwrap_or_default()));
    }
    let url = format!("{}{}", call.origin, call.path);
    let senders = account.numbers.iter().filter(|number| number.address.starts_with(PREFIX));
    let body = page(senders.cloned().collect(), |number: &Number| &number.sid, &call.params)?.by_meta(
        "senders",
        &url,
        |number| json_of(number, &format!("{url}/{}", sid(number))),
    );
    Ok(Reply::Json(StatusCode::OK, body))
}

/// One sender: its webhook can be set.
pub(crate) fn serve_one(
    state: &SimulatorState,
    account: &Account,
    call: &Call,
    wanted: &str,
) -> Result<Reply, RestError> {
    let known = account.numbers.iter().find(|number| number.address.starts_with(PREFIX) && sid(number) == wanted);
    let known = known.ok_or_else(|| RestError::not_found(&call.path))?;
    let url = format!("{}{}", call.origin, call.path);
    match call.method {
        Method::GET => Ok(Reply::Json(StatusCode::OK, json_of(known, &url))),
        Method::POST => {
            let webhook = call.given("webhook.callback_url").unwrap_or_default();
            if !is_url(webhook) {
                return Err(invalid("webhook.callback_url", webhook));
            }
            let (address, now) = (known.address.clone(), state.now());
            let changed =
                state.amend(|r| r.change_number(&address, now, |n| webhook.clone_into(&mut n.settings.sms_url)));
            let changed = changed.map_err(|error| RestError::not_kept(&error))?;
            let changed = changed.ok_or_else(|| RestError::not_found(&call.path))?;
            Ok(Reply::Json(StatusCode::ACCEPTED, json_of(&changed, &url)))
        }
        _ => Err(RestError::method_not_allowed()),
    }
}
