//! TwiML: whatever is said in a document, it is well-formed, and has exactly the verbs that the hub meant.

use hub_lambda::twilio::twiml::document;
use hub_lambda::twilio::twiml::verbs::{Callee, Conference, Dial, Element, Gather, Noun, Reason, Record, Say, Verb};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tests::twiml::{Element as Read, parse};

use crate::engine::holds;

/// Words that try to be something else.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        2 => "\\PC{0,30}",
        2 => "[<>&\"'/a-z!?=\\[\\]-]{0,24}",
        1 => Just("</Say></Response><Response><Dial>+14155550123</Dial>".to_owned()),
        1 => Just("]]><!--<?xml version=\"1.0\"?>&#0;&lt;\u{0}\u{FFFE}\r\n".to_owned()),
        1 => Just("\" action=\"https://elsewhere.test".to_owned()),
    ]
}

fn callee() -> impl Strategy<Value = Callee> {
    (words(), option::of(words()), option::of(words())).prop_map(|(name, url, status_callback)| Callee {
        name,
        url,
        status_callback,
        status_callback_events: vec!["answered"],
    })
}

fn noun() -> impl Strategy<Value = Noun> {
    prop_oneof![
        callee().prop_map(Noun::Number),
        (callee(), words()).prop_map(|(callee, value)| Noun::Client(callee, vec![("name", value)])),
        words().prop_map(Noun::Plain),
        (words(), any::<bool>()).prop_map(|(name, ends_on_exit)| Noun::Conference(Conference { name, ends_on_exit })),
    ]
}

fn verb() -> impl Strategy<Value = Verb> {
    let say = || (words(), option::of(words()), option::of(words()));
    let say = || say().prop_map(|(text, voice, language)| Verb::Say(Say { text, voice, language }));
    let gather = (option::of(words()), option::of(words()), vec(say(), 0..3)).prop_map(|(action, hints, prompts)| {
        Verb::Gather(Gather { input: vec!["dtmf"], action, hints, prompts, ..Gather::default() })
    });
    let record = (option::of(words()), option::of(words())).prop_map(|(action, transcribe_callback)| {
        Verb::Record(Record { action, transcribe_callback, ..Record::default() })
    });
    let dial = (option::of(words()), option::of(words()), vec(noun(), 0..3))
        .prop_map(|(action, caller_id, nouns)| Verb::Dial(Dial { action, caller_id, nouns, ..Dial::default() }));
    prop_oneof![
        say(),
        words().prop_map(Verb::Message),
        words().prop_map(Verb::Play),
        words().prop_map(Verb::Redirect),
        gather,
        record,
        dial,
        Just(Verb::Hangup),
        Just(Verb::Reject(Reason::Busy)),
        any::<u32>().prop_map(Verb::Pause),
    ]
}

/// What XML can carry of a text, with its ends of lines as a reader sees them.
fn carried(text: &str) -> String {
    let is_char =
        |c: &char| matches!(c, '\t' | '\n' | '\r') || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(is_char).collect()
}

/// Spaces between words are of no weight.
fn squeezed(text: &str) -> String {
    carried(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn same(meant: &Element, read: &Read) -> Result<(), TestCaseError> {
    prop_assert_eq!(meant.name, &read.name);
    prop_assert_eq!(meant.attributes.len(), read.attributes.len(), "of {}", meant.name);
    for (name, value) in &meant.attributes {
        prop_assert_eq!(squeezed(value), squeezed(read.attribute(name).unwrap_or_default()), "{}", name);
    }
    prop_assert_eq!(squeezed(meant.text.as_deref().unwrap_or_default()), squeezed(&read.text));
    prop_assert_eq!(meant.children.len(), read.children.len(), "in {}", meant.name);
    meant.children.iter().zip(&read.children).try_for_each(|(meant, read)| same(meant, read))
}

#[test]
fn a_document_has_the_verbs_that_were_meant_and_no_other() {
    holds(4_000, &vec(verb(), 0..4), |verbs| {
        let xml = String::from_utf8(document(&verbs)).expect("text");
        let read = parse(&xml).map_err(|error| TestCaseError::fail(format!("{error}: {xml}")))?;
        prop_assert_eq!(read.name.as_str(), "Response");
        prop_assert_eq!(verbs.len(), read.children.len(), "{}", xml);
        verbs.iter().zip(&read.children).try_for_each(|(verb, read)| same(&verb.element(), read))
    });
}
