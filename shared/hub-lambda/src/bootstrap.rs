//! From the environment to a running Lambda. The only module that reads environment variables and names adapters.

mod identity;
mod not_configured;
mod tenant_scope;

use std::process::ExitCode;
use std::sync::Arc;

use hub_adapters::aws::{AwsSettings, Patience};
use hub_adapters::dynamo::Table;
use hub_adapters::local::{Argon2Passwords, RandomIds, SystemClock};
use hub_adapters::mail::{RESEND_URL, ResendMailer, SesMailer};
use hub_adapters::s3_media::S3Media;
use hub_adapters::sentry::Sentry;
use hub_adapters::sqs::{SqsMediaQueue, SqsSendQueue};
use hub_adapters::tenant_sessions::TenantSessions;
use hub_adapters::transcriber::SpeechService;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::carrier_account::CarrierAccount;
use hub_core::correlation;
use hub_core::flows::Ports;
use hub_core::flows::fetch_media::MediaLimits;
use hub_core::ports::{
    Carrier, CarrierMedia, LivePush, Mailer, MediaQueue, MediaStore, NoErrorReports, NoTranscriber, Provisioning,
    SendQueue, Telephony, Transcriber, Vault,
};
use hub_core::prices::PriceTable;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::value::RawValue;

use crate::auth::Tokens;
use crate::{Hub, Route, Settings, TenantScope};

pub use identity::IdentitySettings;
use not_configured::NotConfigured;
use tenant_scope::{ScopedTable, SessionScope, VaultKey};

/// A variable of the environment; an empty one counts as absent.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where the environment is read")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn required(name: &str) -> Result<String, String> {
    variable(name).ok_or_else(|| format!("{name} is not set"))
}

/// Region and credentials as Lambda and the AWS tools name them, and the stand-in for all services if one is named.
///
/// # Errors
/// A sentence that names the variable which is missing.
pub fn aws_from_environment() -> Result<(AwsSettings, Option<String>), String> {
    let aws = AwsSettings {
        region: required("AWS_REGION")?,
        access_key_id: required("AWS_ACCESS_KEY_ID")?,
        secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
        session_token: variable("AWS_SESSION_TOKEN"),
        patience: Patience::OF_A_FUNCTION,
    };
    Ok((aws, variable("AWS_ENDPOINT_URL")))
}

/// The hub that the environment describes.
///
/// # Errors
/// A sentence that names the variable which is missing or wrong.
pub fn from_environment() -> Result<Hub, String> {
    let (aws, _) = aws_from_environment()?;
    let endpoint =
        |service: &str| variable(&format!("AWS_ENDPOINT_URL_{service}")).or_else(|| variable("AWS_ENDPOINT_URL"));
    let table_name = variable("TABLE_NAME").unwrap_or_default();
    let table = Arc::new(Table::new(aws.dynamodb(endpoint("DYNAMODB").as_deref()), &table_name));
    let queue: Arc<dyn SendQueue> = match variable("SEND_QUEUE_URL") {
        Some(url) => Arc::new(SqsSendQueue::new(aws.sqs(endpoint("SQS").as_deref()), url)),
        None => Arc::new(NotConfigured("SEND_QUEUE_URL")),
    };
    let media_queue: Arc<dyn MediaQueue> = match variable("MEDIA_QUEUE_URL") {
        Some(url) => Arc::new(SqsMediaQueue::new(aws.sqs(endpoint("SQS").as_deref()), url)),
        None => Arc::new(NotConfigured("MEDIA_QUEUE_URL")),
    };
    let media: Arc<dyn MediaStore> = match variable("MEDIA_BUCKET") {
        Some(bucket) => {
            let store = S3Media::new(aws.clone(), &bucket, endpoint("S3").as_deref(), Arc::new(SystemClock));
            Arc::new(store.map_err(|error| format!("AWS_ENDPOINT_URL_S3: {error}"))?)
        }
        None => Arc::new(NotConfigured("MEDIA_BUCKET")),
    };
    let push: Arc<dyn LivePush> = match variable("LIVE_PUSH_URL") {
        Some(url) => Arc::new(WebSocketPush::new(aws.websocket(&url))),
        None => Arc::new(NotConfigured("LIVE_PUSH_URL")),
    };
    let (carrier, telephony, provisioning, carrier_media) = carrier(variable("TWILIO_API_BASE_URL"))?;
    let vault_key = variable("VAULT_KEY_ID").map(|id| VaultKey { id, endpoint: endpoint("KMS") });
    let vault: Arc<dyn Vault> = match &vault_key {
        Some(key) => key.vault(&aws),
        None => Arc::new(NotConfigured("VAULT_KEY_ID")),
    };
    let mailer: Arc<dyn Mailer> = match (variable("MAIL_SENDER"), variable("RESEND_API_KEY")) {
        (Some(sender), Some(key)) => {
            let mailer = ResendMailer::new(RESEND_URL, &key, sender);
            Arc::new(mailer.map_err(|error| error.to_string())?)
        }
        (Some(sender), None) => Arc::new(SesMailer::new(aws.ses(endpoint("SESV2").as_deref()), sender)),
        (None, _) => Arc::new(NotConfigured("MAIL_SENDER")),
    };
    let transcriber = transcriber()?;
    let outside = Outside {
        queue,
        push,
        carrier,
        telephony,
        transcriber,
        provisioning,
        vault,
        mailer,
        media,
        media_queue,
        carrier_media,
    };
    let identity = IdentitySettings::read(variable)?;
    let provider = identity.map(|settings| settings.provider(Arc::new(SystemClock))).transpose()?;
    let tokens = variable("JWT_SECRET").map(|secret| Tokens::new(&secret)).transpose()?;
    let tokens = tokens.map(|tokens| Arc::new(tokens.with_provider(provider)));
    let settings = Settings {
        public_base_url: variable("PUBLIC_BASE_URL").map(|url| url.trim_end_matches('/').to_owned()),
        simulated_carrier: variable("TWILIO_API_BASE_URL").filter(|url| !url.ends_with(".twilio.com")),
        live_url: variable("LIVE_URL"),
        sms_fallback_url: variable("SMS_FALLBACK_URL"),
        voice_fallback_url: variable("VOICE_FALLBACK_URL"),
        is_sign_up_open: variable("SIGN_UP").as_deref() == Some("open"),
        offers_subaccounts: variable("SUBACCOUNTS").as_deref() == Some("offered"),
        master_account: master_account()?,
        prices: match variable("SMS_PRICES") {
            Some(json) => PriceTable::read(&json).map_err(|error| format!("SMS_PRICES: {error}"))?,
            None => PriceTable::default(),
        },
        media_origin: variable("MEDIA_ORIGIN"),
        media_limits: media_limits()?,
    };
    let ports = match variable("ERROR_REPORTING_DSN") {
        Some(dsn) => {
            let reports = Sentry::new(&dsn).map_err(|error| format!("ERROR_REPORTING_DSN: {error}"))?;
            Ports { reports: Arc::new(reports), ..ports(table, outside) }
        }
        None => ports(table, outside),
    };
    let ports = Arc::new(ports);
    let scope: Option<Arc<dyn TenantScope>> = match variable("TENANT_ROLE_ARN") {
        Some(role_arn) => {
            let (client, actions) = (aws.sts(endpoint("STS").as_deref()), required("TENANT_ACTIONS")?);
            let sessions = TenantSessions::new(client, role_arn, &actions, &aws.region);
            let table = ScopedTable { name: table_name, endpoint: endpoint("DYNAMODB") };
            Some(Arc::new(SessionScope::new(sessions, ports.clone(), table, vault_key)))
        }
        None => None,
    };
    Ok(Hub { ports, settings: Arc::new(settings), tokens, scope })
}

/// What speaks to the carrier.
type CarrierPorts = (Arc<dyn Carrier>, Arc<dyn Telephony>, Arc<dyn Provisioning>, Arc<dyn CarrierMedia>);

fn carrier(url: Option<String>) -> Result<CarrierPorts, String> {
    const NAME: &str = "TWILIO_API_BASE_URL";
    let Some(url) = url else {
        let none = Arc::new(NotConfigured(NAME));
        return Ok((none.clone(), none.clone(), none.clone(), none));
    };
    let twilio = Arc::new(Twilio::new(&url).map_err(|error| format!("{NAME}: {error}"))?);
    Ok((twilio.clone(), twilio.clone(), twilio.clone(), twilio))
}

/// What writes voicemails down in place of the carrier.
fn transcriber() -> Result<Arc<dyn Transcriber>, String> {
    let Some(url) = variable("TRANSCRIBER_URL") else { return Ok(Arc::new(NoTranscriber)) };
    let model = variable("TRANSCRIBER_MODEL").unwrap_or_else(|| "whisper-1".to_owned());
    let service = SpeechService::new(&url, variable("TRANSCRIBER_KEY").map(Into::into), &model);
    Ok(Arc::new(service.map_err(|error| format!("TRANSCRIBER_URL: {error}"))?))
}

/// The most bytes of a customer's attachment, where the deployment says other ones than the carrier's own.
fn media_limits() -> Result<MediaLimits, String> {
    let bytes = |name: &str, usual: u64| match variable(name) {
        None => Ok(usual),
        Some(text) => text.parse().map_err(|_| format!("{name} is not a number of bytes")),
    };
    let usual = MediaLimits::default();
    Ok(MediaLimits {
        sms: bytes("MEDIA_MAX_BYTES", usual.sms)?,
        whatsapp: bytes("MEDIA_MAX_BYTES_WHATSAPP", usual.whatsapp)?,
    })
}

/// The operator's own account, named wholly or not at all.
fn master_account() -> Result<Option<CarrierAccount>, String> {
    match (variable("TWILIO_MASTER_ACCOUNT_SID"), variable("TWILIO_MASTER_AUTH_TOKEN")) {
        (Some(sid), Some(token)) => Ok(Some(CarrierAccount::new(&sid, &token))),
        (None, None) => Ok(None),
        (Some(_), None) => Err("TWILIO_MASTER_ACCOUNT_SID is set, but TWILIO_MASTER_AUTH_TOKEN is not".to_owned()),
        (None, Some(_)) => Err("TWILIO_MASTER_AUTH_TOKEN is set, but TWILIO_MASTER_ACCOUNT_SID is not".to_owned()),
    }
}

/// The ways out of a process besides the table.
#[expect(missing_docs, reason = "each field is named for the port that it holds")]
pub struct Outside {
    pub queue: Arc<dyn SendQueue>,
    pub push: Arc<dyn LivePush>,
    pub carrier: Arc<dyn Carrier>,
    pub telephony: Arc<dyn Telephony>,
    pub transcriber: Arc<dyn Transcriber>,
    pub provisioning: Arc<dyn Provisioning>,
    pub vault: Arc<dyn Vault>,
    pub mailer: Arc<dyn Mailer>,
    pub media: Arc<dyn MediaStore>,
    pub media_queue: Arc<dyn MediaQueue>,
    pub carrier_media: Arc<dyn CarrierMedia>,
}

impl Outside {
    /// The ways out that some ports have.
    #[must_use]
    pub fn of(ports: &Ports) -> Self {
        Self {
            queue: ports.queue.clone(),
            push: ports.push.clone(),
            carrier: ports.carrier.clone(),
            telephony: ports.telephony.clone(),
            transcriber: ports.transcriber.clone(),
            provisioning: ports.provisioning.clone(),
            vault: ports.vault.clone(),
            mailer: ports.mailer.clone(),
            media: ports.media.clone(),
            media_queue: ports.media_queue.clone(),
            carrier_media: ports.carrier_media.clone(),
        }
    }
}

/// The ports over one table and the ways out, with the machine's own clock, randomness and password hashing.
#[must_use]
pub fn ports(table: Arc<Table>, outside: Outside) -> Ports {
    Ports {
        directory: table.clone(),
        accounts: table.clone(),
        people: table.clone(),
        settings: table.clone(),
        numbers: table.clone(),
        integrations: table.clone(),
        audit: table.clone(),
        dead_letters: table.clone(),
        journal: table.clone(),
        attempts: table.clone(),
        messages: table.clone(),
        attachments: table.clone(),
        pacing: table.clone(),
        schedule: table.clone(),
        templates: table.clone(),
        campaigns: table.clone(),
        calls: table.clone(),
        shares: table.clone(),
        erasures: table.clone(),
        conversations: table.clone(),
        threads: table.clone(),
        consent: table.clone(),
        contacts: table.clone(),
        search: table.clone(),
        whatsapp: table.clone(),
        live: table,
        vault: outside.vault,
        mailer: outside.mailer,
        queue: outside.queue,
        push: outside.push,
        carrier: outside.carrier,
        telephony: outside.telephony,
        transcriber: outside.transcriber,
        reports: Arc::new(NoErrorReports),
        provisioning: outside.provisioning,
        media: outside.media,
        media_queue: outside.media_queue,
        carrier_media: outside.carrier_media,
        passwords: Arc::new(Argon2Passwords),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds::default()),
    }
}

/// The same ports over another table.
fn over_table(table: Arc<Table>, base: &Ports) -> Ports {
    ports(table, Outside::of(base))
}

/// Runs a route as a Lambda until the sandbox ends. Every binary is a call of this.
#[must_use]
pub fn run(route: Route) -> ExitCode {
    let (function, level) = (variable("AWS_LAMBDA_FUNCTION_NAME"), variable("RUST_LOG"));
    crate::metrics::enable(function.as_deref().unwrap_or_default(), route.name);
    let lines = crate::logging::subscriber(level.as_deref().unwrap_or("info"), std::io::stdout);
    if let Err(error) = tracing::subscriber::set_global_default(lines) {
        eprintln!("nothing will be logged: {error}");
    }
    let served =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string()).and_then(
            |runtime| {
                let hub = from_environment()?;
                runtime.block_on(serve(route, hub))
            },
        );
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "function cannot run");
            ExitCode::FAILURE
        }
    }
}

async fn serve(route: Route, hub: Hub) -> Result<(), String> {
    let (route, hub) = (Arc::new(route), Arc::new(hub));
    let service = service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let (route, hub) = (route.clone(), hub.clone());
        async move {
            let answer = route.invoke(&hub, event.payload.get());
            // What names no request of its own, such as a tick of the clock, is known by Lambda's name for it.
            let answer = match correlation::from_outside(&event.context.request_id) {
                Some(id) => correlation::scope(id, answer).await,
                None => answer.await,
            };
            answer.map_err(lambda_runtime::Error::from)
        }
    });
    lambda_runtime::run(service).await.map_err(|error| error.to_string())
}
