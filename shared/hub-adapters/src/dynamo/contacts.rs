//! Contacts: one item per address, with the heads of its consent chains.
//!
//! `version` rises with whatever has to reach every thread: a new thread, a name, a line of the ledger. Each of these is
//! written on the condition that the version is the one that was read, so a new thread cannot miss a name or an opt-out
//! that is written at the same moment, nor they the thread.

use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use hub_core::address::Address;
use hub_core::channel::ChannelClass;
use hub_core::consent::Head;
use hub_core::contact::Contact;
use hub_core::ids::{ConversationId, MessageId, TenantId};
use hub_core::message::Message;
use hub_core::ports::{Contacts, PortResult};
use hub_core::preflight::UNPROMPTED_EVERY;
use jiff::Timestamp;

use super::expression::{Change, Item, number, number_of, text, text_of};
use super::keys::Key;
use super::{Table, broken, keys, unbuildable};

/// A transaction has at most 100 parts; the marks of further threads follow it.
const MARKED_AT_ONCE: usize = 90;

/// The contact's attribute that holds those of the threads that are on `WhatsApp`.
const WHATSAPP_THREADS: &str = "threads_whatsapp";

/// The contact's attribute that holds the head of a class.
fn head_attribute(channel: ChannelClass) -> String {
    format!("consent_{}", channel.as_str())
}

/// Before there was a ledger, an opt-out was this mark alone.
fn was_opted_out(item: &Item, channel: ChannelClass) -> bool {
    let mark = item.get(&format!("optedOut_{}", channel.as_str()));
    mark.and_then(|mark| mark.as_bool().ok()).copied().unwrap_or_default()
}

fn head_in(item: &Item, channel: ChannelClass) -> PortResult<Option<Head>> {
    match item.get(&head_attribute(channel)) {
        Some(head) => serde_dynamo::from_attribute_value(head.clone()).map(Some).map_err(broken),
        None if was_opted_out(item, channel) => Ok(Some(Head { opted_out: true, ..Head::default() })),
        None => Ok(None),
    }
}

fn contact_in(address: &Address, item: &Item) -> PortResult<Contact> {
    let time = |name: &str| text_of(item, name).map(str::parse::<Timestamp>).transpose().map_err(broken);
    let mut heads = BTreeMap::new();
    for channel in ChannelClass::ALL {
        heads.extend(head_in(item, channel)?.map(|head| (channel, head)));
    }
    let threads = |name: &str| {
        let threads = item.get(name).and_then(|threads| threads.as_ss().ok());
        let threads = threads.into_iter().flatten().map(|id| id.parse::<ConversationId>());
        threads.collect::<Result<_, _>>().map_err(broken)
    };
    let turn = number_of(item, "unpromptedAt").and_then(|at| Timestamp::from_millisecond(at).ok());
    let turn = turn.zip(text_of(item, "unpromptedId").and_then(|id| id.parse().ok()));
    Ok(Contact {
        address: address.clone(),
        name: text_of(item, "name").map(str::to_owned),
        created_at: time("createdAt")?,
        last_inbound_at: time("lastInboundAt")?,
        threads: threads("threads")?,
        whatsapp_threads: threads(WHATSAPP_THREADS)?,
        heads,
        last_unprompted: turn,
        version: number_of(item, "version").unwrap_or_default(),
    })
}

/// A change of a contact that holds only if it is still as it was read.
fn moved_on(contact: &Contact, now: Timestamp) -> Change {
    let change = Change::new()
        .set("entity", text("contact"))
        .set("address", text(contact.address.as_str()))
        .set_once("createdAt", text(now.to_string()))
        .add("version", 1);
    if contact.version == 0 {
        change.when_absent("version")
    } else {
        change.when("version", "=", number(contact.version))
    }
}

/// With the thread of a message; a known one changes nothing.
pub(super) fn with_thread(contact: &Contact, message: &Message, now: Timestamp) -> Option<Change> {
    with_thread_on(contact, (&message.conversation_id, message.channel), now)
}

/// With a thread; a known one changes nothing.
pub(super) fn with_thread_on(
    contact: &Contact,
    (thread, channel): (&ConversationId, ChannelClass),
    now: Timestamp,
) -> Option<Change> {
    if contact.threads.contains(thread) {
        return None;
    }
    let ids = AttributeValue::Ss(vec![thread.to_string()]);
    let change = moved_on(contact, now).add_to_set("threads", ids.clone());
    Some(match channel {
        ChannelClass::Sms => change,
        ChannelClass::Whatsapp => change.add_to_set(WHATSAPP_THREADS, ids),
    })
}

/// With a name for a contact who has none.
pub(super) fn with_name(change: Option<Change>, contact: &Contact, name: &str, now: Timestamp) -> Change {
    change.unwrap_or_else(|| moved_on(contact, now)).set("name", text(name))
}

/// With a new head, which must follow the one that was read.
pub(super) fn with_head(
    change: Option<Change>,
    contact: &Contact,
    (channel, head): (ChannelClass, &Head),
    now: Timestamp,
) -> PortResult<Change> {
    let value: AttributeValue = serde_dynamo::to_attribute_value(head).map_err(unbuildable)?;
    let attribute = head_attribute(channel);
    let change = change.unwrap_or_else(|| moved_on(contact, now)).set(&attribute, value);
    let before = contact.head(channel);
    Ok(if before.seq == 0 {
        change.when_absent(&attribute)
    } else {
        change.when_inside(&attribute, "hash", text(&before.hash))
    })
}

/// What a new thread takes over from its contact, unless it says so itself.
pub(super) fn inherit(conversation: Change, contact: &Contact, channel: ChannelClass) -> Change {
    let conversation = conversation.set_some("contactName", contact.name.as_deref());
    if conversation.sets("optedOut") {
        return conversation;
    }
    conversation.set("optedOut", AttributeValue::Bool(contact.is_opted_out(channel)))
}

/// What of a contact stays when they are erased: the heads of their ledger, or nothing.
pub(super) fn bared(contact: &Contact, table: &str, key: &Key) -> Result<TransactWriteItem, BuildError> {
    let unchanged = |change: Change| match contact.version {
        0 => change.when_absent("version"),
        version => change.when("version", "=", number(version)),
    };
    if contact.heads.is_empty() {
        return unchanged(Change::new().when_exists("pk")).delete_in_transaction(table, key);
    }
    let personal =
        ["name", "threads", WHATSAPP_THREADS, "lastInboundAt", "autoRepliedAt", "unpromptedAt", "unpromptedId"];
    unchanged(Change::new().add("version", 1).remove(&personal)).in_transaction(table, key)
}

impl Table {
    /// The same change of several threads: so many as go into a transaction, and the others.
    pub(super) fn marks<'a>(
        &self,
        tenant: &TenantId,
        threads: impl Iterator<Item = &'a ConversationId>,
        mark: impl Fn() -> Change,
    ) -> PortResult<(Vec<TransactWriteItem>, Vec<&'a ConversationId>)> {
        let mut threads: Vec<_> = threads.collect();
        let rest = threads.split_off(threads.len().min(MARKED_AT_ONCE));
        let part = |thread: &&ConversationId| {
            let change = mark().add("version", 1).when_exists("pk");
            change.in_transaction(&self.name, &keys::conversation(tenant, thread)).map_err(unbuildable)
        };
        Ok((threads.iter().map(part).collect::<PortResult<_>>()?, rest))
    }

    /// Marks the threads that did not fit into a transaction.
    pub(super) async fn mark_rest(
        &self,
        tenant: &TenantId,
        threads: Vec<&ConversationId>,
        mark: impl Fn() -> Change,
    ) -> PortResult<()> {
        for thread in threads {
            let change = mark().add("version", 1).when_exists("pk");
            self.change(&keys::conversation(tenant, thread), change).await?.ok();
        }
        Ok(())
    }
}

#[async_trait]
impl Contacts for Table {
    async fn contact(&self, tenant: &TenantId, address: &Address) -> PortResult<Option<Contact>> {
        let item = self.read(&keys::contact(tenant, address), true).await?;
        item.map(|item| contact_in(address, &item)).transpose()
    }

    async fn rename(
        &self,
        tenant: &TenantId,
        contact: &Contact,
        name: Option<&str>,
        now: Timestamp,
    ) -> PortResult<bool> {
        let named = |attribute: &str, change: Change| match name {
            Some(name) => change.set(attribute, text(name)),
            None => change.remove(&[attribute]),
        };
        let mark = || named("contactName", Change::new().set("updatedAt", text(now.to_string())));
        let (mut parts, rest) = self.marks(tenant, contact.threads.iter(), mark)?;
        let change = named("name", moved_on(contact, now)).when_exists("pk");
        parts.push(change.in_transaction(&self.name, &keys::contact(tenant, &contact.address)).map_err(unbuildable)?);
        if self.transact(parts).await?.is_err() {
            return Ok(false);
        }
        self.mark_rest(tenant, rest, mark).await?;
        Ok(true)
    }

    async fn take_auto_reply(
        &self,
        tenant: &TenantId,
        address: &Address,
        now: Timestamp,
        since: Timestamp,
    ) -> PortResult<bool> {
        let change = Change::new().set("autoRepliedAt", number(now.as_millisecond())).when_exists("pk").when_absent_or(
            "autoRepliedAt",
            "<=",
            number(since.as_millisecond()),
        );
        Ok(self.change(&keys::contact(tenant, address), change).await?.is_ok())
    }

    async fn take_turn(
        &self,
        tenant: &TenantId,
        address: &Address,
        message: &MessageId,
        now: Timestamp,
    ) -> PortResult<Result<(), Timestamp>> {
        let free_before = number((now - UNPROMPTED_EVERY).as_millisecond());
        let change = Change::new()
            .set("entity", text("contact"))
            .set("address", text(address.as_str()))
            .set_once("createdAt", text(now.to_string()))
            .set("unpromptedAt", number(now.as_millisecond()))
            .set("unpromptedId", text(message.as_str()))
            .when_absent_or_one_of(&[
                ("unpromptedAt", "<=", free_before),
                ("unpromptedId", "=", text(message.as_str())),
            ]);
        match self.change(&keys::contact(tenant, address), change).await? {
            Ok(_) => Ok(Ok(())),
            Err(taken) => {
                let taken: Item = taken.unwrap_or_default();
                let at = number_of(&taken, "unpromptedAt").and_then(|at| Timestamp::from_millisecond(at).ok());
                Ok(Err(at.unwrap_or(now) + UNPROMPTED_EVERY))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opt_out_from_before_the_ledger_counts_until_a_line_is_written() {
        let address = Address::from_carrier("+14155550123");
        let mut item = Item::from([("optedOut_sms".to_owned(), AttributeValue::Bool(true))]);
        let contact = contact_in(&address, &item).expect("a contact");
        assert!(contact.is_opted_out(ChannelClass::Sms) && !contact.is_opted_out(ChannelClass::Whatsapp));
        assert_eq!((contact.version, contact.head(ChannelClass::Sms).seq), (0, 0));
        let head = Head { seq: 1, ..Head::default() };
        item.insert("consent_sms".to_owned(), serde_dynamo::to_attribute_value(head).expect("a head"));
        assert!(!contact_in(&address, &item).expect("a contact").is_opted_out(ChannelClass::Sms));
    }
}
