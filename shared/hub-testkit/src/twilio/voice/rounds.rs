//! Documents that come back to themselves: somebody is on hold.
//!
//! A document of `<Say>`, `<Play>`, `<Pause>` and a `<Redirect>` to itself never ends by itself. When nothing waits in real
//! time the leg goes round it twice and then stands still, until it is redirected or ended, or the person hangs up.

use std::collections::HashSet;
use std::time::Duration;

use super::document::{Document, Source};
use super::line::{Event, Leg, Stop};

/// How often a leg goes round before it stands still.
const ROUNDS: u32 = 2;

/// The documents that a leg went through without anything but waiting in them.
#[derive(Default)]
pub(crate) struct Rounds {
    urls: HashSet<String>,
    again: u32,
    began: Option<Duration>,
}

impl Rounds {
    /// Notes a document that is carried out next.
    pub(crate) fn note(&mut self, leg: &Leg, document: &Document) {
        let waits = document.root.children.iter().all(|verb| is_waiting(&verb.name));
        let Some(url) = document.url.clone().filter(|_| waits) else {
            *self = Self::default();
            return;
        };
        self.began.get_or_insert(leg.now());
        self.again += u32::from(!self.urls.insert(url));
    }

    /// Stands still before what was carried out often enough. A live person who lets time pass
    /// ([`Ignore`](super::Action::Ignore)) goes round once more.
    ///
    /// # Errors
    /// What stopped the leg.
    pub(crate) async fn stand_still(&self, leg: &mut Leg, next: &Source) -> Result<(), Stop> {
        let Source::Ask(ask) = next else { return Ok(()) };
        let goes_round = self.again + 1 >= ROUNDS && self.urls.contains(&ask.endpoint.url);
        let time_passed = self.began.is_some_and(|began| leg.now() > began);
        if !(goes_round && time_passed && leg.line.timeline.is_instant()) {
            return Ok(());
        }
        leg.line.note(&leg.sid, "waiting");
        loop {
            match leg.event(None).await {
                Event::Stop(stop) => return Err(stop),
                Event::Ignored => return Ok(()),
                _ => {}
            }
        }
    }
}

fn is_waiting(verb: &str) -> bool {
    matches!(verb, "Say" | "Play" | "Pause" | "Redirect")
}
