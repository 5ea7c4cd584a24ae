//! HTTP through API Gateway (payload format 2.0) and function URLs, which send the same event.

mod cursor;
mod input;
mod output;
mod protection;

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use serde_json::{Value, json};

pub use cursor::{Cursor, PageQuery, bad_cursor, cursor_of};
pub use input::{
    Body, CallerAddress, CallerAgent, Input, NoInput, OptionalHeader, PathId, PathMediaId, PathShareId, PathToken,
    Query,
};
pub use output::{Accepted, Created, Download, Elsewhere, NoContent, Output, Shown};

use crate::ApiError;

/// One HTTP request, with the bytes as they came.
#[derive(Debug, Clone)]
pub struct HttpCall {
    /// The method in capitals.
    pub method: String,
    /// The path without stage and query.
    pub path: String,
    /// The query as it came, without `?`.
    pub raw_query: String,
    /// The host that AWS says was called, from the request context and not from a header.
    pub domain_name: String,
    /// The address that called, from the request context and not from a header.
    pub source_ip: String,
    /// The gateway's name of the request.
    pub request_id: Option<String>,
    /// The body's bytes.
    pub body: Vec<u8>,
    headers: Vec<(String, String)>,
    path_parameters: HashMap<String, String>,
}

impl HttpCall {
    /// Reads an event.
    ///
    /// # Errors
    /// 400 for an event of another shape or a body that is not the base64 it claims to be.
    pub fn from_event(event: &str) -> Result<Self, ApiError> {
        let invalid = |error: &dyn std::fmt::Display| ApiError::invalid("The request can't be read.").because(error);
        let event: ApiGatewayV2httpRequest = serde_json::from_str(event).map_err(|e| invalid(&e))?;
        let body = match (event.body, event.is_base64_encoded) {
            (None, _) => Vec::new(),
            (Some(text), false) => text.into_bytes(),
            (Some(text), true) => STANDARD.decode(text).map_err(|e| invalid(&e))?,
        };
        let headers = event.headers.iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        Ok(Self {
            method: event.request_context.http.method.to_string(),
            path: event.raw_path.unwrap_or_default(),
            raw_query: event.raw_query_string.unwrap_or_default(),
            domain_name: event.request_context.domain_name.unwrap_or_default(),
            source_ip: event.request_context.http.source_ip.unwrap_or_default(),
            request_id: event.request_context.request_id,
            body,
            headers: headers.collect(),
            path_parameters: event.path_parameters,
        })
    }

    /// A header by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What the caller says it is; empty if it says nothing.
    #[must_use]
    pub fn user_agent(&self) -> &str {
        self.header("user-agent").unwrap_or_default()
    }

    /// A parameter of the path.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        self.path_parameters.get(name).map(String::as_str)
    }
}

/// One HTTP answer.
#[derive(Debug, Clone)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// Header names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpReply {
    /// An answer with a body of a content type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body: body.into() }
    }

    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// The answer as Lambda hands it to API Gateway.
    #[must_use]
    pub fn into_event(self) -> Value {
        let headers: serde_json::Map<String, Value> =
            self.headers.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
        let (body, is_base64) = match String::from_utf8(self.body) {
            Ok(text) => (text, false),
            Err(bytes) => (STANDARD.encode(bytes.as_bytes()), true),
        };
        json!({ "statusCode": self.status, "headers": headers, "body": body, "isBase64Encoded": is_base64 })
    }
}

impl From<ApiError> for HttpReply {
    fn from(error: ApiError) -> Self {
        let mut body = json!({ "error": error.message, "code": error.code });
        if let Some(body) = body.as_object_mut() {
            body.extend(error.details);
        }
        let mut reply = Self::json(error.status, &body);
        let wait = error.retry_after.map(|wait| wait.as_secs().max(1));
        let wait = wait.or(matches!(error.status, 429 | 503).then_some(2));
        reply.headers.extend(wait.map(|seconds| ("retry-after", seconds.to_string())));
        reply
    }
}
