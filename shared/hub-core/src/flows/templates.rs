//! Texts that are kept for repeated use.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::flows::Ports;
use crate::ids::{TemplateId, TenantId, UserId};
use crate::ports::{PortError, TemplateOutcome};
use crate::settings::FieldError;
use crate::templates::{MessageTemplate, good_body, good_name, variables};

/// A change of a template: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplateChange {
    /// The version that the change was made from.
    pub version: u64,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The text.
    #[serde(default)]
    pub body: Option<String>,
}

/// Why a template was not stored.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Another template has the name.
    #[error("There is a template with this name.")]
    NameTaken,
    /// Somebody changed it in between: the template as it is now.
    #[error("Somebody else changed this template in the meantime.")]
    Newer(Box<MessageTemplate>),
    /// There is no such template.
    #[error("Not found.")]
    NotFound,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Makes a template.
///
/// # Errors
/// [`TemplateError`]; then nothing was stored.
pub async fn create_template(
    ports: &Ports,
    tenant: &TenantId,
    (name, body): (&str, &str),
    by: &UserId,
) -> Result<MessageTemplate, TemplateError> {
    let now = ports.clock.now();
    let (name, body) = (good_name(name)?, good_body(body)?);
    let template = MessageTemplate {
        id: TemplateId::new(ports.ids.ulid(now)),
        variables: variables(&body),
        name,
        body,
        author_id: by.clone(),
        changed_by: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    match ports.templates.put_template(tenant, None, &template).await? {
        TemplateOutcome::Stored => Ok(template),
        TemplateOutcome::NameTaken | TemplateOutcome::Moved => Err(TemplateError::NameTaken),
    }
}

async fn stored(ports: &Ports, tenant: &TenantId, id: &TemplateId) -> Result<MessageTemplate, TemplateError> {
    ports.templates.template(tenant, id).await?.ok_or(TemplateError::NotFound)
}

/// Changes the version of a template that the change was made from, and no other.
///
/// # Errors
/// [`TemplateError`]; then nothing changed.
pub async fn change_template(
    ports: &Ports,
    tenant: &TenantId,
    id: &TemplateId,
    change: TemplateChange,
    by: &UserId,
) -> Result<MessageTemplate, TemplateError> {
    let before = stored(ports, tenant, id).await?;
    if before.version != change.version {
        return Err(TemplateError::Newer(Box::new(before)));
    }
    let name = change.name.as_deref().map_or_else(|| Ok(before.name.clone()), good_name)?;
    let body = change.body.as_deref().map_or_else(|| Ok(before.body.clone()), good_body)?;
    let next = MessageTemplate {
        variables: variables(&body),
        name,
        body,
        changed_by: Some(by.clone()),
        updated_at: ports.clock.now(),
        version: before.version + 1,
        ..before.clone()
    };
    match ports.templates.put_template(tenant, Some(&before), &next).await? {
        TemplateOutcome::Stored => Ok(next),
        TemplateOutcome::NameTaken => Err(TemplateError::NameTaken),
        TemplateOutcome::Moved => Err(TemplateError::Newer(Box::new(stored(ports, tenant, id).await?))),
    }
}

/// Removes a template, whatever its version. Campaigns keep the text that they took from it.
///
/// # Errors
/// [`TemplateError`].
pub async fn delete_template(ports: &Ports, tenant: &TenantId, id: &TemplateId) -> Result<(), TemplateError> {
    let template = stored(ports, tenant, id).await?;
    if ports.templates.delete_template(tenant, &template).await? {
        return Ok(());
    }
    Err(TemplateError::Newer(Box::new(stored(ports, tenant, id).await?)))
}
