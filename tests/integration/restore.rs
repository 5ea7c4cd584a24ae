//! The drill: what was kept answers as before.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hub_adapters::aws::AwsSettings;
use hub_adapters::aws_ask::{Ask, AwsAsk};
use hub_adapters::dynamo::{Copied, Copying, Table};
use hub_core::address::Address;
use hub_core::ids::TenantId;
use hub_core::ports::Directory;
use hub_dev::runner::{Options, Runner};
use hub_dev::seed::PASSWORD;
use hub_dev::template::Template;
use serde_json::{Value, json};
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";
const PATIENCE: Duration = Duration::from_secs(60);

/// A hub over a folder, at rest.
async fn hub_over(data: &Path) -> Runner {
    let options = Options { immediate: true, data: Some(data.to_owned()), pace: Some(1000.0), ..Options::default() };
    let runner = Runner::start(options).await.expect("started");
    runner.settled(PATIENCE).await.expect("at rest");
    runner
}

/// What an agent sees of the inbox and of its first thread.
async fn seen(runner: &Runner) -> (Value, Value) {
    let (http, url) = (reqwest::Client::new(), runner.base_url());
    let login = json!({ "email": "agent@acme.test", "password": PASSWORD });
    let session = http.post(format!("{url}/auth/login")).json(&login).send().await.expect("an answer");
    let session: Value = session.json().await.expect("a session");
    let token = session["token"].as_str().expect("a token").to_owned();
    let get = async |path: String| -> Value {
        let answer = http.get(format!("{url}{path}")).bearer_auth(&token).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    };
    let inbox = get("/api/conversations".to_owned()).await;
    let id = inbox["conversations"][0]["id"].as_str().expect("a thread").to_owned();
    let thread = get(format!("/api/conversations/{id}/timeline")).await;
    (inbox, thread)
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("hub-{name}-{}-{}", std::process::id(), rand::random::<u32>()))
}

#[tokio::test]
async fn a_copied_folder_answers_as_the_hub_it_was_copied_from() {
    let (data, backup) = (folder("kept"), folder("backup"));
    let runner = hub_over(&data).await;
    let simulator = runner.simulator().expect("a carrier").clone();
    for words in ["Hello", "May I come at five?"] {
        let sent = simulator.send_inbound(CUSTOMER, "+12015550123", words).await.expect("sent");
        assert_eq!(sent.status, Some(200));
    }
    runner.settled(PATIENCE).await.expect("at rest");
    let before = seen(&runner).await;
    assert!(before.1.to_string().contains("May I come at five?"), "{}", before.1);
    drop(runner);
    copy_folder(&data, &backup);
    // What comes later is lost with the folder, and nothing else.
    let runner = hub_over(&data).await;
    simulator_text(&runner, "Too late").await;
    assert_ne!(seen(&runner).await, before);
    drop(runner);
    std::fs::remove_dir_all(&data).expect("lost");
    let restored = hub_over(&backup).await;
    assert_eq!(seen(&restored).await, before);
    simulator_text(&restored, "It goes on").await;
    assert!(seen(&restored).await.1.to_string().contains("It goes on"));
    drop(restored);
    std::fs::remove_dir_all(&backup).expect("removed");
}

async fn simulator_text(runner: &Runner, words: &str) {
    let sent = runner.simulator().expect("a carrier").send_inbound(CUSTOMER, "+12015550123", words).await;
    assert_eq!(sent.expect("sent").status, Some(200));
    runner.settled(PATIENCE).await.expect("at rest");
}

#[tokio::test]
async fn what_a_table_lacks_is_copied_from_a_restored_one_and_what_it_has_stays() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    hub.globex().receives_sms(CUSTOMER, "Good morning").await;
    hub.settles().await;
    let aws = AwsSettings::local();
    let url = hub.runner().table_url();
    let ask = AwsAsk::new(aws.clone(), Some(url)).expect("a client");
    let made = Template::load().expect("the template").create_table("restored").to_string();
    let made = ask.ask("dynamodb", &Ask::Json("1.0", "DynamoDB_20120810.CreateTable", made)).await.expect("an answer");
    assert_eq!(made.0, 200, "{}", made.1);
    let [live, restored] = ["hub", "restored"].map(|name| Table::new(aws.dynamodb(Some(url)), name));

    let one = Copying { tenant: Some(hub.acme().demo.tenant_id()), ..Copying::default() };
    let counted = restored.take_from(&live, &Copying { dry_run: true, ..one.clone() }).await.expect("counted");
    let copied = restored.take_from(&live, &one).await.expect("copied");
    assert!(copied.written > 5 && copied.there == 0 && counted == copied, "{counted:?} {copied:?}");
    assert_eq!(restored.take_from(&live, &one).await.expect("again"), Copied { written: 0, there: copied.written });
    let owner = |table: Table, number: &'static str| async move {
        table
            .tenant_by_number(&Address::from_carrier(number))
            .await
            .expect("the table")
            .map(|id: TenantId| id.to_string())
    };
    assert_eq!(owner(restored.clone(), "+12015550123").await.as_deref(), Some("acme"), "what leads to it comes too");
    assert_eq!(owner(restored.clone(), "+14155550199").await, None, "nothing of another organisation does");

    let all = restored.take_from(&live, &Copying::default()).await.expect("the rest");
    assert!(all.written > 5 && all.there == copied.written, "{all:?}");
    let again = Copying { overwrite: true, ..Copying::default() };
    let again = restored.take_from(&live, &again).await.expect("all anew");
    assert_eq!(again, Copied { written: all.written + all.there, there: 0 });
}
