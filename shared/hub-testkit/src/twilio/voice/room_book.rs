//! The rooms of one simulator.

use std::time::Duration;

use super::super::state::SimulatorState;
use super::callbacks::{self, CallbackPlan};
use super::capture::{self, OpenCapture};
use super::line::Line;
use super::person::Speech;
use super::room::{Member, Outlook, Room};
use super::room_news::News;

/// A room as one of its participants knows it: a later room of the same name is another one.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    key: (String, String),
    /// `CF` and 32 hex digits.
    pub(crate) room: String,
}

/// Somebody has come in.
pub(crate) struct Admission {
    pub(crate) place: Place,
    /// The conference begins with them.
    pub(crate) begins: bool,
    /// What the room's clock shows, if the conference has begun.
    pub(crate) begun: Option<Duration>,
    pub(crate) plan: Option<CallbackPlan>,
    pub(crate) news: Vec<News>,
}

impl SimulatorState {
    /// Enters a room, which is made if need be.
    ///
    /// # Errors
    /// Why not, with Twilio's code.
    pub(crate) fn enter_room(
        &self,
        line: &Line,
        name: &str,
        member: Member,
        (plan, seats): (Option<CallbackPlan>, usize),
    ) -> Result<Admission, &'static str> {
        let key = (line.account_sid.clone(), name.to_owned());
        let fresh = self.fresh_sid("CF");
        self.rooms(|rooms| {
            let room = rooms.entry(key.clone()).or_insert_with(|| Room::new(fresh, name.to_owned(), plan));
            if let Some(problem) = room.refuses(&member, seats) {
                return Err(problem);
            }
            let (begins, news) = room.admit(member);
            let begun = room.is_started.then_some(room.clock);
            Ok(Admission { place: Place { key, room: room.sid.clone() }, begins, begun, plan: room.plan.clone(), news })
        })
    }

    /// Leaves a room; the last one, and one with whom it ends, end it. Nothing happens in a room that is over.
    pub(crate) fn leave_room(&self, place: &Place, sid: &str, reason: &'static str) -> Vec<News> {
        let (news, ended) = self.rooms(|rooms| {
            let Some(room) = rooms.get_mut(&place.key).filter(|room| room.sid == place.room) else {
                return (vec![], None);
            };
            let plan = room.members.iter().find(|member| member.sid == sid).and_then(|member| member.leaves_at);
            if let Some(plan) = plan.filter(|_| reason == "participant_hung_up") {
                room.clock = room.clock.max(plan);
            }
            let (ends, news) = room.dismiss(sid, reason);
            (news, if ends { rooms.remove(&place.key) } else { None })
        });
        if let Some((open, line)) = ended.as_ref().and_then(|room| room.capture.as_ref()) {
            let length = line.timeline.now().saturating_sub(open.began);
            let words = ended.as_ref().map(|room| room.words.join(" ")).unwrap_or_default();
            let (_, told) = capture::end(line, open, length, &words);
            callbacks::deliver_later(line, sid, told);
        }
        news
    }

    /// How the room looks to one in it; none when it is over.
    pub(crate) fn outlook(&self, place: &Place, sid: &str) -> Option<Outlook> {
        self.in_place(place, |room| room.outlook(sid))
    }

    /// Says something in a room. False when nobody can hear it.
    pub(crate) fn say_in_room(&self, place: &Place, sid: &str, speech: &Speech) -> bool {
        self.in_place(place, |room| room.say(sid, speech)).unwrap_or(false)
    }

    /// The legs in a room, in the order in which they came.
    pub(crate) fn in_room(&self, place: &Place) -> Vec<String> {
        self.in_place(place, |room| room.members.iter().map(|member| member.sid.clone()).collect()).unwrap_or_default()
    }

    /// Those who are in a conference with a leg.
    pub(crate) fn others_in_conference_with(&self, sid: &str) -> Vec<String> {
        self.rooms(|rooms| {
            let is_in = |room: &&Room| room.is_started && room.members.iter().any(|member| member.sid == sid);
            let others = rooms.values().find(is_in).into_iter().flat_map(|room| &room.members);
            others.filter(|member| member.sid != sid).map(|member| member.sid.clone()).collect()
        })
    }

    /// All of a room is to be captured once it begins; who says so first counts.
    pub(crate) fn want_capture(&self, place: &Place, wanted: OpenCapture) {
        self.in_place(place, |room| room.wanted = room.wanted.take().or(Some(wanted)));
    }

    /// What is to be captured of a room that begins.
    pub(crate) fn wanted_capture(&self, place: &Place) -> Option<OpenCapture> {
        self.in_place(place, |room| room.wanted.take()).flatten()
    }

    /// All of a room is captured from now on; false when it is over.
    pub(crate) fn capture_room(&self, place: &Place, capture: OpenCapture, line: &Line) -> bool {
        self.in_place(place, |room| room.capture = Some((capture, line.clone()))).is_some()
    }

    /// The `<Dial>` of one in the room captures it.
    pub(crate) fn capture_seat(&self, place: &Place, sid: &str, recording: &str) {
        self.in_place(place, |room| {
            if let Some(member) = room.members.iter_mut().find(|member| member.sid == sid) {
                member.capture = Some(recording.to_owned());
            }
        });
    }

    /// The recordings into which whoever comes in comes too.
    pub(crate) fn captures_in_room(&self, place: &Place) -> Vec<String> {
        let found = self.in_place(place, |room| {
            let whole = room.capture.iter().map(|(capture, _)| capture.sid.clone());
            whole.chain(room.members.iter().filter_map(|member| member.capture.clone())).collect()
        });
        found.unwrap_or_default()
    }

    fn in_place<T>(&self, place: &Place, with: impl FnOnce(&mut Room) -> T) -> Option<T> {
        self.rooms(|rooms| rooms.get_mut(&place.key).filter(|room| room.sid == place.room).map(with))
    }
}
