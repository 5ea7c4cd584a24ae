//! The queues of a runner, in memory: the table holds the truth.

use std::sync::Arc;

use hub_adapters::memory::{MemoryMediaQueue, MemorySendQueue};

use super::MovableClock;

/// The queues of a runner.
#[derive(Clone)]
pub(super) struct Queues {
    pub(super) send: Arc<MemorySendQueue>,
    pub(super) media: Arc<MemoryMediaQueue>,
}

impl Queues {
    pub(super) fn new(clock: &MovableClock) -> Self {
        let clock = Arc::new(clock.clone());
        Self { send: Arc::new(MemorySendQueue::new(clock.clone())), media: Arc::new(MemoryMediaQueue::new(clock)) }
    }

    pub(super) fn are_idle(&self) -> bool {
        self.send.is_idle() && self.media.is_idle()
    }
}
