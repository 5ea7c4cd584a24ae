//! Counters of tries, kept only as long as they matter. A name is stored as its fingerprint.

use async_trait::async_trait;
use hub_core::ports::{Allowance, Attempt, Attempts, PortResult};
use jiff::{SignedDuration, Timestamp};

use super::expression::{Change, number, number_of, text};
use super::{Table, keys};

/// So many tries at the very same moment are told apart; the rest has to wait.
const RIVALS_MAX: usize = 20;

#[async_trait]
impl Attempts for Table {
    async fn attempt(&self, name: &str, allowance: Allowance, now: Timestamp) -> PortResult<Attempt> {
        let key = keys::attempts(name);
        let now_ms = now.as_millisecond();
        for _ in 0..RIVALS_MAX {
            let stored = self.read(&key, true).await?;
            let value = |attribute: &str| stored.as_ref().and_then(|item| number_of::<i64>(item, attribute));
            let blocked_ms = value("blockedUntil").unwrap_or_default() - now_ms;
            if blocked_ms > 0 {
                return Ok(Attempt::Refused { wait: SignedDuration::from_millis(blocked_ms) });
            }
            let last_at = value("lastAt").max(value("blockedUntil")).unwrap_or_default();
            let is_rested = now_ms - last_at > allowance.pause_max.as_millis().try_into().unwrap_or(i64::MAX);
            let before = if is_rested { 0 } else { value("count").unwrap_or_default() };
            let count = u32::try_from(before + 1).unwrap_or(u32::MAX);
            let pause = allowance.pause_after(count);
            let blocked_until = now + pause;
            let expires = blocked_until + allowance.pause_max;
            let change = Change::new()
                .set("entity", text("attempts"))
                .set("count", number(count))
                .set("lastAt", number(now_ms))
                .set("expires_at", number(expires.as_second()));
            // A free try blocks nobody, not even a rival whose clock is a little behind.
            let change = if pause.is_zero() {
                change.remove(&["blockedUntil"])
            } else {
                change.set("blockedUntil", number(blocked_until.as_millisecond()))
            };
            let change = match value("lastAt").zip(value("count")) {
                Some((last_at, count)) => change.when("lastAt", "=", number(last_at)).when("count", "=", number(count)),
                None => change.when_absent("lastAt"),
            };
            if self.change(&key, change).await?.is_ok() {
                return Ok(Attempt::Granted { count });
            }
        }
        Ok(Attempt::Refused { wait: SignedDuration::from_secs(1) })
    }

    async fn take_back(&self, name: &str) -> PortResult<()> {
        let change = Change::new().add("count", -1).remove(&["blockedUntil"]).when("count", ">", number(0));
        self.change(&keys::attempts(name), change).await.map(|_| ())
    }

    async fn forget(&self, name: &str) -> PortResult<()> {
        self.delete(&keys::attempts(name)).await.map(|_| ())
    }
}
