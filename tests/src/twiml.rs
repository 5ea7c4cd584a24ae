//! Documents of the hub as Twilio reads them: parsed, held against what TwiML allows, and brought into one form.

use std::collections::BTreeMap;
use std::fmt::Write;

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesStart, Event};

/// An element of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// Its text.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Element>,
}

impl Element {
    /// An attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The elements of a name in it, at any depth, in the order of the document.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&Self> {
        let own = self.children.iter().flat_map(|child| {
            let itself = (child.name == name).then_some(child);
            itself.into_iter().chain(child.all(name))
        });
        own.collect()
    }

    /// The element with its attributes in the order of the alphabet.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(text, " {name}={value:?}");
        }
        let _ = write!(text, ">{:?}", self.text);
        self.children.iter().for_each(|child| text.push_str(&child.canonical()));
        text + &format!("</{}>", self.name)
    }
}

fn begun(tag: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: tag.name().0.to_owned(), ..Element::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = unescape(&attribute.value).map_err(|error| error.to_string())?.into_owned();
        element.attributes.insert(attribute.key.0.to_owned(), value);
    }
    Ok(element)
}

/// Reads a document; its root.
///
/// # Errors
/// What is wrong with it as XML.
pub fn parse(xml: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) => open.push(begun(&tag)?),
            Event::Empty(tag) => {
                let element = begun(&tag)?;
                open.last_mut().ok_or("nothing is open")?.children.push(element);
            }
            Event::End(_) => {
                let element = open.pop().ok_or("nothing is open")?;
                open.last_mut().ok_or("nothing is open")?.children.push(element);
            }
            Event::Text(part) => open.last_mut().ok_or("nothing is open")?.text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => {
                let c = entity.resolve_char_ref().map_err(|error| error.to_string())?;
                let text = c.map(String::from).or_else(|| resolve_xml_entity(&entity).map(str::to_owned));
                open.last_mut().ok_or("nothing is open")?.text.push_str(&text.ok_or("an unknown entity")?);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut document = open.pop().filter(|_| open.is_empty()).ok_or("the document ends too early")?;
    document.children.pop().ok_or_else(|| "the document is empty".to_owned())
}

const SAY: &[&str] = &["voice", "language", "loop"];
const DIAL: &[&str] = &[
    "action",
    "answerOnBridge",
    "callerId",
    "events",
    "hangupOnStar",
    "method",
    "record",
    "recordingStatusCallback",
    "recordingStatusCallbackEvent",
    "recordingStatusCallbackMethod",
    "recordingTrack",
    "ringTone",
    "sequential",
    "timeLimit",
    "timeout",
    "trim",
];
const CALLED: &[&str] = &["url", "method", "statusCallback", "statusCallbackEvent", "statusCallbackMethod"];
const CONFERENCE: &[&str] = &[
    "beep",
    "coach",
    "endConferenceOnExit",
    "jitterBufferSize",
    "maxParticipants",
    "muted",
    "participantLabel",
    "region",
    "startConferenceOnEnter",
    "statusCallback",
    "statusCallbackEvent",
    "statusCallbackMethod",
    "waitMethod",
    "waitUrl",
];
const RECORD: &[&str] = &[
    "action",
    "method",
    "finishOnKey",
    "maxLength",
    "playBeep",
    "timeout",
    "transcribe",
    "transcribeCallback",
    "trim",
    "recordingStatusCallback",
    "recordingStatusCallbackEvent",
    "recordingStatusCallbackMethod",
];
const GATHER: &[&str] = &[
    "action",
    "actionOnEmptyResult",
    "bargeIn",
    "finishOnKey",
    "hints",
    "input",
    "language",
    "method",
    "numDigits",
    "profanityFilter",
    "speechModel",
    "speechTimeout",
    "timeout",
];

/// The attributes and the children that an element may have.
///
/// # Source
/// The type declarations of Twilio's Node library 6.2.0.
fn allowed(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match name {
        "Response" => {
            (&[], &["Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject", "Message"])
        }
        "Say" => (SAY, &[]),
        "Play" => (&["digits", "loop"], &[]),
        "Pause" => (&["length"], &[]),
        "Gather" => (GATHER, &["Say", "Play", "Pause"]),
        "Record" => (RECORD, &[]),
        "Dial" => (DIAL, &["Number", "Client", "Conference"]),
        "Number" => (CALLED, &[]),
        "Conference" => (CONFERENCE, &[]),
        "Client" => (CALLED, &["Identity", "Parameter"]),
        "Identity" => (&[], &[]),
        "Parameter" => (&["name", "value"], &[]),
        "Redirect" => (&["method"], &[]),
        "Hangup" => (&[], &[]),
        "Reject" => (&["reason"], &[]),
        "Message" => (&[], &[]),
        _ => return None,
    })
}

/// The values that an attribute may have; `None` where any text is one.
fn is_right(name: &str, value: &str) -> bool {
    let one_of = |words: &[&str]| words.contains(&value);
    let some_of = |words: &[&str]| !value.is_empty() && value.split(' ').all(|word| words.contains(&word));
    let is_number = |from: u32, to: u32| value.parse().is_ok_and(|number: u32| (from..=to).contains(&number));
    match name {
        "answerOnBridge"
        | "sequential"
        | "playBeep"
        | "transcribe"
        | "actionOnEmptyResult"
        | "bargeIn"
        | "startConferenceOnEnter"
        | "endConferenceOnExit"
        | "beep" => one_of(&["true", "false"]),
        "method" | "statusCallbackMethod" | "recordingStatusCallbackMethod" => one_of(&["GET", "POST"]),
        "record" => one_of(&[
            "do-not-record",
            "record-from-answer",
            "record-from-answer-dual",
            "record-from-ringing",
            "record-from-ringing-dual",
        ]),
        "reason" => one_of(&["rejected", "busy"]),
        "trim" => one_of(&["trim-silence", "do-not-trim"]),
        "input" => some_of(&["dtmf", "speech"]),
        "statusCallbackEvent" => some_of(&["initiated", "ringing", "answered", "completed"]),
        "recordingStatusCallbackEvent" => some_of(&["in-progress", "completed", "absent"]),
        "timeout" => is_number(1, 600),
        "timeLimit" => is_number(1, 86_400),
        "maxLength" => is_number(1, 14_400),
        "numDigits" => is_number(1, 100),
        "length" => is_number(1, 180),
        "action" | "url" | "statusCallback" | "recordingStatusCallback" | "transcribeCallback" => {
            value.starts_with("http://127.0.0.1:") || value.starts_with("https://")
        }
        _ => true,
    }
}

/// Holds a document against what TwiML allows; what is wrong with it.
#[must_use]
pub fn problems(root: &Element) -> Vec<String> {
    let mut problems = Vec::new();
    if root.name != "Response" {
        problems.push(format!("the root is {}", root.name));
    }
    check(root, &mut problems);
    problems
}

fn check(element: &Element, problems: &mut Vec<String>) {
    let name = element.name.as_str();
    let Some((attributes, children)) = allowed(name) else {
        problems.push(format!("{name} is no verb"));
        return;
    };
    for (attribute, value) in &element.attributes {
        if !attributes.contains(&attribute.as_str()) || !is_right(attribute, value) {
            problems.push(format!("{name} {attribute}={value:?}"));
        }
    }
    let needs_text = matches!(name, "Say" | "Play" | "Number" | "Identity" | "Redirect" | "Conference");
    let is_long = name == "Say" && element.text.chars().count() > 4096;
    if (needs_text && element.text.trim().is_empty()) || is_long {
        problems.push(format!("{name} has {} characters", element.text.len()));
    }
    if name == "Dial" && (element.children.len() > 10 || (element.children.is_empty() && element.text.is_empty())) {
        problems.push(format!("Dial rings {}", element.children.len()));
    }
    if name == "Identity" && !element.text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        problems.push(format!("Identity {}", element.text));
    }
    for child in &element.children {
        if !children.contains(&child.name.as_str()) {
            problems.push(format!("{} in {name}", child.name));
        }
        check(child, problems);
    }
}
