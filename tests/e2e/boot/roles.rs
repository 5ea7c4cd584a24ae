//! What a function's role allows, read from template.yaml.

use std::collections::BTreeSet;

use hub_dev::template::Template;
use serde_json::Value;

/// An action on a resource, such as `dynamodb:Query on ${Table.Arn}/index/gsi1`.
pub type Action = String;

/// The sockets of our stage; the method to them comes before.
pub const SOCKETS: &str = "sockets";
/// The identity that mail is sent as.
pub const IDENTITY: &str = "mail identity";

/// Names an action on a resource, as [`allowed`] does.
pub fn action(service: &str, operation: &str, resource: &str) -> Action {
    format!("{service}:{operation} on {resource}")
}

/// Everything that the role of `function` allows.
pub fn allowed(template: &Template, function: &str) -> BTreeSet<Action> {
    let mut allowed = BTreeSet::new();
    for statement in statements(template, function) {
        for name in many(&statement["Action"]).filter_map(Value::as_str) {
            allowed
                .extend(many(&statement["Resource"]).map(|resource| format!("{name} on {}", resource_name(resource))));
        }
    }
    allowed
}

/// The statements of the role of `function`.
pub fn statements<'a>(template: &'a Template, function: &str) -> impl Iterator<Item = &'a Value> {
    let role = template.functions[function]["Role"]["Fn::GetAtt"].as_str().expect("a role of its own");
    let role = role.trim_end_matches(".Arn");
    let policies = &template.resources()[role]["Properties"]["Policies"];
    many(policies).flat_map(|policy| many(&policy["PolicyDocument"]["Statement"]))
}

/// Whether the function's own code uses an action; the others are for Lambda, which writes logs and reads triggers.
pub fn is_for_the_function_itself(action: &str) -> bool {
    let by_lambda = ["logs:", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    let is_destination = action.starts_with("sqs:SendMessage") && action.ends_with("Failures.Arn}");
    !by_lambda.iter().any(|prefix| action.starts_with(prefix))
        && !action.ends_with("${Table.StreamArn}")
        && !is_destination
}

/// A list, or a single value as a list.
pub fn many(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

/// `!GetAtt Table.Arn` and `!Sub "${Table.Arn}"` are the same; the sockets of our stage are `POST sockets`.
fn resource_name(resource: &Value) -> String {
    if let Some(attribute) = resource["Fn::GetAtt"].as_str() {
        return format!("${{{attribute}}}");
    }
    let Some(text) = resource["Fn::Sub"].as_str() else { return resource.to_string() };
    if let Some(stage) = text.strip_suffix("/@connections/*") {
        let (stage, method) = stage.rsplit_once('/').unwrap_or_default();
        assert!(stage.ends_with(":${LiveApi}/${LiveStage}"), "{text} is not our stage");
        return format!("{method} {SOCKETS}");
    }
    if text == "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailIdentity}" {
        return IDENTITY.to_owned();
    }
    text.to_owned()
}
