//! Whether a text may be sent, decided once for the API, for the worker and for whoever asks beforehand.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};

use crate::address::{Address, AddressKind};
use crate::channel::ChannelClass;
use crate::hours::minutes;
use crate::message::{BODY_MAX_CHARACTERS, MessageKind};
use crate::segments::{Segmentation, segmentation};
use crate::settings::QuietHours;

/// A contact gets one unprompted text in this time.
///
/// # Source
/// MSG-14.
pub const UNPROMPTED_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Why a text may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The customer said STOP.
    #[error("Customer has opted out of {0}")]
    OptedOut(ChannelClass),
    /// The recipient is no number that can be written to.
    #[error("That is not a phone number that can be texted.")]
    InvalidNumber,
    /// The number of ours cannot send.
    #[error("Your number can't send texts: it is not set up, or it is being given back.")]
    UnverifiedSender,
    /// There is nothing to send.
    #[error("The message is empty.")]
    Empty,
    /// Longer than a carrier takes.
    #[error("The message is longer than 1,600 characters.")]
    TooLong,
    /// The customer's last message on the channel is too old for a free text.
    #[error("The customer last wrote more than 24 hours ago. Send an approved template instead.")]
    WindowClosed,
    /// The customer never wrote on the channel.
    #[error("The customer has not written here yet. Begin with an approved template.")]
    TemplateRequired,
    /// It is night where the customer is.
    #[error("It is too early or too late where the customer is. Automated texts wait.")]
    QuietHours {
        /// When it may be sent.
        until: Timestamp,
    },
    /// The contact got an automated text within the hour.
    #[error("This customer got an automated text within the hour. The next one waits.")]
    RateLimited {
        /// When it may be sent.
        until: Timestamp,
    },
}

impl Refusal {
    /// The stable word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OptedOut(_) => "opted_out",
            Self::InvalidNumber => "invalid_number",
            Self::UnverifiedSender => "unverified_sender",
            Self::Empty => "message_empty",
            Self::TooLong => "message_too_long",
            Self::WindowClosed => "window_closed",
            Self::TemplateRequired => "template_required",
            Self::QuietHours { .. } => "quiet_hours",
            Self::RateLimited { .. } => "rate_limited",
        }
    }

    /// When the same text may be sent, if time alone helps.
    #[must_use]
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::QuietHours { until } | Self::RateLimited { until } => Some(until),
            _ => None,
        }
    }
}

/// Whether a channel takes a free text now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// The channel knows no window.
    #[default]
    Unlimited,
    /// The customer wrote within the day.
    Open,
    /// The customer wrote, but longer ago.
    Closed,
    /// The customer never wrote.
    NeverOpened,
}

/// Free texts may follow a customer's message for this long.
///
/// # Source
/// WA-2; `WhatsApp`'s customer service window.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(24);

impl Window {
    /// The window of `WhatsApp`, if the customer last wrote at `last_inbound`.
    #[must_use]
    pub fn after(last_inbound: Option<Timestamp>, now: Timestamp) -> Self {
        match last_inbound {
            None => Self::NeverOpened,
            Some(at) if now < at + WINDOW => Self::Open,
            Some(_) => Self::Closed,
        }
    }
}

/// Everything that the decision depends on.
#[derive(Debug, Clone)]
pub struct Circumstances<'a> {
    /// The channel.
    pub channel: ChannelClass,
    /// The text.
    pub body: &'a str,
    /// Something is attached, which needs no words.
    pub has_media: bool,
    /// What made us write it.
    pub kind: MessageKind,
    /// The recipient.
    pub to: &'a Address,
    /// The recipient has opted out of the channel.
    pub opted_out: bool,
    /// The number of ours may send on the channel.
    pub is_sender_verified: bool,
    /// The channel's window.
    pub window: Window,
    /// The text is a template that the channel approved.
    pub is_template: bool,
    /// Now.
    pub now: Timestamp,
    /// The quiet hours, and the zones in which they are kept.
    pub quiet_hours: Option<(&'a QuietHours, &'a [TimeZone])>,
    /// When the contact last got an unprompted text, this one left aside.
    pub last_unprompted_at: Option<Timestamp>,
}

/// Decides on a text.
///
/// # Errors
/// The [`Refusal`] that a person has to deal with first: an opt-out comes before everything else, and what only time
/// changes comes last.
pub fn preflight(text: &Circumstances<'_>) -> Result<Segmentation, Refusal> {
    if text.opted_out {
        return Err(Refusal::OptedOut(text.channel));
    }
    if text.to.kind() != AddressKind::E164 {
        return Err(Refusal::InvalidNumber);
    }
    if !text.is_sender_verified {
        return Err(Refusal::UnverifiedSender);
    }
    if text.body.trim().is_empty() && !text.has_media {
        return Err(Refusal::Empty);
    }
    if text.body.chars().count() > BODY_MAX_CHARACTERS {
        return Err(Refusal::TooLong);
    }
    match text.window {
        Window::Closed if !text.is_template => return Err(Refusal::WindowClosed),
        Window::NeverOpened if !text.is_template => return Err(Refusal::TemplateRequired),
        _ => {}
    }
    if text.kind.is_unprompted() {
        keep_limits(text)?;
    }
    Ok(size_on(text.channel, text.body))
}

/// The size of a text on a channel: only SMS cuts texts into segments.
#[must_use]
pub fn size_on(channel: ChannelClass, body: &str) -> Segmentation {
    let size = segmentation(body);
    if channel == ChannelClass::Sms { size } else { Segmentation { segments: 1, ..size } }
}

fn keep_limits(text: &Circumstances<'_>) -> Result<(), Refusal> {
    let quiet_until = text.quiet_hours.and_then(|(hours, zones)| quiet_until(hours, zones, text.now));
    if let Some(until) = quiet_until {
        return Err(Refusal::QuietHours { until });
    }
    let next = text.last_unprompted_at.map(|last| last + UNPROMPTED_EVERY);
    match next.filter(|next| *next > text.now) {
        Some(until) => Err(Refusal::RateLimited { until }),
        None => Ok(()),
    }
}

/// The end of the quiet hours, if it is quiet in any of the zones; it is quiet in none of them then, as far as a day
/// shows.
fn quiet_until(hours: &QuietHours, zones: &[TimeZone], now: Timestamp) -> Option<Timestamp> {
    /// The zones' quiet hours may follow each other; after so many steps a time is named anyway.
    const STEPS_MAX: usize = 8;
    if !hours.enabled {
        return None;
    }
    let ends = |at: Timestamp| zones.iter().filter_map(|zone| end_in(hours, zone, at)).max();
    let mut until = ends(now)?;
    for _ in 0..STEPS_MAX {
        match ends(until) {
            Some(later) => until = later,
            None => break,
        }
    }
    Some(until)
}

/// When the quiet hours of a zone end, if it is quiet there at a moment.
fn end_in(hours: &QuietHours, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let (from, to) = (minutes(&hours.from)?, minutes(&hours.to)?);
    let local = at.to_zoned(zone.clone());
    let minute = u32::from(local.hour().unsigned_abs()) * 60 + u32::from(local.minute().unsigned_abs());
    let is_over_midnight = from > to;
    let is_quiet = if is_over_midnight { minute >= from || minute < to } else { (from..to).contains(&minute) };
    if !is_quiet {
        return None;
    }
    let day = if is_over_midnight && minute >= from { local.date().tomorrow().ok()? } else { local.date() };
    let end = day.to_zoned(zone.clone()).ok()?;
    // A time that the clock leaves out in spring is the moment after the gap.
    let time = jiff::civil::Time::midnight().checked_add(i64::from(to % (24 * 60)).minutes()).ok()?;
    let date = if to == 24 * 60 { end.date().tomorrow().ok()? } else { end.date() };
    date.to_datetime(time).to_zoned(zone.clone()).ok().map(|end| end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone")
    }

    fn decide(change: impl FnOnce(&mut Circumstances<'_>)) -> Result<Segmentation, Refusal> {
        let (hours, zones, to) =
            (QuietHours::default(), [zone("America/New_York")], Address::from_carrier("+12015550123"));
        let mut text = Circumstances {
            channel: ChannelClass::Sms,
            body: "Hello",
            has_media: false,
            kind: MessageKind::Person,
            to: &to,
            opted_out: false,
            is_sender_verified: true,
            window: Window::Unlimited,
            is_template: false,
            now: at("2026-11-21T17:00:00Z"),
            quiet_hours: Some((&hours, &zones)),
            last_unprompted_at: None,
        };
        change(&mut text);
        preflight(&text)
    }

    #[test]
    fn the_longest_text_passes_and_one_more_does_not() {
        assert!(decide(|_| {}).is_ok());
        let (longest, longer) = ("é".repeat(1_600), "é".repeat(1_601));
        let of = |body: &str| {
            let body = body.to_owned();
            decide(|text| text.body = Box::leak(body.into_boxed_str()))
        };
        assert!(of(&longest).is_ok());
        assert_eq!(of(&longer), Err(Refusal::TooLong));
        assert_eq!(of(" \n"), Err(Refusal::Empty));
        let pictured = decide(|text| {
            text.body = "";
            text.has_media = true;
        });
        assert!(pictured.is_ok(), "a picture says enough");
    }

    #[test]
    fn an_opt_out_comes_first() {
        let refused = decide(|text| {
            text.opted_out = true;
            text.body = "";
            text.is_sender_verified = false;
        });
        assert_eq!(refused, Err(Refusal::OptedOut(ChannelClass::Sms)));
    }

    #[test]
    fn who_cannot_be_reached_or_cannot_send_is_refused() {
        assert_eq!(decide(|text| text.is_sender_verified = false), Err(Refusal::UnverifiedSender));
        let code = Address::from_carrier("72345");
        let refused = preflight(&Circumstances {
            channel: ChannelClass::Sms,
            body: "Hi",
            has_media: false,
            kind: MessageKind::Person,
            to: &code,
            opted_out: false,
            is_sender_verified: true,
            window: Window::Unlimited,
            is_template: false,
            now: at("2026-11-21T17:00:00Z"),
            quiet_hours: None,
            last_unprompted_at: None,
        });
        assert_eq!(refused, Err(Refusal::InvalidNumber));
    }

    #[test]
    fn the_window_closes_a_day_after_the_last_message() {
        let wrote = at("2026-11-20T17:00:00Z");
        for (now, window) in [("2026-11-21T16:59:59.999Z", Window::Open), ("2026-11-21T17:00:00Z", Window::Closed)] {
            assert_eq!(Window::after(Some(wrote), at(now)), window, "{now}");
        }
        assert_eq!(Window::after(None, wrote), Window::NeverOpened);
    }

    #[test]
    fn a_closed_window_takes_only_templates() {
        for (window, refusal) in
            [(Window::Closed, Refusal::WindowClosed), (Window::NeverOpened, Refusal::TemplateRequired)]
        {
            assert_eq!(decide(|text| text.window = window), Err(refusal));
            let with_template = decide(|text| {
                text.window = window;
                text.is_template = true;
            });
            assert!(with_template.is_ok());
        }
        assert!(decide(|text| text.window = Window::Open).is_ok());
    }

    #[test]
    fn only_unprompted_texts_keep_quiet_hours_and_the_hourly_limit() {
        let night = at("2026-11-22T03:00:00Z");
        for kind in [MessageKind::Person, MessageKind::KeywordReply, MessageKind::AutoReply] {
            let decided = decide(|text| {
                text.kind = kind;
                text.now = night;
                text.last_unprompted_at = Some(night);
            });
            assert!(decided.is_ok(), "{kind:?}");
        }
        for kind in [MessageKind::Campaign, MessageKind::Reminder, MessageKind::FollowUp] {
            let refused = decide(|text| {
                text.kind = kind;
                text.now = night;
            });
            // 22:00 in New York; 8:00 there is 13:00 UTC.
            assert_eq!(refused, Err(Refusal::QuietHours { until: at("2026-11-22T13:00:00Z") }), "{kind:?}");
        }
    }

    #[test]
    fn one_unprompted_text_an_hour() {
        let last = at("2026-11-21T16:30:00Z");
        let of = |now: &str| {
            let now = at(now);
            decide(|text| {
                text.kind = MessageKind::Campaign;
                text.now = now;
                text.last_unprompted_at = Some(last);
            })
        };
        assert_eq!(of("2026-11-21T17:29:59Z"), Err(Refusal::RateLimited { until: at("2026-11-21T17:30:00Z") }));
        assert!(of("2026-11-21T17:30:00Z").is_ok());
    }

    #[test]
    fn quiet_hours_are_those_of_every_zone_of_the_number() {
        let hours = QuietHours::default();
        for (zones, now, until) in [
            (&["America/New_York"][..], "2026-11-21T12:59:00Z", Some("2026-11-21T13:00:00Z")),
            (&["America/New_York"], "2026-11-21T13:00:00Z", None),
            (&["America/New_York"], "2026-11-22T01:59:00Z", None),
            (&["America/New_York"], "2026-11-22T02:00:00Z", Some("2026-11-22T13:00:00Z")),
            (&["America/New_York", "America/Los_Angeles"], "2026-11-21T13:30:00Z", Some("2026-11-21T16:00:00Z")),
            // It is early in the morning in Auckland while it is noon in New York.
            (&["America/New_York", "Pacific/Auckland"], "2026-11-21T17:00:00Z", Some("2026-11-21T19:00:00Z")),
            // Clocks go forward on this night.
            (&["America/New_York"], "2026-03-08T05:00:00Z", Some("2026-03-08T12:00:00Z")),
            (&[], "2026-11-22T03:00:00Z", None),
        ] {
            let zones: Vec<_> = zones.iter().map(|name| zone(name)).collect();
            assert_eq!(quiet_until(&hours, &zones, at(now)), until.map(at), "{now}");
        }
        let never = QuietHours { enabled: false, ..QuietHours::default() };
        assert_eq!(quiet_until(&never, &[zone("America/New_York")], at("2026-11-22T03:00:00Z")), None);
        let noon = QuietHours { from: "12:00".to_owned(), to: "24:00".to_owned(), enabled: true };
        assert_eq!(
            quiet_until(&noon, &[zone("UTC")], at("2026-11-21T17:00:00Z")),
            Some(at("2026-11-22T00:00:00Z")),
            "until midnight"
        );
    }
}
