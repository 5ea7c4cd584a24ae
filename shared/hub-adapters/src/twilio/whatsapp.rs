//! WhatsApp's senders and templates.
//!
//! # Source
//! Twilio's Senders API (`/v2/Channels/Senders`) and Content API (`/v1/ContentAndApprovals`).

use std::collections::BTreeMap;

use hub_core::carrier_account::CarrierAccount;
use hub_core::channel::ChannelClass;
use hub_core::ports::{CarrierResult, CarrierSender};
use hub_core::whatsapp::{Gap, Template, gaps};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::Twilio;

const PAGE_SIZE: u32 = 100;
/// Where a type of content keeps the words that a customer reads first.
const TEXT_FIELDS: [&str; 2] = ["body", "title"];

#[derive(Deserialize)]
struct Meta {
    #[serde(default)]
    next_page_url: Option<String>,
}

#[derive(Deserialize)]
struct SenderList {
    #[serde(default)]
    senders: Vec<Sender>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Sender {
    sid: String,
    sender_id: String,
    #[serde(default)]
    status: String,
}

#[derive(Deserialize)]
struct ContentList {
    #[serde(default)]
    contents: Vec<Content>,
    meta: Meta,
}

#[derive(Deserialize)]
struct Content {
    sid: String,
    #[serde(default)]
    friendly_name: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    variables: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    types: BTreeMap<String, Value>,
    #[serde(default)]
    approval_requests: Option<Approval>,
}

#[derive(Deserialize, Default)]
struct Approval {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    rejection_reason: Option<String>,
}

impl Content {
    fn body(&self) -> String {
        let words = |content: &Value| TEXT_FIELDS.iter().find_map(|field| content[*field].as_str().map(str::to_owned));
        self.types.values().find_map(words).unwrap_or_default()
    }

    /// The gaps of the text, and those that only a button or a picture has.
    fn gaps(&self, body: &str) -> Vec<Gap> {
        let examples = self.variables.clone().unwrap_or_default();
        let mut names = gaps(body);
        let others: Vec<_> = examples.keys().filter(|name| !names.contains(*name)).cloned().collect();
        names.extend(others);
        let example = |name: &str| match examples.get(name) {
            Some(Value::String(example)) => example.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        names.into_iter().map(|name| Gap { example: example(&name), name }).collect()
    }

    fn template(self, now: Timestamp) -> Template {
        let body = self.body();
        let variables = self.gaps(&body);
        let approval = self.approval_requests.unwrap_or_default();
        let status = approval.status.unwrap_or_else(|| "unsubmitted".to_owned());
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        Template {
            name: filled(approval.name).or(filled(self.friendly_name)).unwrap_or_else(|| self.sid.clone()),
            language: self.language.unwrap_or_default(),
            is_sendable: Template::may_be_sent(&status, &body),
            category: filled(approval.category),
            rejection_reason: filled(approval.rejection_reason),
            sid: self.sid,
            body,
            variables,
            status,
            synced_at: now,
        }
    }
}

impl Twilio {
    pub(super) async fn sender_list(&self, account: &CarrierAccount) -> CarrierResult<Vec<CarrierSender>> {
        let resource = format!("v2/Channels/Senders?Channel=whatsapp&PageSize={PAGE_SIZE}");
        let first = self.product_url("messaging", &resource);
        let next = |page: &SenderList| self.same_origin(page.meta.next_page_url.as_deref()?, &first);
        let pages = self.pages(account, first.clone(), next).await?;
        let senders = pages.into_iter().flat_map(|page| page.senders).filter_map(|sender| {
            let (channel, number) = ChannelClass::of_carrier(&sender.sender_id);
            let sender = CarrierSender { sid: sender.sid, number: number.as_str().to_owned(), status: sender.status };
            (channel == ChannelClass::Whatsapp).then_some(sender)
        });
        Ok(senders.collect())
    }

    pub(super) async fn set_sender_webhook(
        &self,
        account: &CarrierAccount,
        sid: &str,
        webhook: &str,
    ) -> CarrierResult<()> {
        let url = self.product_url("messaging", &format!("v2/Channels/Senders/{sid}"));
        let body = json!({ "webhook": { "callback_url": webhook, "callback_method": "POST" } });
        self.post_json::<IgnoredAny>(account, &url, &body).await.map(|_| ())
    }

    pub(super) async fn template_list(&self, account: &CarrierAccount, now: Timestamp) -> CarrierResult<Vec<Template>> {
        let first = self.product_url("content", &format!("v1/ContentAndApprovals?PageSize={PAGE_SIZE}"));
        let next = |page: &ContentList| self.same_origin(page.meta.next_page_url.as_deref()?, &first);
        let pages = self.pages(account, first.clone(), next).await?;
        Ok(pages.into_iter().flat_map(|page| page.contents).map(|content| content.template(now)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_becomes_a_template() {
        let content: Content = serde_json::from_value(json!({
            "sid": "HX1", "friendly_name": "reminder", "language": "en",
            "variables": { "1": "Ada", "2": "Monday", "3": "x" },
            "types": { "twilio/quick-reply": { "body": "Hi {{1}}, see you {{2}}.", "actions": [] } },
            "approval_requests": { "name": "reminder_v1", "status": "approved", "category": "UTILITY", "rejection_reason": "" },
        }))
        .expect("content");
        let template = content.template(Timestamp::UNIX_EPOCH);
        assert_eq!((template.name.as_str(), template.status.as_str()), ("reminder_v1", "approved"));
        let gaps: Vec<_> = template.variables.iter().map(|gap| (gap.name.as_str(), gap.example.as_str())).collect();
        assert_eq!(gaps, [("1", "Ada"), ("2", "Monday"), ("3", "x")], "a button's gap is one, too");
        assert!(template.is_sendable && template.rejection_reason.is_none());
    }

    #[test]
    fn what_was_never_submitted_or_has_no_text_is_not_sendable() {
        for (content, status) in [
            (json!({ "sid": "HX1", "types": { "twilio/text": { "body": "Hi" } } }), "unsubmitted"),
            (json!({ "sid": "HX1", "types": {}, "approval_requests": { "status": "approved" } }), "approved"),
            (
                json!({ "sid": "HX1", "types": { "twilio/text": { "body": "Hi" } }, "approval_requests": { "status": "paused" } }),
                "paused",
            ),
        ] {
            let content: Content = serde_json::from_value(content).expect("content");
            let template = content.template(Timestamp::UNIX_EPOCH);
            assert!(!template.is_sendable, "{status}");
            assert_eq!((template.status.as_str(), template.name.as_str()), (status, "HX1"));
        }
    }
}
