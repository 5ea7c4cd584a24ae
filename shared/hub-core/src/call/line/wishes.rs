//! What a person wants of a call that goes on: what it becomes by that, and which lines the carrier is to move.

use jiff::Timestamp;

use super::{Side, Transfer, TransferKind, TransferState};
use crate::call::{Call, Leg};

/// A call is passed on at most so often.
const TRANSFERS_MAX: usize = 20;

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
                let in_room = self.line.in_room;
                let waiting: Vec<_> = self.open_legs().filter(|_| in_room).map(|sid| (sid, Side::Team(0))).collect();
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
}
