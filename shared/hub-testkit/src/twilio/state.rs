//! The simulator without a port: everything the REST resource, the handset page and a test share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use tokio::sync::watch;

use super::account::{Account, KeywordHandling};
use super::config::SimulatorConfig;
use super::error::SimulatorError;
use super::faults::{ArmedFault, Fault, FaultQueue};
use super::ids;
use super::journal::{Journal, Kept};
use super::ledger::Ledger;
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
    accounts: Mutex<Vec<Account>>,
    ledger: Mutex<Ledger>,
    faults: Mutex<FaultQueue>,
    rng: Mutex<StdRng>,
    inbound: Mutex<HashMap<String, Webhook>>,
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
        let (journal, kept) = match &config.state_file {
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
        let inner = Inner {
            accounts: Mutex::new(config.accounts.clone()),
            ledger: Mutex::new(Ledger::new(journal, kept)),
            faults: Mutex::default(),
            rng: Mutex::new(ids::generator(config.seed)),
            inbound: Mutex::default(),
            version: watch::Sender::new(0),
            client,
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Adds an account, or replaces the one with its SID (a new token signs from then on).
    pub fn register(&self, account: Account) {
        let mut accounts = lock(&self.inner.accounts);
        accounts.retain(|known| known.sid != account.sid);
        accounts.push(account);
    }

    /// Points the inbound webhook of a number somewhere else.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`].
    pub fn set_sms_url(&self, number: &str, url: impl Into<String>) -> Result<(), SimulatorError> {
        let mut accounts = lock(&self.inner.accounts);
        let known = accounts.iter_mut().flat_map(|a| a.numbers.iter_mut()).find(|n| n.address == number);
        known.ok_or_else(|| SimulatorError::UnknownNumber(number.to_owned()))?.sms_url = Some(url.into());
        Ok(())
    }

    /// Arms a fault for the next `count` creates.
    pub fn arm(&self, fault: Fault, count: u32) {
        self.arm_fault(ArmedFault { fault, count, to: None });
    }

    /// Arms a fault for the next `count` creates to one number.
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

    /// A SID that no message has: after a restart with the same seed the generator begins anew.
    pub(crate) fn fresh_sid(&self, prefix: &str) -> String {
        loop {
            let sid = self.dice(|rng| ids::sid(rng, prefix));
            if self.look(|ledger| ledger.message(&sid).is_none()) {
                return sid;
            }
        }
    }

    pub(crate) fn accounts(&self) -> Vec<Account> {
        lock(&self.inner.accounts).clone()
    }

    pub(crate) fn account(&self, sid: &str) -> Option<Account> {
        lock(&self.inner.accounts).iter().find(|a| a.sid == sid).cloned()
    }

    pub(crate) fn owner_of(&self, address: &str) -> Option<Account> {
        lock(&self.inner.accounts).iter().find(|a| a.number(address).is_some()).cloned()
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
