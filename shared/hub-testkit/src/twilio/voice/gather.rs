//! `<Gather>`: keys (or words) for the hub.
//!
//! # Source
//! Twilio, "TwiML Voice: Gather": without input, or with the finishing key alone, the next verb follows, unless
//! `actionOnEmptyResult`; without an action the present document is asked for again.

use std::time::Duration;

use super::document::Document;
use super::line::{Event, Leg, Stop};
use super::markup::Element;
use super::run::Flow;
use super::speech;

/// How long a person thinks before they press what they mean to press.
const THOUGHT: Duration = Duration::from_secs(1);

/// What came in so far.
#[derive(Default)]
struct Input {
    digits: String,
    finished_on: Option<char>,
    words: Option<String>,
    is_done: bool,
}

struct Rules {
    digits_max: usize,
    finish_on: String,
    takes_keys: bool,
    takes_words: bool,
}

impl Rules {
    fn read(verb: &Element) -> Self {
        let inputs = verb.given("input").unwrap_or("dtmf");
        Self {
            digits_max: usize::try_from(verb.number("numDigits", u64::MAX)).unwrap_or(usize::MAX),
            finish_on: verb.attribute("finishOnKey").unwrap_or("#").to_owned(),
            takes_keys: inputs.contains("dtmf"),
            takes_words: inputs.contains("speech"),
        }
    }
}

impl Input {
    fn take(&mut self, rules: &Rules, event: Event) -> Result<(), Stop> {
        match event {
            Event::Keys(keys) if rules.takes_keys => keys.chars().for_each(|key| self.take_key(rules, key)),
            Event::Voice(speech) if rules.takes_words => {
                self.words = Some(speech.text);
                self.is_done = true;
            }
            Event::Elapsed | Event::Ignored => self.is_done = true,
            Event::Stop(stop) => return Err(stop),
            _ => {}
        }
        Ok(())
    }

    fn take_key(&mut self, rules: &Rules, key: char) {
        if self.is_done {
            return;
        }
        if rules.finish_on.contains(key) {
            self.finished_on = Some(key);
            self.is_done = true;
            return;
        }
        self.digits.push(key);
        self.is_done = self.digits.len() >= rules.digits_max;
    }

    fn is_empty(&self) -> bool {
        self.digits.is_empty() && self.words.is_none()
    }
}

pub(crate) async fn gather(leg: &mut Leg, document: &Document, verb: &Element) -> Flow {
    let rules = Rules::read(verb);
    let mut input = Input::default();
    if let Err(stop) = listen(leg, document, verb, (&rules, &mut input)).await {
        return Flow::Stop(stop);
    }
    if input.is_empty() && !verb.flag("actionOnEmptyResult", false) {
        return Flow::Next;
    }
    let method = verb.given("method").unwrap_or("POST");
    let action = document.endpoint(verb, "action", "method").or_else(|| document.again(method));
    let Some(action) = action else { return Flow::Next };
    let mut params = vec![("msg".to_owned(), "Gather End".to_owned())];
    match input.words {
        Some(words) => {
            params.push(("SpeechResult".to_owned(), words));
            params.push(("Confidence".to_owned(), "0.92".to_owned()));
        }
        None => {
            params.push(("Digits".to_owned(), input.digits));
            params.push(("FinishedOnKey".to_owned(), input.finished_on.map(String::from).unwrap_or_default()));
        }
    }
    Flow::ask(action, params)
}

async fn listen(
    leg: &mut Leg,
    document: &Document,
    verb: &Element,
    (rules, input): (&Rules, &mut Input),
) -> Result<(), Stop> {
    for prompt in &verb.children {
        leg.carries_out(prompt);
        let length = match prompt.name.as_str() {
            "Pause" => Duration::from_secs(prompt.number("length", 1)),
            _ => speech::sound(leg, document, prompt).await,
        };
        if !verb.flag("bargeIn", true) {
            leg.pass(length).await?;
        } else if interrupted(leg, length, (rules, input)).await? {
            break;
        }
    }
    if !input.is_done && input.is_empty() {
        answer_by_script(leg, rules, input).await?;
    }
    let patience = Duration::from_secs(verb.number("timeout", 5));
    while !input.is_done {
        let event = leg.await_person(patience).await;
        input.take(rules, event)?;
    }
    Ok(())
}

/// Plays a prompt; true when something came in before its end.
async fn interrupted(leg: &mut Leg, length: Duration, (rules, input): (&Rules, &mut Input)) -> Result<bool, Stop> {
    let end = leg.now() + length;
    loop {
        match leg.event(Some(end)).await {
            Event::Elapsed => return Ok(false),
            Event::Ignored => {}
            event => input.take(rules, event)?,
        }
        if input.is_done || !input.is_empty() {
            return Ok(true);
        }
    }
}

/// What a scripted person has planned for this moment.
async fn answer_by_script(leg: &mut Leg, rules: &Rules, input: &mut Input) -> Result<(), Stop> {
    let planned = if let Some(keys) = leg.next_keys() {
        leg.line.note(&leg.sid, format!("pressed {keys}"));
        Event::Keys(keys)
    } else if let Some(speech) = rules.takes_words.then(|| leg.next_speech()).flatten() {
        leg.line.note(&leg.sid, "spoke");
        Event::Voice(speech)
    } else {
        return Ok(());
    };
    leg.pass(THOUGHT).await?;
    input.take(rules, planned)
}
