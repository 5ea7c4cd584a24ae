//! The simulator without a port: everything the REST resource, the handset page and a test share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use tokio::sync::watch;

use super::account::Account;
use super::config::SimulatorConfig;
use super::error::SimulatorError;
use super::faults::{ArmedFault, Fault, FaultQueue};
use super::ids;
use super::journal::{Journal, Kept};
use super::ledger::Ledger;
use super::media::Files;
use super::number::KeywordHandling;
use super::registry::Registry;
use super::voice::Exchange;
use super::webhook::Webhook;

/// A handle on a simulator; clones share it. Mount it with [`router`](super::router) or run it with
/// [`TwilioSimulator`](super::TwilioSimulator).
#[derive(Clone)]
pub struct SimulatorState {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) config: SimulatorConfig,
    pub(crate) client: reqwest::Client,
    registry: Mutex<Registry>,
    ledger: Mutex<Ledger>,
    faults: Mutex<FaultQueue>,
    rng: Mutex<StdRng>,
    inbound: Mutex<HashMap<String, Webhook>>,
    pub(crate) files: Files,
    pub(crate) exchange: Exchange,
    version: watch::Sender<u64>,
}

/// A panic elsewhere must not hide what was recorded.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SimulatorState {
    /// Sets the simulator up and reads its state file.
    ///
    /// # Errors
    /// When the state file cannot be used or the webhook client cannot be built.
    pub fn new(config: SimulatorConfig) -> Result<Self, SimulatorError> {
        let (journal, mut kept) = match &config.state_file {
            None => (None, Kept::default()),
            Some(path) => Journal::open(path)
                .map(|(journal, kept)| (Some(journal), kept))
                .map_err(|source| SimulatorError::StateFile { path: path.clone(), source })?,
        };
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5).min(config.webhook_timeout))
            .timeout(config.webhook_timeout)
            .build()
            .map_err(SimulatorError::Client)?;
        let now = (config.clock)();
        let inner = Inner {
            registry: Mutex::new(Registry::new(
                &config.accounts,
                std::mem::take(&mut kept.accounts),
                journal.clone(),
                now,
            )),
            ledger: Mutex::new(Ledger::new(journal, kept)),
            faults: Mutex::default(),
            rng: Mutex::new(ids::generator(config.seed)),
            inbound: Mutex::default(),
            files: Files::beside(config.state_file.as_ref()),
            exchange: Exchange::default(),
            version: watch::Sender::new(0),
            client,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Arms a fault for the next `count` requests.
    pub fn arm(&self, fault: Fault, count: u32) {
        self.arm_fault(ArmedFault { fault, count, to: None });
    }

    /// Arms a fault for the next `count` requests about one number, or one account (see [`ArmedFault::to`]).
    pub fn arm_for(&self, to: impl Into<String>, fault: Fault, count: u32) {
        self.arm_fault(ArmedFault { fault, count, to: Some(to.into()) });
    }

    /// Arms a fault.
    pub fn arm_fault(&self, fault: ArmedFault) {
        self.faults(|queue| queue.arm(fault));
    }

    /// The faults that still wait.
    #[must_use]
    pub fn armed_faults(&self) -> Vec<ArmedFault> {
        self.faults(|queue| queue.armed().to_vec())
    }

    /// Disarms every fault.
    pub fn clear_faults(&self) {
        self.faults(FaultQueue::clear);
    }

    /// Looks at the ledger.
    pub fn look<T>(&self, look: impl FnOnce(&Ledger) -> T) -> T {
        look(&lock(&self.inner.ledger))
    }

    /// Changes each time the ledger does; the value is a count.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.version.subscribe()
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.config.clock)()
    }

    pub(crate) fn edit<T>(&self, edit: impl FnOnce(&mut Ledger) -> T) -> T {
        let result = edit(&mut lock(&self.inner.ledger));
        self.inner.version.send_modify(|version| *version += 1);
        result
    }

    pub(crate) fn faults<T>(&self, with: impl FnOnce(&mut FaultQueue) -> T) -> T {
        with(&mut lock(&self.inner.faults))
    }

    pub(crate) fn dice<T>(&self, throw: impl FnOnce(&mut StdRng) -> T) -> T {
        throw(&mut lock(&self.inner.rng))
    }

    /// A SID that nothing has: after a restart with the same seed the generator begins anew.
    pub(crate) fn fresh_sid(&self, prefix: &str) -> String {
        loop {
            let sid = self.dice(|rng| ids::sid(rng, prefix));
            let is_taken = self.look(|ledger| ledger.message(&sid).is_some() || ledger.voice.has_sid(&sid));
            if !is_taken && !self.registry(|r| r.has_sid(&sid)) {
                return sid;
            }
        }
    }

    pub(crate) fn registry<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        look(&lock(&self.inner.registry))
    }

    pub(crate) fn amend<T>(&self, change: impl FnOnce(&mut Registry) -> T) -> T {
        let result = change(&mut lock(&self.inner.registry));
        self.inner.version.send_modify(|version| *version += 1);
        result
    }

    pub(crate) fn account(&self, sid: &str) -> Option<Account> {
        self.registry(|r| r.account(sid).cloned())
    }

    pub(crate) fn owner_of(&self, address: &str) -> Option<Account> {
        self.registry(|r| r.owner_of(address).cloned())
    }

    pub(crate) fn is_owned(&self, address: &str) -> bool {
        self.registry(|r| r.owner_of(address).is_some())
    }

    pub(crate) fn keep_inbound(&self, sid: &str, webhook: Webhook) {
        lock(&self.inner.inbound).insert(sid.to_owned(), webhook);
    }

    pub(crate) fn kept_inbound(&self, sid: &str) -> Option<Webhook> {
        lock(&self.inner.inbound).get(sid).cloned()
    }
}

/// What an opt-out holds for: the whole Messaging Service with Advanced Opt-Out, otherwise the one number.
pub(crate) fn block_scope<'a>(account: &'a Account, address: &'a str) -> &'a str {
    let advanced = account.number(address).is_some_and(|n| n.keywords == KeywordHandling::Advanced);
    match account.service_of(address) {
        Some(service) if advanced => &service.sid,
        _ => address,
    }
}
