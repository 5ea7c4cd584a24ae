//! The carrier's own list of messages, to find out what became of a lost answer.
//!
//! # Source
//! Twilio's OpenAPI description of `Messages.json`: newest first, filters `To` and `From`. The filter `DateSent` is not
//! used: a message that is still queued there has no sent date yet.

use hub_core::carrier_account::CarrierAccount;
use hub_core::message::Message;
use hub_core::ports::{CarrierFailure, CarrierRecord, CarrierResult};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::Method;
use serde::Deserialize;

use super::Twilio;
use super::rest::Call;

const PAGE_SIZE: &str = "100";
/// More texts than this between two numbers in minutes are none of a person's; a longer list counts as unreadable.
const PAGES_MAX: usize = 10;

#[derive(Deserialize)]
struct Page {
    messages: Vec<Listed>,
    #[serde(default)]
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    sid: String,
    #[serde(default)]
    body: Option<String>,
    /// A number in a text.
    #[serde(default)]
    num_media: Option<String>,
    #[serde(default)]
    direction: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    error_code: Option<u64>,
    date_created: String,
}

fn unreadable(reason: impl std::fmt::Display) -> CarrierFailure {
    CarrierFailure::NotNow { reason: format!("the list cannot be read: {reason}") }
}

impl Twilio {
    pub(super) async fn list_since(
        &self,
        account: &CarrierAccount,
        message: &Message,
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierRecord>> {
        let mut found = Vec::new();
        let mut url = self.account_url(&account.account_sid, "Messages.json");
        let on_carrier = |address| message.channel.on_carrier(address);
        let first =
            [("To", on_carrier(&message.to)), ("From", on_carrier(&message.from)), ("PageSize", PAGE_SIZE.to_owned())];
        let mut form: &[(&str, String)] = &first;
        for _ in 0..PAGES_MAX {
            let page: Page = self.call(account, &Call { method: Method::GET, url, form }).await?;
            for listed in page.messages {
                let created = rfc2822::parse(&listed.date_created).map_err(unreadable)?.timestamp();
                // The list has whole seconds, and everything after this one is older.
                if created.as_second() < since.as_second() {
                    return Ok(found);
                }
                if listed.direction.starts_with("outbound") {
                    found.push(CarrierRecord {
                        sid: listed.sid,
                        body: listed.body.unwrap_or_default(),
                        media_count: listed.num_media.and_then(|count| count.parse().ok()).unwrap_or_default(),
                        status: listed.status,
                        error_code: listed.error_code.map(|code| code.to_string()),
                        created_at: created,
                    });
                }
            }
            let Some(path) = page.next_page_uri.filter(|path| path.starts_with('/')) else { return Ok(found) };
            url = format!("{}{path}", self.base_url);
            form = &[];
        }
        Err(unreadable("it is too long"))
    }
}
