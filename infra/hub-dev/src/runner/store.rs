//! The embedded DynamoDB: made from the template's table, served to the real SDK, its stream read here.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dynoxide::Database;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::template::Template;

/// The functions that read the stream, each for itself.
pub(super) const READERS: [&str; 2] = ["publish-changes", "index-messages"];

/// Without it the database looks through the whole stream at each write.
const STREAM_ORDER: &str = "
    CREATE INDEX IF NOT EXISTS hub_stream_last ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS hub_stream_next ON _stream_records
        (table_name, shard_id, CAST(sequence_number AS INTEGER));
";

/// Numbers the tables of a process that are kept in no file.
static IN_MEMORY: AtomicU64 = AtomicU64::new(0);

/// The table of a runner.
#[derive(Clone)]
pub struct Store {
    database: Database,
    stream: String,
    shard: String,
    idle_reads: Arc<[AtomicU64; READERS.len()]>,
}

/// A batch of stream records and where the next one begins.
pub struct Batch {
    /// The records, as Lambda gets them.
    pub records: Vec<Value>,
    /// The sequence number of the last one.
    pub last: Option<String>,
}

fn typed<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, String> {
    serde_json::from_value(request).map_err(|e| e.to_string())
}

impl Store {
    /// Opens the database in `data`, or one in memory, and makes the table if it is not there.
    ///
    /// # Errors
    /// A sentence that says what the database refused.
    pub fn open(template: &Template, table: &str, data: Option<&Path>) -> Result<Self, String> {
        let file = match data {
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
                folder.join("table.sqlite").to_string_lossy().into_owned()
            }
            None => format!("file:hub-{}?mode=memory&cache=shared", IN_MEMORY.fetch_add(1, Ordering::Relaxed)),
        };
        let database = Database::new(&file).map_err(|e| format!("{file}: {e}"))?;
        let connection = rusqlite::Connection::open(&file).map_err(|e| format!("{file}: {e}"))?;
        connection.execute_batch(STREAM_ORDER).map_err(|e| format!("{file}: {e}"))?;
        let description =
            || typed(json!({ "TableName": table })).and_then(|r| database.describe_table(r).map_err(|e| e.to_string()));
        if description().is_err() {
            database.create_table(typed(template.create_table(table))?).map_err(|e| e.to_string())?;
            let expiry = json!({ "TableName": table, "TimeToLiveSpecification": { "AttributeName": template.expiry_attribute(), "Enabled": true } });
            database.update_time_to_live(typed(expiry)?).map_err(|e| e.to_string())?;
        }
        let streams = database.list_streams(typed(json!({ "TableName": table }))?).map_err(|e| e.to_string())?;
        let streams = serde_json::to_value(streams).map_err(|e| e.to_string())?;
        let stream = streams["Streams"][0]["StreamArn"].as_str().ok_or("the table has no stream")?.to_owned();
        let shards = database.describe_stream(typed(json!({ "StreamArn": stream }))?).map_err(|e| e.to_string())?;
        let shard = shards.stream_description.shards.first().ok_or("the stream has no shard")?.shard_id.clone();
        Ok(Self { database, stream, shard, idle_reads: Arc::default() })
    }

    /// Serves the database on a free port and answers its URL.
    ///
    /// # Errors
    /// The listener's.
    pub async fn serve(&self, tasks: &mut JoinSet<()>) -> Result<String, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        tasks.spawn(dynoxide::server::serve_on(listener, self.database.clone()));
        Ok(format!("http://{address}"))
    }

    /// The records after a sequence number, or all.
    ///
    /// # Errors
    /// The database's.
    pub fn records_after(&self, last: Option<&str>) -> Result<Batch, String> {
        let mut request =
            json!({ "StreamArn": self.stream, "ShardId": self.shard, "ShardIteratorType": "TRIM_HORIZON" });
        if let Some(last) = last {
            request["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
            request["SequenceNumber"] = json!(last);
        }
        let iterator = self.database.get_shard_iterator(typed(request)?).map_err(|e| e.to_string())?;
        let Some(iterator) = iterator.shard_iterator else { return Ok(Batch { records: Vec::new(), last: None }) };
        let answer = self
            .database
            .get_records(typed(json!({ "ShardIterator": iterator, "Limit": 100 }))?)
            .map_err(|e| e.to_string())?;
        let last = answer.records.last().map(|record| record.dynamodb.sequence_number.clone());
        let records = answer.records.iter().filter_map(|record| serde_json::to_value(record).ok()).collect();
        Ok(Batch { records, last })
    }

    /// Every item of the table as text: what a thief of the disk would read.
    ///
    /// # Errors
    /// The database's.
    pub fn everything(&self, table: &str) -> Result<String, String> {
        self.items(table).map(|items| Value::Array(items).to_string())
    }

    /// Every item of the table.
    ///
    /// # Errors
    /// The database's.
    pub fn items(&self, table: &str) -> Result<Vec<Value>, String> {
        let (mut items, mut start) = (Vec::new(), Value::Null);
        loop {
            let mut request = json!({ "TableName": table });
            if !start.is_null() {
                request["ExclusiveStartKey"] = start;
            }
            let page = self.database.scan(typed(request)?).map_err(|e| e.to_string())?;
            let mut page = serde_json::to_value(page).map_err(|e| e.to_string())?;
            start = page["LastEvaluatedKey"].take();
            if let Value::Array(found) = page["Items"].take() {
                items.extend(found);
            }
            if start.is_null() {
                return Ok(items);
            }
        }
    }

    /// Puts items into the table past everybody who reads its stream.
    ///
    /// # Errors
    /// The database's.
    pub fn import(&self, table: &str, items: Vec<Value>) -> Result<(), String> {
        let items = items.into_iter().map(typed).collect::<Result<_, _>>()?;
        let done = self.database.import_items(table, items, dynoxide::ImportOptions::default());
        done.map(drop).map_err(|e| e.to_string())
    }

    /// Notes that a read found nothing new: the reader has handled all that was written before it.
    pub(super) fn caught_up(&self, reader: usize) {
        self.idle_reads[reader].fetch_add(1, Ordering::SeqCst);
    }

    /// How many reads of each reader found nothing new.
    pub(super) fn idle_reads(&self) -> [u64; READERS.len()] {
        std::array::from_fn(|reader| self.idle_reads[reader].load(Ordering::SeqCst))
    }

    /// Whether each reader has found nothing new in a read that began after `before` was counted.
    pub(super) fn is_read_since(&self, before: [u64; READERS.len()]) -> bool {
        self.idle_reads().iter().zip(before).all(|(now, before)| *now >= before + 2)
    }

    /// Removes what has expired.
    ///
    /// # Errors
    /// The database's.
    pub fn expire(&self) -> Result<usize, String> {
        self.database.sweep_ttl().map_err(|e| e.to_string())
    }
}
