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

/// The role whose sessions reach one tenant.
pub const TENANT_ROLE: &str = "TenantRole";

/// Names an action on a resource, as [`allowed`] does.
pub fn action(service: &str, operation: &str, resource: &str) -> Action {
    format!("{service}:{operation} on {resource}")
}

/// The logical id of the role of `function`.
pub fn role_of<'a>(template: &'a Template, function: &str) -> &'a str {
    let role = template.functions[function]["Role"]["Fn::GetAtt"].as_str().expect("a role of its own");
    role.trim_end_matches(".Arn")
}

/// Everything that a role allows.
pub fn allowed(template: &Template, role: &str) -> BTreeSet<Action> {
    let mut allowed = BTreeSet::new();
    for statement in statements(template, role) {
        for name in many(&statement["Action"]).filter_map(Value::as_str) {
            allowed.extend(many(&statement["Resource"]).map(|resource| format!("{name} on {}", rendered(resource))));
        }
    }
    allowed
}

/// The statements of a role.
pub fn statements<'a>(template: &'a Template, role: &str) -> impl Iterator<Item = &'a Value> {
    let policies = &template.resources()[role]["Properties"]["Policies"];
    many(policies).flat_map(|policy| many(&policy["PolicyDocument"]["Statement"]))
}

/// The statements that say who may assume a role.
pub fn trust<'a>(template: &'a Template, role: &str) -> impl Iterator<Item = &'a Value> {
    many(&template.resources()[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"])
}

/// What the sessions of `function` may do, as `dynamodb:GetItem`; `None` if it takes none.
pub fn tenant_actions(template: &Template, function: &str) -> Option<BTreeSet<String>> {
    let actions = template.functions[function]["Environment"]["Variables"]["TENANT_ACTIONS"].as_str()?;
    Some(actions.split_whitespace().map(str::to_owned).collect())
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
pub fn rendered(value: &Value) -> String {
    if let Some(attribute) = value["Fn::GetAtt"].as_str() {
        return format!("${{{attribute}}}");
    }
    let Some(text) = value["Fn::Sub"].as_str() else {
        return value.as_str().unwrap_or_else(|| panic!("unknown to this test: {value}")).to_owned();
    };
    if let Some(stage) = text.strip_suffix("/@connections/*") {
        let (stage, method) = stage.rsplit_once('/').unwrap_or_default();
        assert!(stage.ends_with(":${LiveApi}/${LiveStage}"), "{text} is not our stage");
        return format!("{method} {SOCKETS}");
    }
    if text == "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailIdentity}" {
        return IDENTITY.to_owned();
    }
    let text = text.replace("${AWS::Partition}", "aws").replace("${AWS::AccountId}", "123456789012");
    text.replace("${AWS::StackName}", "hub-dev")
}
