//! What goes wrong around the hub, so that stories can tell what becomes of it.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use hub_core::ports::{PortError, PortErrorKind, PortResult, SendQueue, SendTask};
use jiff::SignedDuration;

/// What the table does in place of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFault {
    /// Has too much to do.
    Throttled,
    /// Fails inside.
    Failing,
    /// The connection breaks, and nothing was done.
    Unreachable,
    /// What was asked is done, and the connection breaks before the answer.
    AnswerLost,
    /// Never answers.
    Silent,
}

/// Which requests to the table meet a fault.
#[derive(Debug, Clone, Copy)]
enum Failing {
    /// The next one and each so many after it.
    EachOf(u64),
    /// All after so many.
    After(u64),
}

#[derive(Debug, Default)]
struct State {
    table: Option<(TableFault, Failing)>,
    asked: u64,
    is_queue_down: bool,
}

/// The faults around a hub, none at first; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<State>>);

impl Faults {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request to the table meets this, and each `nth` after it; 1 is every one.
    pub fn at_table(&self, fault: TableFault, nth: u64) {
        *self.state() = State { table: Some((fault, Failing::EachOf(nth.max(1)))), ..State::default() };
    }

    /// So many requests to the table are well, and each one after them meets this.
    pub fn at_table_after(&self, requests: u64, fault: TableFault) {
        *self.state() = State { table: Some((fault, Failing::After(requests))), ..State::default() };
    }

    /// From now on the queue takes nothing.
    pub fn at_queue(&self) {
        self.state().is_queue_down = true;
    }

    /// All is well again.
    pub fn end(&self) {
        *self.state() = State::default();
    }

    pub(super) fn of_table(&self) -> Option<TableFault> {
        let mut state = self.state();
        let asked = state.asked;
        state.asked += 1;
        let (fault, failing) = state.table?;
        let meets_it = match failing {
            Failing::EachOf(nth) => asked.is_multiple_of(nth),
            Failing::After(requests) => asked >= requests,
        };
        meets_it.then_some(fault)
    }
}

/// A queue that may be down.
pub(super) struct FaultyQueue {
    pub queue: Arc<dyn SendQueue>,
    pub faults: Faults,
}

#[async_trait]
impl SendQueue for FaultyQueue {
    async fn enqueue(&self, task: &SendTask) -> PortResult<()> {
        if self.faults.state().is_queue_down {
            return Err(PortError::new(PortErrorKind::Unavailable, "the queue is down"));
        }
        self.queue.enqueue(task).await
    }

    async fn come_again(&self, receipt: &str, wait: SignedDuration) -> PortResult<()> {
        self.queue.come_again(receipt, wait).await
    }
}
