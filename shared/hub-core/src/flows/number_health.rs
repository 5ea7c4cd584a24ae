//! Whether the carrier calls us for every number, and mending it where it does not.

use schemars::JsonSchema;
use serde::Serialize;

use crate::audit::{Action, Doer, Entry};
use crate::carrier_account::CarrierAccount;
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::numbers::{NumberError, account, adopt, give_back};
use crate::ids::TenantId;
use crate::number::{NumberId, NumberState, OwnNumber};
use crate::ports::{CarrierNumber, MessagingService, Webhooks};

/// How one number stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NumberHealth {
    /// Which number.
    pub id: NumberId,
    /// In E.164.
    pub number: String,
    /// What the team calls it.
    pub label: String,
    /// Whether nothing is wrong with it.
    pub healthy: bool,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Something that is wrong with a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// What kind of thing.
    pub code: ProblemCode,
    /// It in a plain sentence.
    pub sentence: String,
    /// What the carrier should have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// What can be wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// Texts go elsewhere.
    SmsUrl,
    /// Texts come by another method than POST.
    SmsMethod,
    /// Texts have no second way to us.
    SmsFallback,
    /// Calls go elsewhere.
    VoiceUrl,
    /// Calls have no second way to us.
    VoiceFallback,
    /// The end of calls is told elsewhere, or nowhere.
    CallStatus,
    /// A Messaging Service takes the texts.
    InMessagingService,
    /// The account does not own it.
    NotOwned,
    /// Nobody knows yet whether it was bought.
    PurchaseUnfinished,
    /// Nobody knows yet whether it was released.
    ReleaseUnfinished,
}

/// Compares every number of a tenant with what the carrier has. The tenant's Messaging Services become known on the way.
///
/// # Errors
/// [`NumberError`].
pub async fn check(ports: &Ports, tenant: &TenantId, webhooks: &Webhooks) -> Result<Vec<NumberHealth>, NumberError> {
    let mut numbers = ports.accounts.numbers(tenant).await?;
    numbers.retain(|own| own.channel == ChannelClass::Sms);
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let account = account(ports, tenant).await?;
    let owned = ports.provisioning.owned(&account).await?;
    let services = services(ports, tenant, &account).await?;
    let health = |own: &OwnNumber| {
        let carrier = owned.iter().find(|owned| owned.number == own.number.as_str());
        health(own, carrier, &services, webhooks)
    };
    Ok(numbers.iter().map(health).collect())
}

async fn services(
    ports: &Ports,
    tenant: &TenantId,
    account: &CarrierAccount,
) -> Result<Vec<MessagingService>, NumberError> {
    let services = ports.provisioning.services(account).await?;
    let sids: Vec<String> = services.iter().map(|service| service.sid.clone()).collect();
    ports.numbers.put_services(tenant, &sids).await?;
    Ok(services)
}

fn health(
    own: &OwnNumber,
    carrier: Option<&CarrierNumber>,
    services: &[MessagingService],
    webhooks: &Webhooks,
) -> NumberHealth {
    let problems = problems(own, carrier, services, webhooks);
    NumberHealth {
        id: own.id.clone(),
        number: own.number.as_str().to_owned(),
        label: own.label.clone(),
        healthy: problems.is_empty(),
        problems,
    }
}

fn problems(
    own: &OwnNumber,
    carrier: Option<&CarrierNumber>,
    services: &[MessagingService],
    webhooks: &Webhooks,
) -> Vec<Problem> {
    let plain =
        |code, sentence: &str| vec![Problem { code, sentence: sentence.to_owned(), expected: None, found: None }];
    match own.state {
        NumberState::Buying => {
            return plain(
                ProblemCode::PurchaseUnfinished,
                "Twilio's answer to the purchase was lost. Repair finds out whether it is yours.",
            );
        }
        NumberState::Releasing => {
            return plain(
                ProblemCode::ReleaseUnfinished,
                "Twilio's answer to the release was lost. Repair finishes it.",
            );
        }
        NumberState::Active => {}
    }
    let Some(carrier) = carrier else {
        return plain(ProblemCode::NotOwned, "The connected Twilio account does not own this number any more.");
    };
    let mut problems = compare(carrier, webhooks);
    let service = services.iter().find(|service| service.number_sids.contains(&carrier.sid));
    if let Some(service) = service.filter(|service| takes_texts_elsewhere(service, webhooks)) {
        problems.push(Problem {
            code: ProblemCode::InMessagingService,
            sentence: "A Messaging Service takes the texts to this number, so they don't reach the hub.".to_owned(),
            expected: Some("texts go to the number's own webhook".to_owned()),
            found: Some(service.inbound_url.clone().unwrap_or_else(|| "no webhook".to_owned())),
        });
    }
    problems
}

fn takes_texts_elsewhere(service: &MessagingService, webhooks: &Webhooks) -> bool {
    !service.uses_number_webhooks && service.inbound_url.as_deref() != Some(&webhooks.sms_url)
}

fn compare(carrier: &CarrierNumber, webhooks: &Webhooks) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut expect = |code, sentence: &str, expected: &str, found: &str| {
        if expected != found {
            let (expected, found) = (Some(expected.to_owned()), Some(found.to_owned()));
            problems.push(Problem { code, sentence: sentence.to_owned(), expected, found });
        }
    };
    let sms = or_override(&carrier.sms_url, &[&carrier.sms_application_sid]);
    expect(ProblemCode::SmsUrl, "Texts to this number don't reach the hub.", &webhooks.sms_url, sms);
    expect(ProblemCode::SmsMethod, "Texts arrive by the wrong method.", "POST", &carrier.sms_method);
    let fallback = "Texts get lost when the hub's first address fails.";
    expect(ProblemCode::SmsFallback, fallback, &webhooks.sms_fallback_url, &carrier.sms_fallback_url);
    if carrier.sms_fallback_url == webhooks.sms_fallback_url {
        expect(ProblemCode::SmsFallback, fallback, "POST", &carrier.sms_fallback_method);
    }
    if carrier.capabilities.voice {
        let voice = or_override(&carrier.voice_url, &[&carrier.voice_application_sid, &carrier.trunk_sid]);
        expect(ProblemCode::VoiceUrl, "Calls to this number don't reach the hub.", &webhooks.voice_url, voice);
        if voice == webhooks.voice_url {
            expect(ProblemCode::VoiceUrl, "Calls arrive by the wrong method.", "POST", &carrier.voice_method);
        }
        let fallback = "Callers hear an error when the hub's first address fails.";
        expect(ProblemCode::VoiceFallback, fallback, &webhooks.voice_fallback_url, &carrier.voice_fallback_url);
        let unsaid = "The hub does not hear when a call ends.";
        expect(ProblemCode::CallStatus, unsaid, &webhooks.call_status_url, &carrier.status_callback);
        if carrier.status_callback == webhooks.call_status_url {
            expect(ProblemCode::CallStatus, unsaid, "POST", &carrier.status_callback_method);
        }
    }
    problems
}

/// What really takes a number's traffic: an application or a trunk stands before the URL.
fn or_override<'a>(url: &'a str, overrides: &[&'a String]) -> &'a str {
    overrides.iter().find(|sid| !sid.is_empty()).map_or(url, |sid| sid.as_str())
}

/// Mends a number and says how it stands then; `None` if it turned out to be none of ours.
///
/// # Errors
/// [`NumberError`].
pub async fn repair(
    ports: &Ports,
    tenant: &TenantId,
    id: &NumberId,
    webhooks: &Webhooks,
    doer: &Doer,
) -> Result<Option<NumberHealth>, NumberError> {
    let mut own = ports.numbers.number(tenant, id).await?.ok_or(NumberError::NotFound)?;
    if own.channel == ChannelClass::Whatsapp && own.state == NumberState::Active {
        return Ok(Some(NumberHealth {
            number: own.number.as_str().to_owned(),
            id: own.id,
            label: own.label,
            healthy: true,
            problems: Vec::new(),
        }));
    }
    let account = account(ports, tenant).await?;
    if own.state == NumberState::Releasing {
        give_back(ports, tenant, &account, &own, doer).await?;
        return Ok(None);
    }
    let carrier = ports.provisioning.owned_number(&account, &own.number).await?;
    let Some(mut carrier) = carrier else {
        if own.state == NumberState::Buying {
            ports.numbers.remove_number(tenant, &own, None).await?;
            return Ok(None);
        }
        return Ok(Some(health(&own, None, &[], webhooks)));
    };
    if own.state == NumberState::Buying {
        own = adopt(ports, tenant, own, &carrier, Entry::new(ports, doer, Action::NumberBought)).await?;
    }
    let mut services = services(ports, tenant, &account).await?;
    let found = problems(&own, Some(&carrier), &services, webhooks);
    if found.is_empty() {
        return Ok(Some(health(&own, Some(&carrier), &services, webhooks)));
    }
    if !compare(&carrier, webhooks).is_empty() {
        carrier = ports.provisioning.configure(&account, &carrier.sid, webhooks).await?;
    }
    for service in services.iter_mut().filter(|service| service.number_sids.contains(&carrier.sid)) {
        if takes_texts_elsewhere(service, webhooks) {
            ports.provisioning.use_number_webhooks(&account, &service.sid).await?;
            service.uses_number_webhooks = true;
        }
    }
    let codes: Vec<_> = found.iter().map(|problem| serde_json::json!(problem.code)).collect();
    let entry = Entry::new(ports, doer, Action::NumberRepaired).on(own.number.as_str()).with("problems", codes);
    ports.audit.record(tenant, &entry).await?;
    Ok(Some(health(&own, Some(&carrier), &services, webhooks)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::number::Capabilities;

    fn webhooks() -> Webhooks {
        Webhooks {
            sms_url: "https://hub.test/sms".into(),
            sms_fallback_url: "https://hub.test/sms2".into(),
            voice_url: "https://hub.test/voice".into(),
            voice_fallback_url: "https://hub.test/voice2".into(),
            call_status_url: "https://hub.test/call".into(),
        }
    }

    fn right() -> CarrierNumber {
        let webhooks = webhooks();
        CarrierNumber {
            sid: "PN1".into(),
            number: "+12015550123".into(),
            capabilities: Capabilities { sms: true, mms: true, voice: true },
            sms_url: webhooks.sms_url,
            sms_method: "POST".into(),
            sms_fallback_url: webhooks.sms_fallback_url,
            sms_fallback_method: "POST".into(),
            voice_url: webhooks.voice_url,
            voice_method: "POST".into(),
            voice_fallback_url: webhooks.voice_fallback_url,
            voice_fallback_method: "POST".into(),
            status_callback: webhooks.call_status_url,
            status_callback_method: "POST".into(),
            ..CarrierNumber::default()
        }
    }

    fn codes(carrier: Option<&CarrierNumber>, services: &[MessagingService]) -> Vec<ProblemCode> {
        let own = OwnNumber::new(Address::from_carrier("+12015550123"), "Front desk");
        problems(&own, carrier, services, &webhooks()).into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn each_wrong_setting_is_found() {
        type Break = fn(&mut CarrierNumber);
        let cases: [(Break, &[ProblemCode], &str); 11] = [
            (|_| {}, &[], "all is right"),
            (|n| n.sms_url = "https://old.test".into(), &[ProblemCode::SmsUrl], "another address"),
            (|n| n.sms_application_sid = "AP1".into(), &[ProblemCode::SmsUrl], "an application stands before"),
            (|n| n.sms_method = "GET".into(), &[ProblemCode::SmsMethod], "the form would be lost"),
            (|n| n.sms_fallback_url.clear(), &[ProblemCode::SmsFallback], "no second way"),
            (|n| n.sms_fallback_method = "GET".into(), &[ProblemCode::SmsFallback], "a second way that does not work"),
            (|n| n.voice_url.clear(), &[ProblemCode::VoiceUrl], "no calls"),
            (|n| n.trunk_sid = "TK1".into(), &[ProblemCode::VoiceUrl], "a trunk stands before"),
            (|n| n.status_callback.clear(), &[ProblemCode::CallStatus], "nobody hears when a call ends"),
            (|n| n.status_callback_method = "GET".into(), &[ProblemCode::CallStatus], "the form would be lost"),
            (|n| n.voice_fallback_url.clear(), &[ProblemCode::VoiceFallback], "no second way for calls"),
        ];
        for (spoil, expected, why) in cases {
            let mut carrier = right();
            spoil(&mut carrier);
            assert_eq!(codes(Some(&carrier), &[]), expected, "{why}");
        }
        assert_eq!(codes(None, &[]), [ProblemCode::NotOwned]);
    }

    #[test]
    fn a_messaging_service_that_takes_the_texts_elsewhere_is_found() {
        let service = |uses_number_webhooks, inbound_url: Option<&str>, number: &str| MessagingService {
            sid: "MG1".into(),
            uses_number_webhooks,
            inbound_url: inbound_url.map(str::to_owned),
            number_sids: vec![number.to_owned()],
        };
        for (service, expected, why) in [
            (service(false, None, "PN1"), true, "texts are dropped"),
            (service(false, Some("https://old.test"), "PN1"), true, "texts go elsewhere"),
            (service(false, Some("https://hub.test/sms"), "PN1"), false, "the service calls the hub"),
            (service(true, None, "PN1"), false, "the number's own webhook counts"),
            (service(false, None, "PN2"), false, "another number"),
        ] {
            assert_eq!(codes(Some(&right()), &[service]).contains(&ProblemCode::InMessagingService), expected, "{why}");
        }
    }

    #[test]
    fn a_number_without_voice_needs_no_voice_webhooks() {
        let mut carrier = right();
        carrier.capabilities.voice = false;
        carrier.voice_url.clear();
        assert!(codes(Some(&carrier), &[]).is_empty());
    }
}
