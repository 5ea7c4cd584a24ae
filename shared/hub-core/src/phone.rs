//! Telephone numbers as people type them.
//!
//! `phonenumber` does the numbering plans; this module prepares what it gets wrong. With a default region that crate
//! silently mangles foreign numbers (`+4915123456789` becomes `+495123456789` under `US`), knows only ASCII digits
//! and takes stray letters for vanity digits. Its metadata costs about 60 ms of CPU on first use, so carrier
//! webhooks use [`Address::from_carrier`] instead and never come here.

use std::fmt;

use crate::address::{Address, is_e164};

/// A valid telephone number in E.164 form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// Why a text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing in the text looks like a number.
    #[error("That is not a phone number.")]
    NotANumber,
    /// A national number needs a country to be read in.
    #[error("The number needs its country code, such as +1.")]
    CountryUnknown,
    /// The form is right, but the country's numbering plan has no such number.
    #[error("No such phone number exists in that country.")]
    Invalid,
}

impl PhoneNumber {
    /// Reads a number as a person types it; `region` is the ISO 3166 country that national numbers belong to.
    ///
    /// # Errors
    /// [`PhoneError`] says which part could not be read.
    ///
    /// # Source
    /// Judged against vectors made with Google's library (`tests/vectors/phone.json`).
    pub fn parse(text: &str, region: Option<&str>) -> Result<Self, PhoneError> {
        let text = prepare(text, region)?;
        let region = if text.starts_with('+') { None } else { Some(country(region)?) };
        let number = phonenumber::parse(region, &text).map_err(|_| PhoneError::NotANumber)?;
        if !number.is_valid() {
            return Err(PhoneError::Invalid);
        }
        let national = number.national().to_string();
        let e164 = format!("+{}{national}", number.code().value());
        if is_e164(&e164) { Ok(Self(e164)) } else { Err(PhoneError::Invalid) }
    }

    /// The E.164 text, such as `+12015550123`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ISO 3166 country that the number belongs to; `None` for one that belongs to several, such as a toll-free one.
    #[must_use]
    pub fn country(&self) -> Option<String> {
        let number = phonenumber::parse(None, &self.0).ok()?;
        number.country().id().map(|country| country.as_ref().to_owned())
    }

    /// The number as an address.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::from_carrier(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.address())
    }
}

fn country(region: Option<&str>) -> Result<phonenumber::country::Id, PhoneError> {
    region.and_then(|code| code.parse().ok()).ok_or(PhoneError::CountryUnknown)
}

/// Brings the text to ASCII digits and a leading `+` where it is international.
fn prepare(text: &str, region: Option<&str>) -> Result<String, PhoneError> {
    let ascii: String = text.chars().filter_map(to_ascii).collect();
    let mut text = ascii.trim();
    let mut context = None;
    for scheme in ["whatsapp:", "client:"] {
        text = text.strip_prefix(scheme).unwrap_or(text);
    }
    if let Some(rest) = text.strip_prefix("tel:") {
        let mut parts = rest.split(';');
        text = parts.next().unwrap_or_default();
        context = parts.find_map(|part| part.strip_prefix("phone-context=+"));
    }
    let text = without_extension(text);
    if text.chars().any(|c| c.is_alphabetic()) {
        return Err(PhoneError::NotANumber);
    }
    if let Some(context) = context {
        let local: String = text.chars().filter(char::is_ascii_digit).collect();
        return Ok(format!("+{context}{local}"));
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let dials_like = |prefix: &str| digits.starts_with(prefix) && digits.len() > prefix.len() + 7;
    if !text.contains('+') {
        let nanp = matches!(region, Some("US" | "CA"));
        let prefix = if nanp { "011" } else { "00" };
        if dials_like(prefix) {
            return Ok(format!("+{}", &digits[prefix.len()..]));
        }
    }
    // The crate takes what stands before a dash or a dot for the country code: it does not read `+1201-555-0123`.
    Ok(text.replace(['-', '.', '/'], " "))
}

/// Digits of any script as ASCII, the full-width plus as `+`, every dash as `-`, invisible marks dropped.
fn to_ascii(c: char) -> Option<char> {
    const ZEROS: [char; 12] = ['٠', '۰', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '๐', '０'];
    if c.is_ascii() {
        return Some(c);
    }
    for zero in ZEROS {
        let offset = (c as u32).wrapping_sub(zero as u32);
        if offset < 10 {
            return char::from_digit(offset, 10);
        }
    }
    match c {
        '＋' | '﹢' => Some('+'),
        '‐'..='―' | '−' | '－' | 'ー' | '﹣' => Some('-'),
        '（' => Some('('),
        '）' => Some(')'),
        '．' | '·' => Some('.'),
        '／' => Some('/'),
        '\u{a0}' | '\u{3000}' => Some(' '),
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => None,
        other => Some(other),
    }
}

/// Cuts a spelled-out extension: it is no part of the number that a text is sent to.
fn without_extension(text: &str) -> &str {
    const MARKS: [&str; 6] = [";ext=", " ext", "ext.", " x", "x", "#"];
    let lower = text.to_ascii_lowercase();
    MARKS
        .iter()
        .filter_map(|mark| {
            let at = lower.find(mark)?;
            let rest = lower[at + mark.len()..].trim_start_matches(|c: char| !c.is_ascii_digit());
            let is_extension = !rest.is_empty() && rest.len() <= 7 && rest.bytes().all(|b| b.is_ascii_digit());
            is_extension.then(|| text[..at].trim_end_matches([' ', ',', ';']))
        })
        .next()
        .unwrap_or(text)
}
