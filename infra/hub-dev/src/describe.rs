//! `functions/openapi.json`, the route table in `functions/README.md` and the subscriptions to the functions' logs, made from
//! template and types.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;

use hub_lambda::Route;
use hub_lambda::describe::{Endpoint, openapi};

use crate::subscriptions;
use crate::template::Template;

/// The files and what they must hold.
///
/// # Errors
/// The template's.
pub fn generated() -> Result<Vec<(PathBuf, String)>, String> {
    let template = Template::load()?;
    let routes: HashMap<&str, Route> = crate::functions::all().into_iter().map(|route| (route.name, route)).collect();
    let endpoints: Vec<Endpoint<'_>> = template
        .http
        .iter()
        .filter_map(|at| {
            Some(Endpoint { method: &at.method, path: &at.path, route: routes.get(at.function.as_str())? })
        })
        .collect();
    let description = serde_json::to_string_pretty(&openapi(&endpoints)).map_err(|e| e.to_string())? + "\n";
    let folder = crate::root().join("functions");
    Ok(vec![
        (folder.join("openapi.json"), description),
        (folder.join("README.md"), route_table(&template)),
        (crate::root().join(subscriptions::FILE), subscriptions::generated(&template)?),
        (folder.join("ISOLATION.md"), crate::isolation::report(&template, &routes)),
    ])
}

fn route_table(template: &Template) -> String {
    let mut text = String::from(
        "# Functions\n\nOne crate per area, one binary per Lambda. This table is made by `cargo dev routes` from template.yaml.\n\n| function | called by |\n|---|---|\n",
    );
    for (function, properties) in &template.functions {
        let http = template.http.iter().filter(|route| route.function == *function);
        let live = template.live.iter().filter(|route| route.function == *function);
        let mut callers: Vec<String> = http.map(|route| format!("`{} {}`", route.method, route.path)).collect();
        callers.extend(live.map(|route| format!("WebSocket `{}`", route.path)));
        if properties["FunctionUrlConfig"].is_object() {
            callers.push("function URL".to_owned());
        }
        let events = properties["Events"].as_object().into_iter().flatten();
        callers.extend(events.map(|(_, event)| match event["Type"].as_str() {
            Some("SQS") => queue_name(&event["Properties"]["Queue"]),
            Some("DynamoDB") => "table stream".to_owned(),
            other => other.unwrap_or("event").to_lowercase(),
        }));
        if callers.is_empty() {
            callers.push("subscriptions to the functions' logs".to_owned());
        }
        let _ = writeln!(text, "| `{function}` | {} |", callers.join("<br>"));
    }
    text
}

/// `SendQueue` as `send queue`.
fn queue_name(queue: &serde_json::Value) -> String {
    let id = queue["Fn::GetAtt"].as_str().or(queue["Fn::GetAtt"][0].as_str()).unwrap_or_default();
    let id = id.split('.').next().unwrap_or_default().trim_end_matches("Queue");
    format!("{} queue", id.to_lowercase())
}

/// Writes the generated files.
///
/// # Errors
/// The file system's.
pub fn write() -> Result<(), String> {
    for (file, text) in generated()? {
        std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    Ok(())
}
