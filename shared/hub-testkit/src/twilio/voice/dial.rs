//! `<Dial>`: rings somebody else, and connects the caller with whoever answers.
//!
//! # Source
//! Twilio, "TwiML Voice: Dial": with an action, its answer goes on and the verbs that follow are not reached; without one
//! the next verb follows while the caller is still there.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::webhook::Endpoint;
use super::bridge::{self, Bridged};
use super::callbacks::{self, CallbackPlan};
use super::capture::{self, OpenCapture};
use super::conference::{self, Visit};
use super::document::{Ask, Document, Source, obtain};
use super::line::{Leg, Stop};
use super::markup::Element;
use super::ring::{self, Rung};
use super::run::Flow;

/// Twilio rings at most ten at once.
const TARGETS_MAX: usize = 10;

/// Somebody to ring.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// E.164, or `client:` and an identity.
    pub(crate) address: String,
    /// What a client is told with the call.
    pub(crate) parameters: BTreeMap<String, String>,
    /// What they hear before they are connected.
    pub(crate) whisper: Option<Endpoint>,
    pub(crate) plan: Option<CallbackPlan>,
}

/// What a `<Dial>` came to.
struct Outcome {
    status: &'static str,
    child: Option<String>,
    is_bridged: bool,
    stop: Option<Stop>,
    /// Words that were said on the bridge.
    words: Vec<String>,
}

pub(crate) async fn dial(leg: &mut Leg, document: &Document, verb: &Element) -> Flow {
    for noun in &verb.children {
        leg.carries_out(noun);
        noun.children.iter().for_each(|part| leg.carries_out(part));
    }
    let line = leg.line.clone();
    let mut open = wanted_capture(document, verb);
    let from_ringing = verb.given("record").is_some_and(|record| record.starts_with("record-from-ringing"));
    if let Some(capture) = open.take_if(|_| from_ringing) {
        open = Some(capture::begin(&line, &[&leg.sid], capture).await);
    }
    let outcome = match verb.children.iter().find(|noun| noun.name == "Conference") {
        Some(noun) => of_visit(conference::visit(leg, document, (verb, noun), &mut open).await),
        None => call(leg, document, verb, &mut open).await,
    };
    let (recording, told) = match &open {
        Some(capture) if !capture.sid.is_empty() => {
            let length = line.timeline.now().saturating_sub(capture.began);
            let length = if outcome.is_bridged { length } else { Duration::ZERO };
            capture::end(&line, capture, length, &outcome.words.join(" "))
        }
        _ => (None, vec![]),
    };
    let mut params = vec![("DialCallStatus".to_owned(), outcome.status.to_owned())];
    if let Some(child) = outcome.child.as_deref().and_then(|sid| line.call(sid)) {
        params.push(("DialCallSid".to_owned(), child.sid));
        // Not told of a child that went on elsewhere.
        if let Some(duration) = child.duration.filter(|_| child.answered_at.is_some()) {
            params.push(("DialCallDuration".to_owned(), duration.to_string()));
        }
    }
    params.push(("DialBridged".to_owned(), outcome.is_bridged.to_string()));
    if let Some(recording) = recording.filter(|recording| recording.status == "completed") {
        params.push(("RecordingUrl".to_owned(), line.state.recording_url(&recording)));
        params.push(("RecordingSid".to_owned(), recording.sid));
        params.push(("RecordingDuration".to_owned(), recording.duration.unwrap_or_default().to_string()));
    }
    let action = document.endpoint(verb, "action", "method");
    let flow = match (outcome.stop, action) {
        (Some(Stop::HungUp), Some(endpoint)) => {
            // Told of, though nobody is there to hear what it answers.
            line.end(&leg.sid, "no-answer").await;
            obtain(leg, Source::Ask(Ask { endpoint, params })).await;
            Flow::Stop(Stop::HungUp)
        }
        (Some(stop), _) => Flow::Stop(stop),
        (None, Some(action)) => Flow::ask(action, params),
        (None, None) => Flow::Next,
    };
    callbacks::deliver_later(&line, &leg.sid, told);
    flow
}

/// A conference is answered, and not completed, in Twilio's words.
fn of_visit(visit: Visit) -> Outcome {
    let Visit { is_answered, is_bridged, stop, words } = visit;
    Outcome { status: if is_answered { "answered" } else { "failed" }, child: None, is_bridged, stop, words }
}

/// Rings those whom the verb names.
async fn call(leg: &mut Leg, document: &Document, verb: &Element, open: &mut Option<OpenCapture>) -> Outcome {
    match caller_id(leg, verb) {
        Ok(from) => connect(leg, verb, (targets(document, verb), from), open).await,
        Err(problem) => {
            leg.line.problem(&leg.sid, problem);
            Outcome { status: "failed", child: None, is_bridged: false, stop: None, words: vec![] }
        }
    }
}

async fn connect(
    leg: &mut Leg,
    verb: &Element,
    (targets, from): (Vec<Target>, String),
    open: &mut Option<OpenCapture>,
) -> Outcome {
    let timeout = Duration::from_secs(verb.number("timeout", 30));
    let rounds: Vec<Vec<Target>> =
        if verb.flag("sequential", false) { targets.into_iter().map(|one| vec![one]).collect() } else { vec![targets] };
    let mut outcome = Outcome { status: "failed", child: None, is_bridged: false, stop: None, words: vec![] };
    for round in rounds {
        match ring::ring(leg, round, (&from, timeout)).await {
            Rung::Answered(child) => {
                let Bridged { sid, stop, words } = bridge::bridge(leg, *child, verb, open).await;
                return Outcome { status: "completed", child: Some(sid), is_bridged: true, stop, words };
            }
            Rung::Nobody { status, child } => {
                (outcome.status, outcome.child) = (status, child);
            }
            Rung::Stopped { stop, child } => {
                return Outcome { status: "canceled", child, stop: Some(stop), ..outcome };
            }
        }
    }
    outcome
}

fn targets(document: &Document, verb: &Element) -> Vec<Target> {
    let mut targets: Vec<Target> = verb.children.iter().map(|noun| target(document, noun)).collect();
    if targets.is_empty() && !verb.text.is_empty() {
        targets.push(Target { address: number(&verb.text), parameters: BTreeMap::new(), whisper: None, plan: None });
    }
    targets.truncate(TARGETS_MAX);
    targets
}

fn target(document: &Document, noun: &Element) -> Target {
    let address = if noun.name == "Client" {
        let identity = noun.children.iter().find(|child| child.name == "Identity");
        format!("client:{}", identity.map_or(noun.text.as_str(), |identity| identity.text.as_str()))
    } else {
        number(&noun.text)
    };
    let callback = document.endpoint(noun, "statusCallback", "statusCallbackMethod");
    let parameters = noun.children.iter().filter(|child| child.name == "Parameter");
    let named = |child: &Element, name: &str| child.attribute(name).unwrap_or_default().to_owned();
    Target {
        address,
        parameters: parameters.map(|child| (named(child, "name"), named(child, "value"))).collect(),
        whisper: document.endpoint(noun, "url", "method"),
        plan: CallbackPlan::new(callback, noun.words("statusCallbackEvent")),
    }
}

/// As Twilio reads a number: punctuation does not count.
fn number(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '-' | '.')).collect()
}

fn wanted_capture(document: &Document, verb: &Element) -> Option<OpenCapture> {
    let record = verb.given("record").filter(|record| !matches!(*record, "do-not-record" | "false"))?;
    let callback = document.endpoint(verb, "recordingStatusCallback", "recordingStatusCallbackMethod");
    let plan = CallbackPlan::new(callback, verb.words("recordingStatusCallbackEvent"));
    Some(OpenCapture::new("DialVerb", if record.ends_with("-dual") { 2 } else { 1 }, plan))
}

/// The number that the callee sees: the caller's own, one of this call, or one that the account has.
fn caller_id(leg: &Leg, verb: &Element) -> Result<String, String> {
    let Some(call) = leg.line.call(&leg.sid) else { return Err("the call is gone".to_owned()) };
    let wanted = verb.given("callerId").unwrap_or(&call.from);
    let account = leg.line.state.account(&call.account_sid);
    let is_own = account.is_some_and(|account| {
        account.number(wanted).is_some() || account.caller_ids.iter().any(|known| known == wanted)
    });
    let to_clients = verb.children.iter().all(|noun| noun.name == "Client") && !verb.children.is_empty();
    let is_callers = wanted == call.to || wanted == call.from && wanted.starts_with('+');
    if is_own || is_callers || to_clients {
        Ok(wanted.to_owned())
    } else {
        Err(format!("13214: Dial: invalid callerId value {wanted:?}"))
    }
}
