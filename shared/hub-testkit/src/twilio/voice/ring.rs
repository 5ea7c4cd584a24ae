//! Rings those whom a `<Dial>` names, all at once; the first who is ready to talk is connected.

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::call::{Call, CallDirection};
use super::callbacks::Shape;
use super::dial::Target;
use super::document::{Ask, Source};
use super::line::{Event, Leg, Line, Stop};
use super::person::{Person, Pickup};
use super::run::{Ending, run};

/// What ringing came to.
pub(crate) enum Rung {
    /// Somebody answered and heard what they had to hear first.
    Answered(Box<Leg>),
    Nobody {
        status: &'static str,
        child: Option<String>,
    },
    /// The caller's leg was stopped meanwhile.
    Stopped {
        stop: Stop,
        child: Option<String>,
    },
}

/// One who was rung.
enum End {
    Answered(Box<Leg>),
    Over(&'static str),
}

pub(crate) async fn ring(leg: &mut Leg, targets: Vec<Target>, (from, timeout): (&str, Duration)) -> Rung {
    let line = leg.line.clone();
    let mut sids = vec![];
    let mut ringing: FuturesUnordered<BoxFuture<'static, End>> = FuturesUnordered::new();
    for target in targets {
        let child = dialed(&line, &leg.sid, &target, from);
        sids.push(child.sid.clone());
        ringing.push(try_one(child, target.whisper, timeout).boxed());
    }
    let mut status = "failed";
    loop {
        let end = tokio::select! {
            biased;
            Some(end) = ringing.next() => Ok(end),
            event = leg.event(None), if !ringing.is_empty() => Err(event),
            else => return Rung::Nobody { status, child: sids.pop() },
        };
        match end {
            Ok(End::Answered(child)) => {
                drop(ringing);
                for sid in sids.iter().filter(|sid| **sid != child.sid) {
                    line.end(sid, "no-answer").await;
                }
                return Rung::Answered(child);
            }
            Ok(End::Over(last)) => status = last,
            Err(Event::Stop(stop)) => {
                drop(ringing);
                for sid in &sids {
                    line.end(sid, "canceled").await;
                }
                return Rung::Stopped { stop, child: sids.pop() };
            }
            Err(_) => {}
        }
    }
}

/// A leg to somebody, not yet ringing.
fn dialed(line: &Line, parent: &str, target: &Target, from: &str) -> Leg {
    let sid = line.state.fresh_sid("CA");
    let person = line.state.person_at(&target.address);
    let is_there = person.is_some();
    let call = Call {
        parent_sid: Some(parent.to_owned()),
        from: from.to_owned(),
        to: target.address.clone(),
        parameters: target.parameters.clone(),
        ..super::place::blank(&sid, line, CallDirection::OutboundDial, "initiated")
    };
    let shape = Shape::draw(&line.state, &target.address);
    let commands = line.state.open_line(&sid, line);
    line.state.edit(|ledger| {
        ledger.voice.add(call);
        let teller = ledger.voice.teller(&sid);
        teller.plan.clone_from(&target.plan);
        teller.shape = shape;
    });
    Leg {
        line: Line { fallback: None, ..line.clone() },
        sid,
        person: person.unwrap_or_else(Person::away),
        is_there,
        commands,
        hangs_up_at: None,
        is_answered: false,
        is_gone: false,
        is_whispering: false,
    }
}

async fn try_one(mut leg: Leg, whisper: Option<super::super::webhook::Endpoint>, timeout: Duration) -> End {
    if let Err(status) = until_answered(&mut leg, timeout).await {
        leg.line.end(&leg.sid, status).await;
        return End::Over(status);
    }
    let Some(endpoint) = whisper else { return End::Answered(Box::new(leg)) };
    leg.is_whispering = true;
    let ending = run(&mut leg, Source::Ask(Ask { endpoint, params: vec![] })).await;
    leg.is_whispering = false;
    if ending == Ending::RanOut {
        return End::Answered(Box::new(leg));
    }
    leg.line.end(&leg.sid, "no-answer").await;
    End::Over("completed")
}

/// Rings a leg until its person answers, and answers it.
///
/// # Errors
/// The status of a leg that was not answered.
pub(crate) async fn until_answered(leg: &mut Leg, timeout: Duration) -> Result<(), &'static str> {
    leg.line.advance(&leg.sid, "initiated").await;
    if leg.person.pickup == Pickup::Unreachable {
        return Err("failed");
    }
    if !leg.is_there {
        return Err("no-answer");
    }
    leg.line.advance(&leg.sid, "ringing").await;
    let (event, status) = if leg.person.is_live {
        (leg.await_person(timeout).await, "no-answer")
    } else {
        let (after, status) = match leg.person.pickup {
            Pickup::Answers { after_ms } => (Duration::from_millis(after_ms), None),
            Pickup::Busy { after_ms } => (Duration::from_millis(after_ms), Some("busy")),
            Pickup::Away | Pickup::Unreachable => (Duration::MAX, Some("no-answer")),
        };
        if after > timeout {
            (leg.event(Some(leg.now() + timeout)).await, "no-answer")
        } else {
            match (leg.event(Some(leg.now() + after)).await, status) {
                (Event::Elapsed, None) => (Event::Answered, "no-answer"),
                (event, status) => (event, status.unwrap_or("no-answer")),
            }
        }
    };
    match event {
        Event::Answered => {
            leg.answer().await;
            Ok(())
        }
        Event::Declined => Err("busy"),
        Event::Stop(Stop::Ended(status)) => Err(status),
        Event::Stop(Stop::HungUp) => Err("busy"),
        _ => Err(status),
    }
}
