//! `/v1/Services` (host `messaging.twilio.com`): Messaging Services of the account of the credentials.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::account::Account;
use super::number::is_url;
use super::paging::{invalid, page};
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::service::MessagingService;
use super::state::SimulatorState;
use super::wire::iso8601;

/// `Services`.
pub(crate) fn serve_all(state: &SimulatorState, account: &Account, call: &Call) -> Result<Reply, RestError> {
    let url = format!("{}{}", call.origin, call.path);
    match call.method {
        Method::GET => {
            let found: Vec<MessagingService> = account.services.iter().rev().cloned().collect();
            let row = |s: &MessagingService| service_json(account, s, &format!("{url}/{}", s.sid));
            let body = page(found, |s| &s.sid, &call.params)?.by_meta("services", &url, row);
            Ok(Reply::Json(StatusCode::OK, body))
        }
        Method::POST => {
            call.given("FriendlyName").ok_or_else(|| invalid("FriendlyName", "(none)"))?;
            let service = changed(MessagingService::new(state.fresh_sid("MG")), call)?;
            let url = format!("{url}/{}", service.sid);
            put(state, account, service, &url).map(|body| Reply::Json(StatusCode::CREATED, body))
        }
        _ => Err(RestError::method_not_allowed()),
    }
}

/// `Services/{Sid}`.
pub(crate) fn serve_one(state: &SimulatorState, account: &Account, call: &Call, sid: &str) -> Result<Reply, RestError> {
    let service = account.service(sid).ok_or_else(|| RestError::not_found(&call.path))?;
    let url = format!("{}{}", call.origin, call.path);
    let body = match call.method {
        Method::GET => service_json(account, service, &url),
        Method::POST => put(state, account, changed(service.clone(), call)?, &url)?,
        _ => return Err(RestError::method_not_allowed()),
    };
    Ok(Reply::Json(StatusCode::OK, body))
}

fn put(state: &SimulatorState, account: &Account, service: MessagingService, url: &str) -> Result<Value, RestError> {
    let (sid, now) = (service.sid.clone(), state.now());
    let kept = state.amend(|r| {
        // A number may have joined or left the pool since the request was read.
        let known = r.account(&account.sid).and_then(|a| a.service(&sid));
        let senders = known.map_or_else(Vec::new, |known| known.senders.clone());
        r.put_service(&account.sid, MessagingService { senders, ..service }, now)
    });
    kept.map_err(|error| RestError::not_kept(&error))?;
    let account = state.account(&account.sid).ok_or_else(RestError::server_error)?;
    let service = account.service(&sid).ok_or_else(RestError::server_error)?;
    Ok(service_json(&account, service, url))
}

fn changed(mut service: MessagingService, call: &Call) -> Result<MessagingService, RestError> {
    for (name, value) in &call.params {
        let url = || match value.as_str() {
            "" => Ok(None),
            url if is_url(url) => Ok(Some(url.to_owned())),
            other => Err(invalid(name, other)),
        };
        let method = || match value.as_str() {
            "GET" | "POST" => Ok(value.clone()),
            other => Err(invalid(name, other)),
        };
        match name.as_str() {
            "FriendlyName" if value.chars().count() <= 64 => service.friendly_name.clone_from(value),
            "FriendlyName" => return Err(invalid(name, value)),
            "InboundRequestUrl" => service.inbound_request_url = url()?,
            "InboundMethod" => service.inbound_method = method()?,
            "FallbackUrl" => service.fallback_url = url()?,
            "FallbackMethod" => service.fallback_method = method()?,
            "StatusCallback" => service.status_callback = url()?,
            "UseInboundWebhookOnNumber" => {
                let flag = value.to_ascii_lowercase().parse().map_err(|_| invalid(name, value))?;
                service.use_inbound_webhook_on_number = flag;
            }
            _ => {}
        }
    }
    Ok(service)
}

fn service_json(account: &Account, service: &MessagingService, url: &str) -> Value {
    json!({
        "account_sid": account.sid,
        "area_code_geomatch": true,
        "date_created": service.created_at.map(iso8601),
        "date_updated": service.updated_at.map(iso8601),
        "fallback_method": service.fallback_method,
        "fallback_to_long_code": true,
        "fallback_url": service.fallback_url,
        "friendly_name": service.friendly_name,
        "inbound_method": service.inbound_method,
        "inbound_request_url": service.inbound_request_url,
        "links": {"phone_numbers": format!("{url}/PhoneNumbers")},
        "mms_converter": true,
        "scan_message_content": "inherit",
        "sid": service.sid,
        "smart_encoding": true,
        "status_callback": service.status_callback,
        "sticky_sender": true,
        "synchronous_validation": false,
        "url": url,
        "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
        "usecase": "undeclared",
        "validity_period": 36000,
    })
}
