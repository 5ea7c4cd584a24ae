//! What an operator relies on must be whole.
//!
//! Alarms over everything that can fail unseen, a row in the runbook for each alarm, documented parameters, errors reported
//! of every function, access logs without tokens, and stacks that stay within CloudFormation's limit.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::doctor::runbook::Runbook;
use crate::markdown;
use crate::template::{Template, files, read};

/// So many resources a stack may have.
const RESOURCES_MAX: usize = 500;
/// From here on an area has to be split before the next function.
const RESOURCES_WARN: usize = 450;
/// What an access log may say: the route's pattern, and figures.
const LOGGED: [&str; 8] = [
    "requestId",
    "requestTimeEpoch",
    "routeKey",
    "status",
    "responseLength",
    "responseLatency",
    "integrationStatus",
    "integrationErrorMessage",
];
const ALARMS: &str = "infra/alarms.yaml";
const README: &str = "infra/README.md";

/// All that is missing.
///
/// # Errors
/// A file that cannot be read.
pub fn findings() -> Result<Vec<String>, String> {
    let mut findings = sizes()?;
    findings.extend(alarms()?);
    findings.extend(parameters()?);
    findings.extend(reported()?);
    findings.extend(access_logs(Template::load()?.resources()));
    Ok(findings)
}

/// Prints how many resources each stack has, and finds those near the limit.
fn sizes() -> Result<Vec<String>, String> {
    let mut findings = Vec::new();
    for file in files()? {
        let template = read(&file)?;
        let count: usize = template["Resources"].as_object().into_iter().flatten().map(|(_, r)| expanded(r)).sum();
        println!("› {file}: {count} of {RESOURCES_MAX} resources");
        if count > RESOURCES_WARN {
            findings.push(format!("{file} has {count} resources; split it before {RESOURCES_MAX}"));
        }
    }
    Ok(findings)
}

/// How many resources SAM makes of one.
fn expanded(resource: &Value) -> usize {
    let properties = &resource["Properties"];
    if resource["Type"] != "AWS::Serverless::Function" {
        return 1;
    }
    let events = properties["Events"].as_object().into_iter().flatten();
    let triggers: usize = events
        .map(|(_, event)| match event["Type"].as_str() {
            // A rule and the permission to call the function.
            Some("Schedule") => 2,
            _ => 1,
        })
        .sum();
    // A URL and the permissions for everybody to call it.
    let url = if properties["FunctionUrlConfig"].is_object() { 3 } else { 0 };
    1 + triggers + url + usize::from(properties["EventInvokeConfig"].is_object())
}

/// Alarms, and rows of the runbook, that are missing or too many.
fn alarms() -> Result<Vec<String>, String> {
    let template = Template::load()?;
    let file = read(ALARMS)?;
    let resources = file["Resources"].as_object().cloned().unwrap_or_default();
    let alarms: BTreeSet<&str> =
        resources.iter().filter(|(_, r)| r["Type"] == "AWS::CloudWatch::Alarm").map(|(id, _)| id.as_str()).collect();
    let watched = watched(&Value::Object(resources.clone()));
    let mut findings = Vec::new();
    let runbook = Runbook::read()?;
    let rows: BTreeSet<&str> = runbook.alarms().filter(|row| row.starts_with(char::is_uppercase)).collect();
    findings.extend(alarms.difference(&rows).map(|alarm| format!("{README}, Runbook: no row for {alarm}")));
    findings.extend(rows.difference(&alarms).map(|row| format!("{README}, Runbook: {row} is no alarm")));
    for (id, resource) in template.resources().as_object().into_iter().flatten() {
        if resource["Type"] == "AWS::SQS::Queue" && !watched.iter().any(|(_, of)| is_of_queue(of, id, resource)) {
            findings.push(format!("{ALARMS}: nothing watches the queue {id}"));
        }
    }
    for (function, metric) in metrics_wanted(&template) {
        let name = format!("-{function}");
        if !watched.iter().any(|(of, dimension)| of == metric && dimension.ends_with(&name)) {
            findings.push(format!("{ALARMS}: no alarm on {metric} of {function}"));
        }
    }
    Ok(findings)
}

/// Every metric that an alarm looks at, with the value of its first dimension.
fn watched(node: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let (Some(metric), Some(dimension)) = (node["MetricName"].as_str(), node["Dimensions"].get(0)) {
        let value = &dimension["Value"];
        let value = value["Fn::Sub"].as_str().or(value["Ref"].as_str()).unwrap_or_default();
        found.push((metric.to_owned(), value.to_owned()));
    }
    let children = node.as_object().into_iter().flat_map(|fields| fields.values());
    found.extend(children.chain(node.as_array().into_iter().flatten()).flat_map(watched));
    found
}

/// Whether a dimension is a queue: by the parameter that template.yaml passes its name in, or by its own name.
fn is_of_queue(dimension: &str, id: &str, queue: &Value) -> bool {
    let name = queue["Properties"]["QueueName"]["Fn::Sub"].as_str().unwrap_or_default();
    let own = name.split_once('}').map(|(_, rest)| rest).unwrap_or_default();
    dimension == format!("{id}Name") || (!own.is_empty() && dimension.ends_with(own))
}

/// What must have an alarm: webhooks and whatever nobody waits for.
fn metrics_wanted(template: &Template) -> Vec<(String, &'static str)> {
    let routes = crate::functions::all();
    let webhooks = routes.iter().filter(|route| route.scope == "Twilio's signature");
    let mut wanted: Vec<(String, &'static str)> = webhooks.map(|route| (route.name.to_owned(), "Errors")).collect();
    for (function, properties) in &template.functions {
        let events = properties["Events"].as_object().into_iter().flatten().map(|(_, event)| &event["Type"]);
        let kinds: Vec<&str> = events.filter_map(Value::as_str).collect();
        if !kinds.is_empty() || properties["EventInvokeConfig"].is_object() {
            wanted.push((function.clone(), "Errors"));
        }
        if kinds.contains(&"DynamoDB") {
            wanted.push((function.clone(), "IteratorAge"));
        }
    }
    wanted
}

/// Parameters of template.yaml that the table in infra/README.md lacks, and the other way round; overrides of samconfig.toml
/// that are none.
fn parameters() -> Result<Vec<String>, String> {
    let template = read("template.yaml")?;
    let declared: BTreeSet<&str> =
        template["Parameters"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let text = crate::read(README)?;
    let rows = markdown::rows(markdown::section(&text, "Parameters"));
    let names = rows.filter_map(|cells| cells.first().copied());
    let documented: BTreeSet<&str> = names.flat_map(|names| names.split(", ")).map(str::trim).collect();
    let mut findings = Vec::new();
    findings.extend(declared.difference(&documented).map(|name| format!("{README}, Parameters: {name} is missing")));
    findings.extend(documented.difference(&declared).map(|name| format!("{README}, Parameters: {name} is none")));
    let settings = crate::read("samconfig.toml")?;
    let overrides = settings.lines().filter_map(|line| line.strip_prefix("parameter_overrides = "));
    let named =
        overrides.flat_map(|line| line.trim_matches('"').split(' ')).filter_map(|pair| Some(pair.split_once('=')?.0));
    findings.extend(
        named.filter(|name| !declared.contains(name)).map(|name| format!("samconfig.toml: {name} is no parameter")),
    );
    Ok(findings)
}

/// Functions whose errors would not be reported.
fn reported() -> Result<Vec<String>, String> {
    let template = Template::load()?;
    let resources = template.resources().as_object().into_iter().flatten();
    let filters = resources.filter(|(_, resource)| resource["Type"] == "AWS::Logs::SubscriptionFilter");
    let groups = filters.filter_map(|(_, filter)| filter["Properties"]["LogGroupName"]["Fn::Sub"].as_str());
    let subscribed: BTreeSet<&str> = groups.filter_map(|group| group.rsplit('/').next()).collect();
    let own = "forward-errors";
    let functions: BTreeSet<&str> = template.functions.keys().map(String::as_str).filter(|name| *name != own).collect();
    let file = "functions/workers/template.yaml";
    let missing = functions.difference(&subscribed).map(|name| format!("{file}: no subscription to the log of {name}"));
    let gone =
        subscribed.difference(&functions).map(|name| format!("{file}: {name} is no function, or reports itself"));
    let parent = read("template.yaml")?;
    let waits = parent["Resources"]["ErrorReportingStack"]["DependsOn"].as_array().cloned().unwrap_or_default();
    let stacks = parent["Resources"].as_object().into_iter().flatten().filter(|(_, resource)| {
        let url = resource["Properties"]["TemplateURL"].as_str().unwrap_or_default();
        url.starts_with("functions/") && url != file
    });
    let early = stacks.filter(|(id, _)| !waits.contains(&Value::from(id.as_str())));
    let early = early.map(|(id, _)| format!("template.yaml: ErrorReportingStack does not wait for {id}"));
    Ok(missing.chain(gone).chain(early).collect())
}

/// Access logs that could hold a token, a ticket or a number: a path, a query, a header or an address.
fn access_logs(resources: &Value) -> Vec<String> {
    let stages = resources.as_object().into_iter().flatten().filter(|(_, r)| r["Type"] == "AWS::ApiGatewayV2::Stage");
    let told = |(id, stage): (&String, &Value)| {
        let format = stage["Properties"]["AccessLogSettings"]["Format"].as_str().unwrap_or_default().to_owned();
        let names: Vec<String> = format
            .split("$context.")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect();
        let strange = names.into_iter().filter(|name| !LOGGED.contains(&name.as_str()));
        strange.map(|name| format!("template.yaml: {id} logs $context.{name}")).collect::<Vec<_>>()
    };
    stages.flat_map(told).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_sam_makes_of_a_function_is_counted() {
        let function = json!({ "Type": "AWS::Serverless::Function", "Properties": {
            "FunctionUrlConfig": {}, "EventInvokeConfig": {},
            "Events": { "Tick": { "Type": "Schedule" }, "Queue": { "Type": "SQS" } },
        }});
        assert_eq!(expanded(&function), 8);
        assert_eq!(expanded(&json!({ "Type": "AWS::SQS::Queue" })), 1);
    }

    #[test]
    fn a_queue_is_watched_by_its_parameter_or_its_own_name() {
        let queue = json!({ "Properties": { "QueueName": { "Fn::Sub": "${AWS::StackName}-send.fifo" } } });
        assert!(is_of_queue("SendQueueName", "SendQueue", &queue));
        assert!(is_of_queue("${FunctionPrefix}-send.fifo", "SendQueue", &queue));
        assert!(!is_of_queue("MediaQueueName", "SendQueue", &queue));
    }

    #[test]
    fn an_access_log_says_no_more_than_the_route_and_figures() {
        let stage = |format: &str| {
            let settings = json!({ "AccessLogSettings": { "Format": format } });
            json!({ "HttpStage": { "Type": "AWS::ApiGatewayV2::Stage", "Properties": settings } })
        };
        assert_eq!(access_logs(&stage(r#"{"a":"$context.routeKey","b":"$context.status"}"#)), Vec::<String>::new());
        let said = ["template.yaml: HttpStage logs $context.path".to_owned()];
        assert_eq!(access_logs(&stage(r#"{"a":"$context.path"}"#)), said);
    }

    #[test]
    fn the_project_is_whole() {
        assert_eq!(findings().expect("the project's files"), Vec::<String>::new());
    }
}
