//! An organisation that leaves a local data folder, at rest.

use std::path::Path;
use std::time::Duration;

use hub_core::address::Address;
use hub_core::ports::Directory;
use hub_dev::leave::erase::erase;
use hub_dev::leave::export::export;
use hub_dev::runner::{AtRest, Options, Runner, Store};
use hub_dev::seed::PASSWORD;
use hub_dev::template::Template;
use serde_json::{Value, json};

use crate::leave::{OF_ACME, order, temporary};

const PATIENCE: Duration = Duration::from_secs(60);

async fn hub_over(data: &Path) -> Runner {
    let options = Options { immediate: true, data: Some(data.to_owned()), ..Options::default() };
    let runner = Runner::start(options).await.expect("started");
    runner.settled(PATIENCE).await.expect("at rest");
    runner
}

async fn texts(runner: &Runner, to: &str, words: &str) {
    let sent = runner.simulator().expect("a carrier").send_inbound(OF_ACME[0], to, words).await.expect("sent");
    assert_eq!(sent.status, Some(200));
    runner.settled(PATIENCE).await.expect("at rest");
}

/// The kinds of what was removed from the table of a folder, in order.
fn removed(data: &Path) -> Vec<String> {
    let store = Store::open(&Template::load().expect("the template"), "hub", Some(data)).expect("a table");
    let (mut kinds, mut last) = (Vec::new(), None);
    loop {
        let batch = store.records_after(last.as_deref()).expect("the stream");
        let removals = batch.records.iter().filter(|record| record["eventName"] == "REMOVE");
        let kind = |record: &Value| record["dynamodb"]["OldImage"]["entity"]["S"].as_str().map(str::to_owned);
        kinds.extend(removals.filter_map(kind));
        match batch.last {
            Some(seen) => last = Some(seen),
            None => return kinds,
        }
    }
}

#[tokio::test]
async fn doors_close_before_anything_else_goes_and_the_settings_go_last() {
    let data = temporary("doors");
    let runner = hub_over(&data).await;
    texts(&runner, "+12015550123", "Aardvark words").await;
    // The embedded table tells items by their names, and a session's comes after a text's.
    let login = json!({ "email": "agent@acme.test", "password": PASSWORD });
    let login = reqwest::Client::new().post(format!("{}/auth/login", runner.base_url())).json(&login).send().await;
    assert!(login.expect("an answer").status().is_success());
    runner.settled(PATIENCE).await.expect("at rest");
    drop(runner);
    let folder = AtRest::open(&data).await.expect("a folder");
    let before = removed(&data).len();
    erase(&folder.place, &"acme".parse().expect("an id"), &order()).await.expect("erased");
    let kinds = removed(&data).split_off(before);
    let doors = ["directory", "user", "number", "carrier", "session"];
    let last_door = kinds.iter().rposition(|kind| doors.contains(&kind.as_str())).expect("a door");
    let first_thing = kinds.iter().position(|kind| ["message", "contact", "audit"].contains(&kind.as_str()));
    assert!(last_door < first_thing.expect("a text"), "{kinds:?}");
    assert_eq!(kinds.last().map(String::as_str), Some("tenant"));
    drop(folder);
    std::fs::remove_dir_all(data).expect("removed");
}

#[tokio::test]
async fn of_a_folder_not_even_the_streams_history_is_left() {
    let (data, to) = (temporary("data"), temporary("from-data"));
    let runner = hub_over(&data).await;
    texts(&runner, "+12015550123", "Aardvark words").await;
    texts(&runner, "+14155550199", "Buffalo words").await;
    drop(runner);
    let tenant = "acme".parse().expect("an id");
    let holds = |words: &str| {
        let file = |name: &str| std::fs::read(data.join(name)).unwrap_or_default();
        let bytes = [file("table.sqlite"), file("table.sqlite-wal")].concat();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    };
    assert!(holds("Aardvark"));
    let folder = AtRest::open(&data).await.expect("a folder");
    let exported = export(&folder.place, &tenant, &to).await.expect("exported");
    assert!(exported.data.iter().any(|written| written.file == "data/messages.jsonl"));
    let receipt = erase(&folder.place, &tenant, &order()).await.expect("erased");
    assert!(receipt.kept.iter().all(|kept| !kept.what.contains("point-in-time")), "{:?}", receipt.kept);
    folder.forget_history(&tenant).expect("forgotten");
    assert!(!holds("Aardvark") && !holds("Acme Dental") && holds("Buffalo"));

    // What was not its own goes on where it was, with what comes after.
    let folder = AtRest::open(&data).await.expect("a folder");
    let owner = folder.place.table.tenant_by_number(&Address::from_carrier("+14155550199")).await.expect("the table");
    assert_eq!(owner.map(|id| id.to_string()).as_deref(), Some("globex"));
    drop(folder);
    let runner = hub_over(&data).await;
    texts(&runner, "+14155550199", "Buffalo again").await;
    assert!(runner.stored().expect("the table").contains("Buffalo again"));
    drop(runner);
    for folder in [data, to] {
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
