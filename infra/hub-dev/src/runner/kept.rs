//! What is done to a data folder while no hub runs over it.

use std::path::Path;
use std::sync::Arc;

use hub_lambda::Hub;
use tokio::task::JoinSet;

use super::hub::hub;
use super::{Options, Queues, Store, TABLE};
use crate::replay::Window;
use crate::template::Template;

/// Seals every credential in a data folder anew, under the first of the vault keys.
///
/// # Errors
/// A sentence that says what went wrong.
pub async fn reseal_local(data: &Path, vault_key: &str) -> Result<usize, String> {
    let mut tasks = JoinSet::new();
    let (_, hub) = kept_hub(data, Some(vault_key), &mut tasks).await?;
    crate::reseal::reseal(&hub.ports).await
}

/// Handles the webhooks of a data folder again, and says whether that changed anything.
///
/// # Errors
/// A sentence that says what went wrong.
pub async fn replay_local(data: &Path, vault_key: Option<&str>, window: Window) -> Result<String, String> {
    let mut tasks = JoinSet::new();
    let (store, hub) = kept_hub(data, vault_key, &mut tasks).await?;
    let before = store.everything(TABLE)?;
    let replayed = crate::replay::replay(&hub, window).await?;
    let digest = if store.everything(TABLE)? == before { "nothing changed" } else { "the stored state changed" };
    Ok(format!("{replayed}; {digest}"))
}

/// The table of a data folder, and where it answers.
pub(super) async fn kept_table(data: &Path, tasks: &mut JoinSet<()>) -> Result<(Store, String), String> {
    if !data.join("table.sqlite").exists() {
        return Err(format!("{} holds no table", data.display()));
    }
    let store = Store::open(&Template::load()?, TABLE, Some(data))?;
    let endpoint = store.serve(tasks).await?;
    Ok((store, endpoint))
}

/// A hub over the table of a data folder, with nothing running and nobody to reach.
async fn kept_hub(data: &Path, vault_key: Option<&str>, tasks: &mut JoinSet<()>) -> Result<(Store, Hub), String> {
    let (store, endpoint) = kept_table(data, tasks).await?;
    let options = Options { vault_key: vault_key.map(str::to_owned), ..Options::default() };
    let nowhere = "http://127.0.0.1:9";
    let hub = hub(&endpoint, (nowhere, nowhere), &Queues::new(&options.clock), Arc::default(), &options)?;
    Ok((store, hub))
}
