//! `<Dial><Conference>`: a leg is in a room with others.
//!
//! Each leg keeps its own clock. Where nothing waits in real time, those in a room go on together: nobody's clock passes
//! the moment at which the next of them hangs up by plan, and with nobody who has one it stands still while a live person
//! is there.

use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::bridge::{TALK, TIME_LIMIT_SECONDS};
use super::callbacks::CallbackPlan;
use super::capture::{self, OpenCapture};
use super::document::Document;
use super::line::{Event, Leg, Line, Stop};
use super::markup::Element;
use super::room::{Member, Outlook, Signal};
use super::room_book::{Admission, Place};
use super::{room_news, waiting};

/// Twilio's greatest conference.
const SEATS_MAX: u64 = 250;

/// How it ended for one of them.
pub(crate) enum End {
    /// The conference ended.
    Over,
    /// The `<Dial>` ended: its time, or a star.
    Left,
    Stopped(Stop),
    /// What is heard before the beginning could not be had.
    Failed,
}

/// What being in a room came to.
pub(crate) struct Visit {
    /// They were in it.
    pub(crate) is_answered: bool,
    /// They could hear somebody.
    pub(crate) is_bridged: bool,
    pub(crate) stop: Option<Stop>,
    /// What was said while they could hear it.
    pub(crate) words: Vec<String>,
}

/// One who is in a room.
struct Seat {
    place: Place,
    signals: UnboundedReceiver<Signal>,
    /// What the room's clock showed when they came into a conference that had begun, or began with them.
    begun: Option<Duration>,
    is_bridged: bool,
    words: Vec<String>,
}

/// Enters the room that a noun names and stays until something ends it.
pub(crate) async fn visit(
    leg: &mut Leg,
    document: &Document,
    (verb, noun): (&Element, &Element),
    open: &mut Option<OpenCapture>,
) -> Visit {
    let line = leg.line.clone();
    leg.answer().await;
    let (sender, signals) = unbounded_channel();
    let member = Member {
        sid: leg.sid.clone(),
        label: noun.given("participantLabel").map(ToOwned::to_owned),
        is_muted: noun.flag("muted", false),
        starts: noun.flag("startConferenceOnEnter", true),
        ends: noun.flag("endConferenceOnExit", false),
        beeps_on_enter: matches!(noun.given("beep").unwrap_or("true"), "true" | "onEnter"),
        beeps_on_exit: matches!(noun.given("beep").unwrap_or("true"), "true" | "onExit"),
        is_live: leg.person.is_live,
        leaves_at: leg.hangs_up_at.map(|at| at.saturating_sub(leg.now())),
        capture: None,
        signals: sender,
    };
    let seats = usize::try_from(noun.number("maxParticipants", SEATS_MAX).min(SEATS_MAX)).unwrap_or(usize::MAX);
    let callback = document.endpoint(noun, "statusCallback", "statusCallbackMethod");
    // Without events nothing is told.
    let plan = callback.map(|endpoint| CallbackPlan { endpoint, events: noun.words("statusCallbackEvent") });
    let Admission { place, begins, begun, plan, news } =
        match line.state.enter_room(&line, &noun.text, member, (plan, seats)) {
            Ok(admission) => admission,
            Err(problem) => {
                line.problem(&leg.sid, problem);
                return Visit { is_answered: false, is_bridged: false, stop: None, words: vec![] };
            }
        };
    line.note(&leg.sid, "entered");
    want_recording(&line, document, noun, &place);
    if begins {
        begin_recording(&line, &place).await;
    }
    room_news::tell(&line, &leg.sid, plan.as_ref(), news).await;

    let mut seat = Seat { place, signals, begun, is_bridged: false, words: vec![] };
    let end = stay(leg, &mut seat, document, (verb, noun), open).await;
    if seat.is_bridged {
        line.note(&leg.sid, "unbridged");
    }
    let reason =
        if matches!(end, End::Stopped(Stop::HungUp)) { "participant_hung_up" } else { "participant_updated_via_api" };
    let news = line.state.leave_room(&seat.place, &leg.sid, reason);
    room_news::tell(&line, &leg.sid, plan.as_ref(), news).await;
    let is_answered = !matches!(end, End::Failed);
    let stop = if let End::Stopped(stop) = end { Some(stop) } else { None };
    Visit { is_answered, is_bridged: seat.is_bridged, stop, words: seat.words }
}

fn want_recording(line: &Line, document: &Document, noun: &Element, place: &Place) {
    if noun.given("record") != Some("record-from-start") {
        return;
    }
    let callback = document.endpoint(noun, "recordingStatusCallback", "recordingStatusCallbackMethod");
    let plan = CallbackPlan::new(callback, noun.words("recordingStatusCallbackEvent"));
    let wanted = OpenCapture { conference: Some(place.room.clone()), ..OpenCapture::new("Conference", 1, plan) };
    line.state.want_capture(place, wanted);
}

async fn begin_recording(line: &Line, place: &Place) {
    let Some(wanted) = line.state.wanted_capture(place) else { return };
    let legs = line.state.in_room(place);
    let legs: Vec<&str> = legs.iter().map(String::as_str).collect();
    let capture = capture::begin(line, &legs, wanted).await;
    if !line.state.capture_room(place, capture.clone(), line) {
        // The conference ended while the hub was told that it is recorded.
        capture::end(line, &capture, Duration::ZERO, "");
    }
}

async fn stay(
    leg: &mut Leg,
    seat: &mut Seat,
    document: &Document,
    (verb, noun): (&Element, &Element),
    open: &mut Option<OpenCapture>,
) -> End {
    let limit = Duration::from_secs(verb.number("timeLimit", TIME_LIMIT_SECONDS));
    let clock = match seat.begun {
        Some(clock) => clock,
        None => match wait(leg, seat, document, (noun, limit)).await {
            Ok(clock) => clock,
            Err(end) => return end,
        },
    };
    connect(leg, seat, open).await;
    // The room says who hangs up next.
    let plan = leg.hangs_up_at.take();
    let end = talk(leg, seat, plan, (verb, limit, clock)).await;
    leg.hangs_up_at = plan;
    end
}

/// Hears music until the conference begins; what the room's clock shows then.
async fn wait(
    leg: &mut Leg,
    seat: &mut Seat,
    document: &Document,
    (noun, limit): (&Element, Duration),
) -> Result<Duration, End> {
    let mut music = std::pin::pin!(waiting::hear(leg, document, noun, limit));
    loop {
        tokio::select! {
            biased;
            signal = seat.signals.recv() => match signal {
                Some(Signal::Started(clock)) => return Ok(clock),
                Some(Signal::Over(_)) | None => return Err(End::Over),
                Some(_) => {}
            },
            end = &mut music => return Err(end),
        }
    }
}

/// From now on the leg hears the others, and comes into whatever is captured of them.
async fn connect(leg: &Leg, seat: &mut Seat, open: &mut Option<OpenCapture>) {
    let line = &leg.line;
    seat.is_bridged = true;
    line.note(&leg.sid, "bridged");
    let others = line.state.in_room(&seat.place);
    for other in others.iter().filter(|other| **other != leg.sid) {
        capture::joins_all(line, &leg.sid, other);
        capture::joins_all(line, other, &leg.sid);
    }
    for recording in line.state.captures_in_room(&seat.place) {
        capture::joins_once(line, &recording, &leg.sid);
    }
    let legs: Vec<&str> = std::iter::once(leg.sid.as_str())
        .chain(others.iter().map(String::as_str).filter(|other| *other != leg.sid))
        .collect();
    match open.take() {
        Some(capture) if capture.sid.is_empty() => *open = Some(capture::begin(line, &legs, capture).await),
        begun => {
            if let Some(capture) = &begun {
                legs.iter().for_each(|other| capture::joins_once(line, &capture.sid, other));
            }
            *open = begun;
        }
    }
    if let Some(capture) = open {
        line.state.capture_seat(&seat.place, &leg.sid, &capture.sid);
    }
}

/// What comes when nothing else happens.
#[derive(Clone, Copy)]
enum Due {
    /// The person hangs up.
    HangUp,
    /// The `<Dial>` is over.
    Limit,
    /// Somebody else leaves, and then looks different what comes next.
    Other,
}

async fn talk(
    leg: &mut Leg,
    seat: &mut Seat,
    plan: Option<Duration>,
    (verb, limit, clock): (&Element, Duration, Duration),
) -> End {
    let on_star = verb.flag("hangupOnStar", false);
    let began = leg.now();
    let by_room = |at: Duration| began + at.saturating_sub(clock);
    let mut quiet_since = began;
    let mut waits_for_other = false;
    loop {
        // A room that is over says so.
        let next = leg.line.state.outlook(&seat.place, &leg.sid).and_then(|outlook| {
            if leg.line.timeline.is_instant() {
                due_together(&outlook, by_room, quiet_since + limit.min(TALK)).filter(|_| !waits_for_other)
            } else {
                Some(due_alone(&outlook, plan, (began + limit, quiet_since + TALK)))
            }
        });
        tokio::select! {
            biased;
            signal = seat.signals.recv() => match signal {
                Some(Signal::Words(speech)) => {
                    leg.hears("Voice", speech.text.as_str());
                    leg.line.takes(&speech).await;
                    seat.words.push(speech.text);
                }
                Some(Signal::Beep) => leg.hears("Beep", ""),
                Some(Signal::Changed(at)) => {
                    leg.line.catch_up(by_room(at)).await;
                    waits_for_other = false;
                    quiet_since = leg.now();
                }
                Some(Signal::Started(_)) => {}
                Some(Signal::Over(at)) => {
                    leg.line.catch_up(by_room(at)).await;
                    return End::Over;
                }
                None => return End::Over,
            },
            event = leg.event(next.map(|(at, _)| at)) => match event {
                Event::Stop(stop) => return End::Stopped(stop),
                Event::Keys(keys) if on_star && keys.contains('*') => return End::Left,
                Event::Voice(speech) if leg.line.state.say_in_room(&seat.place, &leg.sid, &speech) => {
                    leg.line.takes(&speech).await;
                    seat.words.push(speech.text);
                }
                Event::Elapsed => match next {
                    Some((_, Due::HangUp)) => {
                        leg.hang_up();
                        return End::Stopped(Stop::HungUp);
                    }
                    Some((_, Due::Limit)) => return End::Left,
                    Some((_, Due::Other)) | None => waits_for_other = true,
                },
                _ => {}
            },
        }
    }
}

/// With clocks that jump: everybody goes on to the moment at which the next one hangs up.
fn due_together(outlook: &Outlook, by_room: impl Fn(Duration) -> Duration, quiet: Duration) -> Option<(Duration, Due)> {
    match outlook.next {
        Some((at, is_mine)) => Some((by_room(at), if is_mine { Due::HangUp } else { Due::Other })),
        None if outlook.has_live => None,
        None => Some((quiet, Due::Limit)),
    }
}

/// With clocks that show real time, everybody knows their own end.
fn due_alone(outlook: &Outlook, plan: Option<Duration>, (limit, quiet): (Duration, Duration)) -> (Duration, Due) {
    let limit = if outlook.has_live || outlook.next.is_some() { limit } else { limit.min(quiet) };
    match plan {
        Some(plan) if plan <= limit => (plan, Due::HangUp),
        _ => (limit, Due::Limit),
    }
}
