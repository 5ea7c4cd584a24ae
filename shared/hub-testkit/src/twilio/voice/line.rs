//! What the legs of a call share, and one leg while it lasts.

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedReceiver;

use super::super::state::SimulatorState;
use super::super::webhook::Endpoint;
use super::call::{Call, ExecutedVerb, Heard, LegEvent};
use super::document::Source;
use super::live::Command;
use super::markup::Element;
use super::person::{Act, After, Person, Speech};
use super::timeline::Timeline;
use super::{callbacks, capture};

/// What the legs of a call share.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) state: SimulatorState,
    pub(crate) timeline: Timeline,
    pub(crate) account_sid: String,
    /// When the call began.
    pub(crate) began: Timestamp,
    /// Asked for TwiML when another URL fails.
    pub(crate) fallback: Option<Endpoint>,
}

impl Line {
    /// The time of day on this call.
    pub(crate) fn at(&self) -> Timestamp {
        let passed = jiff::SignedDuration::try_from(self.timeline.now()).unwrap_or_default();
        self.began.checked_add(passed).unwrap_or(self.began)
    }

    pub(crate) fn at_ms(&self) -> u64 {
        u64::try_from(self.timeline.now().as_millis()).unwrap_or(u64::MAX)
    }

    pub(crate) fn call(&self, sid: &str) -> Option<Call> {
        self.state.look(|ledger| ledger.voice.call(sid).cloned())
    }

    pub(crate) fn change(&self, sid: &str, change: impl FnOnce(&mut Call)) {
        self.state.edit(|ledger| ledger.voice.call_mut(sid).map(change));
    }

    pub(crate) fn note(&self, sid: &str, what: impl Into<String>) {
        let event = LegEvent { at_ms: self.at_ms(), what: what.into() };
        self.change(sid, |call| call.events.push(event));
    }

    /// Notes what is heard on a leg.
    pub(crate) fn hears(&self, sid: &str, verb: &str, what: impl Into<String>) {
        let heard = Heard { at_ms: self.at_ms(), verb: verb.to_owned(), what: what.into() };
        self.change(sid, |call| call.heard.push(heard));
    }

    /// Lets the time pass that words take, where nothing waits in real time.
    pub(crate) async fn takes(&self, speech: &Speech) {
        self.catch_up(self.timeline.now() + Duration::from_millis(speech.length_ms)).await;
    }

    /// Goes on to a moment at which somebody else is already, where nothing waits in real time.
    pub(crate) async fn catch_up(&self, moment: Duration) {
        if self.timeline.is_instant() {
            self.timeline.sleep_until(moment).await;
        }
    }

    /// What Twilio's debugger would show.
    pub(crate) fn problem(&self, sid: &str, problem: impl Into<String>) {
        let problem = problem.into();
        tracing::warn!(call.sid = sid, problem, "the simulated carrier has a problem with a call");
        self.change(sid, |call| call.problems.push(problem));
    }

    /// Gives a leg a status that is not its last.
    pub(crate) async fn advance(&self, sid: &str, status: &str) {
        self.change(sid, |call| status.clone_into(&mut call.status));
        self.note(sid, status);
        callbacks::tell(self, sid, if status == "in-progress" { "answered" } else { status }).await;
    }

    /// Ends a leg, if nothing has ended it before: `completed` when it was answered, otherwise this status.
    pub(crate) async fn end(&self, sid: &str, unanswered: &str) {
        let Some(call) = self.call(sid).filter(|call| !call.is_over()) else { return };
        let at = self.at();
        let status = if call.answered_at.is_some() { "completed" } else { unanswered };
        let talked = call.answered_at.map_or(0, |answered| at.duration_since(answered).as_secs());
        capture::end_all(self, sid);
        self.note(sid, status);
        self.change(sid, |call| {
            status.clone_into(&mut call.status);
            call.ended_at = Some(at);
            call.duration = Some(u64::try_from(talked).unwrap_or_default());
        });
        self.state.keep_call(sid);
        callbacks::tell(self, sid, "completed").await;
    }
}

/// Why a leg stops doing what it does.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Whoever is on it hung up.
    HungUp,
    /// Other TwiML was given to it over REST.
    Replaced(Source),
    /// It was ended over REST, with the status of a call that was not answered.
    Ended(&'static str),
}

/// What can happen on a leg while it waits.
#[derive(Debug)]
pub(crate) enum Event {
    Elapsed,
    Keys(String),
    Voice(Speech),
    Answered,
    Declined,
    Ignored,
    Stop(Stop),
}

/// One leg while it lasts.
pub(crate) struct Leg {
    pub(crate) line: Line,
    pub(crate) sid: String,
    pub(crate) person: Person,
    /// False for a client as which no device has registered: nothing rings.
    pub(crate) is_there: bool,
    pub(crate) commands: UnboundedReceiver<Command>,
    /// When the person hangs up by their own plan.
    pub(crate) hangs_up_at: Option<Duration>,
    pub(crate) is_answered: bool,
    /// Whoever was on it has hung up.
    pub(crate) is_gone: bool,
    /// It runs what a callee hears before the bridge.
    pub(crate) is_whispering: bool,
}

impl Drop for Leg {
    fn drop(&mut self) {
        self.line.state.forget_line(&self.sid);
    }
}

impl Leg {
    pub(crate) fn now(&self) -> Duration {
        self.line.timeline.now()
    }

    /// Waits for something to happen, no longer than until `deadline`.
    pub(crate) async fn event(&mut self, deadline: Option<Duration>) -> Event {
        let until = [deadline, self.hangs_up_at].into_iter().flatten().min();
        let timeline = self.line.timeline.clone();
        let time = async {
            match until {
                Some(until) => timeline.sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        let event = tokio::select! {
            biased;
            Some(command) = self.commands.recv() => command.into(),
            () = time => match self.hangs_up_at {
                Some(at) if Some(at) == until => Event::Stop(Stop::HungUp),
                _ => Event::Elapsed,
            },
        };
        match &event {
            Event::Stop(Stop::HungUp) => self.hang_up(),
            Event::Keys(keys) => self.line.note(&self.sid, format!("pressed {keys}")),
            Event::Voice(_) => self.line.note(&self.sid, "spoke"),
            _ => {}
        }
        event
    }

    /// Notes that whoever is on it has hung up.
    pub(crate) fn hang_up(&mut self) {
        self.is_gone = true;
        self.line.note(&self.sid, "hung up");
    }

    /// Lets time pass. What is pressed or said meanwhile is lost.
    pub(crate) async fn pass(&mut self, time: Duration) -> Result<(), Stop> {
        let until = self.now() + time;
        loop {
            match self.event(Some(until)).await {
                Event::Elapsed => return Ok(()),
                Event::Stop(stop) => return Err(stop),
                _ => {}
            }
        }
    }

    /// Waits for the person, no longer than `patience`. When nothing waits in real time, the call stands still until a live
    /// person has decided.
    pub(crate) async fn await_person(&mut self, patience: Duration) -> Event {
        let timeline = self.line.timeline.clone();
        if self.person.is_live && timeline.is_instant() {
            return timeline.while_busy(self.event(None)).await;
        }
        let deadline = self.now() + patience;
        self.event(Some(deadline)).await
    }

    /// The keys a scripted person presses next, if that is what they do next.
    pub(crate) fn next_keys(&mut self) -> Option<String> {
        match self.person.acts.front() {
            Some(Act::Press(_)) => match self.person.acts.pop_front() {
                Some(Act::Press(keys)) => Some(keys),
                _ => None,
            },
            _ => None,
        }
    }

    /// The words a scripted person says next, if that is what they do next.
    pub(crate) fn next_speech(&mut self) -> Option<Speech> {
        match self.person.acts.front() {
            Some(Act::Speak(_)) => match self.person.acts.pop_front() {
                Some(Act::Speak(speech)) => Some(speech),
                _ => None,
            },
            _ => None,
        }
    }

    /// Answers, unless that was done before.
    pub(crate) async fn answer(&mut self) {
        if self.is_answered {
            return;
        }
        self.is_answered = true;
        self.hangs_up_at = self.person.hangs_up_after_ms.map(|after| self.now() + Duration::from_millis(after));
        let at = self.line.at();
        self.line.change(&self.sid, |call| call.answered_at = Some(at));
        capture::begin_wanted(&self.line, &self.sid).await;
        self.line.advance(&self.sid, "in-progress").await;
    }

    /// Notes that a verb is carried out.
    pub(crate) fn carries_out(&self, verb: &Element) {
        let executed = ExecutedVerb {
            call_sid: self.sid.clone(),
            at_ms: self.line.at_ms(),
            name: verb.name.clone(),
            attributes: verb.attributes.clone(),
            text: verb.text.clone(),
        };
        self.line.state.edit(|ledger| ledger.voice.verbs.push(executed));
    }

    /// Notes what is heard.
    pub(crate) fn hears(&self, verb: &str, what: impl Into<String>) {
        self.line.hears(&self.sid, verb, what);
    }

    /// Says something that others hear. It takes its time on a clock that nothing else moves. Gives the words.
    pub(crate) async fn says_to(&self, others: &[&str], speech: Speech) -> String {
        others.iter().for_each(|other| self.line.hears(other, "Voice", speech.text.as_str()));
        self.line.takes(&speech).await;
        speech.text
    }
}

/// What follows a speech, as something that happens.
pub(crate) fn after(speech: &Speech) -> Option<Event> {
    match speech.then {
        After::Silence => None,
        After::Key(key) => Some(Event::Keys(key.to_string())),
        After::HangUp => Some(Event::Stop(Stop::HungUp)),
    }
}
