//! `AvailablePhoneNumbers/{Country}/{Kind}.json`: what can be bought.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::inventory::{self, Block, Capabilities, Kind};
use super::number::national_format;
use super::paging::{invalid, page_size};
use super::pattern::Pattern;
use super::rest::{Call, Reply};
use super::rest_error::RestError;
use super::state::SimulatorState;

/// Searches the inventory; an owned number is never in the answer.
///
/// # Source
/// Twilio's OpenAPI description of `AvailablePhoneNumbers`; here, other than in `IncomingPhoneNumbers`, `SMS` and `MMS`
/// are capitals.
pub(crate) fn search(state: &SimulatorState, call: &Call, (country, kind): (&str, &str)) -> Result<Reply, RestError> {
    if call.method != Method::GET {
        return Err(RestError::method_not_allowed());
    }
    let blocks = Kind::read(kind).map(|kind| inventory::blocks(country, kind)).filter(|blocks| !blocks.is_empty());
    let mut blocks = blocks.ok_or_else(|| RestError::not_found(&call.path))?;
    if let Some(code) = call.given("AreaCode") {
        code.parse::<u16>().map_err(|_| invalid("AreaCode", code))?;
        // The parameter counts in North America only.
        blocks.retain(|block| block.area_code.is_none_or(|own| own == code));
    }
    let pattern = match call.given("Contains") {
        Some(text) => Some(Pattern::read(text).ok_or_else(|| invalid("Contains", text))?),
        None => None,
    };
    for name in ["VoiceEnabled", "SmsEnabled", "MmsEnabled"] {
        if let Some(text) = call.given(name) {
            let wanted: bool = text.to_ascii_lowercase().parse().map_err(|_| invalid(name, text))?;
            blocks.retain(|block| ability(&block.capabilities, name) == wanted);
        }
    }
    let size = page_size(&call.params)?;
    let found: Vec<Value> = inventory::numbers(blocks)
        .filter(|(number, _)| pattern.as_ref().is_none_or(|pattern| pattern.fits(number)))
        .filter(|(number, _)| !state.is_owned(number))
        .take(size)
        .map(|(number, block)| offer(&number, block))
        .collect();
    Ok(Reply::Json(StatusCode::OK, json!({ "available_phone_numbers": found, "uri": call.path })))
}

fn ability(can: &Capabilities, name: &str) -> bool {
    match name {
        "VoiceEnabled" => can.voice,
        "SmsEnabled" => can.sms,
        _ => can.mms,
    }
}

fn offer(number: &str, block: &Block) -> Value {
    let (place, can) = (&block.place, &block.capabilities);
    json!({
        "address_requirements": "none",
        "beta": false,
        "capabilities": {"voice": can.voice, "SMS": can.sms, "MMS": can.mms, "fax": false},
        "friendly_name": national_format(number),
        "iso_country": block.country,
        "lata": place.lata,
        "latitude": place.latitude,
        "locality": place.locality,
        "longitude": place.longitude,
        "phone_number": number,
        "postal_code": place.postal_code,
        "rate_center": place.rate_center,
        "region": place.region,
    })
}
