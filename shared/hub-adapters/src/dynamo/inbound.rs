//! Storing an inbound message: message, SID, conversation and contact in one transaction.

use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::conversation::{ConversationState, LastMessage};
use hub_core::flows::receive_message::SMS;
use hub_core::ids::TenantId;
use hub_core::keywords::Keyword;
use hub_core::message::{Direction, Message};
use hub_core::ports::{InboundMessage, PortError, PortErrorKind, PortResult};

use super::consent::contact_change;
use super::expression::{Change, Item, create_in_transaction, number, text};
use super::{Canceled, Table, keys, to_item, unbuildable};

/// The conversation's attribute that says when the customer last wrote, in milliseconds since 1970.
pub(super) const LAST_INBOUND: &str = "lastInboundMs";

impl Table {
    pub(super) async fn put_inbound(&self, tenant: &TenantId, inbound: &InboundMessage) -> PortResult<bool> {
        let message = &inbound.message;
        let opted_out = inbound.consent.map(|keyword| keyword == Keyword::Stop);
        let mut conversation = touch_conversation(tenant, message)?
            .add("unreadCount", 1)
            .set(LAST_INBOUND, number(message.created_at.as_millisecond()));
        if let Some(opted_out) = opted_out {
            conversation = conversation
                .set("optedOut", AttributeValue::Bool(opted_out))
                .set("optOutSuspected", AttributeValue::Bool(false));
        } else if inbound.opt_out_suspected {
            conversation = conversation.set("optOutSuspected", AttributeValue::Bool(true));
        }
        let sid = message.sid.as_deref().unwrap_or_default();
        let contact = contact_change(&message.from, SMS, opted_out, message.created_at);
        let parts = vec![
            create_in_transaction(&self.name, sid_item(tenant, sid, message)),
            create_in_transaction(&self.name, message_item(tenant, message)?),
            conversation.in_transaction(&self.name, &keys::conversation(tenant, &message.conversation_id)),
            contact.in_transaction(&self.name, &keys::contact(tenant, &message.from)),
        ];
        let parts = parts.into_iter().collect::<Result<_, _>>().map_err(unbuildable)?;
        match self.transact(parts).await? {
            Ok(()) => Ok(true),
            Err(Canceled::Condition(0)) => Ok(false),
            Err(Canceled::Condition(_)) => Err(PortError::new(PortErrorKind::Conflict, "a new message id is taken")),
        }
    }
}

/// The message with what only the store needs.
pub(super) fn message_item(tenant: &TenantId, message: &Message) -> PortResult<Item> {
    let key = keys::message(tenant, &message.id).ok_or_else(|| unbuildable("message id names no conversation"))?;
    let mut item = to_item(&key, "message", message)?;
    item.insert("rank".to_owned(), number(message.status.rank()));
    Ok(item)
}

fn sid_item(tenant: &TenantId, sid: &str, message: &Message) -> Item {
    let mut item = super::expression::key_item(&keys::sid(tenant, sid));
    item.insert("entity".to_owned(), text("sid"));
    item.insert("messageId".to_owned(), text(message.id.as_str()));
    item
}

/// Makes the conversation of a message, or brings it to the top of the inbox.
pub(super) fn touch_conversation(tenant: &TenantId, message: &Message) -> PortResult<Change> {
    let (ours, theirs) = match message.direction {
        Direction::Inbound => (&message.to, &message.from),
        Direction::Outbound => (&message.from, &message.to),
    };
    let id = &message.conversation_id;
    let last: AttributeValue = serde_dynamo::to_attribute_value(LastMessage::from(message)).map_err(unbuildable)?;
    let now = message.created_at.to_string();
    Ok(Change::new()
        .set("entity", text("conversation"))
        .set_once("id", text(id.as_str()))
        .set_once("channel", text(SMS))
        .set_once("ourNumber", text(ours.as_str()))
        .set_once("theirAddress", text(theirs.as_str()))
        .set_once("createdAt", text(&now))
        .set("updatedAt", text(&now))
        .set("state", text(ConversationState::Open.as_str()))
        .set("lastMessage", last)
        .set("gsi1pk", text(keys::inbox(tenant, ConversationState::Open)))
        .set("gsi1sk", text(keys::inbox_position(message.created_at, id)))
        .add("version", 1))
}
