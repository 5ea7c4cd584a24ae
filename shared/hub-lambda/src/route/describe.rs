//! What a route says of itself in `openapi.json`.

use schemars::SchemaGenerator;
use serde_json::{Value, json};

use super::Route;
use crate::http::{Input, Output};

impl Route {
    /// Whether the route has a JSON contract, and fills it into an `OpenAPI` operation.
    pub fn describe(&self, operation: &mut Value, schemas: &mut SchemaGenerator) -> bool {
        let Some(describe) = self.description else { return false };
        if !self.is_public {
            operation["security"] = json!([{ "session": [] }]);
        }
        describe(operation, schemas);
        true
    }
}

/// Fills a contract's input and output into an operation.
pub(super) fn describe<I: Input, O: Output>(operation: &mut Value, schemas: &mut SchemaGenerator) {
    I::describe(operation, schemas);
    O::describe(operation, schemas);
}
