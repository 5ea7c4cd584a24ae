//! A stand-in for the Lambda service: the Runtime API on loopback, and one process that is served by it.
//!
//! # Source
//! AWS Lambda developer guide, "Using the Lambda runtime API": paths, headers and answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::process;

/// A process that has not done its next step by then will not.
const PATIENCE: Duration = Duration::from_secs(60);
/// After so long a process that has nothing to do is at rest.
const REST: Duration = Duration::from_millis(10);

/// The process asks for an event and waits.
pub struct Poll {
    /// When it asked.
    pub at: Instant,
    event: oneshot::Sender<String>,
}

struct Answer {
    at: Instant,
    said: Result<Value, String>,
}

#[derive(Clone)]
struct Service {
    polls: mpsc::UnboundedSender<Poll>,
    answers: mpsc::UnboundedSender<Answer>,
}

async fn next(State(service): State<Service>) -> impl IntoResponse {
    let (event, given) = oneshot::channel();
    // Nobody listens any more once everything is measured.
    let _ = service.polls.send(Poll { at: Instant::now(), event });
    let Ok(event) = given.await else { return std::future::pending().await };
    let deadline = Timestamp::now() + SignedDuration::from_secs(10);
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-000000000001".to_owned()),
        ("lambda-runtime-deadline-ms", deadline.as_millisecond().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:123456789012:function:bench".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-6ab13f80-0123456789abcdef01234567;Sampled=0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event)
}

async fn response(State(service): State<Service>, body: String) -> StatusCode {
    let said = serde_json::from_str(&body).map_err(|error| format!("an answer that is not JSON ({error}): {body}"));
    accepted(&service, said)
}

async fn error(State(service): State<Service>, body: String) -> StatusCode {
    accepted(&service, Err(body))
}

fn accepted(service: &Service, said: Result<Value, String>) -> StatusCode {
    let _ = service.answers.send(Answer { at: Instant::now(), said });
    StatusCode::ACCEPTED
}

/// A program with its arguments, its environment, and where it writes its log.
pub struct Program<'a> {
    /// The program.
    pub path: &'a Path,
    /// Its arguments.
    pub arguments: &'a [String],
    /// All of its environment, but for the Runtime API's address.
    pub environment: &'a BTreeMap<String, String>,
    /// What it prints.
    pub log: PathBuf,
}

/// One process and the service that feeds it. The process is killed when this is dropped.
pub struct Sandbox {
    /// When the process was started.
    pub started: Instant,
    process: Child,
    pid: u32,
    log: PathBuf,
    polls: mpsc::UnboundedReceiver<Poll>,
    answers: mpsc::UnboundedReceiver<Answer>,
    _tasks: JoinSet<()>,
}

impl Sandbox {
    /// Starts a program as Lambda does.
    ///
    /// # Errors
    /// A sentence that says what cannot be started.
    pub async fn start(program: &Program<'_>) -> Result<Self, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
        let address = listener.local_addr().map_err(|e| e.to_string())?.to_string();
        let (polled, polls) = mpsc::unbounded_channel();
        let (answered, answers) = mpsc::unbounded_channel();
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(error))
            .with_state(Service { polls: polled, answers: answered });
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the Runtime API closed");
            }
        });
        let failed = |e: std::io::Error| format!("{}: {e}", program.path.display());
        let output = std::fs::File::create(&program.log).map_err(failed)?;
        let errors = output.try_clone().map_err(failed)?;
        let mut command = Command::new(program.path);
        command.args(program.arguments).env_clear().envs(program.environment);
        command.env("AWS_LAMBDA_RUNTIME_API", address);
        command.stdin(Stdio::null()).stdout(output).stderr(errors).kill_on_drop(true);
        let started = Instant::now();
        let process = command.spawn().map_err(failed)?;
        let pid = process.id().ok_or("the process has ended already")?;
        Ok(Self { started, process, pid, log: program.log.clone(), polls, answers, _tasks: tasks })
    }

    /// Waits until the process asks for its next event.
    ///
    /// # Errors
    /// A process that ends or does not ask; the sentence holds its log.
    pub async fn polled(&mut self) -> Result<Poll, String> {
        let poll = tokio::select! {
            poll = tokio::time::timeout(PATIENCE, self.polls.recv()) => poll.ok().flatten(),
            _ = self.process.wait() => None,
        };
        poll.ok_or_else(|| self.failed("did not ask for an event"))
    }

    /// Gives an event to the process that polled: how long until it answered, and the answer.
    ///
    /// # Errors
    /// A function that fails or ends; the sentence holds its log.
    pub async fn invoke(&mut self, poll: Poll, event: &str) -> Result<(Duration, Value), String> {
        let given = Instant::now();
        // A process that has ended meanwhile gives no answer either.
        let _ = poll.event.send(event.to_owned());
        let answer = tokio::select! {
            answer = tokio::time::timeout(PATIENCE, self.answers.recv()) => answer.ok().flatten(),
            _ = self.process.wait() => None,
        };
        let answer = answer.ok_or_else(|| self.failed("did not answer"))?;
        let said = answer.said.map_err(|error| self.failed(&error))?;
        Ok((answer.at.duration_since(given), said))
    }

    /// The CPU time that the process has used until it came to rest.
    ///
    /// # Errors
    /// A process that has ended.
    pub async fn cpu(&self) -> Result<Duration, String> {
        tokio::time::sleep(REST).await;
        process::cpu(self.pid)
    }

    /// The most memory that the process has held, in bytes.
    ///
    /// # Errors
    /// A process that has ended.
    pub fn peak_memory(&self) -> Result<u64, String> {
        process::peak_memory(self.pid)
    }

    /// Asks the process to end and waits until it has.
    ///
    /// # Errors
    /// A process that does not end.
    pub async fn terminate(mut self) -> Result<(), String> {
        let asked = Command::new("kill").arg(self.pid.to_string()).status().await;
        asked.map_err(|e| format!("kill: {e}"))?;
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await;
        ended.map(|_| ()).map_err(|_| self.failed("does not end"))
    }

    fn failed(&self, what: &str) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        format!("the process {what}\n{log}")
    }
}
