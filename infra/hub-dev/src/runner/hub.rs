//! The hub of a runner: its ports over the embedded table and what stands in for the outside, and its settings.

use std::sync::Arc;

use hub_adapters::aws::{AwsSettings, Patience};
use hub_adapters::dynamo::Table;
use hub_adapters::local::SystemClock;
use hub_adapters::mail::Outbox;
use hub_core::carrier_account::CarrierAccount;
use hub_core::flows::Ports;
use hub_core::flows::fetch_media::MediaLimits;
use hub_core::prices::PriceTable;
use hub_lambda::auth::Tokens;
use hub_lambda::{Hub, Settings, bootstrap};

use super::outside::outside;
use super::{Options, Queues, TABLE, sockets};
use crate::seed::{MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN};

/// Signs local sessions: it is written here, so it is no secret, and no deployment uses it.
pub const LOCAL_JWT_SECRET: &str = "local-runner-only-secret-local-runner-only";

/// The hub over the table at `endpoint`, with its own address and the carrier's.
pub(super) fn hub(
    endpoint: &str,
    (base_url, carrier_url): (&str, &str),
    queues: &Queues,
    mailer: Arc<Outbox>,
    options: &Options,
) -> Result<Hub, String> {
    let patience = if options.faults.is_some() { Patience::OF_A_FUNCTION } else { Patience::LOCAL };
    let aws = AwsSettings { patience, ..AwsSettings::local() };
    let table = Arc::new(Table::new(aws.dynamodb(Some(endpoint)), TABLE));
    let outside = outside((base_url, carrier_url), queues, mailer, options)?;
    let ports = Ports { clock: Arc::new(options.clock.clone()), ..bootstrap::ports(table, outside) };
    let provider = options.identity.clone().map(|settings| settings.provider(Arc::new(SystemClock))).transpose()?;
    Ok(Hub {
        ports: Arc::new(ports),
        settings: Arc::new(settings(base_url, options)),
        tokens: Some(Arc::new(Tokens::new(LOCAL_JWT_SECRET)?.with_provider(provider))),
        scope: None,
    })
}

fn settings(base_url: &str, options: &Options) -> Settings {
    Settings {
        public_base_url: Some(base_url.to_owned()),
        simulated_carrier: options.carrier_url.is_none().then(|| base_url.to_owned()),
        live_url: Some(format!("{}{}", base_url.replacen("http", "ws", 1), sockets::PATH)),
        sms_fallback_url: Some(format!("{base_url}/lambda-url/twilio-inbound-message/sms")),
        voice_fallback_url: Some(format!("{base_url}/lambda-url/twilio-voice-fallback/voice")),
        is_sign_up_open: true,
        offers_subaccounts: true,
        master_account: Some(CarrierAccount::new(MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN)),
        prices: PriceTable::default(),
        media_origin: None,
        media_limits: MediaLimits::default(),
    }
}
