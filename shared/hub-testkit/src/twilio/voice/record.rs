//! `<Record>`: a voicemail.
//!
//! # Source
//! Twilio, "TwiML Voice: Record": what follows the verb is reached only after an empty recording; without an action the
//! present document is asked for again; who hangs up has pressed `hangup`.

use std::time::Duration;

use super::callbacks::{self, CallbackPlan};
use super::capture::{self, OpenCapture};
use super::document::Document;
use super::line::{Event, Leg, Stop, after};
use super::markup::Element;
use super::person::Speech;
use super::run::Flow;

/// What was captured, and how it ended.
#[derive(Default)]
struct Take {
    length: Duration,
    words: Vec<String>,
    key: Option<char>,
    stop: Option<Stop>,
}

pub(crate) async fn record(leg: &mut Leg, document: &Document, verb: &Element) -> Flow {
    if verb.flag("playBeep", true) {
        leg.hears("Beep", "");
    }
    let callback = document.endpoint(verb, "recordingStatusCallback", "recordingStatusCallbackMethod");
    let plan = CallbackPlan::new(callback, verb.words("recordingStatusCallbackEvent"));
    let line = leg.line.clone();
    let capture = capture::begin(&line, &[&leg.sid], OpenCapture::new("RecordVerb", 1, plan)).await;
    let take = listen(leg, verb).await;
    let (recording, mut told) = capture::end(&line, &capture, take.length, &take.words.join(" "));
    let Some(recording) = recording.filter(|recording| recording.status == "completed") else {
        callbacks::deliver_later(&line, &leg.sid, told);
        return take.stop.map_or(Flow::Next, Flow::Stop);
    };
    let transcript = document.endpoint(verb, "transcribeCallback", "method");
    told.extend(transcript.and_then(|to| capture::transcript(&line, &recording, &to)));

    let mut params = vec![
        ("RecordingUrl".to_owned(), line.state.recording_url(&recording)),
        ("RecordingSid".to_owned(), recording.sid.clone()),
        ("RecordingDuration".to_owned(), recording.duration.unwrap_or_default().to_string()),
    ];
    let has_hung_up = matches!(take.stop, Some(Stop::HungUp));
    let digits = if has_hung_up { "hangup".to_owned() } else { take.key.map(String::from).unwrap_or_default() };
    params.push(("Digits".to_owned(), digits));
    let method = verb.given("method").unwrap_or("POST");
    let action = document.endpoint(verb, "action", "method").or_else(|| document.again(method));
    let flow = match (take.stop, action) {
        (Some(Stop::HungUp), Some(action)) => {
            // Told of, though nobody is there to hear what it answers.
            line.end(&leg.sid, "no-answer").await;
            super::document::obtain(
                leg,
                super::document::Source::Ask(super::document::Ask { endpoint: action, params }),
            )
            .await;
            Flow::Stop(Stop::HungUp)
        }
        (Some(stop), _) => Flow::Stop(stop),
        (None, Some(action)) => Flow::ask(action, params),
        (None, None) => Flow::Next,
    };
    callbacks::deliver_later(&line, &leg.sid, told);
    flow
}

/// Listens until a key, silence, the greatest length or the end of the call.
async fn listen(leg: &mut Leg, verb: &Element) -> Take {
    let limit = Duration::from_secs(verb.number("maxLength", 3_600));
    let silence = Duration::from_secs(verb.number("timeout", 5));
    let finish_on = verb.attribute("finishOnKey").unwrap_or("1234567890*#").to_owned();
    let mut take = Take::default();
    let mut planned = leg.next_speech().map(Event::Voice);
    if planned.is_none() {
        planned = leg.next_keys().map(Event::Keys);
    }
    loop {
        let event = match planned.take() {
            Some(event) => event,
            None => leg.await_person(silence).await,
        };
        match event {
            Event::Voice(speech) => match hear(leg, speech, limit, &mut take).await {
                Ok(next) => planned = next,
                Err(stop) => take.stop = Some(stop),
            },
            Event::Keys(keys) => take.key = keys.chars().find(|key| finish_on.contains(*key)),
            Event::Stop(stop) => take.stop = Some(stop),
            Event::Elapsed | Event::Ignored => return take,
            Event::Answered | Event::Declined => {}
        }
        if take.stop.is_some() || take.key.is_some() || take.length >= limit {
            if matches!(take.stop, Some(Stop::HungUp)) && !leg.is_gone {
                leg.is_gone = true;
                leg.line.note(&leg.sid, "hung up");
            }
            return take;
        }
    }
}

/// Captures what somebody says, as far as it fits. What they do then, if it is not cut off.
async fn hear(leg: &mut Leg, speech: Speech, limit: Duration, take: &mut Take) -> Result<Option<Event>, Stop> {
    let whole = Duration::from_millis(speech.length_ms);
    let length = whole.min(limit.saturating_sub(take.length));
    let begun = leg.now();
    let passed = leg.pass(length).await;
    take.length += leg.now().saturating_sub(begun).min(length);
    take.words.push(speech.text.clone());
    passed?;
    Ok(after(&speech).filter(|_| length == whole))
}
