//! Opt-out, opt-in and help words.
//!
//! # Source
//! Twilio's default keyword list, the FCC's per-se revocation words of 2025-04-11, and CMP-1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a whole message asks for by a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Keyword {
    /// Stop writing to me.
    Stop,
    /// Write to me again.
    Start,
    /// Who are you?
    Help,
}

const STOP: [&str; 10] =
    ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "stop all"];
const START: [&str; 2] = ["start", "unstop"];
const HELP: [&str; 2] = ["help", "info"];

/// Words that, standing first in a short message, make an opt-out likely enough to ask a person.
const STOP_LIKE: [&str; 6] = ["stop", "unsubscribe", "optout", "opt out", "remove me", "quit"];
const SUSPICION_MAX_WORDS: usize = 8;

/// The keyword that `body` is as a whole: case, surrounding space and punctuation do not count.
///
/// `YES` means START only for somebody who `is_opted_out` now; otherwise it is an ordinary answer.
#[must_use]
pub fn recognise(body: &str, is_opted_out: bool) -> Option<Keyword> {
    let text = normalise(body);
    let is_in = |words: &[&str]| words.contains(&text.as_str());
    if is_in(&STOP) {
        Some(Keyword::Stop)
    } else if is_in(&START) || (text == "yes" && is_opted_out) {
        Some(Keyword::Start)
    } else if is_in(&HELP) {
        Some(Keyword::Help)
    } else {
        None
    }
}

/// Whether `body` is no keyword but reads like an opt-out ("Stop. Thank you"), so that a person should look.
#[must_use]
pub fn may_mean_stop(body: &str) -> bool {
    let text = normalise(body);
    text.split(' ').count() <= SUSPICION_MAX_WORDS
        && STOP_LIKE.iter().any(|word| {
            text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
                || text.strip_suffix(word).is_some_and(|rest| rest.ends_with(' '))
        })
}

/// Lower case, punctuation as space, runs of space as one.
fn normalise(body: &str) -> String {
    let spaced: String = body.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_messages_are_recognised() {
        for (body, expected, why) in [
            ("STOP", Some(Keyword::Stop), "the word"),
            (" Stop. ", Some(Keyword::Stop), "space and punctuation are ignored"),
            ("«stop»!", Some(Keyword::Stop), "any punctuation"),
            ("opt-out", Some(Keyword::Stop), "a hyphen is punctuation"),
            ("Stop  All", Some(Keyword::Stop), "runs of space"),
            ("revoke", Some(Keyword::Stop), "FCC word"),
            ("cancel", Some(Keyword::Stop), "CANCEL opts out even from an appointment text"),
            ("Start", Some(Keyword::Start), "opt-in"),
            ("info", Some(Keyword::Help), "help"),
            ("please stop by at 5", None, "an ordinary sentence"),
            ("Stop. Thank you", None, "a near match is for a person"),
            ("", None, "empty"),
        ] {
            assert_eq!(recognise(body, false), expected, "{body:?}: {why}");
        }
    }

    #[test]
    fn yes_opts_in_only_who_is_out() {
        assert_eq!(recognise("Yes!", false), None);
        assert_eq!(recognise("Yes!", true), Some(Keyword::Start));
    }

    #[test]
    fn near_matches_are_suspected() {
        for (body, expected) in [
            ("Stop. Thank you", true),
            ("please stop", true),
            ("Unsubscribe me please", true),
            ("STOP", false),
            ("What time do you close?", false),
            ("Our bus stops right in front of your house so we could meet there", false),
        ] {
            assert_eq!(may_mean_stop(body), expected, "{body:?}");
        }
    }
}
