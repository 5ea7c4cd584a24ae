//! The way of a worker to the table and to the carrier, on which it can be stopped before or after any request.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use futures_util::stream;
use http::request::Parts;
use hub_testkit::twilio::SimulatorState;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// What a request of a worker is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Read,
    Claim,
    Create,
    List,
    Bind,
    Settle,
    Transaction,
}

/// The side of a step on which a worker is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Before,
    After,
}

/// A place between two steps of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point(pub Side, pub Step);

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.0, self.1)
    }
}

/// Status callbacks that come before the worker has the carrier's answer, for the next texts that it takes.
pub type EarlyReports = Vec<Vec<&'static str>>;

struct Shared {
    http: reqwest::Client,
    table: String,
    carrier: String,
    twilio: SimulatorState,
    stop: Mutex<Option<Point>>,
    early: Mutex<EarlyReports>,
    reached: Notify,
    goes_on: Notify,
}

/// A proxy before table and carrier.
pub struct Crossing {
    url: String,
    shared: Arc<Shared>,
    _server: JoinSet<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Crossing {
    /// A crossing to a table and a carrier.
    pub async fn open(table: &str, carrier: &str, twilio: &SimulatorState) -> Self {
        let shared = Arc::new(Shared {
            http: reqwest::Client::new(),
            table: table.to_owned(),
            carrier: carrier.to_owned(),
            twilio: twilio.clone(),
            stop: Mutex::default(),
            early: Mutex::default(),
            reached: Notify::new(),
            goes_on: Notify::new(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(cross).with_state(shared.clone());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, app).await.expect("a crossing") });
        Self { url, shared, _server: server }
    }

    /// Where a worker finds both.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the next worker that comes to a point.
    pub fn stop_at(&self, point: Option<Point>) {
        *lock(&self.shared.stop) = point;
    }

    /// Waits until a worker was stopped.
    pub async fn reached(&self) {
        self.shared.reached.notified().await;
    }

    /// Lets the stopped worker go on.
    pub fn go_on(&self) {
        self.shared.goes_on.notify_one();
    }

    /// Callbacks for the next text that the carrier takes come before its answer.
    pub fn report_early(&self, words: Vec<&'static str>) {
        lock(&self.shared.early).push(words);
    }

    /// Forgets callbacks that no text came for.
    pub fn forget_reports(&self) {
        lock(&self.shared.early).clear();
    }
}

impl Shared {
    async fn pass(&self, side: Side, step: Step) {
        let is_here = {
            let mut stop = lock(&self.stop);
            let is_here = *stop == Some(Point(side, step));
            if is_here {
                *stop = None;
            }
            is_here
        };
        if is_here {
            self.reached.notify_one();
            self.goes_on.notified().await;
        }
    }

    async fn report(&self, creates_before: usize) {
        let creates = self.twilio.creates();
        let Some(created) = creates.get(creates_before) else { return };
        let words = {
            let mut early = lock(&self.early);
            if early.is_empty() { Vec::new() } else { early.remove(0) }
        };
        for word in words {
            self.twilio.post_status(&created.sid, word, None).await.expect("a callback");
        }
    }
}

fn step_of(request: &Parts, body: &[u8]) -> Step {
    let target = request.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = String::from_utf8_lossy(body);
    match target.rsplit('.').next().unwrap_or_default() {
        "" if request.method == "POST" => Step::Create,
        "" => Step::List,
        "GetItem" | "Query" => Step::Read,
        "TransactWriteItems" => Step::Transaction,
        "UpdateItem" if body.contains("attemptedAt") => Step::Claim,
        "UpdateItem" if body.contains("#SID#") => Step::Bind,
        _ => Step::Settle,
    }
}

async fn cross(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (request, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a whole request");
    let step = step_of(&request, &body);
    shared.pass(Side::Before, step).await;
    let creates_before = shared.twilio.creates().len();
    let answer = forward(&shared, &request, body, step).await;
    if step == Step::Create {
        shared.report(creates_before).await;
    }
    shared.pass(Side::After, step).await;
    answer
}

async fn forward(shared: &Shared, request: &Parts, body: Bytes, step: Step) -> Response {
    let origin = if matches!(step, Step::Create | Step::List) { &shared.carrier } else { &shared.table };
    let path = request.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut headers = request.headers.clone();
    headers.remove("host");
    let sent = shared.http.request(request.method.clone(), format!("{origin}{path}")).headers(headers).body(body);
    let answer = match sent.send().await {
        Ok(answer) => {
            let (status, headers) = (answer.status(), answer.headers().clone());
            answer.bytes().await.ok().map(|body| (status, headers, body))
        }
        Err(_) => None,
    };
    let Some((status, headers, body)) = answer else {
        // The other side hung up; so does the crossing, in the middle of an answer.
        let cut = stream::iter([Err::<Bytes, _>(std::io::Error::other("cut"))]);
        return Response::builder().status(201).body(Body::from_stream(cut)).expect("an answer");
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
