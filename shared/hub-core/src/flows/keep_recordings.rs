//! How long recordings are kept: here, and at the carrier.

use jiff::{SignedDuration, Timestamp};

use crate::call::{Call, CarrierCopy};
use crate::carrier_account::CarrierAccount;
use crate::flows::Ports;
use crate::flows::calls::{change_call, put_off};
use crate::ids::TenantId;
use crate::ports::{CallRecord, CarrierFailure, PortResult};
use crate::settings::{CarrierCopies, Settings};

/// So many calls one look of the sweep goes through.
const BATCH: usize = 200;
/// The sweep looks so often for recordings whose time is over.
const LOOKS_EVERY: SignedDuration = SignedDuration::from_hours(1);

fn is_kept_for_a_time(call: &Call) -> bool {
    call.is_over() && call.has_keepsakes()
}

/// Whether what is to be heard and read of a call is not kept any more.
fn is_over_age(settings: &Settings, call: &Call, now: Timestamp) -> bool {
    is_kept_for_a_time(call) && settings.recordings_kept_since(now).is_some_and(|since| call.started_at < since)
}

/// Marks calls of a tenant whose recordings are older than they are kept, for a worker to remove them. Answers how many.
///
/// Calls are looked through once, in the order in which they began.
///
/// # Errors
/// The store's; the next sweep goes on from there.
pub(crate) async fn clean(ports: &Ports, tenant: &TenantId) -> PortResult<u64> {
    let now = ports.clock.now();
    let Some(from) = ports.calls.cleaned_until(tenant).await? else { return Ok(0) };
    let settings = ports.settings.settings(tenant).await?;
    let since = settings.as_ref().and_then(|settings| settings.recordings_kept_since(now));
    let (Some(settings), Some(since)) = (settings, since) else {
        ports.calls.clean_on(tenant, from, from, now + LOOKS_EVERY).await?;
        return Ok(0);
    };
    let calls = ports.calls.calls_between(tenant, from, since, BATCH).await?;
    let mut marked = 0;
    for call in calls.iter().filter(|call| is_over_age(&settings, call, now)) {
        change_call(ports, tenant, &call.id, |record| record.due = Some(now)).await?;
        marked += 1;
    }
    let last = calls.last().map(|call| call.started_at).filter(|_| calls.len() == BATCH);
    let (until, due) = match last {
        // Were all of them of one moment, the same ones would be looked at again.
        Some(last) if last == from => (last + SignedDuration::from_millis(1), now),
        Some(last) => (last, now),
        None => (since.max(from), now + LOOKS_EVERY),
    };
    ports.calls.clean_on(tenant, from, until, due).await?;
    Ok(marked)
}

/// Removes what is to be heard and read of a call if its time is over; `true` if it was.
///
/// The bytes go first: a process that dies between the two does it again.
///
/// # Errors
/// The store's or the bucket's; the task should come again.
pub(crate) async fn remove_over_age(ports: &Ports, tenant: &TenantId, record: &CallRecord) -> PortResult<bool> {
    let (call, now) = (&record.call, ports.clock.now());
    if !is_kept_for_a_time(call) {
        return Ok(false);
    }
    let Some(settings) = ports.settings.settings(tenant).await? else { return Ok(false) };
    if !is_over_age(&settings, call, now) {
        return Ok(false);
    }
    if let Some(media) = call.recording.as_ref().and_then(|recording| recording.media_id.as_ref()) {
        ports.media.remove(tenant, media).await?;
    }
    tracing::info!(tenant.id = %tenant, call.id = %call.id, "a recording was kept long enough; it is removed");
    change_call(ports, tenant, &call.id, |record| {
        record.call.forget_keepsakes();
        release(&settings, &mut record.call);
        record.due = record.call.awaits_deletion().then_some(now);
    })
    .await?;
    Ok(true)
}

/// Lets the carrier's copy of a recording be deleted, where the organisation wants that.
pub(crate) fn release(settings: &Settings, call: &mut Call) {
    if let Some(recording) = &mut call.recording
        && settings.recordings_at_carrier == CarrierCopies::Delete
        && recording.carrier_copy == CarrierCopy::Kept
    {
        recording.carrier_copy = CarrierCopy::Deleting;
    }
}

/// Deletes the carrier's copy of a recording that the hub has. What is not there is deleted.
///
/// # Errors
/// The store's; the task should come again.
pub(crate) async fn delete_at_carrier(
    ports: &Ports,
    tenant: &TenantId,
    call: &Call,
    account: Option<&CarrierAccount>,
) -> PortResult<()> {
    let Some(recording) = call.recording.as_ref().filter(|_| call.awaits_deletion()) else { return Ok(()) };
    let answer = match account {
        Some(account) => ports.carrier_media.delete_recording(account, &recording.sid).await,
        // Whose account it was nobody knows any more.
        None => Err(CarrierFailure::NotFound),
    };
    let copy = match answer {
        Ok(()) | Err(CarrierFailure::NotFound) => CarrierCopy::Deleted,
        Err(CarrierFailure::Refused { code, .. }) => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, code, "the carrier does not delete its copy of a recording");
            CarrierCopy::Refused
        }
        Err(failure) => {
            tracing::warn!(tenant.id = %tenant, call.id = %call.id, %failure, "the carrier's copy of a recording is deleted later");
            return put_off(ports, tenant, &call.id).await;
        }
    };
    change_call(ports, tenant, &call.id, |record| {
        if let Some(known) = record.call.recording.as_mut().filter(|known| known.sid == recording.sid) {
            known.carrier_copy = copy;
        }
        record.due = None;
    })
    .await?;
    Ok(())
}
