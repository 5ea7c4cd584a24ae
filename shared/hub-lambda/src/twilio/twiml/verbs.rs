//! The verbs and nouns of TwiML that the hub uses, with their attributes.
//!
//! # Source
//! Twilio's TwiML reference, and the type declarations of its Node library 6.2.0.

use std::fmt::Display;

/// An element as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Its name.
    pub name: &'static str,
    /// Its attributes, in the order in which they are written.
    pub attributes: Vec<(&'static str, String)>,
    /// Its text.
    pub text: Option<String>,
    /// The elements in it.
    pub children: Vec<Element>,
}

impl Element {
    fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), text: None, children: Vec::new() }
    }

    fn text(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    /// With an attribute, if there is a value for it.
    fn with(mut self, name: &'static str, value: Option<impl Display>) -> Self {
        self.attributes.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// With a list as an attribute, if it has members.
    fn with_list(self, name: &'static str, values: &[&str]) -> Self {
        let list = (!values.is_empty()).then(|| values.join(" "));
        self.with(name, list)
    }

    fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }
}

/// Something that Twilio does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Speaks.
    Say(Say),
    /// Plays a sound at a URL.
    Play(String),
    /// Waits for some seconds.
    Pause(u32),
    /// Waits for keys or words.
    Gather(Gather),
    /// Records the caller.
    Record(Record),
    /// Rings other phones.
    Dial(Dial),
    /// Goes on with another document, asked for by POST.
    Redirect(String),
    /// Ends the call.
    Hangup,
    /// Does not take the call at all.
    Reject(Reason),
    /// Answers a text by a text.
    Message(String),
}

/// Spoken words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Say {
    /// The words, at most 4,096 characters.
    pub text: String,
    /// Who speaks.
    pub voice: Option<String>,
    /// In which language, such as `en-US`.
    pub language: Option<String>,
}

/// Why a call is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the field's own words")]
pub enum Reason {
    Rejected,
    Busy,
}

/// Waiting for keys or words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gather {
    /// `dtmf`, `speech` or both.
    pub input: Vec<&'static str>,
    /// So many keys are enough.
    pub num_digits: Option<u32>,
    /// How long the caller may hesitate, in seconds.
    pub timeout: Option<u32>,
    /// Where the result is posted.
    pub action: Option<String>,
    /// Whether it is posted without a result, too.
    pub action_on_empty_result: Option<bool>,
    /// Words that are likely.
    pub hints: Option<String>,
    /// What the caller hears meanwhile.
    pub prompts: Vec<Verb>,
}

/// Recording the caller alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Where it goes on afterwards.
    pub action: Option<String>,
    /// The longest recording, in seconds.
    pub max_length: Option<u32>,
    /// Whether a beep says that it begins.
    pub play_beep: Option<bool>,
    /// Keys that end it.
    pub finish_on_key: Option<&'static str>,
    /// So many seconds of silence end it.
    pub timeout: Option<u32>,
    /// Whether silence at both ends is cut off.
    pub trims_silence: bool,
    /// Where its state is posted.
    pub status_callback: Option<String>,
    /// Which states are posted.
    pub status_callback_events: Vec<&'static str>,
    /// Where its words are posted; without it nobody writes them down.
    pub transcribe_callback: Option<String>,
}

/// Ringing other phones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dial {
    /// Where it goes on afterwards.
    pub action: Option<String>,
    /// Whether the caller hears ringing until somebody takes the call.
    pub answer_on_bridge: Option<bool>,
    /// The number that the others see.
    pub caller_id: Option<String>,
    /// How long it rings, in seconds.
    pub timeout: Option<u32>,
    /// The longest call, in seconds.
    pub time_limit: Option<u32>,
    /// Whether both sides are recorded, each by itself, from the moment at which the call is taken.
    pub is_recorded: bool,
    /// Where the recording's state is posted.
    pub recording_status_callback: Option<String>,
    /// Which states are posted.
    pub recording_status_callback_events: Vec<&'static str>,
    /// Whether the phones ring one after the other.
    pub sequential: Option<bool>,
    /// Who is called.
    pub nouns: Vec<Noun>,
}

/// Who is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noun {
    /// A phone.
    Number(Callee),
    /// The browsers of a person, under their identity, with values for the page.
    Client(Callee, Vec<(&'static str, String)>),
    /// A phone, in the plain form of the verb.
    Plain(String),
    /// A room, in which everybody talks with everybody.
    Conference(Conference),
}

/// A room of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// Its name.
    pub name: String,
    /// Whether it ends for everybody when this line leaves it.
    pub ends_on_exit: bool,
}

/// A phone or an identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Callee {
    /// The number or the identity.
    pub name: String,
    /// The document that they hear before they are connected.
    pub url: Option<String>,
    /// Where its state is posted.
    pub status_callback: Option<String>,
    /// Which states are posted.
    pub status_callback_events: Vec<&'static str>,
}

impl Verb {
    /// Words in a voice.
    #[must_use]
    pub fn say(voice: &str, text: &str) -> Self {
        Self::Say(Say { text: text.to_owned(), voice: Some(voice.to_owned()), language: None })
    }

    /// The verb as it is written.
    #[must_use]
    pub fn element(&self) -> Element {
        match self {
            Self::Say(say) => {
                let element = Element::new("Say").with("voice", say.voice.as_ref());
                element.with("language", say.language.as_ref()).text(&say.text)
            }
            Self::Play(url) => Element::new("Play").text(url),
            Self::Pause(seconds) => Element::new("Pause").with("length", Some(seconds)),
            Self::Gather(gather) => gather.element(),
            Self::Record(record) => record.element(),
            Self::Dial(dial) => dial.element(),
            Self::Redirect(url) => Element::new("Redirect").with("method", Some("POST")).text(url),
            Self::Hangup => Element::new("Hangup"),
            Self::Reject(reason) => {
                let word = if *reason == Reason::Busy { "busy" } else { "rejected" };
                Element::new("Reject").with("reason", Some(word))
            }
            Self::Message(text) => Element::new("Message").text(text),
        }
    }
}

impl Gather {
    fn element(&self) -> Element {
        Element::new("Gather")
            .with_list("input", &self.input)
            .with("numDigits", self.num_digits)
            .with("timeout", self.timeout)
            .with("action", self.action.as_ref())
            .with("actionOnEmptyResult", self.action_on_empty_result)
            .with("hints", self.hints.as_ref())
            .children(self.prompts.iter().map(Verb::element))
    }
}

impl Record {
    fn element(&self) -> Element {
        let transcribes = self.transcribe_callback.is_some();
        Element::new("Record")
            .with("action", self.action.as_ref())
            .with("maxLength", self.max_length)
            .with("playBeep", self.play_beep)
            .with("finishOnKey", self.finish_on_key)
            .with("timeout", self.timeout)
            .with("trim", self.trims_silence.then_some("trim-silence"))
            .with("recordingStatusCallback", self.status_callback.as_ref())
            .with_list("recordingStatusCallbackEvent", &self.status_callback_events)
            .with("transcribe", transcribes.then_some(true))
            .with("transcribeCallback", self.transcribe_callback.as_ref())
    }
}

impl Dial {
    fn element(&self) -> Element {
        let element = Element::new("Dial")
            .with("action", self.action.as_ref())
            .with("callerId", self.caller_id.as_ref())
            .with("timeout", self.timeout)
            .with("record", self.is_recorded.then_some("record-from-answer-dual"))
            .with("recordingStatusCallback", self.recording_status_callback.as_ref())
            .with_list("recordingStatusCallbackEvent", &self.recording_status_callback_events)
            .with("answerOnBridge", self.answer_on_bridge)
            .with("timeLimit", self.time_limit)
            .with("sequential", self.sequential);
        match &self.nouns[..] {
            [Noun::Plain(number)] => element.text(number),
            nouns => element.children(nouns.iter().map(Noun::element)),
        }
    }
}

impl Noun {
    fn element(&self) -> Element {
        match self {
            Self::Number(callee) => callee.element("Number").text(&callee.name),
            Self::Plain(number) => Element::new("Number").text(number),
            Self::Conference(room) => Element::new("Conference")
                .with("beep", Some(false))
                .with("startConferenceOnEnter", Some(true))
                .with("endConferenceOnExit", Some(room.ends_on_exit))
                // Whoever waits for the others hears nothing.
                .with("waitUrl", Some(""))
                .text(&room.name),
            Self::Client(callee, values) if values.is_empty() => callee.element("Client").text(&callee.name),
            Self::Client(callee, values) => {
                let parameter = |(name, value): &(&'static str, String)| {
                    Element::new("Parameter").with("name", Some(name)).with("value", Some(value))
                };
                let identity = Element::new("Identity").text(&callee.name);
                callee.element("Client").children([identity]).children(values.iter().map(parameter))
            }
        }
    }
}

impl Callee {
    fn element(&self, name: &'static str) -> Element {
        Element::new(name)
            .with("url", self.url.as_ref())
            .with("statusCallback", self.status_callback.as_ref())
            .with_list("statusCallbackEvent", &self.status_callback_events)
            .with("statusCallbackMethod", self.status_callback.as_ref().map(|_| "POST"))
    }
}
