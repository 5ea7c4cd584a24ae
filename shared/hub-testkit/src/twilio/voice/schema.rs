//! Which verbs, attributes and values TwiML has: what is not here is a warning (12200), as in Twilio's debugger.
//!
//! # Source
//! `contracts/twilio.md` §3: the attributes as Twilio's own libraries type them.

use super::markup::Element;

const STATUS_EVENTS: Kind = Kind::Words(&["initiated", "ringing", "answered", "completed"]);
const RECORDING_EVENTS: Kind = Kind::Words(&["in-progress", "completed", "absent"]);
const CONFERENCE_EVENTS: Kind =
    Kind::Words(&["start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"]);
const DIAL_RECORD: Kind = Kind::One(&[
    "do-not-record",
    "record-from-answer",
    "record-from-answer-dual",
    "record-from-ringing",
    "record-from-ringing-dual",
    "true",
    "false",
]);
const TRIM: Kind = Kind::One(&["trim-silence", "do-not-trim"]);
const METHOD: Kind = Kind::One(&["GET", "POST"]);

/// What an attribute may say.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Any,
    Flag,
    /// A whole number from here.
    From(u64),
    /// Keys of a phone.
    Keys,
    One(&'static [&'static str]),
    Words(&'static [&'static str]),
}

type Attributes = &'static [(&'static str, Kind)];

const SAY: Attributes = &[("voice", Kind::Any), ("language", Kind::Any), ("loop", Kind::From(0))];
const PLAY: Attributes = &[("digits", Kind::Any), ("loop", Kind::From(0))];
const PAUSE: Attributes = &[("length", Kind::From(0))];
const REDIRECT: Attributes = &[("method", METHOD)];
const REJECT: Attributes = &[("reason", Kind::One(&["rejected", "busy"]))];
const DIAL: Attributes = &[
    ("action", Kind::Any),
    ("answerOnBridge", Kind::Flag),
    ("callerId", Kind::Any),
    ("events", Kind::Any),
    ("hangupOnStar", Kind::Flag),
    ("method", METHOD),
    ("passports", Kind::Any),
    ("record", DIAL_RECORD),
    ("recordingConfigurationId", Kind::Any),
    ("recordingStatusCallback", Kind::Any),
    ("recordingStatusCallbackEvent", RECORDING_EVENTS),
    ("recordingStatusCallbackMethod", METHOD),
    ("recordingTrack", Kind::One(&["both", "inbound", "outbound"])),
    ("referUrl", Kind::Any),
    ("referMethod", METHOD),
    ("ringTone", Kind::Any),
    ("sequential", Kind::Flag),
    ("timeLimit", Kind::From(1)),
    ("timeout", Kind::From(1)),
    ("trim", TRIM),
];
const NUMBER: Attributes = &[
    ("url", Kind::Any),
    ("method", METHOD),
    ("statusCallback", Kind::Any),
    ("statusCallbackEvent", STATUS_EVENTS),
    ("statusCallbackMethod", METHOD),
    ("sendDigits", Kind::Any),
    ("byoc", Kind::Any),
    ("machineDetection", Kind::One(&["Enable", "DetectMessageEnd"])),
    ("machineDetectionTimeout", Kind::From(3)),
    ("machineDetectionSpeechThreshold", Kind::From(1000)),
    ("machineDetectionSpeechEndThreshold", Kind::From(500)),
    ("machineDetectionSilenceTimeout", Kind::From(2000)),
    ("amdStatusCallback", Kind::Any),
    ("amdStatusCallbackMethod", METHOD),
];
const CLIENT: Attributes = &[
    ("url", Kind::Any),
    ("method", METHOD),
    ("statusCallback", Kind::Any),
    ("statusCallbackEvent", STATUS_EVENTS),
    ("statusCallbackMethod", METHOD),
];
const CONFERENCE: Attributes = &[
    ("beep", Kind::One(&["true", "false", "onEnter", "onExit"])),
    ("coach", Kind::Any),
    ("endConferenceOnExit", Kind::Flag),
    ("eventCallbackUrl", Kind::Any),
    ("jitterBufferSize", Kind::One(&["small", "medium", "large", "off"])),
    ("maxParticipants", Kind::From(1)),
    ("muted", Kind::Flag),
    ("participantLabel", Kind::Any),
    ("record", Kind::One(&["do-not-record", "record-from-start"])),
    ("recordingConfigurationId", Kind::Any),
    ("recordingStatusCallback", Kind::Any),
    ("recordingStatusCallbackEvent", RECORDING_EVENTS),
    ("recordingStatusCallbackMethod", METHOD),
    ("region", Kind::One(&["us1", "us2", "ie1", "de1", "sg1", "br1", "au1", "jp1"])),
    ("startConferenceOnEnter", Kind::Flag),
    ("statusCallback", Kind::Any),
    ("statusCallbackEvent", CONFERENCE_EVENTS),
    ("statusCallbackMethod", METHOD),
    ("trim", TRIM),
    ("waitMethod", METHOD),
    ("waitUrl", Kind::Any),
];
const RECORD: Attributes = &[
    ("action", Kind::Any),
    ("method", METHOD),
    ("finishOnKey", Kind::Keys),
    ("maxLength", Kind::From(2)),
    ("playBeep", Kind::Flag),
    ("timeout", Kind::From(0)),
    ("transcribe", Kind::Flag),
    ("transcribeCallback", Kind::Any),
    ("trim", TRIM),
    ("recordingStatusCallback", Kind::Any),
    ("recordingStatusCallbackEvent", RECORDING_EVENTS),
    ("recordingStatusCallbackMethod", METHOD),
];
const GATHER: Attributes = &[
    ("action", Kind::Any),
    ("actionOnEmptyResult", Kind::Flag),
    ("bargeIn", Kind::Flag),
    ("enhanced", Kind::Flag),
    ("finishOnKey", Kind::Keys),
    ("hints", Kind::Any),
    ("input", Kind::Words(&["dtmf", "speech"])),
    ("language", Kind::Any),
    ("maxSpeechTime", Kind::From(1)),
    ("method", METHOD),
    ("numDigits", Kind::From(1)),
    ("partialResultCallback", Kind::Any),
    ("partialResultCallbackMethod", METHOD),
    ("profanityFilter", Kind::Flag),
    ("speechModel", Kind::Any),
    ("speechTimeout", Kind::Any),
    ("timeout", Kind::From(0)),
];
const PARAMETER: Attributes = &[("name", Kind::Any), ("value", Kind::Any)];

/// Attributes of an element in its place, and whether it may have text.
fn rule(parent: &str, name: &str) -> Option<(Attributes, bool)> {
    Some(match (parent, name) {
        ("Response" | "Gather", "Say") => (SAY, true),
        ("Response" | "Gather", "Play") => (PLAY, true),
        ("Response" | "Gather", "Pause") => (PAUSE, false),
        ("Response", "Redirect") => (REDIRECT, true),
        ("Response", "Reject") => (REJECT, false),
        ("Response", "Hangup") => (&[], false),
        ("Response", "Dial") => (DIAL, true),
        ("Response", "Record") => (RECORD, false),
        ("Response", "Gather") => (GATHER, false),
        ("Dial", "Number") => (NUMBER, true),
        ("Dial", "Client") => (CLIENT, true),
        ("Dial", "Conference") => (CONFERENCE, true),
        ("Client", "Identity") => (&[], true),
        ("Client", "Parameter") => (PARAMETER, false),
        _ => return None,
    })
}

/// Takes what TwiML does not have out of a document; each as a warning.
pub(crate) fn check(root: &mut Element) -> Vec<String> {
    let mut problems = vec![];
    for (name, _) in &root.attributes {
        problems.push(format!("12200: invalid attribute {name} of Response"));
    }
    if !root.text.is_empty() {
        problems.push("12200: text outside a verb".to_owned());
    }
    keep_known("Response", root, &mut problems);
    problems
}

fn keep_known(parent: &str, element: &mut Element, problems: &mut Vec<String>) {
    element.children.retain_mut(|child| {
        let Some((attributes, has_text)) = rule(parent, &child.name) else {
            problems.push(format!("12200: invalid element {} in {parent}", child.name));
            return false;
        };
        let name = child.name.clone();
        child.attributes.retain(|(key, value)| {
            let problem = match attributes.iter().find(|(known, _)| known == key) {
                None => Some(format!("12200: invalid attribute {key} of {name}")),
                Some((_, kind)) if !kind.allows(value) => {
                    Some(format!("12200: invalid value {value:?} of {name} {key}"))
                }
                Some(_) => None,
            };
            let is_fine = problem.is_none();
            problems.extend(problem);
            is_fine
        });
        if !has_text && !child.text.is_empty() {
            problems.push(format!("12200: {name} has no text"));
        }
        if name == "Say" && child.text.chars().count() > 4096 {
            problems.push("12200: Say has more than 4096 characters".to_owned());
        }
        keep_known(&name, child, problems);
        true
    });
}

impl Kind {
    fn allows(self, value: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Flag => matches!(value, "true" | "false"),
            Self::From(least) => value.parse::<u64>().is_ok_and(|number| number >= least),
            Self::Keys => value.bytes().all(|key| key.is_ascii_digit() || matches!(key, b'*' | b'#')),
            Self::One(known) => known.contains(&value),
            Self::Words(known) => !value.is_empty() && value.split(' ').all(|word| known.contains(&word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::markup::parse;
    use super::check;

    fn problems(inner: &str) -> Vec<String> {
        check(&mut parse(&format!("<Response>{inner}</Response>")).expect("XML"))
    }

    #[test]
    fn what_twilio_has_passes() {
        let fine = [
            r#"<Say voice="Polly.Joanna" language="en-US" loop="2">Hi</Say><Pause length="2"/><Hangup/>"#,
            r##"<Gather action="/a" numDigits="1" finishOnKey="#" timeout="5" input="dtmf speech"><Say>1</Say></Gather>"##,
            r#"<Record maxLength="120" transcribe="true" recordingStatusCallbackEvent="in-progress completed absent"/>"#,
            r#"<Dial record="record-from-answer-dual" timeout="20"><Number url="/w">+1</Number><Client><Identity>a</Identity><Parameter name="k" value="v"/></Client></Dial>"#,
            r#"<Reject reason="busy"/>"#,
            r#"<Dial action="/a"><Conference beep="false" waitUrl="" waitMethod="GET" maxParticipants="4" participantLabel="agent" statusCallback="/c" statusCallbackEvent="start end join leave" record="record-from-start">room 1</Conference></Dial>"#,
        ];
        for inner in fine {
            assert_eq!(problems(inner), Vec::<String>::new(), "{inner}");
        }
    }

    #[test]
    fn what_it_does_not_have_is_12200() {
        let wrong = [
            "<Speak>Hi</Speak>",
            r#"<Say voice="a" speed="2">Hi</Say>"#,
            r#"<Dial timeout="soon">+1</Dial>"#,
            r#"<Dial answerOnBridge="yes">+1</Dial>"#,
            r#"<Dial record="always">+1</Dial>"#,
            r#"<Record><Say>Hi</Say></Record>"#,
            "<Hangup>now</Hangup>",
            "Hi",
            r#"<Gather finishOnKey="x"/>"#,
            r#"<Number>+1</Number>"#,
            "<Conference>room</Conference>",
            r#"<Dial><Conference beep="loud">room</Conference></Dial>"#,
            r#"<Dial><Conference maxParticipants="0">room</Conference></Dial>"#,
            r#"<Dial><Conference statusCallbackEvent="completed">room</Conference></Dial>"#,
            r#"<Dial><Conference record="record-from-answer">room</Conference></Dial>"#,
            r#"<Record recordingStatusCallbackEvent="completed,absent"/>"#,
        ];
        for inner in wrong {
            let found = problems(inner);
            assert!(found.len() == 1 && found[0].starts_with("12200"), "{inner}: {found:?}");
        }
    }
}
