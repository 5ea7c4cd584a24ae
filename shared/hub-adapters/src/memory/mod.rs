//! Queues in memory, for the local runner: the table holds the truth, and a sweep fills them again at start.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hub_core::correlation;
use hub_core::ports::{Clock, MediaQueue, MediaTask, PortResult, SendQueue, SendTask};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::local::SystemClock;
use crate::sqs::group_of;

/// The clock of a test can be set ahead, which wakes nobody: so often a waiting worker looks at it.
const LOOK_AT_CLOCK: Duration = Duration::from_millis(5);

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
        self.about().to_owned()
    }
}

struct State<T> {
    /// Tasks, each with the id of the request that caused it.
    groups: HashMap<String, VecDeque<(T, Option<String>)>>,
    /// Groups with tasks that no worker holds, in the order they became ready.
    ready: VecDeque<String>,
    /// Groups whose first task comes again at a time.
    waiting: BTreeSet<(Timestamp, String)>,
    /// Held groups, and when their first task is to come again if a worker said so.
    held: HashMap<String, Option<Timestamp>>,
}

impl<T> Default for State<T> {
    fn default() -> Self {
        Self { groups: HashMap::new(), ready: VecDeque::new(), waiting: BTreeSet::new(), held: HashMap::new() }
    }
}

impl<T> State<T> {
    /// Makes the waiting groups ready whose time has come, before those that never waited.
    fn wake(&mut self, now: Timestamp) {
        let mut woken = Vec::new();
        while let Some((at, _)) = self.waiting.first()
            && *at <= now
        {
            woken.extend(self.waiting.pop_first());
        }
        for (_, group) in woken.into_iter().rev() {
            self.ready.push_front(group);
        }
    }
}

/// FIFO per group, like SQS: a group that a worker holds, or whose first task waits, gives out nothing else. A group
/// that waits holds no worker.
pub struct MemoryQueue<T> {
    clock: Arc<dyn Clock>,
    state: Mutex<State<T>>,
    changed: Notify,
}

/// Texts to send.
pub type MemorySendQueue = MemoryQueue<SendTask>;
/// Attachments to fetch.
pub type MemoryMediaQueue = MemoryQueue<MediaTask>;

impl<T: Grouped> Default for MemoryQueue<T> {
    fn default() -> Self {
        Self::new(Arc::new(SystemClock))
    }
}

impl<T: Grouped> MemoryQueue<T> {
    /// An empty queue that tells waits by a clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default(), changed: Notify::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Waits for the first task of a free group and holds the group until [`Self::done`] or [`Self::retry`].
    pub async fn take(&self) -> (String, T) {
        loop {
            let changed = self.changed.notified();
            let is_anything_waiting = {
                let mut state = self.state();
                state.wake(self.clock.now());
                if let Some(group) = state.ready.pop_front()
                    && let Some(task) =
                        state.groups.get(&group).and_then(|tasks| tasks.front().map(|(task, _)| task.clone()))
                {
                    state.held.insert(group.clone(), None);
                    return (group, task);
                }
                !state.waiting.is_empty()
            };
            if is_anything_waiting {
                let _ = tokio::time::timeout(LOOK_AT_CLOCK, changed).await;
            } else {
                changed.await;
            }
        }
    }

    /// The id of the request that caused the held group's first task.
    #[must_use]
    pub fn cause(&self, group: &str) -> Option<String> {
        self.state().groups.get(group)?.front()?.1.clone()
    }

    /// The held group's first task is finished.
    pub fn done(&self, group: &str) {
        let mut state = self.state();
        state.held.remove(group);
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

    /// Whether a worker said when the held group's first task is to come again.
    #[must_use]
    pub fn is_put_off(&self, group: &str) -> bool {
        self.state().held.get(group).is_some_and(Option::is_some)
    }

    /// The held group's first task is to be given out again: at the time that a worker set, or now.
    pub fn retry(&self, group: &str) {
        let mut state = self.state();
        match state.held.remove(group).flatten() {
            Some(at) => drop(state.waiting.insert((at, group.to_owned()))),
            None => state.ready.push_back(group.to_owned()),
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// Whether nothing waits and nothing is held.
    pub fn is_idle(&self) -> bool {
        let state = self.state();
        state.groups.is_empty() && state.held.is_empty()
    }

    /// When the next task comes again, if until then there is nothing to do.
    pub fn asleep_until(&self) -> Option<Timestamp> {
        let mut state = self.state();
        state.wake(self.clock.now());
        let is_asleep = state.held.is_empty() && state.ready.is_empty();
        state.waiting.first().filter(|_| is_asleep).map(|(at, _)| *at)
    }

    /// The receipt is the held group's name.
    fn put_off(&self, receipt: &str, wait: SignedDuration) {
        let at = self.clock.now() + wait;
        if let Some(held) = self.state().held.get_mut(receipt) {
            *held = Some(at);
        }
    }

    fn add(&self, task: &T) {
        let group = task.group();
        let mut state = self.state();
        let is_new = !state.groups.contains_key(&group);
        state.groups.entry(group.clone()).or_default().push_back((task.clone(), correlation::current()));
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

    async fn come_again(&self, receipt: &str, wait: SignedDuration) -> PortResult<()> {
        self.put_off(receipt, wait);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[derive(Default)]
    struct Stopped(AtomicI64);

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
        }
    }

    fn task(conversation: char, attempt: u64) -> SendTask {
        let message = format!("msg_01M3250V00EVENTS0000000001_{}", conversation.to_string().repeat(24));
        let (tenant_id, message_id) = ("acme".parse().expect("an id"), message.parse().expect("an id"));
        SendTask { version: 1, tenant_id, message_id, attempt }
    }

    #[tokio::test]
    async fn a_group_that_waits_holds_neither_a_worker_nor_another_group() {
        let clock = Arc::new(Stopped::default());
        let queue = MemorySendQueue::new(clock.clone());
        for task in [task('a', 1), task('a', 2), task('b', 1)] {
            queue.enqueue(&task).await.expect("queued");
        }
        let (group, first) = queue.take().await;
        queue.come_again(&group, SignedDuration::from_secs(600)).await.expect("put off");
        queue.retry(&group);
        let (other, beside) = queue.take().await;
        assert_eq!(beside, task('b', 1));
        queue.done(&other);
        assert_eq!(queue.asleep_until(), Some(Timestamp::UNIX_EPOCH + SignedDuration::from_secs(600)));
        assert!(!queue.is_idle());
        clock.0.store(600, Ordering::SeqCst);
        let (group, again) = queue.take().await;
        assert_eq!(again, first, "in its old place");
        queue.done(&group);
        assert_eq!(queue.take().await.1, task('a', 2));
    }
}
