//! Who takes a call: a decision over the settings, the time and what was tried already.

use jiff::Timestamp;

use crate::call::{Callee, Side, Way};
use crate::number::OwnNumber;
use crate::settings::{RecordingPolicy, Settings};
use crate::voice::{AfterHours, RingOrder, VoiceMode};

/// What callers are told before a call is recorded.
pub const NOTICE: &str = "This call may be recorded.";
/// What callers are asked before a call is recorded.
pub const QUESTION: &str =
    "This call may be recorded. To agree, press 1. To go on without a recording, stay on the line.";
/// What whoever takes a recorded call is told before they are connected.
pub const CALLEE_NOTICE: &str = "This call is recorded.";
/// What a caller hears when nothing else can be found out.
pub const EXCUSE: &str = "We can't take your call right now. Please send us a text message instead.";
/// What a customer hears who waits on hold.
pub const ON_HOLD: &str = "You are on hold. Please stay on the line.";
/// What a caller hears who has left a message.
pub const THANKS: &str = "Thank you. Goodbye.";

/// Something that a caller hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Words, spoken.
    Words(String),
    /// A recorded sound at a URL.
    Sound(String),
}

impl Heard {
    fn words(text: &str) -> Self {
        Self::Words(text.to_owned())
    }

    /// A recorded sound if there is one, or else words if there are some.
    fn of(url: Option<&String>, text: Option<&String>) -> Option<Self> {
        let words = text.filter(|text| !text.trim().is_empty()).cloned().map(Self::Words);
        url.cloned().map(Self::Sound).or(words)
    }
}

/// What happens to the call next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// The caller is asked whether the call may be recorded.
    Ask {
        /// What they hear before.
        opening: Option<Heard>,
        /// The question.
        question: String,
    },
    /// Phones ring.
    Dial {
        /// What the caller hears before.
        opening: Option<Heard>,
        /// What the caller is told about the recording, if it was not told yet.
        notice: Option<String>,
        /// The way that is tried.
        way: Way,
        /// Whose phones.
        callees: Vec<Callee>,
        /// For how long, in seconds.
        seconds: u32,
        /// In which order.
        order: RingOrder,
        /// Whether both sides are recorded from the moment at which they are connected.
        is_recorded: bool,
    },
    /// The caller may leave a message.
    TakeMessage {
        /// What they hear before the beep.
        greeting: Vec<Heard>,
        /// Whether the carrier writes it down.
        is_transcribed: bool,
    },
    /// The customer waits on hold, with or without words, and the line asks again before long.
    Wait(Option<Heard>),
    /// The line talks with the others in a room.
    Talk {
        /// Whose line it is.
        side: Side,
        /// The room.
        room: u32,
        /// Whether the room ends for everybody when this line leaves it.
        ends: bool,
    },
    /// The caller hears something, and the call ends.
    Speak(Vec<Heard>),
    /// The call ends.
    HangUp,
}

/// What is known of a call that somebody should take.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The organisation.
    pub settings: &'a Settings,
    /// Its number.
    pub number: &'a OwnNumber,
    /// Who would be rung.
    pub team: &'a [Callee],
    /// When the call began: hours that end while it rings do not change its way.
    pub began_at: Timestamp,
    /// The ways that were tried.
    pub tried: &'a [Way],
    /// What the caller said to a recording; `None` if they were neither told nor asked.
    pub consent: Option<bool>,
}

/// What happens to a call next.
#[must_use]
pub fn decide(facts: &Facts<'_>) -> Plan {
    let last_tried = facts.tried.len();
    match facts.ways().into_iter().find(|way| !facts.tried.contains(way)) {
        Some(way) => facts.dial(way),
        None => facts.end(last_tried > 0),
    }
}

impl Facts<'_> {
    /// Who takes a call at this time.
    fn mode(&self) -> VoiceMode {
        let voice = &self.number.voice;
        if self.settings.is_open(self.number.business_hours.as_ref(), self.began_at) {
            return voice.mode;
        }
        match voice.after_hours {
            AfterHours::Same => voice.mode,
            AfterHours::Voicemail => VoiceMode::Voicemail,
            AfterHours::Greeting => VoiceMode::Greeting,
            AfterHours::Forward => VoiceMode::Forward,
        }
    }

    /// The ways to somebody, in the order in which they are tried.
    fn ways(&self) -> Vec<Way> {
        let wanted: &[Way] = match self.mode() {
            VoiceMode::Assistant => &[Way::Assistant, Way::Ring],
            VoiceMode::Ring => &[Way::Ring],
            VoiceMode::Forward => &[Way::Forward],
            VoiceMode::Voicemail | VoiceMode::Greeting => &[],
        };
        wanted.iter().copied().filter(|way| !self.callees(*way).is_empty()).collect()
    }

    fn callees(&self, way: Way) -> Vec<Callee> {
        let voice = &self.number.voice;
        let phone = |number: &Option<String>| {
            let phone = number.clone().map(crate::address::Address::from);
            phone.map(|phone| Callee { way, user_id: None, phone: Some(phone) }).into_iter().collect()
        };
        match way {
            Way::Assistant => phone(&voice.assistant_number),
            Way::Forward => phone(&voice.forward_to),
            Way::Ring => self.team.to_vec(),
            Way::Customer | Way::Transfer | Way::Return => Vec::new(),
        }
    }

    /// What the caller hears first, once.
    fn opening(&self) -> Option<Heard> {
        let voice = &self.number.voice;
        let is_first = self.tried.is_empty() && self.consent.is_none();
        if is_first { Heard::of(voice.greeting_url.as_ref(), voice.greeting.as_ref()) } else { None }
    }

    fn dial(&self, way: Way) -> Plan {
        // The assistant speaks for itself, and so does what it records.
        let policy = if way == Way::Assistant { RecordingPolicy::Off } else { self.settings.recording_policy };
        if policy == RecordingPolicy::RequireKeypress && self.consent.is_none() {
            return Plan::Ask { opening: self.opening(), question: QUESTION.to_owned() };
        }
        let notice = policy == RecordingPolicy::Announce && self.consent.is_none();
        Plan::Dial {
            opening: self.opening(),
            notice: notice.then(|| NOTICE.to_owned()),
            way,
            callees: self.callees(way),
            seconds: self.number.voice.ring_seconds,
            order: if way == Way::Ring { self.number.voice.ring_order } else { RingOrder::Together },
            is_recorded: policy != RecordingPolicy::Off && (notice || self.consent == Some(true)),
        }
    }

    /// What is left when there is nobody to ring.
    fn end(&self, was_tried: bool) -> Plan {
        let takes_message = match self.mode() {
            VoiceMode::Voicemail => true,
            VoiceMode::Greeting => false,
            VoiceMode::Assistant | VoiceMode::Ring | VoiceMode::Forward => self.number.voice.voicemail.on,
        };
        let opening = self.opening();
        if takes_message {
            let voicemail = &self.number.voice.voicemail;
            let greeting = Heard::of(voicemail.greeting_url.as_ref(), voicemail.greeting.as_ref());
            let greeting = greeting.unwrap_or_else(|| {
                Heard::Words(format!("This is {}. Please leave a message after the beep.", self.settings.name))
            });
            return Plan::TakeMessage {
                greeting: opening.into_iter().chain([greeting]).collect(),
                is_transcribed: voicemail.transcribe,
            };
        }
        if was_tried {
            return Plan::Speak(vec![Heard::words(EXCUSE)]);
        }
        let default = || Heard::Words(format!("Thank you for calling {}. {EXCUSE}", self.settings.name));
        Plan::Speak(vec![opening.unwrap_or_else(default)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::hours::Hours;
    use crate::voice::VoiceSettings;
    use serde_json::{Value, json};

    const ALWAYS: Timestamp = Timestamp::constant(1_790_000_000, 0);

    /// The plan in one word, with what was tried before.
    fn word(plan: &Plan) -> String {
        match plan {
            Plan::Ask { .. } => "ask".to_owned(),
            Plan::Dial { way, is_recorded, notice, .. } => {
                let recorded = if *is_recorded { " recorded" } else { "" };
                let told = if notice.is_some() { " told" } else { "" };
                format!("{}{told}{recorded}", way.as_str())
            }
            Plan::TakeMessage { .. } => "message".to_owned(),
            Plan::Wait(_) => "wait".to_owned(),
            Plan::Talk { .. } => "talk".to_owned(),
            Plan::Speak(_) => "speak".to_owned(),
            Plan::HangUp => "hang up".to_owned(),
        }
    }

    struct Case {
        voice: Value,
        is_open: bool,
        policy: RecordingPolicy,
        team: usize,
        tried: &'static [Way],
        consent: Option<bool>,
    }

    impl Case {
        fn of(voice: Value) -> Self {
            Self { voice, is_open: true, policy: RecordingPolicy::Off, team: 1, tried: &[], consent: None }
        }

        fn plan(&self) -> Plan {
            let mut settings = Settings::new("Acme", "UTC", "US");
            let all_day = || vec![crate::hours::Span { opens: "00:00".to_owned(), closes: "24:00".to_owned() }];
            settings.business_hours = if self.is_open {
                Hours {
                    monday: all_day(),
                    tuesday: all_day(),
                    wednesday: all_day(),
                    thursday: all_day(),
                    friday: all_day(),
                    saturday: all_day(),
                    sunday: all_day(),
                }
            } else {
                Hours::default()
            };
            settings.recording_policy = self.policy;
            let mut number = OwnNumber::new(Address::from_carrier("+12015550123"), "Front desk");
            number.voice = serde_json::from_value::<VoiceSettings>(self.voice.clone()).expect("settings");
            let team: Vec<Callee> =
                (0..self.team).map(|at| Callee::browser(&format!("usr_{at}").parse().expect("an id"))).collect();
            let facts = Facts {
                settings: &settings,
                number: &number,
                team: &team,
                began_at: ALWAYS,
                tried: self.tried,
                consent: self.consent,
            };
            decide(&facts)
        }
    }

    #[test]
    fn a_call_takes_the_way_that_the_settings_say() {
        use RecordingPolicy::{Announce, Off, RequireKeypress};
        let forward = || json!({ "mode": "forward", "forwardTo": "+14155550150" });
        let assistant = || json!({ "mode": "assistant", "assistantNumber": "+14155550151" });
        let ring = || json!({ "mode": "ring" });
        let silent = |voice: Value| {
            let mut voice = voice;
            voice["voicemail"] = json!({ "on": false });
            voice
        };
        let later = |voice: Value, after_hours: &str| {
            let mut voice = voice;
            voice["afterHours"] = json!(after_hours);
            voice["forwardTo"] = json!("+14155550150");
            Case { is_open: false, ..Case::of(voice) }
        };
        for (case, expected, why) in [
            (Case::of(json!({})), "speak", "an announcement, and no more"),
            (Case::of(json!({ "mode": "voicemail" })), "message", "the voicemail box"),
            (Case::of(ring()), "ring", "the team"),
            (Case { team: 0, ..Case::of(ring()) }, "message", "there is nobody to ring"),
            (Case { tried: &[Way::Ring], ..Case::of(ring()) }, "message", "nobody took it"),
            (Case { tried: &[Way::Ring], ..Case::of(silent(ring())) }, "speak", "nobody took it, and voicemail is off"),
            (Case::of(forward()), "forward", "the other phone"),
            (Case { tried: &[Way::Forward], ..Case::of(forward()) }, "message", "the other phone did not take it"),
            (Case::of(assistant()), "assistant", "the assistant first"),
            (Case { tried: &[Way::Assistant], ..Case::of(assistant()) }, "ring", "then the team"),
            (Case { tried: &[Way::Assistant, Way::Ring], ..Case::of(assistant()) }, "message", "then a message"),
            (Case::of(json!({ "mode": "assistant" })), "ring", "no assistant: the team"),
            (Case { team: 0, ..Case::of(silent(json!({ "mode": "assistant" }))) }, "speak", "nobody at all"),
            (later(ring(), "same"), "ring", "closed, and it does not matter"),
            (later(ring(), "voicemail"), "message", "closed"),
            (later(ring(), "greeting"), "speak", "closed"),
            (later(ring(), "forward"), "forward", "closed"),
            (Case { tried: &[Way::Forward], ..later(ring(), "forward") }, "message", "closed, and not taken"),
            (Case { is_open: true, ..later(ring(), "voicemail") }, "ring", "open"),
            (Case { policy: Off, consent: Some(true), ..Case::of(ring()) }, "ring", "the policy was taken back"),
            (Case { policy: Announce, ..Case::of(ring()) }, "ring told recorded", "told, then recorded"),
            (Case { policy: Announce, consent: Some(true), ..Case::of(ring()) }, "ring recorded", "told before"),
            (Case { policy: Announce, ..Case::of(assistant()) }, "assistant", "the assistant is not recorded"),
            (
                Case { policy: Announce, tried: &[Way::Assistant], ..Case::of(assistant()) },
                "ring told recorded",
                "told when it is the team's turn",
            ),
            (Case { policy: RequireKeypress, ..Case::of(ring()) }, "ask", "asked first"),
            (Case { policy: RequireKeypress, consent: Some(true), ..Case::of(ring()) }, "ring recorded", "agreed"),
            (Case { policy: RequireKeypress, consent: Some(false), ..Case::of(ring()) }, "ring", "not agreed"),
            (Case { policy: RequireKeypress, ..Case::of(json!({ "mode": "voicemail" })) }, "message", "a beep asks"),
        ] {
            assert_eq!(word(&case.plan()), expected, "{why}: {}", case.voice);
        }
    }

    #[test]
    fn a_greeting_is_heard_once_and_a_recorded_one_before_a_spoken_one() {
        let voice = json!({ "mode": "ring", "greeting": "Welcome.", "greetingUrl": "https://files.example.com/a.mp3" });
        let opening = |case: &Case| match case.plan() {
            Plan::Dial { opening, .. } | Plan::Ask { opening, .. } => opening,
            _ => None,
        };
        let first = Case::of(voice.clone());
        assert_eq!(opening(&first), Some(Heard::Sound("https://files.example.com/a.mp3".to_owned())));
        let again = Case { consent: Some(true), ..Case::of(voice) };
        assert_eq!(opening(&again), None);
        let blank = Case::of(json!({ "mode": "greeting", "greeting": " " }));
        let Plan::Speak(heard) = blank.plan() else { panic!("an announcement") };
        assert!(matches!(&heard[..], [Heard::Words(text)] if text.starts_with("Thank you for calling Acme.")));
    }
}
