//! The recorder: answers for the table (by asking it), the sessions, the keys, the queue, the sockets, the mail and
//! Twilio, and refuses what the signer may not do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::guard::{Guard, Signer};
use super::kms::{Answer, Kms, refused};
use super::policy::Asked;
use super::seed::GONE_SOCKET;
use super::table::PartitionKeys;
use super::{MAIL_SENDER, VAULT_KEY};
use crate::boot::roles::{IDENTITY, SOCKETS};

/// A way out of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To the send queue.
    Queue,
    /// To the queue of attachments.
    MediaQueue,
    /// To a queue, to put a task off.
    PutOff,
    /// To an open socket.
    Push,
    /// To a socket, to close it.
    Close,
    /// To the mail.
    Mail,
    /// To the bucket; a URL that was handed out counts, too.
    Bucket,
    /// To the service that writes voicemails down.
    Speech,
    /// To the service that collects errors.
    Reports,
    /// To the carrier.
    Carrier,
    /// Where no function should go.
    Nowhere,
}

#[derive(Clone)]
pub struct Outside {
    store: String,
    twilio: String,
    http: reqwest::Client,
    keys: Arc<PartitionKeys>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
pub struct Seen {
    kms: Kms,
    pub guard: Guard,
    pub reached: BTreeMap<Way, usize>,
    /// What the table was asked for.
    pub operations: BTreeMap<String, usize>,
}

impl Seen {
    pub fn count(&mut self, way: Way) {
        *self.reached.entry(way).or_default() += 1;
    }
}

impl Outside {
    pub fn new(store: String, twilio: String, keys: PartitionKeys, guard: Guard) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let seen = Seen { guard, ..Seen::default() };
        Self { store, twilio, http, keys: Arc::new(keys), seen: Arc::new(Mutex::new(seen)) }
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a call on to `url` and its answer back.
    async fn ask(&self, url: String, method: Method, mut headers: HeaderMap, body: Bytes) -> Response {
        for name in ["host", "content-length"] {
            headers.remove(name);
        }
        let asked = self.http.request(method, url).headers(headers).body(body).send().await;
        let answer = asked.expect("an answer");
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        for name in ["content-length", "transfer-encoding"] {
            headers.remove(name);
        }
        (status, headers, answer.bytes().await.expect("the whole answer")).into_response()
    }
}

/// Answers a call of any service.
pub async fn answer(
    State(outside): State<Outside>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default().to_owned();
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let signer = Signer::of(&headers);
    if let Some(operation) = target.strip_prefix("DynamoDB_20120810.") {
        let is_allowed = {
            let mut seen = outside.seen();
            *seen.operations.entry(operation.to_owned()).or_default() += 1;
            seen.guard.admit(&signer, outside.keys.asked(operation, &request))
        };
        return if is_allowed {
            outside.ask(outside.store.clone(), method, headers, body).await
        } else {
            json_answer(refused("AccessDeniedException"))
        };
    }
    if target.contains('.') {
        return json_answer(by_target(&mut outside.seen(), &signer, &target, &request));
    }
    let path = uri.path();
    if path.starts_with("/2010-04-01/") || path.starts_with("/v1/") || path.starts_with("/v2/Channels/") {
        outside.seen().count(Way::Carrier);
        if method == Method::POST && path.contains(&super::seed::refused_number_sid()) {
            let refusal = json!({ "code": 21402, "message": "SmsUrl is not valid", "status": 400 });
            return (StatusCode::BAD_REQUEST, refusal.to_string()).into_response();
        }
        // The calls of the seed are known to nobody but the table.
        if method == Method::POST && path.contains("/Calls/CA") {
            return (StatusCode::OK, json!({ "sid": "CA" }).to_string()).into_response();
        }
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return outside.ask(format!("{}{path}{query}", outside.twilio), method, headers, body).await;
    }
    if path == "/api/42/envelope/" {
        let is_known = headers
            .get("x-sentry-auth")
            .is_some_and(|value| value.to_str().unwrap_or_default().ends_with("sentry_key=events"));
        outside.seen().count(if is_known { Way::Reports } else { Way::Nowhere });
        return (StatusCode::OK, json!({ "id": "1" }).to_string()).into_response();
    }
    if path == "/speech/v1/audio/transcriptions" {
        outside.seen().count(Way::Speech);
        return (StatusCode::OK, json!({ "text": "Please call me back." }).to_string()).into_response();
    }
    if (method.as_str(), path) == ("POST", "/") {
        let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
        let (status, answer) = outside.seen().guard.assume_role(&signer, &form);
        return (status, [("content-type", "text/xml")], answer).into_response();
    }
    by_path(&mut outside.seen(), &signer, (&method, path), &request)
}

fn json_answer((status, body): Answer) -> Response {
    let name = body["__type"].as_str().unwrap_or_default().to_owned();
    (status, [("x-amzn-errortype", name)], body.to_string()).into_response()
}

/// Keys and the queue.
fn by_target(seen: &mut Seen, signer: &Signer, target: &str, request: &Value) -> Answer {
    let operation = target.split_once('.').unwrap_or_default().1;
    let is_media = request["QueueUrl"].as_str().is_some_and(|url| url.ends_with("-media"));
    let (queue, arn) = if is_media { (Way::MediaQueue, "${MediaQueue.Arn}") } else { (Way::Queue, "${SendQueue.Arn}") };
    let on_queue = || Asked::new("sqs", operation, arn);
    let (way, needed) = match target {
        "TrentService.GenerateDataKey" | "TrentService.Decrypt" => (None, with_key(operation, request)),
        "AmazonSQS.SendMessage" => (Some(queue), on_queue()),
        "AmazonSQS.ChangeMessageVisibility" => (Some(Way::PutOff), on_queue()),
        _ => (Some(Way::Nowhere), Asked::new("unknown", target, "")),
    };
    way.into_iter().for_each(|way| seen.count(way));
    if !seen.guard.admit(signer, vec![needed]) {
        return refused("AccessDeniedException");
    }
    match operation {
        "SendMessage" => (StatusCode::OK, json!({ "MessageId": "059f36b4-87a3-44ab-83d2-661975950001" })),
        "ChangeMessageVisibility" => (StatusCode::OK, json!({})),
        operation => seen.kms.answer(VAULT_KEY, operation, request),
    }
}

/// A use of the vault's key, with the encryption context that it names.
fn with_key(operation: &str, request: &Value) -> Asked {
    let context = request["EncryptionContext"].as_object().into_iter().flatten();
    let known = context.filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    let asked = Asked::new("kms", operation, "${VaultKey.Arn}");
    known.fold(asked, |asked, (name, value)| asked.with(&format!("kms:EncryptionContext:{name}"), [value]))
}

/// Sockets and the mail.
fn by_path(seen: &mut Seen, signer: &Signer, (method, path): (&Method, &str), request: &Value) -> Response {
    let (way, needed) = match (method.as_str(), path) {
        ("POST", path) if path.starts_with("/live/@connections/") => {
            (Way::Push, Asked::new("execute-api", "ManageConnections", &format!("POST {SOCKETS}")))
        }
        ("DELETE", path) if path.starts_with("/live/@connections/") => {
            (Way::Close, Asked::new("execute-api", "ManageConnections", &format!("DELETE {SOCKETS}")))
        }
        ("POST", "/v2/email/outbound-emails") => (Way::Mail, Asked::new("ses", "SendEmail", IDENTITY)),
        _ => (Way::Nowhere, Asked::new("unknown", method.as_str(), path)),
    };
    seen.count(way);
    if !seen.guard.admit(signer, vec![needed]) {
        return json_answer((StatusCode::FORBIDDEN, refused("AccessDeniedException").1));
    }
    match way {
        Way::Push | Way::Close if path.contains(GONE_SOCKET) => {
            json_answer((StatusCode::GONE, refused("GoneException").1))
        }
        Way::Push => StatusCode::OK.into_response(),
        Way::Close => StatusCode::NO_CONTENT.into_response(),
        Way::Mail if request["FromEmailAddress"] == MAIL_SENDER => {
            json_answer((StatusCode::OK, json!({ "MessageId": "0100018f-events" })))
        }
        Way::Mail => json_answer(refused("MessageRejected")),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
