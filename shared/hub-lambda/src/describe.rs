//! The `OpenAPI` 3.1 description, made from the routes' own types.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::Route;

/// One method and path of a route, as the template has it.
pub struct Endpoint<'a> {
    /// The method in capitals.
    pub method: &'a str,
    /// The path with `{parameters}`.
    pub path: &'a str,
    /// The route behind it.
    pub route: &'a Route,
}

/// Describes the endpoints that have a JSON contract.
#[must_use]
pub fn openapi(endpoints: &[Endpoint<'_>]) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut schemas = settings.into_generator();
    let mut paths = json!({});
    for endpoint in endpoints {
        let mut operation = json!({ "operationId": endpoint.route.name, "responses": {} });
        if endpoint.route.describe(&mut operation, &mut schemas) {
            operation["responses"]["default"] = json!({ "$ref": "#/components/responses/Error" });
            paths[endpoint.path][endpoint.method.to_lowercase()] = operation;
        }
    }
    schemas.subschema_for::<hub_core::live::Event>();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Communications hub",
            "version": "1",
            "description": "Shared phone and inbox for a business. Times are RFC 3339 in UTC; ids are opaque.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "responses": { "Error": {
                "description": "The request was not done. `code` is stable, `error` is a sentence for people.",
                "content": { "application/json": { "schema": {
                    "type": "object", "required": ["error", "code"],
                    "properties": { "error": { "type": "string" }, "code": { "type": "string" } },
                } } },
            } },
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
        },
    })
}
