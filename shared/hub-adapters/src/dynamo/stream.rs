//! From the table's stream to changes that the team should hear of.

use hub_core::account::User;
use hub_core::call::Call;
use hub_core::campaign::Campaign;
use hub_core::carrier_account::{CarrierConnection, CarrierStatus};
use hub_core::conversation::Conversation;
use hub_core::ids::TenantId;
use hub_core::live::{Change, EventKind};
use hub_core::message::Message;
use hub_core::ports::Indexed;
use hub_core::schedule::ScheduledMessage;
use hub_core::thread::Note;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The attribute of an item that holds the id of the request which made it.
pub const CAUSE: &str = "correlationId";
/// What is made by a request and told by the stream. An item of another kind would only be longer by it.
pub(super) const TELLS_ITS_CAUSE: [&str; 4] = ["message", "note", "call", "scheduled"];

/// The id of the request that made the item of a record. A change of it keeps the id of the first one.
#[must_use]
pub fn cause(record: &Value) -> Option<&str> {
    record["dynamodb"]["NewImage"][CAUSE]["S"].as_str()
}

/// One record of a DynamoDB stream event, as Lambda gets it.
///
/// Answers `None` for records that concern nobody, such as pointers, sockets and expiries.
#[must_use]
pub fn change(record: &Value) -> Option<Change> {
    let data = &record["dynamodb"];
    let tenant: TenantId = data["Keys"]["pk"]["S"].as_str()?.strip_prefix("T#")?.split('#').next()?.parse().ok()?;
    let new = plain_map(&data["NewImage"]);
    let old = plain_map(&data["OldImage"]);
    let entity = new.as_ref().or(old.as_ref())?.get("entity")?.as_str()?.to_owned();
    let kind = match (entity.as_str(), new, old) {
        ("message", Some(new), old) => message_event(new, old)?,
        ("call", Some(new), old) => call_event(new, old)?,
        ("conversation", Some(new), _) => {
            let conversation: Conversation = serde_json::from_value(Value::Object(new)).ok()?;
            EventKind::ConversationUpdated { conversation: Box::new(conversation) }
        }
        ("conversation", None, Some(old)) => {
            EventKind::ConversationErased { conversation_id: serde_json::from_value(old.get("id")?.clone()).ok()? }
        }
        ("note", Some(new), old) => note_event(new, old.is_none())?,
        ("scheduled", Some(new), _) => {
            let scheduled: ScheduledMessage = serde_json::from_value(Value::Object(new)).ok()?;
            EventKind::ScheduledChanged { scheduled: Box::new(scheduled) }
        }
        ("campaign", Some(new), _) => {
            let campaign: Campaign = serde_json::from_value(Value::Object(new)).ok()?;
            EventKind::CampaignChanged { campaign: Box::new(campaign) }
        }
        ("template", _, _) => EventKind::TemplatesChanged {},
        ("carrier", new, old) => carrier_event(new, old)?,
        ("number", _, _) => EventKind::NumbersChanged {},
        ("tenant", Some(_), Some(_)) => EventKind::SettingsChanged {},
        ("user", new, old) if team_sees::<User>(new.as_ref(), old.as_ref()) => EventKind::PeopleChanged {},
        ("invitation", _, _) => EventKind::PeopleChanged {},
        _ => return None,
    };
    let id = record["eventID"].as_str()?.to_owned();
    let at = data["ApproximateCreationDateTime"].as_f64().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds of a date fit")]
    let at = Timestamp::from_second(at as i64).ok()?;
    Some(Change { id, tenant, at, kind })
}

/// One record of a DynamoDB stream event as a change of what is searched, or of a campaign's results.
///
/// Answers `None` for records that leave words, names and numbers as they were and are no campaign's.
#[must_use]
pub fn indexed(record: &Value) -> Option<(TenantId, Indexed)> {
    let data = &record["dynamodb"];
    let tenant: TenantId = data["Keys"]["pk"]["S"].as_str()?.strip_prefix("T#")?.split('#').next()?.parse().ok()?;
    let (old, new) = (&data["OldImage"], &data["NewImage"]);
    let image = if new.is_object() { new } else { old };
    let of = |image: &Value, name: &str| image[name]["S"].as_str().map(str::to_owned);
    let id = of(image, "id")?;
    match image["entity"]["S"].as_str()? {
        "message" => {
            let (before, after) = (of(old, "body"), of(new, "body"));
            if before == after {
                return Some((tenant, Indexed::Result(Box::new(campaign_message(new)?))));
            }
            let id = id.parse().ok()?;
            Some((tenant, Indexed::Text { id, before, after }))
        }
        "conversation" => {
            let names = |image| Some((of(image, "contactName").unwrap_or_default(), of(image, "theirAddress")?));
            let (before, after) = (names(old), names(new));
            let id = id.parse().ok()?;
            (before != after).then_some((tenant, Indexed::Names { id, before, after }))
        }
        _ => None,
    }
}

/// A message of a campaign.
fn campaign_message(image: &Value) -> Option<Message> {
    image["campaign"].is_object().then(|| serde_json::from_value(Value::Object(plain_map(image)?)).ok())?
}

fn message_event(new: Map<String, Value>, old: Option<Map<String, Value>>) -> Option<EventKind> {
    let message: Message = serde_json::from_value(Value::Object(new)).ok()?;
    let is_new = old.is_none();
    let before = old.and_then(|old| serde_json::from_value::<Message>(Value::Object(old)).ok());
    if before.is_some_and(|before| looks_the_same(&before, &message)) {
        return None;
    }
    let (conversation_id, message) = (message.conversation_id.clone(), Box::new(message));
    Some(if is_new {
        EventKind::NewMessage { conversation_id, message }
    } else {
        EventKind::MessageStatusUpdated { conversation_id, message }
    })
}

fn note_event(new: Map<String, Value>, is_new: bool) -> Option<EventKind> {
    let note: Note = serde_json::from_value(Value::Object(new)).ok()?;
    let (conversation_id, note) = (note.conversation_id.clone(), Box::new(note));
    Some(if is_new {
        EventKind::NoteAdded { conversation_id, note }
    } else {
        EventKind::NoteDeleted { conversation_id, note }
    })
}

/// A voicemail is news of its own, once. A deadline that moves is nothing a person sees.
fn call_event(new: Map<String, Value>, old: Option<Map<String, Value>>) -> Option<EventKind> {
    let read = |image: Map<String, Value>| serde_json::from_value::<Call>(Value::Object(image)).ok();
    let (call, before) = (read(new)?, old.and_then(read));
    let had_voicemail = before.as_ref().is_some_and(|before| before.voicemail.is_some());
    let seen = |call: &Call| Call { version: 0, ..call.clone() };
    if before.is_some_and(|before| seen(&before) == seen(&call)) {
        return None;
    }
    let is_left = call.voicemail.is_some() && !had_voicemail;
    let call = Box::new(call);
    Some(if is_left { EventKind::NewVoicemail { call } } else { EventKind::CallUpdated { call } })
}

/// Whether texts go out is what the team must know, and a page that shows a waiting token that it became primary.
fn carrier_event(new: Option<Map<String, Value>>, old: Option<Map<String, Value>>) -> Option<EventKind> {
    let standing = |image: Option<Map<String, Value>>| -> Option<(CarrierStatus, Option<String>, bool)> {
        let connection: CarrierConnection = serde_json::from_value(Value::Object(image?)).ok()?;
        Some((connection.status, connection.reason, connection.has_next_token))
    };
    let (new, old) = (standing(new), standing(old));
    if new == old {
        return None;
    }
    let (status, reason, _) = new.unwrap_or((CarrierStatus::None, None, false));
    Some(EventKind::CarrierChanged { status, reason })
}

/// Whether the part that the team sees differs: a password's hash does not count.
fn team_sees<T: DeserializeOwned + PartialEq>(
    new: Option<&Map<String, Value>>,
    old: Option<&Map<String, Value>>,
) -> bool {
    let read = |image: Option<&Map<String, Value>>| -> Option<T> {
        serde_json::from_value(Value::Object(image?.clone())).ok()
    };
    read(new) != read(old)
}

/// A SID that is bound or a deadline that moves is nothing a person sees.
fn looks_the_same(before: &Message, after: &Message) -> bool {
    let seen = |message: &Message| Message { version: 0, sid: None, ..message.clone() };
    seen(before) == seen(after)
}

/// An image of typed attributes as plain JSON.
fn plain_map(image: &Value) -> Option<Map<String, Value>> {
    image.as_object()?.iter().map(|(name, value)| Some((name.clone(), plain(value)?))).collect()
}

fn plain(attribute: &Value) -> Option<Value> {
    let (kind, value) = attribute.as_object()?.iter().next()?;
    match kind.as_str() {
        "N" => serde_json::from_str(value.as_str()?).ok(),
        "NULL" => Some(Value::Null),
        "M" => plain_map(value).map(Value::Object),
        "L" => value.as_array()?.iter().map(plain).collect::<Option<Vec<_>>>().map(Value::Array),
        _ => Some(value.clone()),
    }
}
