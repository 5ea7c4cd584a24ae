//! Many texts in the table at once: copies of what one real text wrote.
//!
//! A text is taken in by the hub itself. What it wrote is copied for other customers and other times, with the ids that
//! the hub would make, so the items have the shape of the day, and 10⁶ of them need minutes and not hours.

use hub_core::address::Address;
use hub_core::ids::{ConversationId, MessageId, TenantId};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use ulid::Ulid;

use crate::seed::DEMOS;

/// What changes from text to text.
struct Names {
    customer: String,
    conversation: String,
    message: String,
    ulid: String,
    sid: String,
    at: Timestamp,
}

/// What one text wrote.
pub struct Pattern {
    names: Names,
    /// The text itself, the way to it from its SID, and the places of its words.
    of_text: Vec<String>,
    /// The conversation and the contact.
    of_conversation: Vec<String>,
}

fn conversation_of(tenant: &TenantId, customer: &str) -> ConversationId {
    let (ours, theirs) = (Address::from_carrier(DEMOS[0].number), Address::from_carrier(customer));
    ConversationId::between(tenant, "sms", &ours, &theirs)
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

impl Pattern {
    /// Of everything that was stored before and after the first text of `customer`.
    ///
    /// # Errors
    /// A sentence: the text wrote no message.
    pub fn of(customer: &str, before: &[Value], after: Vec<Value>) -> Result<Self, String> {
        let known: std::collections::HashSet<(&str, &str)> =
            before.iter().map(|item| (text(item, "pk"), text(item, "sk"))).collect();
        let new: Vec<Value> =
            after.into_iter().filter(|item| !known.contains(&(text(item, "pk"), text(item, "sk")))).collect();
        let message = new.iter().find(|item| text(item, "entity") == "message").ok_or("the text wrote no message")?;
        let (id, sid) = (text(message, "id").to_owned(), text(message, "sid").to_owned());
        let at: Timestamp = text(message, "createdAt").parse().map_err(|_| "the message has no time")?;
        let ulid = id.split('_').nth(1).unwrap_or_default().to_owned();
        let tenant: TenantId = DEMOS[0].id.parse().map_err(|_| "no tenant")?;
        let conversation = conversation_of(&tenant, customer).to_string();
        let is_of = |item: &Value, kinds: &[&str]| kinds.contains(&text(item, "entity"));
        let mut of_text = Vec::new();
        let mut of_conversation = Vec::new();
        for item in &new {
            let pk = text(item, "pk");
            if is_of(item, &["conversation", "contact"]) {
                of_conversation.push(item.to_string());
            } else if is_of(item, &["message"]) || pk.contains("#W#") || pk.contains("#SID#") {
                of_text.push(item.to_string());
            }
        }
        let names = Names { customer: customer.to_owned(), conversation, message: id, ulid, sid, at };
        Ok(Self { names, of_text, of_conversation })
    }

    /// The items of so many texts, each of `customers` in its turn, the newest a second before the pattern.
    pub fn copies(
        &self,
        numbers: std::ops::Range<usize>,
        (of, customers): (usize, &[String]),
    ) -> Result<Vec<Value>, String> {
        let tenant: TenantId = DEMOS[0].id.parse().map_err(|_| "no tenant")?;
        let mut items = Vec::with_capacity(numbers.len() * (self.of_text.len() + 1));
        for number in numbers {
            let customer = &customers[number % customers.len()];
            let names = self.names_of(&tenant, customer, number, of)?;
            for item in &self.of_text {
                items.push(self.copied(item, &names)?);
            }
            // The last text of a customer leaves the conversation as it stays.
            if number + customers.len() >= of {
                for item in &self.of_conversation {
                    items.push(self.copied(item, &names)?);
                }
            }
        }
        Ok(items)
    }

    fn names_of(&self, tenant: &TenantId, customer: &str, number: usize, of: usize) -> Result<Names, String> {
        let back = i64::try_from(of - number).map_err(|e| e.to_string())?;
        let at = self.names.at - SignedDuration::from_secs(back);
        let millis = u64::try_from(at.as_millisecond()).map_err(|e| e.to_string())?;
        let ulid = Ulid::from_parts(millis, number as u128);
        let conversation = conversation_of(tenant, customer);
        let message = MessageId::new(ulid, &conversation).to_string();
        let sid = format!("SM{number:032x}");
        Ok(Names {
            customer: customer.to_owned(),
            conversation: conversation.to_string(),
            message,
            ulid: ulid.to_string(),
            sid,
            at,
        })
    }

    fn copied(&self, item: &str, names: &Names) -> Result<Value, String> {
        let own = &self.names;
        let (old, new) = (own.at.as_millisecond().to_string(), names.at.as_millisecond().to_string());
        let digits = |number: &str| number.trim_start_matches('+').to_owned();
        let item = item
            .replace(&own.message, &names.message)
            .replace(&own.ulid, &names.ulid)
            .replace(own.conversation.trim_start_matches("cnv_"), names.conversation.trim_start_matches("cnv_"))
            .replace(&own.sid, &names.sid)
            .replace(&digits(&own.customer), &digits(&names.customer))
            .replace(&own.at.to_string(), &names.at.to_string())
            .replace(&old, &new);
        serde_json::from_str(&item).map_err(|e| e.to_string())
    }
}
