//! Questions about calls, and waiting for an answer.

use std::time::Duration;

use super::super::error::WaitTimedOut;
use super::super::journal::Line;
use super::super::ledger::Ledger;
use super::super::record::{WebhookKind, WebhookRecord};
use super::super::state::SimulatorState;
use super::call::{Call, ExecutedDocument, ExecutedVerb};
use super::call_rules::callee_of;
use super::recording::Recording;

impl Ledger {
    /// Every leg, oldest first.
    #[must_use]
    pub fn calls(&self) -> &[Call] {
        &self.voice.calls
    }

    /// One leg.
    #[must_use]
    pub fn call(&self, sid: &str) -> Option<&Call> {
        self.voice.call(sid)
    }

    /// The legs to a number or client, oldest first.
    pub fn calls_to<'a>(&'a self, address: &'a str) -> impl Iterator<Item = &'a Call> {
        self.calls().iter().filter(move |call| call.to == address)
    }

    /// The legs that a leg's `<Dial>` made, oldest first.
    pub fn children_of<'a>(&'a self, sid: &'a str) -> impl Iterator<Item = &'a Call> {
        self.calls().iter().filter(move |call| call.parent_sid.as_deref() == Some(sid))
    }

    /// All captured audio, oldest first.
    #[must_use]
    pub fn recordings(&self) -> &[Recording] {
        &self.voice.recordings
    }

    /// Every document that was carried out, oldest first.
    #[must_use]
    pub fn documents(&self) -> &[ExecutedDocument] {
        &self.voice.documents
    }

    /// Every verb that was carried out, oldest first.
    #[must_use]
    pub fn verbs(&self) -> &[ExecutedVerb] {
        &self.voice.verbs
    }

    /// What Twilio's debugger would show of all calls.
    pub fn call_problems(&self) -> impl Iterator<Item = (&str, &str)> {
        self.calls().iter().flat_map(|call| call.problems.iter().map(|problem| (call.sid.as_str(), problem.as_str())))
    }

    /// The status callbacks of one leg, oldest first, repeats included.
    pub fn call_callbacks<'a>(&'a self, sid: &'a str) -> impl Iterator<Item = &'a WebhookRecord> {
        self.webhooks().iter().filter(move |w| w.kind == WebhookKind::CallStatus && w.message_sid == sid)
    }
}

impl SimulatorState {
    /// Every leg, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.look(|ledger| ledger.calls().to_vec())
    }

    /// One leg as it is now.
    #[must_use]
    pub fn call(&self, sid: &str) -> Option<Call> {
        self.look(|ledger| ledger.call(sid).cloned())
    }

    /// The legs to a number or client, oldest first.
    #[must_use]
    pub fn calls_to(&self, address: &str) -> Vec<Call> {
        self.look(|ledger| ledger.calls_to(address).cloned().collect())
    }

    /// The legs that a leg's `<Dial>` made, oldest first.
    #[must_use]
    pub fn children_of(&self, sid: &str) -> Vec<Call> {
        self.look(|ledger| ledger.children_of(sid).cloned().collect())
    }

    /// All captured audio, oldest first.
    #[must_use]
    pub fn recordings(&self) -> Vec<Recording> {
        self.look(|ledger| ledger.recordings().to_vec())
    }

    /// One recording.
    #[must_use]
    pub fn recording(&self, sid: &str) -> Option<Recording> {
        self.look(|ledger| ledger.voice.recording(sid).cloned())
    }

    /// The documents that a leg carried out, oldest first.
    #[must_use]
    pub fn documents_of(&self, sid: &str) -> Vec<ExecutedDocument> {
        self.look(|ledger| ledger.documents().iter().filter(|d| d.call_sid == sid).cloned().collect())
    }

    /// The verbs that a leg carried out, oldest first.
    #[must_use]
    pub fn verbs_of(&self, sid: &str) -> Vec<ExecutedVerb> {
        self.look(|ledger| ledger.verbs().iter().filter(|v| v.call_sid == sid).cloned().collect())
    }

    /// The status callbacks of one leg.
    #[must_use]
    pub fn call_callbacks(&self, sid: &str) -> Vec<WebhookRecord> {
        self.look(|ledger| ledger.call_callbacks(sid).cloned().collect())
    }

    /// Checks that Twilio's debugger would show nothing of any call: no failed URL, no TwiML that it does not know.
    ///
    /// # Panics
    /// When it would, with what it is.
    pub fn calls_had_no_problems(&self) {
        let found: Vec<String> =
            self.look(|ledger| ledger.call_problems().map(|(sid, problem)| format!("{sid}: {problem}")).collect());
        assert!(found.is_empty(), "expected no problem with any call, but there was:\n  {}", found.join("\n  "));
    }

    /// Checks that no audio was captured of anybody who had not heard these words (or the sound of this URL) before.
    ///
    /// # Panics
    /// When it was, with who it was and what they had heard.
    pub fn captured_nothing_before(&self, words: &str) {
        let found: Vec<String> = self.look(|ledger| {
            let early = ledger.recordings().iter().flat_map(|recording| {
                let legs = recording.heard_before.iter();
                legs.filter(|leg| !leg.heard.iter().any(|heard| heard.has(words))).map(move |leg| (recording, leg))
            });
            early
                .map(|(recording, leg)| {
                    let heard: Vec<&str> = leg.heard.iter().map(|heard| heard.what.as_str()).collect();
                    format!("{} ({}) of {}: had heard {heard:?}", recording.sid, recording.source, leg.party)
                })
                .collect()
        });
        assert!(found.is_empty(), "expected no audio before {words:?}, but there was:\n  {}", found.join("\n  "));
    }

    /// Checks that nobody was called at a number or client, also not by a call that was refused.
    ///
    /// # Panics
    /// When somebody was, with how.
    pub fn called_nobody_at(&self, address: &str) {
        let found: Vec<String> = self.look(|ledger| {
            let tried = ledger
                .requests()
                .iter()
                .filter(|r| r.is_call() && r.param("To").is_some_and(|to| callee_of(to).0 == address));
            let tried = tried.map(|r| format!("request at {}: {:?}", r.at, r.outcome));
            let dialed = ledger.calls_to(address).filter(|call| call.parent_sid.is_some());
            tried.chain(dialed.map(|call| format!("{} at {}: {}", call.sid, call.created_at, call.status))).collect()
        });
        assert!(found.is_empty(), "expected no call to {address}, but there was:\n  {}", found.join("\n  "));
    }

    /// Waits until a leg is over, and gives it.
    ///
    /// # Errors
    /// [`WaitTimedOut`] after `limit`.
    pub async fn wait_for_end(&self, sid: &str, limit: Duration) -> Result<Call, WaitTimedOut> {
        self.wait_for_call(limit, &format!("the end of {sid}"), |call| call.sid == sid && call.is_over()).await
    }

    /// Waits until a leg fits, and gives it.
    ///
    /// # Errors
    /// [`WaitTimedOut`] after `limit`; `what` says in words what was missing.
    pub async fn wait_for_call(
        &self,
        limit: Duration,
        what: &str,
        fits: impl Fn(&Call) -> bool,
    ) -> Result<Call, WaitTimedOut> {
        let mut found = None;
        self.wait_until(limit, what, |ledger| {
            found = ledger.calls().iter().find(|call| fits(call)).cloned();
            found.is_some()
        })
        .await?;
        found.ok_or_else(|| WaitTimedOut { limit, what: what.to_owned(), summary: self.look(Ledger::summary) })
    }

    /// Waits until captured audio fits, and gives it.
    ///
    /// # Errors
    /// As [`wait_for_call`](Self::wait_for_call).
    pub async fn wait_for_recording(
        &self,
        limit: Duration,
        what: &str,
        fits: impl Fn(&Recording) -> bool,
    ) -> Result<Recording, WaitTimedOut> {
        let mut found = None;
        self.wait_until(limit, what, |ledger| {
            found = ledger.recordings().iter().find(|recording| fits(recording)).cloned();
            found.is_some()
        })
        .await?;
        found.ok_or_else(|| WaitTimedOut { limit, what: what.to_owned(), summary: self.look(Ledger::summary) })
    }

    /// Writes a call that is over into the state file.
    pub(crate) fn keep_call(&self, sid: &str) {
        if let Some(call) = self.call(sid) {
            self.look(|ledger| ledger.keep(&Line::Call(Box::new(call))));
        }
    }

    /// Writes a recording into the state file.
    pub(crate) fn keep_recording(&self, sid: &str) {
        if let Some(recording) = self.recording(sid) {
            self.look(|ledger| ledger.keep(&Line::Recording(Box::new(recording))));
        }
    }

    /// What URLs of the simulator begin with.
    pub(crate) fn origin(&self) -> String {
        self.inner.config.origin.clone().unwrap_or_else(|| "https://api.twilio.com".to_owned())
    }
}
