//! How a simulator is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::account::Account;
use super::voice::Person;

/// Tells the time; injected so that a test can hold it still.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything that can be set before the start.
#[derive(Clone)]
pub struct SimulatorConfig {
    /// Loopback address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where clients reach the simulator, such as `http://127.0.0.1:4010`: the beginning of the URLs of files that a
    /// handset sends. A simulator with a port of its own knows it by itself.
    pub origin: Option<String>,
    /// The accounts known from the start.
    pub accounts: Vec<Account>,
    /// How long a message takes.
    pub delays: Delays,
    /// Disorder that needs no fault.
    pub chaos: Chaos,
    /// Makes SIDs and disorder repeatable; none: different each time.
    pub seed: Option<u64>,
    /// The longest an accepted request hangs under [`Fault::AcceptThenTimeout`](super::Fault::AcceptThenTimeout).
    pub hang_limit: Duration,
    /// The longest a webhook may take.
    pub webhook_timeout: Duration,
    /// The pause before a failed webhook is tried again.
    pub retry_pause: Duration,
    /// Sends webhooks and looks for files under these public base URLs at other places.
    pub deliver_to: Vec<DeliverTo>,
    /// Keeps what was accepted (messages, opt-out blocks, accounts, numbers, services) over a restart, one JSON line per
    /// change.
    pub state_file: Option<PathBuf>,
    /// Answers the purchase of a number its account already has with 201 and the new settings, and charges nothing;
    /// otherwise with 21422.
    pub buying_again_updates: bool,
    /// Whoever is behind a number that nobody has set ([`set_person`](super::SimulatorState::set_person)) and no handset
    /// is open for: lets it ring, by default.
    pub callee: Person,
    /// The media of a recording is a redirect to another host, as the files of messages are.
    pub recordings_redirect: bool,
    /// The clock.
    pub clock: Clock,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            origin: None,
            accounts: vec![],
            delays: Delays::default(),
            chaos: Chaos::default(),
            seed: None,
            hang_limit: Duration::from_secs(30),
            webhook_timeout: Duration::from_secs(15),
            retry_pause: Duration::from_millis(100),
            deliver_to: vec![],
            state_file: None,
            buying_again_updates: false,
            callee: Person::away(),
            recordings_redirect: false,
            clock: Arc::new(Timestamp::now),
        }
    }
}

impl SimulatorConfig {
    /// For tests: no delays, seed 1, nothing kept.
    #[must_use]
    pub fn immediate() -> Self {
        Self { delays: Delays::NONE, seed: Some(1), retry_pause: Duration::ZERO, ..Self::default() }
    }

    /// Adds an account.
    #[must_use]
    pub fn with_account(mut self, account: Account) -> Self {
        self.accounts.push(account);
        self
    }

    /// Sets the state file.
    #[must_use]
    pub fn with_state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }
}

/// Time from acceptance to each status of an outbound message, and the pace of calls.
#[derive(Debug, Clone, Copy)]
pub struct Delays {
    /// Until `sent`.
    pub sent: Duration,
    /// Until `delivered`, and until the handset shows the text.
    pub delivered: Duration,
    /// How long a second of a call really takes. Zero: calls wait for nothing, and still last as long as they say.
    pub call_second: Duration,
}

impl Delays {
    /// At once.
    pub const NONE: Self = Self { sent: Duration::ZERO, delivered: Duration::ZERO, call_second: Duration::ZERO };
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            sent: Duration::from_millis(150),
            delivered: Duration::from_millis(400),
            call_second: Duration::from_secs(1),
        }
    }
}

/// Disorder in status callbacks, drawn from the seeded generator. The default is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chaos {
    /// Chance, 0 to 1, that a message's callbacks come in another order.
    pub reorder: f64,
    /// Chance, 0 to 1, that a callback is posted twice.
    pub duplicate: f64,
    /// Each callback is late by up to this much.
    pub jitter: Duration,
}

/// Where webhooks under a public base URL are really sent; the signature stays over the public URL.
#[derive(Debug, Clone)]
pub struct DeliverTo {
    /// Such as `https://hub.example.com`, without a slash at the end.
    pub public_base: String,
    /// Such as `http://127.0.0.1:8080`, without a slash at the end.
    pub local_base: String,
}

impl DeliverTo {
    /// The address to connect to for `url`, when it stands under the public base.
    pub(crate) fn rewrite(&self, url: &str) -> Option<String> {
        let rest = url.strip_prefix(&self.public_base)?;
        (rest.is_empty() || rest.starts_with(['/', '?'])).then(|| format!("{}{rest}", self.local_base))
    }
}
