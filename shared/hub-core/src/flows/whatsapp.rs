//! `WhatsApp`: the account's senders become the organisation's, and its templates are kept and used.

use std::collections::BTreeMap;

use crate::address::{Address, is_e164};
use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::flows::numbers::{NumberError, account};
use crate::flows::send_message::SendError;
use crate::ids::TenantId;
use crate::number::{OwnNumber, check_label};
use crate::ports::Claimed;
use crate::whatsapp::{TemplateUse, TemplateUseError};

/// Takes in a sender that the account has already, and points its webhook at the hub. A repeat answers the sender that
/// is there.
///
/// # Errors
/// [`NumberError`]; `NotFound` for a sender that the account does not have.
pub async fn add_sender(
    ports: &Ports,
    tenant: &TenantId,
    (number, label): (&str, Option<&str>),
    webhook: &str,
    doer: &Doer,
) -> Result<OwnNumber, NumberError> {
    if !is_e164(number) {
        return Err(NumberError::NotANumber);
    }
    let label = label.map(str::trim).filter(|label| !label.is_empty()).unwrap_or(number);
    check_label(label)?;
    let account = account(ports, tenant).await?;
    let senders = ports.provisioning.whatsapp_senders(&account).await?;
    let sender = senders.into_iter().find(|sender| sender.number == number).ok_or(NumberError::NotFound)?;
    let mut own = OwnNumber::whatsapp(Address::from_carrier(number), label);
    own.sid = Some(sender.sid.clone());
    own.account_sid = Some(account.account_sid.clone());
    own.created_at = Some(ports.clock.now());
    match ports.numbers.claim_number(tenant, &own).await? {
        Claimed::Taken => return Err(NumberError::Taken),
        Claimed::Ours(known) => own = *known,
        Claimed::Kept => {
            let entry = Entry::new(ports, doer, Action::NumberImported).on(number).with("channel", "whatsapp");
            ports.audit.record(tenant, &entry).await?;
        }
    }
    // Only now: a sender of somebody else must not be turned away from them.
    ports.provisioning.use_whatsapp_webhook(&account, &sender.sid, webhook).await?;
    tracing::info!(tenant.id = %tenant, number = %own.number, "WhatsApp sender is ours");
    Ok(own)
}

/// Asks the carrier for the account's templates and keeps them in place of those that were known; says how many.
///
/// # Errors
/// [`NumberError`]; then what was known stays.
pub async fn sync_templates(ports: &Ports, tenant: &TenantId) -> Result<usize, NumberError> {
    let account = account(ports, tenant).await?;
    let templates = ports.provisioning.whatsapp_templates(&account, ports.clock.now()).await?;
    ports.whatsapp.replace_templates(tenant, &templates).await?;
    tracing::info!(tenant.id = %tenant, templates = templates.len(), "WhatsApp templates synced");
    Ok(templates.len())
}

/// The text that an approved template makes, and what is kept of it.
///
/// # Errors
/// [`SendError::Template`], or the store's.
pub async fn use_template(
    ports: &Ports,
    tenant: &TenantId,
    sid: &str,
    variables: BTreeMap<String, String>,
) -> Result<(String, TemplateUse), SendError> {
    let template = ports.whatsapp.template(tenant, sid).await?.ok_or(TemplateUseError::Unknown)?;
    let text = template.fill(&variables)?;
    Ok((text, TemplateUse { sid: template.sid, name: template.name, variables }))
}
