//! Rooms of conferences: who is in them, who leaves next, what they say to each other.
//!
//! # Source
//! Twilio, "TwiML Voice: Conference": a conference begins with two participants of whom one starts it; it ends when the
//! last one leaves, or one with `endConferenceOnExit`. A name means a room of one account.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::callbacks::CallbackPlan;
use super::capture::OpenCapture;
use super::line::Line;
use super::person::Speech;
use super::room_news::{Happening, News};

/// What a room tells one of its participants.
#[derive(Debug, Clone)]
pub(crate) enum Signal {
    /// Everybody hears everybody from this moment of the room's clock on.
    Started(Duration),
    /// Somebody came or left, at this moment of the room's clock.
    Changed(Duration),
    /// Somebody talks.
    Words(Speech),
    /// Somebody comes or leaves with a sound.
    Beep,
    /// The conference has ended, at this moment of the room's clock.
    Over(Duration),
}

/// Somebody in a room.
pub(crate) struct Member {
    /// The leg.
    pub(crate) sid: String,
    pub(crate) label: Option<String>,
    pub(crate) is_muted: bool,
    pub(crate) starts: bool,
    pub(crate) ends: bool,
    pub(crate) beeps_on_enter: bool,
    pub(crate) beeps_on_exit: bool,
    /// A person decides and no script.
    pub(crate) is_live: bool,
    /// When they hang up by their own plan, on the room's clock; before they enter, counted from then.
    pub(crate) leaves_at: Option<Duration>,
    /// What this participant's `<Dial>` captures.
    pub(crate) capture: Option<String>,
    pub(crate) signals: UnboundedSender<Signal>,
}

/// A room, from its first participant to its end.
pub(crate) struct Room {
    pub(crate) sid: String,
    pub(crate) name: String,
    pub(crate) members: Vec<Member>,
    pub(crate) is_started: bool,
    /// Where nothing waits in real time: how far its participants have come together.
    pub(crate) clock: Duration,
    /// Who is told of it: as the first participant wants it.
    pub(crate) plan: Option<CallbackPlan>,
    pub(crate) told: u32,
    /// What is to be captured of all of it from its beginning on.
    pub(crate) wanted: Option<OpenCapture>,
    /// What is captured of all of it, and on whose line.
    pub(crate) capture: Option<(OpenCapture, Line)>,
    pub(crate) words: Vec<String>,
}

/// The rooms, by account and name.
pub(crate) type Rooms = HashMap<(String, String), Room>;

/// How a room looks to one of its participants.
pub(crate) struct Outlook {
    pub(crate) has_live: bool,
    /// When the next of them hangs up by plan, and whether it is the one who asks.
    pub(crate) next: Option<(Duration, bool)>,
}

impl Room {
    pub(crate) fn new(sid: String, name: String, plan: Option<CallbackPlan>) -> Self {
        Self {
            sid,
            name,
            members: vec![],
            is_started: false,
            clock: Duration::ZERO,
            plan,
            told: 0,
            wanted: None,
            capture: None,
            words: vec![],
        }
    }

    /// Why somebody cannot come in.
    pub(crate) fn refuses(&self, newcomer: &Member, seats: usize) -> Option<&'static str> {
        if self.members.len() >= seats {
            return Some("16020: Conference is full");
        }
        let is_taken = newcomer.label.is_some() && self.members.iter().any(|member| member.label == newcomer.label);
        is_taken.then_some("16025: Dial->Conference: Participant label is in use by another participant")
    }

    /// Lets somebody in. True when the conference begins with that.
    pub(crate) fn admit(&mut self, mut newcomer: Member) -> (bool, Vec<News>) {
        newcomer.leaves_at = newcomer.leaves_at.map(|plan| self.clock + plan);
        let mut news = vec![self.news(Happening::Join, &newcomer, None)];
        if newcomer.beeps_on_enter && self.is_started {
            self.signal_all(&Signal::Beep);
        }
        self.members.push(newcomer);
        let begins = !self.is_started && self.members.len() > 1 && self.members.iter().any(|member| member.starts);
        if begins {
            self.is_started = true;
            news.extend(self.members.last().map(|last| self.news(Happening::Start, last, None)));
        }
        self.signal_all(&if begins { Signal::Started(self.clock) } else { Signal::Changed(self.clock) });
        (begins, self.numbered(news))
    }

    /// Lets somebody go, for a reason in Twilio's words. True when the conference ends with that.
    pub(crate) fn dismiss(&mut self, sid: &str, reason: &'static str) -> (bool, Vec<News>) {
        let Some(index) = self.members.iter().position(|member| member.sid == sid) else { return (false, vec![]) };
        let gone = self.members.remove(index);
        let mut news = vec![self.news(Happening::Leave, &gone, Some(reason))];
        let ends = gone.ends || self.members.is_empty();
        if ends {
            let others = self.members.iter();
            news.extend(others.map(|other| self.news(Happening::Leave, other, Some("moderator_ended_conference"))));
            let why = if gone.ends { "participant-with-end-conference-on-exit-left" } else { "last-participant-left" };
            news.push(self.news(Happening::End, &gone, Some(why)));
            self.signal_all(&Signal::Over(self.clock));
            return (true, self.numbered(news));
        }
        if gone.beeps_on_exit && self.is_started {
            self.signal_all(&Signal::Beep);
        }
        self.signal_all(&Signal::Changed(self.clock));
        (false, self.numbered(news))
    }

    /// Somebody talks. False when nobody can hear it.
    pub(crate) fn say(&mut self, sid: &str, speech: &Speech) -> bool {
        let is_heard = self.is_started && self.members.iter().any(|member| member.sid == sid && !member.is_muted);
        if is_heard {
            self.clock += Duration::from_millis(speech.length_ms);
            self.words.push(speech.text.clone());
            for other in self.members.iter().filter(|member| member.sid != sid) {
                // Who has left meanwhile hears nothing.
                let _ = other.signals.send(Signal::Words(speech.clone()));
            }
        }
        is_heard
    }

    pub(crate) fn outlook(&self, sid: &str) -> Outlook {
        let next = self.members.iter().filter_map(|member| Some((member.leaves_at?, member.sid.as_str()))).min();
        Outlook {
            has_live: self.members.iter().any(|member| member.is_live),
            next: next.map(|(at, who)| (at, who == sid)),
        }
    }

    fn signal_all(&self, signal: &Signal) {
        for member in &self.members {
            let _ = member.signals.send(signal.clone());
        }
    }

    fn news(&self, what: Happening, of: &Member, reason: Option<&'static str>) -> News {
        News::new(what, (&self.sid, &self.name), of, reason)
    }

    fn numbered(&mut self, mut news: Vec<News>) -> Vec<News> {
        for one in &mut news {
            self.told += 1;
            one.number = self.told;
        }
        news
    }
}
