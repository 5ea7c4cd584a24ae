//! `cargo dev replay`: handles the webhook journal's requests again, oldest first.
//!
//! Handlers take a request once, by its SID and by the rank of its status. So a repeat changes nothing, and what a failure
//! of the hub kept from being done is done now.

use std::collections::HashMap;
use std::fmt;

use hub_core::ids::TenantId;
use hub_core::journal::{JournalFilter, KeptRequest};
use hub_core::page::PageRequest;
use hub_lambda::twilio::journal::opened;
use hub_lambda::{Hub, Route};
use jiff::Timestamp;

/// Which requests are handled again.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Not before.
    pub from: Timestamp,
    /// Before.
    pub to: Timestamp,
    /// Only says what would be handled.
    pub dry_run: bool,
}

/// What a replay did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Requests in the window.
    pub requests: usize,
    /// Those that were done, or had been done before.
    pub done: usize,
    /// Those that their handler refused or that failed again.
    pub not_done: usize,
}

impl fmt::Display for Replayed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} requests: {} done, {} not done", self.requests, self.done, self.not_done)
    }
}

/// Handles every request of the window, tenant by tenant, and says of each what became of it.
///
/// # Errors
/// A sentence that names the tenant whose journal cannot be read; what came before it is done, and a repeat is harmless.
pub async fn replay(hub: &Hub, window: Window) -> Result<Replayed, String> {
    let routes: HashMap<&str, Route> = crate::functions::all().into_iter().map(|route| (route.name, route)).collect();
    let mut replayed = Replayed::default();
    let tenants = hub.ports.integrations.tenants_with_carrier().await.map_err(|e| e.to_string())?;
    for tenant in tenants {
        of_tenant(hub, &routes, &tenant, window, &mut replayed).await.map_err(|error| format!("{tenant}: {error}"))?;
    }
    Ok(replayed)
}

async fn of_tenant(
    hub: &Hub,
    routes: &HashMap<&str, Route>,
    tenant: &TenantId,
    window: Window,
    replayed: &mut Replayed,
) -> Result<(), String> {
    let filter = JournalFilter { from: Some(window.from), to: Some(window.to), ..JournalFilter::default() };
    let mut after = None;
    loop {
        let page = PageRequest { limit: 100, after };
        let page = hub.ports.journal.kept(tenant, &filter, &page).await.map_err(|e| e.to_string())?;
        for kept in &page.rows {
            replayed.requests += 1;
            let outcome = if window.dry_run { None } else { Some(again(hub, routes, tenant, kept).await) };
            let (word, counter) = match &outcome {
                None => (kept.request.status.to_string(), None),
                Some(Ok(status)) => (status.to_string(), Some(&mut replayed.done)),
                Some(Err(reason)) => (reason.clone(), Some(&mut replayed.not_done)),
            };
            if let Some(counter) = counter {
                *counter += 1;
            }
            let sid = kept.request.sid.as_deref().unwrap_or("-");
            println!("{} {tenant} {} {sid}: {word}", kept.request.at, kept.request.function);
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn again(hub: &Hub, routes: &HashMap<&str, Route>, tenant: &TenantId, kept: &KeptRequest) -> Result<u16, String> {
    let form = opened(hub, tenant, kept).await.map_err(|error| error.to_string())?;
    let route = routes.get(kept.request.function.as_str()).ok_or("there is no such function any more")?;
    match route.replay(hub, form).await {
        Some(Ok(reply)) => Ok(reply.status),
        Some(Err(error)) => Err(format!("{} {}", error.status, error.code)),
        None => Err("not a webhook".to_owned()),
    }
}
