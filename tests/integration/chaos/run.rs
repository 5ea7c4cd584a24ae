//! One run: a customer, a few texts, and everything that goes wrong with them.

use std::collections::BTreeSet;
use std::sync::Arc;

use hub_adapters::memory::MemorySendQueue;
use hub_core::flows::Ports;
use hub_core::flows::deliver_message::{Delivery, deliver_message};
use hub_core::flows::send_message::{Draft, send_message};
use hub_core::flows::sweep::sweep;
use hub_core::ids::{MessageId, TenantId};
use hub_core::message::Message;
use hub_core::ports::{PortResult, SendQueue, SendTask};
use hub_testkit::twilio::Fault;
use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use tests::TestHub;

use super::crossing::{Crossing, Point, Side, Step};

/// After so many rounds nothing goes wrong any more, so that what is left can end.
const BAD_ROUNDS: usize = 6;
const ROUNDS_MAX: usize = 30;
/// A worker is ended by Lambda before its request to the carrier could be this late.
const SHORT_STALL: SignedDuration = SignedDuration::from_secs(20);
/// Longer than a lease and than the wait before the carrier is asked.
const LONG_STALL: SignedDuration = SignedDuration::from_secs(130);

const POINTS: [Point; 12] = [
    Point(Side::Before, Step::Read),
    Point(Side::Before, Step::Claim),
    Point(Side::After, Step::Claim),
    Point(Side::Before, Step::Create),
    Point(Side::After, Step::Create),
    Point(Side::Before, Step::Bind),
    Point(Side::After, Step::Bind),
    Point(Side::Before, Step::Settle),
    Point(Side::After, Step::Settle),
    Point(Side::After, Step::List),
    Point(Side::Before, Step::Transaction),
    Point(Side::After, Step::Transaction),
];
const REPORTS: [&[&str]; 7] = [
    &["sent", "delivered"],
    &["delivered", "sent"],
    &["sent", "sent", "delivered", "delivered"],
    &["sent"],
    &["undelivered"],
    &["pondering", "delivered"],
    &[],
];

/// What a run came to. It holds nothing that differs between two runs of one seed.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub intents: usize,
    pub creates: usize,
    pub statuses: Vec<String>,
    /// Where workers were stopped, in order.
    pub stopped: Vec<String>,
}

/// What happens to a worker.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Lives,
    Dies(Point),
    Stalls(Point),
}

/// A hub on which runs are played one after the other.
pub struct World {
    hub: TestHub,
    crossing: Crossing,
    /// Straight to table and carrier.
    ports: Ports,
    /// The same by the crossing.
    worker: Ports,
    queue: Arc<MemorySendQueue>,
    tenant: TenantId,
    played: u32,
}

/// The part of a world that a run changes.
struct Run<'a> {
    world: &'a World,
    die: StdRng,
    customer: String,
    intents: Vec<MessageId>,
    is_bad: bool,
    stopped: Vec<String>,
}

impl World {
    pub async fn new() -> Self {
        let hub = TestHub::without_sweeps().await;
        let queue = Arc::new(MemorySendQueue::default());
        let runner = hub.runner();
        let crossing = Crossing::open(runner.table_url(), runner.base_url(), hub.twilio()).await;
        let by_crossing = runner.ports_by(crossing.url(), crossing.url()).expect("ports");
        let worker = Ports { queue: queue.clone(), ..by_crossing };
        let ports = Ports { queue: queue.clone(), ..(*runner.hub().ports).clone() };
        let tenant = hub.acme().demo.tenant_id();
        Self { crossing, ports, worker, queue, tenant, hub, played: 0 }
    }

    pub async fn ends(self) {
        self.hub.settles().await;
    }

    pub async fn run(&mut self, seed: u64) -> Outcome {
        self.played += 1;
        let customer = format!("+1415555{:04}", 2000 + self.played);
        let die = StdRng::seed_from_u64(seed);
        let mut run = Run { world: self, die, customer, intents: Vec::new(), is_bad: true, stopped: Vec::new() };
        let outcome = run.play().await;
        outcome.unwrap_or_else(|why| panic!("seed {seed}: {why}\n  {}", run.stopped.join("\n  ")))
    }
}

impl Run<'_> {
    fn throws(&mut self, percent: u32) -> bool {
        self.die.random_ratio(percent, 100)
    }

    async fn play(&mut self) -> Result<Outcome, String> {
        self.arm();
        for number in 0..self.die.random_range(1..=3) {
            // Equal texts to one person are the hardest to tell apart.
            let text = if self.throws(70) { "See you on Friday.".to_owned() } else { format!("Text {number}") };
            let id = self.accept(text).await;
            self.intents.push(id);
        }
        for round in 0..ROUNDS_MAX {
            self.is_bad = round < BAD_ROUNDS;
            self.work().await;
            self.report_late().await;
            self.world.hub.advance(SignedDuration::from_secs(130));
            self.sweep().await;
            if !self.is_bad && self.world.queue.is_idle() && self.open().await.is_empty() {
                break;
            }
        }
        self.world.crossing.forget_reports();
        self.world.hub.twilio().clear_faults();
        self.judge().await
    }

    /// Arms what goes wrong at the carrier. Reports are the run's own: see [`REPORTS`].
    fn arm(&mut self) {
        let twilio = self.world.hub.twilio();
        let answers =
            [Fault::TooManyRequests429, Fault::ServerError500, Fault::RefuseBeforeAccept, Fault::AcceptThenCut];
        twilio.arm_for(&self.customer, Fault::NoCallbacks, u32::MAX);
        for _ in 0..self.die.random_range(0..4) {
            let fault = answers.choose(&mut self.die).expect("a fault").clone();
            twilio.arm_for(&self.customer, fault, 1);
        }
    }

    async fn accept(&self, body: String) -> MessageId {
        let draft = Draft {
            channel: hub_core::channel::ChannelClass::Sms,
            template: None,
            to: self.customer.clone(),
            body,
            from: None,
            media: Vec::new(),
            client_id: None,
            idempotency_key: None,
            author: Some("usr_acme_agent".parse().expect("an id")),
            kind: hub_core::message::MessageKind::Person,
        };
        send_message(&self.world.ports, &self.world.tenant, draft).await.expect("accepted").message_id
    }

    async fn sweep(&self) {
        sweep(&self.world.ports, self.world.ports.clock.now()).await.expect("swept");
    }

    /// Works off the queue. A task may come twice, and the task of a dead worker may come again or be lost.
    async fn work(&mut self) {
        let queue = self.world.queue.clone();
        let mut tasks = 0;
        while !queue.is_idle() && tasks < 60 {
            tasks += 1;
            let (group, task) = queue.take().await;
            if self.is_bad && self.throws(10) {
                queue.enqueue(&task).await.expect("queued");
            }
            match self.deliver(&task).await {
                Some(Ok(Delivery::Retry(wait))) => {
                    self.world.hub.advance(wait);
                    queue.retry(&group);
                }
                Some(Err(_)) => queue.retry(&group),
                Some(Ok(Delivery::Done)) if self.is_bad && self.throws(8) => {
                    self.stopped.push("died before the queue forgot the task".to_owned());
                    queue.retry(&group);
                }
                Some(Ok(Delivery::Done)) => queue.done(&group),
                None if self.throws(60) => queue.retry(&group),
                None => queue.done(&group),
            }
        }
    }

    fn fate(&mut self) -> Fate {
        let point = *POINTS.choose(&mut self.die).expect("a point");
        match self.die.random_range(0..100) {
            0..40 if self.is_bad => Fate::Dies(point),
            40..60 if self.is_bad => Fate::Stalls(point),
            _ => Fate::Lives,
        }
    }

    /// `None`: the worker died.
    async fn deliver(&mut self, task: &SendTask) -> Option<PortResult<Delivery>> {
        if self.throws(30) {
            let words = REPORTS.choose(&mut self.die).expect("words").to_vec();
            self.world.crossing.report_early(words);
        }
        let fate = self.fate();
        let (crossing, ports) = (&self.world.crossing, self.world.worker.clone());
        crossing.stop_at(match fate {
            Fate::Lives => None,
            Fate::Dies(point) | Fate::Stalls(point) => Some(point),
        });
        let url = self.world.hub.url().to_owned();
        let mut work = Box::pin(deliver_message(&ports, &url, task));
        let outcome = tokio::select! {
            outcome = &mut work => return Some(outcome),
            () = crossing.reached() => match fate {
                Fate::Stalls(point) => {
                    self.stopped.push(format!("stalled {point}"));
                    self.meanwhile(point, task).await;
                    crossing.go_on();
                    Some(work.await)
                }
                Fate::Dies(point) => {
                    self.stopped.push(format!("died {point}"));
                    None
                }
                Fate::Lives => unreachable!("nobody is stopped"),
            },
        };
        crossing.stop_at(None);
        outcome
    }

    /// While a worker stalls, time passes and another one takes the same task.
    async fn meanwhile(&mut self, Point(side, step): Point, task: &SendTask) {
        let may_send_yet = (side, step) == (Side::After, Step::Claim) || (side, step) == (Side::Before, Step::Create);
        self.world.hub.advance(if may_send_yet { SHORT_STALL } else { LONG_STALL });
        self.report_late().await;
        self.sweep().await;
        let other = deliver_message(&self.world.ports, self.world.hub.url(), task).await;
        if let Ok(Delivery::Retry(_)) = other {
            self.world.queue.enqueue(task).await.expect("queued");
        }
    }

    /// The carrier reports on some of what it has: late, twice, in any order, or never.
    async fn report_late(&mut self) {
        for created in self.world.hub.twilio().creates_to(&self.customer) {
            if self.throws(50) {
                let mut words = REPORTS.choose(&mut self.die).expect("words").to_vec();
                words.shuffle(&mut self.die);
                for word in words {
                    self.world.hub.twilio().post_status(&created.sid, word, None).await.expect("a callback");
                }
            }
        }
    }

    async fn messages(&self) -> Vec<Message> {
        let mut messages = Vec::new();
        for id in &self.intents {
            let message = self.world.ports.messages.message(&self.world.tenant, id).await.expect("read");
            messages.push(message.expect("an accepted message is kept"));
        }
        messages
    }

    /// The texts that somebody still has to do something about.
    async fn open(&self) -> Vec<Message> {
        let is_open = |message: &Message| match message.status.as_str() {
            "queued" | "uncertain" => true,
            "sending" => message.sid.is_none(),
            _ => false,
        };
        self.messages().await.into_iter().filter(is_open).collect()
    }

    async fn judge(&self) -> Result<Outcome, String> {
        let messages = self.messages().await;
        let creates = self.world.hub.twilio().creates_to(&self.customer);
        let statuses: Vec<String> = messages.iter().map(|message| message.status.as_str().to_owned()).collect();
        let bound: BTreeSet<&str> = messages.iter().filter_map(|message| message.sid.as_deref()).collect();
        if creates.len() > messages.len() {
            return Err(format!("{} texts, {} at the carrier; {statuses:?}", messages.len(), creates.len()));
        }
        if creates.iter().any(|created| !bound.contains(created.sid.as_str())) || bound.len() != creates.len() {
            return Err(format!("the carrier has {} texts, the hub knows of {}", creates.len(), bound.len()));
        }
        if messages.iter().filter(|message| message.sid.is_some()).count() > bound.len() {
            return Err(format!("two texts were taken for one: {statuses:?}"));
        }
        let is_over =
            |message: &&Message| message.sid.is_none() && !matches!(message.status.as_str(), "failed" | "blocked");
        if let Some(lost) = messages.iter().find(is_over) {
            return Err(format!("{:?} without having been sent", lost.status));
        }
        if let Some(open) = self.open().await.first() {
            return Err(format!("a text never ended: {:?} {:?}", open.status, open.error_code));
        }
        Ok(Outcome { intents: messages.len(), creates: creates.len(), statuses, stopped: self.stopped.clone() })
    }
}
