//! A call that somebody outside of the team may hear and read for a day.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CallId, ShareId, UserId};

/// A share is good for so long.
///
/// # Source
/// requirements SEC-9.
pub const SHARE_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A share as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// The call.
    pub call_id: CallId,
    /// Whom it was mailed to.
    pub email: String,
    /// Who shared it.
    pub shared_by: UserId,
    /// Their name at that time.
    pub shared_by_name: String,
    /// When.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it ends by itself.
    #[schemars(with = "String")]
    pub ends_at: Timestamp,
    /// When somebody of the team ended it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub revoked_at: Option<Timestamp>,
    /// How many times it was opened.
    #[serde(default)]
    pub opened: u64,
}

/// Where a share stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ShareState {
    /// Its link opens the call.
    Open,
    /// Its time is over.
    Ended,
    /// Somebody of the team ended it.
    Revoked,
}

impl Share {
    /// Where it stands.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> ShareState {
        match self.revoked_at {
            Some(_) => ShareState::Revoked,
            None if now >= self.ends_at => ShareState::Ended,
            None => ShareState::Open,
        }
    }
}

/// One opening of a share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Opening {
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// With what, such as `Chrome on Windows`: enough to tell a person from a mail scanner, and nobody from anybody.
    pub agent: String,
}

/// A family of browsers and a system, of what a browser says of itself.
#[must_use]
pub fn coarse_agent(user_agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|it| it.1);
    let browser = first(&[
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => "Something else".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::coarse_agent;

    #[test]
    fn an_agent_is_told_in_a_few_words() {
        for (said, told) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/149.0 Safari/537.36 Edg/149.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7; rv:140.0) Gecko Firefox/140.0", "Firefox on macOS"),
            ("curl/8.5.0 jane@example.test", "Something else"),
            ("", "Something else"),
        ] {
            assert_eq!(coarse_agent(said), told);
        }
    }
}
