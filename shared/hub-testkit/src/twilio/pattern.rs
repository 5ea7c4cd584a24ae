//! `Contains` of a number search.

/// A pattern on the digits of a number.
///
/// Digits and letters (as on a keypad) match themselves, `*` one digit, `%` any digits; `+` in front ties it to the
/// beginning of the number, `$` at the end to its end.
///
/// # Source
/// Twilio's OpenAPI description of `AvailablePhoneNumbers`, `Contains`.
pub(crate) struct Pattern {
    from_start: bool,
    to_end: bool,
    parts: Vec<u8>,
}

impl Pattern {
    /// None for what is no pattern: fewer than 2 or more than 16 characters, or other characters.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if !(2..=16).contains(&text.chars().count()) {
            return None;
        }
        let (from_start, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
        let (to_end, rest) = rest.strip_suffix('$').map_or((false, rest), |rest| (true, rest));
        let parts = rest.bytes().map(key).collect::<Option<Vec<u8>>>()?;
        Some(Self { from_start, to_end, parts })
    }

    /// Whether a number, E.164, contains it.
    pub(crate) fn fits(&self, number: &str) -> bool {
        let digits = number.trim_start_matches('+').as_bytes();
        let starts = if self.from_start { 0..=0 } else { 0..=digits.len() };
        starts.into_iter().any(|start| digits.get(start..).is_some_and(|rest| self.fits_here(&self.parts, rest)))
    }

    fn fits_here(&self, parts: &[u8], digits: &[u8]) -> bool {
        match (parts.split_first(), digits.split_first()) {
            (None, _) => !self.to_end || digits.is_empty(),
            (Some((b'%', parts)), None) => self.fits_here(parts, digits),
            (Some((b'%', rest)), Some((_, fewer))) => self.fits_here(rest, digits) || self.fits_here(parts, fewer),
            (Some(_), None) => false,
            (Some((part, parts)), Some((digit, digits))) => {
                (*part == b'*' || part == digit) && self.fits_here(parts, digits)
            }
        }
    }
}

fn key(byte: u8) -> Option<u8> {
    Some(match byte.to_ascii_lowercase() {
        digit @ (b'0'..=b'9' | b'*' | b'%') => digit,
        b'a'..=b'c' => b'2',
        b'd'..=b'f' => b'3',
        b'g'..=b'i' => b'4',
        b'j'..=b'l' => b'5',
        b'm'..=b'o' => b'6',
        b'p'..=b's' => b'7',
        b't'..=b'v' => b'8',
        b'w'..=b'z' => b'9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_fit_the_digits_they_say() {
        let cases = [
            ("0123", true, "anywhere"),
            ("555****", true, "any digits after"),
            ("+1201", true, "from the start"),
            ("+201", false, "not from the start"),
            ("23$", true, "to the end"),
            ("12$", false, "not to the end"),
            ("jkl", true, "letters of a keypad: 555"),
            ("201%23$", true, "any number of digits between"),
            ("5*5", true, "one digit between"),
            ("99", false, "not there"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(Pattern::read(text).expect("a pattern").fits("+12015550123"), expected, "{text}: {why}");
        }
        for text in ["5", "", "12345678901234567", "5-5", "é5"] {
            assert!(Pattern::read(text).is_none(), "{text}");
        }
    }
}
