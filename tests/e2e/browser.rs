//! The dashboard in a real browser: the stories stand in `tests/browser`.

use std::process::Stdio;

use tests::TestHub;
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stories_hold_in_a_browser() {
    let hub = TestHub::start().await;
    let folder = hub_dev::root().join("tests/browser");
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec", "inbox.test.mjs"])
        .env("HUB_URL", hub.url())
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("node runs");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("fail 0") && !told.contains("pass 0"), "the stories ran");
    hub.settles().await;
}
