//! Twilio's official Python library as the judge: it signs what the hub must accept.

use std::path::PathBuf;
use std::process::Stdio;

use tests::TestHub;
use tokio::process::Command;

/// The Python that `cargo dev test` installed the library into.
#[expect(clippy::disallowed_methods, reason = "a test reads where its tools are")]
fn python() -> PathBuf {
    let installed = hub_dev::root().join("target/venvs/carrier/bin/python");
    std::env::var("HUB_PYTHON").map_or(installed, PathBuf::from)
}

/// What a script of `tests/python` prints, given acme's account.
async fn script(hub: &TestHub, name: &str) -> String {
    let acme = hub.acme().demo;
    let output = Command::new(python())
        .arg(hub_dev::root().join("tests/python").join(name))
        .args([hub.url(), acme.account_sid, acme.auth_token, acme.number])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("Python runs; cargo dev test installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test]
async fn what_the_official_library_signs_is_accepted_and_a_change_is_refused() {
    let hub = TestHub::start().await;
    assert_eq!(script(&hub, "webhook.py").await, "accepted 200, tampered 403, unsigned 403");
    let agent = hub.acme().person("agent").await;
    let bodies: Vec<_> = agent.thread("+14155550123").await.iter().map(|message| message["body"].clone()).collect();
    assert_eq!(bodies, ["Grüße & more: 100% + ü"], "only the untouched text is stored");
    hub.settles().await;
}

#[tokio::test]
async fn the_official_client_creates_and_fetches_a_message() {
    let hub = TestHub::start().await;
    assert_eq!(script(&hub, "client.py").await, "fetched: Hello from the library");
    hub.settles().await;
}
