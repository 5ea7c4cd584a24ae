//! Every short story of holding and passing on, over a model of the carrier's lines: nobody is left alone or forgotten.

use std::collections::BTreeMap;

use super::*;
use crate::address::Address;
use crate::call::{CallStatus, LegReport, Report};
use crate::ids::{CallId, ConversationId, TenantId};

const CUSTOMER: &str = "C";
const AGENT: &str = "A";
/// So many things happen to a call.
const DEPTH: usize = 8;
const NOW: Timestamp = Timestamp::UNIX_EPOCH;
/// When a line ends that was moved at [`NOW`].
const LATER: Timestamp = Timestamp::constant(60, 0);

/// Where a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum At {
    /// In a dial, with the other line of it. Who made it asks what comes next when it ends.
    Dial {
        with: String,
        way: Way,
        is_mine: bool,
    },
    Room {
        room: u32,
        ends: bool,
    },
    Hold,
    Rings,
    Gone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Hold,
    Resume,
    Warm,
    Blind,
    TargetAnswers,
    TargetDeclines,
    Complete,
    TakeBack,
    CustomerHangsUp,
    AgentHangsUp,
    TargetHangsUp,
    /// The customer on hold asks again.
    Polls,
}

const EVENTS: [Event; 12] = [
    Event::Hold,
    Event::Resume,
    Event::Warm,
    Event::Blind,
    Event::TargetAnswers,
    Event::TargetDeclines,
    Event::Complete,
    Event::TakeBack,
    Event::CustomerHangsUp,
    Event::AgentHangsUp,
    Event::TargetHangsUp,
    Event::Polls,
];

#[derive(Debug, Clone)]
struct World {
    call: Call,
    lines: BTreeMap<String, At>,
    sides: BTreeMap<String, Side>,
    /// The carrier tells of the end of every line, and not of the customer's alone.
    tells_all: bool,
}

fn tenant() -> TenantId {
    "acme".parse().expect("an id")
}

fn person(name: &str) -> Callee {
    Callee::browser(&format!("usr_{name}").parse().expect("an id"))
}

impl World {
    fn new(direction: Direction, tells_all: bool) -> Self {
        let (ours, theirs) = (Address::from_carrier("+12015550123"), Address::from_carrier("+14155550123"));
        let conversation = ConversationId::between(&tenant(), "sms", &ours, &theirs);
        let id = CallId::new(ulid::Ulid::from_parts(1, 2), &conversation);
        let is_inbound = direction == Direction::Inbound;
        let (main, other) = if is_inbound { (CUSTOMER, AGENT) } else { (AGENT, CUSTOMER) };
        let parties = (&ours, &theirs);
        let mut call = if is_inbound {
            Call::inbound(id, &conversation, parties, NOW)
        } else {
            Call::outbound(id, &conversation, parties, NOW)
        };
        let customer = Callee { way: Way::Customer, user_id: None, phone: Some(theirs.clone()) };
        let (callee, way) = if is_inbound { (person("a"), Way::Ring) } else { (customer, Way::Customer) };
        call.rang = vec![person("a")];
        if !is_inbound {
            call.rang.push(callee.clone());
        }
        call.sid = Some(main.to_owned());
        let mut world = Self { call, lines: BTreeMap::new(), sides: BTreeMap::new(), tells_all };
        world.call.report(&Report::of(CallStatus::InProgress), NOW);
        world.reports(other, Some(&callee), CallStatus::InProgress);
        world.sides.extend([(CUSTOMER.to_owned(), Side::Customer), (AGENT.to_owned(), Side::Team(0))]);
        world.joins(main, other, way);
        world
    }

    fn joins(&mut self, mine: &str, other: &str, way: Way) {
        self.lines.insert(mine.to_owned(), At::Dial { with: other.to_owned(), way, is_mine: true });
        self.lines.insert(other.to_owned(), At::Dial { with: mine.to_owned(), way, is_mine: false });
    }

    fn reports(&mut self, sid: &str, callee: Option<&Callee>, status: CallStatus) {
        if self.call.sid.as_deref() == Some(sid) {
            return self.call.report(&Report::of(status), LATER);
        }
        let to = callee.map(|callee| callee.on_carrier_api(&tenant()));
        self.call.report_leg(
            &tenant(),
            &LegReport { sid: sid.to_owned(), to, way: None, report: Report::of(status) },
            LATER,
        );
    }

    fn at(&self, sid: &str) -> At {
        self.lines.get(sid).cloned().unwrap_or(At::Gone)
    }

    /// The newest line that a transfer leads to.
    fn target(&self) -> Option<String> {
        self.call.transfers.last().map(|transfer| format!("T{}", transfer.id))
    }

    /// A line asks what to do and does it.
    fn asks(&mut self, sid: &str, ended: Option<u32>) {
        let side = self.sides[sid];
        if side == Side::Customer {
            self.call.turn();
        }
        let next = self.call.ask(side, ended, false, NOW);
        match next {
            Next::Wait => drop(self.lines.insert(sid.to_owned(), At::Hold)),
            Next::Talk { room, ends } => drop(self.lines.insert(sid.to_owned(), At::Room { room, ends })),
            Next::Ring(_) => {
                let target = self.target().expect("somebody to ring");
                self.lines.insert(target.clone(), At::Rings);
                self.joins(sid, &target, Way::Transfer);
            }
            Next::Excuse | Next::HangUp => self.ends(sid, None),
        }
    }

    /// A line leaves where it is; the others follow.
    fn leaves(&mut self, sid: &str) {
        match self.lines.insert(sid.to_owned(), At::Gone).unwrap_or(At::Gone) {
            At::Dial { with, is_mine: true, .. } => self.ends(&with, None),
            At::Dial { with, way, is_mine: false } => self.dial_is_over(&with, way, true),
            At::Room { room, ends: true } => {
                let others: Vec<String> =
                    self.lines.iter().filter(|(_, at)| self.is_in(at, room)).map(|(sid, _)| sid.clone()).collect();
                for other in others {
                    self.lines.insert(other.clone(), At::Gone);
                    self.asks(&other, Some(room));
                }
            }
            At::Room { .. } | At::Hold | At::Rings | At::Gone => {}
        }
    }

    fn is_in(&self, at: &At, wanted: u32) -> bool {
        matches!(at, At::Room { room, .. } if *room == wanted)
    }

    /// What the handler of a dial's end does.
    fn dial_is_over(&mut self, sid: &str, way: Way, was_taken: bool) {
        self.lines.insert(sid.to_owned(), At::Gone);
        if self.call.has_left_dial(way) {
            self.call.turn();
            assert_eq!(Side::that_dials(way), self.sides[sid]);
            return self.asks(sid, None);
        }
        if way == Way::Transfer && !was_taken {
            self.call.end_transfer(TransferState::Unanswered, NOW);
            // It goes back to whoever passed it on, on a line of its own.
            let back = format!("R{}", self.call.transfers.len());
            self.sides.insert(back.clone(), Side::Team(0));
            self.joins(sid, &back, Way::Return);
            let callee = Callee { way: Way::Return, ..person("a") };
            return self.reports(&back, Some(&callee), CallStatus::InProgress);
        }
        self.ends(sid, None);
    }

    /// A line ends and is reported. `room` is where it was, if it tells of that.
    fn ends(&mut self, sid: &str, room: Option<u32>) {
        let was = self.at(sid);
        self.lines.insert(sid.to_owned(), At::Gone);
        if let Some(room) = room {
            let side = self.sides[sid];
            assert_eq!(self.call.ask(side, Some(room), true, NOW), Next::HangUp);
        }
        if self.tells_all || sid == CUSTOMER || self.call.sid.as_deref() == Some(sid) {
            self.reports(sid, None, CallStatus::Completed);
        }
        if was != At::Gone {
            self.lines.insert(sid.to_owned(), was);
            self.leaves(sid);
        }
    }

    fn hangs_up(&mut self, sid: &str) {
        match self.at(sid) {
            At::Gone | At::Rings => {}
            At::Room { room, .. } => self.ends(sid, Some(room)),
            _ => self.ends(sid, None),
        }
    }

    fn moves(&mut self, moves: Moves) {
        for (sid, side) in moves.redirected {
            // The carrier refuses to move what is gone.
            if self.at(&sid) == At::Gone {
                continue;
            }
            assert_eq!(side == Side::Customer, sid == CUSTOMER, "{sid}");
            // The address that the line is moved to names its side.
            self.sides.insert(sid.clone(), side);
            self.leaves(&sid);
            self.asks(&sid, None);
        }
        self.call.turn();
        for sid in moves.ended {
            self.hangs_up(&sid);
        }
    }

    fn transfer(&mut self, kind: TransferKind) -> Result<Moves, LineError> {
        let id = self.call.next_transfer();
        let name = format!("t{id}");
        let transfer = Transfer {
            id,
            kind,
            to: Callee { way: Way::Transfer, ..person(&name) },
            reason: None,
            by: "usr_a".parse().expect("an id"),
            at: NOW,
            state: TransferState::Ringing,
            ended_at: None,
            sid: (kind == TransferKind::Warm).then(|| format!("T{id}")),
        };
        let moves = self.call.transfer(transfer)?;
        self.sides.insert(format!("T{id}"), Side::Team(id));
        if kind == TransferKind::Warm {
            self.lines.insert(format!("T{id}"), At::Rings);
        }
        Ok(moves)
    }

    /// `false` if this cannot happen now.
    fn happens(&mut self, event: Event) -> bool {
        let before = self.call.clone();
        let moves = match event {
            Event::Hold => self.call.hold(NOW),
            Event::Resume => self.call.resume(),
            Event::Warm => self.transfer(TransferKind::Warm),
            Event::Blind => self.transfer(TransferKind::Blind),
            Event::Complete => self.call.complete_transfer(NOW),
            Event::TakeBack => self.call.take_back(NOW),
            Event::TargetAnswers | Event::TargetDeclines => return self.target_is_rung(event),
            Event::Polls => return self.polls(),
            Event::CustomerHangsUp | Event::AgentHangsUp | Event::TargetHangsUp => {
                let target = self.target().unwrap_or_default();
                let sid = match event {
                    Event::CustomerHangsUp => CUSTOMER,
                    Event::AgentHangsUp => AGENT,
                    _ => &target,
                };
                let can = !matches!(self.at(sid), At::Gone | At::Rings);
                self.hangs_up(sid);
                return can;
            }
        };
        match moves {
            Ok(moves) => {
                // What the carrier refuses is as if it had never been wanted.
                let mut undone = self.call.clone();
                undone.move_back(&before, &self.call);
                assert_eq!(
                    (undone.line, undone.held_since, &undone.transfers),
                    (before.line, before.held_since, &before.transfers)
                );
                self.moves(moves);
            }
            Err(_) => self.call = before.clone(),
        }
        self.call != before
    }

    /// The customer on hold asks what to do. `false` if nothing comes of it.
    fn polls(&mut self) -> bool {
        if self.at(CUSTOMER) == At::Hold {
            self.asks(CUSTOMER, None);
        }
        self.at(CUSTOMER) != At::Hold
    }

    fn target_is_rung(&mut self, event: Event) -> bool {
        let Some(transfer) = self.call.transfer_under_way().cloned() else { return false };
        let target = format!("T{}", transfer.id);
        let is_ringing = transfer.state == TransferState::Ringing && self.at(&target) != At::Gone;
        if !is_ringing {
            return false;
        }
        match (event, transfer.kind) {
            (Event::TargetAnswers, TransferKind::Warm) => {
                self.reports(&target, Some(&transfer.to), CallStatus::InProgress);
                self.asks(&target, None);
            }
            (Event::TargetAnswers, TransferKind::Blind) => {
                self.reports(&target, Some(&transfer.to), CallStatus::InProgress);
            }
            (_, TransferKind::Warm) => {
                self.lines.insert(target.clone(), At::Gone);
                self.reports(&target, Some(&transfer.to), CallStatus::NoAnswer);
            }
            (_, TransferKind::Blind) => {
                self.lines.insert(target.clone(), At::Gone);
                self.reports(&target, Some(&transfer.to), CallStatus::NoAnswer);
                self.dial_is_over(CUSTOMER, Way::Transfer, false);
            }
        }
        true
    }

    /// What must hold whenever everything has come to rest.
    fn check(&self, story: &[Event]) {
        let told = || format!("{story:?}\n{:#?}\n{:?} {:?}", self.lines, self.call.line, self.call.transfers);
        let customer = self.at(CUSTOMER);
        if customer == At::Gone {
            // Whoever is still there is known to be left over, or leaves a dial with the customer.
            assert!(self.call.is_over(), "{}", told());
            let left = self.call.left_over();
            for (sid, at) in &self.lines {
                let is_known = matches!(at, At::Gone | At::Rings) || left.contains(sid);
                assert!(is_known, "{sid} waits for nobody: {}", told());
            }
            return;
        }
        assert!(!self.call.is_over(), "the customer is there: {}", told());
        assert_eq!(customer == At::Hold, self.call.held_since.is_some(), "{}", told());
        match customer {
            At::Hold => {
                let is_awaited = self.call.transfer_under_way().is_some();
                let waits =
                    self.lines.iter().any(|(sid, at)| sid != CUSTOMER && matches!(at, At::Room { ends: true, .. }));
                assert!(waits || is_awaited, "the customer waits for nobody: {}", told());
            }
            At::Room { room, .. } => {
                let others = self.lines.iter().filter(|(sid, at)| *sid != CUSTOMER && self.is_in(at, room)).count();
                assert_eq!(others, 1, "{}", told());
            }
            At::Dial { with, .. } => assert_ne!(self.at(&with), At::Gone, "{}", told()),
            At::Rings | At::Gone => {}
        }
        for (sid, at) in &self.lines {
            if let At::Room { room, .. } = at {
                assert_eq!(*room, self.call.line.room, "{sid} is in an old room: {}", told());
            }
        }
    }
}

fn explore(world: &World, story: &mut Vec<Event>, count: &mut usize) {
    if story.len() == DEPTH {
        return;
    }
    for event in EVENTS {
        let mut next = world.clone();
        if !next.happens(event) {
            continue;
        }
        story.push(event);
        *count += 1;
        let mut rested = next.clone();
        rested.polls();
        rested.check(story);
        explore(&next, story, count);
        story.pop();
    }
}

#[test]
fn whatever_is_held_passed_on_or_hung_up_nobody_is_left_alone() {
    for (direction, tells_all) in [
        (Direction::Inbound, true),
        (Direction::Outbound, true),
        (Direction::Inbound, false),
        (Direction::Outbound, false),
    ] {
        let mut count = 0;
        explore(&World::new(direction, tells_all), &mut Vec::new(), &mut count);
        assert!(count > 5_000, "{count} stories");
    }
}
