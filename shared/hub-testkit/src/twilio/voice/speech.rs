//! `<Say>` and `<Play>`: what is heard, and how long it takes.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;

use super::document::Document;
use super::line::{Leg, Stop};
use super::markup::Element;

/// A voice says some fifteen characters a second.
const MS_PER_CHARACTER: u64 = 65;
const PLAY_SECONDS: u64 = 3;
const KEY_MS: u64 = 250;
/// `loop="0"` goes on until somebody hangs up.
const ENDLESS: u32 = 1_000;

/// Lets a leg hear a `<Say>` or a `<Play>` to its end.
pub(crate) async fn utter(leg: &mut Leg, document: &Document, verb: &Element) -> Result<(), Stop> {
    let length = sound(leg, document, verb).await;
    leg.pass(length).await
}

/// Notes what a leg hears and gives its length.
pub(crate) async fn sound(leg: &Leg, document: &Document, verb: &Element) -> Duration {
    let repeats = match verb.number("loop", 1) {
        0 => ENDLESS,
        count => u32::try_from(count).unwrap_or(ENDLESS),
    };
    if verb.name == "Say" {
        leg.hears("Say", verb.text.as_str());
        let length = (verb.text.chars().count() as u64 * MS_PER_CHARACTER).max(1_000);
        return Duration::from_millis(length) * repeats;
    }
    if let Some(keys) = verb.given("digits") {
        leg.hears("Play", keys);
        return Duration::from_millis(keys.len() as u64 * KEY_MS) * repeats;
    }
    let url = document.absolute(&verb.text);
    match fetch(leg, &url).await {
        Ok(()) => {
            leg.hears("Play", url);
            Duration::from_secs(PLAY_SECONDS) * repeats
        }
        Err(problem) => {
            leg.line.problem(&leg.sid, problem);
            Duration::ZERO
        }
    }
}

/// Fetches a file as Twilio does, if it is on this machine.
async fn fetch(leg: &Leg, url: &str) -> Result<(), String> {
    let inner = &leg.line.state.inner;
    let elsewhere = inner.config.deliver_to.iter().find_map(|to| to.rewrite(url));
    let is_local = url.starts_with("http://127.0.0.1") || url.starts_with("http://localhost");
    if elsewhere.is_none() && !is_local {
        return Ok(());
    }
    let request = inner.client.get(elsewhere.as_deref().unwrap_or(url)).send();
    let answer = leg.line.timeline.while_busy(request).await.map_err(|error| format!("11200: {url}: {error}"))?;
    if !answer.status().is_success() {
        return Err(format!("11200: HTTP retrieval failure: {url} answered {}", answer.status()));
    }
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("audio/") { Ok(()) } else { Err(format!("12300: invalid content type {kind:?} of {url}")) }
}
