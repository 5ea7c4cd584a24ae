//! Items of another table, such as one that was restored from a backup, into this one.

use hub_core::ids::TenantId;
use hub_core::ports::PortResult;

use super::expression::{Item, text, text_of};
use super::keys::{self, Key};
use super::{Table, broken, port_error};

/// What is copied, and how.
#[derive(Debug, Clone, Default)]
pub struct Copying {
    /// The items of one tenant, and what leads to it; all of them if absent.
    pub tenant: Option<TenantId>,
    /// Also items that are there already.
    pub overwrite: bool,
    /// Only counts them.
    pub dry_run: bool,
}

/// What became of the items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copied {
    /// Written, or lacking.
    pub written: u64,
    /// Left, because there was one already.
    pub there: u64,
}

impl Table {
    /// Writes the items of another table into this one: those that it lacks, and, if told so, all others too.
    ///
    /// # Errors
    /// Either table's; what was written stays, and a repeat goes on.
    pub async fn take_from(&self, other: &Table, how: &Copying) -> PortResult<Copied> {
        let mut copied = Copied::default();
        let mut last = None;
        loop {
            let mut scan =
                other.client.scan().table_name(&other.name).consistent_read(true).set_exclusive_start_key(last);
            if let Some(tenant) = &how.tenant {
                scan = scan
                    .filter_expression("begins_with(pk, :own) OR tenantId = :tenant")
                    .expression_attribute_values(":own", text(keys::tenant_prefix(tenant)))
                    .expression_attribute_values(":tenant", text(tenant.as_str()));
            }
            let page = scan.send().await.map_err(port_error)?;
            for item in page.items.unwrap_or_default() {
                let is_written = self.take(item, how).await?;
                if is_written { copied.written += 1 } else { copied.there += 1 }
            }
            last = page.last_evaluated_key;
            if last.is_none() {
                return Ok(copied);
            }
        }
    }

    async fn take(&self, item: Item, how: &Copying) -> PortResult<bool> {
        match (how.overwrite, how.dry_run) {
            (true, true) => Ok(true),
            (true, false) => self.write(item).await.map(|()| true),
            (false, false) => self.create(item).await,
            (false, true) => {
                let part =
                    |name| text_of(&item, name).map(str::to_owned).ok_or_else(|| broken("an item without its key"));
                Ok(self.read(&Key { pk: part("pk")?, sk: part("sk")? }, true).await?.is_none())
            }
        }
    }
}
