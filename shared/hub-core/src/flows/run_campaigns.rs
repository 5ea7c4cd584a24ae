//! The texts of running campaigns go out, a few minutes' worth at a time.
//!
//! A recipient becomes a message in one transaction: they leave `waiting` and the message is stored as `queued`, both only
//! if they still wait as they were read. So wherever a worker dies and however many run, a recipient has one text or none,
//! and one without a text still waits. What is queued keeps to the pace of its sender; whoever hands it over asks again
//! whether the campaign runs.

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use crate::campaign::{Campaign, CampaignState};
use crate::carrier_account::CarrierStatus;
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::campaigns::{CampaignError, begin, finish};
use crate::flows::send_message::{Draft, SendError, send_between, sender};
use crate::ids::{CampaignId, TenantId};
use crate::message::{Message, MessageKind};
use crate::number::OwnNumber;
use crate::pace::usual_pace;
use crate::page::PageRequest;
use crate::ports::{Fired, PortResult};
use crate::recipient::{CAMPAIGN_CANCELED, Recipient, RecipientState};
use crate::segments::segmentation;
use crate::templates;

/// Texts of a campaign wait in the queue for about so many seconds at most.
const AHEAD_SECONDS: f64 = 180.0;
/// Fewer are not queued, however slow the sender is.
const QUEUED_MIN: f64 = 5.0;
/// More are not queued, however fast the sender is.
const QUEUED_MAX: f64 = 500.0;
/// So many recipients become messages at the same time: more would wait for each other's counters.
const AT_A_TIME: usize = 4;
const PAGE: usize = 100;
/// A campaign whose turn lasts longer goes on in the next minute.
const TURN: SignedDuration = SignedDuration::from_secs(40);
/// A text that is held up is looked at again after this time, if nobody resumes its campaign before.
const HELD: SignedDuration = SignedDuration::from_hours(1);

/// What a turn did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turn {
    /// Recipients whose text was queued.
    pub queued: u64,
    /// Recipients who are tried again later.
    pub later: u64,
    /// Recipients who were refused.
    pub refused: u64,
    /// Recipients of a canceled campaign that were marked so.
    pub canceled: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Queued,
    Later,
    Refused,
    /// Somebody else dealt with them.
    Moved,
}

/// Gives every campaign that has something to do its turn. One that fails holds up no other.
///
/// # Errors
/// The first failure, after everything else.
pub async fn run_due(ports: &Ports) -> PortResult<()> {
    let (mut after, mut outcome) = (None, Ok(()));
    loop {
        let page = PageRequest { limit: PAGE, after };
        let due = ports.campaigns.due_campaigns(ports.clock.now(), &page).await?;
        let turns = stream::iter(due.rows).map(|(tenant, id)| async move {
            let turn = run_campaign(ports, &tenant, &id).await;
            turn.map(drop).inspect_err(|error| {
                tracing::error!(tenant.id = %tenant, campaign.id = %id, %error, "campaign failed; the next tick goes on");
            })
        });
        let turns: Vec<_> = turns.buffer_unordered(AT_A_TIME).collect().await;
        outcome = turns.into_iter().fold(outcome, Result::and);
        after = due.next;
        if after.is_none() {
            return outcome;
        }
    }
}

/// One turn of a campaign.
///
/// # Errors
/// The stores'; what was not done is done in the next turn.
pub async fn run_campaign(ports: &Ports, tenant: &TenantId, id: &CampaignId) -> PortResult<Turn> {
    let now = ports.clock.now();
    let Some(campaign) = ports.campaigns.campaign(tenant, id).await? else { return Ok(Turn::default()) };
    let campaign = match campaign.state {
        CampaignState::Scheduled if campaign.start_at.as_ref().is_some_and(|at| at.utc <= now) => {
            match begin(ports, tenant, id).await {
                Ok(begun) => begun,
                Err(CampaignError::Port(error)) => return Err(error),
                Err(_) => return Ok(Turn::default()),
            }
        }
        CampaignState::Running => campaign,
        CampaignState::Canceled if campaign.is_clearing => return clear(ports, tenant, &campaign).await,
        _ => return Ok(Turn::default()),
    };
    let turn = queue_some(ports, tenant, &campaign).await?;
    if turn != Turn::default() {
        let Turn { queued, later, refused, .. } = turn;
        tracing::info!(tenant.id = %tenant, campaign.id = %id, queued, later, refused, "campaign had its turn");
    }
    let tally = ports.campaigns.tally(tenant, id).await?;
    let has = |state: RecipientState| tally.get(state.as_str()).copied().unwrap_or_default() > 0;
    if !has(RecipientState::Waiting) && !has(RecipientState::Queued) {
        settled(finish(ports, tenant, id).await)?;
    }
    Ok(turn)
}

/// A campaign that somebody moved meanwhile is left to the next turn.
fn settled(outcome: Result<Campaign, CampaignError>) -> PortResult<()> {
    match outcome {
        Err(CampaignError::Port(error)) => Err(error),
        _ => Ok(()),
    }
}

/// Queues what goes out within the next minutes.
async fn queue_some(ports: &Ports, tenant: &TenantId, campaign: &Campaign) -> PortResult<Turn> {
    let (id, begun) = (&campaign.id, ports.clock.now());
    // Without an account nothing can go out; with refused credentials what is queued waits for their repair already.
    if ports.accounts.carrier_status(tenant).await?.0 != CarrierStatus::Connected {
        return Ok(Turn::default());
    }
    let from = match sender(ports, tenant, ChannelClass::Sms, Some(campaign.from.as_str())).await {
        Ok(from) => Some(from),
        Err(SendError::Port(error)) => return Err(error),
        Err(_) => None,
    };
    let tally = ports.campaigns.tally(tenant, id).await?;
    let queued = tally.get(RecipientState::Queued.as_str()).copied().unwrap_or_default();
    let mut room = from
        .as_ref()
        .map_or(PAGE, |from| room(from, campaign))
        .saturating_sub(usize::try_from(queued).unwrap_or_default());
    let (mut turn, mut after) = (Turn::default(), None);
    while room > 0 && ports.clock.now().duration_since(begun) < TURN {
        let page = PageRequest { limit: PAGE.min(room), after };
        let due = ports.campaigns.due_recipients(tenant, id, ports.clock.now(), &page).await?;
        let still = ports.campaigns.campaign(tenant, id).await?;
        if still.is_none_or(|campaign| campaign.state != CampaignState::Running) {
            break;
        }
        let from = from.as_ref();
        let fates = stream::iter(due.rows)
            .map(|recipient| async move { one(ports, tenant, (campaign, from), &recipient).await })
            .buffer_unordered(AT_A_TIME);
        let fates: Vec<Fate> = fates.try_collect().await?;
        let count = |wanted| fates.iter().filter(|fate| **fate == wanted).count();
        let queued = count(Fate::Queued);
        room = room.saturating_sub(queued);
        turn.queued += queued as u64;
        turn.later += count(Fate::Later) as u64;
        turn.refused += count(Fate::Refused) as u64;
        after = due.next;
        if after.is_none() {
            break;
        }
    }
    Ok(turn)
}

/// So many texts of a campaign may be queued: people keep every fifth turn of the sender.
fn room(from: &OwnNumber, campaign: &Campaign) -> usize {
    let pace = from.pace.unwrap_or_else(|| usual_pace(&from.number, from.channel));
    let segments = f64::from(segmentation(&campaign.whole_body()).segments.max(1));
    let texts = (pace * 0.8 * AHEAD_SECONDS / segments).clamp(QUEUED_MIN, QUEUED_MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 5 and 500")]
    let texts = texts as usize;
    texts
}

/// The text of a recipient, or why there is none.
pub(crate) enum Filled {
    /// The text.
    Body(String),
    /// A variable has no value.
    Missing {
        /// A stable code.
        reason: &'static str,
        /// A plain sentence.
        message: String,
    },
}

/// Fills the variables in: columns first, then the row's name, then the name that the team gave.
pub(crate) async fn filled(
    ports: &Ports,
    tenant: &TenantId,
    campaign: &Campaign,
    recipient: &Recipient,
) -> PortResult<Filled> {
    let body = campaign.whole_body();
    let Some(to) = &recipient.to else {
        return Ok(Filled::Missing { reason: "invalid_number", message: "That is not a phone number.".to_owned() });
    };
    let wanted = templates::variables(&body);
    let wants_name = wanted.iter().any(|name| name == "name" || name == "first_name");
    let mut name = recipient.name.clone();
    if name.is_none() && wants_name {
        name = ports.contacts.contact(tenant, to).await?.and_then(|contact| contact.name);
    }
    let mut values = templates::built_in(to.as_str(), name.as_deref());
    values.extend(recipient.variables.clone());
    Ok(match templates::fill(&body, &values) {
        Ok(body) => Filled::Body(body),
        Err(name) => Filled::Missing {
            reason: "variable_missing",
            message: format!("The text needs {{{{{name}}}}}, which this recipient does not have."),
        },
    })
}

async fn one(
    ports: &Ports,
    tenant: &TenantId,
    (campaign, from): (&Campaign, Option<&OwnNumber>),
    recipient: &Recipient,
) -> PortResult<Fate> {
    let now = ports.clock.now();
    let refuse = async |reason: &str, message: &str| {
        let after = recipient.moved(RecipientState::Refused, Some((reason, message)), now);
        let is_done = ports.campaigns.replace_recipient(tenant, recipient, &after).await?;
        Ok(if is_done { Fate::Refused } else { Fate::Moved })
    };
    let body = match filled(ports, tenant, campaign, recipient).await? {
        Filled::Body(body) => body,
        Filled::Missing { reason, message } => return refuse(reason, &message).await,
    };
    let (Some(from), Some(to)) = (from, &recipient.to) else {
        let error = SendError::UnknownSender;
        return refuse(error.code(), &error.to_string()).await;
    };
    let fired = Fired::Recipient {
        before: Box::new(recipient.clone()),
        after: Box::new(recipient.moved(RecipientState::Queued, None, now)),
        campaign: campaign.name.clone(),
    };
    match send_between(ports, tenant, (from, to), &draft(campaign, to.as_str(), body), Some(&fired)).await {
        Ok(_) => Ok(Fate::Queued),
        Err(SendError::NoLongerScheduled) => Ok(Fate::Moved),
        Err(SendError::Port(error)) => Err(error),
        Err(SendError::Refused(refusal)) if refusal.until().is_some() => {
            let due_at = refusal.until().unwrap_or(now);
            let reason = refusal.to_string();
            let waits = recipient.moved(RecipientState::Waiting, Some((refusal.code(), &reason)), now);
            let is_done = ports.campaigns.replace_recipient(tenant, recipient, &Recipient { due_at, ..waits }).await?;
            Ok(if is_done { Fate::Later } else { Fate::Moved })
        }
        Err(refusal) => refuse(refusal.code(), &refusal.to_string()).await,
    }
}

fn draft(campaign: &Campaign, to: &str, body: String) -> Draft {
    Draft {
        to: to.to_owned(),
        body,
        media: Vec::new(),
        from: Some(campaign.from.as_str().to_owned()),
        client_id: None,
        idempotency_key: None,
        author: Some(campaign.author_id.clone()),
        kind: MessageKind::Campaign,
        channel: ChannelClass::Sms,
        template: None,
    }
}

/// Marks those who still wait although their campaign was canceled.
async fn clear(ports: &Ports, tenant: &TenantId, campaign: &Campaign) -> PortResult<Turn> {
    const REASON: (&str, &str) = (CAMPAIGN_CANCELED, "The campaign was canceled.");
    let (id, begun) = (&campaign.id, ports.clock.now());
    let (mut turn, mut after) = (Turn::default(), None);
    while ports.clock.now().duration_since(begun) < TURN {
        let page = PageRequest { limit: PAGE, after };
        let waiting = ports.campaigns.recipients(tenant, id, Some(RecipientState::Waiting), &page).await?;
        let marks = stream::iter(waiting.rows)
            .map(|recipient| async move {
                let after = recipient.moved(RecipientState::Canceled, Some(REASON), ports.clock.now());
                ports.campaigns.replace_recipient(tenant, &recipient, &after).await
            })
            .buffer_unordered(AT_A_TIME);
        let marks: Vec<bool> = marks.try_collect().await?;
        turn.canceled += marks.into_iter().filter(|is_done| *is_done).count() as u64;
        after = waiting.next;
        if after.is_none() {
            break;
        }
    }
    let tally = ports.campaigns.tally(tenant, id).await?;
    if tally.get(RecipientState::Waiting.as_str()).copied().unwrap_or_default() == 0 {
        settled(finish(ports, tenant, id).await)?;
    }
    Ok(turn)
}

/// Whether a campaign's text may be handed over now; one that may not is put aside or ended.
///
/// # Errors
/// The stores'.
pub(crate) async fn is_let_through(ports: &Ports, tenant: &TenantId, message: &Message) -> PortResult<bool> {
    let Some(mark) = &message.campaign else { return Ok(true) };
    let state = ports.campaigns.campaign(tenant, &mark.id).await?.map(|campaign| campaign.state);
    let until: Timestamp = ports.clock.now() + HELD;
    match state {
        Some(CampaignState::Paused) => ports.messages.postpone(tenant, &message.id, until).await?,
        Some(CampaignState::Canceled) => {
            let reason = "The campaign was canceled.";
            ports.messages.refuse(tenant, &message.id, CAMPAIGN_CANCELED, reason).await?
        }
        _ => return Ok(true),
    };
    Ok(false)
}
