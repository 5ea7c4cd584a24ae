//! `cargo dev reseal`: every credential under a fresh data key of the present main key.
//!
//! On AWS the KMS key turns over by itself and opens what it ever wrapped; this command is for another KMS key, or for
//! a local main key that is being replaced.

use hub_core::flows::Ports;
use hub_core::flows::credentials;

/// Seals every tenant's credentials anew and says how many there were.
///
/// # Errors
/// A sentence that names the tenant whose credentials could not be opened; those before it are done, and a repeat does
/// them again.
pub async fn reseal(ports: &Ports) -> Result<usize, String> {
    let tenants = ports.integrations.tenants_with_carrier().await.map_err(|e| e.to_string())?;
    for tenant in &tenants {
        let done = credentials::reseal(ports, tenant).await;
        done.map_err(|error| format!("{tenant}: {error}"))?;
    }
    Ok(tenants.len())
}
