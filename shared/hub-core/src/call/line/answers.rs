//! What a line is told that asks what to do, and what reports say of the lines.

use jiff::{SignedDuration, Timestamp};

use super::{Side, Transfer, TransferKind, TransferState};
use crate::call::{Call, CallStatus, Callee};

/// A report that a line ended counts only so long after the call was moved: one that comes at once may be about the dial
/// that the line has left.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// What a line does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Waits on hold.
    Wait,
    /// Talks in a room.
    Talk {
        /// Which one.
        room: u32,
        /// Whether the room ends for everybody when this line leaves it.
        ends: bool,
    },
    /// Is connected with somebody else.
    Ring(Callee),
    /// Hears that nobody is there any more.
    Excuse,
    /// Ends.
    HangUp,
}

impl Call {
    /// What a line does that asks what comes next. `ended` is the room that has just ended for it, and `is_gone` says that
    /// it only tells of its end.
    pub fn ask(&mut self, side: Side, ended: Option<u32>, is_gone: bool, now: Timestamp) -> Next {
        let is_holder = side == Side::Team(self.holder());
        let is_present = self.line.in_room && ended == Some(self.line.room);
        if let (Side::Team(id), None) = (side, ended)
            && let Some(transfer) = self.under_way().filter(|transfer| transfer.id == id && !is_gone)
            && transfer.kind == TransferKind::Warm
        {
            transfer.state = TransferState::Talking;
            if self.line.is_left {
                self.hand_over(now);
            }
        }
        if is_present && !self.is_over() {
            if is_holder && is_gone {
                self.holder_left(now);
            }
            let is_consulted = matches!(side, Side::Team(id) if self.transfer_under_way().is_some_and(|t| t.id == id));
            match (is_consulted, is_gone) {
                // Whoever had the call has hung up while they talked.
                (true, false) => self.hand_over(now),
                (true, true) => self.end_transfer(TransferState::Canceled, now),
                (false, _) => return Next::HangUp,
            }
        }
        if is_gone {
            return Next::HangUp;
        }
        let next = self.next_for(side);
        if let (Side::Customer, Next::Talk { room, .. }) = (side, &next) {
            self.line.customers_room = *room;
        }
        next
    }

    /// Whoever had the call has hung up. The customer goes to the person that they talked with about the call, or whose
    /// phone rings for it, once that one takes it.
    fn holder_left(&mut self, now: Timestamp) {
        if self.transfer_under_way().is_some_and(|transfer| transfer.state == TransferState::Talking) {
            self.hand_over(now);
        } else {
            self.line.is_left = true;
        }
    }

    fn next_for(&self, side: Side) -> Next {
        if self.is_over() {
            return Next::HangUp;
        }
        let (in_room, room) = (self.line.in_room, self.line.room);
        match (side, self.transfer_under_way()) {
            (Side::Customer, Some(transfer)) if transfer.kind == TransferKind::Blind => Next::Ring(transfer.to.clone()),
            (Side::Customer, None) if self.line.is_left => Next::Excuse,
            (Side::Customer, _) if self.held_since.is_some() => Next::Wait,
            (Side::Customer, _) if in_room => Next::Talk { room, ends: true },
            (Side::Team(id), _) if in_room && id == self.holder() => Next::Talk { room, ends: true },
            (Side::Team(id), Some(transfer)) if in_room && id == transfer.id => Next::Talk { room, ends: false },
            _ => Next::HangUp,
        }
    }

    /// What a report on a leg says of the transfer that it belongs to, and of the one who has the call.
    pub(in crate::call) fn follow_line(&mut self, sid: &str, now: Timestamp) {
        let Some(leg) = self.legs.iter().find(|leg| leg.sid == sid) else { return };
        let (status, callee) = (leg.status.clone(), leg.callee.clone());
        let is_targets = |transfer: &Transfer| match &transfer.sid {
            Some(known) => known == sid,
            None => callee.as_ref() == Some(&transfer.to),
        };
        if let Some(transfer) = self.transfer_under_way().filter(|transfer| is_targets(transfer)) {
            let (kind, state) = (transfer.kind, transfer.state);
            let next = match (kind, state, &status) {
                (TransferKind::Blind, _, CallStatus::InProgress | CallStatus::Completed) => TransferState::Completed,
                (_, TransferState::Talking, status) if status.is_final() => TransferState::Canceled,
                (_, _, CallStatus::Failed) => TransferState::Failed,
                (_, _, status) if status.is_final() => TransferState::Unanswered,
                _ => return,
            };
            self.end_transfer(next, now);
        } else if self.line.in_room && status == CallStatus::Completed && self.is_settled(now) && self.is_holders(sid) {
            self.holder_left(now);
        }
    }

    fn is_settled(&self, now: Timestamp) -> bool {
        self.line.moved_at.is_none_or(|moved_at| now.duration_since(moved_at) >= SETTLED_AFTER)
    }

    fn is_holders(&self, sid: &str) -> bool {
        let holder = self.holder();
        let transfer = self.transfers.iter().find(|transfer| transfer.id == holder);
        match transfer {
            Some(transfer) => self.sid_of(transfer).as_deref() == Some(sid),
            // A line that a transfer leads to is no holder's before it is completed.
            None => !self.transfers.iter().any(|transfer| self.sid_of(transfer).as_deref() == Some(sid)),
        }
    }
}
