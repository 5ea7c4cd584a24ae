//! The recorder: answers for the table (by asking it), the keys, the queue, the sockets, the mail and Twilio, and refuses
//! what the role does not allow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::kms::{Answer, Kms, refused};
use super::seed::GONE_SOCKET;
use super::{MAIL_SENDER, VAULT_KEY};
use crate::boot::roles::{Action, IDENTITY, SOCKETS, action};

/// A way out of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To the send queue.
    Queue,
    /// To the send queue, to put a task off.
    PutOff,
    /// To an open socket.
    Push,
    /// To a socket, to close it.
    Close,
    /// To the mail.
    Mail,
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
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
pub struct Seen {
    /// What the role allows; `None` while the events' state is stored.
    allowed: Option<BTreeSet<Action>>,
    kms: Kms,
    pub actions: BTreeSet<Action>,
    pub reached: BTreeMap<Way, usize>,
}

impl Seen {
    /// Notes the permissions that a call needs; whether the role has them.
    fn admit(&mut self, needed: impl IntoIterator<Item = Action>) -> bool {
        let Some(allowed) = &self.allowed else { return true };
        let needed: BTreeSet<Action> = needed.into_iter().collect();
        let is_allowed = needed.is_subset(allowed);
        self.actions.extend(needed);
        is_allowed
    }

    fn count(&mut self, way: Way) {
        if self.allowed.is_some() {
            *self.reached.entry(way).or_default() += 1;
        }
    }
}

impl Outside {
    pub fn new(store: String, twilio: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { store, twilio, http, seen: Arc::default() }
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on calls are noted, and refused unless `allowed` has them.
    pub fn watch(&self, allowed: BTreeSet<Action>) {
        self.seen().allowed = Some(allowed);
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
    if let Some(operation) = target.strip_prefix("DynamoDB_20120810.") {
        let is_allowed = outside.seen().admit(table_actions(operation, &request));
        return if is_allowed {
            outside.ask(outside.store.clone(), method, headers, body).await
        } else {
            json_answer(refused("AccessDeniedException"))
        };
    }
    if let Some((_, operation)) = target.split_once('.') {
        return json_answer(by_target(&mut outside.seen(), &target, operation, &request));
    }
    let path = uri.path();
    if path.starts_with("/2010-04-01/") || path.starts_with("/v1/") {
        outside.seen().count(Way::Carrier);
        if method == Method::POST && path.contains(&super::seed::refused_number_sid()) {
            let refusal = json!({ "code": 21402, "message": "SmsUrl is not valid", "status": 400 });
            return (StatusCode::BAD_REQUEST, refusal.to_string()).into_response();
        }
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return outside.ask(format!("{}{path}{query}", outside.twilio), method, headers, body).await;
    }
    by_path(&mut outside.seen(), &method, path, &request)
}

fn json_answer((status, body): Answer) -> Response {
    let name = body["__type"].as_str().unwrap_or_default().to_owned();
    (status, [("x-amzn-errortype", name)], body.to_string()).into_response()
}

/// Keys and the queue.
fn by_target(seen: &mut Seen, target: &str, operation: &str, request: &Value) -> Answer {
    let (way, needed) = match target {
        "TrentService.GenerateDataKey" | "TrentService.Decrypt" => (None, action("kms", operation, "${VaultKey.Arn}")),
        "AmazonSQS.SendMessage" => (Some(Way::Queue), action("sqs", operation, "${SendQueue.Arn}")),
        "AmazonSQS.ChangeMessageVisibility" => (Some(Way::PutOff), action("sqs", operation, "${SendQueue.Arn}")),
        _ => (Some(Way::Nowhere), action("unknown", target, "")),
    };
    way.into_iter().for_each(|way| seen.count(way));
    if !seen.admit([needed]) {
        return refused("AccessDeniedException");
    }
    match operation {
        "SendMessage" => (StatusCode::OK, json!({ "MessageId": "059f36b4-87a3-44ab-83d2-661975950001" })),
        "ChangeMessageVisibility" => (StatusCode::OK, json!({})),
        operation => seen.kms.answer(VAULT_KEY, operation, request),
    }
}

/// Sockets and the mail.
fn by_path(seen: &mut Seen, method: &Method, path: &str, request: &Value) -> Response {
    let (way, needed) = match (method.as_str(), path) {
        ("POST", path) if path.starts_with("/live/@connections/") => {
            (Way::Push, action("execute-api", "ManageConnections", &format!("POST {SOCKETS}")))
        }
        ("DELETE", path) if path.starts_with("/live/@connections/") => {
            (Way::Close, action("execute-api", "ManageConnections", &format!("DELETE {SOCKETS}")))
        }
        ("POST", "/v2/email/outbound-emails") => (Way::Mail, action("ses", "SendEmail", IDENTITY)),
        _ => (Way::Nowhere, action("unknown", method.as_str(), path)),
    };
    seen.count(way);
    if !seen.admit([needed]) {
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

/// The permissions that a request to the table needs: a transaction needs those of its parts, a query of an index its own.
fn table_actions(operation: &str, request: &Value) -> Vec<Action> {
    let on_table = |operation: &str| action("dynamodb", operation, "${Table.Arn}");
    match (operation, request["IndexName"].as_str()) {
        ("TransactWriteItems", _) => {
            let parts = request["TransactItems"].as_array().into_iter().flatten().filter_map(Value::as_object);
            parts.flat_map(|part| part.keys()).map(|kind| on_table(&part_operation(kind))).collect()
        }
        (_, Some(index)) => vec![action("dynamodb", operation, &format!("${{Table.Arn}}/index/{index}"))],
        _ => vec![on_table(operation)],
    }
}

/// `Put` in a transaction is `PutItem`.
fn part_operation(kind: &str) -> String {
    if kind == "ConditionCheck" { "ConditionCheckItem".to_owned() } else { format!("{kind}Item") }
}
