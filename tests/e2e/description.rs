//! The API against its own description: schemathesis makes requests of `functions/openapi.json`, right ones and wrong
//! ones, and holds each answer against it. No answer is a 5xx, has a status, a content type or a form that is not
//! described, or is given to somebody who may not have it. What it makes is the same in each run.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tests::{Person, TestHub};
use tokio::process::Command;

const CUSTOMER: &str = "+14155550123";

/// The program that `cargo dev test` installed.
#[expect(clippy::disallowed_methods, reason = "a test reads where its tools are")]
fn program() -> PathBuf {
    let installed = hub_dev::root().join("target/venvs/schemathesis/bin/python");
    std::env::var("HUB_SCHEMATHESIS").map_or(installed, PathBuf::from).with_file_name("schemathesis")
}

/// Who asks, and how long.
#[derive(Default)]
struct Asking<'a> {
    token: Option<&'a str>,
    reads_only: bool,
    known: Value,
    /// Further requests for each operation, by chance; the first ones are made of the description's own limits.
    more: Option<u32>,
}

/// Asks, and says what schemathesis found.
async fn ask(hub: &TestHub, asking: Asking<'_>) {
    let root = hub_dev::root();
    let folder = root.join("target/schemathesis");
    std::fs::create_dir_all(&folder).expect("a folder");
    let phases = if asking.more.is_some() { "coverage,fuzzing" } else { "coverage" };
    let mut command = Command::new(program());
    let folder_of_rules = root.join("tests/schemathesis");
    command.arg("--config-file").arg(folder_of_rules.join("schemathesis.toml"));
    command.arg("run").arg(root.join("functions/openapi.json"));
    command.args(["--url", hub.url(), "--phases", phases, "--max-examples", &asking.more.unwrap_or(1).to_string()]);
    command.args(["--generation-deterministic", "--workers", "1", "--no-color"]);
    // What the description cannot say (a number that is ours, a time that is to come) may refuse what fits it, and the
    // gateway answers 404 where a method has no route.
    command.args(["--exclude-checks", "positive_data_acceptance,unsupported_method"]);
    command.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", folder_of_rules);
    command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("HUB_KNOWN", asking.known.to_string()).env("HUB_READS_ONLY", u8::from(asking.reads_only).to_string());
    if let Some(token) = asking.token {
        command.env("HUB_TOKEN", token);
    }
    let output = command.current_dir(folder).stdin(Stdio::null()).kill_on_drop(true).output().await;
    let output = output.expect("schemathesis runs; cargo dev test installs it");
    let told = String::from_utf8_lossy(&output.stdout);
    let summary = told.rfind("= SUMMARY =").map_or("", |at| &told[at..]);
    println!("{summary}");
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(summary.contains("✅ Coverage"), "it asked:\n{told}");
    hub.outwaits_the_queue().await;
    hub.settles().await;
}

/// Ids of things of acme's, by the path under which they are.
async fn things(hub: &TestHub, owner: &Person<'_>) -> Value {
    for text in ["Hello", "Are you open on Friday?"] {
        hub.acme().receives_sms(CUSTOMER, text).await;
    }
    let sent = owner.sends(CUSTOMER, "We are").await.text("messageId").to_owned();
    let letter = hub.gives_up_on(hub.acme(), CUSTOMER, "And on Saturday").await;
    hub.settles().await;
    let conversation = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    let notes = format!("/api/conversations/{conversation}/notes");
    let note = owner.post(&notes, json!({ "text": "Prefers mornings" })).await.text("id").to_owned();
    let template = owner.post("/api/templates", json!({ "name": "Hours", "body": "At nine" })).await;
    let mut campaigns = Vec::new();
    for name in ["Spring", "Autumn"] {
        let made = owner.post("/api/campaigns", json!({ "name": name, "body": "Hello" })).await;
        campaigns.push(made.text("id").to_owned());
    }
    let call = hub.acme().has_a_voicemail("CA01", CUSTOMER, "med_01").await;
    json!({
        "/api/conversations": [conversation], "/api/contacts": ["con_14155550123"], "/api/notes": [note],
        "/api/messages": [sent], "/api/dead-letters": [letter], "/api/templates": [template.text("id")],
        "/api/campaigns": campaigns, "/api/calls": [call], "/api/calls-dashboard": [call], "/api/voicemails": [call],
        "/api/numbers": ["num_12015550123"], "/api/users": ["usr_acme_agent", "usr_acme_viewer"],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_is_answered_as_described() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    let known = things(&hub, &owner).await;
    ask(&hub, Asking { token: owner.token(), known, more: Some(12), ..Asking::default() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_may_only_look_is_answered_as_described_and_changes_nothing() {
    let hub = TestHub::without_sweeps().await;
    let known = things(&hub, &hub.acme().person("owner").await).await;
    let viewer = hub.acme().person("viewer").await;
    ask(&hub, Asking { token: viewer.token(), reads_only: true, known, more: None }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_answered_where_a_session_is_wanted() {
    let hub = TestHub::without_sweeps().await;
    ask(&hub, Asking::default()).await;
}
