//! Carries TwiML out on a leg, document after document.

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::document::{Ask, Document, Source, obtain};
use super::line::{Leg, Stop};
use super::markup::Element;
use super::rounds::Rounds;
use super::{dial, gather, record, speech};

/// A leg that has read so many documents goes in a circle.
const DOCUMENTS_MAX: usize = 100;
/// A document that took longer than this, by a clock with a pace, is no part of a circle.
const REAL_TIME: Duration = Duration::from_millis(500);

/// How the TwiML of a leg came to its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// No verb is left.
    RanOut,
    /// Somebody hung up: the person, or Twilio.
    HungUp,
    /// The call is over, with this status if it was not answered.
    Status(&'static str),
}

/// What follows a verb.
#[derive(Debug)]
pub(crate) enum Flow {
    /// The next verb.
    Next,
    /// Another document.
    Go(Source),
    /// Twilio hangs up.
    HangUp,
    /// Twilio does not take the call.
    Reject(&'static str),
    Stop(Stop),
}

impl Flow {
    pub(crate) fn ask(endpoint: super::super::webhook::Endpoint, params: Vec<(String, String)>) -> Self {
        Self::Go(Source::Ask(Ask { endpoint, params }))
    }
}

impl From<Result<(), Stop>> for Flow {
    fn from(passed: Result<(), Stop>) -> Self {
        passed.map_or_else(Self::Stop, |()| Self::Next)
    }
}

/// Carries out what a leg is given until nothing is left.
pub(crate) fn run(leg: &mut Leg, first: Source) -> BoxFuture<'_, Ending> {
    Box::pin(async move {
        let mut source = first;
        let mut rounds = Rounds::default();
        let mut read = 0;
        while read < DOCUMENTS_MAX {
            let flow = match rounds.stand_still(leg, &source).await {
                Ok(()) => {
                    let Some(document) = obtain(leg, source).await else {
                        if !leg.is_gone {
                            // "We are sorry, an application error has occurred."
                            leg.answer().await;
                        }
                        return Ending::HungUp;
                    };
                    rounds.note(leg, &document);
                    let begun = leg.now();
                    let flow = carry_out(leg, &document).await;
                    let took_real_time = !leg.line.timeline.is_instant() && leg.now() > begun + REAL_TIME;
                    read = if took_real_time { 0 } else { read + 1 };
                    flow
                }
                Err(stop) => Flow::Stop(stop),
            };
            source = match flow {
                Flow::Next => return Ending::RanOut,
                Flow::HangUp | Flow::Stop(Stop::HungUp) => return Ending::HungUp,
                Flow::Reject(status) | Flow::Stop(Stop::Ended(status)) => return Ending::Status(status),
                Flow::Go(source) => source,
                Flow::Stop(Stop::Replaced(source)) => {
                    rounds = Rounds::default();
                    source
                }
            };
        }
        leg.line.problem(&leg.sid, format!("the call went through {DOCUMENTS_MAX} documents and was ended"));
        Ending::HungUp
    })
}

async fn carry_out(leg: &mut Leg, document: &Document) -> Flow {
    for verb in &document.root.children {
        match perform(leg, document, verb).await {
            Flow::Next => {}
            other => return other,
        }
    }
    Flow::Next
}

/// Anything but `<Reject>`, `<Pause>`, `<Redirect>` and `<Dial answerOnBridge="true">` answers a call that rings.
async fn perform(leg: &mut Leg, document: &Document, verb: &Element) -> Flow {
    leg.carries_out(verb);
    let keeps_ringing = match verb.name.as_str() {
        "Reject" | "Pause" | "Redirect" => true,
        "Dial" => verb.flag("answerOnBridge", false),
        _ => false,
    };
    if !keeps_ringing {
        leg.answer().await;
    }
    match verb.name.as_str() {
        "Say" | "Play" => speech::utter(leg, document, verb).await.into(),
        "Pause" => leg.pass(Duration::from_secs(verb.number("length", 1))).await.into(),
        "Gather" => gather::gather(leg, document, verb).await,
        "Record" => record::record(leg, document, verb).await,
        "Dial" if leg.is_whispering => {
            leg.line.problem(&leg.sid, "13247: Dial is not allowed before the bridge");
            Flow::HangUp
        }
        "Dial" => dial::dial(leg, document, verb).await,
        "Redirect" => redirect(document, verb),
        "Reject" if leg.is_answered => Flow::HangUp,
        "Reject" => Flow::Reject(if verb.given("reason") == Some("busy") { "busy" } else { "no-answer" }),
        "Hangup" => Flow::HangUp,
        _ => Flow::Next,
    }
}

pub(crate) fn redirect(document: &Document, verb: &Element) -> Flow {
    let url =
        if verb.text.is_empty() { document.url.clone().unwrap_or_default() } else { document.absolute(&verb.text) };
    match super::super::webhook::Endpoint::new(&url, verb.given("method").unwrap_or("POST")) {
        Some(endpoint) => Flow::ask(endpoint, vec![]),
        None => Flow::Next,
    }
}
