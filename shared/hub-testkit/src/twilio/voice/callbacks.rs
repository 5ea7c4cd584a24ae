//! Callbacks of a leg: its statuses, its recordings and their transcripts, in order or as a fault asks for.

use std::time::Duration;

use super::super::faults::{Family, Fault};
use super::super::ids;
use super::super::ledger::Ledger;
use super::super::record::WebhookKind;
use super::super::state::SimulatorState;
use super::super::webhook::{self, Endpoint, Webhook};
use super::capture::OpenCapture;
use super::line::Line;
use super::params::{self, Params};

/// Who is told of what.
#[derive(Debug, Clone)]
pub(crate) struct CallbackPlan {
    pub(crate) endpoint: Endpoint,
    /// `initiated`, `ringing`, `answered`, `completed`; or those of a recording.
    pub(crate) events: Vec<String>,
}

impl CallbackPlan {
    /// Without events: `completed`.
    pub(crate) fn new(endpoint: Option<Endpoint>, mut events: Vec<String>) -> Option<Self> {
        if events.is_empty() {
            events.push("completed".to_owned());
        }
        endpoint.map(|endpoint| Self { endpoint, events })
    }
}

/// What a leg has told and still has to tell.
#[derive(Debug, Default)]
pub(crate) struct Teller {
    pub(crate) plan: Option<CallbackPlan>,
    pub(crate) shape: Shape,
    /// How many statuses were told.
    sequence: u32,
    /// What is told in another order, once the leg is over.
    held: Vec<Webhook>,
    /// What is to be captured from the answer on, and what is captured.
    pub(crate) wanted: Option<OpenCapture>,
    pub(crate) captures: Vec<OpenCapture>,
}

/// What faults make of a leg's callbacks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    is_mute: bool,
    has_no_end: bool,
    /// In place of the last status.
    last_word: Option<String>,
    is_doubled: bool,
    is_reordered: bool,
    delay: Duration,
}

impl Shape {
    /// Takes the armed faults that fit a number.
    pub(crate) fn draw(state: &SimulatorState, number: &str) -> Self {
        let mut shape = Self::default();
        for family in [Family::Ending, Family::Duplication, Family::Order, Family::Delay] {
            match state.faults(|queue| queue.take(number, family)) {
                Some(Fault::NoCallbacks) => shape.is_mute = true,
                Some(Fault::NoFinalCallback) => shape.has_no_end = true,
                Some(Fault::UnknownStatus(word)) => shape.last_word = Some(word),
                Some(Fault::DuplicateCallbacks) => shape.is_doubled = true,
                Some(Fault::ReorderedCallbacks) => shape.is_reordered = true,
                Some(Fault::DelayedCallbacks { delay_ms }) => shape.delay = Duration::from_millis(delay_ms),
                _ => {}
            }
        }
        shape
    }
}

/// Tells of an event of a leg: `initiated`, `ringing`, `answered`, `completed` (however it ended).
pub(crate) async fn tell(line: &Line, sid: &str, event: &str) {
    let Some(mut call) = line.call(sid) else { return };
    let told = line.state.edit(|ledger| {
        let teller = ledger.voice.teller(sid);
        let plan = teller.plan.clone().filter(|plan| plan.events.iter().any(|known| known == event));
        let sequence = teller.sequence;
        teller.sequence += u32::from(plan.is_some());
        (plan, sequence, teller.shape.clone())
    });
    let (plan, sequence, shape) = told;
    let is_last = event == "completed";
    if let Some(plan) = plan.filter(|_| !(is_last && shape.has_no_end)) {
        if let Some(word) = shape.last_word.clone().filter(|_| is_last) {
            call.status = word;
        }
        let mut params = params::standard(&call);
        params.extend(params::of_status(&call, sequence, line.at()));
        params.extend(recorded(line, sid).into_iter().filter(|_| is_last));
        deliver(line, sid, hook(line, sid, WebhookKind::CallStatus, &plan.endpoint, params)).await;
    }
    if is_last {
        release(line, sid);
    }
}

/// The recording that was asked for with the call itself.
fn recorded(line: &Line, sid: &str) -> Params {
    let found = line.state.look(|ledger| {
        let of_call = |r: &&super::Recording| r.call_sid == sid && r.source == "OutboundAPI" && r.status == "completed";
        ledger.voice.recordings.iter().rev().find(of_call).cloned()
    });
    let fields = found.map(|recording| {
        let url = line.state.recording_url(&recording);
        let seconds = recording.duration.unwrap_or_default().to_string();
        [("RecordingSid", recording.sid), ("RecordingUrl", url), ("RecordingDuration", seconds)]
    });
    fields.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A callback about a leg.
pub(crate) fn hook(line: &Line, sid: &str, kind: WebhookKind, to: &Endpoint, params: Params) -> Webhook {
    Webhook {
        kind,
        message_sid: sid.to_owned(),
        account_sid: line.account_sid.clone(),
        url: to.url.clone(),
        method: to.method.clone(),
        fallback: None,
        params,
        idempotency_token: line.state.dice(ids::token),
    }
}

/// Posts a callback while the call waits for the answer, so that what follows is told later; unless a fault wants it late.
pub(crate) async fn deliver(line: &Line, sid: &str, hook: Webhook) {
    let shape = line.state.edit(|ledger| ledger.voice.teller(sid).shape.clone());
    if shape.is_mute {
        return;
    }
    if shape.is_reordered {
        line.state.edit(|ledger| ledger.voice.teller(sid).held.push(hook));
    } else if shape.delay.is_zero() {
        line.timeline.while_busy(post(&line.state, &hook, &shape)).await;
    } else {
        in_background(&line.state, vec![hook], shape);
    }
}

/// Posts callbacks one after another without keeping the call waiting.
pub(crate) fn deliver_later(line: &Line, sid: &str, hooks: Vec<Webhook>) {
    let shape = line.state.edit(|ledger| ledger.voice.teller(sid).shape.clone());
    let is_over = line.call(sid).is_none_or(|call| call.is_over());
    if shape.is_mute || hooks.is_empty() {
        return;
    }
    if shape.is_reordered && !is_over {
        line.state.edit(|ledger| ledger.voice.teller(sid).held.extend(hooks));
    } else {
        in_background(&line.state, hooks, shape);
    }
}

/// Posts what was held back, the last first.
fn release(line: &Line, sid: &str) {
    let (mut held, shape) = line.state.edit(|ledger| {
        let teller = ledger.voice.teller(sid);
        (std::mem::take(&mut teller.held), teller.shape.clone())
    });
    held.reverse();
    if !held.is_empty() {
        in_background(&line.state, held, shape);
    }
}

fn in_background(state: &SimulatorState, hooks: Vec<Webhook>, shape: Shape) {
    state.edit(Ledger::set_out);
    let state = state.clone();
    tokio::spawn(async move {
        tokio::time::sleep(shape.delay).await;
        for hook in hooks {
            post(&state, &hook, &shape).await;
        }
        state.edit(Ledger::arrive);
    });
}

async fn post(state: &SimulatorState, hook: &Webhook, shape: &Shape) {
    let copies = if shape.is_doubled { 2 } else { 1 };
    futures_util::future::join_all((0..copies).map(|_| webhook::post(state, hook))).await;
}
