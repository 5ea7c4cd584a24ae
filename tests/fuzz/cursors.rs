//! Cursors of every list of the API: what the hub did not make is refused, and a cursor with a change leads nowhere else.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use tests::{Person, TestHub};

use crate::edits::{edited, edits};
use crate::engine::holds;

const CUSTOMERS: [&str; 3] = ["+14155550141", "+14155550142", "+14155550143"];

/// Every list that has cursors, from the description of the API.
fn lists(conversation: &str) -> Vec<String> {
    let file = std::fs::read_to_string(hub_dev::root().join("functions/openapi.json")).expect("the description");
    let description: Value = serde_json::from_str(&file).expect("JSON");
    let paths = description["paths"].as_object().expect("paths").iter();
    let lists = paths.filter(|(_, operations)| {
        let parameters = operations["get"]["parameters"].as_array();
        parameters.is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "cursor"))
    });
    let lists = lists.map(|(path, _)| path.replace("/conversations/{id}", &format!("/conversations/{conversation}")));
    let lists = lists.filter(|path| !path.contains('{') && !path.ends_with("/export"));
    let with_query = |path: String| if path == "/api/search" { path + "?q=hello&" } else { path + "?" };
    lists.map(with_query).collect()
}

async fn answer(owner: &Person<'_>, list: &str, cursor: &str) -> (u16, Value) {
    let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
    let reply = owner.get(&format!("{list}limit=2&cursor={cursor}")).await;
    (reply.status().split(' ').next().and_then(|status| status.parse().ok()).unwrap_or_default(), reply.body)
}

/// Everything that an answer names.
fn ids(answer: &Value) -> BTreeSet<String> {
    let rows = answer.as_object().into_iter().flatten().filter_map(|(_, rows)| rows.as_array()).flatten();
    let own = |row: &Value| row["id"].as_str().or(row["conversation"]["id"].as_str()).map(str::to_owned);
    rows.filter_map(own).collect()
}

/// A hub with something in the lists; what an owner of another tenant sees must not change.
async fn stage(hub: &TestHub) -> (Person<'_>, Vec<String>) {
    for customer in CUSTOMERS {
        for words in ["Hello", "Hello again", "Hello once more"] {
            hub.acme().receives_sms(customer, words).await;
        }
    }
    hub.globex().receives_sms(CUSTOMERS[0], "Hello, private").await;
    hub.settles().await;
    let owner = hub.acme().person("owner").await;
    let conversation = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    (owner, lists(&conversation))
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

#[test]
fn a_cursor_that_the_hub_did_not_make_is_refused_by_every_list() {
    let runtime = runtime();
    runtime.block_on(async {
        let hub = TestHub::start().await;
        let (owner, lists) = stage(&hub).await;
        assert!(lists.len() >= 8, "{lists:?}");
        let anything = prop_oneof![
            2 => any::<String>(),
            3 => any::<String>().prop_map(|text| URL_SAFE_NO_PAD.encode(text)),
            1 => "[a-zA-Z]{1,3}#[0-9A-Z]{0,30}".prop_map(|text| URL_SAFE_NO_PAD.encode(text)),
            1 => (1..3_000usize).prop_map(|length| URL_SAFE_NO_PAD.encode("M".repeat(length))),
            1 => Just(String::new()),
        ];
        tokio::task::block_in_place(|| {
            holds(400, &(any::<Index>(), anything), |(list, cursor)| {
                let list = &lists[list.index(lists.len())];
                let (status, body) = runtime.block_on(answer(&owner, list, &cursor));
                prop_assert_eq!((status, &body["code"]), (400, &Value::from("invalid_request")), "{}{}", list, body);
                Ok(())
            });
        });
    });
}

#[test]
fn a_cursor_with_a_change_is_refused_or_leads_into_the_same_list() {
    let runtime = runtime();
    runtime.block_on(async {
        let hub = TestHub::start().await;
        let (owner, lists) = stage(&hub).await;
        let mut cursors = Vec::new();
        for list in &lists {
            let page = owner.get(&format!("{list}limit=2")).await.body;
            cursors.extend(page["nextCursor"].as_str().map(|cursor| (list.clone(), cursor.to_owned())));
        }
        assert!(cursors.len() >= 3, "{cursors:?}");
        let seen = RefCell::new(BTreeMap::<String, BTreeSet<String>>::new());
        tokio::task::block_in_place(|| {
            holds(400, &(any::<Index>(), edits(), any::<bool>()), |(list, edits, inside)| {
                let (list, cursor) = &cursors[list.index(cursors.len())];
                let changed = if inside {
                    let position = URL_SAFE_NO_PAD.decode(cursor).expect("a cursor");
                    URL_SAFE_NO_PAD.encode(edited(&String::from_utf8(position).expect("text"), &edits))
                } else {
                    edited(cursor, &edits)
                };
                let (status, body) = runtime.block_on(answer(&owner, list, &changed));
                prop_assert!(matches!(status, 200 | 400), "{}: {} {}", list, status, body);
                seen.borrow_mut().entry(list.clone()).or_default().extend(ids(&body));
                Ok(())
            });
        });
        assert!(seen.borrow().values().any(|ids| !ids.is_empty()), "no cursor led anywhere");
        for (list, seen) in seen.into_inner() {
            let whole = ids(&owner.get(&format!("{list}limit=100")).await.body);
            assert!(seen.is_subset(&whole), "{list}: {seen:?} is not in {whole:?}");
        }
    });
}

/// Found by a target: lists took a position in which they have nothing, and one that no key can be.
#[tokio::test]
async fn positions_that_are_none_are_refused_by_every_list() {
    let hub = TestHub::start().await;
    let (owner, lists) = stage(&hub).await;
    for list in &lists {
        for position in ["", "A#A", "HY", "\u{ab8b}", &"9".repeat(2_000)] {
            let (status, body) = answer(&owner, list, &URL_SAFE_NO_PAD.encode(position)).await;
            assert_eq!((status, &body["code"]), (400, &Value::from("invalid_request")), "{list} {position:?}: {body}");
        }
    }
}
