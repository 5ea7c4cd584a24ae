//! What template.yaml and its nested stacks say: the local runner and the checks read it, so that what runs locally is what is deployed.

mod nested;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use serde_yaml_ng::Value as Yaml;

pub use nested::{files, nested_stacks};

/// One HTTP or WebSocket route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRoute {
    /// The method in capitals; empty for a WebSocket route.
    pub method: String,
    /// The path with `{parameters}`, or a WebSocket route key.
    pub path: String,
    /// The binary behind it.
    pub function: String,
}

/// The parts of the template that matter here.
#[derive(Debug, Clone)]
pub struct Template {
    /// Binary -> its resource's properties, with CloudFormation's own functions left as they are.
    pub functions: BTreeMap<String, Value>,
    /// The HTTP API's routes.
    pub http: Vec<TemplateRoute>,
    /// The WebSocket API's routes.
    pub live: Vec<TemplateRoute>,
    /// The table's properties.
    pub table: Value,
    resources: Value,
}

impl Template {
    /// Reads the project's template with its nested stacks.
    ///
    /// # Errors
    /// A sentence that says what is wrong with a file.
    pub fn load() -> Result<Self, String> {
        let Value::Object(mut resources) = read("template.yaml")?["Resources"].take() else {
            return Err("template.yaml has no resources".to_owned());
        };
        nested::join(&mut resources)?;
        Self::of(Value::Object(resources))
    }

    fn of(resources: Value) -> Result<Self, String> {
        let (mut functions, mut binaries, mut table) = (BTreeMap::new(), BTreeMap::new(), Value::Null);
        for (id, resource) in resources.as_object().into_iter().flatten() {
            match resource["Type"].as_str() {
                Some("AWS::Serverless::Function") => {
                    let code = resource["Properties"]["CodeUri"].as_str().unwrap_or_default();
                    let binary = code.rsplit('/').next().unwrap_or_default().to_owned();
                    binaries.insert(id.clone(), binary.clone());
                    functions.insert(binary, resource["Properties"].clone());
                }
                Some("AWS::DynamoDB::Table") => table = resource["Properties"].clone(),
                _ => {}
            }
        }
        let (mut http, mut live) = (Vec::new(), Vec::new());
        for (id, resource) in resources.as_object().into_iter().flatten() {
            if resource["Type"] != "AWS::ApiGatewayV2::Route" {
                continue;
            }
            let properties = &resource["Properties"];
            let target = properties["Target"]["Fn::Sub"].as_str().unwrap_or_default();
            let function = target.trim_start_matches("integrations/${").trim_end_matches("Integration}");
            let function = binaries.get(function).ok_or_else(|| format!("{id} leads to no function"))?.clone();
            let key = properties["RouteKey"].as_str().unwrap_or_default();
            match key.split_once(' ') {
                Some((method, path)) => {
                    http.push(TemplateRoute { method: method.to_owned(), path: path.to_owned(), function })
                }
                None => live.push(TemplateRoute { method: String::new(), path: key.to_owned(), function }),
            }
        }
        Ok(Self { functions, http, live, table, resources })
    }

    /// The route of a method and path, the most specific one, and the path's parameters.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<(&TemplateRoute, Map<String, Value>)> {
        let candidates = self.http.iter().filter(|route| route.method == method || route.method == "ANY");
        let matching = candidates.filter_map(|route| Some((route, parameters(&route.path, path)?)));
        matching.min_by_key(|(route, parameters)| (route.path.contains("+}"), parameters.len()))
    }

    /// The table as a `CreateTable` request.
    #[must_use]
    pub fn create_table(&self, name: &str) -> Value {
        let wanted = ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"];
        let mut request = json!({ "TableName": name });
        for property in wanted {
            request[property] = self.table[property].clone();
        }
        request["StreamSpecification"] =
            json!({ "StreamEnabled": true, "StreamViewType": self.table["StreamSpecification"]["StreamViewType"] });
        request
    }

    /// The attribute that ends items.
    #[must_use]
    pub fn expiry_attribute(&self) -> &str {
        self.table["TimeToLiveSpecification"]["AttributeName"].as_str().unwrap_or_default()
    }

    /// Which records of the table's stream wake a function: one of the patterns has to match.
    #[must_use]
    pub fn stream_patterns(&self, function: &str) -> Vec<Value> {
        let events = self.functions.get(function).and_then(|function| function["Events"].as_object());
        let filters = events.into_iter().flat_map(|events| events.values());
        let filters = filters.filter_map(|event| event["Properties"]["FilterCriteria"]["Filters"].as_array()).flatten();
        filters.filter_map(|filter| serde_json::from_str(filter["Pattern"].as_str()?).ok()).collect()
    }

    /// Whether a record has one of the values that a pattern lists, for everything that it names.
    #[must_use]
    pub fn matches(pattern: &Value, record: &Value) -> bool {
        match pattern {
            Value::Object(parts) => parts.iter().all(|(name, part)| Self::matches(part, &record[name])),
            Value::Array(values) => values.contains(record),
            _ => false,
        }
    }

    /// All resources, with CloudFormation's functions in their long form.
    #[must_use]
    pub fn resources(&self) -> &Value {
        &self.resources
    }
}

/// A template of the project, by its path from the root, with CloudFormation's functions in their long form.
pub(crate) fn read(file: &str) -> Result<Value, String> {
    let text = crate::read(file)?;
    let yaml: Yaml = serde_yaml_ng::from_str(&text).map_err(|e| format!("{file}: {e}"))?;
    Ok(plain(&yaml))
}

/// YAML with `!Sub x` as JSON with `{"Fn::Sub": x}`.
fn plain(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = tag.trim_start_matches('!');
            let long = if name == "Ref" || name == "Condition" { name.to_owned() } else { format!("Fn::{name}") };
            Value::Object(Map::from_iter([(long, plain(&tagged.value))]))
        }
        Yaml::Mapping(mapping) => Value::Object(
            mapping.iter().filter_map(|(key, value)| Some((key.as_str()?.to_owned(), plain(value)))).collect(),
        ),
        Yaml::Sequence(items) => Value::Array(items.iter().map(plain).collect()),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

fn parameters(pattern: &str, path: &str) -> Option<Map<String, Value>> {
    let mut parameters = Map::new();
    let (mut wanted, mut given) = (pattern.trim_start_matches('/').split('/'), path.trim_start_matches('/'));
    loop {
        let Some(part) = wanted.next() else { return given.is_empty().then_some(parameters) };
        if let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix("+}")) {
            parameters.insert(name.to_owned(), Value::String(given.to_owned()));
            return (!given.is_empty()).then_some(parameters);
        }
        let (head, rest) = given.split_once('/').unwrap_or((given, ""));
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(_) if head.is_empty() => return None,
            Some(name) => drop(parameters.insert(name.to_owned(), Value::String(head.to_owned()))),
            None if part != head => return None,
            None => {}
        }
        given = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_route_wins() {
        let template = Template::load().expect("the project's template");
        for (method, path, expected) in [
            ("GET", "/", Some("dashboard-page")),
            ("GET", "/inbox/open", Some("dashboard-page")),
            ("GET", "/api/conversations", Some("conversations-list")),
            ("GET", "/api/conversations/cnv_1", Some("conversations-show")),
            ("GET", "/api/conversations/cnv_1/timeline", Some("conversations-timeline")),
            ("PATCH", "/api/conversations/cnv_1", Some("conversations-update")),
            ("POST", "/webhooks/twilio/message-status/ten_1/msg_1", Some("twilio-message-status")),
            ("POST", "/api/webhooks/sms", Some("twilio-inbound-message")),
            ("POST", "/nowhere", None),
        ] {
            let found = template.find(method, path).map(|(route, _)| route.function.as_str());
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
