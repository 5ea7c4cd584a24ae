//! A contact is erased: out of the inbox at once, and piece by piece wherever they left something.
//!
//! What lies outside the table goes first (files, the carrier's copies), then the entry that names it together with its
//! count: a worker that dies in between does the same again, and the receipt counts nothing twice. A SID keeps pointing to
//! the entry that is gone, so a late or repeated report of the carrier brings nothing back.

use jiff::{SignedDuration, Timestamp};

use crate::address::Address;
use crate::audit::{Action, Doer, Entry};
use crate::carrier_account::CarrierAccount;
use crate::contact::Contact;
use crate::erasure::{AtCarrier, Erasure, Remaining, Trace};
use crate::flows::Ports;
use crate::flows::contacts::{DECISIONS_MAX, busy};
use crate::flows::credentials::working_account;
use crate::flows::deliver_message::Delivery;
use crate::flows::fetch_media::{OUTAGE_TRIES_MAX, pause};
use crate::flows::send_message::UNTAKEN_AFTER;
use crate::ids::{CampaignId, ConversationId, ErasureId, RecipientId, TenantId};
use crate::page::{PageRequest, Position};
use crate::ports::{CarrierFailure, CarrierResult, MediaTask, PortError, PortResult};
use crate::recipient::{Recipient, RecipientState};
use crate::thread::ThreadEntry;

/// So much is removed in one transaction.
const AT_ONCE: usize = 25;
/// So many campaigns are looked through before the progress is kept.
const CAMPAIGNS_AT_ONCE: usize = 10;
const RECIPIENTS_AT_ONCE: usize = 100;
/// One task works no longer than this; the next sweep queues another. The worker is given five minutes.
const SLICE: SignedDuration = SignedDuration::from_mins(4);
/// What is under way is looked at again after this time.
const WAIT: SignedDuration = SignedDuration::from_secs(30);

/// The carrier's code for a message that has not reached its end.
///
/// # Source
/// Twilio's error dictionary, 20009.
const INCOMPLETE: u64 = 20009;

/// Why nothing is erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// There is no such contact.
    #[error("Not found.")]
    NotFound,
    /// The number was not typed as it is.
    #[error("Type the number again to erase it: that can't be undone.")]
    NotConfirmed,
    /// Only their consent is known.
    #[error("Nothing is kept of this contact but their consent, which stays as proof.")]
    Nothing,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Whether only consent is known of a contact.
fn is_bare(contact: &Contact) -> bool {
    contact.threads.is_empty() && contact.name.is_none() && contact.last_inbound_at.is_none()
}

/// Takes a contact out of the inbox, and lets a worker remove everything behind it. `confirm` is the address, typed again.
///
/// # Errors
/// [`EraseError`]; then nothing changed.
pub async fn erase_contact(
    ports: &Ports,
    tenant: &TenantId,
    (address, confirm): (&Address, &str),
    doer: &Doer,
) -> Result<Erasure, EraseError> {
    if confirm.trim() != address.as_str() {
        return Err(EraseError::NotConfirmed);
    }
    for _ in 0..DECISIONS_MAX {
        let contact = ports.contacts.contact(tenant, address).await?.ok_or(EraseError::NotFound)?;
        if is_bare(&contact) {
            return Err(EraseError::Nothing);
        }
        let mut rows = Vec::new();
        for thread in &contact.threads {
            rows.extend(ports.conversations.conversation(tenant, thread).await?);
        }
        let now = ports.clock.now();
        let id = ErasureId::new(ports.ids.ulid(now));
        let threads = contact.threads.iter().cloned().collect();
        let ledger = !contact.heads.is_empty();
        let erasure = Erasure::new(id, (address, ledger), (threads, &rows), (doer.actor.clone(), now));
        let receipt = &erasure.receipt;
        let entry = Entry::new(ports, doer, Action::ContactErased)
            .on(receipt.contact.as_str())
            .with("erasure", receipt.id.as_str());
        let due = now + UNTAKEN_AFTER;
        if ports.erasures.begin(tenant, (&contact, &rows), (&erasure, due), &entry).await? {
            tracing::info!(tenant.id = %tenant, erasure.id = %receipt.id, "a contact is being erased");
            queue(ports, tenant, &receipt.id).await;
            return Ok(erasure);
        }
    }
    Err(busy().into())
}

/// Queues an erasure. If the queue cannot be reached, the sweep queues it within minutes.
async fn queue(ports: &Ports, tenant: &TenantId, id: &ErasureId) {
    if let Err(error) = ports.media_queue.enqueue(&MediaTask::of_erasure(tenant, id)).await {
        tracing::warn!(tenant.id = %tenant, erasure.id = %id, %error, "queue refused an erasure; the sweep will queue it");
    }
}

/// Puts an erasure that no worker looks after into the queue again.
///
/// # Errors
/// The store's or the queue's; then the sweep comes again.
pub(crate) async fn queue_again(ports: &Ports, tenant: &TenantId, id: &ErasureId, as_of: Timestamp) -> PortResult<()> {
    ports.erasures.postpone(tenant, id, as_of + UNTAKEN_AFTER).await?;
    ports.media_queue.enqueue(&MediaTask::of_erasure(tenant, id)).await
}

/// What came of one step.
enum Step {
    /// Something is gone, or was no longer there.
    Done,
    /// Something is under way, or the carrier does not answer.
    Later(SignedDuration),
}

/// Removes what a contact left behind, for as long as one task may last.
///
/// # Errors
/// The store's or the bucket's; the task should come again.
pub async fn remove_traces(ports: &Ports, tenant: &TenantId, id: &ErasureId) -> PortResult<Delivery> {
    let begun = ports.clock.now();
    let account = working_account(ports, tenant).await?.map(|(_, account)| account);
    loop {
        let Some(erasure) = ports.erasures.erasure(tenant, id).await? else { return Ok(Delivery::Done) };
        let Some(remaining) = erasure.remaining.clone() else { return Ok(Delivery::Done) };
        let step = if remaining.campaigns.is_some() {
            leave_campaigns(ports, tenant, erasure, &remaining).await?
        } else if remaining.threads.is_empty() {
            return finish(ports, tenant, erasure).await;
        } else {
            clear_thread(ports, tenant, (erasure, &remaining), account.as_ref()).await?
        };
        let now = ports.clock.now();
        let due = match step {
            Step::Later(wait) => now + wait,
            Step::Done if now.duration_since(begun) >= SLICE => now,
            Step::Done => continue,
        };
        // A task of the queue may come again only so often; the sweep comes as often as it takes.
        ports.erasures.postpone(tenant, id, due).await?;
        return Ok(Delivery::Done);
    }
}

async fn finish(ports: &Ports, tenant: &TenantId, mut erasure: Erasure) -> PortResult<Delivery> {
    erasure.finish(ports.clock.now());
    erasure.version += 1;
    if ports.erasures.remove(tenant, &[], (&erasure, None)).await? {
        tracing::info!(tenant.id = %tenant, erasure.id = %erasure.receipt.id, "a contact is erased");
    }
    Ok(Delivery::Done)
}

/// Keeps how far an erasure has come, together with the removal of traces.
async fn keep(ports: &Ports, tenant: &TenantId, traces: &[Trace], erasure: Erasure) -> PortResult<Step> {
    let erasure = Erasure { version: erasure.version + 1, ..erasure };
    let due = ports.clock.now() + UNTAKEN_AFTER;
    // What is no longer as it was read is read again.
    ports.erasures.remove(tenant, traces, (&erasure, Some(due))).await?;
    Ok(Step::Done)
}

/// Takes the customer out of some campaigns, the running ones included.
async fn leave_campaigns(
    ports: &Ports,
    tenant: &TenantId,
    mut erasure: Erasure,
    remaining: &Remaining,
) -> PortResult<Step> {
    let after = remaining.campaigns.clone().filter(|after| !after.is_empty()).map(Position);
    let page = ports.campaigns.campaigns(tenant, &PageRequest { limit: CAMPAIGNS_AT_ONCE, after }).await?;
    for campaign in &page.rows {
        erasure.receipt.erased.campaign_rows += leave_campaign(ports, tenant, &campaign.id, &remaining.address).await?;
    }
    let campaigns = page.next.map(|Position(next)| next);
    erasure.remaining = Some(Remaining { campaigns, ..remaining.clone() });
    keep(ports, tenant, &[], erasure).await
}

/// Removes the rows of a campaign that name an address. Answers how many.
async fn leave_campaign(ports: &Ports, tenant: &TenantId, campaign: &CampaignId, address: &Address) -> PortResult<u64> {
    let mut gone = 0;
    while let Some(row) = ports.campaigns.recipient(tenant, campaign, &RecipientId::of(address)).await? {
        gone += u64::from(forget(ports, tenant, &row).await?);
    }
    let mut page = PageRequest { limit: RECIPIENTS_AT_ONCE, after: None };
    loop {
        let repeated = ports.campaigns.recipients(tenant, campaign, Some(RecipientState::Duplicate), &page).await?;
        for row in repeated.rows.iter().filter(|row| row.to.as_ref() == Some(address)) {
            gone += u64::from(forget(ports, tenant, row).await?);
        }
        page.after = repeated.next;
        if page.after.is_none() {
            return Ok(gone);
        }
    }
}

/// Removes a row. What the campaign counts stays, but for a text that is never sent now.
async fn forget(ports: &Ports, tenant: &TenantId, row: &Recipient) -> PortResult<bool> {
    let is_unsent = matches!(row.state, RecipientState::Waiting | RecipientState::Queued);
    let now = ports.clock.now();
    let after = if is_unsent { row.moved(RecipientState::Canceled, None, now) } else { row.clone() };
    ports.campaigns.forget_recipient(tenant, row, &after).await
}

/// Removes some of what stands in the first thread that is left.
async fn clear_thread(
    ports: &Ports,
    tenant: &TenantId,
    (mut erasure, remaining): (Erasure, &Remaining),
    account: Option<&CarrierAccount>,
) -> PortResult<Step> {
    let Some((thread, others)) = remaining.threads.split_first() else { return Ok(Step::Done) };
    let now = ports.clock.now();
    let found = ports.erasures.traces(tenant, thread, remaining.until, AT_ONCE).await?;
    if found.is_empty() {
        let row = empty_row(ports, tenant, thread).await?;
        erasure.remaining = Some(Remaining { threads: others.to_vec(), ..remaining.clone() });
        return keep(ports, tenant, row.as_slice(), erasure).await;
    }
    let (mut gone, mut wait, mut is_refused) = (Vec::new(), None, false);
    for trace in found {
        if trace.is_under_way(now) {
            wait = Some(WAIT);
            continue;
        }
        if let Err(failure) = clear(ports, tenant, (&trace, &mut erasure), (account, remaining.tries)).await? {
            tracing::warn!(tenant.id = %tenant, erasure.id = %erasure.receipt.id, %failure, tries = remaining.tries + 1, "the carrier deletes nothing now");
            (wait, is_refused) = (Some(pause(remaining.tries)), true);
            break;
        }
        trace.count(&mut erasure.receipt.erased);
        gone.push(trace);
    }
    let tries = if is_refused && gone.is_empty() { remaining.tries + 1 } else { 0 };
    erasure.remaining = Some(Remaining { tries, ..remaining.clone() });
    if !gone.is_empty() || is_refused {
        keep(ports, tenant, &gone, erasure).await?;
    }
    Ok(wait.map_or(Step::Done, Step::Later))
}

/// The row of a thread in which nothing stands any more.
async fn empty_row(ports: &Ports, tenant: &TenantId, thread: &ConversationId) -> PortResult<Option<Trace>> {
    let Some(row) = ports.conversations.conversation(tenant, thread).await? else { return Ok(None) };
    let news = ports.threads.timeline(tenant, thread, &PageRequest { limit: 1, after: None }).await?;
    Ok(news.rows.is_empty().then(|| Trace::Row(Box::new(row))))
}

/// Removes what a trace left outside the table, and counts it. `Err`: the carrier is to be asked again later.
async fn clear(
    ports: &Ports,
    tenant: &TenantId,
    (trace, erasure): (&Trace, &mut Erasure),
    (account, tries): (Option<&CarrierAccount>, u64),
) -> PortResult<CarrierResult<()>> {
    if let Some(answer) = delete_copy(ports, account, trace).await
        && let Err(failure) = told(answer, erasure, tries)
    {
        return Ok(Err(failure));
    }
    for media in trace.files() {
        ports.media.remove(tenant, media).await?;
        erasure.receipt.erased.files += 1;
    }
    if let Trace::Entry(ThreadEntry::Call { call }) = trace {
        erasure.receipt.erased.call_shares += ports.shares.forget_shares(tenant, &call.id).await?;
    }
    Ok(Ok(()))
}

/// Lets the carrier delete its copy; `None` of what it never had.
async fn delete_copy(ports: &Ports, account: Option<&CarrierAccount>, trace: &Trace) -> Option<CarrierResult<()>> {
    let copy = trace.carrier_copy()?;
    let Some(account) = account else { return Some(Err(CarrierFailure::NotActive)) };
    Some(match copy {
        AtCarrier::Message(sid) => ports.carrier_media.delete_message(account, sid).await,
        AtCarrier::Recording(sid) => ports.carrier_media.delete_recording(account, sid).await,
    })
}

/// Counts what the carrier said of its copy. `Err`: it is to be asked again.
fn told(answer: CarrierResult<()>, erasure: &mut Erasure, tries: u64) -> CarrierResult<()> {
    match answer {
        Ok(()) | Err(CarrierFailure::NotFound) => erasure.receipt.erased.carrier_copies += 1,
        Err(failure) if tries < OUTAGE_TRIES_MAX && may_pass(&failure) => return Err(failure),
        Err(_) => erasure.receipt.left_at_carrier += 1,
    }
    Ok(())
}

/// Whether the carrier may delete later what it does not delete now.
fn may_pass(failure: &CarrierFailure) -> bool {
    matches!(
        failure,
        CarrierFailure::NotNow { .. }
            | CarrierFailure::Ambiguous { .. }
            | CarrierFailure::Refused { code: INCOMPLETE, .. }
    )
}
