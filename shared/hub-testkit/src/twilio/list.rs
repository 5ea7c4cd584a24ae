//! `GET Messages.json`: newest first, filtered, in pages.
//!
//! A message without a sent date yet is filtered by its creation date, so that a client which looks for a send it is
//! unsure of finds it while it is still queued.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::account::Account;
use super::message::Message;
use super::paging::{invalid, page};
use super::record::first;
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::wire::{API_VERSION, message_json};

/// One page.
pub(crate) fn list(state: &SimulatorState, account: &Account, query: &[(String, String)]) -> Result<Value, RestError> {
    let filter = Filter::read(query)?;
    let found: Vec<Message> = state.look(|ledger| {
        let of_account = |m: &&Message| m.account_sid == account.sid && !m.deleted && filter.fits(m);
        ledger.messages().iter().rev().filter(of_account).cloned().collect()
    });
    let path = format!("/{API_VERSION}/Accounts/{}/Messages.json", account.sid);
    Ok(page(found, |m| &m.sid, query)?.by_uri("messages", &path, message_json))
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
            && self.on.as_ref().is_none_or(|m| m.holds(sent))
            && self.since.as_ref().is_none_or(|m| sent >= m.first)
            && self.until.as_ref().is_none_or(|m| sent <= m.last)
    }
}

/// A GMT day or a second, as its first and last second.
pub(crate) struct Moment {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Moment {
    pub(crate) fn holds(&self, second: i64) -> bool {
        (self.first..=self.last).contains(&second)
    }

    pub(crate) fn read(name: &str, text: &str) -> Result<Self, RestError> {
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
