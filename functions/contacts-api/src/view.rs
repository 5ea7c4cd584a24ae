//! A contact as the team sees it.

use std::collections::BTreeSet;

use hub_core::address::Address;
use hub_core::channel::ChannelClass;
use hub_core::consent::Head;
use hub_core::contact::{Contact, ContactId};
use hub_core::ids::ConversationId;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A contact.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactView {
    /// Names it in a path.
    id: ContactId,
    /// The address.
    address: Address,
    /// The name that the team gave.
    name: Option<String>,
    /// When the hub first heard of them.
    #[schemars(with = "Option<String>")]
    created_at: Option<Timestamp>,
    /// When they last wrote.
    #[schemars(with = "Option<String>")]
    last_inbound_at: Option<Timestamp>,
    /// Their threads with any number of yours.
    conversations: BTreeSet<ConversationId>,
    /// Whether they may be texted, by class of channels.
    consent: ConsentView,
}

/// Whether a contact may be texted, by class of channels.
#[derive(Serialize, JsonSchema)]
struct ConsentView {
    /// Texts.
    sms: StateView,
    /// `WhatsApp`.
    whatsapp: StateView,
}

/// Whether a contact may be texted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StateView {
    /// They have opted out.
    opted_out: bool,
    /// Since when it is so; absent if consent never changed.
    #[schemars(with = "Option<String>")]
    since: Option<Timestamp>,
    /// The number of yours for which the carrier blocks texts to them, so that only their own START helps.
    carrier_block: Option<Address>,
}

impl From<Head> for StateView {
    fn from(head: Head) -> Self {
        Self { opted_out: head.opted_out, since: head.since, carrier_block: head.carrier_block }
    }
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        let state = |channel| contact.head(channel).into();
        let consent = ConsentView { sms: state(ChannelClass::Sms), whatsapp: state(ChannelClass::Whatsapp) };
        Self {
            id: ContactId::of(&contact.address),
            consent,
            name: contact.name,
            created_at: contact.created_at,
            last_inbound_at: contact.last_inbound_at,
            conversations: contact.threads,
            address: contact.address,
        }
    }
}
