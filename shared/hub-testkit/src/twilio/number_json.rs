//! Twilio's JSON for the numbers of an account, and for those of a Messaging Service.

use serde_json::{Value, json};

use super::account::Account;
use super::inventory::{Capabilities, block_of};
use super::number::Number;
use super::service::MessagingService;
use super::wire::{API_VERSION, iso8601, rfc2822};

/// A number as `IncomingPhoneNumbers` shows it: what is not set is an empty text, but for the trunk.
pub(crate) fn number_json(account: &Account, number: &Number) -> Value {
    let (can, set) = (capabilities(number), &number.settings);
    let uri = format!("/{API_VERSION}/Accounts/{}/IncomingPhoneNumbers/{}", account.sid, number.sid);
    json!({
        "account_sid": account.sid,
        "address_requirements": "none",
        "address_sid": null,
        "api_version": API_VERSION,
        "beta": false,
        "bundle_sid": null,
        "capabilities": {"voice": can.voice, "sms": can.sms, "mms": can.mms, "fax": false},
        "date_created": number.created_at.map(rfc2822),
        "date_updated": number.updated_at.map(rfc2822),
        "emergency_address_sid": null,
        "emergency_status": "Inactive",
        "friendly_name": set.friendly_name,
        "identity_sid": null,
        "origin": "twilio",
        "phone_number": number.address,
        "sid": number.sid,
        "sms_application_sid": set.sms_application_sid,
        "sms_fallback_method": set.sms_fallback_method,
        "sms_fallback_url": set.sms_fallback_url,
        "sms_method": set.sms_method,
        "sms_url": set.sms_url,
        "status": "in-use",
        "status_callback": set.status_callback,
        "status_callback_method": set.status_callback_method,
        "subresource_uris": {"assigned_add_ons": format!("{uri}/AssignedAddOns.json")},
        "trunk_sid": Some(&set.trunk_sid).filter(|sid| !sid.is_empty()),
        "uri": format!("{uri}.json"),
        "voice_application_sid": set.voice_application_sid,
        "voice_caller_id_lookup": false,
        "voice_fallback_method": set.voice_fallback_method,
        "voice_fallback_url": set.voice_fallback_url,
        "voice_method": set.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": set.voice_url,
    })
}

/// A number as the pool of a Messaging Service shows it.
pub(crate) fn pooled_json(account: &Account, service: &MessagingService, number: &Number, url: &str) -> Value {
    let can = capabilities(number);
    let abilities = [("MMS", can.mms), ("SMS", can.sms), ("Voice", can.voice)];
    json!({
        "account_sid": account.sid,
        "capabilities": abilities.iter().filter(|(_, can)| *can).map(|(name, _)| *name).collect::<Vec<_>>(),
        "country_code": country(number),
        "date_created": service.updated_at.map(iso8601),
        "date_updated": service.updated_at.map(iso8601),
        "phone_number": number.address,
        "service_sid": service.sid,
        "sid": number.sid,
        "url": url,
    })
}

/// Those of its block; a number from elsewhere can do everything in North America, and no MMS beyond.
fn capabilities(number: &Number) -> Capabilities {
    let elsewhere = Capabilities { voice: true, sms: true, mms: number.address.starts_with("+1") };
    block_of(&number.address).map_or(elsewhere, |block| block.capabilities)
}

fn country(number: &Number) -> &'static str {
    block_of(&number.address).map_or("US", |block| block.country)
}
