//! The commands for an organisation that leaves.

use std::path::Path;

use hub_core::ids::TenantId;
use hub_dev::leave::Place;
use hub_dev::leave::erase::{Order, count, erase};
use hub_dev::leave::export::export;
use hub_dev::runner::AtRest;
use serde::Serialize;

use crate::arguments::Stored;
use crate::runtime;

/// What the command line names; a data folder is served as long as it is held.
enum Named {
    Deployed(Place),
    Folder(AtRest),
}

impl Named {
    async fn by(at: &Stored) -> Result<Self, String> {
        if let (Some(table), Some(bucket)) = (&at.table, &at.bucket) {
            let (aws, endpoint) = hub_lambda::bootstrap::aws_from_environment()?;
            return Place::deployed(aws, endpoint.as_deref(), table, bucket).map(Self::Deployed);
        }
        let data = at.data.as_deref().ok_or("name --table and --bucket, or --data")?;
        AtRest::open(data).await.map(Self::Folder)
    }

    fn place(&self) -> &Place {
        match self {
            Self::Deployed(place) => place,
            Self::Folder(folder) => &folder.place,
        }
    }
}

pub fn export_tenant(at: &Stored, tenant: &TenantId, to: &Path) -> Result<(), String> {
    let manifest = runtime()?.block_on(async { export(Named::by(at).await?.place(), tenant, to).await })?;
    let lines: u64 = manifest.data.iter().filter_map(|written| written.lines).sum();
    let (kinds, files, bytes) = (manifest.data.len(), manifest.files.len(), manifest.file_bytes);
    println!("{}: {lines} items of {kinds} kinds and {files} files of {bytes} bytes.", manifest.name);
    Ok(())
}

pub fn erase_tenant(at: &Stored, tenant: &TenantId, order: &Order, dry_run: bool) -> Result<(), String> {
    runtime()?.block_on(async {
        let named = Named::by(at).await?;
        if dry_run {
            return print(&count(named.place(), tenant, order).await?);
        }
        let receipt = erase(named.place(), tenant, order).await?;
        if let Named::Folder(folder) = named {
            folder.forget_history(tenant)?;
        }
        print(&receipt)
    })
}

fn print(told: &impl Serialize) -> Result<(), String> {
    let text = serde_json::to_string_pretty(told).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}
