//! Posts signed webhooks and tries a failed one again, as Twilio does.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HOST, USER_AGENT};
use reqwest::{Method, RequestBuilder};

use super::record::{WebhookKind, WebhookOutcome, WebhookRecord};
use super::signature::{sign, without_fragment};
use super::state::SimulatorState;

/// One event to post; its repeats carry the same idempotency token.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) kind: WebhookKind,
    pub(crate) message_sid: String,
    pub(crate) account_sid: String,
    pub(crate) url: String,
    pub(crate) method: Method,
    pub(crate) fallback: Option<Endpoint>,
    pub(crate) params: Vec<(String, String)>,
    pub(crate) idempotency_token: String,
}

/// Where to post, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    pub(crate) method: Method,
}

impl Endpoint {
    /// None without a URL. Anything but `GET` is `POST`.
    pub(crate) fn new(url: &str, method: &str) -> Option<Self> {
        let method = if method == "GET" { Method::GET } else { Method::POST };
        (!url.is_empty()).then(|| Self { url: url.to_owned(), method })
    }
}

/// The last answer the hub gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct WebhookAnswer {
    pub(crate) status: Option<u16>,
    pub(crate) content_type: String,
    pub(crate) body: String,
    pub(crate) failure: Option<String>,
}

impl WebhookAnswer {
    fn is_worth_a_retry(&self) -> bool {
        self.status.is_none_or(|status| status >= 500)
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Posts an event; after no connection or a 5xx again, as often as `#rc=` in the URL says (once without it).
pub(crate) async fn post(state: &SimulatorState, hook: &Webhook) -> WebhookAnswer {
    let attempts = 1 + retries(&hook.url);
    let mut answer = WebhookAnswer::default();
    for attempt in 1..=attempts {
        if attempt > 1 {
            tokio::time::sleep(state.inner.config.retry_pause).await;
        }
        answer = attempt_once(state, hook).await;
        let outcome = match (answer.status, &answer.failure) {
            (Some(status), _) => WebhookOutcome::Answered(status),
            (None, reason) => WebhookOutcome::Failed(reason.clone().unwrap_or_default()),
        };
        let record = WebhookRecord {
            at: state.now(),
            kind: hook.kind,
            message_sid: hook.message_sid.clone(),
            url: hook.url.clone(),
            method: hook.method.to_string(),
            params: hook.params.clone(),
            idempotency_token: hook.idempotency_token.clone(),
            attempt,
            outcome,
        };
        state.edit(|ledger| ledger.note_webhook(record));
        if !answer.is_worth_a_retry() {
            break;
        }
    }
    answer
}

async fn attempt_once(state: &SimulatorState, hook: &Webhook) -> WebhookAnswer {
    match exchange(state, hook).await {
        Ok(answer) => answer,
        Err(error) => WebhookAnswer { failure: Some(chain(&error)), ..WebhookAnswer::default() },
    }
}

async fn exchange(state: &SimulatorState, hook: &Webhook) -> Result<WebhookAnswer, reqwest::Error> {
    let token = state.account(&hook.account_sid).map(|account| account.auth_token).unwrap_or_default();
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&hook.params).finish();
    let url = without_fragment(&hook.url);
    let as_query = hook.method == Method::GET;
    let with_query = format!("{url}{}{form}", if url.contains('?') { "&" } else { "?" });
    let (url, signed) = if as_query { (with_query.as_str(), &[][..]) } else { (url, hook.params.as_slice()) };
    let mut request = request(state, hook.method.clone(), url)
        .header(USER_AGENT, "TwilioProxy/1.1")
        .header(ACCEPT, "*/*")
        .header("X-Home-Region", "us1")
        .header("I-Twilio-Idempotency-Token", &hook.idempotency_token)
        .header("X-Twilio-Signature", sign(&token, url, signed));
    if !as_query {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8").body(form);
    }
    let response = request.send().await?;
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Ok(WebhookAnswer {
        status: Some(response.status().as_u16()),
        content_type: content_type.unwrap_or("").to_owned(),
        body: String::from_utf8_lossy(&response.bytes().await?).into_owned(),
        failure: None,
    })
}

/// A request of a public URL, sent to where that is really served, under its own host.
pub(crate) fn request(state: &SimulatorState, method: Method, url: &str) -> RequestBuilder {
    let client = &state.inner.client;
    match state.inner.config.deliver_to.iter().find_map(|to| to.rewrite(url)) {
        Some(elsewhere) => client.request(method, elsewhere).header(HOST, host(url).unwrap_or_default()),
        None => client.request(method, url),
    }
}

fn host(url: &str) -> Option<&str> {
    url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next())
}

/// `rc` of a connection override: 0 to 5, by default 1.
fn retries(url: &str) -> u32 {
    let overrides = url.split_once('#').map_or("", |(_, text)| text);
    let rc = overrides.split('&').find_map(|pair| pair.strip_prefix("rc="));
    rc.and_then(|count| count.parse().ok()).unwrap_or(1).min(5)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
