//! `GET Messages.json`: newest first, filtered, in pages.
//!
//! A message without a sent date yet is filtered by its creation date, so that a client which looks for a send it is
//! unsure of finds it while it is still queued. The page token names the last message of the page before, so pages do
//! not shift when messages arrive in between.

use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::account::Account;
use super::message::Message;
use super::record::first;
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::{API_VERSION, message_json};

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;

/// One page.
pub(crate) fn list(state: &SimulatorState, account: &Account, query: &[(String, String)]) -> Result<Value, RestError> {
    let filter = Filter::read(query)?;
    let page: usize = number(query, "Page")?.unwrap_or(0);
    let size = number(query, "PageSize")?.unwrap_or(DEFAULT_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE);
    let mut found: Vec<Message> = state.look(|ledger| {
        let of_account = |m: &&Message| m.account_sid == account.sid && !m.deleted && filter.fits(m);
        ledger.messages().iter().rev().filter(of_account).cloned().collect()
    });
    let start = match first(query, "PageToken").and_then(|token| token.strip_prefix("PA")) {
        Some(last) => found.iter().position(|m| m.sid == last).map_or(found.len(), |index| index + 1),
        None => (page * size).min(found.len()),
    };
    let more = found.len() > start + size;
    found.truncate(start + size);
    let shown = found.split_off(start);
    let path = format!("/{API_VERSION}/Accounts/{}/Messages.json", account.sid);
    let link = |page: usize, token: Option<&str>| format!("{path}?{}", page_query(query, (size, page), token));
    let next = shown.last().filter(|_| more).map(|last| link(page + 1, Some(&format!("PA{}", last.sid))));
    Ok(json!({
        "end": if shown.is_empty() { page * size } else { page * size + shown.len() - 1 },
        "first_page_uri": link(0, None),
        "messages": shown.iter().map(message_json).collect::<Vec<_>>(),
        "next_page_uri": next,
        "page": page,
        "page_size": size,
        "previous_page_uri": page.checked_sub(1).map(|before| link(before, None)),
        "start": page * size,
        "uri": link(page, first(query, "PageToken")),
    }))
}

fn page_query(query: &[(String, String)], (size, page): (usize, usize), token: Option<&str>) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for (key, value) in query.iter().filter(|(key, _)| !key.starts_with("Page")) {
        text.append_pair(key, value);
    }
    text.append_pair("PageSize", &size.to_string()).append_pair("Page", &page.to_string());
    if let Some(token) = token {
        text.append_pair("PageToken", token);
    }
    text.finish()
}

struct Filter<'a> {
    to: Option<&'a str>,
    from: Option<&'a str>,
    on: Option<Moment>,
    since: Option<Moment>,
    until: Option<Moment>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a [(String, String)]) -> Result<Self, RestError> {
        let given = |name: &str| first(query, name).filter(|value| !value.is_empty());
        let moment = |name: &str| given(name).map(|value| Moment::read(name, value)).transpose();
        Ok(Self {
            to: given("To"),
            from: given("From"),
            on: moment("DateSent")?,
            since: moment("DateSent>")?,
            until: moment("DateSent<")?,
        })
    }

    fn fits(&self, message: &Message) -> bool {
        // Twilio's dates have whole seconds.
        let sent = message.sent_at.unwrap_or(message.created_at).as_second();
        self.to.is_none_or(|to| message.to == to)
            && self.from.is_none_or(|from| message.public_from() == Some(from))
            && self.on.as_ref().is_none_or(|m| (m.first..=m.last).contains(&sent))
            && self.since.as_ref().is_none_or(|m| sent >= m.first)
            && self.until.as_ref().is_none_or(|m| sent <= m.last)
    }
}

/// A GMT day or a second, as its first and last second.
struct Moment {
    first: i64,
    last: i64,
}

impl Moment {
    fn read(name: &str, text: &str) -> Result<Self, RestError> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self { first: at.as_second(), last: at.as_second() });
        }
        let day = text.parse::<Date>().and_then(|date| date.to_zoned(TimeZone::UTC));
        match day {
            Ok(day) => Ok(Self { first: day.timestamp().as_second(), last: day.timestamp().as_second() + 86_399 }),
            Err(_) => Err(invalid(name, text)),
        }
    }
}

fn number(query: &[(String, String)], name: &str) -> Result<Option<usize>, RestError> {
    first(query, name).map(|text| text.parse().map_err(|_| invalid(name, text))).transpose()
}

fn invalid(name: &str, value: &str) -> RestError {
    RestError::new(StatusCode::BAD_REQUEST, 20001, format!("Invalid parameter {name}: {value}"))
}
