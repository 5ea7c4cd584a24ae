//! Items of another table, such as one that was restored from a backup, into this one.

use hub_core::ids::TenantId;
use hub_core::ports::PortResult;

use super::expression::{Item, text_of};
use super::keys::Key;
use super::{Table, broken};

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
        let mut walk = other.walk(how.tenant.as_ref());
        while let Some(items) = walk.page().await? {
            for item in items {
                let is_written = self.take(item, how).await?;
                if is_written { copied.written += 1 } else { copied.there += 1 }
            }
        }
        Ok(copied)
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
