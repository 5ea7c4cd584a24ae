//! The simulated carrier of the demo tenants.

use std::sync::Arc;
use std::time::Duration;

use hub_core::ports::{Clock, Webhooks};
use hub_testkit::twilio::{Account, Content, Delays, KeywordHandling, Number, SimulatorConfig, SimulatorState};

use super::Options;
use crate::seed::{DEMOS, Demo, MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN};

/// A carrier that knows the demo tenants' accounts and numbers, and calls the hub at its webhooks.
pub(super) fn simulator(webhooks: &Webhooks, base_url: &str, options: &Options) -> Result<SimulatorState, String> {
    let clock = options.clock.clone();
    let mut config = SimulatorConfig { clock: Arc::new(move || clock.now()), ..SimulatorConfig::default() };
    config.origin = Some(base_url.to_owned());
    if options.immediate {
        config.delays = Delays::NONE;
        // A slow machine is not a hub that does not answer.
        config.webhook_timeout = Duration::from_secs(60);
        config.retry_pause = Duration::ZERO;
    }
    config.state_file = options.data.as_ref().map(|data| data.join("carrier.jsonl"));
    for demo in &DEMOS {
        let mut number = Number::new(demo.number)
            .with_sms_url(&webhooks.sms_url)
            .with_sms_fallback_url(&webhooks.sms_fallback_url)
            .with_voice_url(&webhooks.voice_url)
            .with_label(demo.id);
        number.settings.voice_fallback_url.clone_from(&webhooks.voice_fallback_url);
        number.settings.status_callback.clone_from(&webhooks.call_status_url);
        config.accounts.push(with_whatsapp(
            Account::new(demo.account_sid, demo.auth_token).with_number(number),
            demo,
            base_url,
        ));
    }
    config.accounts.push(Account::new(MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN));
    SimulatorState::new(config).map_err(|e| format!("the simulated carrier could not start: {e}"))
}

/// With the demo's WhatsApp sender, one that the hub does not know yet, and templates.
fn with_whatsapp(account: Account, demo: &Demo, base_url: &str) -> Account {
    let sender = |number: &str| {
        Number::new(format!("whatsapp:{number}")).with_keywords(KeywordHandling::Off).with_label(demo.id)
    };
    let Some(whatsapp) = &demo.whatsapp else { return account.with_number(sender("+14155550191")) };
    let known = sender(whatsapp.sender).with_sms_url(format!("{base_url}/webhooks/twilio/whatsapp"));
    let account = account.with_number(known).with_number(sender(whatsapp.further_sender));
    whatsapp.templates.iter().fold(account, |account, (sid, name, status, body, variables)| {
        account.with_content(Content::new(sid, name, status, body, variables))
    })
}
