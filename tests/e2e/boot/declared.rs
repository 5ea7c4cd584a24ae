//! What template.yaml and `events/` declare, held against each other and the code. No process is started.

use std::collections::BTreeSet;

use hub_core::ports::{MediaTask, SendTask};
use hub_dev::template::Template;
use hub_lambda::http::HttpCall;
use hub_lambda::socket::SocketCall;
use serde_json::{Value, json};

use super::events::EVENTS;
use super::{function_of, roles, text_of};

#[test]
fn a_role_uses_the_vaults_key_only_for_a_named_tenant() {
    let template = Template::load().expect("the project's template");
    let named = json!({ "Null": { "kms:EncryptionContext:tenant": "false" } });
    for function in template.functions.keys() {
        for statement in roles::statements(&template, roles::role_of(&template, function)) {
            let mut actions = roles::many(&statement["Action"]).filter_map(Value::as_str);
            if actions.any(|action| action.starts_with("kms:")) {
                assert_eq!(statement["Condition"], named, "{function}");
            }
        }
    }
}

#[test]
fn a_function_that_calls_twilio_outlives_the_longest_call() {
    let template = Template::load().expect("the project's template");
    for (function, properties) in &template.functions {
        if properties["Environment"]["Variables"]["TWILIO_API_BASE_URL"].is_null() {
            continue;
        }
        // The client gives a call up after 15 seconds; a function that was killed before could tidy nothing up.
        let timeout = properties["Timeout"].as_u64().unwrap_or_default();
        assert!(timeout >= 29, "{function} ends after {timeout} s");
    }
}

#[test]
fn every_event_decodes_and_leads_to_its_function() {
    assert_eq!(hub_dev::check::events().expect("the events"), Vec::<String>::new());
    let template = Template::load().expect("the project's template");
    for (file, _) in EVENTS {
        let (event, text) = (event_of(file), text_of(file));
        match file.split('/').next().unwrap_or_default() {
            "http" | "twilio" => {
                HttpCall::from_event(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
                let (method, path) = (&event["requestContext"]["http"]["method"], &event["rawPath"]);
                let found = template.find(method.as_str().unwrap_or_default(), path.as_str().unwrap_or_default());
                assert_eq!(found.map(|(route, _)| route.function.as_str()), Some(function_of(file)), "{file}");
            }
            "ws" => {
                SocketCall::from_event(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
                let key = event["requestContext"]["routeKey"].as_str().unwrap_or_default();
                let found = template.live.iter().find(|route| route.path == key);
                assert_eq!(found.map(|route| route.function.as_str()), Some(function_of(file)), "{file}");
            }
            "sqs" => {
                for record in records(&event) {
                    let body = record["body"].as_str().unwrap_or_default();
                    if function_of(file) == "media-fetch" {
                        let task = serde_json::from_str::<MediaTask>(body);
                        task.unwrap_or_else(|error| panic!("{file}: {error}"));
                        continue;
                    }
                    let task: SendTask = serde_json::from_str(body).unwrap_or_else(|error| panic!("{file}: {error}"));
                    let group = hub_adapters::sqs::group_of(&task);
                    assert_eq!(record["attributes"]["MessageGroupId"], json!(group), "{file}");
                }
            }
            "stream" => {
                for record in records(&event) {
                    assert!(
                        hub_adapters::dynamo::stream::change(record).is_some(),
                        "{file}: {record} tells nobody anything"
                    );
                }
            }
            _ => assert!(event.is_object(), "{file}"),
        }
    }
}

fn records(event: &Value) -> &[Value] {
    event["Records"].as_array().expect("a batch has records")
}

#[test]
fn every_event_stands_in_the_table_above() {
    let named: BTreeSet<String> = EVENTS.iter().map(|(file, _)| (*file).to_owned()).collect();
    let mut there = BTreeSet::new();
    for folder in std::fs::read_dir(hub_dev::root().join("events")).expect("events").flatten() {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            there.insert(format!("{}/{}", folder.file_name().display(), file.file_name().display()));
        }
    }
    assert_eq!(there, named);
}

fn event_of(file: &str) -> Value {
    serde_json::from_str(&text_of(file)).unwrap_or_else(|error| panic!("{file} is not JSON: {error}"))
}
