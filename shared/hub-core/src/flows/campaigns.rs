//! A campaign is made, started, held up and ended.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::audience::SheetError;
use crate::campaign::{Campaign, CampaignState};
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::send_message::{SendError, sender};
use crate::ids::{CampaignId, TemplateId, TenantId, UserId, millis};
use crate::page::PageRequest;
use crate::ports::{PortError, PortErrorKind, SendTask};
use crate::recipient::RecipientState;
use crate::schedule::{SendAt, TimeError, WallTime};
use crate::settings::FieldError;
use crate::templates::{good_body, good_name};

/// A rival's change is looked at so often before a change gives up.
const TRIES: usize = 5;

/// What a campaign is made of.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CampaignDraft {
    /// Its name.
    pub name: String,
    /// The number of ours to send from; the first one if absent.
    #[serde(default)]
    pub from: Option<String>,
    /// The text with its variables; may be absent if a template is named.
    #[serde(default)]
    pub body: Option<String>,
    /// The template whose text it takes.
    #[serde(default)]
    pub template_id: Option<TemplateId>,
    /// Ends the text in "Reply STOP to opt out."
    #[serde(default)]
    pub opt_out_footer: bool,
}

/// Why something was not done with a campaign.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The sender is none.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The file cannot be read.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// The time is none at which it can start.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// There is no such campaign.
    #[error("Not found.")]
    NotFound,
    /// It is too late, or too early, for this.
    #[error("The campaign is {}.", in_words(.0.state))]
    NotNow(Box<Campaign>),
    /// There is nobody to send to.
    #[error("The campaign has no recipients.")]
    NoRecipients,
    /// There are too many rows.
    #[error("A campaign has at most 10,000 rows.")]
    TooManyRows,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

fn in_words(state: CampaignState) -> &'static str {
    match state {
        CampaignState::Draft => "a draft",
        CampaignState::Scheduled => "scheduled",
        CampaignState::Running => "running",
        CampaignState::Paused => "paused",
        CampaignState::Done => "done",
        CampaignState::Canceled => "canceled",
    }
}

/// Makes a campaign that goes nowhere yet.
///
/// # Errors
/// [`CampaignError`]; then nothing was stored.
pub async fn create_campaign(
    ports: &Ports,
    tenant: &TenantId,
    draft: CampaignDraft,
    by: &UserId,
) -> Result<Campaign, CampaignError> {
    let now = ports.clock.now();
    let name = good_name(&draft.name)?;
    let body = match (&draft.body, &draft.template_id) {
        (Some(body), _) => body.clone(),
        (None, Some(id)) => {
            let template = ports.templates.template(tenant, id).await?;
            let unknown = || FieldError { field: "templateId", sentence: "There is no such template.".to_owned() };
            template.ok_or_else(unknown)?.body
        }
        (None, None) => String::new(),
    };
    let body = good_body(&body)?;
    let from = sender(ports, tenant, ChannelClass::Sms, draft.from.as_deref()).await?.number;
    let campaign = Campaign {
        id: CampaignId::new(ports.ids.ulid(now)),
        name,
        from,
        body,
        template_id: draft.template_id,
        opt_out_footer: draft.opt_out_footer,
        start_at: None,
        state: CampaignState::Draft,
        is_clearing: false,
        author_id: by.clone(),
        changed_by: None,
        created_at: now,
        updated_at: now,
        started_at: None,
        ended_at: None,
        version: 1,
    };
    if !ports.campaigns.put_campaign(tenant, &campaign).await? {
        return Err(PortError::new(PortErrorKind::Conflict, "a new campaign id is taken").into());
    }
    Ok(campaign)
}

/// A campaign.
///
/// # Errors
/// [`CampaignError::NotFound`], or the store's.
pub async fn campaign(ports: &Ports, tenant: &TenantId, id: &CampaignId) -> Result<Campaign, CampaignError> {
    ports.campaigns.campaign(tenant, id).await?.ok_or(CampaignError::NotFound)
}

/// Moves a campaign on from where it stands; a rival's change is looked at first.
async fn moved(
    ports: &Ports,
    tenant: &TenantId,
    id: &CampaignId,
    step: impl Fn(Campaign) -> Result<Campaign, CampaignError>,
) -> Result<Campaign, CampaignError> {
    for _ in 0..TRIES {
        let before = campaign(ports, tenant, id).await?;
        let (state, version) = (before.state, before.version);
        let next = Campaign { version: version + 1, updated_at: ports.clock.now(), ..step(before)? };
        if ports.campaigns.put_campaign(tenant, &next).await? {
            tracing::info!(tenant.id = %tenant, campaign.id = %id, from = state.as_str(), to = next.state.as_str(), "campaign moved on");
            return Ok(next);
        }
    }
    Err(PortError::new(PortErrorKind::Conflict, "others kept changing the campaign").into())
}

/// Starts a draft, now or at a set time. A scheduled campaign can be started now, too.
///
/// # Errors
/// [`CampaignError`]; then nothing changed.
pub async fn start_campaign(
    ports: &Ports,
    tenant: &TenantId,
    id: &CampaignId,
    start_at: Option<&WallTime>,
    by: &UserId,
) -> Result<Campaign, CampaignError> {
    let now = ports.clock.now();
    let found = campaign(ports, tenant, id).await?;
    let start_at = start_at.map(|wall| SendAt::read(wall, now)).transpose()?;
    let waiting = ports.campaigns.tally(tenant, id).await?.get(RecipientState::Waiting.as_str()).copied();
    if found.state == CampaignState::Draft && waiting.unwrap_or_default() == 0 {
        return Err(CampaignError::NoRecipients);
    }
    moved(ports, tenant, id, |before| {
        if !matches!(before.state, CampaignState::Draft | CampaignState::Scheduled) {
            return Err(CampaignError::NotNow(Box::new(before)));
        }
        let (state, started_at) = match &start_at {
            Some(_) => (CampaignState::Scheduled, None),
            None => (CampaignState::Running, Some(now)),
        };
        Ok(Campaign { state, start_at: start_at.clone(), started_at, changed_by: Some(by.clone()), ..before })
    })
    .await
}

/// The set time of a campaign has come.
pub(crate) async fn begin(ports: &Ports, tenant: &TenantId, id: &CampaignId) -> Result<Campaign, CampaignError> {
    let now = ports.clock.now();
    moved(ports, tenant, id, |before| match before.state {
        CampaignState::Scheduled => Ok(Campaign { state: CampaignState::Running, started_at: Some(now), ..before }),
        _ => Err(CampaignError::NotNow(Box::new(before))),
    })
    .await
}

/// Every recipient of a running campaign has a result, or what a canceled one left is marked.
pub(crate) async fn finish(ports: &Ports, tenant: &TenantId, id: &CampaignId) -> Result<Campaign, CampaignError> {
    let now = ports.clock.now();
    moved(ports, tenant, id, |before| match before.state {
        CampaignState::Running => Ok(Campaign { state: CampaignState::Done, ended_at: Some(now), ..before }),
        CampaignState::Canceled => Ok(Campaign { is_clearing: false, ..before }),
        _ => Err(CampaignError::NotNow(Box::new(before))),
    })
    .await
}

/// Holds a running campaign up. A text that is not with the carrier yet stays here.
///
/// # Errors
/// [`CampaignError`].
pub async fn pause(ports: &Ports, tenant: &TenantId, id: &CampaignId, by: &UserId) -> Result<Campaign, CampaignError> {
    moved(ports, tenant, id, |before| match before.state {
        CampaignState::Running => Ok(Campaign { state: CampaignState::Paused, changed_by: Some(by.clone()), ..before }),
        _ => Err(CampaignError::NotNow(Box::new(before))),
    })
    .await
}

/// Lets a paused campaign go on.
///
/// # Errors
/// [`CampaignError`].
pub async fn resume(ports: &Ports, tenant: &TenantId, id: &CampaignId, by: &UserId) -> Result<Campaign, CampaignError> {
    let resumed = moved(ports, tenant, id, |before| match before.state {
        CampaignState::Paused => Ok(Campaign { state: CampaignState::Running, changed_by: Some(by.clone()), ..before }),
        _ => Err(CampaignError::NotNow(Box::new(before))),
    })
    .await?;
    wake(ports, tenant, id).await?;
    Ok(resumed)
}

/// Ends a campaign for good. What is not with the carrier yet is not sent; a draft is forgotten.
///
/// # Errors
/// [`CampaignError`].
pub async fn cancel(ports: &Ports, tenant: &TenantId, id: &CampaignId, by: &UserId) -> Result<Campaign, CampaignError> {
    let now = ports.clock.now();
    let canceled = moved(ports, tenant, id, |before| match before.state {
        CampaignState::Done | CampaignState::Canceled => Err(CampaignError::NotNow(Box::new(before))),
        state => Ok(Campaign {
            state: CampaignState::Canceled,
            is_clearing: state != CampaignState::Draft,
            changed_by: Some(by.clone()),
            ended_at: Some(now),
            ..before
        }),
    })
    .await?;
    wake(ports, tenant, id).await?;
    Ok(canceled)
}

/// Gives the worker the texts that it put aside while the campaign was paused: it asks again what to do with them. A task
/// that is lost here is found by the sweep.
async fn wake(ports: &Ports, tenant: &TenantId, id: &CampaignId) -> Result<(), CampaignError> {
    // The queue leaves a task aside that it had within minutes, unless it is another attempt.
    let (attempt, mut after) = (millis(ports.clock.now()), None);
    loop {
        let page = PageRequest { limit: 100, after };
        let queued = ports.campaigns.recipients(tenant, id, Some(RecipientState::Queued), &page).await?;
        for message_id in queued.rows.into_iter().filter_map(|recipient| recipient.message_id) {
            let task = SendTask { version: 1, tenant_id: tenant.clone(), message_id, attempt };
            ports.queue.enqueue(&task).await?;
        }
        after = queued.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
