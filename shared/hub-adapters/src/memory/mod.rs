//! Queues in memory, for the local runner: the table holds the truth, and a sweep fills them again at start.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use hub_core::ports::{MediaQueue, MediaTask, PortResult, SendQueue, SendTask};
use jiff::SignedDuration;
use tokio::sync::Notify;

use crate::sqs::group_of;

/// A task of a queue in memory.
pub trait Grouped: Clone + Send + Sync {
    /// What is worked off one after the other.
    fn group(&self) -> String;
}

impl Grouped for SendTask {
    fn group(&self) -> String {
        group_of(self)
    }
}

impl Grouped for MediaTask {
    fn group(&self) -> String {
        self.message_id.to_string()
    }
}

struct State<T> {
    groups: HashMap<String, VecDeque<T>>,
    /// Groups with tasks that no worker holds, in the order they became ready.
    ready: VecDeque<String>,
    held: usize,
}

/// FIFO per group, like SQS: a group that a worker holds gives out nothing else.
pub struct MemoryQueue<T> {
    state: Mutex<State<T>>,
    changed: Notify,
}

/// Texts to send.
pub type MemorySendQueue = MemoryQueue<SendTask>;
/// Attachments to fetch.
pub type MemoryMediaQueue = MemoryQueue<MediaTask>;

impl<T> Default for MemoryQueue<T> {
    fn default() -> Self {
        let state = State { groups: HashMap::new(), ready: VecDeque::new(), held: 0 };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }
}

impl<T: Grouped> MemoryQueue<T> {
    fn state(&self) -> std::sync::MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits for the first task of a free group and holds the group until [`Self::done`] or [`Self::retry`].
    pub async fn take(&self) -> (String, T) {
        loop {
            let changed = self.changed.notified();
            {
                let mut state = self.state();
                if let Some(group) = state.ready.pop_front()
                    && let Some(task) = state.groups.get(&group).and_then(|tasks| tasks.front().cloned())
                {
                    state.held += 1;
                    return (group, task);
                }
            }
            changed.await;
        }
    }

    /// The held group's first task is finished.
    pub fn done(&self, group: &str) {
        let mut state = self.state();
        state.held -= 1;
        let is_empty = state.groups.get_mut(group).is_none_or(|tasks| {
            tasks.pop_front();
            tasks.is_empty()
        });
        if is_empty {
            state.groups.remove(group);
        } else {
            state.ready.push_back(group.to_owned());
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// The held group's first task is to be given out again.
    pub fn retry(&self, group: &str) {
        let mut state = self.state();
        state.held -= 1;
        state.ready.push_back(group.to_owned());
        drop(state);
        self.changed.notify_waiters();
    }

    /// Whether nothing waits and nothing is held.
    pub fn is_idle(&self) -> bool {
        let state = self.state();
        state.groups.is_empty() && state.held == 0
    }

    fn add(&self, task: &T) {
        let group = task.group();
        let mut state = self.state();
        let is_new = !state.groups.contains_key(&group);
        state.groups.entry(group.clone()).or_default().push_back(task.clone());
        if is_new {
            state.ready.push_back(group);
        }
        drop(state);
        self.changed.notify_waiters();
    }
}

#[async_trait]
impl SendQueue for MemorySendQueue {
    async fn enqueue(&self, task: &SendTask) -> PortResult<()> {
        self.add(task);
        Ok(())
    }

    /// The runner that holds the task waits by itself before [`MemoryQueue::retry`].
    async fn come_again(&self, _: &str, _: SignedDuration) -> PortResult<()> {
        Ok(())
    }
}

#[async_trait]
impl MediaQueue for MemoryMediaQueue {
    async fn enqueue(&self, task: &MediaTask) -> PortResult<()> {
        self.add(task);
        Ok(())
    }

    /// The runner that holds the task waits by itself before [`MemoryQueue::retry`].
    async fn come_again(&self, _: &str, _: SignedDuration) -> PortResult<()> {
        Ok(())
    }
}
