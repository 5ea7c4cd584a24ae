//! In which time zones a telephone number can be.
//!
//! A number says where it was given out and not where its phone is, so the answer is the usual approximation. Where a
//! prefix spans several zones all of them are named, and whoever keeps quiet hours keeps them in each.
//!
//! # Source
//! The time zone data of Google's libphonenumber (`data/time_zones.txt`).

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use crate::address::Address;

const DATA: &str = include_str!("../data/time_zones.txt");

static ZONES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    DATA.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('|')).collect()
});

/// The zones of a number; empty for one whose prefix names none, such as a toll-free number.
#[must_use]
pub fn of(number: &Address) -> Vec<TimeZone> {
    let digits = number.as_str().strip_prefix('+').unwrap_or_default();
    let prefixes = (1..=digits.len()).rev().filter_map(|length| digits.get(..length));
    let names = prefixes.filter_map(|prefix| ZONES.get(prefix)).next().copied().unwrap_or_default();
    names.split('&').filter_map(|name| TimeZone::get(name).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_the_zones_of_their_prefix() {
        for (number, zones) in [
            ("+12015550123", vec!["America/New_York"]),
            ("+14155550123", vec!["America/Los_Angeles"]),
            ("+442079460123", vec!["Europe/London"]),
            ("+18005550123", vec![]),
            ("72345", vec![]),
        ] {
            let found = of(&Address::from_carrier(number));
            let names: Vec<_> = found.iter().filter_map(TimeZone::iana_name).collect();
            assert_eq!(names, zones, "{number}");
        }
    }

    #[test]
    fn every_zone_of_the_data_is_known() {
        for (prefix, names) in ZONES.iter() {
            for name in names.split('&') {
                assert!(TimeZone::get(name).is_ok(), "{prefix}: {name}");
            }
        }
    }
}
