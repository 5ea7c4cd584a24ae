//! Takes out of a transcript what must not be kept: Social Security, card, phone and record numbers, dates of birth and
//! e-mail addresses, in the forms in which a transcriber writes what was said.
//!
//! Each is replaced by a word for it in brackets, so that the sentence can still be understood. A number that cannot be
//! told from one of these is taken out as well; order numbers, prices and times stay.
//!
//! # Source
//! requirements SEC-11; ISO/IEC 7812-1 for the check digit of a card (Luhn).

mod digits;

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

const MONTH: &str = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";
const DAY: &str = r"\d{1,2}(?:st|nd|rd|th)?\b";
/// A number or an ordinal in words, as in "march fourth nineteen eighty".
const WORD: &str = r"(?:oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)\b";

#[expect(clippy::expect_used, reason = "the patterns are constants, which the tests read")]
fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("a pattern")
}

/// A date in figures or in words.
fn date() -> String {
    let figures = r"\d{1,4}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|\d{1,2} \d{1,2} \d{2,4}|\d{8}|\d{6}";
    let month_first = format!(r"{MONTH}(?: the)? (?:{DAY}|{WORD})(?:(?:,? | and |-)(?:\d{{2,4}}|{WORD}))*");
    let day_first = format!(r"(?:the )?(?:{DAY}|{WORD})(?: of)? {MONTH}(?:,? (?:\d{{2,4}}|{WORD}(?:[ -]{WORD})*))?");
    format!(r"(?:{month_first}|{day_first}|{figures}|{MONTH}(?: of)? (?:19|20)\d\d|(?:19|20)\d\d)")
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"));
static SPOKEN_EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b[\w+-]+(?:(?: dot |\.)[\w+-]+)* at [\w-]+(?:(?: dot |\.)[\w-]+)*(?: dot |\.)(?:com|net|org|edu|gov|io|co|us|info|biz)\b",
    )
});
static BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    let begins = r"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birth ?dates?|birthday|born)";
    let between = r"(?:[\s,:']|\bis\b|\bwas\b|\bon\b|\bin\b|\bs\b|\bthe year\b)*";
    pattern(&format!(r"({begins}{between})({})", date()))
});
static BIRTH_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    let ends = r"[\s,]*(?:is|was)[\s,]*(?:my|his|her|their|the)?\s*(?:d\.?o\.?b\b|date of birth|birth ?date|birthday)";
    pattern(&format!(r"\b({})({ends})", date()))
});
static SOCIAL: LazyLock<Regex> = LazyLock::new(|| {
    let begins = r"\b(?:social(?: security)?|ssn|s\.s\.n\.)";
    let between = r"(?:[\s,:#']|\bnumber\b|\bno\b\.?|\bis\b|\bs\b|\bends\b|\bending\b|\bin\b|\bwith\b|\bare\b|\bthe\b|\blast\b|\bfour\b|\bdigits\b|\bof\b|\bmy\b)*";
    pattern(&format!(r"({begins}{between}?)((?:\d[ .-]{{0,3}}){{3,8}}\d)\b"))
});
static RECORD: LazyLock<Regex> = LazyLock::new(|| {
    let named = r"(?:medical record|health record|mrn|m\.r\.n\.)(?:[\s,:#']|\bnumber\b|\bno\b\.?|\bid\b|\bis\b|\bs\b)*";
    let numbered =
        r"(?:record|chart|patient|member)s?(?:\s+(?:number|no\.?|id)|\s*#)(?:[\s,:#']|\bnumber\b|\bis\b|\bs\b)*";
    pattern(&format!(r"\b({named}|{numbered})((?:[a-z]{{1,3}}[ -]?)?\d(?:[ -]?\d){{2,}}[a-z]?\b)"))
});

/// The text without what must not be kept. What was redacted before stays as it is.
#[must_use]
pub fn redact(text: &str) -> String {
    let text = EMAIL.replace_all(text, "[e-mail address]");
    let text = SPOKEN_EMAIL.replace_all(&text, "[e-mail address]");
    let text = BIRTH.replace_all(&text, |found: &Captures<'_>| format!("{}[date of birth]", &found[1]));
    let text = BIRTH_AFTER.replace_all(&text, |found: &Captures<'_>| format!("[date of birth]{}", &found[2]));
    // A card that somebody takes for another number is still a card.
    let text = digits::without_cards(&text);
    let text = SOCIAL.replace_all(&text, |found: &Captures<'_>| format!("{}[SSN]", &found[1]));
    let text = RECORD.replace_all(&text, |found: &Captures<'_>| format!("{}[record number]", &found[1]));
    digits::without_numbers_of_people(&text)
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn what_must_not_be_kept_is_taken_out() {
        for (said, kept) in [
            ("my card is 4111 1111 1111 1111", "my card is [card number]"),
            ("It's 4111-1111-1111-1111, expires 12/27.", "It's [card number], expires 12/27."),
            ("4111111111111111 12 27", "[card number] 12 27"),
            ("Amex 3782 822463 10005 please", "Amex [card number] please"),
            ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card number]"),
            ("four one one one one one one one one one one one one one one one", "[card number]"),
            ("DOB 3/4/1980", "DOB [date of birth]"),
            ("D.O.B.: 03-04-80.", "D.O.B.: [date of birth]."),
            ("my date of birth is March 4, 1980 and", "my date of birth is [date of birth] and"),
            ("born on March 4th 1980", "born on [date of birth]"),
            ("I was born the 4th of March 1980.", "I was born [date of birth]."),
            ("born march fourth nineteen eighty", "born [date of birth]"),
            ("her birthday is 1980-03-04", "her birthday is [date of birth]"),
            ("born in March 1980", "born in [date of birth]"),
            ("I was born in 1980", "I was born in [date of birth]"),
            ("3/4/1980 is my date of birth", "[date of birth] is my date of birth"),
            ("social is 123-45-6789", "social is [SSN]"),
            ("123-45-6789", "[SSN]"),
            ("my social security number is 123 45 6789.", "my social security number is [SSN]."),
            ("SSN 123456789", "SSN [SSN]"),
            ("the last four of my social is 6789", "the last four of my social is [SSN]"),
            ("Social Security number 1 2 3 4 5 6 7 8 9", "Social Security number [SSN]"),
            ("medical record number 12345", "medical record number [record number]"),
            ("MRN: 00123456", "MRN: [record number]"),
            ("my chart number is A-10234", "my chart number is [record number]"),
            ("patient ID 884213", "patient ID [record number]"),
            ("write to jane.doe+x@example.co.uk today", "write to [e-mail address] today"),
            ("jane dot doe at example dot com", "[e-mail address]"),
            ("jane at example.com", "[e-mail address]"),
            ("call me at (415) 555-0123.", "call me at [phone number]."),
            ("call +1 415 555 0123", "call [phone number]"),
            ("415.555.0123 or 4155550123", "[phone number] or [phone number]"),
            ("my number is 555-0123", "my number is [phone number]"),
            ("call 555 0123", "call [phone number]"),
            ("four one five five five five oh one two three", "[phone number]"),
            ("reach me on +44 20 7946 0958 ok", "reach me on [phone number] ok"),
        ] {
            assert_eq!(redact(said), kept);
            assert_eq!(redact(kept), kept, "once is enough");
        }
    }

    #[test]
    fn what_means_nobody_stays() {
        for said in [
            "order number 48213 from 2024",
            "my order is 12345678",
            "order number 4155550199",
            "tomorrow at 3:30, or 10 45",
            "it was $1,200.50 for 3 of them, then 85 dollars",
            "1234567890123 is the tracking code",
            "room 555, floor 12",
            "see you on March 4th at 9",
            "I was born to do this, call me at 5",
            "your social media post of 2024",
            "a record 50 people came",
            "one of the two or three of us",
            "meet me at noon dot the i's",
            "",
        ] {
            assert_eq!(redact(said), said);
        }
    }
}
