//! What `cargo dev doctor` says of a deployed stack, told by a stand-in for AWS.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use hub_adapters::aws::AwsSettings;
use hub_dev::doctor::Findings;
use hub_dev::doctor::runbook::Runbook;
use hub_dev::doctor::stack::Deployed;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How the stand-in's stack stands.
#[derive(Clone)]
struct Aws(Arc<Mutex<Standing>>);

#[derive(Clone, Default)]
struct Standing {
    status: &'static str,
    parameters: &'static [(&'static str, &'static str)],
    alarm: Option<&'static str>,
    queues: Value,
    table: Value,
    recovery: &'static str,
}

fn well() -> Standing {
    Standing {
        status: "UPDATE_COMPLETE",
        parameters: &[("Stage", "dev"), ("Alarms", "off")],
        queues: json!({ "hub-dev-send.fifo": "3", "hub-dev-sweep-failures": "0" }),
        table: json!({ "TableStatus": "ACTIVE", "DeletionProtectionEnabled": false }),
        recovery: "ENABLED",
        ..Standing::default()
    }
}

async fn answer(State(aws): State<Aws>, headers: HeaderMap, body: String) -> String {
    let standing = aws.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(authorization.starts_with("AWS4-HMAC-SHA256 "), "every request is signed");
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked: Value = serde_json::from_str(&body).unwrap_or_default();
    match target {
        "AmazonSQS.ListQueues" => {
            let names = standing.queues.as_object().into_iter().flatten();
            let urls: Vec<String> = names.map(|(name, _)| format!("https://sqs.example.com/1/{name}")).collect();
            json!({ "QueueUrls": urls }).to_string()
        }
        "AmazonSQS.GetQueueAttributes" => {
            let name = asked["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default();
            json!({ "Attributes": { "ApproximateNumberOfMessages": standing.queues[name] } }).to_string()
        }
        "DynamoDB_20120810.DescribeTable" => json!({ "Table": standing.table }).to_string(),
        "DynamoDB_20120810.DescribeContinuousBackups" => {
            let status = json!({ "PointInTimeRecoveryStatus": standing.recovery });
            json!({ "ContinuousBackupsDescription": { "PointInTimeRecoveryDescription": status } }).to_string()
        }
        _ if body.contains("DescribeStacks") => {
            let parameter = |(name, value): &(&str, &str)| {
                format!("<member><ParameterKey>{name}</ParameterKey><ParameterValue>{value}</ParameterValue></member>")
            };
            let parameters: String = standing.parameters.iter().map(parameter).collect();
            let output = |(name, value): (&str, &str)| {
                format!("<member><OutputKey>{name}</OutputKey><OutputValue>{value}</OutputValue></member>")
            };
            let outputs: String =
                [("ApiUrl", "https://a.example.com"), ("TableName", "hub-dev-Table-1")].map(output).concat();
            format!(
                "<R><Stacks><member><StackStatus>{}</StackStatus><Parameters>{parameters}</Parameters><Outputs>{outputs}</Outputs></member></Stacks></R>",
                standing.status
            )
        }
        _ => {
            let alarm = |id: &str| {
                format!(
                    "<member><AlarmName>hub-dev-AlarmStack-1A2B-{id}-3C4D</AlarmName><AlarmDescription>Ticks &lt;failed&gt;.</AlarmDescription></member>"
                )
            };
            format!("<R><MetricAlarms>{}</MetricAlarms></R>", standing.alarm.map(alarm).unwrap_or_default())
        }
    }
}

/// What is wrong with a stack that stands like this, each with its fix.
async fn wrong_with(standing: Standing) -> Vec<(String, String)> {
    let mut tasks = JoinSet::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let app = Router::new().fallback(answer).with_state(Aws(Arc::new(Mutex::new(standing))));
    tasks.spawn(async move { axum::serve(listener, app).await.expect("the stand-in") });
    let aws = AwsSettings { access_key_id: "operator".to_owned(), ..AwsSettings::local() };
    let stack = Deployed::read(aws, Some(&url), "hub-dev").await.expect("the stack");
    assert_eq!(stack.url().expect("a URL"), "https://a.example.com");
    let mut findings = Findings::default();
    stack.check(&mut findings, &Runbook::read().expect("the runbook")).await.expect("checked");
    findings.0
}

#[tokio::test]
async fn a_stack_that_stands_well_has_nothing_wrong() {
    assert_eq!(wrong_with(well()).await, Vec::new());
}

#[tokio::test]
async fn each_thing_that_is_wrong_has_its_fix() {
    let queues =
        json!({ "hub-dev-send.fifo": "3", "hub-dev-sweep-failures": "2", "hub-dev-send-unreadable.fifo": "1" });
    for (standing, wrong, fix) in [
        (
            Standing { status: "UPDATE_ROLLBACK_COMPLETE", ..well() },
            "UPDATE_ROLLBACK_COMPLETE",
            "describe-stack-events",
        ),
        (
            Standing { alarm: Some("SweepFailuresVisible"), ..well() },
            "alarm SweepFailuresVisible: Ticks <failed>.",
            "`sweep` log",
        ),
        (Standing { queues, ..well() }, "1 wait in send-unreadable", "start-message-move-task"),
        (Standing { table: json!({ "TableStatus": "ARCHIVED" }), ..well() }, "is ARCHIVED", "Backup and restore"),
        (Standing { recovery: "DISABLED", ..well() }, "no point-in-time recovery", "update-continuous-backups"),
    ] {
        let found = wrong_with(standing).await;
        let is_told = found.iter().any(|(said, how)| said.contains(wrong) && how.contains(fix));
        assert!(is_told, "{wrong}: {found:?}");
    }
}

#[tokio::test]
async fn an_unsafe_production_is_told() {
    let parameters = &[("Stage", "prod"), ("Alarms", "on"), ("AlarmEmail", "")];
    let found = wrong_with(Standing { parameters, ..well() }).await;
    let said: Vec<&str> = found.iter().map(|(said, _)| said.as_str()).collect();
    let expected = [
        "alarms are mailed to nobody",
        "webhooks stand at the API's own address, which ends with this stack",
        "the stack can be deleted by one command",
        "a bad deployment is not taken back by itself",
        "the table can be deleted",
    ];
    assert_eq!(said, expected);
}
