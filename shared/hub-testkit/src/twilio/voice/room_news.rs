//! What the hub is told of a conference.
//!
//! # Source
//! Twilio, "TwiML Voice: Conference", statusCallback: its parameters and on which event each of them is sent.

use super::super::record::WebhookKind;
use super::super::wire::rfc2822;
use super::callbacks::{self, CallbackPlan};
use super::line::Line;
use super::params::Params;
use super::room::Member;

/// What happened in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happening {
    Join,
    Leave,
    Start,
    End,
}

impl Happening {
    /// As `statusCallbackEvent` asks for it, and as the callback calls it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Join => ("join", "participant-join"),
            Self::Leave => ("leave", "participant-leave"),
            Self::Start => ("start", "conference-start"),
            Self::End => ("end", "conference-end"),
        }
    }
}

/// One thing that happened in a room.
pub(crate) struct News {
    what: Happening,
    room: (String, String),
    leg: String,
    label: Option<String>,
    /// Muted, starts, ends.
    flags: (bool, bool, bool),
    reason: Option<&'static str>,
    /// From 1.
    pub(crate) number: u32,
}

impl News {
    pub(crate) fn new(what: Happening, room: (&str, &str), of: &Member, reason: Option<&'static str>) -> Self {
        Self {
            what,
            room: (room.0.to_owned(), room.1.to_owned()),
            leg: of.sid.clone(),
            label: of.label.clone(),
            flags: (of.is_muted, of.starts, of.ends),
            reason,
            number: 0,
        }
    }

    fn params(&self, line: &Line) -> Params {
        let (muted, starts, ends) = self.flags;
        let mut params = Params::new();
        let mut add = |name: &str, value: String| params.push((name.to_owned(), value));
        add("ConferenceSid", self.room.0.clone());
        add("FriendlyName", self.room.1.clone());
        add("AccountSid", line.account_sid.clone());
        add("SequenceNumber", self.number.to_string());
        add("Timestamp", rfc2822(line.at()));
        add("StatusCallbackEvent", self.what.words().1.to_owned());
        match self.what {
            Happening::Join | Happening::Leave => {
                add("CallSid", self.leg.clone());
                add("Muted", muted.to_string());
                add("Hold", "false".to_owned());
                add("Coaching", "false".to_owned());
                add("EndConferenceOnExit", ends.to_string());
                add("StartConferenceOnEnter", starts.to_string());
                self.label.iter().for_each(|label| add("ParticipantLabel", label.clone()));
            }
            Happening::End => {
                add("CallSidEndingConference", self.leg.clone());
                self.label.iter().for_each(|label| add("ParticipantLabelEndingConference", label.clone()));
                add("ReasonConferenceEnded", self.reason.unwrap_or_default().to_owned());
            }
            Happening::Start => {}
        }
        if self.what == Happening::Leave {
            let has_hung_up = self.reason == Some("participant_hung_up");
            add("ParticipantCallStatus", if has_hung_up { "completed" } else { "in-progress" }.to_owned());
            add("ReasonParticipantLeft", self.reason.unwrap_or_default().to_owned());
        }
        params
    }
}

/// Tells of what happened, one after the other, before the leg goes on.
pub(crate) async fn tell(line: &Line, sid: &str, plan: Option<&CallbackPlan>, news: Vec<News>) {
    let Some(plan) = plan else { return };
    for one in news {
        if plan.events.iter().any(|event| event == one.what.words().0) {
            let hook = callbacks::hook(line, sid, WebhookKind::Conference, &plan.endpoint, one.params(line));
            callbacks::deliver(line, sid, hook).await;
        }
    }
}
