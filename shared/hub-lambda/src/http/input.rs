//! What handlers take from a request. Each kind reads itself and describes itself.

use std::str::FromStr;

use hub_core::ids::{MediaId, ShareId};
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::HttpCall;
use crate::ApiError;

/// An argument of a handler.
pub trait Input: Sized + Send + 'static {
    /// Reads the argument from a call.
    ///
    /// # Errors
    /// 400 with a sentence that names the field.
    fn read(call: &HttpCall) -> Result<Self, ApiError>;

    /// Adds the argument to an `OpenAPI` operation.
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator);
}

fn add_parameter(operation: &mut Value, parameter: Value) {
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

/// Nothing.
pub struct NoInput;

impl Input for NoInput {
    fn read(_: &HttpCall) -> Result<Self, ApiError> {
        Ok(Self)
    }
    fn describe(_: &mut Value, _: &mut SchemaGenerator) {}
}

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Input for Body<T> {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        let invalid = |error: serde_json::Error| ApiError::invalid(format!("The JSON body is not right: {error}."));
        // Every body is an object; serde would fill one from a list, too.
        if call.body.trim_ascii_start().starts_with(b"[") {
            return Err(ApiError::invalid("The JSON body is not right: it is a list."));
        }
        serde_json::from_slice(&call.body).map(Self).map_err(invalid)
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        let schema = schemas.subschema_for::<T>();
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
}

/// The query's fields.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Input for Query<T> {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        serde_urlencoded::from_str(&call.raw_query)
            .map(Self)
            .map_err(|error| ApiError::invalid(format!("The query is not right: {error}.")))
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        let schema = T::json_schema(schemas).to_value();
        let required: Vec<&str> = schema["required"]
            .as_array()
            .map_or_else(Vec::new, |names| names.iter().filter_map(Value::as_str).collect());
        let Some(properties) = schema["properties"].as_object() else { return };
        for (name, schema) in properties {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            add_parameter(
                operation,
                json!({
                    "name": name, "in": "query", "required": required.contains(&name.as_str()),
                    "description": description, "schema": schema,
                }),
            );
        }
    }
}

/// The `{id}` of the path. A text that is no id is answered like an id that does not exist.
pub struct PathId<T>(pub T);

impl<T: FromStr + Send + 'static> Input for PathId<T> {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        let id = call.path_parameter("id").and_then(|id| id.parse().ok());
        id.map(Self).ok_or_else(ApiError::not_found)
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        add_parameter(
            operation,
            json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }),
        );
    }
}

/// The `{mediaId}` of the path. A text that is no id is answered like an id that does not exist.
pub struct PathMediaId(pub MediaId);

impl Input for PathMediaId {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        let id = call.path_parameter("mediaId").and_then(|id| id.parse().ok());
        id.map(Self).ok_or_else(ApiError::not_found)
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        add_parameter(
            operation,
            json!({ "name": "mediaId", "in": "path", "required": true, "schema": { "type": "string" } }),
        );
    }
}

/// The `{token}` of the path: a secret of the link.
pub struct PathToken(pub String);

impl Input for PathToken {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        call.path_parameter("token").map(|token| Self(token.to_owned())).ok_or_else(ApiError::not_found)
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        add_parameter(
            operation,
            json!({ "name": "token", "in": "path", "required": true, "schema": { "type": "string" } }),
        );
    }
}

/// The `Idempotency-Key` header.
pub struct OptionalHeader(pub Option<String>);

impl Input for OptionalHeader {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        match call.header("idempotency-key") {
            Some(key) if key.is_empty() || key.len() > 200 => {
                Err(ApiError::invalid("Idempotency-Key must have 1 to 200 characters."))
            }
            key => Ok(Self(key.map(str::to_owned))),
        }
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        add_parameter(
            operation,
            json!({
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "Makes a repeat of the request return the first answer.", "schema": { "type": "string" },
            }),
        );
    }
}

/// The address that called, as AWS saw it; empty if it did not say.
pub struct CallerAddress(pub String);

impl Input for CallerAddress {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        Ok(Self(call.source_ip.clone()))
    }
    fn describe(_: &mut Value, _: &mut SchemaGenerator) {}
}

/// The id of a share in the path.
pub struct PathShareId(pub ShareId);

impl Input for PathShareId {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        let id = call.path_parameter("shareId").and_then(|id| id.parse().ok());
        id.map(Self).ok_or_else(ApiError::not_found)
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        add_parameter(
            operation,
            json!({ "name": "shareId", "in": "path", "required": true, "schema": { "type": "string" } }),
        );
    }
}

/// What the caller says it is.
pub struct CallerAgent(pub String);

impl Input for CallerAgent {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        Ok(Self(call.user_agent().to_owned()))
    }
    fn describe(_: &mut Value, _: &mut SchemaGenerator) {}
}

impl<A: Input, B: Input> Input for (A, B) {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        Ok((A::read(call)?, B::read(call)?))
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        A::describe(operation, schemas);
        B::describe(operation, schemas);
    }
}

impl<A: Input, B: Input, C: Input> Input for (A, B, C) {
    fn read(call: &HttpCall) -> Result<Self, ApiError> {
        Ok((A::read(call)?, B::read(call)?, C::read(call)?))
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        A::describe(operation, schemas);
        B::describe(operation, schemas);
        C::describe(operation, schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_no_body() {
        #[derive(serde::Deserialize, JsonSchema)]
        struct Words {
            #[serde(default)]
            text: Option<String>,
        }
        let read = |body: &str| {
            let event = json!({
                "version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "", "headers": {}, "body": body,
                "requestContext": { "http": { "method": "POST", "path": "/" } },
            });
            Body::<Words>::read(&HttpCall::from_event(&event.to_string()).expect("a call"))
                .map(|Body(words)| words.text)
        };
        assert_eq!(read(r#"{"text":"Hello"}"#).expect("a body").as_deref(), Some("Hello"));
        assert_eq!(read(" [null]").map_err(|error| error.status), Err(400));
    }

    #[test]
    fn the_callers_address_is_what_aws_saw_and_not_what_a_header_says() {
        let event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "",
            "headers": { "x-forwarded-for": "203.0.113.9", "user-agent": "curl/8" },
            "requestContext": { "http": { "method": "GET", "path": "/", "sourceIp": "198.51.100.7" } },
        });
        let call = HttpCall::from_event(&event.to_string()).expect("a call");
        let CallerAddress(address) = CallerAddress::read(&call).expect("an address");
        assert_eq!((address.as_str(), call.user_agent()), ("198.51.100.7", "curl/8"));
    }
}
