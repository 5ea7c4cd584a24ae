//! How the sides of a call hear each other once somebody was put on hold or the call was passed on.
//!
//! At first one dial of the carrier joins the customer with whoever took the call. Hold and transfer move both into a room
//! of the carrier. All that is asked of the carrier is to let one line go on with another document; what that document
//! says is decided here when the line asks, from the call alone, so that a request that comes twice, late or not at all
//! leaves nobody on the wrong side. Each move has a room of its own: a line whose room ended while it was still the
//! present one knows that the other side has hung up.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, CallStatus, Callee, Leg, Way};
use crate::ids::UserId;

/// A report that a line ended counts only so long after the call was moved: one that comes at once may be about the dial
/// that the line has left.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_secs(10);
/// A call is passed on at most so often.
const TRANSFERS_MAX: usize = 20;

/// Who is on a line of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The customer.
    Customer,
    /// Somebody of the team: 0 took the call, and `n` is where the transfer with the id `n` leads.
    Team(u32),
}

impl Side {
    /// The word in paths.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Customer => "customer".to_owned(),
            Self::Team(id) => id.to_string(),
        }
    }

    /// The side with a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        if word == "customer" { Some(Self::Customer) } else { word.parse().ok().map(Self::Team) }
    }
}

/// Where the lines of a call are; the store's own business.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Line {
    /// In a room, and no longer in the dial that joined them.
    in_room: bool,
    /// The present room, or the last one.
    room: u32,
    /// A call of ours of which the customer's line is the main one now.
    is_turned: bool,
    /// The room that the customer was led into last; 0 for none.
    customers_room: u32,
    /// Whoever had the call has hung up.
    is_left: bool,
    /// When it was moved last.
    moved_at: Option<Timestamp>,
}

/// How a call is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TransferKind {
    /// After a word with the other person, while the customer is on hold.
    Warm,
    /// At once.
    Blind,
}

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TransferState {
    /// The other person's phone rings.
    Ringing,
    /// They talk with whoever has the call.
    Talking,
    /// They have the call.
    Completed,
    /// They did not take it.
    Unanswered,
    /// It was taken back, or they hung up.
    Canceled,
    /// The carrier could not ring them.
    Failed,
}

impl TransferState {
    fn is_under_way(self) -> bool {
        matches!(self, Self::Ringing | Self::Talking)
    }
}

/// A call that is passed on to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transfer {
    /// Counts the transfers of a call from 1.
    pub id: u32,
    /// How.
    pub kind: TransferKind,
    /// To whom.
    pub to: Callee,
    /// Why, in the words of whoever did it.
    #[serde(default)]
    pub reason: Option<String>,
    /// Who did it.
    pub by: UserId,
    /// When it was asked for.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Where it stands.
    pub state: TransferState,
    /// When it came to its end.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
    /// The carrier's id of the line to them.
    #[serde(default)]
    #[schemars(skip)]
    pub sid: Option<String>,
}

/// Why a call cannot be held, passed on or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// It is over.
    #[error("This call is over.")]
    Over,
    /// Nobody talks.
    #[error("Nobody has taken this call yet.")]
    NotConnected,
    /// It is being passed on.
    #[error("This call is being transferred already.")]
    UnderWay,
    /// It is not being passed on, or the other person has not answered.
    #[error("There is no transfer to complete.")]
    NoTransfer,
    /// It was passed on too often.
    #[error("This call was transferred too often.")]
    TooMany,
}

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

/// What the carrier is to do with the lines of a call, in this order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// Lines that ask again what to do.
    pub redirected: Vec<(String, Side)>,
    /// Lines that end.
    pub ended: Vec<String>,
}

impl Moves {
    fn redirect(lines: impl IntoIterator<Item = (String, Side)>) -> Self {
        Self { redirected: lines.into_iter().collect(), ended: Vec::new() }
    }
}

impl Call {
    /// Whether the customer's line is the call's own; otherwise that of the person who called them.
    fn is_led_by_customer(&self) -> bool {
        self.direction == crate::message::Direction::Inbound || self.line.is_turned
    }

    fn is_customers(leg: &Leg) -> bool {
        leg.callee.as_ref().is_some_and(|callee| callee.way == Way::Customer)
    }

    /// The customer's line.
    fn customer_sid(&self) -> Option<String> {
        if self.is_led_by_customer() {
            return self.sid.clone();
        }
        let legs = self.legs.iter().rev();
        legs.filter(|leg| leg.is_open() && Self::is_customers(leg)).map(|leg| leg.sid.clone()).next()
    }

    /// The line of the team that the present dial has led to.
    fn dialled_sid(&self) -> Option<String> {
        let legs = self.legs.iter().rev();
        legs.filter(|leg| leg.is_open() && !Self::is_customers(leg)).map(|leg| leg.sid.clone()).next()
    }

    /// Who has the call.
    fn holder(&self) -> u32 {
        let taken = |transfer: &&Transfer| transfer.state == TransferState::Completed;
        self.transfers.iter().rev().find(taken).map_or(0, |transfer| transfer.id)
    }

    /// The transfer that is under way.
    #[must_use]
    pub fn transfer_under_way(&self) -> Option<&Transfer> {
        self.transfers.last().filter(|transfer| transfer.state.is_under_way())
    }

    fn under_way(&mut self) -> Option<&mut Transfer> {
        self.transfers.last_mut().filter(|transfer| transfer.state.is_under_way())
    }

    /// Whether a dial ended because the line that it led to was moved elsewhere.
    #[must_use]
    pub fn has_left_dial(&self, way: Way) -> bool {
        self.line.in_room || (way == Way::Customer && (self.line.is_turned || self.transfer_under_way().is_some()))
    }

    /// Whose line a dial on this way is made on.
    #[must_use]
    pub fn side_that_dialled(&self, way: Way) -> Side {
        if way == Way::Customer { Side::Team(0) } else { Side::Customer }
    }

    fn check_talk(&self) -> Result<(), LineError> {
        if self.is_over() {
            return Err(LineError::Over);
        }
        let is_joined = self.line.in_room || (self.customer_sid().is_some() && self.legs.iter().any(Leg::is_open));
        if is_joined { Ok(()) } else { Err(LineError::NotConnected) }
    }

    /// Puts the customer on hold.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn hold(&mut self, now: Timestamp) -> Result<Moves, LineError> {
        self.check_talk()?;
        if self.held_since.is_some() {
            return Ok(Moves::default());
        }
        if self.transfer_under_way().is_some() {
            return Err(LineError::UnderWay);
        }
        let (customer, holder) = (self.customer_sid(), Side::Team(self.holder()));
        // Of a dial the line that it led to is moved; the other one then asks what comes next by itself.
        let moved = if self.line.in_room || !self.is_led_by_customer() {
            customer.map(|sid| (sid, Side::Customer))
        } else {
            self.dialled_sid().map(|sid| (sid, holder))
        };
        let moved = moved.ok_or(LineError::NotConnected)?;
        // Who waits in the room for a customer on their way there goes on waiting in it.
        if !self.line.in_room || self.line.customers_room == self.line.room {
            self.enter_room(now);
        }
        self.held_since = Some(now);
        Ok(Moves::redirect([moved]))
    }

    fn enter_room(&mut self, now: Timestamp) {
        let room = self.line.room + 1;
        self.line = Line { in_room: true, room, is_left: false, moved_at: Some(now), ..self.line };
    }

    /// Takes the customer off hold.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn resume(&mut self) -> Result<Moves, LineError> {
        self.check_talk()?;
        if self.held_since.is_none() {
            return Ok(Moves::default());
        }
        if self.transfer_under_way().is_some() {
            return Err(LineError::UnderWay);
        }
        if self.line.is_left {
            return Err(LineError::NotConnected);
        }
        let customer = self.customer_sid().ok_or(LineError::NotConnected)?;
        self.held_since = None;
        Ok(Moves::redirect([(customer, Side::Customer)]))
    }

    /// Begins to pass the call on. For a warm transfer the caller then rings the other person.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn transfer(&mut self, transfer: Transfer) -> Result<Moves, LineError> {
        self.check_talk()?;
        if self.transfer_under_way().is_some() {
            return Err(LineError::UnderWay);
        }
        if self.transfers.len() >= TRANSFERS_MAX {
            return Err(LineError::TooMany);
        }
        let moves = match transfer.kind {
            TransferKind::Warm if self.line.is_left => return Err(LineError::NotConnected),
            TransferKind::Warm => self.hold(transfer.at)?,
            TransferKind::Blind => {
                let customer = self.customer_sid().ok_or(LineError::NotConnected)?;
                // Who waits in a room for a customer on hold has nothing more to wait for.
                let waiting = self.line.in_room.then(|| self.open_legs().map(|sid| (sid, Side::Team(0))).collect());
                let waiting: Vec<_> = waiting.unwrap_or_default();
                self.held_since = None;
                self.line.in_room = false;
                self.line.is_left = false;
                Moves::redirect([(customer, Side::Customer)].into_iter().chain(waiting))
            }
        };
        self.rings(&transfer.to);
        self.transfers.push(transfer);
        Ok(moves)
    }

    /// Somebody is rung, again or for the first time: of equal names the newest counts.
    pub(crate) fn rings(&mut self, callee: &Callee) {
        self.rang.retain(|known| known != callee);
        self.rang.push(callee.clone());
    }

    /// The id that the next transfer has.
    #[must_use]
    pub fn next_transfer(&self) -> u32 {
        self.transfers.last().map_or(1, |transfer| transfer.id + 1)
    }

    /// Leaves the customer to the person that the call is passed on to.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn complete_transfer(&mut self, now: Timestamp) -> Result<Moves, LineError> {
        self.check_talk()?;
        let customer = self.customer_sid().ok_or(LineError::NotConnected)?;
        let talking = self.transfer_under_way().filter(|transfer| transfer.state == TransferState::Talking);
        let talking = talking.ok_or(LineError::NoTransfer)?;
        let (id, target) = (talking.id, self.sid_of(talking).ok_or(LineError::NoTransfer)?);
        let left = self.open_legs().filter(|sid| *sid != target).map(|sid| (sid, Side::Team(0))).collect::<Vec<_>>();
        self.hand_over(now);
        Ok(Moves::redirect([(target, Side::Team(id)), (customer, Side::Customer)].into_iter().chain(left)))
    }

    /// The carrier's id of the line that a transfer leads to.
    fn sid_of(&self, transfer: &Transfer) -> Option<String> {
        let leg = || self.legs.iter().rev().find(|leg| leg.callee.as_ref() == Some(&transfer.to));
        transfer.sid.clone().or_else(|| leg().map(|leg| leg.sid.clone()))
    }

    fn open_legs(&self) -> impl Iterator<Item = String> + '_ {
        let main = self.sid.as_deref();
        self.legs.iter().filter(move |leg| leg.is_open() && Some(leg.sid.as_str()) != main).map(|leg| leg.sid.clone())
    }

    fn hand_over(&mut self, now: Timestamp) {
        self.end_transfer(TransferState::Completed, now);
        self.held_since = None;
        self.enter_room(now);
    }

    /// Notes how a transfer ended that is under way.
    pub fn end_transfer(&mut self, state: TransferState, now: Timestamp) {
        if let Some(transfer) = self.under_way() {
            transfer.state = state;
            transfer.ended_at = Some(now);
        }
    }

    /// Takes a warm transfer back; the customer stays on hold.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn take_back(&mut self, now: Timestamp) -> Result<Moves, LineError> {
        self.check_talk()?;
        let warm = self.transfer_under_way().filter(|transfer| transfer.kind == TransferKind::Warm);
        let target = self.sid_of(warm.ok_or(LineError::NoTransfer)?);
        self.end_transfer(TransferState::Canceled, now);
        Ok(Moves { ended: target.into_iter().collect(), ..Moves::default() })
    }

    /// Every line that is open, the customer's first.
    ///
    /// # Errors
    /// [`LineError::Over`].
    pub fn end(&self) -> Result<Moves, LineError> {
        if self.is_over() {
            return Err(LineError::Over);
        }
        Ok(Moves { ended: self.sid.iter().cloned().chain(self.open_legs()).collect(), ..Moves::default() })
    }

    /// Takes a move back that the carrier did not make, unless the call was moved on since.
    pub fn move_back(&mut self, before: &Self, after: &Self) {
        if (self.line, self.held_since, &self.transfers) == (after.line, after.held_since, &after.transfers) {
            (self.line, self.held_since) = (before.line, before.held_since);
            self.transfers.clone_from(&before.transfers);
        }
    }

    /// The lines of the team that are still open although the call is over: they are alone in a room.
    #[must_use]
    pub fn left_over(&self) -> Vec<String> {
        if self.is_over() && self.line.room > 0 { self.open_legs().collect() } else { Vec::new() }
    }

    /// The customer's line of a call of ours takes the place of that of the person who called them: from now on the call
    /// lasts as long as the customer is there. The carrier's id of that line; `None` if there is nothing to turn.
    pub fn turn(&mut self) -> Option<String> {
        if self.is_led_by_customer() {
            return None;
        }
        let at = self.legs.iter().rposition(|leg| leg.is_open() && Self::is_customers(leg))?;
        let customer = self.legs.remove(at);
        let own = self.sid.replace(customer.sid.clone());
        let callee = self.rang.iter().find(|callee| callee.way == Way::Ring).cloned();
        if let Some(sid) = own {
            let answered_at = self.answered_at;
            let own = Leg { callee, status: self.status.clone(), answered_at, place: self.place, ..Leg::new(&sid) };
            self.legs.push(own);
        }
        self.line.is_turned = true;
        (self.status, self.place) = (customer.status, customer.place);
        // The end of the other line may have been told already, and was not the call's.
        (self.outcome, self.ended_at, self.duration_seconds) = (None, None, None);
        Some(customer.sid)
    }

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
    pub(super) fn follow_line(&mut self, sid: &str, now: Timestamp) {
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

#[cfg(test)]
mod model;
