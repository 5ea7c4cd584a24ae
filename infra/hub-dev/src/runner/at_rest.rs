//! A data folder whose hub does not run: its table and its bucket, served to a command that works on both.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use hub_adapters::aws::AwsSettings;
use hub_adapters::dynamo::Table;
use hub_adapters::local::SystemClock;
use hub_adapters::s3_media::S3Media;
use hub_core::ids::TenantId;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::kept::kept_table;
use super::outside::{BUCKET, BUCKETS, bucket};
use super::{Options, TABLE};
use crate::leave::Place;

/// Forgets what the stream told: neither keys nor images tell anything then. The records stay, because
/// the table counts on from the last one, and readers know where they are by their numbers.
const FORGET: &str = r#"
    UPDATE _stream_records
    SET keys_json = '{"pk":{"S":"-"},"sk":{"S":"-"}}', new_image = NULL, old_image = NULL
    WHERE instr(keys_json, ?1) OR instr(coalesce(new_image, ''), ?2) OR instr(coalesce(old_image, ''), ?2)
"#;

/// A folder at rest; what serves it ends when it is dropped.
pub struct AtRest {
    /// Its table and its bucket.
    pub place: Place,
    file: PathBuf,
    _tasks: JoinSet<()>,
}

impl AtRest {
    /// Serves a data folder.
    ///
    /// # Errors
    /// A sentence, such as that there is no table in it.
    pub async fn open(data: &Path) -> Result<Self, String> {
        let mut tasks = JoinSet::new();
        let (_, table) = kept_table(data, &mut tasks).await?;
        let files = bucket(&Options { data: Some(data.to_owned()), ..Options::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        let files_url = format!("http://{}{BUCKETS}", listener.local_addr().map_err(|error| error.to_string())?);
        let router = Router::new().nest(BUCKETS, files.router());
        tasks.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the bucket closed");
            }
        });
        let (aws, clock) = (AwsSettings::local(), Arc::new(SystemClock));
        let place = Place {
            table: Table::new(aws.dynamodb(Some(&table)), TABLE),
            bucket: S3Media::new(aws, BUCKET, Some(&files_url), clock.clone()).map_err(|error| error.to_string())?,
            clock,
            is_deployed: false,
        };
        Ok(Self { place, file: data.join("table.sqlite"), _tasks: tasks })
    }

    /// Forgets what the stream tells of a tenant, for good. AWS forgets it after a day, this file never would.
    ///
    /// # Errors
    /// The file's.
    pub fn forget_history(self, tenant: &TenantId) -> Result<(), String> {
        drop(self.place);
        let told = |error: rusqlite::Error| format!("{}: {error}", self.file.display());
        let connection = rusqlite::Connection::open(&self.file).map_err(told)?;
        let (prefix, leading) = (format!("\"T#{tenant}#"), format!("\"tenantId\":{{\"S\":\"{tenant}\"}}"));
        connection.execute(FORGET, (prefix, leading)).map_err(told)?;
        connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").map_err(told)
    }
}
