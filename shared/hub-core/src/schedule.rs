//! Texts that are sent at a set time.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::ids::{ConversationId, MessageId, ScheduledId, UserId};

/// A text cannot be scheduled further ahead.
pub const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24 * 366);

/// A time as it stands on a wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WallTime {
    /// Date and time without an offset, `2026-11-22T09:00`.
    pub local: String,
    /// The IANA time zone, `America/New_York`.
    pub zone: String,
}

/// What a wall time needed because clocks are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shift {
    /// The time does not exist on that day: it is moved forward by as much as the clocks are.
    Gap,
    /// The time comes twice on that day: it is the first one.
    Fold,
}

/// When a text is sent: the wall time that a person chose, and the moment that it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SendAt {
    /// Date and time as it was chosen.
    pub local: String,
    /// The IANA time zone.
    pub zone: String,
    /// The moment.
    #[schemars(with = "String")]
    pub utc: Timestamp,
    /// Why the moment is not simply the wall time, on a day on which clocks are changed.
    #[serde(default)]
    pub shift: Option<Shift>,
}

/// A time at which nothing can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The date or time cannot be read.
    #[error("That is no time, such as 2026-11-22T09:00.")]
    NotATime,
    /// There is no such zone.
    #[error("That is no time zone, such as America/New_York.")]
    NotAZone,
    /// It is over.
    #[error("That time has passed.")]
    Past,
    /// It is too far ahead.
    #[error("A message can be scheduled up to a year ahead.")]
    TooFar,
}

impl TimeError {
    /// The stable word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotATime | Self::NotAZone => "invalid_time",
            Self::Past => "send_at_past",
            Self::TooFar => "send_at_too_far",
        }
    }
}

impl SendAt {
    /// The moment that a wall time means, if a text can be scheduled for it.
    ///
    /// A time that the clocks jump over is moved forward, one that comes twice is the first one, as calendars do it.
    ///
    /// # Errors
    /// [`TimeError`].
    pub fn read(wall: &WallTime, now: Timestamp) -> Result<Self, TimeError> {
        let zone = TimeZone::get(&wall.zone).map_err(|_| TimeError::NotAZone)?;
        let name = zone.iana_name().filter(|_| !zone.is_unknown()).ok_or(TimeError::NotAZone)?.to_owned();
        // An offset or a zone in the text itself would contradict the zone beside it.
        let is_plain = wall.local.bytes().all(|b| b.is_ascii_digit() || b"-T:".contains(&b));
        let local: DateTime =
            wall.local.parse().ok().filter(|_| is_plain && wall.local.len() >= 16).ok_or(TimeError::NotATime)?;
        let moment = zone.to_ambiguous_timestamp(local);
        let shift = match moment.offset() {
            AmbiguousOffset::Unambiguous { .. } => None,
            AmbiguousOffset::Gap { .. } => Some(Shift::Gap),
            AmbiguousOffset::Fold { .. } => Some(Shift::Fold),
        };
        let utc = moment.compatible().map_err(|_| TimeError::NotATime)?;
        if utc <= now {
            return Err(TimeError::Past);
        }
        if utc > now + AHEAD_MAX {
            return Err(TimeError::TooFar);
        }
        Ok(Self { local: wall.local.clone(), zone: name, utc, shift })
    }
}

/// Where a scheduled text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScheduledState {
    /// Its time has not come.
    #[default]
    Scheduled,
    /// It became a message.
    Sent,
    /// It was taken back, by a person or because the customer wrote.
    Canceled,
    /// It could not be sent when its time came.
    Refused,
}

impl ScheduledState {
    /// The word in JSON and in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Sent => "sent",
            Self::Canceled => "canceled",
            Self::Refused => "refused",
        }
    }
}

/// A text to be sent at a set time, as it is stored and as the team sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledMessage {
    /// Its id.
    pub id: ScheduledId,
    /// The thread that it belongs to, which may not have begun yet.
    pub conversation_id: ConversationId,
    /// The recipient.
    pub to: Address,
    /// The number of ours that it goes out from.
    pub from: Address,
    /// The text.
    pub body: String,
    /// When it is sent.
    pub send_at: SendAt,
    /// It is canceled if the customer writes before.
    pub cancel_if_replied: bool,
    /// From when on a text of the customer counts as a reply: when it was made or last changed.
    #[schemars(with = "String")]
    pub replies_since: Timestamp,
    /// Where it stands.
    pub state: ScheduledState,
    /// The message that it became.
    #[serde(default)]
    pub message_id: Option<MessageId>,
    /// Why it was canceled or refused: a stable code.
    #[serde(default)]
    pub reason: Option<String>,
    /// Why it was canceled or refused, in a plain sentence.
    #[serde(default)]
    pub reason_text: Option<String>,
    /// Who wrote it.
    pub author_id: Option<UserId>,
    /// Who changed or canceled it last.
    #[serde(default)]
    pub changed_by: Option<UserId>,
    /// When it was made.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schemars(with = "String")]
    pub updated_at: Timestamp,
    /// Counts the changes; a change names the version that it was made from.
    pub version: u64,
}

impl ScheduledMessage {
    /// The same text in its last state, one version up.
    #[must_use]
    pub fn ended(&self, state: ScheduledState, reason: Option<(&str, &str)>, now: Timestamp) -> Self {
        let (reason, reason_text) = reason.unzip();
        Self {
            state,
            reason: reason.map(str::to_owned),
            reason_text: reason_text.map(str::to_owned),
            updated_at: now,
            version: self.version + 1,
            ..self.clone()
        }
    }
}

/// Which scheduled texts a list shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScheduledFilter {
    /// Only those of a thread.
    pub conversation: Option<ConversationId>,
    /// Where they stand.
    pub state: ScheduledState,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01T00:00:00Z.
    const NOW: Timestamp = Timestamp::constant(1_767_225_600, 0);

    fn read(local: &str, zone: &str) -> Result<SendAt, TimeError> {
        SendAt::read(&WallTime { local: local.to_owned(), zone: zone.to_owned() }, NOW)
    }

    #[test]
    fn a_wall_time_is_one_moment() {
        for (local, zone, utc, shift, why) in [
            ("2026-07-01T09:00", "America/New_York", "2026-07-01T13:00:00Z", None, "summer"),
            ("2026-01-02T09:00", "America/New_York", "2026-01-02T14:00:00Z", None, "winter"),
            ("2026-03-08T02:30", "America/New_York", "2026-03-08T07:30:00Z", Some(Shift::Gap), "3:30 in summer time"),
            ("2026-03-08T03:00", "America/New_York", "2026-03-08T07:00:00Z", None, "the first minute after the gap"),
            ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00Z", Some(Shift::Fold), "still summer time"),
            ("2026-11-01T02:00", "America/New_York", "2026-11-01T07:00:00Z", None, "the first minute after the fold"),
            ("2026-03-29T02:15", "Europe/Berlin", "2026-03-29T01:15:00Z", Some(Shift::Gap), "3:15 in summer time"),
            ("2026-10-25T02:15", "Europe/Berlin", "2026-10-25T00:15:00Z", Some(Shift::Fold), "still summer time"),
            ("2026-10-25T03:00", "europe/berlin", "2026-10-25T02:00:00Z", None, "a zone in other letters"),
        ] {
            let read = read(local, zone).expect(why);
            assert_eq!((read.utc.to_string().as_str(), read.shift), (utc, shift), "{local} {zone}: {why}");
        }
        assert_eq!(read("2026-10-25T03:00", "europe/berlin").expect("a time").zone, "Europe/Berlin");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for (local, zone, expected) in [
            ("2026-02-30T09:00", "UTC", TimeError::NotATime),
            ("tomorrow", "UTC", TimeError::NotATime),
            ("2026-07-01", "UTC", TimeError::NotATime),
            ("2026-07-01T09:00Z", "UTC", TimeError::NotATime),
            ("2026-07-01T09:00+02:00", "UTC", TimeError::NotATime),
            ("2026-07-01T09:00[Europe/Berlin]", "UTC", TimeError::NotATime),
            ("2026-07-01T09:00", "America/Nowhere", TimeError::NotAZone),
            ("2026-07-01T09:00", "+02:00", TimeError::NotAZone),
            ("2026-07-01T09:00", "", TimeError::NotAZone),
            ("2025-12-31T23:59", "UTC", TimeError::Past),
            ("2026-01-01T00:00", "UTC", TimeError::Past),
            ("2027-01-03T00:00", "UTC", TimeError::TooFar),
        ] {
            assert_eq!(read(local, zone), Err(expected), "{local} {zone}");
        }
    }
}
