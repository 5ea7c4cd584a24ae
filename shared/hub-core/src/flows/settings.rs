//! Changing an organisation's settings.

use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::ids::TenantId;
use crate::ports::PortError;
use crate::settings::{FieldError, Settings, SettingsChange};

/// Why settings were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Somebody changed them in between: the settings as they are now.
    #[error("Somebody else changed the settings in the meantime.")]
    Newer(Box<Settings>),
    /// There is no such organisation.
    #[error("Not found.")]
    NotFound,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Changes the settings that the change was made from, and no others.
///
/// # Errors
/// [`SettingsError`]; then nothing changed.
pub async fn change_settings(
    ports: &Ports,
    tenant: &TenantId,
    change: SettingsChange,
    doer: &Doer,
) -> Result<Settings, SettingsError> {
    let stored = ports.settings.settings(tenant).await?.ok_or(SettingsError::NotFound)?;
    if stored.version != change.version {
        return Err(SettingsError::Newer(Box::new(stored)));
    }
    let (next, changed) = stored.after(change)?;
    if changed.is_empty() {
        return Ok(stored);
    }
    let entry = Entry::new(ports, doer, Action::SettingsChanged).with("fields", changed);
    if ports.settings.put_settings(tenant, &next, &entry).await? {
        return Ok(next);
    }
    let newer = ports.settings.settings(tenant).await?.ok_or(SettingsError::NotFound)?;
    Err(SettingsError::Newer(Box::new(newer)))
}
