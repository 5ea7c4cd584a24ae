//! Live updates: from a change of the table to every open socket of its tenant.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::flows::Ports;
use crate::ids::{ConnectionId, TenantId, UserId};
use crate::live::{Change, Event, Published, Visitor};
use crate::ports::{EVENTS_AT_ONCE, PortError, PortErrorKind, PortResult, Pushed};

/// Events are kept for so long; a client that was away longer loads everything anew.
pub const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);
/// A ticket opens a socket within this time.
pub const TICKET_LIFETIME: SignedDuration = SignedDuration::from_secs(60);
/// The gateway closes sockets after two hours; a record that outlives its socket ends shortly after.
const CONNECTION_KEPT: SignedDuration = SignedDuration::from_mins(125);
/// Clocks of the table, which tells whole seconds, and of the worker may differ by so much. Each batch reads the events
/// of this time, so a busy tenant pays for every second of it.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(5);
/// A frame is billed in units of 32 KiB.
const FRAME_MAX_BYTES: usize = 30 * 1024;

/// Numbers, stores and pushes a batch of changes.
///
/// The event log is its own counter: events take the numbers after the newest one by a conditional write, so
/// numbers have no gap whatever crashes or runs beside it. A change that was published before a retry is recognised
/// because the log is read back to the time of the oldest change in the batch.
///
/// # Errors
/// The store's; the whole batch may come again.
pub async fn publish_changes(ports: &Ports, changes: Vec<Change>) -> PortResult<()> {
    let mut by_tenant: BTreeMap<TenantId, Vec<Change>> = BTreeMap::new();
    for change in changes {
        by_tenant.entry(change.tenant.clone()).or_default().push(change);
    }
    for (tenant, changes) in by_tenant {
        let events = append(ports, &tenant, changes).await?;
        push(ports, &tenant, &events).await?;
    }
    Ok(())
}

async fn append(ports: &Ports, tenant: &TenantId, mut changes: Vec<Change>) -> PortResult<Vec<Event>> {
    const RIVALS_MAX: usize = 50;
    let Some(oldest) = changes.iter().map(|change| change.at).min() else { return Ok(Vec::new()) };
    let mut named = HashSet::new();
    changes.retain(|change| named.insert(change.id.clone()));
    let mut log = Log::read(ports, tenant, oldest).await?;
    let (mut events, mut rivals) = (Vec::with_capacity(changes.len()), 0);
    loop {
        changes.retain(|change| !log.changes.contains(&change.id));
        let part = &changes[..changes.len().min(EVENTS_AT_ONCE)];
        if part.is_empty() {
            return Ok(events);
        }
        let now = ports.clock.now();
        let published = (log.last + 1..).zip(part).map(|(seq, change)| Published {
            event: Event { seq, at: now, kind: change.kind.clone() },
            change_id: change.id.clone(),
        });
        let published: Vec<_> = published.collect();
        if ports.live.append_events(tenant, &published, now + EVENTS_KEPT).await? {
            log.add(log.last + published.len() as u64, part.iter().map(|change| change.id.clone()));
            events.extend(published.into_iter().map(|published| published.event));
            continue;
        }
        rivals += 1;
        if rivals == RIVALS_MAX {
            return Err(PortError::new(PortErrorKind::Conflict, "too many workers number this tenant's events"));
        }
        log = Log::read(ports, tenant, oldest).await?;
    }
}

/// What is published of late.
#[derive(Default)]
struct Log {
    last: u64,
    changes: HashSet<String>,
}

impl Log {
    /// Reads the log back to the time of a change.
    async fn read(ports: &Ports, tenant: &TenantId, oldest: Timestamp) -> PortResult<Self> {
        let mut log = Self::default();
        for logged in ports.live.newest_events(tenant, oldest - CLOCK_SKEW).await? {
            log.add(logged.last, logged.change_ids);
        }
        Ok(log)
    }

    fn add(&mut self, last: u64, change_ids: impl IntoIterator<Item = String>) {
        self.last = self.last.max(last);
        self.changes.extend(change_ids);
    }
}
async fn push(ports: &Ports, tenant: &TenantId, events: &[Event]) -> PortResult<()> {
    if events.is_empty() {
        return Ok(());
    }
    let connections = ports.live.connections(tenant, ports.clock.now()).await?;
    if connections.is_empty() {
        return Ok(());
    }
    let frames = frames(events)?;
    for connection in connections {
        for frame in &frames {
            match ports.push.push(&connection.gateway_id, frame).await {
                Ok(Pushed::Delivered) => {}
                Ok(Pushed::Gone) => {
                    ports.live.remove_connection(&connection.id).await?;
                    break;
                }
                // The events are stored: the client sees the gap at the next event or reconnect and asks for them.
                Err(error) => {
                    tracing::warn!(tenant.id = %tenant, %error, "push failed; the client will catch up");
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Events as text frames `{"events":[…]}` of a bounded size.
fn frames(events: &[Event]) -> PortResult<Vec<String>> {
    let mut frames = Vec::new();
    let mut frame = String::new();
    for event in events {
        let json = serde_json::to_string(event).map_err(|e| PortError::new(PortErrorKind::Rejected, e.to_string()))?;
        if !frame.is_empty() && frame.len() + json.len() > FRAME_MAX_BYTES {
            frames.push(format!("{{\"events\":[{frame}]}}"));
            frame.clear();
        }
        if !frame.is_empty() {
            frame.push(',');
        }
        frame.push_str(&json);
    }
    frames.push(format!("{{\"events\":[{frame}]}}"));
    Ok(frames)
}

/// Makes a ticket that opens one socket for a visitor.
///
/// # Errors
/// The store's.
pub async fn issue_ticket(ports: &Ports, visitor: &Visitor) -> PortResult<String> {
    let ticket = ports.ids.secret();
    ports.directory.put_ticket(&ticket, visitor, ports.clock.now() + TICKET_LIFETIME).await?;
    Ok(ticket)
}

/// Opens a socket for a ticket; `None` if the ticket is unknown, spent or expired.
///
/// Who was removed since the ticket was made gets none: see [`close_sockets_of`].
///
/// # Errors
/// The store's.
pub async fn open_socket(ports: &Ports, gateway_id: &str, ticket: &str) -> PortResult<Option<Visitor>> {
    let now = ports.clock.now();
    let Some(visitor) = ports.directory.take_ticket(ticket, now).await? else { return Ok(None) };
    let Some(id) = ConnectionId::from_gateway(gateway_id) else { return Ok(None) };
    ports.live.put_connection(&id, gateway_id, &visitor, now + CONNECTION_KEPT).await?;
    // Looked up after the socket is listed: a removal from here on finds it in the list, an earlier one is seen here.
    if !visitor.is_external && ports.accounts.login(&visitor.tenant_id, &visitor.user_id).await?.is_none() {
        ports.live.remove_connection(&id).await?;
        return Ok(None);
    }
    Ok(Some(visitor))
}

/// Closes every open socket of a person.
///
/// # Errors
/// The store's. A socket that the gateway does not close is forgotten all the same, so nothing is pushed to it.
pub async fn close_sockets_of(ports: &Ports, tenant: &TenantId, user: &UserId) -> PortResult<()> {
    let connections = ports.live.connections(tenant, ports.clock.now()).await?;
    for connection in connections.into_iter().filter(|connection| connection.user_id == *user) {
        ports.live.remove_connection(&connection.id).await?;
        if let Err(error) = ports.push.close(&connection.gateway_id).await {
            tracing::warn!(tenant.id = %tenant, user.id = %user, %error, "socket could not be closed; nothing is pushed to it any more");
        }
    }
    Ok(())
}

/// Forgets a closed socket.
///
/// # Errors
/// The store's.
pub async fn close_socket(ports: &Ports, gateway_id: &str) -> PortResult<()> {
    match ConnectionId::from_gateway(gateway_id) {
        Some(id) => ports.live.remove_connection(&id).await,
        None => Ok(()),
    }
}

/// What a client missed.
#[derive(Debug, Clone, PartialEq)]
pub struct Missed {
    /// The events in order, without a gap.
    pub events: Vec<Event>,
    /// The number of the tenant's newest event.
    pub seq: u64,
    /// More events follow the last one.
    pub has_more: bool,
    /// The client was away for too long, or is ahead of us: it must load everything anew.
    pub reset: bool,
}

/// The events after `after`; without it only the newest number.
///
/// # Errors
/// The store's.
pub async fn missed_events(ports: &Ports, tenant: &TenantId, after: Option<u64>, limit: usize) -> PortResult<Missed> {
    let seq = ports.live.newest_seq(tenant).await?;
    let Some(after) = after else { return Ok(Missed { events: Vec::new(), seq, has_more: false, reset: false }) };
    let events = ports.live.events_after(tenant, after, limit).await?;
    let seq = seq.max(events.last().map_or(0, |event| event.seq));
    let reset = after > seq || (after < seq && events.first().is_none_or(|first| first.seq != after + 1));
    let events = if reset { Vec::new() } else { events };
    let has_more = events.last().is_some_and(|last| last.seq < seq);
    Ok(Missed { events, seq, has_more, reset })
}
