//! The whole hub in one process: every Lambda behind one port, over an embedded DynamoDB and simulated carriers.
//!
//! Requests become the events that AWS would send, so handlers run the code that is deployed. Only these things differ:
//! the queues live in memory (the table holds the truth; a sweep at start fills them), the stream is read by a task, the
//! sweep runs each few seconds, and a folder stands in for the bucket.

mod at_rest;
mod clock;
mod counts;
mod door;
mod faults;
mod gateway;
mod hesitant;
mod hub;
mod kept;
mod outside;
mod queues;
mod simulator;
mod sockets;
mod store;
mod workers;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hub_adapters::aws::AwsSettings;
use hub_adapters::dynamo::Table;
use hub_adapters::mail::{Outbox, SentMail};
use hub_adapters::twilio::Twilio;
use hub_core::flows::Ports;
use hub_lambda::bootstrap::Outside;
use hub_lambda::{Hub, Route, bootstrap};
use hub_testkit::objects::Bucket;
use hub_testkit::twilio::SimulatorState;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use queues::Queues;

use crate::seed::seed;
use crate::template::Template;

pub use at_rest::AtRest;
pub use clock::MovableClock;
pub use counts::{Counted, Counts, Tally};
pub use faults::{Faults, TableFault};
pub use hub::LOCAL_JWT_SECRET;
pub use hub_lambda::bootstrap::IdentitySettings;
pub use kept::{replay_local, reseal_local};
pub use store::Store;

const TABLE: &str = "hub";
/// Functions that run at the same time in an account of AWS.
///
/// # Source
/// AWS Lambda Developer Guide, "Lambda quotas": 1,000 concurrent executions.
const IN_FLIGHT: usize = 1_000;

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
        let hub = hub::hub(&endpoint, (&base_url, &carrier_url), &queues, outbox.clone(), &options)?;
        seed(&hub.ports, options.pace).await.map_err(|e| format!("the demo tenants could not be made: {e}"))?;

        let simulator = match options.carrier_url {
            Some(_) => None,
            None => {
                Some(simulator::simulator(&hub.settings.webhooks().map_err(|e| e.to_string())?, &base_url, &options)?)
            }
        };
        let routes = crate::functions::all().into_iter().map(|route| (route.name, route)).collect();
        let sockets = sockets::Sockets::default();
        let bucket = outside::bucket(&options);
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
