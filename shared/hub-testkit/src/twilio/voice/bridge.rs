//! Two legs that talk to each other.

use std::time::Duration;

use super::capture::{self, OpenCapture};
use super::line::{Event, Leg, Stop};
use super::markup::Element;
use super::person::Act;
use super::place;

/// How long two scripted people talk when neither has planned to hang up.
pub(crate) const TALK: Duration = Duration::from_secs(30);
/// How long a caller talks before they press the star they have planned.
const STAR_AFTER: Duration = Duration::from_secs(2);
/// Twilio ends a call after four hours.
pub(crate) const TIME_LIMIT_SECONDS: u64 = 14_400;

/// How a bridge ended.
pub(crate) struct Bridged {
    /// The leg that was dialed.
    pub(crate) sid: String,
    /// Why the caller's leg does not go on.
    pub(crate) stop: Option<Stop>,
    /// What was said.
    pub(crate) words: Vec<String>,
}

/// Connects the legs until one of them, or the time limit, ends it.
pub(crate) async fn bridge(leg: &mut Leg, mut child: Leg, verb: &Element, open: &mut Option<OpenCapture>) -> Bridged {
    let line = leg.line.clone();
    let sid = child.sid.clone();
    leg.answer().await;
    match open.take() {
        Some(capture) if capture.sid.is_empty() => {
            *open = Some(capture::begin(&line, &[&leg.sid, &sid], capture).await);
        }
        begun => {
            begun.iter().for_each(|capture| capture::joins(&line, &capture.sid, &sid, true));
            *open = begun;
        }
    }
    capture::joins_all(&line, &leg.sid, &sid);
    line.note(&leg.sid, "bridged");
    line.note(&sid, "bridged");
    let (stop, words) = talk(leg, &mut child, verb).await;
    line.note(&leg.sid, "unbridged");
    let stop = match stop {
        End::Caller(stop) => Some(stop),
        End::Callee(Stop::Replaced(source)) => {
            line.note(&sid, "unbridged");
            place::go_on(child, source);
            return Bridged { sid, stop: None, words };
        }
        End::Callee(_) | End::Over => None,
    };
    line.end(&sid, "completed").await;
    Bridged { sid, stop, words }
}

enum End {
    Caller(Stop),
    Callee(Stop),
    Over,
}

async fn talk(leg: &mut Leg, child: &mut Leg, verb: &Element) -> (End, Vec<String>) {
    let mut words = vec![];
    let on_star = verb.flag("hangupOnStar", false);
    let end = talk_limit(leg, child, verb).map(|limit| leg.now() + limit);
    let plans_star = on_star && matches!(leg.person.acts.front(), Some(Act::Press(keys)) if keys.starts_with('*'));
    let star_at = plans_star.then(|| leg.now() + STAR_AFTER);
    loop {
        tokio::select! {
            biased;
            event = leg.event([star_at, end].into_iter().flatten().min()) => match event {
                Event::Stop(stop) => return (End::Caller(stop), words),
                Event::Keys(keys) if on_star && keys.contains('*') => return (End::Over, words),
                Event::Voice(speech) => words.push(leg.says_to(&[&child.sid], speech).await),
                Event::Elapsed => {
                    if plans_star {
                        leg.next_keys();
                    }
                    return (End::Over, words);
                }
                _ => {}
            },
            event = child.event(None) => match event {
                Event::Stop(stop) => return (End::Callee(stop), words),
                Event::Voice(speech) => words.push(child.says_to(&[&leg.sid], speech).await),
                _ => {}
            },
        }
    }
}

/// None: a live person decides, and nothing waits in real time.
fn talk_limit(leg: &Leg, child: &Leg, verb: &Element) -> Option<Duration> {
    let has_live = leg.person.is_live || child.person.is_live;
    if has_live && leg.line.timeline.is_instant() {
        return None;
    }
    let limit = Duration::from_secs(verb.number("timeLimit", TIME_LIMIT_SECONDS));
    let is_open = |side: &Leg| side.hangs_up_at.is_none() && !side.person.is_live;
    Some(if is_open(leg) && is_open(child) { limit.min(TALK) } else { limit })
}
