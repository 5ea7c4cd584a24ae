//! The sessions of one tenant: that the surroundings really refuse what `TenantRole` does not allow, and that
//! functions take one session for each tenant and use no other.

use std::collections::BTreeSet;

use hub_adapters::aws::AwsSettings;
use hub_core::carrier_account::TWILIO;
use hub_core::ids::TenantId;
use hub_core::ports::PortErrorKind;
use hub_dev::template::Template;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::runtime_api::Sandbox;
use super::world::{TENANT_ROLE_ARN, World};
use super::{is_http, text_of};

/// A function whose own role may take sessions.
const FUNCTION: &str = "numbers-change";

fn tenant(id: &str) -> TenantId {
    id.parse().expect("an id")
}

/// Asks a service with these credentials, and says the status and the name of the refusal.
async fn ask(world: &World, aws: &AwsSettings, target: &str, request: &Value) -> (StatusCode, String) {
    let credential = format!("Credential={}/20260921/us-east-1/any/aws4_request", aws.access_key_id);
    // The store wants the form of a signature; nobody here checks one.
    let signature = format!("AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=0");
    let asked = reqwest::Client::new().post(&world.url).header("authorization", signature);
    let asked = asked.header("x-amz-date", "20260921T141320Z");
    let asked = asked.header("x-amz-security-token", aws.session_token.as_deref().unwrap_or_default());
    let asked = asked.header("x-amz-target", target).header("content-type", "application/x-amz-json-1.0");
    let answer = asked.body(request.to_string()).send().await.expect("an answer");
    let name = answer.headers().get("x-amzn-errortype").and_then(|name| name.to_str().ok()).unwrap_or_default();
    (answer.status(), name.to_owned())
}

fn key(partition: &str) -> Value {
    json!({ "pk": { "S": partition }, "sk": { "S": "TENANT" } })
}

fn query(index: Option<&str>, condition: &str, partition: &str) -> Value {
    let mut request = json!({
        "TableName": "hub", "KeyConditionExpression": condition,
        "ExpressionAttributeValues": { ":pk": { "S": partition } },
    });
    if let Some(index) = index {
        request["IndexName"] = json!(index);
    }
    request
}

#[tokio::test]
async fn a_session_reaches_its_own_tenant_and_nobody_else() {
    let template = Template::load().expect("the project's template");
    let world = World::start(&template, FUNCTION).await;
    let actions =
        "dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:ConditionCheckItem dynamodb:Scan kms:Decrypt";
    let sessions = world.sessions(TENANT_ROLE_ARN, actions);
    let (_, acme) = sessions.of(&tenant("ten_acme")).await.expect("a session");
    let on = |partition: &str| json!({ "TableName": "hub", "Key": key(partition) });
    let part = |kind: &str, partition: &str| match kind {
        "Put" => json!({ "Put": { "TableName": "hub", "Item": key(partition) } }),
        kind => {
            json!({ kind: { "TableName": "hub", "Key": key(partition), "ConditionExpression": "attribute_exists(pk)" } })
        }
    };
    let together = |parts: &[Value]| json!({ "TransactItems": parts });
    let (own, other) = ("T#ten_acme#ACCOUNT", "T#ten_globex#ACCOUNT");
    for (operation, request, is_allowed, reason) in [
        ("GetItem", on(own), true, "its own item"),
        ("GetItem", on("D#EMAIL#1"), true, "the directory"),
        ("GetItem", on(other), false, "an item of another tenant"),
        ("GetItem", on("T#ten_b#ACCOUNT"), false, "another tenant, there or not"),
        ("GetItem", on("T#ten_acme2#ACCOUNT"), false, "a tenant whose id begins alike"),
        ("GetItem", on("DUE#0"), false, "neither a tenant's nor the directory"),
        ("PutItem", json!({ "TableName": "hub", "Item": key("T#ten_acme#TEST") }), true, "its own new item"),
        ("PutItem", json!({ "TableName": "hub", "Item": key("T#ten_globex#TEST") }), false, "another's new item"),
        ("Query", query(None, "pk = :pk", own), true, "its own items"),
        ("Query", query(None, "pk = :pk", other), false, "another tenant's items"),
        ("Query", query(Some("gsi2"), "gsi2pk = :pk", "T#ten_acme#PARKED"), true, "its own waiting texts"),
        ("Query", query(Some("gsi2"), "gsi2pk = :pk", "T#ten_globex#PARKED"), false, "another tenant's"),
        ("Query", query(Some("gsi2"), "gsi2pk = :pk", "DUE#0"), false, "the sweep's list of every tenant"),
        ("Query", query(Some("gsi1"), "gsi1pk = :pk", "T#ten_acme#INBOX#open"), true, "its own threads"),
        ("Query", query(Some("gsi1"), "gsi1pk = :pk", "T#ten_globex#INBOX#open"), false, "another tenant's threads"),
        (
            "TransactWriteItems",
            together(&[part("Put", "T#ten_acme#A"), part("ConditionCheck", own)]),
            true,
            "its own parts",
        ),
        (
            "TransactWriteItems",
            together(&[part("Put", "T#ten_acme#B"), part("Put", "T#ten_globex#B")]),
            false,
            "a part of another",
        ),
        (
            "TransactWriteItems",
            together(&[part("Put", "T#ten_acme#C"), part("ConditionCheck", other)]),
            false,
            "a look at another",
        ),
        (
            "TransactWriteItems",
            together(&[part("Put", "T#ten_acme#D"), part("Delete", own)]),
            false,
            "a part that is no action of it",
        ),
        ("Scan", json!({ "TableName": "hub" }), false, "the whole table, whatever the session's policy says"),
        ("DeleteItem", on(own), false, "an action of the role that is none of the session"),
        ("UpdateItem", on(own), false, "another one"),
    ] {
        let (status, name) = ask(&world, &acme, &format!("DynamoDB_20120810.{operation}"), &request).await;
        assert_eq!(status == StatusCode::OK, is_allowed, "{operation}, {reason}: {status} {name}");
        assert!(is_allowed || name == "AccessDeniedException", "{operation}, {reason}: {name}");
    }
    let queued = ask(&world, &acme, "AmazonSQS.SendMessage", &json!({})).await;
    assert_eq!(queued.1, "AccessDeniedException", "the queue is for the function's own role");
    let forged = AwsSettings { session_token: Some("another".to_owned()), ..acme.clone() };
    let refused = ask(&world, &forged, "DynamoDB_20120810.GetItem", &on(own)).await;
    assert_eq!(refused.1, "AccessDeniedException", "a key without its token");
}

#[tokio::test]
async fn the_ports_of_a_session_open_and_read_one_tenants_data_only() {
    let template = Template::load().expect("the project's template");
    let world = World::start(&template, FUNCTION).await;
    let (acme, globex) = (tenant("ten_acme"), tenant("ten_globex"));
    let vault = world.ports().vault;
    let ours = vault.seal(&acme, TWILIO, &"canary".into()).await.expect("sealed");
    let theirs = vault.seal(&globex, TWILIO, &"canary".into()).await.expect("sealed");
    let sessions = world.sessions(TENANT_ROLE_ARN, "dynamodb:GetItem kms:Decrypt");
    let (_, aws) = sessions.of(&acme).await.expect("a session");
    let ports = world.ports_with(&aws);

    assert!(ports.vault.open(&acme, TWILIO, &ours).await.is_ok());
    for sealed in [&ours, &theirs] {
        let refused = ports.vault.open(&globex, TWILIO, sealed).await.expect_err("another tenant's context");
        assert_eq!(refused.reason, "KMS: AccessDeniedException");
    }
    let refused = ports.vault.seal(&acme, TWILIO, &"canary".into()).await.expect_err("no action of this session");
    assert_eq!(refused.reason, "KMS: AccessDeniedException");

    assert!(ports.integrations.carrier(&acme).await.is_ok_and(|connection| connection.is_some()));
    let refused = ports.integrations.carrier(&globex).await.expect_err("another tenant's connection");
    assert!(refused.reason.starts_with("AccessDeniedException"), "{refused}");
    let refused = ports.integrations.tenants_with_carrier().await.expect_err("a scan");
    assert!(refused.reason.starts_with("AccessDeniedException"), "{refused}");
}

#[tokio::test]
async fn a_session_is_given_for_one_named_tenant_only() {
    let template = Template::load().expect("the project's template");
    let world = World::start(&template, FUNCTION).await;
    let policy = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*" }] });
    let policy = policy.to_string();
    let own = "AWS4-HMAC-SHA256 Credential=own-role/20260921/us-east-1/sts/aws4_request";
    let another_role = TENANT_ROLE_ARN.replace("TenantRole", "SweepRole");
    for (signer, role, tags, status, reason) in [
        (own, TENANT_ROLE_ARN, vec![("tenant", "ten_acme")], 200, "as functions ask"),
        (own, another_role.as_str(), vec![("tenant", "ten_acme")], 403, "another role"),
        (own, TENANT_ROLE_ARN, vec![], 403, "no tenant"),
        (own, TENANT_ROLE_ARN, vec![("tenant", "")], 403, "an empty tenant"),
        (own, TENANT_ROLE_ARN, vec![("team", "ten_acme")], 403, "another tag"),
        (own, TENANT_ROLE_ARN, vec![("tenant", "ten_acme"), ("team", "a")], 403, "one tag more"),
        (own, TENANT_ROLE_ARN, vec![("tenant", "ten_*")], 400, "a pattern in place of a tenant"),
        ("", TENANT_ROLE_ARN, vec![("tenant", "ten_acme")], 403, "nobody"),
    ] {
        let mut form: Vec<(String, String)> = [
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", role),
            ("RoleSessionName", "t-ten_acme"),
            ("Policy", &policy),
            ("DurationSeconds", "3600"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        for (number, (key, value)) in (1..).zip(tags) {
            form.push((format!("Tags.member.{number}.Key"), key.to_owned()));
            form.push((format!("Tags.member.{number}.Value"), value.to_owned()));
        }
        let asked = reqwest::Client::new().post(&world.url).header("authorization", signer).form(&form);
        assert_eq!(asked.send().await.expect("an answer").status().as_u16(), status, "{reason}");
    }
    assert_eq!(world.seen().guard.assumed, ["ten_acme"]);
    let refused =
        world.sessions(&another_role, "dynamodb:GetItem").of(&tenant("ten_acme")).await.err().expect("refused");
    assert_eq!((refused.kind, refused.reason.as_str()), (PortErrorKind::Unavailable, "STS: AccessDenied"));
}

#[tokio::test]
async fn a_function_whose_role_takes_no_sessions_serves_nobody() {
    let template = Template::load().expect("the project's template");
    // The surroundings of a function that works for every tenant under its own role.
    let world = World::start(&template, "accounts-me").await;
    let mut sandbox = Sandbox::start("settings-show", &world.environment(&template, "settings-show")).await;
    let answer = sandbox.invoke(&text_of("http/settings-show.json")).await;
    assert!(answer.as_ref().is_ok_and(|answer| is_http(answer, 503)), "{answer:?}");
    assert!(sandbox.log_says("STS: AccessDenied").await, "{}", sandbox.log());
}

#[tokio::test]
async fn a_warm_function_takes_one_session_for_each_tenant_and_uses_no_other() {
    let template = Template::load().expect("the project's template");
    let function = "integrations-show";
    let world = World::start(&template, function).await;
    let mut sandbox = Sandbox::start(function, &world.environment(&template, function)).await;
    let (acme, globex) = ("http/integrations-show.json", "http/integrations-show.stopped.json");
    for (event, account, calls, reason) in [
        (acme, "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 3, "a session is two permissions, then the item"),
        (globex, "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 3, "another tenant, another session"),
        (acme, "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, "its session is still good"),
        (globex, "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 1, "so is this one"),
    ] {
        let before = world.seen().guard.calls.len();
        let answer = sandbox.invoke(&text_of(event)).await.expect("an answer");
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).expect("JSON");
        assert_eq!(body["twilio"]["accountSid"], account, "{event}");
        assert_eq!(world.seen().guard.calls.len() - before, calls, "{reason}");
    }
    let guard = &world.seen().guard;
    assert_eq!(guard.assumed, ["ten_acme", "ten_globex"]);
    assert_eq!(guard.refused, Vec::<String>::new());
    let own = ["ten_acme", "ten_globex"].map(|id| (id.to_owned(), format!("T#{id}#ACCOUNT")));
    assert_eq!(guard.partitions, BTreeSet::from(own));
}
