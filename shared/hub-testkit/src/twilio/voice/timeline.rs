//! The time of one call.
//!
//! With a pace (the real length of a second of a call) the legs of a call wait in real time, only faster or slower. With no
//! pace nothing waits: whenever every leg waits for a moment and no webhook is under way, the clock of the call jumps to the
//! next moment. So a ring of 25 seconds takes none, and still lasts 25 seconds in every duration and timestamp.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use tokio::time::Instant;

/// The clock of a call; clones share it.
#[derive(Clone)]
pub(crate) struct Timeline(Arc<Shared>);

struct Shared {
    pace: Duration,
    /// The real moment at which the clock showed `since`.
    begun: Instant,
    since: Duration,
    clock: Mutex<Clock>,
}

#[derive(Default)]
struct Clock {
    now: Duration,
    drawn: u64,
    sleepers: BTreeMap<(Duration, u64), Sleeper>,
    /// Webhooks under way.
    busy: usize,
}

#[derive(Default)]
struct Sleeper {
    waker: Option<Waker>,
    is_due: bool,
}

impl Timeline {
    /// A clock that shows `since` now.
    pub(crate) fn new(pace: Duration, since: Duration) -> Self {
        let clock = Mutex::new(Clock { now: since, ..Clock::default() });
        Self(Arc::new(Shared { pace, begun: Instant::now(), since, clock }))
    }

    /// True when nothing waits in real time.
    pub(crate) fn is_instant(&self) -> bool {
        self.0.pace.is_zero()
    }

    /// The time since the call began.
    pub(crate) fn now(&self) -> Duration {
        let mut clock = self.clock();
        if !self.is_instant() {
            let passed = self.0.begun.elapsed().as_secs_f64() / self.0.pace.as_secs_f64();
            clock.now = clock.now.max(self.0.since + Duration::from_secs_f64(passed));
        }
        clock.now
    }

    /// Waits until the clock shows `deadline`.
    pub(crate) async fn sleep_until(&self, deadline: Duration) {
        if self.is_instant() {
            return Sleep { timeline: self.clone(), deadline, key: None }.await;
        }
        let real = deadline.saturating_sub(self.0.since).mul_f64(self.0.pace.as_secs_f64());
        tokio::time::sleep_until(self.0.begun + real).await;
        let mut clock = self.clock();
        clock.now = clock.now.max(deadline);
    }

    /// Does work in the real world, during which the clock does not jump.
    pub(crate) async fn while_busy<T>(&self, work: impl Future<Output = T>) -> T {
        self.clock().busy += 1;
        let _busy = Busy(self.clone());
        work.await
    }

    /// Runs all of a call. Everything that waits on this clock must run inside.
    pub(crate) async fn drive<T>(&self, call: impl Future<Output = T>) -> T {
        let mut call = pin!(call);
        poll_fn(|cx| {
            loop {
                let alarm = Arc::new(Alarm { rang: AtomicBool::new(false), outer: cx.waker().clone() });
                let waker = Waker::from(alarm.clone());
                match call.as_mut().poll(&mut Context::from_waker(&waker)) {
                    Poll::Ready(result) => return Poll::Ready(result),
                    Poll::Pending if alarm.rang.load(Ordering::Acquire) || !self.jump() => return Poll::Pending,
                    Poll::Pending => {}
                }
            }
        })
        .await
    }

    /// Jumps to the next moment that somebody waits for, if nothing else can happen before.
    fn jump(&self) -> bool {
        let mut clock = self.clock();
        if !self.is_instant() || clock.busy > 0 {
            return false;
        }
        let next = clock.sleepers.iter_mut().find(|(_, sleeper)| !sleeper.is_due);
        let Some((&(deadline, _), sleeper)) = next else { return false };
        sleeper.is_due = true;
        let waker = sleeper.waker.take();
        clock.now = clock.now.max(deadline);
        drop(clock);
        if let Some(waker) = waker {
            waker.wake();
        }
        true
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.0.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Busy(Timeline);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.clock().busy -= 1;
    }
}

/// Notices that the call can go on, and passes it on.
struct Alarm {
    rang: AtomicBool,
    outer: Waker,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.rang.store(true, Ordering::Release);
        self.outer.wake_by_ref();
    }
}

struct Sleep {
    timeline: Timeline,
    deadline: Duration,
    key: Option<(Duration, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let timeline = self.timeline.clone();
        let mut clock = timeline.clock();
        let Some(key) = self.key else {
            if self.deadline <= clock.now {
                return Poll::Ready(());
            }
            clock.drawn += 1;
            let key = (self.deadline, clock.drawn);
            clock.sleepers.insert(key, Sleeper { waker: Some(cx.waker().clone()), is_due: false });
            self.key = Some(key);
            return Poll::Pending;
        };
        match clock.sleepers.get_mut(&key) {
            Some(sleeper) if !sleeper.is_due => {
                sleeper.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.timeline.clock().sleepers.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use futures_util::future::{join3, select};

    use super::Timeline;

    const fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[tokio::test]
    async fn an_hour_takes_no_time_and_comes_in_order() {
        let (real, timeline) = (Instant::now(), Timeline::new(Duration::ZERO, Duration::ZERO));
        let seen = std::sync::Mutex::new(vec![]);
        let wait = |second| {
            let (timeline, seen) = (&timeline, &seen);
            async move {
                timeline.sleep_until(seconds(second)).await;
                seen.lock().expect("no panic").push((second, timeline.now()));
            }
        };
        timeline.drive(join3(wait(3600), wait(5), wait(60))).await;
        let expected = [5, 60, 3600].map(|second| (second, seconds(second)));
        assert_eq!(*seen.lock().expect("no panic"), expected);
        assert!(real.elapsed() < seconds(1));
    }

    #[tokio::test]
    async fn the_clock_stands_still_during_a_webhook() {
        let timeline = Timeline::new(Duration::ZERO, Duration::ZERO);
        let webhook = timeline.while_busy(tokio::time::sleep(Duration::from_millis(20)));
        let ring = timeline.sleep_until(seconds(25));
        let first = timeline.drive(select(Box::pin(webhook), Box::pin(ring))).await;
        assert!(matches!(first, futures_util::future::Either::Left(_)));
        assert_eq!(timeline.now(), Duration::ZERO);
    }

    #[tokio::test]
    async fn with_a_pace_time_passes_faster() {
        let timeline = Timeline::new(Duration::from_millis(1), seconds(7));
        timeline.drive(timeline.sleep_until(seconds(17))).await;
        assert!(timeline.now() >= seconds(17) && timeline.now() < seconds(2000));
    }
}
