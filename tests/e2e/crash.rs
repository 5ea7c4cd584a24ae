//! The hub is killed without warning and started again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use hub_dev::seed::{DEMOS, PASSWORD};
use hub_testkit::twilio::{Account, Delays, Number, SimulatorConfig, TwilioSimulator};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

const SENDS: usize = 100;
const CUSTOMERS: usize = 20;
/// A lease lasts a minute; then the next sweep names what is uncertain.
const SETTLED_WITHIN: Duration = Duration::from_secs(150);
const PAUSE: Duration = Duration::from_millis(100);

/// A hub in a process of its own.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) url: String,
    http: reqwest::Client,
    token: String,
}

/// Builds the local runner, and says where it is.
pub(crate) fn binary() -> PathBuf {
    let status = std::process::Command::new("cargo")
        .args(["build", "--quiet", "--package", "hub-dev"])
        .current_dir(hub_dev::root())
        .status();
    assert!(status.expect("cargo runs").success(), "hub-dev builds");
    let test = std::env::current_exe().expect("this test is a file");
    test.ancestors().nth(2).expect("a target folder").join("hub-dev")
}

impl Process {
    pub(crate) async fn start(binary: &Path, data: &Path, port: u16, carrier: &str) -> Self {
        Self::run(Command::new(binary), data, port, carrier).await
    }

    /// A hub that may write no file larger than `kilobytes`: the disk is full for it then.
    pub(crate) async fn start_on_small_disk(
        binary: &Path,
        data: &Path,
        (port, carrier): (u16, &str),
        kilobytes: u32,
    ) -> Self {
        // The signal would end it; ignored, the write itself fails, as on a full disk.
        let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", kilobytes * 2);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(limit).arg("sh").arg(binary);
        Self::run(shell, data, port, carrier).await
    }

    async fn run(mut command: Command, data: &Path, port: u16, carrier: &str) -> Self {
        let child = command
            .args(["up", "--port", &port.to_string(), "--carrier-url", carrier, "--pace", "100", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the hub starts");
        let mut hub =
            Self { child, url: format!("http://127.0.0.1:{port}"), http: reqwest::Client::new(), token: String::new() };
        let started = Instant::now();
        while hub.http.get(format!("{}/health", hub.url)).send().await.is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "the hub answers");
            tokio::time::sleep(PAUSE).await;
        }
        let login = json!({ "email": "agent@acme.test", "password": PASSWORD });
        let session: Value = hub
            .http
            .post(format!("{}/auth/login", hub.url))
            .json(&login)
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON");
        hub.token = session["token"].as_str().expect("a token").to_owned();
        hub
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token);
        request.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Sends a text, and answers the status.
    pub(crate) async fn send(&self, to: &str, text: &str) -> u16 {
        let body = json!({ "to": to, "message": text });
        let request = self.http.post(format!("{}/api/messages/send", self.url)).bearer_auth(&self.token).json(&body);
        request.send().await.expect("an answer").status().as_u16()
    }

    /// Every message by its id.
    pub(crate) async fn messages(&self) -> BTreeMap<String, Value> {
        let mut messages = BTreeMap::new();
        for conversation in self.get("/api/conversations?limit=100").await["conversations"].as_array().expect("rows") {
            let id = conversation["id"].as_str().expect("an id");
            for entry in self.get(&format!("/api/conversations/{id}/timeline?limit=100")).await["entries"]
                .as_array()
                .expect("rows")
            {
                let message = &entry["message"];
                messages.insert(message["id"].as_str().expect("an id").to_owned(), message.clone());
            }
        }
        messages
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_hub_sends_each_message_once_or_says_that_it_is_uncertain() {
    // The carrier outlives the hub, so it can be the judge. Its reports come late enough to fall into the crash.
    let acme = &DEMOS[0];
    let delays = Delays { sent: Duration::from_millis(30), delivered: Duration::from_millis(60), ..Delays::NONE };
    let account = Account::new(acme.account_sid, acme.auth_token).with_number(Number::new(acme.number));
    let config = SimulatorConfig { delays, ..SimulatorConfig::immediate() }.with_account(account);
    let carrier = TwilioSimulator::start(config).await.expect("the simulator starts");
    let data = std::env::temp_dir().join(format!("hub-crash-{}", std::process::id()));
    let port = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let binary = binary();

    let mut hub = Process::start(&binary, &data, port, &carrier.base_url()).await;
    let send = async |number: usize| {
        let body =
            json!({ "to": format!("+1415555{:04}", 100 + number % CUSTOMERS), "message": format!("Message {number}") });
        let request = hub.http.post(format!("{}/api/messages/send", hub.url)).bearer_auth(&hub.token).json(&body);
        let reply: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        reply["messageId"].as_str().expect("an id").to_owned()
    };
    let accepted = futures_util::future::join_all((0..SENDS).map(send)).await;
    hub.child.start_kill().expect("SIGKILL");
    hub.child.wait().await.expect("it ended");

    let hub = Process::start(&binary, &data, port, &carrier.base_url()).await;
    let started = Instant::now();
    let messages = loop {
        let messages = hub.messages().await;
        let is_open = |message: &Value| matches!(message["status"].as_str(), Some("queued" | "sending"));
        let open = messages.values().filter(|message| is_open(message) && message["sid"].is_null()).count();
        if open == 0 {
            break messages;
        }
        assert!(started.elapsed() < SETTLED_WITHIN, "{open} messages are still open");
        tokio::time::sleep(PAUSE).await;
    };

    let mut creates: BTreeMap<String, usize> = BTreeMap::new();
    for create in carrier.creates() {
        *creates.entry(create.body).or_default() += 1;
    }
    assert_eq!(messages.len(), SENDS, "nothing is lost and nothing doubled");
    let mut uncertain = 0;
    for id in accepted {
        let message = messages.get(&id).unwrap_or_else(|| panic!("{id} was accepted and is lost"));
        let times = creates.get(message["body"].as_str().expect("a body")).copied().unwrap_or(0);
        match message["status"].as_str() {
            Some("uncertain") => {
                uncertain += 1;
                assert!(times <= 1, "{message} was sent {times} times");
            }
            _ => assert_eq!(times, 1, "{message}"),
        }
    }
    println!("{SENDS} accepted, {} creates, {uncertain} uncertain", creates.values().sum::<usize>());
    drop(hub);
    std::fs::remove_dir_all(&data).expect("the data folder goes");
}
