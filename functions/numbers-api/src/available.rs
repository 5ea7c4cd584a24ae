//! `GET /api/numbers/available`: numbers that can be bought.

use hub_core::flows::numbers::available;
use hub_core::ports::{AvailableNumber, Needs, NumberKind, NumberSearch};
use hub_core::settings::check_country;
use hub_lambda::auth::Owner;
use hub_lambda::http::{Query, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LIMIT_MAX: u32 = 50;

/// Behind the function `numbers-available`.
#[must_use]
pub fn route() -> Route {
    Route::api("numbers-available", handle)
}

/// Which numbers are looked for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailableQuery {
    /// ISO 3166 country; `US` if it is not given.
    #[serde(default)]
    country: Option<String>,
    /// Local, toll-free or mobile; local if it is not given.
    #[serde(default)]
    kind: Option<NumberKind>,
    /// A North American area code of three digits.
    #[serde(default)]
    area_code: Option<String>,
    /// Digits or letters that it contains; `*` stands for any digit.
    #[serde(default)]
    contains: Option<String>,
    /// It must take texts; true if it is not given.
    #[serde(default)]
    sms: Option<bool>,
    /// It must take pictures.
    #[serde(default)]
    mms: Option<bool>,
    /// It must take calls.
    #[serde(default)]
    voice: Option<bool>,
    /// How many, 1 to 50; 20 if it is not given.
    #[serde(default)]
    limit: Option<u32>,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
pub struct AvailableNumbers {
    /// Numbers that can be bought now.
    numbers: Vec<AvailableNumber>,
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl AvailableQuery {
    fn search(self) -> Result<NumberSearch, ApiError> {
        let country = filled(self.country).unwrap_or_else(|| "US".to_owned());
        check_country(&country).map_err(|error| ApiError::invalid(error.sentence).with("field", "country"))?;
        let area_code = filled(self.area_code);
        if area_code.as_deref().is_some_and(|code| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit())) {
            return Err(ApiError::invalid("An area code has three digits.").with("field", "areaCode"));
        }
        let contains = filled(self.contains);
        let is_pattern =
            |text: &str| (2..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'*');
        if contains.as_deref().is_some_and(|text| !is_pattern(text)) {
            let sentence = "Look for 2 to 16 digits or letters; * stands for any digit.";
            return Err(ApiError::invalid(sentence).with("field", "contains"));
        }
        let limit = self.limit.unwrap_or(20);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(ApiError::invalid("limit must be from 1 to 50.").with("field", "limit"));
        }
        let needs =
            Needs { sms: self.sms.unwrap_or(true), mms: self.mms.unwrap_or(false), voice: self.voice.unwrap_or(false) };
        Ok(NumberSearch { country, kind: self.kind.unwrap_or_default(), area_code, contains, needs, limit })
    }
}

/// Searches at the carrier.
///
/// # Errors
/// 400 with the `field`, 409 `carrier_not_connected` or `carrier_stopped`, 503.
pub async fn handle(
    hub: Hub,
    who: Owner,
    Query(query): Query<AvailableQuery>,
) -> Result<Shown<AvailableNumbers>, ApiError> {
    let search = query.search()?;
    Ok(Shown(AvailableNumbers { numbers: available(&hub.ports, who.tenant(), &search).await? }))
}
