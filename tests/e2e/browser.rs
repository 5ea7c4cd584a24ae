//! The dashboard in a real browser: the stories stand in `tests/browser`.

use std::process::Stdio;

use tests::TestHub;
use tokio::process::Command;

/// Plays the stories of a file on a hub of their own.
async fn play(stories: &str) {
    play_on(TestHub::start().await, stories).await;
}

/// Plays the stories of a file on a hub.
async fn play_on(hub: TestHub, stories: &str) {
    let folder = hub_dev::root().join("tests/browser");
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec", stories])
        .env("HUB_URL", hub.url())
        .env("HUB_DEV", crate::crash::binary())
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inbox_holds_in_a_browser() {
    play("inbox.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_and_files_go_both_ways_in_a_browser() {
    play("media.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_organisation_manages_itself_in_a_browser() {
    play("accounts.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_names_and_numbers_are_found_in_a_browser() {
    play("search.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_not_sent_is_sent_in_a_browser() {
    let hub = TestHub::start().await;
    hub.gives_up_on(hub.acme(), "+14155550171", "We open at nine").await;
    play_on(hub, "delivery.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consent_holds_in_a_browser() {
    play("consent.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_is_exported_and_erased_in_a_browser() {
    play("erasure.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_are_scheduled_in_a_browser() {
    play("schedule.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn templates_and_campaigns_work_in_a_browser() {
    play("campaigns.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatsapp_keeps_its_window_in_a_browser() {
    play("whatsapp.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_shares_one_inbox_in_a_browser() {
    play("team.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_calls_from_the_handset_in_a_browser() {
    play("handset-calls.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_made_held_and_transferred_in_a_browser() {
    play_on(TestHub::unhurried().await, "softphone.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_taken_heard_and_read_in_a_browser() {
    // Silence ends a message, and silence takes its time.
    play_on(TestHub::unhurried().await, "calls.test.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_are_shared_texted_after_and_narrowed_in_a_browser() {
    play_on(TestHub::unhurried().await, "calls-after.test.mjs").await;
}
