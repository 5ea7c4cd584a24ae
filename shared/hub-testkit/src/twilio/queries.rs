//! Questions to the ledger, and waiting for an answer.

use std::time::Duration;

use super::error::WaitTimedOut;
use super::ledger::Ledger;
use super::message::{Direction, Message};
use super::record::{RequestRecord, WebhookRecord};
use super::state::SimulatorState;

impl SimulatorState {
    /// The messages accepted from the hub, oldest first.
    #[must_use]
    pub fn creates(&self) -> Vec<Message> {
        self.look(|ledger| ledger.creates().cloned().collect())
    }

    /// Those to one number.
    #[must_use]
    pub fn creates_to(&self, number: &str) -> Vec<Message> {
        self.look(|ledger| ledger.creates_to(number).cloned().collect())
    }

    /// Every REST request.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.look(|ledger| ledger.requests().to_vec())
    }

    /// Every attempt at a webhook.
    #[must_use]
    pub fn webhooks(&self) -> Vec<WebhookRecord> {
        self.look(|ledger| ledger.webhooks().to_vec())
    }

    /// The status callbacks of one message.
    #[must_use]
    pub fn callbacks(&self, sid: &str) -> Vec<WebhookRecord> {
        self.look(|ledger| ledger.callbacks(sid).cloned().collect())
    }

    /// One message.
    #[must_use]
    pub fn message(&self, sid: &str) -> Option<Message> {
        self.look(|ledger| ledger.message(sid).cloned())
    }

    /// Checks that the hub neither sent nor tried to send anything to a number, also not in answer to its texts.
    ///
    /// # Panics
    /// When it did, with what it was.
    pub fn sent_nothing_to(&self, number: &str) {
        let found: Vec<String> = self.look(|ledger| {
            let tried = ledger.requests().iter().filter(|r| r.is_create() && r.param("To") == Some(number));
            let tried = tried.map(|r| format!("create at {}: {:?}", r.at, r.outcome));
            let kept = ledger
                .messages()
                .iter()
                .filter(|m| m.to == number && !m.by_provider && m.direction != Direction::Inbound);
            tried.chain(kept.map(|m| format!("{} at {}: {}", m.sid, m.created_at, m.status))).collect()
        });
        assert!(found.is_empty(), "expected nothing to {number}, but there was:\n  {}", found.join("\n  "));
    }

    /// Waits, without polling, until the ledger satisfies `predicate`.
    ///
    /// # Errors
    /// [`WaitTimedOut`] after `limit`; `what` says in words what was missing.
    pub async fn wait_until(
        &self,
        limit: Duration,
        what: &str,
        mut predicate: impl FnMut(&Ledger) -> bool,
    ) -> Result<(), WaitTimedOut> {
        let mut changes = self.changes();
        let reached = async {
            while !self.look(&mut predicate) {
                if changes.changed().await.is_err() {
                    break;
                }
            }
        };
        tokio::time::timeout(limit, reached).await.map_err(|_| WaitTimedOut {
            limit,
            what: what.to_owned(),
            summary: self.look(Ledger::summary),
        })
    }

    /// Waits until every accepted message that is not scheduled has run its course and posted its callbacks.
    ///
    /// # Errors
    /// [`WaitTimedOut`] after `limit`.
    pub async fn settled(&self, limit: Duration) -> Result<(), WaitTimedOut> {
        self.wait_until(limit, "every callback to be posted", |ledger| ledger.under_way() == 0).await
    }
}
