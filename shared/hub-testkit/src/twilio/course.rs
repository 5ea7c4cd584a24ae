//! The course of an outbound message: its statuses, and the callbacks that tell of them.
//!
//! [`plan`] decides everything beforehand from the faults and the generator; [`start`] carries the plan out.

use std::time::Duration;

use jiff::tz::TimeZone;
use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use super::config::{Chaos, Delays};
use super::faults::Fault;
use super::ids;
use super::message::Message;
use super::record::WebhookKind;
use super::state::SimulatorState;
use super::webhook::{self, Webhook};
use super::wire::{API_VERSION, error_message};

/// What faults make of a message's course.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    ending: Option<Fault>,
    duplicate: bool,
    reorder: bool,
    delay: Duration,
    /// It fails at once, with this code.
    failure: Option<u32>,
}

impl Shape {
    pub(crate) fn fail(&mut self, code: u32) {
        self.failure = Some(code);
    }

    pub(crate) fn apply(&mut self, fault: Fault) {
        match fault {
            Fault::DuplicateCallbacks => self.duplicate = true,
            Fault::ReorderedCallbacks => self.reorder = true,
            Fault::DelayedCallbacks { delay_ms } => self.delay = Duration::from_millis(delay_ms),
            ending => self.ending = Some(ending),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Status {
    word: String,
    error_code: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Become(Status),
    Post { status: Status, copies: u32 },
}

/// An act and its time after acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    at: Duration,
    act: Act,
}

fn plan(shape: &Shape, (delays, chaos): (Delays, Chaos), rng: &mut StdRng) -> Vec<Step> {
    if let Some(code) = shape.failure {
        let failed = Status { word: "failed".to_owned(), error_code: Some(code) };
        let told = Step { at: delays.sent + shape.delay, act: Act::Post { status: failed.clone(), copies: 1 } };
        return vec![Step { at: delays.sent, act: Act::Become(failed) }, told];
    }
    let last = match &shape.ending {
        Some(Fault::NoCallbacks | Fault::NoFinalCallback) => return vec![],
        Some(Fault::Undelivered { error_code }) => {
            Status { word: "undelivered".to_owned(), error_code: Some(*error_code) }
        }
        Some(Fault::UnknownStatus(word)) => Status { word: word.clone(), error_code: None },
        _ => Status { word: "delivered".to_owned(), error_code: None },
    };
    let sent = Status { word: "sent".to_owned(), error_code: None };
    let times = [delays.sent, delays.delivered.max(delays.sent)];
    let statuses = [sent, last];
    let reorder = shape.reorder || rng.random_bool(chaos.reorder.clamp(0.0, 1.0));

    let mut told: Vec<&Status> = statuses.iter().collect();
    if reorder {
        while told.iter().copied().eq(&statuses) {
            told.shuffle(rng);
        }
    }
    let mut steps = vec![];
    for ((status, time), told) in statuses.iter().zip(times).zip(told) {
        steps.push(Step { at: time, act: Act::Become(status.clone()) });
        let jitter = chaos.jitter.mul_f64(rng.random_range(0.0..=1.0));
        let twice = shape.duplicate || rng.random_bool(chaos.duplicate.clamp(0.0, 1.0));
        // Nothing can be told before it is so.
        let earliest = if reorder { times[1] } else { time };
        let post = Act::Post { status: told.clone(), copies: if twice { 2 } else { 1 } };
        steps.push(Step { at: earliest + shape.delay + jitter, act: post });
    }
    // Stable: what is due at one time keeps its order, but the last status stands before callbacks out of order.
    if reorder {
        steps.sort_by_key(|step| (step.at, matches!(step.act, Act::Post { .. })));
    } else {
        steps.sort_by_key(|step| step.at);
    }
    steps
}

/// Lets a message run its course from now (or from its `SendAt`) in the background.
pub(crate) fn start(state: &SimulatorState, message: &Message, shape: Shape) {
    let config = &state.inner.config;
    let steps = state.dice(|rng| plan(&shape, (config.delays, config.chaos), rng));
    let until_due = message.send_at.map(|at| Duration::try_from(at.duration_since(state.now())).unwrap_or_default());
    if until_due.is_none() {
        state.edit(super::ledger::Ledger::set_out);
    }
    let (state, sid) = (state.clone(), message.sid.clone());
    tokio::spawn(async move {
        if let Some(wait) = until_due {
            tokio::time::sleep(wait).await;
            state.edit(super::ledger::Ledger::set_out);
        }
        if fetch_media(&state, &sid).await {
            run(&state, &sid, steps).await;
        }
        state.edit(super::ledger::Ledger::arrive);
    });
}

/// Fetches the files that the message names. `false`: it could not, and the message has failed.
async fn fetch_media(state: &SimulatorState, sid: &str) -> bool {
    let Some(message) = state.message(sid).filter(|m| !m.media_urls.is_empty() && m.media.is_empty()) else {
        return true;
    };
    match state.collect(&message).await {
        Ok(parts) => {
            state.edit(|ledger| ledger.change(sid, |m| m.media = parts));
            true
        }
        Err(problem) => {
            tracing::warn!(message.sid = sid, problem, "the simulator could not fetch what the hub sends");
            let failed = Status { word: "failed".to_owned(), error_code: Some(11200) };
            advance(state, sid, &failed);
            post(state, sid, &failed, 1).await;
            false
        }
    }
}

async fn run(state: &SimulatorState, sid: &str, steps: Vec<Step>) {
    let begin = tokio::time::Instant::now();
    for step in steps {
        tokio::time::sleep_until(begin + step.at).await;
        match step.act {
            Act::Become(status) => {
                if state.message(sid).is_none_or(|m| m.status == "canceled") {
                    return;
                }
                advance(state, sid, &status);
            }
            Act::Post { status, copies } => post(state, sid, &status, copies).await,
        }
    }
}

fn advance(state: &SimulatorState, sid: &str, status: &Status) {
    let now = state.now();
    state.edit(|ledger| {
        ledger.change(sid, |m| {
            m.status.clone_from(&status.word);
            m.error_code = status.error_code;
            m.updated_at = now;
            m.sent_at = m.sent_at.or(Some(now));
            m.on_handset = status.word != "sent" && status.error_code.is_none();
        })
    });
}

async fn post(state: &SimulatorState, sid: &str, status: &Status, copies: u32) {
    let Some(message) = state.message(sid) else {
        return;
    };
    let Some(hook) = callback(state, &message, status) else {
        return;
    };
    futures_util::future::join_all((0..copies).map(|_| webhook::post(state, &hook))).await;
}

/// Posts the present status of a message in the background.
pub(crate) fn post_current(state: &SimulatorState, sid: &str) {
    let Some(message) = state.message(sid) else {
        return;
    };
    let status = Status { word: message.status, error_code: message.error_code };
    state.edit(super::ledger::Ledger::set_out);
    let (state, sid) = (state.clone(), sid.to_owned());
    tokio::spawn(async move {
        post(&state, &sid, &status, 1).await;
        state.edit(super::ledger::Ledger::arrive);
    });
}

fn callback(state: &SimulatorState, message: &Message, status: &Status) -> Option<Webhook> {
    let url = message.status_callback.clone()?;
    let mut params = vec![("ApiVersion", API_VERSION.to_owned()), ("MessageStatus", status.word.clone())];
    if matches!(status.word.as_str(), "delivered" | "undelivered") {
        let now = state.now().to_zoned(TimeZone::UTC);
        params.push(("RawDlrDoneDate", now.strftime("%y%m%d%H%M").to_string()));
    }
    params.push(("SmsSid", message.sid.clone()));
    params.push(("SmsStatus", status.word.clone()));
    params.push(("To", message.to.clone()));
    params.push(("From", message.from.clone().unwrap_or_default()));
    params.push(("MessageSid", message.sid.clone()));
    params.push(("AccountSid", message.account_sid.clone()));
    if let Some(service) = &message.messaging_service_sid {
        params.push(("MessagingServiceSid", service.clone()));
    }
    if message.to.starts_with("whatsapp:") {
        params.push(("ChannelPrefix", "whatsapp".to_owned()));
    }
    if let Some(code) = status.error_code {
        params.push(("ErrorCode", code.to_string()));
        params.push(("ErrorMessage", error_message(code).to_owned()));
    }
    Some(Webhook {
        kind: WebhookKind::Status,
        message_sid: message.sid.clone(),
        account_sid: message.account_sid.clone(),
        url,
        method: reqwest::Method::POST,
        fallback: None,
        params: params.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        idempotency_token: state.dice(ids::token),
    })
}

impl SimulatorState {
    /// Posts a status callback of any wording for a message, once, and waits for the answer; the message keeps its status.
    ///
    /// For late, repeated or senseless callbacks that no fault describes.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownMessage`](super::SimulatorError::UnknownMessage).
    pub async fn post_status(
        &self,
        sid: &str,
        word: &str,
        error_code: Option<u32>,
    ) -> Result<(), super::SimulatorError> {
        if self.message(sid).is_none() {
            return Err(super::SimulatorError::UnknownMessage(sid.to_owned()));
        }
        post(self, sid, &Status { word: word.to_owned(), error_code }, 1).await;
        Ok(())
    }

    /// Lets the messages of the state file that had not reached their end go on; returns how many.
    ///
    /// Call it after a restart, once the hub listens.
    pub fn resume_deliveries(&self) -> usize {
        let unfinished: Vec<Message> =
            self.look(|ledger| ledger.creates().filter(|m| !m.is_final() && !m.deleted).cloned().collect());
        for message in &unfinished {
            start(self, message, Shape::default());
        }
        unfinished.len()
    }
}
