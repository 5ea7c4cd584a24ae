//! A stand-in for the Lambda service: the Runtime API on loopback, and a process that is served by it.
//!
//! # Source
//! AWS Lambda developer guide, "Using the Lambda runtime API": paths, headers and answers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use hub_core::ports::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

/// A binary that has not answered by then will not.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long AWS gives a function at most, as its deadline tells it.
const TIMEOUT_MS: i64 = 10_000;

struct Invocation {
    id: String,
    event: String,
}

#[derive(Clone)]
struct Service {
    invocations: Arc<Mutex<mpsc::UnboundedReceiver<Invocation>>>,
    answers: mpsc::UnboundedSender<(String, Result<Value, String>)>,
    arn: Arc<str>,
}

async fn next(State(service): State<Service>) -> impl IntoResponse {
    let invocation = service.invocations.lock().await.recv().await;
    let Some(Invocation { id, event }) = invocation else { return std::future::pending().await };
    let deadline = hub_adapters::local::SystemClock.now().as_millisecond() + TIMEOUT_MS;
    let headers = [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", service.arn.to_string()),
        ("lambda-runtime-trace-id", "Root=1-6ab13f80-0123456789abcdef01234567;Sampled=0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event)
}

async fn response(State(service): State<Service>, Path(id): Path<String>, body: String) -> impl IntoResponse {
    let answer = serde_json::from_str(&body).map_err(|error| format!("an answer that is not JSON ({error}): {body}"));
    accepted(&service, id, answer)
}

async fn error(State(service): State<Service>, Path(id): Path<String>, body: String) -> impl IntoResponse {
    accepted(&service, id, Err(body))
}

async fn init_error(State(service): State<Service>, body: String) -> impl IntoResponse {
    accepted(&service, "init".to_owned(), Err(body))
}

fn accepted(service: &Service, id: String, answer: Result<Value, String>) -> (StatusCode, Json<Value>) {
    // Nobody listens any more once the test has its answers.
    let _ = service.answers.send((id, answer));
    (StatusCode::ACCEPTED, Json(json!({ "status": "OK" })))
}

/// One function's process and the service that feeds it. The process is killed when this is dropped.
pub struct Sandbox {
    function: String,
    process: Child,
    log: PathBuf,
    invocations: mpsc::UnboundedSender<Invocation>,
    answers: mpsc::UnboundedReceiver<(String, Result<Value, String>)>,
    invoked: usize,
    _tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts the built binary of `function` with this environment and what Lambda itself adds to it.
    pub async fn start(function: &str, environment: &BTreeMap<String, String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let (invocations, queued) = mpsc::unbounded_channel();
        let (answered, answers) = mpsc::unbounded_channel();
        let arn = format!("arn:aws:lambda:us-east-1:123456789012:function:hub-dev-{function}");
        let service = Service { invocations: Arc::new(Mutex::new(queued)), answers: answered, arn: arn.into() };
        let app = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(service);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, app).await.expect("the Runtime API") });

        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("boot-{}-{number}.log", std::process::id()));
        let output = std::fs::File::create(&log).expect("a log file");
        let process = Command::new(binary(function))
            .env_clear()
            .envs(environment)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", format!("hub-dev-{function}"))
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
            .stdin(Stdio::null())
            .stdout(output.try_clone().expect("a second handle"))
            .stderr(output)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{function} cannot be started: {error}"));
        Self { function: function.to_owned(), process, log, invocations, answers, invoked: 0, _tasks: tasks }
    }

    /// Invokes the function; `Err` holds its error, or its log if it ended or did not answer.
    pub async fn invoke(&mut self, event: &str) -> Result<Value, String> {
        self.invoked += 1;
        let id = format!("8476a536-e9f4-11e8-9739-{:012}", self.invoked);
        self.invocations
            .send(Invocation { id: id.clone(), event: event.to_owned() })
            .map_err(|error| error.to_string())?;
        tokio::select! {
            answer = tokio::time::timeout(PATIENCE, self.answers.recv()) => match answer {
                Ok(Some((answered, answer))) if answered == id => answer,
                Ok(other) => Err(format!("{id} was not answered but {other:?}")),
                Err(_) => Err(format!("{} did not answer in {PATIENCE:?}", self.function)),
            },
            status = self.process.wait() => Err(format!("{} ended: {status:?}", self.function)),
        }
    }

    /// Waits until the process ends by itself: its status and its log.
    pub async fn end(mut self) -> (ExitStatus, String) {
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await;
        let Ok(Ok(status)) = ended else { panic!("{} did not end: {}", self.function, self.log()) };
        (status, self.log())
    }

    /// What the process has written so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("the log file")
    }

    /// Whether the log holds `words`, now or soon: an answer can overtake the line that explains it.
    pub async fn log_says(&self, words: &str) -> bool {
        let said = async {
            while !self.log().contains(words) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), said).await.is_ok()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.log);
    }
}

/// The built binary of a function, which stands one folder above the test's own. All are built first, once.
fn binary(function: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let template = hub_dev::template::Template::load().expect("the project's template");
        let mut cargo = std::process::Command::new(option_env!("CARGO").unwrap_or("cargo"));
        // Chosen from the whole workspace, so that what `cargo test --workspace` compiled is used again.
        cargo.current_dir(hub_dev::root()).args(["build", "--quiet", "--workspace"]);
        for name in template.functions.keys() {
            cargo.args(["--bin", name]);
        }
        assert!(cargo.status().expect("cargo").success(), "the functions do not build");
        let test = std::env::current_exe().expect("the test's own path");
        test.ancestors().nth(2).expect("target/<triple>/debug").to_owned()
    });
    folder.join(function)
}
