//! What happened: messages, calls, requests, webhooks, opt-out blocks. Tests query it and wait on it.

use std::collections::{BTreeSet, HashMap};
use std::io;

use super::journal::{Journal, Kept, Line};
use super::message::{Direction, Message};
use super::record::{RequestRecord, WebhookKind, WebhookRecord};
use super::voice::CallBook;

/// The record of one simulator.
#[derive(Debug, Default)]
pub struct Ledger {
    messages: Vec<Message>,
    by_sid: HashMap<String, usize>,
    requests: Vec<RequestRecord>,
    webhooks: Vec<WebhookRecord>,
    blocks: BTreeSet<(String, String)>,
    under_way: usize,
    pub(crate) voice: CallBook,
    journal: Option<Journal>,
}

impl Ledger {
    pub(crate) fn new(journal: Option<Journal>, kept: Kept) -> Self {
        let Kept { messages, blocks, calls, recordings, .. } = kept;
        let by_sid = messages.iter().enumerate().map(|(i, m)| (m.sid.clone(), i)).collect();
        let voice = CallBook::new(calls, recordings);
        Self { messages, by_sid, blocks, voice, journal, ..Self::default() }
    }

    /// Every message, oldest first.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The messages accepted from the hub through REST, oldest first.
    pub fn creates(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|m| m.direction == Direction::OutboundApi)
    }

    /// Those to one number.
    pub fn creates_to<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Message> {
        self.creates().filter(move |m| m.to == number)
    }

    /// Every REST request, oldest first.
    #[must_use]
    pub fn requests(&self) -> &[RequestRecord] {
        &self.requests
    }

    /// Every attempt at a webhook, oldest first.
    #[must_use]
    pub fn webhooks(&self) -> &[WebhookRecord] {
        &self.webhooks
    }

    /// The status callbacks of one message, oldest first, repeats included.
    pub fn callbacks<'a>(&'a self, sid: &'a str) -> impl Iterator<Item = &'a WebhookRecord> {
        self.webhooks.iter().filter(move |w| w.kind == WebhookKind::Status && w.message_sid == sid)
    }

    /// One message.
    #[must_use]
    pub fn message(&self, sid: &str) -> Option<&Message> {
        self.by_sid.get(sid).and_then(|index| self.messages.get(*index))
    }

    /// What the handset of `number` shows, oldest first: its own texts and those that reached it.
    pub fn handset<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Message> {
        self.messages.iter().filter(move |m| match m.direction {
            Direction::Inbound => m.from.as_deref() == Some(number),
            _ => m.to == number && m.on_handset,
        })
    }

    /// True when `theirs` opted out of `ours` (a number, or a Messaging Service with Advanced Opt-Out).
    #[must_use]
    pub fn is_blocked(&self, ours: &str, theirs: &str) -> bool {
        self.blocks.contains(&(ours.to_owned(), theirs.to_owned()))
    }

    /// How many messages and calls still have callbacks to come. Scheduled ones do not count.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.under_way
    }

    /// One line for a failure message.
    #[must_use]
    pub fn summary(&self) -> String {
        let sent: Vec<String> = self.creates().map(|m| format!("{} {}", m.to, m.status)).collect();
        let legs: Vec<String> = self.calls().iter().map(|c| format!("{} to {} {}", c.from, c.to, c.status)).collect();
        format!(
            "{} requests, {} webhook attempts, accepted [{}], calls [{}]",
            self.requests.len(),
            self.webhooks.len(),
            sent.join(", "),
            legs.join(", ")
        )
    }

    /// Adds a message; it stands in the state file when this returns.
    pub(crate) fn add(&mut self, message: Message) -> io::Result<()> {
        if let Some(journal) = &self.journal {
            journal.message(&message)?;
        }
        self.by_sid.insert(message.sid.clone(), self.messages.len());
        self.messages.push(message);
        Ok(())
    }

    /// Changes a message and gives it back as it is now.
    pub(crate) fn change(&mut self, sid: &str, change: impl FnOnce(&mut Message)) -> Option<Message> {
        let message = self.messages.get_mut(*self.by_sid.get(sid)?)?;
        change(message);
        let message = message.clone();
        if let Some(Err(error)) = self.journal.as_ref().map(|journal| journal.message(&message)) {
            tracing::warn!(%error, message.sid = %sid, "a change is not in the simulator's state file");
        }
        Some(message)
    }

    pub(crate) fn set_blocked(&mut self, ours: &str, theirs: &str, blocked: bool) {
        let pair = (ours.to_owned(), theirs.to_owned());
        let changed = if blocked { self.blocks.insert(pair) } else { self.blocks.remove(&pair) };
        let written = self.journal.as_ref().filter(|_| changed).map(|journal| journal.block(ours, theirs, blocked));
        if let Some(Err(error)) = written {
            tracing::warn!(%error, "an opt-out is not in the simulator's state file");
        }
    }

    /// Writes a line into the state file; what cannot be written is in the log.
    pub(crate) fn keep(&self, line: &Line) {
        if let Some(Err(error)) = self.journal.as_ref().map(|journal| journal.write(line)) {
            tracing::warn!(%error, "a change is not in the simulator's state file");
        }
    }

    pub(crate) fn note_request(&mut self, record: RequestRecord) {
        self.requests.push(record);
    }

    pub(crate) fn note_webhook(&mut self, record: WebhookRecord) {
        self.webhooks.push(record);
    }

    pub(crate) fn set_out(&mut self) {
        self.under_way += 1;
    }

    pub(crate) fn arrive(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }
}
