//! Lambda's events: each sample with changes anywhere in it is answered, never by a crash and never by a 5xx.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use tests::TestHub;

use crate::engine::holds;

/// Every sample with the function that it is for.
fn samples() -> Vec<(String, Value)> {
    let mut samples: Vec<(String, Value)> = Vec::new();
    for folder in ["http", "twilio", "ws", "sqs", "stream", "schedule"] {
        let folder = hub_dev::root().join("events").join(folder);
        for file in std::fs::read_dir(folder).expect("a folder").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(file.path()).expect("a file");
            let function = name.split('.').next().unwrap_or_default().to_owned();
            samples.push((function, serde_json::from_str(&text).expect("JSON")));
        }
    }
    samples.sort_by(|one, other| (&one.0, one.1.to_string()).cmp(&(&other.0, other.1.to_string())));
    samples
}

/// Values that may stand anywhere.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\\PC]{0,12}".prop_map(Value::from),
        Just(json!("+14155550123")),
        Just(json!("2026-13-40T99:00:00Z")),
        (1..5_000usize).prop_map(|length| json!("x".repeat(length))),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-zA-Z]{0,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The paths of everything in a value.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    let name = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members.iter().for_each(|(key, member)| self::places(member, &name(key), places)),
        Value::Array(members) => {
            members
                .iter()
                .enumerate()
                .for_each(|(index, member)| self::places(member, &name(&index.to_string()), places));
        }
        _ => {}
    }
}

/// With another value at one of its places.
fn changed(mut value: Value, at: Index, other: Value) -> Value {
    let mut all = Vec::new();
    places(&value, "", &mut all);
    if let Some(place) = value.pointer_mut(&all[at.index(all.len())]) {
        *place = other;
    }
    value
}

/// A sample with changes: in its body, if that is JSON, or in the event itself.
fn with_changes(mut event: Value, changes: Vec<(Index, Value, bool)>, token: &str) -> Value {
    if event["headers"]["authorization"].is_string() {
        event["headers"]["authorization"] = json!(format!("Bearer {token}"));
    }
    for (at, other, in_body) in changes {
        let body: Option<Value> = event["body"].as_str().and_then(|body| serde_json::from_str(body).ok());
        match body.filter(|_| in_body) {
            Some(body) => event["body"] = json!(changed(body, at, other).to_string()),
            None => event = changed(event, at, other),
        }
    }
    event
}

#[test]
fn every_sample_with_changes_is_answered() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let hub = TestHub::without_sweeps().await;
        let owner = hub.acme().person("owner").await;
        let (samples, token) = (samples(), owner.token().expect("a token").to_owned());
        assert!(samples.len() > 200, "{} samples", samples.len());
        let change = (any::<Index>(), anything(), proptest::bool::weighted(0.8));
        let inputs = (any::<Index>(), proptest::collection::vec(change, 1..4));
        tokio::task::block_in_place(|| {
            holds(1_500, &inputs, |(at, changes)| {
                let (function, sample) = at.get(&samples);
                let event = with_changes(sample.clone(), changes, &token);
                let route = hub.runner().route(function).expect("a route");
                let answer = runtime.block_on(route.invoke(hub.runner().hub(), &event.to_string()));
                // Queues, streams and schedules may ask to come again; HTTP is answered.
                if let Ok(answer) = answer {
                    let status = answer["statusCode"].as_u64().unwrap_or(200);
                    let is_unbuilt_page = function == "dashboard-page" && status == 503;
                    prop_assert!(status < 500 || is_unbuilt_page, "{}: {} for {}", function, answer, event);
                }
                Ok(())
            });
        });
        hub.outwaits_the_queue().await;
        hub.settles().await;
    });
}
