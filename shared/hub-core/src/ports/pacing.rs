//! When a sender's next text may go.

use async_trait::async_trait;
use jiff::Timestamp;

use super::PortResult;
use crate::ids::{MessageId, TenantId};
use crate::number::NumberId;
use crate::pace::Ask;

/// The turns of senders.
#[async_trait]
pub trait Pacing: Send + Sync {
    /// Gives a text the next free turn of its sender and answers when that begins: `now`, or later.
    ///
    /// No turn is given twice. One that is not used is lost.
    async fn reserve(&self, tenant: &TenantId, sender: &NumberId, ask: &Ask, now: Timestamp) -> PortResult<Timestamp>;
    /// Keeps its turn on a `queued` message and lets the sweep look after it at `due`; `false` if it is not `queued`.
    async fn keep_turn(&self, tenant: &TenantId, id: &MessageId, at: Timestamp, due: Timestamp) -> PortResult<bool>;
}
