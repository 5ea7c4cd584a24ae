//! What the hub says to a call, as documents.

use hub_core::call::{Callee, Side};
use hub_core::flows::answer_call::{Answer, HOLD_SECONDS, USUAL_VOICE};
use hub_core::ids::{CallId, TenantId};
use hub_core::routing::{CALLEE_NOTICE, EXCUSE, Heard, Plan, THANKS};
use hub_core::voice::RingOrder;

use super::verbs::{self, Conference, Dial, Gather, Noun, Record, Verb};

/// The longest voicemail, in seconds.
const VOICEMAIL_MAX_SECONDS: u32 = 180;
/// The carrier writes down no more than this, in seconds.
///
/// # Source
/// Twilio's TwiML reference, `<Record transcribe>`: recordings of up to two minutes.
const TRANSCRIBED_MAX_SECONDS: u32 = 120;
/// So much silence ends a voicemail, in seconds.
const VOICEMAIL_SILENCE_SECONDS: u32 = 5;
/// How long a caller may hesitate to agree to a recording, in seconds.
const CONSENT_SECONDS: u32 = 5;
/// The longest call with somebody, in seconds.
const TALK_MAX_SECONDS: u32 = 4 * 60 * 60;
const LEG_EVENTS: [&str; 4] = ["initiated", "ringing", "answered", "completed"];
const RECORDING_EVENTS: [&str; 3] = ["in-progress", "completed", "absent"];

/// Where the carrier posts what becomes of a call: each address names the tenant and the call.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    base: &'a str,
    tenant: &'a TenantId,
    call: &'a CallId,
}

impl<'a> Links<'a> {
    /// The addresses for a call under the hub's public origin.
    #[must_use]
    pub fn new(base: &'a str, tenant: &'a TenantId, call: &'a CallId) -> Self {
        Self { base, tenant, call }
    }

    fn to(&self, what: &str) -> String {
        format!("{}/webhooks/twilio/{what}/{}/{}", self.base, self.tenant, self.call)
    }

    /// Where the carrier asks what to do once a person has taken their own phone.
    #[must_use]
    pub fn outbound(&self) -> String {
        self.to("voice-outbound")
    }

    /// Where the carrier reports the states of the call.
    #[must_use]
    pub fn status(&self) -> String {
        self.to("call-status")
    }

    /// Where a line of the call asks what to do next.
    #[must_use]
    pub fn line(&self, side: Side) -> String {
        self.step(&format!("now-{}", side.word()))
    }

    fn step(&self, step: &str) -> String {
        format!("{}/{step}", self.to("dial-result"))
    }
}

/// The verbs for an answer. Without `links` nothing is asked back, so phones ring once and nothing is recorded.
#[must_use]
pub fn verbs(answer: &Answer, tenant: &TenantId, links: Option<Links<'_>>) -> Vec<Verb> {
    let voice = answer.voice.as_str();
    let mut verbs: Vec<Verb> = Vec::new();
    match (&answer.plan, links) {
        (Plan::Speak(heard), _) => verbs.extend(heard.iter().map(|heard| hear(voice, heard))),
        (Plan::Ask { opening, question }, Some(links)) => {
            verbs.extend(opening.iter().map(|heard| hear(voice, heard)));
            verbs.push(Verb::Gather(Gather {
                input: vec!["dtmf"],
                num_digits: Some(1),
                timeout: Some(CONSENT_SECONDS),
                action: Some(links.step("consent")),
                action_on_empty_result: Some(true),
                hints: None,
                prompts: vec![Verb::say(voice, question)],
            }));
        }
        (Plan::Dial { opening, notice, way, callees, seconds, order, is_recorded }, links) => {
            verbs.extend(opening.iter().map(|heard| hear(voice, heard)));
            verbs.extend(notice.iter().filter(|_| links.is_some()).map(|notice| Verb::say(voice, notice)));
            let name = answer.contact_name.as_deref();
            let dial = Dial {
                action: links.map(|links| links.step(way.as_str())),
                answer_on_bridge: Some(true),
                caller_id: answer.caller_id.as_ref().map(|number| number.as_str().to_owned()),
                timeout: Some(*seconds),
                time_limit: Some(TALK_MAX_SECONDS),
                sequential: (*order == RingOrder::Sequential && callees.len() > 1).then_some(true),
                nouns: callees.iter().map(|callee| noun(callee, (tenant, name), links, *is_recorded)).collect(),
                ..recorded(links.filter(|_| *is_recorded))
            };
            verbs.push(Verb::Dial(dial));
            if links.is_none() {
                verbs.push(Verb::say(voice, EXCUSE));
            }
        }
        (Plan::TakeMessage { greeting, is_transcribed }, Some(links)) => {
            verbs.extend(greeting.iter().map(|heard| hear(voice, heard)));
            let longest = if *is_transcribed { TRANSCRIBED_MAX_SECONDS } else { VOICEMAIL_MAX_SECONDS };
            verbs.push(Verb::Record(Record {
                action: Some(links.to("voicemail")),
                max_length: Some(longest),
                play_beep: Some(true),
                finish_on_key: Some("#"),
                timeout: Some(VOICEMAIL_SILENCE_SECONDS),
                trims_silence: true,
                status_callback: Some(links.to("recording")),
                status_callback_events: RECORDING_EVENTS.to_vec(),
                transcribe_callback: is_transcribed.then(|| links.to("transcription")),
            }));
        }
        (Plan::Wait(heard), Some(links)) => {
            verbs.extend(heard.iter().map(|heard| hear(voice, heard)));
            verbs.push(Verb::Pause(HOLD_SECONDS));
            verbs.push(Verb::Redirect(links.line(Side::Customer)));
        }
        (Plan::Talk { side, room, ends }, Some(links)) => verbs.push(Verb::Dial(Dial {
            action: Some(links.step(&format!("room-{}-{room}", side.word()))),
            time_limit: Some(TALK_MAX_SECONDS),
            nouns: vec![Noun::Conference(Conference { name: format!("{}-{room}", links.call), ends_on_exit: *ends })],
            ..Dial::default()
        })),
        (Plan::Ask { .. } | Plan::TakeMessage { .. } | Plan::Wait(_) | Plan::Talk { .. }, None) => {
            verbs.push(Verb::say(voice, EXCUSE));
        }
        (Plan::HangUp, _) => {}
    }
    let goes_on = matches!(verbs.last(), Some(Verb::Gather(_) | Verb::Dial(_) | Verb::Record(_) | Verb::Redirect(_)));
    if !goes_on {
        verbs.push(Verb::Hangup);
    }
    verbs
}

/// An excuse.
#[must_use]
pub fn excuse() -> Vec<Verb> {
    vec![Verb::say(USUAL_VOICE, EXCUSE), Verb::Hangup]
}

/// The words after a voicemail.
#[must_use]
pub fn thanks(voice: &str) -> Vec<Verb> {
    vec![Verb::say(voice, THANKS), Verb::Hangup]
}

/// What whoever takes a recorded call hears before they are connected.
#[must_use]
pub fn whisper(voice: &str) -> Vec<Verb> {
    vec![Verb::say(voice, CALLEE_NOTICE)]
}

fn hear(voice: &str, heard: &Heard) -> Verb {
    match heard {
        Heard::Words(text) => Verb::say(voice, text),
        Heard::Sound(url) => Verb::Play(url.clone()),
    }
}

/// A dial that is recorded, if there are links for it.
fn recorded(links: Option<Links<'_>>) -> Dial {
    Dial {
        is_recorded: links.is_some(),
        recording_status_callback: links.map(|links| links.to("recording")),
        recording_status_callback_events: links.map_or_else(Vec::new, |_| RECORDING_EVENTS.to_vec()),
        ..Dial::default()
    }
}

fn noun(
    callee: &Callee,
    (tenant, contact_name): (&TenantId, Option<&str>),
    links: Option<Links<'_>>,
    is_recorded: bool,
) -> Noun {
    let called = verbs::Callee {
        name: callee.on_carrier(tenant),
        url: links.filter(|_| is_recorded).map(|links| links.to("whisper")),
        status_callback: links.map(|links| links.to("call-status")),
        status_callback_events: links.map_or_else(Vec::new, |_| LEG_EVENTS.to_vec()),
    };
    if callee.phone.is_some() {
        return Noun::Number(called);
    }
    let call = links.map(|links| ("callId", links.call.to_string()));
    let name = contact_name.map(|name| ("contactName", name.to_owned()));
    Noun::Client(called, call.into_iter().chain(name).collect())
}
