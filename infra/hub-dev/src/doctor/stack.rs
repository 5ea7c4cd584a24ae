//! What a deployed stack says of itself: its state, its alarms, its queues and its table.

use std::collections::BTreeMap;

use hub_adapters::aws::AwsSettings;
use hub_adapters::aws_ask::{Ask, AwsAsk};
use serde_json::{Value, json};

use super::Findings;
use super::runbook::Runbook;
use super::xml::Element;

/// A queue whose oldest task waits longer than this many tasks of the stack need.
const MANY_TASKS: u64 = 1000;

/// A deployed stack.
pub struct Deployed {
    ask: AwsAsk,
    name: String,
    outputs: BTreeMap<String, String>,
    parameters: BTreeMap<String, String>,
    status: String,
    is_protected: bool,
    has_rollback: bool,
}

fn pairs(stack: &Element, list: &str, (key, value): (&str, &str)) -> BTreeMap<String, String> {
    let member = |member: &Element| (member.text_of(key).to_owned(), member.text_of(value).to_owned());
    stack.members(list).into_iter().map(member).collect()
}

impl Deployed {
    /// Reads a stack's own description.
    ///
    /// # Errors
    /// A sentence if there is none, or the credentials may not see it.
    pub async fn read(aws: AwsSettings, endpoint: Option<&str>, name: &str) -> Result<Self, String> {
        let ask = AwsAsk::new(aws, endpoint).map_err(|error| error.to_string())?;
        let asked = [("Action", "DescribeStacks"), ("Version", "2010-05-15"), ("StackName", name)];
        let answer = query(&ask, "cloudformation", &asked).await?;
        let stack =
            answer.members("Stacks").into_iter().next().cloned().ok_or_else(|| format!("there is no stack {name}"))?;
        Ok(Self {
            ask,
            name: name.to_owned(),
            outputs: pairs(&stack, "Outputs", ("OutputKey", "OutputValue")),
            parameters: pairs(&stack, "Parameters", ("ParameterKey", "ParameterValue")),
            status: stack.text_of("StackStatus").to_owned(),
            is_protected: stack.text_of("EnableTerminationProtection") == "true",
            has_rollback: !stack.members("RollbackTriggers").is_empty(),
        })
    }

    /// Where the hub answers.
    ///
    /// # Errors
    /// A sentence if this is no stack of the hub.
    pub fn url(&self) -> Result<&str, String> {
        self.output("ApiUrl")
            .ok_or_else(|| format!("the stack {} has no output ApiUrl; it is not the hub's", self.name))
    }

    fn output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name).map(String::as_str)
    }

    fn says(&self, parameter: &str) -> &str {
        self.parameters.get(parameter).map(String::as_str).unwrap_or_default()
    }

    /// Looks at all of it.
    ///
    /// # Errors
    /// A sentence if a service cannot be asked.
    pub async fn check(&self, findings: &mut Findings, runbook: &Runbook) -> Result<(), String> {
        self.state(findings);
        self.alarms(findings, runbook).await?;
        self.queues(findings, runbook).await?;
        self.table(findings).await
    }

    fn state(&self, findings: &mut Findings) {
        let name = &self.name;
        match self.status.as_str() {
            status @ ("CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE") => {
                findings.good(&format!("the stack {name} is {status}"));
            }
            status if status.ends_with("IN_PROGRESS") => findings.bad(
                &format!("the stack {name} is {status}"),
                &format!("wait: aws cloudformation wait stack-update-complete --stack-name {name}"),
            ),
            status => findings.bad(
                &format!("the stack {name} is {status}"),
                &format!("aws cloudformation describe-stack-events --stack-name {name} names the resource that failed; mend it and deploy again"),
            ),
        }
        if self.says("Stage") != "prod" {
            return;
        }
        for (is_right, wrong, fix) in [
            (self.says("Alarms") == "on", "prod has no alarms", "deploy with Alarms=on".to_owned()),
            (
                self.says("Alarms") != "on" || !self.says("AlarmEmail").is_empty(),
                "alarms are mailed to nobody",
                "deploy with AlarmEmail=<address>, or subscribe a pager to the alarms' topic".to_owned(),
            ),
            (
                !self.says("PublicBaseUrl").is_empty() || !self.says("DomainName").is_empty(),
                "webhooks stand at the API's own address, which ends with this stack",
                "deploy with DomainName and CertificateArn, then cargo dev doctor --stack … --repair".to_owned(),
            ),
            (
                self.is_protected,
                "the stack can be deleted by one command",
                format!(
                    "aws cloudformation update-termination-protection --enable-termination-protection --stack-name {name}"
                ),
            ),
            (
                self.has_rollback,
                "a bad deployment is not taken back by itself",
                "set the rollback triggers: infra/OPERATIONS.md, \"Going forward step by step, and going back\""
                    .to_owned(),
            ),
        ] {
            if !is_right {
                findings.bad(wrong, &fix);
            }
        }
    }

    async fn alarms(&self, findings: &mut Findings, runbook: &Runbook) -> Result<(), String> {
        let prefix = format!("{}-AlarmStack-", self.name);
        let asked = [
            ("Action", "DescribeAlarms"),
            ("Version", "2010-08-01"),
            ("StateValue", "ALARM"),
            ("AlarmNamePrefix", &prefix),
        ];
        let answer = query(&self.ask, "monitoring", &asked).await?;
        let alarms = answer.members("MetricAlarms");
        if alarms.is_empty() {
            findings.good("no alarm is raised");
        }
        for alarm in alarms {
            // <stack>-AlarmStack-<random>-<logical id>-<random>
            let name = alarm.text_of("AlarmName");
            let id = name.rsplit('-').nth(1).unwrap_or(name);
            let (said, fix) = (alarm.text_of("AlarmDescription"), runbook.fix(id));
            findings.bad(&format!("alarm {id}: {said}"), &fix);
        }
        Ok(())
    }

    async fn queues(&self, findings: &mut Findings, runbook: &Runbook) -> Result<(), String> {
        let prefix = format!("{}-", self.name);
        let listed = self.sqs("ListQueues", &json!({ "QueueNamePrefix": prefix })).await?;
        let mut waiting = Vec::new();
        for url in listed["QueueUrls"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
            let attributes =
                self.sqs("GetQueueAttributes", &json!({ "QueueUrl": url, "AttributeNames": names })).await?;
            let count = |name: &str| -> u64 {
                attributes["Attributes"][name].as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
            };
            let (there, taken) = (count(names[0]), count(names[1]));
            let queue =
                url.rsplit('/').next().unwrap_or_default().trim_start_matches(&prefix).trim_end_matches(".fifo");
            let is_end = ["dead-letters", "unreadable", "failures"].iter().any(|end| queue.ends_with(end));
            if is_end && there > 0 {
                findings.bad(&format!("{there} wait in {queue}"), &runbook.fix(&alarm_of(queue)));
            } else if there > MANY_TASKS {
                findings.bad(
                    &format!("{there} tasks wait in {queue}, {taken} are worked on"),
                    &runbook.fix(&alarm_of(queue)),
                );
            } else if !is_end {
                waiting.push(format!("{queue} {there}+{taken}"));
            }
        }
        findings.good(&format!("queues (waiting+taken): {}", waiting.join(", ")));
        Ok(())
    }

    async fn table(&self, findings: &mut Findings) -> Result<(), String> {
        let Some(name) = self.output("TableName") else { return Ok(()) };
        let described = self.dynamodb("DescribeTable", &json!({ "TableName": name })).await?;
        let table = &described["Table"];
        match table["TableStatus"].as_str() {
            Some("ACTIVE") => findings.good(&format!("the table {name} is there")),
            status => findings.bad(
                &format!("the table {name} is {}", status.unwrap_or("not there")),
                "wait while it is UPDATING; otherwise restore it: infra/OPERATIONS.md, \"Backup and restore\"",
            ),
        }
        if self.says("Stage") == "prod" && table["DeletionProtectionEnabled"] != true {
            findings.bad("the table can be deleted", "deploy with Stage=prod, which protects it");
        }
        let backups = self.dynamodb("DescribeContinuousBackups", &json!({ "TableName": name })).await?;
        let kept = &backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
        if kept["PointInTimeRecoveryStatus"] == "ENABLED" {
            findings.good("the table can be restored to any second of the last 35 days");
        } else {
            findings.bad(
                "the table has no point-in-time recovery",
                &format!("aws dynamodb update-continuous-backups --table-name {name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"),
            );
        }
        Ok(())
    }

    async fn sqs(&self, operation: &str, body: &Value) -> Result<Value, String> {
        self.json("sqs", &format!("AmazonSQS.{operation}"), body).await
    }

    async fn dynamodb(&self, operation: &str, body: &Value) -> Result<Value, String> {
        self.json("dynamodb", &format!("DynamoDB_20120810.{operation}"), body).await
    }

    async fn json(&self, service: &str, target: &str, body: &Value) -> Result<Value, String> {
        let asked = Ask::Json("1.0", target, body.to_string());
        let (status, text) = self.ask.ask(service, &asked).await.map_err(|error| format!("{service}: {error}"))?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let reason = answer["message"].as_str().or(answer["Message"].as_str()).or(answer["__type"].as_str());
        if status == 200 {
            Ok(answer)
        } else {
            Err(format!("{target} answers {status}: {}", reason.unwrap_or_default()))
        }
    }
}

async fn query(ask: &AwsAsk, service: &str, parameters: &[(&str, &str)]) -> Result<Element, String> {
    let (status, text) =
        ask.ask(service, &Ask::Query(parameters)).await.map_err(|error| format!("{service}: {error}"))?;
    let answer = Element::read(&text).map_err(|error| format!("{service}: {error}"))?;
    if status == 200 { Ok(answer) } else { Err(format!("{service} answers {status}: {}", answer.text_of("Message"))) }
}

/// The alarm over a queue: `sweep-failures` as `SweepFailuresVisible`.
fn alarm_of(queue: &str) -> String {
    match queue {
        "send" => "SendQueueAge".to_owned(),
        "media" => "MediaQueueAge".to_owned(),
        "send-dead-letters" => "SendDeadLettersAge".to_owned(),
        end => {
            let words = end.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
            format!("{}Visible", words.collect::<String>())
        }
    }
}
