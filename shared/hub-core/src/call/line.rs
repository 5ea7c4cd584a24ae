//! How the sides of a call hear each other once somebody was put on hold or the call was passed on.
//!
//! At first one dial of the carrier joins the customer with whoever took the call. Hold and transfer move both into a room
//! of the carrier. All that is asked of the carrier is to let one line go on with another document; what that document
//! says is decided here when the line asks, from the call alone, so that a request that comes twice, late or not at all
//! leaves nobody on the wrong side. Each move has a room of its own: a line whose room ended while it was still the
//! present one knows that the other side has hung up.

mod answers;
#[cfg(test)]
mod model;
mod wishes;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, Callee, Leg, Way};
use crate::ids::UserId;
use crate::message::Direction;

pub use answers::Next;
pub use wishes::{LineError, Moves};

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

    /// Whose line a dial on this way is made on.
    #[must_use]
    pub fn that_dials(way: Way) -> Self {
        if way == Way::Customer { Self::Team(0) } else { Self::Customer }
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

impl Call {
    /// Whether the customer's line is the call's own; otherwise that of the person who called them.
    fn is_led_by_customer(&self) -> bool {
        self.direction == Direction::Inbound || self.line.is_turned
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

    fn enter_room(&mut self, now: Timestamp) {
        let room = self.line.room + 1;
        self.line = Line { in_room: true, room, is_left: false, moved_at: Some(now), ..self.line };
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
}
