//! The turns of a sender: one item, whose counters workers raise at the same time without waiting for each other.

use async_trait::async_trait;
use hub_core::ids::{MessageId, TenantId};
use hub_core::message::MessageStatus;
use hub_core::number::NumberId;
use hub_core::pace::{Ask, Book, Lane, Step};
use hub_core::ports::{Pacing, PortResult};
use jiff::Timestamp;

use super::expression::{Change, Item, number, number_of, text};
use super::{Table, busy, keys};

/// So often a reservation is tried that others disturb; only the first texts of an idle sender disturb each other.
const TRIES: usize = 20;
const LANES: [Lane; 3] = [Lane::Open, Lane::Automated, Lane::Kept];

fn attribute(lane: Lane) -> &'static str {
    match lane {
        Lane::Open => "open",
        Lane::Automated => "automated",
        Lane::Kept => "kept",
    }
}

fn book(item: Option<&Item>) -> Book {
    let counter = |name| item.and_then(|item| number_of(item, name)).unwrap_or_default();
    let [open, automated, kept] = LANES.map(|lane| counter(attribute(lane)));
    Book { interval: counter("interval"), open, automated, kept }
}

/// The step as one write: a busy lane's counter rises from wherever it is by then, an idle lane's begins at the floor.
fn change(step: &Step, interval: i64, is_busy: bool) -> Change {
    let (lane, floor) = (attribute(step.lane), number(step.floor));
    let change = Change::new().when("interval", "=", number(interval));
    let change = if is_busy {
        change.add(lane, step.cost).when(lane, ">", floor)
    } else {
        change.set(lane, number(step.floor + step.cost)).when(lane, "<=", floor)
    };
    step.limits.iter().fold(change, |change, (lane, limit)| change.when(attribute(*lane), "<=", number(*limit)))
}

/// Another length of turns, if the book is still the one that was read.
fn turn_over(old: &Book, next: &Book) -> Change {
    let mut change = Change::new().set("entity", text("pace")).set("interval", number(next.interval));
    for lane in LANES {
        let name = attribute(lane);
        change = change.set(name, number(next.counter(lane)));
        change = change.when_absent_or(name, "=", number(old.counter(lane)));
    }
    change.when_absent_or("interval", "=", number(old.interval))
}

#[async_trait]
impl Pacing for Table {
    async fn reserve(&self, tenant: &TenantId, sender: &NumberId, ask: &Ask, now: Timestamp) -> PortResult<Timestamp> {
        let key = keys::pace(tenant, sender);
        let mut known = book(self.read(&key, true).await?.as_ref());
        for _ in 0..TRIES {
            if known.interval != ask.interval {
                let next = known.at_interval(ask.interval);
                known = match self.change(&key, turn_over(&known, &next)).await? {
                    Ok(item) => book(Some(&item)),
                    Err(old) => book(old.as_ref()),
                };
                continue;
            }
            let step = known.step(ask, now);
            let is_busy = known.counter(step.lane) > step.floor;
            match self.change(&key, change(&step, ask.interval, is_busy)).await? {
                Ok(item) => return Ok(Book::turn(&step, book(Some(&item)).counter(step.lane), ask.interval)),
                Err(old) => known = book(old.as_ref()),
            }
        }
        Err(busy())
    }

    async fn keep_turn(&self, tenant: &TenantId, id: &MessageId, at: Timestamp, due: Timestamp) -> PortResult<bool> {
        let change = Change::new()
            .set("turnAt", text(at.to_string()))
            .set("gsi2pk", text(keys::due_shard(id)))
            .set("gsi2sk", text(keys::due_position(due)))
            .add("version", 1)
            .when("status", "=", text(MessageStatus::Queued.as_str()));
        Ok(self.change_message(tenant, id, change).await?.is_some())
    }
}
