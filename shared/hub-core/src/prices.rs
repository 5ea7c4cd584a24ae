//! What a text costs: a table of prices per country, which the operator can replace.
//!
//! An unknown country has no price; a guess would be taken for one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The table that comes with the hub.
const BUNDLED: &str = include_str!("../data/sms_prices.json");
/// Decimals that are counted with.
const DECIMALS: usize = 6;

/// Prices of one outbound segment by ISO 3166 country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceTable {
    /// Where the prices come from.
    pub source: String,
    /// The day on which they were read.
    pub as_of: String,
    /// The ISO 4217 currency.
    pub currency: String,
    per_segment: BTreeMap<String, Amount>,
}

/// A price of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// The ISO 4217 currency.
    pub currency: String,
    /// The price of one segment, a decimal number as text.
    pub per_segment: String,
    /// The price of the whole text.
    pub total: String,
    /// The ISO 3166 country of the recipient.
    pub country: String,
}

/// A price of many texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Total {
    /// The ISO 4217 currency.
    pub currency: String,
    /// The price of what has a known one, a decimal number as text.
    pub total: String,
    /// Segments to countries whose price is not known.
    pub unpriced_segments: u64,
}

/// Millionths of the currency, read from a decimal number in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Amount(u64);

impl TryFrom<String> for Amount {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let digits = format!("{whole}{fraction:0<DECIMALS$}");
        if whole.is_empty() || fraction.len() > DECIMALS || !is_plain(&digits) {
            return Err(format!("{text:?} is no price like \"0.0083\""));
        }
        digits.parse().map(Self).map_err(|_| format!("{text:?} is too much"))
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = 10u64.pow(DECIMALS as u32);
        let fraction = format!("{:0DECIMALS$}", self.0 % unit);
        let fraction = fraction.trim_end_matches('0');
        // Money has at least two decimals.
        write!(f, "{}.{fraction:0<2}", self.0 / unit)
    }
}

impl PriceTable {
    /// Reads a table as the operator writes it, in the shape of `data/sms_prices.json`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    /// The price of a text of so many segments to a country; `None` if the table does not know the country.
    #[must_use]
    pub fn price(&self, country: &str, segments: u32) -> Option<Price> {
        let per_segment = self.per_segment.get(country)?;
        Some(Price {
            currency: self.currency.clone(),
            per_segment: per_segment.to_string(),
            total: Amount(per_segment.0.saturating_mul(u64::from(segments))).to_string(),
            country: country.to_owned(),
        })
    }

    /// The price of segments by country; `None` if no country's price is known.
    #[must_use]
    pub fn total(&self, segments: &BTreeMap<String, u64>) -> Option<Total> {
        let (mut sum, mut unpriced_segments) = (0u64, 0);
        for (country, count) in segments {
            match self.per_segment.get(country) {
                Some(price) => sum = sum.saturating_add(price.0.saturating_mul(*count)),
                None => unpriced_segments += count,
            }
        }
        let is_priced = segments.keys().any(|country| self.per_segment.contains_key(country));
        is_priced.then(|| Total { currency: self.currency.clone(), total: Amount(sum).to_string(), unpriced_segments })
    }
}

/// The table that comes with the hub.
impl Default for PriceTable {
    fn default() -> Self {
        let empty = |_| Self {
            source: String::new(),
            as_of: String::new(),
            currency: "USD".to_owned(),
            per_segment: BTreeMap::new(),
        };
        Self::read(BUNDLED).unwrap_or_else(empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_table_is_good_and_guesses_nothing() {
        let table = PriceTable::read(BUNDLED).expect("a table");
        let price = table.price("US", 3).expect("a price");
        assert_eq!((price.per_segment.as_str(), price.total.as_str()), ("0.0083", "0.0249"));
        assert_eq!(table.price("DE", 1), None);
    }

    #[test]
    fn amounts_are_exact() {
        for (text, shown) in [("0.0083", "0.0083"), ("1", "1.00"), ("0.1", "0.10"), ("12.345678", "12.345678")] {
            assert_eq!(Amount::try_from(text.to_owned()).expect("an amount").to_string(), shown);
        }
        for text in ["", ".5", "-1", "1,5", "0.0000001", "1e3"] {
            assert!(Amount::try_from(text.to_owned()).is_err(), "{text:?}");
        }
    }
}
