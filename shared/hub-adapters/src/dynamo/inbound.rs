//! Storing an inbound message: message, SID, conversation, contact, line of the ledger and our answer in one transaction.

use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::address::Address;
use hub_core::channel::ChannelClass;
use hub_core::conversation::{ConversationState, LastMessage};
use hub_core::ids::{ConversationId, TenantId};
use hub_core::message::{Direction, Message};
use hub_core::ports::{InboundMessage, InboundOutcome, MessageStore, PortResult};

use super::attachments::{SOURCES, sources};
use super::consent::{changes_state, mark, touched};
use super::contacts::{inherit, with_head, with_name, with_thread};
use super::conversations::SNOOZED;
use super::expression::{Change, Item, create_in_transaction, number, text, text_of};
use super::{Canceled, Table, broken, keys, to_item, unbuildable};

/// The conversation's attribute that says when the customer last wrote, in milliseconds since 1970.
pub(super) const LAST_INBOUND: &str = "lastInboundMs";

impl Table {
    pub(super) async fn put_inbound(&self, tenant: &TenantId, inbound: &InboundMessage) -> PortResult<InboundOutcome> {
        let InboundMessage { message, contact, consent, reply, .. } = inbound;
        let now = message.created_at;
        let sid = message.sid.as_deref().unwrap_or_default();
        let (id, address) = (&message.conversation_id, &contact.address);
        let mut change = with_thread(contact, message, now);
        if let Some(entry) = consent {
            let head = contact.head(entry.channel).after(entry);
            change = Some(with_head(change, contact, (entry.channel, &head), now)?);
        }
        if let Some(name) = &inbound.name {
            change = Some(with_name(change, contact, name, now));
        }
        let change = change.unwrap_or_default().set("lastInboundAt", text(now.to_string()));
        let mut parts = vec![
            create_in_transaction(&self.name, sid_item(tenant, sid, (message, reply.as_ref()))),
            create_in_transaction(&self.name, with_sources(tenant, inbound)?),
            self.conversation_of(tenant, inbound)?.in_transaction(&self.name, &keys::conversation(tenant, id)),
            change.in_transaction(&self.name, &keys::contact(tenant, address)),
        ];
        if let Some(reply) = reply {
            parts.push(create_in_transaction(&self.name, message_item(tenant, reply)?));
        }
        let mut parts: Vec<_> = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        let mut rest = Vec::new();
        if let Some(entry) = consent {
            parts.push(self.ledger_part(tenant, entry)?);
            let others = contact.threads_on(entry.channel).filter(|thread| *thread != id);
            let (marks, later) = self.consent_marks(tenant, entry, others)?;
            parts.extend(marks);
            rest = later;
        }
        let mut nameless = Vec::new();
        if let Some(name) = &inbound.name {
            let others = contact.threads.iter().filter(|thread| *thread != id);
            let (marks, later) = self.marks(tenant, others, || named(name))?;
            parts.extend(marks);
            nameless = later;
        }
        match self.transact(parts).await? {
            Ok(()) => {
                if let Some(entry) = consent {
                    self.mark_rest(tenant, rest, || touched(entry)).await?;
                }
                if let Some(name) = &inbound.name {
                    self.mark_rest(tenant, nameless, || named(name)).await?;
                }
                Ok(InboundOutcome::Stored)
            }
            Err(Canceled::Condition(0)) => Ok(InboundOutcome::Known { reply: self.answer_to(tenant, sid).await? }),
            Err(Canceled::Condition(_)) => Ok(InboundOutcome::Moved),
        }
    }

    /// The conversation of an inbound message, with what the message makes of it.
    fn conversation_of(&self, tenant: &TenantId, inbound: &InboundMessage) -> PortResult<Change> {
        let InboundMessage { message, contact, consent, .. } = inbound;
        let mut conversation = touch_conversation(tenant, message)?
            .add("inboundCount", 1)
            .set(LAST_INBOUND, number(message.created_at.as_millisecond()));
        if let Some(entry) = consent.as_ref().filter(|entry| changes_state(entry)) {
            conversation = mark(entry, conversation);
        } else if inbound.opt_out_suspected {
            conversation = conversation.set("optOutSuspected", AttributeValue::Bool(true));
        }
        conversation = conversation.set_some("contactName", inbound.name.as_deref());
        let inherits = !contact.threads.contains(&message.conversation_id);
        Ok(if inherits { inherit(conversation, contact, message.channel) } else { conversation })
    }

    /// The answer that was given to the first delivery of a SID.
    async fn answer_to(&self, tenant: &TenantId, sid: &str) -> PortResult<Option<String>> {
        let known = self.read(&keys::sid(tenant, sid), true).await?.unwrap_or_default();
        let Some(id) = text_of(&known, "replyId") else { return Ok(None) };
        let reply = self.message(tenant, &id.parse().map_err(broken)?).await?;
        Ok(reply.map(|reply| reply.body))
    }
}

/// What a contact's name makes of a thread of theirs.
fn named(name: &str) -> Change {
    Change::new().set("contactName", text(name))
}

/// A message with the sources of its attachments, under the sweep's eye until they are fetched.
fn with_sources(tenant: &TenantId, inbound: &InboundMessage) -> PortResult<Item> {
    let mut item = message_item(tenant, &inbound.message)?;
    if !inbound.sources.is_empty() {
        item.insert(SOURCES.to_owned(), sources(&inbound.sources)?);
        item.insert("gsi2pk".to_owned(), text(keys::due_shard(&inbound.message.id)));
        item.insert("gsi2sk".to_owned(), text(keys::due_position(inbound.due)));
    }
    Ok(item)
}

/// The message with what only the store needs.
pub(super) fn message_item(tenant: &TenantId, message: &Message) -> PortResult<Item> {
    let key = keys::message(tenant, &message.id).ok_or_else(|| unbuildable("message id names no conversation"))?;
    let mut item = to_item(&key, "message", message)?;
    item.insert("rank".to_owned(), number(message.status.rank()));
    Ok(item)
}

fn sid_item(tenant: &TenantId, sid: &str, (message, reply): (&Message, Option<&Message>)) -> Item {
    let mut item = super::expression::key_item(&keys::sid(tenant, sid));
    item.insert("entity".to_owned(), text("sid"));
    item.insert("messageId".to_owned(), text(message.id.as_str()));
    item.extend(reply.map(|reply| ("replyId".to_owned(), text(reply.id.as_str()))));
    item
}

/// Makes the conversation of a message, or brings it to the top of the inbox.
pub(super) fn touch_conversation(tenant: &TenantId, message: &Message) -> PortResult<Change> {
    let (ours, theirs) = match message.direction {
        Direction::Inbound => (&message.to, &message.from),
        Direction::Outbound => (&message.from, &message.to),
    };
    let touch = Touch {
        id: &message.conversation_id,
        channel: message.channel,
        ours,
        theirs,
        last: LastMessage::from(message),
        // A campaign leaves what is done as it is: an answer opens it.
        opens: message.campaign.is_none(),
    };
    touch.change(tenant)
}

/// What something new in a thread makes of its row.
pub(super) struct Touch<'a> {
    pub id: &'a ConversationId,
    pub channel: ChannelClass,
    pub ours: &'a Address,
    pub theirs: &'a Address,
    pub last: LastMessage,
    /// Whether a thread that is done is opened.
    pub opens: bool,
}

impl Touch<'_> {
    /// Makes the conversation, or brings it to the top of the inbox.
    pub(super) fn change(self, tenant: &TenantId) -> PortResult<Change> {
        let (at, now) = (self.last.at, self.last.at.to_string());
        let last: AttributeValue = serde_dynamo::to_attribute_value(self.last).map_err(unbuildable)?;
        let (open, done) = (ConversationState::Open, ConversationState::Closed);
        let placed = if self.opens {
            Change::new()
                .set("state", text(open.as_str()))
                .set("gsi1pk", text(keys::inbox(tenant, open)))
                .remove(&SNOOZED)
        } else {
            Change::new().set_once("state", text(done.as_str())).set_once("gsi1pk", text(keys::inbox(tenant, done)))
        };
        Ok(placed
            .set("entity", text("conversation"))
            .set_once("id", text(self.id.as_str()))
            .set_once("channel", text(self.channel.as_str()))
            .set_once("ourNumber", text(self.ours.as_str()))
            .set_once("theirAddress", text(self.theirs.as_str()))
            .set_once("createdAt", text(&now))
            .set_once("reads", AttributeValue::M(Item::new()))
            .set("updatedAt", text(&now))
            .set("lastMessage", last)
            .set("gsi1sk", text(keys::inbox_position(at, self.id)))
            .add("version", 1))
    }
}
