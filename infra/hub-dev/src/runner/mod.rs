//! The whole hub in one process: every Lambda behind one port, over an embedded DynamoDB and simulated carriers.
//!
//! Requests become the events that AWS would send, so handlers run the code that is deployed. Only these things differ:
//! the queues live in memory (the table holds the truth; a sweep at start fills them), the stream is read by a task, the
//! sweep runs each few seconds, and a folder stands in for the bucket.

mod clock;
mod counts;
mod door;
mod faults;
mod gateway;
mod hesitant;
mod sockets;
mod store;
mod workers;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hub_adapters::aws::{AwsSettings, Patience};
use hub_adapters::crypto::{EnvelopeVault, LocalKeys};
use hub_adapters::dynamo::Table;
use hub_adapters::local::SystemClock;
use hub_adapters::mail::{Outbox, SentMail};
use hub_adapters::memory::{MemoryMediaQueue, MemorySendQueue};
use hub_adapters::s3_media::S3Media;
use hub_adapters::transcriber::SpeechService;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::carrier_account::CarrierAccount;
use hub_core::flows::Ports;
use hub_core::flows::fetch_media::MediaLimits;
use hub_core::ports::{Carrier, Clock, NoTranscriber, SendQueue, Transcriber, Webhooks};
use hub_core::prices::PriceTable;
use hub_lambda::auth::Tokens;
use hub_lambda::bootstrap::Outside;
use hub_lambda::{Hub, Route, Settings, bootstrap};
use hub_testkit::objects::{Bucket, BucketConfig};
use hub_testkit::twilio::{Account, Content, Delays, KeywordHandling, Number, SimulatorConfig, SimulatorState};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use faults::FaultyQueue;
use hesitant::Hesitant;

use crate::replay::Window;
use crate::seed::{DEMOS, Demo, MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN, seed};
use crate::template::Template;

pub use clock::MovableClock;
pub use counts::{Counted, Counts, Tally};
pub use faults::{Faults, TableFault};
pub use hub_lambda::bootstrap::IdentitySettings;
pub use store::Store;

const TABLE: &str = "hub";
const BUCKET: &str = "media";
/// Functions that run at the same time in an account of AWS.
///
/// # Source
/// AWS Lambda Developer Guide, "Lambda quotas": 1,000 concurrent executions.
const IN_FLIGHT: usize = 1_000;
/// Where the stand-in for S3 answers.
const BUCKETS: &str = "/_s3";
/// Signs local sessions: it is written here, so it is no secret, and no deployment uses it.
pub const LOCAL_JWT_SECRET: &str = "local-runner-only-secret-local-runner-only";

/// Seals local credentials: it is written here, so it is no secret, and no deployment uses it.
const LOCAL_VAULT_KEY: &str = "bG9jYWwtcnVubmVyLW9ubHktdmF1bHQta2V5LTMyLWI=";

/// How to run the hub.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Where data is kept over restarts; in memory if absent.
    pub data: Option<PathBuf>,
    /// Another Twilio-compatible server in place of the simulator.
    pub carrier_url: Option<String>,
    /// A service that writes voicemails down in place of the carrier, and its key.
    pub transcriber: Option<(String, String)>,
    /// The simulated carrier answers and reports at once.
    pub immediate: bool,
    /// An external identity provider whose tokens are taken beside the hub's own.
    pub identity: Option<IdentitySettings>,
    /// Main keys of the vault: base64 of 32 bytes each, separated by commas; a well-known one if absent.
    pub vault_key: Option<String>,
    /// Segments a second that the demo numbers may send; a long code's usual pace if absent.
    pub pace: Option<f64>,
    /// The time.
    pub clock: MovableClock,
    /// Nothing looks after forgotten messages by itself.
    pub no_sweeps: bool,
    /// Workers hesitate for up to so long at the carrier's door.
    pub hesitation: Option<Duration>,
    /// Counts what the table is asked.
    pub counts: Option<Counts>,
    /// What goes wrong around the hub. The hub is then as impatient with the table as a function is.
    pub faults: Option<Faults>,
    /// So many requests of the API and webhooks at the same time, at most; as many as a new account of AWS runs if
    /// absent.
    pub in_flight: Option<usize>,
}

/// What the tasks of a runner share.
pub(crate) struct Shared {
    pub(crate) template: Template,
    pub(crate) routes: HashMap<&'static str, Route>,
    pub(crate) hub: Hub,
    pub(crate) sockets: sockets::Sockets,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) bucket: Bucket,
    pub(crate) clock: MovableClock,
    pub(crate) base_url: String,
    pub(crate) carrier_url: String,
    /// Requests that may still be taken in.
    pub(crate) in_flight: Semaphore,
}

/// The queues of a runner.
#[derive(Clone)]
pub(crate) struct Queues {
    pub(crate) send: Arc<MemorySendQueue>,
    pub(crate) media: Arc<MemoryMediaQueue>,
}

impl Queues {
    fn new(clock: &MovableClock) -> Self {
        let clock = Arc::new(clock.clone());
        Self { send: Arc::new(MemorySendQueue::new(clock.clone())), media: Arc::new(MemoryMediaQueue::new(clock)) }
    }

    fn are_idle(&self) -> bool {
        self.send.is_idle() && self.media.is_idle()
    }
}

/// A running hub; it ends when it is dropped.
pub struct Runner {
    shared: Arc<Shared>,
    queues: Queues,
    store: Store,
    table_url: String,
    simulator: Option<SimulatorState>,
    _tasks: JoinSet<()>,
}

impl Runner {
    /// Whether the queues are empty.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.queues.are_idle()
    }

    /// The bucket with the attachments.
    #[must_use]
    pub fn bucket(&self) -> &Bucket {
        &self.shared.bucket
    }

    /// When the next text waits for, if until then there is nothing to send.
    #[must_use]
    pub fn asleep_until(&self) -> Option<Timestamp> {
        self.queues.send.asleep_until()
    }

    /// Starts the hub and seeds the demo tenants.
    ///
    /// # Errors
    /// A sentence that says what could not be started.
    pub async fn start(options: Options) -> Result<Self, String> {
        let template = Template::load()?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))
            .await
            .map_err(|e| format!("port {} cannot be used: {e}", options.port))?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let base_url = format!("http://{address}");
        let carrier_url = options.carrier_url.clone().unwrap_or_else(|| base_url.clone());

        let mut tasks = JoinSet::new();
        let store = Store::open(&template, TABLE, options.data.as_deref())?;
        let mut endpoint = store.serve(&mut tasks).await?;
        if options.counts.is_some() || options.faults.is_some() {
            let (counts, faults) = (options.counts.clone(), options.faults.clone());
            let door = door::serve(&mut tasks, endpoint, counts.unwrap_or_default(), faults.unwrap_or_default());
            endpoint = door.await?;
        }
        let queues = Queues::new(&options.clock);
        let outbox = Arc::new(Outbox::default());
        let hub = hub(&endpoint, (&base_url, &carrier_url), &queues, outbox.clone(), &options)?;
        seed(&hub.ports, options.pace).await.map_err(|e| format!("the demo tenants could not be made: {e}"))?;

        let simulator = match options.carrier_url {
            Some(_) => None,
            None => Some(simulator(&hub.settings.webhooks().map_err(|e| e.to_string())?, &base_url, &options)?),
        };
        let routes = crate::functions::all().into_iter().map(|route| (route.name, route)).collect();
        let sockets = sockets::Sockets::default();
        let bucket = bucket(&options);
        let shared = Arc::new(Shared {
            template,
            routes,
            hub,
            sockets,
            outbox,
            bucket,
            clock: options.clock.clone(),
            base_url,
            carrier_url,
            in_flight: Semaphore::new(options.in_flight.unwrap_or(IN_FLIGHT)),
        });
        // What an earlier process left queued goes into the empty queue at once, whenever it would be due.
        let far = shared.hub.ports.clock.now() + hub_core::flows::send_message::UNTAKEN_AFTER * 10;
        hub_core::flows::sweep::sweep(&shared.hub.ports, far)
            .await
            .map_err(|e| format!("the first sweep failed: {e}"))?;
        gateway::serve(&mut tasks, listener, shared.clone(), simulator.clone());
        if let Some(simulator) = &simulator {
            simulator.resume_deliveries();
        }
        workers::run(&mut tasks, &shared, (&queues, &store), &options);
        Ok(Self { shared, queues, store, table_url: endpoint, simulator, _tasks: tasks })
    }

    /// Where the hub answers, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// The mails that the hub sent, newest first.
    #[must_use]
    pub fn mails(&self) -> Vec<SentMail> {
        self.shared.outbox.mails()
    }

    /// Everything that is stored, as text.
    ///
    /// # Errors
    /// The store's.
    pub fn stored(&self) -> Result<String, String> {
        self.store.everything(TABLE)
    }

    /// Every item that is stored.
    ///
    /// # Errors
    /// The store's.
    pub fn items(&self) -> Result<Vec<serde_json::Value>, String> {
        self.store.items(TABLE)
    }

    /// Puts items into the table past the workers that hear of changes.
    ///
    /// # Errors
    /// The store's.
    pub fn import(&self, items: Vec<serde_json::Value>) -> Result<(), String> {
        self.store.import(TABLE, items)
    }

    /// The ports that the handlers use.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.shared.hub
    }

    /// Where the embedded table answers.
    #[must_use]
    pub fn table_url(&self) -> &str {
        &self.table_url
    }

    /// The ports of a worker that reaches table and carrier at other addresses, such as those of a proxy.
    ///
    /// # Errors
    /// A sentence that says which address cannot be used.
    pub fn ports_by(&self, table_url: &str, carrier_url: &str) -> Result<Ports, String> {
        let ports = &self.shared.hub.ports;
        let table = Arc::new(Table::new(AwsSettings::local().dynamodb(Some(table_url)), TABLE));
        let twilio = Arc::new(Twilio::new(carrier_url).map_err(|e| e.to_string())?);
        let outside = Outside {
            carrier: twilio.clone(),
            telephony: twilio.clone(),
            provisioning: twilio.clone(),
            carrier_media: twilio,
            ..Outside::of(ports)
        };
        let clock = ports.clock.clone();
        Ok(Ports { clock, ..bootstrap::ports(table, outside) })
    }

    /// The simulated carrier; `None` when another one was named.
    #[must_use]
    pub fn simulator(&self) -> Option<&SimulatorState> {
        self.simulator.as_ref()
    }

    /// Waits until the queues are empty and every change of the table is published and findable.
    ///
    /// # Errors
    /// A sentence after `limit`.
    pub async fn settled(&self, limit: Duration) -> Result<(), String> {
        let settled = async {
            loop {
                let before = self.store.idle_reads();
                // A read that began after this line must find nothing, and the queues must be empty before and after it.
                while !self.is_idle() || !self.store.is_read_since(before) {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                if self.is_idle() {
                    return;
                }
            }
        };
        tokio::time::timeout(limit, settled).await.map_err(|_| format!("the hub is still busy after {limit:?}"))
    }

    /// The route of a binary.
    #[must_use]
    pub fn route(&self, name: &str) -> Option<&Route> {
        self.shared.routes.get(name)
    }
}

fn hub(
    endpoint: &str,
    (base_url, carrier_url): (&str, &str),
    queues: &Queues,
    mailer: Arc<Outbox>,
    options: &Options,
) -> Result<Hub, String> {
    let patience = if options.faults.is_some() { Patience::OF_A_FUNCTION } else { Patience::LOCAL };
    let aws = AwsSettings { patience, ..AwsSettings::local() };
    let table = Arc::new(Table::new(aws.dynamodb(Some(endpoint)), TABLE));
    let push = Arc::new(WebSocketPush::new(AwsSettings::local().websocket(base_url)));
    let twilio = Arc::new(Twilio::new(carrier_url).map_err(|e| format!("--carrier-url: {e}"))?);
    let vault = Arc::new(vault(options.vault_key.as_deref())?);
    let carrier: Arc<dyn Carrier> = match options.hesitation {
        Some(at_most) => Arc::new(Hesitant { carrier: twilio.clone(), at_most }),
        None => twilio.clone(),
    };
    let queue: Arc<dyn SendQueue> = match &options.faults {
        Some(faults) => Arc::new(FaultyQueue { queue: queues.send.clone(), faults: faults.clone() }),
        None => queues.send.clone(),
    };
    let clock = Arc::new(options.clock.clone());
    let media = S3Media::new(AwsSettings::local(), BUCKET, Some(&format!("{base_url}{BUCKETS}")), clock.clone());
    let outside = Outside {
        queue,
        push,
        carrier,
        telephony: twilio.clone(),
        transcriber: transcriber(options)?,
        provisioning: twilio.clone(),
        vault,
        mailer,
        media: Arc::new(media.map_err(|e| e.to_string())?),
        media_queue: queues.media.clone(),
        carrier_media: twilio,
    };
    let provider = options.identity.clone().map(|settings| settings.provider(Arc::new(SystemClock))).transpose()?;
    let settings = Settings {
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
    };
    let ports = Ports { clock, ..bootstrap::ports(table, outside) };
    Ok(Hub {
        ports: Arc::new(ports),
        settings: Arc::new(settings),
        tokens: Some(Arc::new(Tokens::new(LOCAL_JWT_SECRET)?.with_provider(provider))),
        scope: None,
    })
}

fn bucket(options: &Options) -> Bucket {
    let (aws, clock) = (AwsSettings::local(), options.clock.clone());
    Bucket::new(BucketConfig {
        access_key_id: aws.access_key_id,
        secret_access_key: aws.secret_access_key,
        clock: Arc::new(move || clock.now()),
        folder: options.data.as_ref().map(|data| data.join("media")),
    })
}

fn vault(key: Option<&str>) -> Result<EnvelopeVault, String> {
    let keys = LocalKeys::new(key.unwrap_or(LOCAL_VAULT_KEY)).map_err(|e| format!("--vault-key: {}", e.reason))?;
    Ok(EnvelopeVault::new(Arc::new(keys)))
}

/// Seals every credential in a data folder anew, under the first of the vault keys.
///
/// # Errors
/// A sentence that says what went wrong.
pub async fn reseal_local(data: &Path, vault_key: &str) -> Result<usize, String> {
    let mut tasks = JoinSet::new();
    let (_, hub) = kept_hub(data, Some(vault_key), &mut tasks).await?;
    crate::reseal::reseal(&hub.ports).await
}

/// Handles the webhooks of a data folder again, and says whether that changed anything.
///
/// # Errors
/// A sentence that says what went wrong.
pub async fn replay_local(data: &Path, vault_key: Option<&str>, window: Window) -> Result<String, String> {
    let mut tasks = JoinSet::new();
    let (store, hub) = kept_hub(data, vault_key, &mut tasks).await?;
    let before = store.everything(TABLE)?;
    let replayed = crate::replay::replay(&hub, window).await?;
    let digest = if store.everything(TABLE)? == before { "nothing changed" } else { "the stored state changed" };
    Ok(format!("{replayed}; {digest}"))
}

/// A hub over the table of a data folder, with nothing running and nobody to reach.
async fn kept_hub(data: &Path, vault_key: Option<&str>, tasks: &mut JoinSet<()>) -> Result<(Store, Hub), String> {
    if !data.join("table.sqlite").exists() {
        return Err(format!("{} holds no table", data.display()));
    }
    let store = Store::open(&Template::load()?, TABLE, Some(data))?;
    let endpoint = store.serve(tasks).await?;
    let options = Options { vault_key: vault_key.map(str::to_owned), ..Options::default() };
    let nowhere = "http://127.0.0.1:9";
    let hub = hub(&endpoint, (nowhere, nowhere), &Queues::new(&options.clock), Arc::default(), &options)?;
    Ok((store, hub))
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

fn transcriber(options: &Options) -> Result<Arc<dyn Transcriber>, String> {
    let Some((url, key)) = &options.transcriber else { return Ok(Arc::new(NoTranscriber)) };
    let service = SpeechService::new(url, Some(key.clone().into()), "whisper-1");
    Ok(Arc::new(service.map_err(|error| format!("the transcriber: {error}"))?))
}

fn simulator(webhooks: &Webhooks, base_url: &str, options: &Options) -> Result<SimulatorState, String> {
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
