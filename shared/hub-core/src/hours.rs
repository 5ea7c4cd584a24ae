//! Opening hours: up to three spans on each day of the week, in the organisation's own time.

use jiff::civil::{Time, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// More spans than this on one day are refused.
pub const SPANS_MAX: usize = 3;

/// One span of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// When it begins, `09:00`.
    pub opens: String,
    /// When it ends, `17:00`; the end of the day is `24:00`.
    pub closes: String,
}

/// A week of spans; a day without spans is closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is named for its day")]
pub struct Hours {
    pub monday: Vec<Span>,
    pub tuesday: Vec<Span>,
    pub wednesday: Vec<Span>,
    pub thursday: Vec<Span>,
    pub friday: Vec<Span>,
    pub saturday: Vec<Span>,
    pub sunday: Vec<Span>,
}

/// What is wrong with a week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// A time is not written as `HH:MM`.
    #[error("{0:?} is not a time like 09:00.")]
    NotATime(String),
    /// A span ends before it begins.
    #[error("On {0}, the hours end before they begin.")]
    Backwards(&'static str),
    /// Spans overlap or are not in order.
    #[error("On {0}, the hours overlap or are not in order.")]
    Overlap(&'static str),
    /// A day has too many spans.
    #[error("On {0}, there are more than {SPANS_MAX} spans.")]
    TooMany(&'static str),
}

impl Hours {
    /// 9 to 17 from Monday to Friday.
    #[must_use]
    pub fn office() -> Self {
        let day = || vec![Span { opens: "09:00".to_owned(), closes: "17:00".to_owned() }];
        Self { monday: day(), tuesday: day(), wednesday: day(), thursday: day(), friday: day(), ..Self::default() }
    }

    /// The spans of a day.
    #[must_use]
    pub fn on(&self, day: Weekday) -> &[Span] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    /// Whether a moment of the organisation's own time lies in a span.
    #[must_use]
    pub fn are_open(&self, day: Weekday, time: Time) -> bool {
        let minute = u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs());
        self.on(day).iter().any(|span| {
            matches!((minutes(&span.opens), minutes(&span.closes)), (Some(opens), Some(closes)) if (opens..closes).contains(&minute))
        })
    }

    /// Checks every span of every day.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), HoursError> {
        let days = [
            ("Monday", &self.monday),
            ("Tuesday", &self.tuesday),
            ("Wednesday", &self.wednesday),
            ("Thursday", &self.thursday),
            ("Friday", &self.friday),
            ("Saturday", &self.saturday),
            ("Sunday", &self.sunday),
        ];
        days.into_iter().try_for_each(|(day, spans)| check_day(day, spans))
    }
}

fn check_day(day: &'static str, spans: &[Span]) -> Result<(), HoursError> {
    if spans.len() > SPANS_MAX {
        return Err(HoursError::TooMany(day));
    }
    let mut open_until = 0;
    for span in spans {
        let read = |text: &String| minutes(text).ok_or_else(|| HoursError::NotATime(text.clone()));
        let (opens, closes) = (read(&span.opens)?, read(&span.closes)?);
        if closes <= opens {
            return Err(HoursError::Backwards(day));
        }
        if opens < open_until {
            return Err(HoursError::Overlap(day));
        }
        open_until = closes;
    }
    Ok(())
}

/// Minutes since midnight of `HH:MM`, `24:00` included.
#[must_use]
pub fn minutes(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let is_plain = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !is_plain(hour) || !is_plain(minute) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 24 * 60).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    fn day(spans: &[(&str, &str)]) -> Hours {
        let span = |(opens, closes): &(&str, &str)| Span { opens: (*opens).into(), closes: (*closes).into() };
        Hours { monday: spans.iter().map(span).collect(), ..Hours::default() }
    }

    #[test]
    fn a_week_is_checked() {
        for (spans, is_good, why) in [
            (&[("09:00", "17:00")][..], true, "one span"),
            (&[("08:00", "12:00"), ("12:00", "24:00")], true, "spans may touch, and a day ends at 24:00"),
            (&[("9:00", "17:00")], false, "two digits"),
            (&[("09:00", "24:01")], false, "no such time"),
            (&[("17:00", "09:00")], false, "backwards"),
            (&[("09:00", "09:00")], false, "empty"),
            (&[("09:00", "12:00"), ("11:00", "13:00")], false, "overlap"),
            (&[("13:00", "14:00"), ("09:00", "12:00")], false, "not in order"),
            (&[("01:00", "02:00"), ("03:00", "04:00"), ("05:00", "06:00"), ("07:00", "08:00")], false, "too many"),
        ] {
            assert_eq!(day(spans).check().is_ok(), is_good, "{spans:?}: {why}");
        }
    }

    #[test]
    fn a_span_holds_its_beginning_and_not_its_end() {
        let hours = Hours::office();
        for (at, expected) in [
            (time(8, 59, 59, 0), false),
            (time(9, 0, 0, 0), true),
            (time(16, 59, 0, 0), true),
            (time(17, 0, 0, 0), false),
        ] {
            assert_eq!(hours.are_open(Weekday::Monday, at), expected, "{at}");
        }
        assert!(!hours.are_open(Weekday::Sunday, time(12, 0, 0, 0)));
    }
}
