//! The worker hands one queued message to the carrier, at most once.

use jiff::{SignedDuration, Timestamp};

use crate::flows::Ports;
use crate::flows::receive_message::SMS;
use crate::ids::TenantId;
use crate::message::{Message, MessageStatus};
use crate::ports::{CarrierAnswer, CarrierMessage, Claim, PortResult, SendTask, Settlement};
use crate::preflight::Refusal;

/// A worker that has not settled a message in this time is taken for dead. Longer than any call to the carrier.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After so many tries that surely did not reach the carrier, the message fails.
pub const ATTEMPTS_MAX: u64 = 8;
const BACKOFF_MAX_SECONDS: u64 = 60;

/// What the queue should do with the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing is left to do.
    Done,
    /// Deliver the task again after this time.
    Retry(SignedDuration),
}

/// Where the carrier reports on a message: the path names it, so that a report can come before the SID is stored.
#[must_use]
pub fn status_callback_url(public_base_url: &str, tenant: &TenantId, message: &Message) -> String {
    format!("{public_base_url}/webhooks/twilio/message-status/{tenant}/{}", message.id)
}

/// Sends the message of a task.
///
/// The claim turns `queued` into `sending` before the carrier is called, so a second delivery of the task, or a
/// worker after a crash, finds nothing to claim. A crash after the call leaves `sending`, which the sweep turns into
/// `uncertain` when the lease ends: never a second send.
///
/// # Errors
/// The store's; the task should come again. After the carrier was called that finds nothing to claim: the callback or
/// the sweep settles the message.
pub async fn deliver_message(ports: &Ports, public_base_url: &str, task: &SendTask) -> PortResult<Delivery> {
    let tenant = &task.tenant_id;
    let Some(message) = ports.messages.message(tenant, &task.message_id).await? else { return Ok(Delivery::Done) };
    if message.status != MessageStatus::Queued {
        return Ok(Delivery::Done);
    }
    let Some(account) = ports.accounts.carrier_account(tenant).await? else {
        let reason = "No carrier account is connected.";
        ports.messages.refuse(tenant, &message.id, "carrier_not_configured", reason).await?;
        return Ok(Delivery::Done);
    };
    if ports.consent.is_opted_out(tenant, &message.to, SMS).await? {
        ports.messages.refuse(tenant, &message.id, Refusal::OptedOut.code(), &Refusal::OptedOut.to_string()).await?;
        return Ok(Delivery::Done);
    }
    let lease_until = ports.clock.now() + LEASE;
    let Some(claim) = ports.messages.claim(tenant, &message.id, lease_until).await? else { return Ok(Delivery::Done) };

    let status_callback = status_callback_url(public_base_url, tenant, &claim.message);
    let answer =
        ports.carrier.send(CarrierMessage { account: &account, message: &claim.message, status_callback }).await;
    let now = ports.clock.now();
    if let CarrierAnswer::Refused { opted_out: true, .. } = &answer {
        ports.consent.record_opt_out(tenant, &message.conversation_id, &message.to, now).await?;
    }
    tracing::info!(tenant.id = %tenant, message.id = %message.id, attempts = claim.attempts, "carrier answered");
    let (settlement, delivery) = decide(answer, &claim, now);
    ports.messages.settle(tenant, &claim, &settlement, now).await?;
    Ok(delivery)
}

fn decide(answer: CarrierAnswer, claim: &Claim, now: Timestamp) -> (Settlement, Delivery) {
    let ended =
        |status, code: &str, reason: &str| Settlement::Ended { status, code: code.into(), reason: reason.into() };
    match answer {
        CarrierAnswer::Accepted { sid } => (Settlement::Bound { sid }, Delivery::Done),
        CarrierAnswer::NotNow { reason } if claim.attempts < ATTEMPTS_MAX => {
            let wait = backoff(claim.attempts);
            tracing::warn!(message.id = %claim.message.id, attempts = claim.attempts, reason, "carrier did not take the message; trying again");
            (
                Settlement::Released { due: now + wait + crate::flows::send_message::UNTAKEN_AFTER },
                Delivery::Retry(wait),
            )
        }
        CarrierAnswer::NotNow { reason } => {
            tracing::error!(message.id = %claim.message.id, reason, "carrier did not take the message; giving up");
            (
                ended(
                    MessageStatus::Failed,
                    "carrier_unavailable",
                    "The carrier did not take the message after several tries.",
                ),
                Delivery::Done,
            )
        }
        CarrierAnswer::Refused { code, reason, opted_out } => {
            let status = if opted_out { MessageStatus::Blocked } else { MessageStatus::Failed };
            (ended(status, &code, &reason), Delivery::Done)
        }
        CarrierAnswer::Ambiguous { reason } => {
            tracing::warn!(message.id = %claim.message.id, reason, "carrier may have the message; not sending again");
            (
                ended(
                    MessageStatus::Uncertain,
                    "carrier_answer_lost",
                    "The carrier's answer was lost, so we can't tell whether this was sent.",
                ),
                Delivery::Done,
            )
        }
    }
}

/// 1, 2, 4, … seconds, at most a minute.
fn backoff(attempts: u64) -> SignedDuration {
    let seconds = 1u64 << attempts.saturating_sub(1).min(6);
    SignedDuration::from_secs(i64::try_from(seconds.min(BACKOFF_MAX_SECONDS)).unwrap_or(60))
}
