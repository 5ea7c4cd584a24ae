//! Scheduled texts under rivalry, with dead workers and changed clocks.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use hub_core::flows::fire_scheduled::fire_due;
use hub_core::flows::schedule::{Plan, ScheduledChange, change, schedule};
use hub_core::flows::send_message::Draft;
use hub_core::ids::{ScheduledId, TenantId};
use hub_core::message::MessageKind;
use hub_core::ports::SCHEDULE_SHARDS;
use hub_core::schedule::{ScheduledMessage, ScheduledState, WallTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::TestHub;

fn customer(number: usize) -> String {
    format!("+1415555{number:04}")
}

fn plan(hub: &TestHub, to: &str, text: &str, cancel_if_replied: bool) -> Plan {
    let at = (hub.now() + SignedDuration::from_hours(1)).to_zoned(TimeZone::UTC);
    let local = at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let draft = Draft {
        kind: MessageKind::Person,
        channel: hub_core::channel::ChannelClass::Sms,
        template: None,
        media: Vec::new(),
        to: to.to_owned(),
        body: text.to_owned(),
        from: None,
        client_id: None,
        idempotency_key: None,
        author: Some("usr_acme_agent".parse().expect("an id")),
    };
    Plan { draft, send_at: WallTime { local, zone: "UTC".to_owned() }, cancel_if_replied }
}

async fn scheduled(hub: &TestHub, to: &str, cancel_if_replied: bool) -> ScheduledMessage {
    let plan = plan(hub, to, "Any news?", cancel_if_replied);
    schedule(&hub.runner().hub().ports, &acme(hub), plan).await.expect("scheduled")
}

fn acme(hub: &TestHub) -> TenantId {
    hub.acme().demo.tenant_id()
}

async fn state(hub: &TestHub, id: &ScheduledId) -> (ScheduledState, Option<String>) {
    let stored = hub.runner().hub().ports.schedule.scheduled(&acme(hub), id).await.expect("read").expect("there");
    (stored.state, stored.reason)
}

/// Runs a tick for a number of steps, and then beside something else to the end of both.
async fn ahead_of<T>(tick: impl Future<Output = ()>, steps: usize, other: impl Future<Output = T>) -> T {
    let mut tick = Mortal { life: Box::pin(tick), polls_left: steps };
    let is_over = (&mut tick).await.is_some();
    let rest = async {
        if !is_over {
            tick.life.await;
        }
    };
    tokio::join!(rest, other).1
}

/// A future that dies after a number of polls.
struct Mortal<F> {
    life: Pin<Box<F>>,
    polls_left: usize,
}

impl<F: Future> Future for Mortal<F> {
    /// `None`: it died.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls_left == 0 {
            return Poll::Ready(None);
        }
        self.polls_left -= 1;
        self.life.as_mut().poll(context).map(Some)
    }
}

#[tokio::test]
async fn wherever_a_tick_dies_each_text_is_sent_once() {
    let hub = TestHub::start().await;
    let mut made = Vec::new();
    for number in 0..24 {
        made.push(scheduled(&hub, &customer(100 + number), number % 2 == 0).await);
    }
    hub.advance(SignedDuration::from_hours(2));
    let ports = hub.runner().hub().ports.clone();
    let mut deaths = 0;
    for polls_left in 1..60 {
        let life = Box::pin(fire_due(&ports, polls_left % SCHEDULE_SHARDS));
        deaths += usize::from(Mortal { life, polls_left }.await.is_none());
    }
    hub.ticks().await;
    // What died between the store and the queue is queued by the sweep.
    hub.passes(SignedDuration::from_mins(5)).await;
    assert!(deaths > 5, "{deaths} ticks died");
    for scheduled in &made {
        assert_eq!(state(&hub, &scheduled.id).await.0, ScheduledState::Sent);
        assert_eq!(hub.twilio().creates_to(scheduled.to.as_str()).len(), 1, "{deaths} dead ticks");
    }
}

#[tokio::test]
async fn a_change_and_a_tick_at_the_same_time_leave_one_of_them() {
    let hub = TestHub::start().await;
    let (mut sent_as_it_was, mut changed_first) = (0, 0);
    for number in 0..30 {
        let made = scheduled(&hub, &customer(200 + number), false).await;
        hub.advance(SignedDuration::from_hours(1) + SignedDuration::from_secs(1));
        let ports = hub.runner().hub().ports.clone();
        let edit = ScheduledChange { version: 1, message: Some("Changed".to_owned()), ..ScheduledChange::default() };
        let by = "usr_acme_owner".parse().expect("an id");
        let tenant = acme(&hub);
        let changed = ahead_of(hub.ticks(), number, change(&ports, &tenant, &made.id, edit, &by)).await;
        hub.ticks().await;
        hub.settles().await;
        let bodies: Vec<String> =
            hub.twilio().creates_to(made.to.as_str()).into_iter().map(|create| create.body).collect();
        match changed {
            Ok(_) => changed_first += 1,
            Err(_) => sent_as_it_was += 1,
        }
        let expected = if changed.is_ok() { "Changed" } else { "Any news?" };
        assert_eq!(bodies, [expected], "the answer to the change says what was sent");
    }
    println!("{changed_first} changed first, {sent_as_it_was} sent as they were");
}

#[tokio::test]
async fn a_reply_that_is_acknowledged_first_cancels() {
    let hub = TestHub::start().await;
    let (mut canceled, mut sent) = (0, 0);
    for number in 0..30 {
        let made = scheduled(&hub, &customer(300 + number), true).await;
        hub.advance(SignedDuration::from_hours(1) + SignedDuration::from_secs(1));
        ahead_of(hub.ticks(), number, hub.acme().receives_sms(made.to.as_str(), "Yes")).await;
        hub.settles().await;
        let creates = hub.twilio().creates_to(made.to.as_str()).len();
        match state(&hub, &made.id).await {
            (ScheduledState::Canceled, Some(reason)) if reason == "replied" => {
                canceled += 1;
                assert_eq!(creates, 0);
            }
            (ScheduledState::Sent, None) => {
                sent += 1;
                assert_eq!(creates, 1);
            }
            other => panic!("{other:?}"),
        }
        // A reply long before the tick.
        let made = scheduled(&hub, &customer(300 + number), true).await;
        hub.advance(SignedDuration::from_secs(1));
        hub.acme().receives_sms(made.to.as_str(), "Yes").await;
        hub.advance(SignedDuration::from_hours(2));
        hub.ticks().await;
        assert_eq!(state(&hub, &made.id).await, (ScheduledState::Canceled, Some("replied".to_owned())));
    }
    println!("{canceled} canceled, {sent} sent before the reply");
    hub.settles().await;
}

#[tokio::test]
async fn a_wall_time_is_kept_through_changed_clocks() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let now = hub.now();
    let mut shifts = Vec::new();
    for zone in ["America/New_York", "Europe/Berlin"] {
        let tz = TimeZone::get(zone).expect("a zone");
        // The next two changes of the clocks, one forward and one back.
        for change in tz.following(now).take(2) {
            let at = change.timestamp();
            let before = (at - SignedDuration::from_mins(1)).to_zoned(tz.clone());
            // Half an hour into what the clocks jump over, or what comes twice.
            let wall = before.datetime() + SignedDuration::from_mins(31);
            let is_forward = change.offset() > before.offset();
            let wall = if is_forward { wall } else { wall - SignedDuration::from_hours(1) };
            let send_at = json!({ "local": wall.strftime("%Y-%m-%dT%H:%M").to_string(), "zone": zone });
            let body = json!({ "to": "+14155550123", "message": zone, "sendAt": send_at });
            let made = agent.post("/api/messages/scheduled", body).await;
            assert!(made.is_done(), "{made}");
            let utc: Timestamp = made.body["sendAt"]["utc"].as_str().expect("a time").parse().expect("a time");
            let expected =
                if is_forward { at + SignedDuration::from_mins(30) } else { at - SignedDuration::from_mins(30) };
            assert_eq!(utc, expected, "{zone} {wall}: moved forward, or the first of the two");
            shifts.push(made.body["sendAt"]["shift"].clone());
        }
    }
    shifts.sort_by_key(Value::to_string);
    assert_eq!(shifts, ["fold", "fold", "gap", "gap"].map(Value::from));
    hub.settles().await;
}
