//! One call of the REST API: credentials, the answer's kind, reading it.

use hub_core::carrier_account::{ApiLogin, CarrierAccount};
use hub_core::ports::{CarrierFailure, CarrierResult};
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Twilio;
use super::wire::is_unauthorized;

/// Twilio: the account is suspended or closed.
const NOT_ACTIVE: u64 = 20005;

/// One request: a method, a URL and a form (which is the query of a GET).
pub struct Call<'a> {
    pub method: Method,
    pub url: String,
    pub form: &'a [(&'a str, String)],
}

#[derive(Deserialize, Default)]
struct Failure {
    code: Option<u64>,
    message: Option<String>,
}

impl Twilio {
    /// The URL of a resource of an account, such as `IncomingPhoneNumbers.json`.
    pub(super) fn account_url(&self, account_sid: &str, resource: &str) -> String {
        format!("{}/2010-04-01/Accounts/{account_sid}/{resource}", self.base_url)
    }

    /// The URL of a Messaging Service resource.
    pub(super) fn messaging_url(&self, resource: &str) -> String {
        self.product_url("messaging", &format!("v1/{resource}"))
    }

    /// The URL of another product's resource. Twilio serves each from a host of its own, a stand-in from the same one.
    pub(super) fn product_url(&self, product: &str, resource: &str) -> String {
        match self.base_url.as_str() {
            "https://api.twilio.com" => format!("https://{product}.twilio.com/{resource}"),
            other => format!("{other}/{resource}"),
        }
    }

    /// Calls with one credential of the account after the other while they are refused.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        account: &CarrierAccount,
        call: &Call<'_>,
    ) -> CarrierResult<T> {
        let mut refused = CarrierFailure::Unauthorized;
        for login in account.api_logins() {
            match self.call_as(&login, call).await {
                Err(failure @ (CarrierFailure::Unauthorized | CarrierFailure::NotActive)) => refused = failure,
                answer => return answer,
            }
        }
        Err(refused)
    }

    /// Calls with one credential, once.
    pub(super) async fn call_as<T: DeserializeOwned>(&self, login: &ApiLogin, call: &Call<'_>) -> CarrierResult<T> {
        let is_get = call.method == Method::GET;
        let request = self.http.request(call.method.clone(), &call.url);
        let request = request.basic_auth(&login.user, Some(login.password.expose_secret()));
        let request = if is_get { with_query(request, call) } else { request.form(call.form) };
        Self::answer_of(request, is_get).await
    }

    /// Posts JSON, which Twilio's newer resources take, with one credential after the other while they are refused.
    pub(super) async fn post_json<T: DeserializeOwned>(
        &self,
        account: &CarrierAccount,
        url: &str,
        body: &serde_json::Value,
    ) -> CarrierResult<T> {
        let mut refused = CarrierFailure::Unauthorized;
        for login in account.api_logins() {
            let request = self.http.post(url).basic_auth(&login.user, Some(login.password.expose_secret()));
            match Self::answer_of(request.json(body), false).await {
                Err(failure @ (CarrierFailure::Unauthorized | CarrierFailure::NotActive)) => refused = failure,
                answer => return answer,
            }
        }
        Err(refused)
    }

    async fn answer_of<T: DeserializeOwned>(request: RequestBuilder, is_get: bool) -> CarrierResult<T> {
        let response = request.send().await.map_err(|error| {
            // A URL names an account and a number.
            let error = error.without_url();
            // A read changes nothing, so it may simply be tried again.
            if is_get || error.is_connect() || error.is_builder() {
                CarrierFailure::NotNow { reason: error.to_string() }
            } else {
                CarrierFailure::Ambiguous { reason: error.to_string() }
            }
        })?;
        let status = response.status();
        let body = response.bytes().await;
        match body {
            Ok(body) => read(status, &body, is_get),
            Err(_) if is_get => Err(CarrierFailure::NotNow { reason: "answer cut off".to_owned() }),
            Err(_) => Err(CarrierFailure::Ambiguous { reason: "answer cut off".to_owned() }),
        }
    }
}

fn with_query(request: RequestBuilder, call: &Call<'_>) -> RequestBuilder {
    if call.form.is_empty() {
        return request;
    }
    request.query(call.form)
}

fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8], is_get: bool) -> CarrierResult<T> {
    if status.is_success() {
        // A removal is answered by nothing at all.
        let body = if body.is_empty() { b"null".as_slice() } else { body };
        return serde_json::from_slice(body).map_err(|error| {
            let reason = format!("{status} with an unreadable body: {error}");
            if is_get { CarrierFailure::NotNow { reason } } else { CarrierFailure::Ambiguous { reason } }
        });
    }
    let failure: Failure = serde_json::from_slice(body).unwrap_or_default();
    let reason = failure.message.unwrap_or_default();
    Err(match (status.as_u16(), failure.code) {
        (_, Some(NOT_ACTIVE)) => CarrierFailure::NotActive,
        (status, code) if is_unauthorized(status, code) => CarrierFailure::Unauthorized,
        (404, _) => CarrierFailure::NotFound,
        (429, _) => CarrierFailure::NotNow { reason: "too many requests".to_owned() },
        (400..=499, code) => {
            CarrierFailure::Refused { code: code.unwrap_or_else(|| u64::from(status.as_u16())), reason }
        }
        _ if is_get => CarrierFailure::NotNow { reason: format!("{status} {reason}") },
        _ => CarrierFailure::Ambiguous { reason: format!("{status} {reason}") },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart_by_what_is_sure() {
        let kind = |status: u16, body: &str, is_get| {
            let status = StatusCode::from_u16(status).expect("a status");
            match read::<serde_json::Value>(status, body.as_bytes(), is_get) {
                Ok(_) => "done".to_owned(),
                Err(CarrierFailure::Refused { code, .. }) => format!("refused {code}"),
                Err(CarrierFailure::NotNow { .. }) => "not now".to_owned(),
                Err(CarrierFailure::Ambiguous { .. }) => "ambiguous".to_owned(),
                Err(other) => other.to_string(),
            }
        };
        for (status, body, is_get, expected, why) in [
            (201, "{}", false, "done", "made"),
            (204, "", false, "done", "removed"),
            (200, "<html>", false, "ambiguous", "a proxy's page: it may have been done"),
            (200, "<html>", true, "not now", "a read changes nothing"),
            (401, r#"{"code":20003}"#, false, "credentials refused", "wrong token"),
            (403, r#"{"code":20005}"#, false, "account not active", "suspended"),
            (400, r#"{"code":21422,"message":"x"}"#, false, "refused 21422", "for good"),
            (402, "", false, "refused 402", "no body"),
            (404, r#"{"code":20404}"#, true, "not found", "no such thing"),
            (429, "", false, "not now", "never processed"),
            (500, r#"{"code":20500}"#, false, "ambiguous", "it may have been done"),
            (503, "", true, "not now", "a read changes nothing"),
        ] {
            assert_eq!(kind(status, body, is_get), expected, "{status} {body}: {why}");
        }
    }
}
