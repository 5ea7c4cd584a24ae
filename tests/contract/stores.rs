//! The two stores.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hub_adapters::dynamo::Table;
use hub_dev::runner::Store;
use hub_dev::template::Template;
use tokio::task::JoinSet;

use crate::services::{self, Service};

const TABLE: &str = "hub";

/// A table of a test's own and whatever serves it.
pub struct Stores {
    /// The table.
    pub table: Table,
    _service: Option<Arc<Service>>,
    _tasks: JoinSet<()>,
}

fn table(endpoint: &str, name: &str) -> Table {
    Table::new(services::aws().dynamodb(Some(endpoint)), name)
}

impl Stores {
    /// The table that local runs use.
    pub async fn embedded() -> Self {
        let template = Template::load().expect("the template");
        let mut tasks = JoinSet::new();
        let store = Store::open(&template, TABLE, None).expect("a table");
        let endpoint = store.serve(&mut tasks).await.expect("a port");
        Self { table: table(&endpoint, TABLE), _service: None, _tasks: tasks }
    }

    /// A table of Amazon's own local service.
    pub async fn amazon() -> Self {
        static TABLES: AtomicU64 = AtomicU64::new(0);
        let service = services::AMAZON_TABLE.running().await;
        let name = format!("{TABLE}-{}", TABLES.fetch_add(1, Ordering::Relaxed));
        let request = Template::load().expect("the template").create_table(&name);
        let credential = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
        let answer = reqwest::Client::new()
            .post(&service.endpoint)
            .header("x-amz-target", "DynamoDB_20120810.CreateTable")
            .header("content-type", "application/x-amz-json-1.0")
            .header("authorization", credential)
            .body(request.to_string())
            .send()
            .await
            .expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
        Self { table: table(&service.endpoint, &name), _service: Some(service), _tasks: JoinSet::new() }
    }
}
