//! What handlers answer. Each kind renders itself and describes itself.

use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use super::HttpReply;
use crate::ApiError;

/// The answer of a handler.
pub trait Output: Send + 'static {
    /// The answer over HTTP.
    ///
    /// # Errors
    /// 500 if it cannot be written as JSON.
    fn render(self) -> Result<HttpReply, ApiError>;

    /// Adds the answer to an `OpenAPI` operation.
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator);
}

fn json_reply(status: u16, body: &impl Serialize) -> Result<HttpReply, ApiError> {
    serde_json::to_string(body).map(|body| HttpReply::new(status, "application/json", body)).map_err(ApiError::internal)
}

fn describe_json<T: JsonSchema>(operation: &mut Value, schemas: &mut SchemaGenerator, status: &str, words: &str) {
    let schema = schemas.subschema_for::<T>();
    operation["responses"][status] =
        json!({ "description": words, "content": { "application/json": { "schema": schema } } });
}

/// 200 with a JSON body.
pub struct Shown<T>(pub T);

impl<T: Serialize + JsonSchema + Send + 'static> Output for Shown<T> {
    fn render(self) -> Result<HttpReply, ApiError> {
        json_reply(200, &self.0)
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        describe_json::<T>(operation, schemas, "200", "Done.");
    }
}

/// 201 with a JSON body: made.
pub struct Created<T>(pub T);

impl<T: Serialize + JsonSchema + Send + 'static> Output for Created<T> {
    fn render(self) -> Result<HttpReply, ApiError> {
        json_reply(201, &self.0)
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        describe_json::<T>(operation, schemas, "201", "Made.");
    }
}

/// 200 with a file to keep.
pub struct Download {
    /// The content type.
    pub content_type: &'static str,
    /// The name under which it is kept: plain letters, digits, `-` and `.`.
    pub file_name: String,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Output for Download {
    fn render(self) -> Result<HttpReply, ApiError> {
        let mut reply = HttpReply::new(200, self.content_type, self.body);
        reply.headers.push(("content-disposition", format!("attachment; filename=\"{}\"", self.file_name)));
        Ok(reply)
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        // A list is written as CSV or, for programs, as JSON; words are plain text.
        let kinds = ["text/csv", "application/json", "text/plain"];
        let content: serde_json::Map<String, Value> =
            kinds.into_iter().map(|kind| (kind.to_owned(), json!({ "schema": {} }))).collect();
        operation["responses"]["200"] = json!({ "description": "The file.", "content": content });
    }
}

/// 202 with a JSON body: stored, and done later.
pub struct Accepted<T>(pub T);

impl<T: Serialize + JsonSchema + Send + 'static> Output for Accepted<T> {
    fn render(self) -> Result<HttpReply, ApiError> {
        json_reply(202, &self.0)
    }
    fn describe(operation: &mut Value, schemas: &mut SchemaGenerator) {
        describe_json::<T>(operation, schemas, "202", "Stored; done soon.");
    }
}

/// 302: it is at another URL for a while.
pub struct Elsewhere(pub String);

impl Output for Elsewhere {
    fn render(self) -> Result<HttpReply, ApiError> {
        Ok(HttpReply { status: 302, headers: vec![("location", self.0)], body: Vec::new() })
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        operation["responses"]["302"] = json!({ "description": "It is there." });
    }
}

/// 204 without a body.
pub struct NoContent;

impl Output for NoContent {
    fn render(self) -> Result<HttpReply, ApiError> {
        Ok(HttpReply { status: 204, headers: Vec::new(), body: Vec::new() })
    }
    fn describe(operation: &mut Value, _: &mut SchemaGenerator) {
        operation["responses"]["204"] = json!({ "description": "Done." });
    }
}
