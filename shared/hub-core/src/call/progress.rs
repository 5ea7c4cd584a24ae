//! How reports move a call: only up, whatever their order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Call, CallOutcome, CallStatus, Callee, Leg, Way};
use crate::ids::TenantId;

/// A call has at most so many legs: more phones than this are never rung.
const LEGS_MAX: usize = 30;

/// How far the reports on a call have come: the rank of its status, and among equal ones the carrier's number of the
/// report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    rank: u32,
    sequence: u64,
}

impl Place {
    /// The place of a status that came as report number `sequence`.
    #[must_use]
    pub fn of(status: &CallStatus, sequence: Option<u64>) -> Self {
        Self { rank: status.rank(), sequence: sequence.unwrap_or_default() }
    }
}

/// A report on a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Where it stands.
    pub status: CallStatus,
    /// The carrier's number of the report.
    pub sequence: Option<u64>,
    /// How long it was, in seconds.
    pub duration_seconds: Option<u64>,
}

impl Report {
    /// A report of a status alone.
    #[must_use]
    pub fn of(status: CallStatus) -> Self {
        Self { status, sequence: None, duration_seconds: None }
    }
}

/// A report on the connection of a call to one phone.
#[derive(Debug, Clone, PartialEq)]
pub struct LegReport {
    /// The carrier's id of the connection.
    pub sid: String,
    /// The phone or the identity, as the carrier writes it.
    pub to: Option<String>,
    /// The way on which it was rung, where the report tells.
    pub way: Option<Way>,
    /// What it says.
    pub report: Report,
}

/// Moves a status up. `true` if it is a new one.
fn advance(status: &mut CallStatus, place: &mut Place, report: &Report) -> bool {
    let next = Place::of(&report.status, report.sequence);
    if status.is_final() || matches!(report.status, CallStatus::Other(_)) || next <= *place {
        return false;
    }
    *place = next;
    let is_new = *status != report.status;
    status.clone_from(&report.status);
    is_new
}

impl Call {
    /// Applies a report on the call itself.
    pub fn report(&mut self, report: &Report, now: Timestamp) {
        if let CallStatus::Other(word) = &report.status {
            self.carrier_status = Some(word.clone());
        }
        advance(&mut self.status, &mut self.place, report);
        if self.is_over() {
            self.ended_at.get_or_insert(now);
            self.duration_seconds = self.duration_seconds.or(report.duration_seconds);
        }
        self.conclude();
    }

    /// Applies a report on a leg, which becomes known by it.
    pub fn report_leg(&mut self, tenant: &TenantId, leg: &LegReport, now: Timestamp) {
        let callee = self.callee(tenant, leg);
        let at = self.legs.iter().position(|known| known.sid == leg.sid).or_else(|| {
            (self.legs.len() < LEGS_MAX).then(|| {
                self.legs.push(Leg::new(&leg.sid));
                self.legs.len() - 1
            })
        });
        let Some(known) = at.and_then(|at| self.legs.get_mut(at)) else { return };
        known.apply(&leg.report, now);
        if known.callee.is_none() {
            known.callee = callee;
        }
        self.follow_legs(now);
        self.follow_line(&leg.sid, now);
        self.conclude();
    }

    /// Whose phone a leg leads to.
    fn callee(&self, tenant: &TenantId, leg: &LegReport) -> Option<Callee> {
        // A client's name may be followed by the values that it was rung with.
        let plain = |to: &'_ str| to.strip_prefix("client:").and_then(|name| name.split('?').next()).map(str::to_owned);
        let named = leg.to.as_deref().map(|to| plain(to).unwrap_or_else(|| to.to_owned()));
        let by_name = named.and_then(|to| self.rang.iter().rev().find(|callee| callee.on_carrier(tenant) == to));
        let on_way = || {
            let mut on_way = self.rang.iter().filter(|callee| Some(callee.way) == leg.way);
            // Only where one phone rang is it clear which one took the call.
            on_way.next().filter(|_| on_way.next().is_none())
        };
        by_name.or_else(on_way).cloned()
    }

    /// Whether somebody took a leg.
    #[must_use]
    pub fn was_taken_on(&self, sid: &str) -> bool {
        self.legs.iter().any(|leg| leg.sid == sid && leg.was_taken())
    }

    /// What a taken leg says of the call.
    fn follow_legs(&mut self, now: Timestamp) {
        let Some(taken) = self.legs.iter().find(|leg| leg.was_taken()) else { return };
        let (callee, at) = (taken.callee.clone(), taken.answered_at.unwrap_or(now));
        self.answered_at.get_or_insert(at);
        if self.answered_by.is_none() {
            self.answered_by = callee;
        }
        advance(&mut self.status, &mut self.place, &Report::of(CallStatus::InProgress));
    }

    /// Says what became of the call, once that is known.
    pub(super) fn conclude(&mut self) {
        let has_message = self.voicemail.is_some();
        if !self.is_over() && !has_message {
            return;
        }
        let was_taken = self.legs.iter().any(Leg::was_taken);
        self.outcome = Some(match (was_taken, self.answered_by.as_ref().map(|callee| callee.way)) {
            _ if has_message => CallOutcome::Voicemail,
            (_, Some(Way::Assistant)) => CallOutcome::Assistant,
            (_, Some(Way::Forward)) => CallOutcome::Forwarded,
            (true, _) => CallOutcome::Answered,
            (false, _) => CallOutcome::Missed,
        });
    }
}

impl Leg {
    pub(super) fn new(sid: &str) -> Self {
        Self {
            sid: sid.to_owned(),
            callee: None,
            status: CallStatus::Queued,
            answered_at: None,
            ended_at: None,
            duration_seconds: None,
            place: Place::default(),
        }
    }

    fn apply(&mut self, report: &Report, now: Timestamp) {
        advance(&mut self.status, &mut self.place, report);
        // A report of its end alone also says that it was taken.
        if matches!(report.status, CallStatus::InProgress | CallStatus::Completed) {
            self.answered_at.get_or_insert(now);
        }
        if self.status.is_final() {
            self.ended_at.get_or_insert(now);
            self.duration_seconds = self.duration_seconds.or(report.duration_seconds);
        }
    }

    /// Whether somebody is on it.
    pub(super) fn is_open(&self) -> bool {
        self.status == CallStatus::InProgress
    }

    /// Whether somebody took it.
    fn was_taken(&self) -> bool {
        matches!(self.status, CallStatus::InProgress | CallStatus::Completed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Address;
    use crate::call::recording::{RecordingReport, RecordingSource, RecordingState};
    use crate::ids::{CallId, ConversationId, MediaId};

    fn tenant() -> TenantId {
        "acme".parse().expect("an id")
    }

    fn call() -> Call {
        let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
        let conversation = ConversationId::between(&tenant(), "sms", &ours, &theirs);
        let id = CallId::new(ulid::Ulid::from_parts(1, 2), &conversation);
        let mut call = Call::inbound(id, &conversation, (&ours, &theirs), Timestamp::UNIX_EPOCH);
        call.rang = vec![Callee::browser(&"usr_ann".parse().expect("an id"))];
        call
    }

    fn leg(status: &str, sequence: u64) -> LegReport {
        LegReport {
            sid: "CA2".to_owned(),
            to: Some("client:t_acme_u_usr_ann".to_owned()),
            way: None,
            report: Report { sequence: Some(sequence), ..Report::of(CallStatus::from(status.to_owned())) },
        }
    }

    /// Every order of some things.
    fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
        if things.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for at in 0..things.len() {
            let mut rest = things.to_vec();
            let first = rest.remove(at);
            all.extend(orders(&rest).into_iter().map(|mut order| {
                order.insert(0, first.clone());
                order
            }));
        }
        all
    }

    #[derive(Clone)]
    enum Told {
        Call(Report),
        Leg(LegReport),
        Recorded(RecordingState),
        Transcribed,
    }

    fn apply(call: &mut Call, told: &Told) {
        let now = Timestamp::UNIX_EPOCH;
        match told {
            Told::Call(report) => call.report(report, now),
            Told::Leg(report) => call.report_leg(&tenant(), report, now),
            Told::Recorded(state) => {
                let report = RecordingReport {
                    source: RecordingSource::Voicemail,
                    sid: "RE1".to_owned(),
                    state: *state,
                    duration_seconds: Some(7),
                };
                call.record(&report, MediaId::new(ulid::Ulid::from_parts(1, 3)));
                call.leave_voicemail(true, now);
            }
            Told::Transcribed => call.transcribe(Some("Call me."), now),
        }
    }

    #[test]
    fn every_order_of_the_reports_of_an_answered_call_ends_alike() {
        let over = Report { sequence: Some(3), duration_seconds: Some(61), ..Report::of(CallStatus::Completed) };
        let told = [
            Told::Call(over.clone()),
            Told::Call(Report::of(CallStatus::Other("odd".to_owned()))),
            Told::Leg(leg("initiated", 0)),
            Told::Leg(leg("ringing", 1)),
            Told::Leg(leg("in-progress", 2)),
            Told::Leg(leg("completed", 3)),
        ];
        for order in orders(&told) {
            let mut call = call();
            for told in order.iter().chain(&order) {
                apply(&mut call, told);
            }
            assert_eq!((&call.status, call.outcome), (&CallStatus::Completed, Some(CallOutcome::Answered)));
            assert_eq!((call.duration_seconds, call.legs.len()), (Some(61), 1));
            assert_eq!(call.answered_by, call.rang.first().cloned());
            assert_eq!(call.carrier_status.as_deref(), Some("odd"));
        }
    }

    #[test]
    fn every_order_of_the_reports_of_a_voicemail_ends_alike() {
        let told = [
            Told::Call(Report::of(CallStatus::Completed)),
            Told::Leg(leg("no-answer", 2)),
            Told::Recorded(RecordingState::Processing),
            Told::Recorded(RecordingState::Pending),
            Told::Transcribed,
        ];
        for order in orders(&told) {
            let mut call = call();
            order.iter().for_each(|told| apply(&mut call, told));
            assert_eq!(call.outcome, Some(CallOutcome::Voicemail));
            let voicemail = call.voicemail.as_ref().expect("a voicemail");
            assert_eq!(voicemail.transcript.text.as_deref(), Some("Call me."));
            assert_eq!(call.recording.as_ref().map(|r| r.state), Some(RecordingState::Processing));
        }
    }

    #[test]
    fn a_final_status_stays_and_an_equal_one_needs_a_later_report() {
        let status =
            |word: &str, sequence| Report { sequence: Some(sequence), ..Report::of(CallStatus::from(word.to_owned())) };
        for (first, second, stays, why) in [
            (status("completed", 2), status("busy", 9), "completed", "the first end counts"),
            (status("in-progress", 1), status("ringing", 5), "in-progress", "never back"),
            (status("queued", 0), status("canceled", 1), "canceled", "an end from anywhere"),
            (status("in-progress", 1), status("strange", 9), "in-progress", "an unknown word moves nothing"),
        ] {
            let mut call = call();
            call.report(&first, Timestamp::UNIX_EPOCH);
            call.report(&second, Timestamp::UNIX_EPOCH);
            let expected = if stays == "queued" { "ringing" } else { stays };
            assert_eq!(call.status.as_str(), expected, "{why}");
        }
    }

    #[test]
    fn a_conversation_that_was_not_recorded_gives_way_to_the_voicemail() {
        let report =
            |source, sid: &str, state| RecordingReport { source, sid: sid.to_owned(), state, duration_seconds: None };
        let told = [
            report(RecordingSource::Conversation, "RE1", RecordingState::Absent),
            report(RecordingSource::Voicemail, "RE2", RecordingState::Processing),
        ];
        for order in orders(&told) {
            let mut call = call();
            for told in &order {
                call.record(told, MediaId::new(ulid::Ulid::from_parts(1, 3)));
            }
            assert_eq!(call.recording.as_ref().map(|recording| recording.sid.as_str()), Some("RE2"));
        }
    }

    #[test]
    fn an_identity_has_letters_digits_and_underscores_alone() {
        let user = "ext-1".parse().expect("an id");
        assert_eq!(super::super::identity(&tenant(), &user), "t_acme_u_ext_1");
    }
}
