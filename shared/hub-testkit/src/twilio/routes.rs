//! Which resource answers which path. The hosts `api`, `accounts`, `content` and `messaging` of Twilio are one port here.

use axum::http::{HeaderMap, Method, StatusCode};

use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::voice::{call_recordings, calls_resource, recordings_resource};
use super::wire::message_json;
use super::{
    account_resource, auth, auth_tokens, available_numbers, content, create, incoming_numbers, item, keys_resource,
    list, media, pool, senders, service_resource,
};

/// Answers a request, or says in Twilio's form why not.
pub(crate) fn route(state: &SimulatorState, headers: &HeaderMap, call: &Call) -> Result<Reply, RestError> {
    let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        ["2010-04-01", rest @ ..] => classic(state, headers, call, rest),
        ["v1", "AuthTokens", which] => auth_tokens::serve(state, headers, call, which),
        ["v1", "Services", rest @ ..] => {
            let account = auth::own(state, headers)?;
            match rest {
                [] => service_resource::serve_all(state, &account, call),
                [sid] => service_resource::serve_one(state, &account, call, sid),
                [sid, "PhoneNumbers"] => pool::serve_all(state, &account, call, sid),
                [sid, "PhoneNumbers", number] => pool::serve_one(state, &account, call, (sid, number)),
                _ => Err(RestError::not_found(&call.path)),
            }
        }
        ["v1", "ContentAndApprovals"] => content::serve_all(&auth::own(state, headers)?, call),
        ["v2", "Channels", "Senders"] => senders::serve_all(&auth::own(state, headers)?, call),
        ["v2", "Channels", "Senders", sid] => senders::serve_one(state, &auth::own(state, headers)?, call, sid),
        _ => Err(RestError::not_found(&call.path)),
    }
}

fn classic(state: &SimulatorState, headers: &HeaderMap, call: &Call, parts: &[&str]) -> Result<Reply, RestError> {
    match parts {
        ["Accounts.json"] => account_resource::serve_all(state, headers, call),
        ["Accounts", file] => account_resource::serve_one(state, headers, call, json_name(file, &call.path)?),
        ["Accounts", sid, "Keys.json"] => keys_resource::serve_all(state, headers, call, sid),
        ["Accounts", sid, "Keys", file] => {
            keys_resource::serve_one(state, headers, call, (sid, json_name(file, &call.path)?))
        }
        ["Accounts", sid, rest @ ..] => {
            let account = auth::authenticate(state, headers, sid)?;
            match rest {
                ["Messages.json"] => match call.method {
                    Method::POST => create::create(state, &account, &call.params),
                    Method::GET => Ok(Reply::Json(StatusCode::OK, list::list(state, &account, &call.params)?)),
                    _ => Err(RestError::method_not_allowed()),
                },
                ["Messages", file] => {
                    let sid = json_name(file, &call.path)?;
                    let message = item::find(state, &account, sid).ok_or_else(|| RestError::not_found(&call.path))?;
                    match call.method {
                        Method::GET => Ok(Reply::Json(StatusCode::OK, message_json(&message))),
                        Method::POST => Ok(Reply::Json(StatusCode::OK, item::update(state, &message, &call.params)?)),
                        Method::DELETE => item::delete(state, &message).map(|()| Reply::Nothing),
                        _ => Err(RestError::method_not_allowed()),
                    }
                }
                ["Messages", message, "Media", sid] if call.method == Method::GET => {
                    media::serve(state, &call.origin, (message, sid))
                }
                ["Calls.json"] => calls_resource::serve_all(state, &account, call),
                ["Calls", sid, "Recordings.json"] => call_recordings::serve_all(state, &account, call, sid),
                ["Calls", sid, "Recordings", file] => call_recordings::serve_one(state, &account, call, (sid, file)),
                ["Recordings", file] => recordings_resource::serve_one(state, &account, call, file),
                ["Calls", file] => calls_resource::serve_one(state, &account, call, json_name(file, &call.path)?),
                ["Recordings.json"] => recordings_resource::serve_all(state, &account, call, None),
                ["AvailablePhoneNumbers", country, file] => {
                    available_numbers::search(state, call, (country, json_name(file, &call.path)?))
                }
                ["IncomingPhoneNumbers.json"] => incoming_numbers::serve_all(state, &account, call),
                ["IncomingPhoneNumbers", file] => {
                    incoming_numbers::serve_one(state, &account, call, json_name(file, &call.path)?)
                }
                _ => Err(RestError::not_found(&call.path)),
            }
        }
        _ => Err(RestError::not_found(&call.path)),
    }
}

fn json_name<'a>(file: &'a str, path: &str) -> Result<&'a str, RestError> {
    file.strip_suffix(".json").ok_or_else(|| RestError::not_found(path))
}
