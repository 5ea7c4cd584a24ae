//! A send queue in memory, for the local runner: the table holds the truth, and a sweep fills it again at start.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use hub_core::ports::{PortResult, SendQueue, SendTask};
use jiff::SignedDuration;
use tokio::sync::Notify;

use crate::sqs::group_of;

#[derive(Default)]
struct State {
    groups: HashMap<String, VecDeque<SendTask>>,
    /// Groups with tasks that no worker holds, in the order they became ready.
    ready: VecDeque<String>,
    held: usize,
}

/// FIFO per group, like SQS: a group that a worker holds gives out nothing else.
#[derive(Default)]
pub struct MemorySendQueue {
    state: Mutex<State>,
    changed: Notify,
}

impl MemorySendQueue {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits for the first task of a free group and holds the group until [`Self::done`] or [`Self::retry`].
    pub async fn take(&self) -> (String, SendTask) {
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
}

#[async_trait]
impl SendQueue for MemorySendQueue {
    async fn enqueue(&self, task: &SendTask) -> PortResult<()> {
        let group = group_of(task);
        let mut state = self.state();
        let is_new = !state.groups.contains_key(&group);
        state.groups.entry(group.clone()).or_default().push_back(task.clone());
        if is_new {
            state.ready.push_back(group);
        }
        drop(state);
        self.changed.notify_waiters();
        Ok(())
    }

    /// The runner that holds the task waits by itself before [`Self::retry`].
    async fn come_again(&self, _: &str, _: SignedDuration) -> PortResult<()> {
        Ok(())
    }
}
