//! An organisation leaves: everything of it as files, and everything of it erased.

pub mod erase;
pub mod export;
pub mod files;
mod kinds;
pub mod receipt;

use std::sync::Arc;

use hub_adapters::aws::{AwsSettings, Patience};
use hub_adapters::dynamo::Table;
use hub_adapters::local::SystemClock;
use hub_adapters::s3_media::S3Media;
use hub_core::ids::TenantId;
use hub_core::ports::Clock;

/// Where organisations are stored.
pub struct Place {
    /// The table.
    pub table: Table,
    /// The bucket.
    pub bucket: S3Media,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whether it is on AWS, where backups and logs remain for a while.
    pub is_deployed: bool,
}

impl Place {
    /// A deployment, under somebody's credentials; an endpoint stands in for all of AWS.
    ///
    /// # Errors
    /// A sentence for an endpoint that would carry files in the clear.
    pub fn deployed(aws: AwsSettings, endpoint: Option<&str>, table: &str, bucket: &str) -> Result<Self, String> {
        let aws = AwsSettings { patience: Patience::LOCAL, ..aws };
        let clock = Arc::new(SystemClock);
        Ok(Self {
            table: Table::new(aws.dynamodb(endpoint), table),
            bucket: S3Media::new(aws, bucket, endpoint, clock.clone()).map_err(|error| error.to_string())?,
            clock,
            is_deployed: true,
        })
    }

    /// The name of an organisation that is stored here.
    async fn name_of(&self, tenant: &TenantId) -> Result<Option<String>, String> {
        let stored = self.table.tenant_itself(tenant).await.map_err(|error| error.to_string())?;
        Ok(stored.and_then(|tenant| tenant.attributes.get("name")?.as_str().map(str::to_owned)))
    }
}

/// Below these beginnings of keys lie the files of a tenant: what is kept, and what was uploaded and is not sent yet.
fn prefixes(tenant: &TenantId) -> [String; 2] {
    [format!("t/{tenant}/"), format!("uploads/t/{tenant}/")]
}
