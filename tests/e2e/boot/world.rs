//! What surrounds a function: the table with the state that the events speak of, and a recorder in place of the queue, the
//! sockets and the carrier. Every call is noted as the permission that it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hub_adapters::aws::AwsSettings;
use hub_adapters::dynamo::Table;
use hub_adapters::memory::MemorySendQueue;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::account::{CarrierAccount, Login, OwnNumber, RefreshFamily, Role, Tenant, User};
use hub_core::address::Address;
use hub_core::flows::Ports;
use hub_core::ids::{ConnectionId, ConversationId, MessageId, TenantId, UserId, fingerprint};
use hub_core::live::Visitor;
use hub_core::message::{Direction, Message, MessageStatus};
use hub_core::ports::{InboundMessage, NewTenant, OutboundMessage, PortResult};
use hub_core::segments::segmentation;
use hub_dev::runner::Store;
use hub_dev::template::Template;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::roles::{Action, action};

/// Signs the events' session tokens.
pub const JWT_SECRET: &str = "events-secret-events-secret-events-secret";
/// Signs the events' webhooks.
pub const AUTH_TOKEN: &str = "12345678901234567890123456789012";
/// Opens `agent@acme.example`.
pub const PASSWORD: &str = "correct horse battery staple";

const TABLE: &str = "hub";
const OPEN_SOCKET: &str = "JKJaXeXAMPLEHcE=";
/// Stored as open, but the gateway does not know it any more.
const GONE_SOCKET: &str = "JKJaXgONEgONEHc";
const OURS: &str = "+12015550123";
/// The events' clock stands at 2026-09-21T14:13:20Z.
const EVENTS_AT: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// A way out of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// To the send queue.
    Queue,
    /// To an open socket.
    Push,
    /// To the carrier.
    Carrier,
    /// Where no function should go.
    Nowhere,
}

#[derive(Clone)]
struct Outside {
    store: String,
    http: reqwest::Client,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    actions: BTreeSet<Action>,
    reached: BTreeMap<Way, usize>,
}

impl Outside {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A function's surroundings; they end when this is dropped.
pub struct World {
    outside: Outside,
    url: String,
    _tasks: JoinSet<()>,
}

impl World {
    /// Starts the surroundings and stores what the events speak of.
    pub async fn start(template: &Template) -> Self {
        let mut tasks = JoinSet::new();
        let store = Store::open(template, TABLE, None).expect("a table");
        let store = store.serve(&mut tasks).await.expect("a served table");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let outside = Outside { store: store.clone(), http, seen: Arc::default() };
        let app = Router::new().fallback(answer).with_state(outside.clone());
        tasks.spawn(async move { axum::serve(listener, app).await.expect("the recorder") });
        let world = Self { outside, url, _tasks: tasks };
        seed(&world.ports(&store)).await.expect("the events' state");
        world
    }

    /// The environment of a function: Lambda's own variables and those that template.yaml gives it.
    pub fn environment(&self, template: &Template, function: &str) -> BTreeMap<String, String> {
        let mut environment: BTreeMap<String, String> = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.url),
            ("AWS_ENDPOINT_URL_SQS", &self.url),
            ("RUST_LOG", "info"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for name in template.functions[function]["Environment"]["Variables"]
            .as_object()
            .into_iter()
            .flat_map(|them| them.keys())
        {
            let value = match name.as_str() {
                "TABLE_NAME" => TABLE.to_owned(),
                "JWT_SECRET" => JWT_SECRET.to_owned(),
                "SEND_QUEUE_URL" => format!("{}/123456789012/hub-dev-send.fifo", self.url),
                "PUBLIC_BASE_URL" => "https://hub.example.com".to_owned(),
                "LIVE_URL" => "wss://live.example.com".to_owned(),
                "LIVE_PUSH_URL" => format!("{}/live", self.url),
                "TWILIO_API_BASE_URL" => self.url.clone(),
                // Empty is off, as in a deployment without an identity provider.
                name if name.starts_with("IDENTITY_") => String::new(),
                other => panic!("template.yaml gives {function} the variable {other}, which this test does not know"),
            };
            environment.insert(name.clone(), value);
        }
        environment
    }

    /// The permissions that the calls so far needed.
    pub fn actions(&self) -> BTreeSet<Action> {
        self.outside.seen().actions.clone()
    }

    /// How often each way out was taken.
    pub fn reached(&self) -> BTreeMap<Way, usize> {
        self.outside.seen().reached.clone()
    }

    /// Ports past the recorder, so that the seed is not taken for a function's work.
    fn ports(&self, store: &str) -> Ports {
        let aws = AwsSettings {
            region: "us-east-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
            session_token: None,
        };
        let table = Arc::new(Table::new(aws.dynamodb(Some(store)), TABLE));
        let push = Arc::new(WebSocketPush::new(aws.websocket(&self.url)));
        let carrier = Arc::new(Twilio::new(&self.url).expect("a loopback URL"));
        hub_lambda::bootstrap::ports(table, Arc::new(MemorySendQueue::default()), push, carrier)
    }
}

/// Answers for the table (by asking it), the queue, the sockets and the carrier.
async fn answer(State(outside): State<Outside>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    if let Some(operation) = target.strip_prefix("DynamoDB_20120810.") {
        let request: Value = serde_json::from_slice(&body).unwrap_or_default();
        outside.seen().actions.extend(table_actions(operation, &request));
        return ask_table(&outside, headers, body).await;
    }
    let (way, needed, answer) = match uri.path() {
        _ if target == "AmazonSQS.SendMessage" => {
            let answer = json!({ "MessageId": "059f36b4-87a3-44ab-83d2-661975950001" });
            (Way::Queue, Some(action("sqs", "SendMessage", "${SendQueue.Arn}")), (StatusCode::OK, answer.to_string()))
        }
        path if path.starts_with("/live/@connections/") => {
            let status = if path.contains(GONE_SOCKET) { StatusCode::GONE } else { StatusCode::OK };
            (Way::Push, Some(action("execute-api", "ManageConnections", "sockets")), (status, String::new()))
        }
        path if path.ends_with("/Messages.json") => {
            let sid = format!("SM{:032}", outside.seen().reached.get(&Way::Carrier).map_or(1, |count| count + 1));
            (Way::Carrier, None, (StatusCode::CREATED, json!({ "sid": sid, "status": "queued" }).to_string()))
        }
        _ => (Way::Nowhere, None, (StatusCode::NOT_FOUND, String::new())),
    };
    let mut seen = outside.seen();
    seen.actions.extend(needed);
    *seen.reached.entry(way).or_default() += 1;
    match answer {
        (StatusCode::GONE, body) => (StatusCode::GONE, [("x-amzn-errortype", "GoneException")], body).into_response(),
        answer => answer.into_response(),
    }
}

/// The permissions that a request to the table needs: a transaction needs those of its parts, a query of an index its own.
fn table_actions(operation: &str, request: &Value) -> Vec<Action> {
    let on_table = |operation: &str| action("dynamodb", operation, "${Table.Arn}");
    match (operation, request["IndexName"].as_str()) {
        ("TransactWriteItems", _) => {
            let parts = request["TransactItems"].as_array().into_iter().flatten().filter_map(Value::as_object);
            let kind = |kind: &String| on_table(if kind == "ConditionCheck" { "ConditionCheckItem" } else { kind });
            parts.flat_map(|part| part.keys()).map(kind).map(|name| item_action(&name)).collect()
        }
        (_, Some(index)) => vec![action("dynamodb", operation, &format!("${{Table.Arn}}/index/{index}"))],
        _ => vec![on_table(operation)],
    }
}

/// `dynamodb:Put on …` of a transaction is `dynamodb:PutItem on …`.
fn item_action(name: &str) -> Action {
    ["Put", "Update", "Delete"]
        .iter()
        .fold(name.to_owned(), |name, kind| name.replace(&format!(":{kind} "), &format!(":{kind}Item ")))
}

async fn ask_table(outside: &Outside, mut headers: HeaderMap, body: Bytes) -> Response {
    for name in ["host", "content-length"] {
        headers.remove(name);
    }
    let asked = outside.http.post(&outside.store).headers(headers).body(body).send().await;
    let answer = asked.expect("the table answers");
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove("content-length");
    headers.remove("transfer-encoding");
    (status, headers, answer.bytes().await.expect("the table's answer")).into_response()
}

/// Stores the tenant, its person, a thread that a customer began, three queued answers, a session, a ticket and two sockets.
async fn seed(ports: &Ports) -> PortResult<()> {
    let tenant_id: TenantId = "ten_acme".parse().expect("an id");
    let user_id: UserId = "usr_01".parse().expect("an id");
    let user = User {
        id: user_id.clone(),
        name: "Andy Agent".to_owned(),
        email: "agent@acme.example".to_owned(),
        role: Role::Agent,
        tenant_id: tenant_id.clone(),
    };
    let new = NewTenant {
        tenant: Tenant {
            id: tenant_id.clone(),
            name: "Acme Dental".to_owned(),
            time_zone: "America/New_York".to_owned(),
            default_country: "US".to_owned(),
        },
        people: vec![Login { user, password_hash: ports.passwords.hash(PASSWORD).await? }],
        numbers: vec![OwnNumber {
            number: Address::from_carrier(OURS),
            label: "Front desk".to_owned(),
            channel: "sms".to_owned(),
        }],
        carrier: CarrierAccount {
            account_sid: "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned(),
            auth_token: AUTH_TOKEN.to_owned(),
            next_auth_token: None,
        },
    };
    ports.accounts.create_tenant(&new).await?;

    let first = message(&tenant_id, Direction::Inbound, "+14155550123", "01M3250V00EVENTS0000000000");
    ports
        .messages
        .store_inbound(&tenant_id, &InboundMessage { message: first, consent: None, opt_out_suspected: false })
        .await?;
    // Long due, whatever this machine's clock says, so that the sweep finds them.
    let due = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24);
    for (customer, ulid) in [
        ("+14155550123", "01M3250V00EVENTS0000000001"),
        ("+14155550123", "01M3250V00EVENTS0000000002"),
        ("+14155550124", "01M3250V00EVENTS0000000003"),
    ] {
        let message = message(&tenant_id, Direction::Outbound, customer, ulid);
        ports.messages.store_outbound(&tenant_id, &OutboundMessage { message, idempotency_key: None, due }).await?;
    }

    let now = ports.clock.now();
    let soon = now + SignedDuration::from_hours(1);
    let family = RefreshFamily {
        id: "01M3250V00EVENTS0000000009".to_owned(),
        user_id: user_id.clone(),
        current: fingerprint("ten_acme.01M3250V00EVENTS0000000009.events-refresh-token"),
        previous: None,
        rotated_at: now,
    };
    ports.accounts.put_refresh_family(&tenant_id, &family, soon).await?;
    let visitor = Visitor { tenant_id, user_id };
    ports.directory.put_ticket("events-ticket", &visitor, soon).await?;
    for socket in [OPEN_SOCKET, GONE_SOCKET] {
        let id = ConnectionId::from_gateway(socket).expect("an id");
        ports.live.put_connection(&id, socket, &visitor, soon).await?;
    }
    Ok(())
}

fn message(tenant: &TenantId, direction: Direction, customer: &str, ulid: &str) -> Message {
    let (ours, theirs) = (Address::from_carrier(OURS), Address::from_carrier(customer));
    let conversation_id = ConversationId::between(tenant, "sms", &ours, &theirs);
    let id: MessageId = conversation_id.as_str().replace("cnv_", &format!("msg_{ulid}_")).parse().expect("an id");
    let (status, sid, body, from, to) = match direction {
        Direction::Inbound => (
            MessageStatus::Received,
            Some("SM00000000000000000000000000000000".to_owned()),
            "Are you open on Friday?",
            theirs,
            ours,
        ),
        Direction::Outbound => (MessageStatus::Queued, None, "See you on Friday at 10.", ours, theirs),
    };
    let size = segmentation(body);
    Message {
        id,
        conversation_id,
        direction,
        body: body.to_owned(),
        status,
        error_code: None,
        error_message: None,
        from,
        to,
        encoding: size.encoding,
        segments: size.segments,
        sid,
        client_id: None,
        author_id: None,
        keyword: None,
        created_at: EVENTS_AT,
        sent_at: None,
        delivered_at: None,
        version: 1,
    }
}
