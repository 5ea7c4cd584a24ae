//! Nested stacks of the project, read as if their resources stood in template.yaml.
//!
//! Each parameter of a nested stack is replaced by what template.yaml passes for it, so that a policy or a variable reads
//! the same wherever its function stands.

use serde_json::{Map, Value};

use super::read;

/// Where the nested stacks of the project's own functions stand.
const FOLDER: &str = "functions/";

/// Puts the resources of every nested stack beside those of `parent`.
///
/// # Errors
/// A file that cannot be read, a parameter that does not exist or has no value, or a logical id that is taken.
pub(super) fn join(parent: &mut Map<String, Value>) -> Result<(), String> {
    for (file, given) in stacks(parent) {
        let child = read(&file)?;
        let values = values(&child["Parameters"], &given).map_err(|error| format!("{file}: {error}"))?;
        for (id, resource) in child["Resources"].as_object().into_iter().flatten() {
            let resource = substituted(resource, &values).map_err(|error| format!("{file}: {id}: {error}"))?;
            if parent.insert(id.clone(), resource).is_some() {
                return Err(format!("{file}: {id} is the name of another resource too"));
            }
        }
    }
    Ok(())
}

/// The files of the nested stacks, from the project's root.
///
/// # Errors
/// A sentence that says what is wrong with template.yaml.
pub fn nested_stacks() -> Result<Vec<String>, String> {
    let template = read("template.yaml")?;
    let resources = template["Resources"].as_object().cloned().unwrap_or_default();
    Ok(stacks(&resources).into_iter().map(|(file, _)| file).collect())
}

/// Every template of the project: template.yaml and all nested stacks, those of no function among them.
///
/// # Errors
/// A sentence that says what is wrong with template.yaml.
pub fn files() -> Result<Vec<String>, String> {
    let template = read("template.yaml")?;
    let resources = template["Resources"].as_object().into_iter().flatten();
    let nested = resources.filter_map(|(_, resource)| resource["Properties"]["TemplateURL"].as_str());
    Ok(std::iter::once("template.yaml").chain(nested).map(str::to_owned).collect())
}

/// The file of each nested stack and what is passed to it.
fn stacks(parent: &Map<String, Value>) -> Vec<(String, Value)> {
    let stacks = parent.values().filter(|resource| resource["Type"] == "AWS::CloudFormation::Stack");
    let own = stacks.filter_map(|stack| {
        let file = stack["Properties"]["TemplateURL"].as_str()?;
        file.starts_with(FOLDER).then(|| (file.to_owned(), stack["Properties"]["Parameters"].clone()))
    });
    own.collect()
}

/// What each parameter stands for.
fn values(declared: &Value, given: &Value) -> Result<Map<String, Value>, String> {
    let mut values = Map::new();
    for (name, parameter) in declared.as_object().into_iter().flatten() {
        let value = given.get(name).or_else(|| parameter.get("Default"));
        values.insert(name.clone(), value.ok_or_else(|| format!("nothing is passed for {name}"))?.clone());
    }
    match given.as_object().into_iter().flatten().find(|(name, _)| !values.contains_key(*name)) {
        Some((name, _)) => Err(format!("there is no parameter {name}")),
        None => Ok(values),
    }
}

fn substituted(node: &Value, values: &Map<String, Value>) -> Result<Value, String> {
    match node {
        Value::Object(fields) => {
            if let Some(value) = fields.get("Ref").and_then(Value::as_str).and_then(|name| values.get(name)) {
                return Ok(value.clone());
            }
            if let Some(text) = fields.get("Fn::Sub").and_then(Value::as_str) {
                return Ok(Value::Object(Map::from_iter([("Fn::Sub".to_owned(), in_text(text, values)?.into())])));
            }
            let fields = fields.iter().map(|(name, value)| Ok((name.clone(), substituted(value, values)?)));
            fields.collect::<Result<Map<_, _>, String>>().map(Value::Object)
        }
        Value::Array(items) => items.iter().map(|item| substituted(item, values)).collect(),
        plain => Ok(plain.clone()),
    }
}

/// `${TableArn}` in a `!Sub` as `${Table.Arn}`, where that is what is passed.
fn in_text(text: &str, values: &Map<String, Value>) -> Result<String, String> {
    let mut text = text.to_owned();
    for (name, value) in values {
        let mark = format!("${{{name}}}");
        if !text.contains(&mark) {
            continue;
        }
        let inner = |function: &str| value[function].as_str();
        let replacement = match (value.as_str(), inner("Ref").or_else(|| inner("Fn::GetAtt")), inner("Fn::Sub")) {
            (Some(plain), ..) | (_, _, Some(plain)) => plain.to_owned(),
            (_, Some(reference), _) => format!("${{{reference}}}"),
            _ => return Err(format!("{name} cannot stand in a text")),
        };
        text = text.replace(&mark, &replacement);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given() -> Map<String, Value> {
        let declared = json!({ "Hub": {}, "TableArn": {}, "LogLevel": { "Default": "info" } });
        let given = json!({ "Hub": { "Ref": "AWS::StackName" }, "TableArn": { "Fn::GetAtt": "Table.Arn" } });
        values(&declared, &given).expect("values")
    }

    #[test]
    fn a_parameter_reads_as_what_is_passed_for_it() {
        let child = json!({
            "Name": { "Fn::Sub": "${Hub}-messages-send" },
            "Resource": [{ "Ref": "TableArn" }, { "Fn::Sub": "${TableArn}/index/gsi1" }],
            "Level": { "Ref": "LogLevel" },
            "Own": { "Fn::GetAtt": "MessagesSend.Arn" },
        });
        let read = json!({
            "Name": { "Fn::Sub": "${AWS::StackName}-messages-send" },
            "Resource": [{ "Fn::GetAtt": "Table.Arn" }, { "Fn::Sub": "${Table.Arn}/index/gsi1" }],
            "Level": "info",
            "Own": { "Fn::GetAtt": "MessagesSend.Arn" },
        });
        assert_eq!(substituted(&child, &given()), Ok(read));
    }

    #[test]
    fn a_parameter_that_is_missing_or_too_many_is_named() {
        let declared = json!({ "Hub": {} });
        assert_eq!(values(&declared, &json!({})), Err("nothing is passed for Hub".to_owned()));
        let two = json!({ "Hub": "a", "Table": "b" });
        assert_eq!(values(&declared, &two), Err("there is no parameter Table".to_owned()));
    }
}
