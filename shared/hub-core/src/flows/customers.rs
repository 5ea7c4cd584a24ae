//! With whom the organisation had to do lately.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::address::Address;
use crate::contact::ContactId;
use crate::conversation::{Conversation, ConversationFilter, ConversationState};
use crate::flows::Ports;
use crate::ids::TenantId;
use crate::page::PageRequest;
use crate::ports::PortResult;

/// So far back a customer is looked for.
///
/// # Source
/// requirements VOX-10.
const LATELY: SignedDuration = SignedDuration::from_hours(24 * 30);
/// So many customers are listed.
const CUSTOMERS: usize = 30;
const BATCH: usize = 100;
const STATES: [ConversationState; 3] = [ConversationState::Open, ConversationState::Snoozed, ConversationState::Closed];

/// A customer with all that the organisation has with them.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// The contact's id.
    pub contact_id: ContactId,
    /// Their name, if the team gave one.
    pub contact_name: Option<String>,
    /// Their number.
    pub phone_number: Address,
    /// When something last happened with them.
    #[schemars(with = "String")]
    pub last_activity_at: Timestamp,
    /// Their threads of every channel in which something happened lately, the newest first.
    pub conversations: Vec<Conversation>,
}

/// The thirty customers with the newest activity of the last thirty days, newest first.
///
/// # Errors
/// The store's.
pub async fn customers(ports: &Ports, tenant: &TenantId) -> PortResult<Vec<Customer>> {
    let since = ports.clock.now() - LATELY;
    let mut threads = Vec::new();
    for state in STATES {
        threads.extend(lately(ports, tenant, state, since).await?);
    }
    threads.sort_by_key(|(at, conversation)| (std::cmp::Reverse(*at), conversation.id.clone()));
    let mut customers: Vec<Customer> = Vec::new();
    let mut places: HashMap<ContactId, usize> = HashMap::new();
    for (at, conversation) in threads {
        let contact_id = ContactId::of(&conversation.their_address);
        let place = *places.entry(contact_id.clone()).or_insert_with(|| {
            customers.push(Customer {
                contact_id,
                contact_name: conversation.contact_name.clone(),
                phone_number: conversation.their_address.clone(),
                last_activity_at: at,
                conversations: Vec::new(),
            });
            customers.len() - 1
        });
        if let Some(customer) = customers.get_mut(place) {
            customer.conversations.push(conversation);
        }
    }
    customers.truncate(CUSTOMERS);
    Ok(customers)
}

/// The threads in a state of as many customers as are listed, with the time of their last activity.
async fn lately(
    ports: &Ports,
    tenant: &TenantId,
    state: ConversationState,
    since: Timestamp,
) -> PortResult<Vec<(Timestamp, Conversation)>> {
    let filter = ConversationFilter { state, assignee: None };
    let mut page = PageRequest { limit: BATCH, after: None };
    let (mut threads, mut seen) = (Vec::new(), std::collections::HashSet::new());
    loop {
        let found = ports.conversations.conversations(tenant, &filter, &page).await?;
        for conversation in found.rows {
            let at = conversation.last_message.as_ref().map_or(conversation.updated_at, |last| last.at);
            if at < since {
                return Ok(threads);
            }
            seen.insert(conversation.their_address.clone());
            threads.push((at, conversation));
        }
        page.after = found.next;
        if page.after.is_none() || seen.len() >= CUSTOMERS {
            return Ok(threads);
        }
    }
}
