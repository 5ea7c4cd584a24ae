//! What a function's role allows, read from template.yaml.

use std::collections::BTreeSet;

use hub_dev::template::Template;
use serde_json::Value;

/// An action on a resource, such as `dynamodb:Query on ${Table.Arn}/index/gsi1`.
pub type Action = String;

/// Names an action on a resource, as [`allowed`] does.
pub fn action(service: &str, operation: &str, resource: &str) -> Action {
    format!("{service}:{operation} on {resource}")
}

/// Everything that the role of `function` allows.
pub fn allowed(template: &Template, function: &str) -> BTreeSet<Action> {
    let role = template.functions[function]["Role"]["Fn::GetAtt"].as_str().expect("a role of its own");
    let role = role.trim_end_matches(".Arn");
    let policies = &template.resources()[role]["Properties"]["Policies"];
    let mut allowed = BTreeSet::new();
    for statement in many(policies).flat_map(|policy| many(&policy["PolicyDocument"]["Statement"])) {
        for name in many(&statement["Action"]).filter_map(Value::as_str) {
            allowed
                .extend(many(&statement["Resource"]).map(|resource| format!("{name} on {}", resource_name(resource))));
        }
    }
    allowed
}

/// Whether the function's own code uses an action; the others are for Lambda, which writes logs and reads triggers.
pub fn is_for_the_function_itself(action: &str) -> bool {
    let by_lambda =
        ["logs:", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"];
    let is_destination = action.starts_with("sqs:SendMessage") && action.ends_with("Failures.Arn}");
    !by_lambda.iter().any(|prefix| action.starts_with(prefix))
        && !action.ends_with("${Table.StreamArn}")
        && !is_destination
}

/// A list, or a single value as a list.
fn many(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

/// `!GetAtt Table.Arn` and `!Sub "${Table.Arn}"` are the same; the sockets of our stage are `sockets`.
fn resource_name(resource: &Value) -> String {
    match (resource["Fn::GetAtt"].as_str(), resource["Fn::Sub"].as_str()) {
        (Some(attribute), _) => format!("${{{attribute}}}"),
        (_, Some(text)) if text.ends_with("/POST/@connections/*") => "sockets".to_owned(),
        (_, Some(text)) => text.to_owned(),
        _ => resource.to_string(),
    }
}
