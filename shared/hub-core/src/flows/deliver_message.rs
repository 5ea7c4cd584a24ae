//! The worker hands one queued message to the carrier, at most once.

use jiff::{SignedDuration, Timestamp};

use crate::carrier_account::{CarrierAccount, CarrierStatus};
use crate::correlation;
use crate::flows::Ports;
use crate::flows::consent::carrier_refused;
use crate::flows::credentials::{carrier_account, is_working, promote_next_token, stop};
use crate::flows::pacing::wait_for_turn;
use crate::flows::preflight::check_message;
use crate::flows::reconcile::{look_after, reconcile};
use crate::flows::run_campaigns::is_let_through;
use crate::flows::show_media::carrier_links;
use crate::ids::{MessageId, TenantId};
use crate::message::{Message, MessageStatus};
use crate::ports::{CarrierAnswer, CarrierMessage, Claim, PortResult, SendTask, Settlement};
use crate::preflight::Refusal;

/// A worker that has not settled a message in this time is taken for dead. Longer than any call to the carrier.
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After so many tries that surely did not reach the carrier, the message fails: almost an hour and a half.
pub const ATTEMPTS_MAX: u64 = 24;
/// Why a tenant's texts wait.
pub(crate) const CREDENTIALS_REFUSED: &str = "Twilio refuses the account's credentials.";
const BACKOFF_MAX: SignedDuration = SignedDuration::from_mins(5);

/// What the queue should do with the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing is left to do.
    Done,
    /// Deliver the task again after this time.
    Retry(SignedDuration),
}

/// Where the carrier reports on a message: the path names it, so that a report can come before the SID is stored, and the
/// query names the request that caused it.
#[must_use]
pub fn status_callback_url(public_base_url: &str, tenant: &TenantId, message: &Message) -> String {
    let cause = correlation::current().filter(|id| correlation::is_one(id));
    let query = cause.map(|id| format!("?{}={id}", correlation::PARAMETER)).unwrap_or_default();
    format!("{public_base_url}/webhooks/twilio/message-status/{tenant}/{}{query}", message.id)
}

/// Sends the message of a task.
///
/// The claim turns `queued` into `sending` before the carrier is called, so a second delivery of the task, or a
/// worker after a crash, finds nothing to claim. A crash after the call leaves `sending`, which the sweep turns into
/// `uncertain` when the lease ends. An uncertain message is looked for at the carrier before anything else is done.
/// A message whose turn at its sender has not come yet is not claimed; its task comes again then.
///
/// # Errors
/// The store's; the task should come again. After the carrier was called that finds nothing to claim: the callback or
/// the sweep settles the message.
pub async fn deliver_message(ports: &Ports, public_base_url: &str, task: &SendTask) -> PortResult<Delivery> {
    let tenant = &task.tenant_id;
    let Some(message) = ports.messages.message(tenant, &task.message_id).await? else { return Ok(Delivery::Done) };
    match message.status {
        MessageStatus::Queued => {}
        MessageStatus::Uncertain => return reconcile(ports, tenant, &message.id).await,
        _ => return Ok(Delivery::Done),
    }
    let Some((connection, account)) = carrier_account(ports, tenant).await? else {
        let reason = "No carrier account is connected.";
        ports.messages.refuse(tenant, &message.id, "carrier_not_configured", reason).await?;
        return Ok(Delivery::Done);
    };
    if connection.status == CarrierStatus::Stopped {
        ports.messages.park(tenant, &message.id).await?;
        return go_on_if_repaired(ports, tenant, &message.id).await;
    }
    if message.kind.is_unprompted()
        && let Err(refusal) = take_turn(ports, tenant, &message).await?
    {
        turn_away(ports, tenant, &message, refusal).await?;
        return Ok(Delivery::Done);
    }
    if let Some(wait) = wait_for_turn(ports, tenant, &message).await? {
        return Ok(Delivery::Retry(wait));
    }
    if !is_let_through(ports, tenant, &message).await? {
        return Ok(Delivery::Done);
    }
    // Before the claim, so that a store that fails leaves the message queued.
    let media_urls = carrier_links(ports, public_base_url, tenant, &message).await?;
    let now = ports.clock.now();
    let claim = ports.messages.claim(tenant, &message.id, now, now + LEASE).await?;
    let Some(claim) = claim else { return Ok(Delivery::Done) };
    // Decided only now that the claim shows: an opt-out is seen here, or whoever records it sees the claim and waits.
    if let Err(refusal) = check_message(ports, tenant, &message).await?.verdict {
        ports.messages.settle(tenant, &claim, &refused(refusal), now).await?;
        return Ok(Delivery::Done);
    }

    let status_callback = status_callback_url(public_base_url, tenant, &claim.message);
    let (answer, opened_by_next) = call_carrier(ports, &account, (&claim.message, &media_urls), &status_callback).await;
    let now = ports.clock.now();
    if opened_by_next {
        promote_next_token(ports, tenant, &connection, &account).await?;
    }
    if let CarrierAnswer::Refused { opted_out: true, .. } = &answer {
        carrier_refused(ports, tenant, &message).await?;
    }
    tracing::info!(tenant.id = %tenant, message.id = %message.id, attempts = claim.attempts, "carrier answered");
    if let CarrierAnswer::Unauthorized { reason } = &answer {
        tracing::warn!(tenant.id = %tenant, message.id = %message.id, reason, "carrier refuses the credentials");
        ports.messages.settle(tenant, &claim, &Settlement::Parked, now).await?;
        stop(ports, tenant, &connection, CREDENTIALS_REFUSED).await?;
        return go_on_if_repaired(ports, tenant, &message.id).await;
    }
    let (settlement, delivery) = decide(answer, &claim, now);
    ports.messages.settle(tenant, &claim, &settlement, now).await?;
    Ok(delivery)
}

/// Takes the contact's turn for a message that keeps quiet hours and the hourly limit, if it may be sent now.
async fn take_turn(ports: &Ports, tenant: &TenantId, message: &Message) -> PortResult<Result<(), Refusal>> {
    if let Err(refusal) = check_message(ports, tenant, message).await?.verdict {
        return Ok(Err(refusal));
    }
    let turn = ports.contacts.take_turn(tenant, &message.to, &message.id, ports.clock.now()).await?;
    Ok(turn.map_err(|until| Refusal::RateLimited { until }))
}

/// A message that may be sent later waits without holding its conversation up; any other ends.
async fn turn_away(ports: &Ports, tenant: &TenantId, message: &Message, refusal: Refusal) -> PortResult<()> {
    let (id, code) = (&message.id, refusal.code());
    tracing::info!(tenant.id = %tenant, message.id = %id, code, "message is not sent now");
    match refusal.until() {
        Some(until) => ports.messages.postpone(tenant, id, until).await?,
        None => ports.messages.refuse(tenant, id, code, &refusal.to_string()).await?,
    };
    Ok(())
}

fn refused(refusal: Refusal) -> Settlement {
    let (code, reason) = (refusal.code().to_owned(), refusal.to_string());
    match refusal.until() {
        Some(due) => Settlement::Released { due },
        None => Settlement::Ended { status: MessageStatus::Blocked, code, reason },
    }
}

/// Hands the message over with one login after the other while the carrier refuses them, which says for sure that it
/// took nothing. Says too whether the token that was to become primary opened the API.
async fn call_carrier(
    ports: &Ports,
    account: &CarrierAccount,
    (message, media_urls): (&Message, &[String]),
    status_callback: &str,
) -> (CarrierAnswer, bool) {
    let mut refused = CarrierAnswer::Unauthorized { reason: "no credentials".to_owned() };
    for login in account.api_logins() {
        let (account_sid, status_callback) = (account.account_sid.as_str(), status_callback.to_owned());
        let message = CarrierMessage { account_sid, login: &login, message, media_urls, status_callback };
        let answer = ports.carrier.send(message).await;
        match answer {
            CarrierAnswer::Unauthorized { .. } => refused = answer,
            // A connection that was never made says nothing about the token.
            CarrierAnswer::NotNow { .. } => return (answer, false),
            _ => return (answer, login.is_next_token),
        }
    }
    (refused, false)
}

/// A parked message is woken by the repair. If the repair came while it was being parked, nobody would wake it.
async fn go_on_if_repaired(ports: &Ports, tenant: &TenantId, id: &MessageId) -> PortResult<Delivery> {
    if !is_working(ports, tenant).await? {
        return Ok(Delivery::Done);
    }
    ports.messages.postpone(tenant, id, ports.clock.now() + crate::flows::send_message::UNTAKEN_AFTER).await?;
    Ok(Delivery::Retry(SignedDuration::from_secs(1)))
}

fn decide(answer: CarrierAnswer, claim: &Claim, now: Timestamp) -> (Settlement, Delivery) {
    let ended =
        |status, code: &str, reason: &str| Settlement::Ended { status, code: code.into(), reason: reason.into() };
    match answer {
        CarrierAnswer::Accepted { sid } => (Settlement::Bound { sid }, Delivery::Done),
        CarrierAnswer::NotNow { reason } | CarrierAnswer::Unauthorized { reason } if claim.attempts < ATTEMPTS_MAX => {
            let wait = backoff(claim.attempts);
            tracing::warn!(message.id = %claim.message.id, attempts = claim.attempts, reason, "carrier did not take the message; trying again");
            (
                Settlement::Released { due: now + wait + crate::flows::send_message::UNTAKEN_AFTER },
                Delivery::Retry(wait),
            )
        }
        CarrierAnswer::NotNow { reason } | CarrierAnswer::Unauthorized { reason } => {
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
            let doubted = Settlement::Doubted {
                code: "carrier_answer_lost".to_owned(),
                reason: "The carrier's answer was lost. We are finding out whether this was sent.".to_owned(),
                due: now + look_after(claim.attempts),
            };
            (doubted, Delivery::Done)
        }
    }
}

/// 1, 2, 4, … seconds, at most five minutes.
fn backoff(attempts: u64) -> SignedDuration {
    SignedDuration::from_secs(1 << attempts.saturating_sub(1).min(9)).min(BACKOFF_MAX)
}
