//! `cargo dev erase-tenant`: nothing of an organisation is left, and a receipt says so.
//!
//! First its doors close, so that nothing new comes in and nobody signs in; then the rest goes; its own name goes last, so
//! that a run that broke off can be begun again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, TryStreamExt, stream};
use hub_adapters::dynamo::TenantItem;
use hub_core::ids::TenantId;

use super::files::Listing;
use super::kinds::is_door;
use super::receipt::{Erased, Look, Receipt};
use super::{Place, prefixes};

/// So often everything is gone through before somebody must see what still writes.
const PASSES: usize = 20;
/// The kind of what windows are told.
const TOLD: &str = "event";
/// So many files are deleted at the same time.
const LANES: usize = 8;
/// So many items are removed between two notes in the receipt.
const STEP: usize = 200;

/// How an organisation is erased.
#[derive(Debug, Clone)]
pub struct Order {
    /// Its name, or its id where no name is left.
    pub confirm: String,
    /// Where the receipt goes; the one of an earlier run is gone on with.
    pub receipt: PathBuf,
}

/// What is stored of an organisation; nothing is changed.
///
/// # Errors
/// A sentence, also where the name is not the organisation's.
pub async fn count(place: &Place, tenant: &TenantId, order: &Order) -> Result<Erased, String> {
    confirmed(place, tenant, order).await?;
    found(place, tenant).await
}

/// Erases an organisation. May be repeated.
///
/// # Errors
/// A sentence. With a wrong name nothing is erased; after any other one a repeat goes on.
pub async fn erase(place: &Place, tenant: &TenantId, order: &Order) -> Result<Receipt, String> {
    let (name, earlier) = confirmed(place, tenant, order).await?;
    let receipt = match earlier {
        Some(receipt) => receipt,
        None => Receipt::new(tenant, &name, place.clock.now(), found(place, tenant).await?),
    };
    let mut erasure = Erasure { place, tenant, receipt, file: &order.receipt, removed: BTreeSet::new() };
    erasure.keep()?;
    if erasure.items(|item| is_door(&item.entity)).await? > 0 || erasure.receipt.doors_closed_at.is_none() {
        erasure.receipt.doors_closed_at = Some(place.clock.now());
    }
    for _ in 0..PASSES {
        if erasure.items(|item| !item.is_the_tenant(tenant)).await? + erasure.files().await? > 0 {
            continue;
        }
        erasure.items(|_| true).await?;
        if erasure.looks().await? {
            return Ok(erasure.receipt);
        }
    }
    Err(format!("after {PASSES} passes something still writes for {tenant}; run it again in a minute"))
}

/// The organisation's name, if it is the confirmed one, and the receipt of an earlier run.
async fn confirmed(place: &Place, tenant: &TenantId, order: &Order) -> Result<(String, Option<Receipt>), String> {
    let earlier = Receipt::read(&order.receipt, tenant)?;
    let stored = place.name_of(tenant).await?;
    let known = stored.or_else(|| earlier.as_ref().map(|receipt| receipt.name.clone()));
    match known {
        Some(name) if name == order.confirm => Ok((name, earlier)),
        None if order.confirm == tenant.as_str() => Ok((order.confirm.clone(), earlier)),
        Some(_) => Err(format!("--confirm is not the name of {tenant}; nothing was erased")),
        None => Err(format!(
            "there is no organisation {tenant} here; to look for what an erasure left, confirm with its id in place of its name"
        )),
    }
}

async fn found(place: &Place, tenant: &TenantId) -> Result<Erased, String> {
    let mut found = Erased::default();
    let mut walk = place.table.walk(Some(tenant));
    while let Some(page) = walk.next().await.map_err(|error| error.to_string())? {
        found.add_items(&page);
    }
    for prefix in prefixes(tenant) {
        let mut listing = Listing::below(&place.bucket, &prefix);
        while let Some(page) = listing.next().await? {
            found.files += page.len() as u64;
            found.bytes += page.iter().map(|version| version.bytes).sum::<u64>();
        }
    }
    Ok(found)
}

/// An erasure that goes on.
struct Erasure<'a> {
    place: &'a Place,
    tenant: &'a TenantId,
    receipt: Receipt,
    file: &'a Path,
    /// Kinds of which this run removed something.
    removed: BTreeSet<String>,
}

impl Erasure<'_> {
    fn keep(&self) -> Result<(), String> {
        self.receipt.write(self.file)
    }

    /// Removes the items that are wanted, page by page, and says how many there were.
    async fn items(&mut self, is_wanted: impl Fn(&TenantItem) -> bool) -> Result<u64, String> {
        let (mut walk, mut count) = (self.place.table.walk(Some(self.tenant)), 0);
        while let Some(mut page) = walk.next().await.map_err(|error| error.to_string())? {
            page.retain(&is_wanted);
            for items in page.chunks(STEP) {
                self.receipt.note(items);
                self.keep()?;
                self.place.table.remove_of_tenant(self.tenant, items).await.map_err(|error| error.to_string())?;
                self.receipt.erased.add_items(items);
                self.removed.extend(items.iter().map(|item| item.entity.clone()));
                self.keep()?;
                count += items.len() as u64;
            }
        }
        Ok(count)
    }

    /// Removes every version of every file.
    async fn files(&mut self) -> Result<u64, String> {
        let mut count = 0;
        for prefix in prefixes(self.tenant) {
            let mut listing = Listing::below(&self.place.bucket, &prefix);
            while let Some(page) = listing.next().await? {
                let bucket = &self.place.bucket;
                let deletions = page.iter().map(|version| bucket.delete_version(&version.key, &version.id));
                let deleted: Result<Vec<()>, _> = stream::iter(deletions).buffer_unordered(LANES).try_collect().await;
                deleted.map_err(|error| error.to_string())?;
                self.receipt.erased.files += page.len() as u64;
                self.receipt.erased.bytes += page.iter().map(|version| version.bytes).sum::<u64>();
                self.keep()?;
                count += page.len() as u64;
            }
        }
        Ok(count)
    }

    /// Looks at everything once more; whether there was nothing.
    async fn looks(&mut self) -> Result<bool, String> {
        let found = found(self.place, self.tenant).await?;
        let look = Look { at: self.place.clock.now(), items: found.all_items(), files: found.files };
        // The stream tells windows of what was removed, and that is written down; of that removal it tells nothing.
        let is_told_of = self.removed.iter().any(|kind| kind != TOLD);
        self.receipt.looked(look, is_told_of, self.place.is_deployed);
        self.keep()?;
        Ok(found == Erased::default())
    }
}
