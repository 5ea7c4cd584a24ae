//! Numbers as people type them: whatever is read is a number that exists, and nobody else's.

use hub_core::address::{Address, is_e164};
use hub_core::phone::PhoneNumber;
use proptest::prelude::*;

use crate::edits::{edited, edits};
use crate::engine::holds;

const REGIONS: [Option<&str>; 7] = [None, Some("US"), Some("CA"), Some("GB"), Some("DE"), Some(""), Some("XX")];
const KNOWN: [&str; 8] = [
    "+12015550123",
    "(201) 555-0123",
    "011 44 20 7946 0018",
    "+44 (0)20 7946 0018",
    "tel:+1-201-555-0123;ext=12",
    "whatsapp:+14155550123",
    "tel:555-0123;phone-context=+1-201",
    "２０１-555-0123 x5",
];

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        3 => "[+0-9 ()./x;#=-]{0,24}",
        4 => (proptest::sample::select(&KNOWN[..]), edits()).prop_map(|(known, edits)| edited(known, &edits)),
    ]
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn what_is_read_is_one_number_and_reads_as_itself() {
    let inputs = (typed(), proptest::sample::select(&REGIONS[..]));
    holds(3_000, &inputs, |(text, region)| {
        let Ok(number) = PhoneNumber::parse(&text, region) else { return Ok(()) };
        let e164 = number.as_str();
        prop_assert!(is_e164(e164), "{e164}");
        for region in REGIONS {
            let again = PhoneNumber::parse(e164, region);
            prop_assert_eq!(again.as_ref().map(PhoneNumber::as_str), Ok(e164));
        }
        prop_assert!(Address::from_carrier(e164).as_str() == e164);
        Ok(())
    });
}

#[test]
fn nobody_elses_number_is_read() {
    // Only what has no extension: its figures are all of the number.
    let plain = || "[+(]?[0-9 ()./-]{6,20}";
    let inputs = (plain(), proptest::sample::select(&["US", "CA", "GB", "DE"][..]));
    holds(3_000, &inputs, |(text, region)| {
        let Ok(number) = PhoneNumber::parse(&text, Some(region)) else { return Ok(()) };
        // The shortest numbers have five figures, and a zero before them that only dials.
        let given: String = digits(&text).chars().rev().take(5).collect();
        let end: String = digits(number.as_str()).chars().rev().take(given.len()).collect();
        prop_assert_eq!(end, given, "{} becomes {}", text, number.as_str());
        Ok(())
    });
}

#[test]
fn a_number_is_the_same_in_whatever_dress() {
    let area = proptest::sample::select(&["201", "415", "212", "613"][..]);
    let between = || proptest::sample::select(&["", " ", "-", ".", "\u{a0}", "\u{200b}", " - "][..]);
    let inputs = (area, 100..200u32, between(), between(), any::<bool>(), any::<bool>());
    holds(1_000, &inputs, |(area, line, first, second, has_code, has_brackets)| {
        let code = if has_code { "+1" } else { "" };
        let dressed = if has_brackets { format!("({area})") } else { area.to_owned() };
        let text = format!("{code}{first}{dressed}{first}555{second}0{line}");
        let expected = format!("+1{area}5550{line}");
        let read = PhoneNumber::parse(&text, Some("US"));
        prop_assert_eq!(read.as_ref().map(PhoneNumber::as_str), Ok(expected.as_str()), "{}", text);
        Ok(())
    });
}

/// Found by a target: what stands before the first dash or dot was taken for the country code.
#[test]
fn a_dash_or_a_dot_ends_no_country_code() {
    for text in
        ["+1201-555-0123", "+1201555-0123", "+1201.555.0123", "+1201555.0123", "+1201/555-0123", "1201.555-0123"]
    {
        let read = PhoneNumber::parse(text, Some("US"));
        assert_eq!(read.as_ref().map(PhoneNumber::as_str), Ok("+12015550123"), "{text}");
    }
}
