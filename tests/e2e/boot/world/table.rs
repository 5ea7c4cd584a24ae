//! What a request to the table needs: the permission of each part, and the partition that it touches.
//!
//! # Source
//! DynamoDB developer guide: "Using IAM policy conditions for fine-grained access control" (`dynamodb:LeadingKeys` is
//! the partition key, of the index where one is asked), "DynamoDB transactions and IAM".

use std::collections::BTreeMap;

use serde_json::Value;

use super::policy::Asked;

/// The condition key of the partition keys that a request names.
pub const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

/// The partition keys of the table and its indexes, as template.yaml names them.
pub struct PartitionKeys {
    table: String,
    indexes: BTreeMap<String, String>,
}

fn hash_key(schema: &Value) -> String {
    let keys = schema.as_array().into_iter().flatten();
    let mut keys = keys.filter(|key| key["KeyType"] == "HASH");
    keys.next().and_then(|key| key["AttributeName"].as_str()).expect("a partition key").to_owned()
}

impl PartitionKeys {
    /// Those of the table with these properties.
    pub fn of(table: &Value) -> Self {
        let indexes = table["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
        let named =
            |index: &Value| (index["IndexName"].as_str().expect("a name").to_owned(), hash_key(&index["KeySchema"]));
        Self { table: hash_key(&table["KeySchema"]), indexes: indexes.map(named).collect() }
    }

    /// What a request needs: a transaction what its parts need, a query of an index its own.
    pub fn asked(&self, operation: &str, request: &Value) -> Vec<Asked> {
        if operation == "TransactWriteItems" {
            let parts = request["TransactItems"].as_array().into_iter().flatten().filter_map(Value::as_object);
            return parts.flatten().map(|(kind, part)| self.on_item(part_operation(kind), part)).collect();
        }
        if operation == "Query" {
            return vec![self.query(request)];
        }
        vec![self.on_item(operation, request)]
    }

    /// An operation on the item whose key, or which itself, the request holds. Anything else names no partition.
    fn on_item(&self, operation: &str, request: &Value) -> Asked {
        let item = if request["Item"].is_object() { &request["Item"] } else { &request["Key"] };
        let partition = item[&self.table]["S"].as_str().map(str::to_owned);
        Asked::new("dynamodb", operation, "${Table.Arn}").with(LEADING_KEYS, partition)
    }

    fn query(&self, request: &Value) -> Asked {
        let (key, resource) = match request["IndexName"].as_str() {
            None => (Some(&self.table), "${Table.Arn}".to_owned()),
            Some(index) => (self.indexes.get(index), format!("${{Table.Arn}}/index/{index}")),
        };
        let partition = key.and_then(|key| queried_partition(key, request));
        Asked::new("dynamodb", "Query", &resource).with(LEADING_KEYS, partition)
    }
}

/// The value that a query wants of `key`: `pk = :pk AND …`, with `#` names resolved.
fn queried_partition(key: &str, request: &Value) -> Option<String> {
    let terms = request["KeyConditionExpression"].as_str()?.split(" AND ");
    let mut equal = terms.filter_map(|term| term.split_once(" = "));
    let (_, placeholder) = equal.find(|(name, _)| {
        let name = name.trim();
        request["ExpressionAttributeNames"][name].as_str().unwrap_or(name) == key
    })?;
    Some(request["ExpressionAttributeValues"][placeholder.trim()]["S"].as_str()?.to_owned())
}

/// `Put` in a transaction is `PutItem`.
fn part_operation(kind: &str) -> &'static str {
    match kind {
        "Put" => "PutItem",
        "Update" => "UpdateItem",
        "Delete" => "DeleteItem",
        "ConditionCheck" => "ConditionCheckItem",
        other => panic!("unknown to this test: a part {other}"),
    }
}
