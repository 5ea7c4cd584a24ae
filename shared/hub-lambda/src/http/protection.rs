//! Headers that every answer carries, so that a browser does nothing with it that was not meant.

use super::HttpReply;

/// What an answer says unless it says something else itself: no cache keeps it, no browser guesses its type, runs or shows
/// it, and no other site reads or frames it.
///
/// # Source
/// OWASP REST Security Cheat Sheet, "Security Headers"; OWASP HTTP Headers Cheat Sheet.
const STRICT: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
];

impl HttpReply {
    /// The answer with every header of [`STRICT`] that it does not have. No answer lets another origin in: there is no
    /// `Access-Control-Allow-Origin` anywhere.
    #[must_use]
    pub(crate) fn protected(mut self) -> Self {
        for (name, value) in STRICT {
            if !self.headers.iter().any(|(given, _)| *given == name) {
                self.headers.push((name, value.to_owned()));
            }
        }
        self
    }
}
