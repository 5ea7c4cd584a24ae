//! The emulator's process, and the Lambdas that it starts.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTED_WITHIN: Duration = Duration::from_secs(90);
const ENDED_WITHIN: Duration = Duration::from_secs(10);

/// The only account.
pub const ACCOUNT: &str = "123456789012";

/// A free port of the loopback interface.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

/// The folder of this deployment's files.
pub fn folder() -> PathBuf {
    let folder = hub_dev::root().join("target/cloud");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.canonicalize().expect("a folder")
}

/// What `cargo dev cloud-test` names in a variable, or where it makes it.
#[expect(clippy::disallowed_methods, reason = "a test reads where its tools are")]
pub fn tool(variable: &str, usual: &str) -> PathBuf {
    std::env::var(variable).map_or_else(|_| hub_dev::root().join(usual), PathBuf::from)
}

/// MiniStack, which ends with everything that it started when this is dropped.
pub struct Emulator {
    /// Where it answers.
    pub endpoint: String,
    child: Child,
    temporary: PathBuf,
}

impl Emulator {
    /// Starts it, and waits until it answers.
    pub async fn start() -> Self {
        let port = free_port();
        let endpoint = format!("http://127.0.0.1:{port}");
        let temporary = folder().join(format!("tmp-{port}"));
        std::fs::create_dir_all(&temporary).expect("a folder");
        let python = tool("HUB_MINISTACK", "target/venvs/ministack/bin/python");
        let log = File::create(folder().join("ministack.log")).expect("a log");
        let child = Command::new(&python)
            .arg(hub_dev::root().join("tests/deployed/emulator.py"))
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("MINISTACK_HOST", "localhost")
            .env("MINISTACK_ACCOUNT_ID", ACCOUNT)
            .env("IOT_MTLS_ENABLED", "0")
            .env("AWS_ENDPOINT_URL", &endpoint)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("TMPDIR", &temporary)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            // A group of its own: the Lambdas that it starts end with it.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo dev cloud-test`", python.display()));
        let mut emulator = Self { endpoint, child, temporary };
        let (http, started) = (reqwest::Client::new(), Instant::now());
        while http.get(format!("{}/_ministack/health", emulator.endpoint)).send().await.is_err() {
            if let Some(status) = emulator.child.try_wait().expect("the state of a child") {
                panic!("MiniStack ended at its start with {status}: see {}", folder().join("ministack.log").display());
            }
            assert!(started.elapsed() < STARTED_WITHIN, "MiniStack does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        emulator
    }

    fn signal(&self, signal: &str) {
        // Fails only when the whole group has ended.
        let _ = Command::new("kill").args([signal, "--", &format!("-{}", self.child.id())]).status();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.signal("-TERM");
        let started = Instant::now();
        while started.elapsed() < ENDED_WITHIN && self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(50));
        }
        self.signal("-KILL");
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.temporary);
    }
}

/// Runs a program of the deployment, with its output in a file.
pub async fn runs(program: &Path, arguments: &[&str], endpoint: &str, log: &str, within: Duration) -> String {
    let log = folder().join(log);
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .current_dir(hub_dev::root())
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", ACCOUNT)
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("SAM_CLI_TELEMETRY", "0")
        .stdin(Stdio::null())
        .stdout(File::create(&log).expect("a log"))
        .stderr(File::options().append(true).open(&log).expect("a log"))
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo dev cloud-test`", program.display()));
    let status = tokio::time::timeout(within, child.wait()).await.unwrap_or_else(|_| panic!("{arguments:?} goes on"));
    let said = std::fs::read_to_string(&log).unwrap_or_default();
    let end = said.char_indices().rev().nth(4000).map_or(0, |(at, _)| at);
    assert!(status.expect("a status").success(), "{arguments:?} failed; {} ends with\n{}", log.display(), &said[end..]);
    said
}
