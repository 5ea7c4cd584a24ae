//! Everything that the hub holds of a contact, page by page, for the customer who asks for it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::address::Address;
use crate::audit::{Action, Doer, Entry};
use crate::consent::evidence::Evidence;
use crate::contact::Contact;
use crate::conversation::Conversation;
use crate::flows::Ports;
use crate::ids::{ConversationId, RecipientId, TenantId};
use crate::page::{Page, PageRequest, Position};
use crate::ports::{PortError, PortErrorKind, PortResult};
use crate::recipient::Recipient;
use crate::schedule::{ScheduledFilter, ScheduledMessage, ScheduledState};
use crate::thread::ThreadEntry;

const FORMAT: &str = "hub-contact-export/1";
/// So many campaigns one page looks through.
const CAMPAIGNS_AT_ONCE: usize = 25;
const ENTRIES_AT_ONCE: usize = 100;

/// What is known of a contact, beside what they wrote.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The shape of the file: `hub-contact-export/1`.
    pub format: String,
    /// When it was exported.
    #[schemars(with = "String")]
    pub exported_at: Timestamp,
    /// The address.
    pub address: Address,
    /// The name that the team gave.
    pub name: Option<String>,
    /// When the hub first heard of them.
    #[schemars(with = "Option<String>")]
    pub created_at: Option<Timestamp>,
    /// When they last wrote.
    #[schemars(with = "Option<String>")]
    pub last_inbound_at: Option<Timestamp>,
    /// Their consent, line by line.
    pub consent: Evidence,
    /// Their threads.
    pub conversations: Vec<Conversation>,
    /// Texts to them that are to be sent, or were canceled.
    pub scheduled: Vec<ScheduledMessage>,
}

/// A part of the export.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportPart {
    /// What is known of them; on the first page alone.
    pub details: Option<Details>,
    /// Their rows in campaigns.
    pub campaigns: Vec<Recipient>,
    /// What stands in their threads, each from the newest on.
    pub entries: Vec<ThreadEntry>,
}

/// Why nothing is exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such contact.
    #[error("Not found.")]
    NotFound,
    /// A port failed; `Rejected` for a position that is none.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Where a page begins.
enum Place {
    Details,
    Campaigns(Option<Position>),
    Thread(ConversationId, Option<Position>),
}

impl Place {
    fn read(position: Option<Position>) -> PortResult<Self> {
        let Some(Position(text)) = position else { return Ok(Self::Details) };
        let after = |text: &str| (!text.is_empty()).then(|| Position(text.to_owned()));
        let place = match text.split_once('|') {
            Some(("campaigns", rest)) => Some(Self::Campaigns(after(rest))),
            Some((thread, rest)) => thread.parse().ok().map(|thread| Self::Thread(thread, after(rest))),
            None => None,
        };
        place.ok_or_else(|| PortError::new(PortErrorKind::Rejected, "not a position in this export"))
    }

    fn position(&self) -> Option<Position> {
        let text = |after: &Option<Position>| after.as_ref().map_or_else(String::new, |Position(text)| text.clone());
        match self {
            Self::Details => None,
            Self::Campaigns(after) => Some(Position(format!("campaigns|{}", text(after)))),
            Self::Thread(thread, after) => Some(Position(format!("{thread}|{}", text(after)))),
        }
    }
}

/// A part of everything about a contact, and where the next one begins. The first part is a line of the audit.
///
/// # Errors
/// [`ExportError`].
pub async fn export_contact(
    ports: &Ports,
    tenant: &TenantId,
    (address, position): (&Address, Option<Position>),
    doer: &Doer,
) -> Result<(ExportPart, Option<Position>), ExportError> {
    let place = Place::read(position)?;
    let contact = ports.contacts.contact(tenant, address).await?.ok_or(ExportError::NotFound)?;
    let (part, next) = match place {
        Place::Details => {
            let details = Some(details(ports, tenant, &contact).await?);
            let entry = Entry::new(ports, doer, Action::ContactExported).on(address.as_str());
            ports.audit.record(tenant, &entry).await?;
            (ExportPart { details, ..ExportPart::default() }, Some(Place::Campaigns(None)))
        }
        Place::Campaigns(after) => {
            let (campaigns, after) = rows(ports, tenant, address, after).await?;
            let next = match after {
                Some(after) => Some(Place::Campaigns(Some(after))),
                None => first_thread(contact.threads.iter()),
            };
            (ExportPart { campaigns, ..ExportPart::default() }, next)
        }
        // A thread of somebody else is none of theirs.
        Place::Thread(thread, _) if !contact.threads.contains(&thread) => {
            return Err(PortError::new(PortErrorKind::Rejected, "not a position in this export").into());
        }
        Place::Thread(thread, after) => {
            let page = PageRequest { limit: ENTRIES_AT_ONCE, after };
            let Page { rows, next } = ports.threads.timeline(tenant, &thread, &page).await?;
            let next = match next {
                Some(after) => Some(Place::Thread(thread, Some(after))),
                None => first_thread(contact.threads.iter().filter(|other| **other > thread)),
            };
            (ExportPart { entries: rows, ..ExportPart::default() }, next)
        }
    };
    Ok((part, next.and_then(|place| place.position())))
}

fn first_thread<'a>(mut threads: impl Iterator<Item = &'a ConversationId>) -> Option<Place> {
    threads.next().map(|thread| Place::Thread(thread.clone(), None))
}

async fn details(ports: &Ports, tenant: &TenantId, contact: &Contact) -> PortResult<Details> {
    let exported_at = ports.clock.now();
    let lines = ports.consent.entries(tenant, &contact.address).await?;
    let (mut conversations, mut scheduled) = (Vec::new(), Vec::new());
    for thread in &contact.threads {
        conversations.extend(ports.conversations.conversation(tenant, thread).await?);
        scheduled.extend(scheduled_in(ports, tenant, thread).await?);
    }
    Ok(Details {
        format: FORMAT.to_owned(),
        exported_at,
        address: contact.address.clone(),
        name: contact.name.clone(),
        created_at: contact.created_at,
        last_inbound_at: contact.last_inbound_at,
        consent: Evidence::new(tenant, &contact.address, (lines, &contact.heads), exported_at),
        conversations,
        scheduled,
    })
}

/// The texts of a thread that became no message.
async fn scheduled_in(ports: &Ports, tenant: &TenantId, thread: &ConversationId) -> PortResult<Vec<ScheduledMessage>> {
    let mut scheduled = Vec::new();
    for state in [ScheduledState::Scheduled, ScheduledState::Canceled, ScheduledState::Refused] {
        let filter = ScheduledFilter { conversation: Some(thread.clone()), state };
        let mut page = PageRequest { limit: ENTRIES_AT_ONCE, after: None };
        loop {
            let found = ports.schedule.list_scheduled(tenant, &filter, &page).await?;
            scheduled.extend(found.rows);
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
    }
    Ok(scheduled)
}

/// The rows of some campaigns that name an address, and where the next ones begin.
async fn rows(
    ports: &Ports,
    tenant: &TenantId,
    address: &Address,
    after: Option<Position>,
) -> PortResult<(Vec<Recipient>, Option<Position>)> {
    let page = ports.campaigns.campaigns(tenant, &PageRequest { limit: CAMPAIGNS_AT_ONCE, after }).await?;
    let mut rows = Vec::new();
    for campaign in &page.rows {
        rows.extend(ports.campaigns.recipient(tenant, &campaign.id, &RecipientId::of(address)).await?);
    }
    Ok((rows, page.next))
}
