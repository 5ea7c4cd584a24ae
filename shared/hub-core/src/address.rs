//! Where a message comes from or goes to.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An address on a carrier: an E.164 number, a short code or an alphanumeric sender.
///
/// Short codes and alphanumeric senders can write to us but cannot be written to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String")]
pub struct Address(String);

/// What kind of address a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressKind {
    /// `+` and 7 to 15 digits, the first not 0.
    E164,
    /// 3 to 8 digits.
    ShortCode,
    /// A sender with letters, such as a brand's name.
    Alphanumeric,
}

impl Address {
    /// Takes an address as a carrier wrote it. Carriers send E.164, so nothing is parsed and no number metadata is
    /// loaded; `#`, which would end a table key's part, and control characters are replaced by `_`.
    #[must_use]
    pub fn from_carrier(text: &str) -> Self {
        let clean = text.trim().chars().take(64).map(|c| if c == '#' || c.is_control() { '_' } else { c });
        Self(clean.collect())
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of address it is.
    #[must_use]
    pub fn kind(&self) -> AddressKind {
        if is_e164(&self.0) {
            AddressKind::E164
        } else if (3..=8).contains(&self.0.len()) && self.0.bytes().all(|b| b.is_ascii_digit()) {
            AddressKind::ShortCode
        } else {
            AddressKind::Alphanumeric
        }
    }
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self::from_carrier(&text)
    }
}

impl fmt::Display for Address {
    /// Only the last four characters, because addresses end up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tail: Vec<char> = self.0.chars().rev().take(4).collect();
        write!(f, "…{}", tail.into_iter().rev().collect::<String>())
    }
}

/// Whether a text has the form `^\+[1-9]\d{6,14}$`.
#[must_use]
pub fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        for (text, kind) in [
            ("+12015550123", AddressKind::E164),
            ("72345", AddressKind::ShortCode),
            ("DENTIST", AddressKind::Alphanumeric),
            ("+0123456789", AddressKind::Alphanumeric),
            ("", AddressKind::Alphanumeric),
        ] {
            assert_eq!(Address::from_carrier(text).kind(), kind, "{text}");
        }
    }

    #[test]
    fn a_key_separator_is_replaced_and_a_log_shows_four_digits() {
        assert_eq!(Address::from_carrier("T#x").as_str(), "T_x");
        assert_eq!(Address::from_carrier("+12015550123").to_string(), "…0123");
    }
}
