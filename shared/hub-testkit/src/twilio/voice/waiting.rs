//! What somebody hears in a conference that has not begun.
//!
//! # Source
//! Twilio, "TwiML Voice: Conference", waitUrl: a file, or a document of `<Play>`, `<Say>`, `<Pause>` and `<Redirect>`; when
//! it has run out there is silence. Without one there is music, with an empty one silence.

use std::time::Duration;

use super::conference::End;
use super::document::{Ask, Document, Source, obtain};
use super::line::{Event, Leg, Stop};
use super::markup::Element;
use super::rounds::Rounds;
use super::run::{Flow, redirect};
use super::speech;

/// How Twilio's own music is written down.
const MUSIC: &str = "hold music";

/// Lets a leg hear what a noun asks for, and then nothing, until something ends it.
pub(crate) async fn hear(leg: &mut Leg, document: &Document, noun: &Element, limit: Duration) -> End {
    let until = (!leg.line.timeline.is_instant()).then(|| leg.now() + limit);
    let heard = match noun.attribute("waitUrl") {
        None => {
            leg.hears("Play", MUSIC);
            Ok(())
        }
        Some("") => Ok(()),
        Some(url) if is_file(url) => {
            let play = Element { name: "Play".to_owned(), text: url.to_owned(), ..Element::default() };
            speech::utter(leg, document, &play).await.map_err(End::Stopped)
        }
        Some(_) => match document.endpoint(noun, "waitUrl", "waitMethod") {
            Some(endpoint) => carry_out(leg, Source::Ask(Ask { endpoint, params: vec![] })).await,
            None => Ok(()),
        },
    };
    if let Err(end) = heard {
        return end;
    }
    loop {
        match leg.event(until).await {
            Event::Stop(stop) => return End::Stopped(stop),
            Event::Elapsed => return End::Left,
            _ => {}
        }
    }
}

fn is_file(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    std::path::Path::new(path)
        .extension()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("mp3") || kind.eq_ignore_ascii_case("wav"))
}

async fn carry_out(leg: &mut Leg, first: Source) -> Result<(), End> {
    let mut source = first;
    let mut rounds = Rounds::default();
    loop {
        rounds.stand_still(leg, &source).await.map_err(End::Stopped)?;
        let Some(document) = obtain(leg, source).await else { return Err(End::Failed) };
        rounds.note(leg, &document);
        match once(leg, &document).await.map_err(End::Stopped)? {
            Some(next) => source = next,
            None => return Ok(()),
        }
    }
}

/// Carries a document out; where it redirects to.
async fn once(leg: &mut Leg, document: &Document) -> Result<Option<Source>, Stop> {
    let begun = leg.now();
    for verb in &document.root.children {
        leg.carries_out(verb);
        match verb.name.as_str() {
            "Say" | "Play" => speech::utter(leg, document, verb).await?,
            "Pause" => leg.pass(Duration::from_secs(verb.number("length", 1))).await?,
            "Redirect" => {
                if leg.now() == begun {
                    // A circle in which nothing is heard.
                    leg.pass(Duration::from_secs(1)).await?;
                }
                if let Flow::Go(next) = redirect(document, verb) {
                    return Ok(Some(next));
                }
            }
            other => leg.line.problem(&leg.sid, format!("12200: {other} is not allowed before a conference begins")),
        }
    }
    Ok(None)
}
