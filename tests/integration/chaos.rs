//! Workers that die anywhere, a carrier that loses answers and reports, tasks that come twice: each text goes out once.
//!
//! A worker is killed by dropping its future between two steps of its input and output, chosen by a seeded die, so that a
//! failing run can be run again. The simulator's log is the judge.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hub_adapters::memory::MemorySendQueue;
use hub_core::flows::Ports;
use hub_core::flows::deliver_message::{Delivery, deliver_message};
use hub_core::flows::send_message::{Draft, send_message};
use hub_core::flows::sweep::sweep;
use hub_core::ids::MessageId;
use hub_core::ports::{PortResult, SendQueue, SendTask};
use hub_testkit::twilio::Fault;
use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tests::TestHub;

const INTENTS: usize = 70;
/// After so many rounds no worker dies any more, so that what is left can end.
const DEADLY_ROUNDS: usize = 8;
const ROUNDS_MAX: usize = 40;

/// A future that dies after a number of polls.
pub struct Mortal<F> {
    pub life: Pin<Box<F>>,
    pub polls_left: usize,
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

struct World<'a> {
    hub: &'a TestHub,
    ports: Ports,
    queue: Arc<MemorySendQueue>,
    die: StdRng,
    deaths: usize,
}

impl World<'_> {
    fn throws(&mut self, percent: u32) -> bool {
        self.die.random_ratio(percent, 100)
    }

    /// Arms what goes wrong with the next text to a number.
    fn arm(&mut self, to: &str) {
        let answers = [
            Fault::TooManyRequests429,
            Fault::ServerError500,
            Fault::RefuseBeforeAccept,
            Fault::AcceptThenCut,
            Fault::Unauthorized401,
        ];
        let reports = [Fault::NoCallbacks, Fault::DuplicateCallbacks, Fault::ReorderedCallbacks];
        for _ in 0..self.die.random_range(0..3) {
            // A refused credential is a matter of the account and not of one text.
            let fault = answers[self.die.random_range(0..answers.len() - 1)].clone();
            self.hub.twilio().arm_for(to, fault, 1);
        }
        if self.throws(60) {
            let fault = reports[self.die.random_range(0..reports.len())].clone();
            self.hub.twilio().arm_for(to, fault, 1);
        }
    }

    async fn accept(&mut self, to: &str, text: &str) -> MessageId {
        let draft = Draft {
            to: to.to_owned(),
            body: text.to_owned(),
            media: Vec::new(),
            from: None,
            client_id: None,
            idempotency_key: None,
            author: "usr_acme_agent".parse().expect("an id"),
        };
        let tenant = self.hub.acme().demo.tenant_id();
        send_message(&self.ports, &tenant, draft).await.expect("accepted").message_id
    }

    /// Works off the queue; `mortal` workers may die at any step, and tasks may come twice.
    async fn work(&mut self, mortal: bool) {
        let mut tasks = 0;
        while !self.queue.is_idle() && tasks < 20 * INTENTS {
            tasks += 1;
            let (group, task) = self.queue.take().await;
            if self.throws(10) {
                self.queue.enqueue(&task).await.expect("queued");
            }
            match self.deliver(&task, mortal).await {
                Some(Ok(Delivery::Retry(wait))) => {
                    self.hub.advance(wait);
                    self.queue.retry(&group);
                }
                Some(Err(_)) => self.queue.retry(&group),
                Some(Ok(Delivery::Done)) => self.queue.done(&group),
                // The queue gives the task of a dead worker out again, or has lost it.
                None if self.throws(60) => self.queue.retry(&group),
                None => self.queue.done(&group),
            }
        }
    }

    async fn deliver(&mut self, task: &SendTask, mortal: bool) -> Option<PortResult<Delivery>> {
        let (ports, url) = (self.ports.clone(), self.hub.url().to_owned());
        let task = task.clone();
        let life = Box::pin(async move { deliver_message(&ports, &url, &task).await });
        let polls_left = if mortal && self.throws(50) { self.die.random_range(1..25) } else { usize::MAX };
        let outcome = Mortal { life, polls_left }.await;
        self.deaths += usize::from(outcome.is_none());
        outcome
    }
}

async fn run(seed: u64) -> String {
    let hub = TestHub::start().await;
    let queue = Arc::new(MemorySendQueue::default());
    let ports = Ports { queue: queue.clone(), ..(*hub.runner().hub().ports).clone() };
    let mut world = World { hub: &hub, ports, queue, die: StdRng::seed_from_u64(seed), deaths: 0 };
    let mut intents = Vec::new();
    for number in 0..INTENTS {
        // Pairs of equal texts to one person are the hardest to tell apart.
        let to = format!("+141555502{:02}", number / 2);
        world.arm(&to);
        intents.push((to.clone(), world.accept(&to, "See you on Friday.").await));
    }
    let tenant = hub.acme().demo.tenant_id();
    let mut statuses = BTreeMap::new();
    for round in 0..ROUNDS_MAX {
        world.work(round < DEADLY_ROUNDS).await;
        hub.twilio().settled(tests::PATIENCE).await.expect("the reports arrive");
        hub.advance(SignedDuration::from_secs(130));
        sweep(&world.ports, world.ports.clock.now()).await.expect("swept");
        statuses.clear();
        for (_, id) in &intents {
            let message = world.ports.messages.message(&tenant, id).await.expect("read").expect("a message");
            *statuses.entry(message.status.as_str().to_owned()).or_insert(0) += 1;
        }
        let open: usize = ["queued", "uncertain"].iter().filter_map(|word| statuses.get(*word)).sum();
        if round >= DEADLY_ROUNDS && open == 0 && world.queue.is_idle() {
            break;
        }
    }
    for (to, _) in &intents {
        let wanted = intents.iter().filter(|(other, _)| other == to).count();
        let made = hub.twilio().creates_to(to).len();
        assert_eq!(made, wanted, "seed {seed}: {wanted} texts to {to}, {made} at the carrier; {statuses:?}");
    }
    for word in ["queued", "uncertain"] {
        assert_eq!(statuses.get(word), None, "seed {seed}: {statuses:?}");
    }
    hub.settles().await;
    format!("seed {seed}: {INTENTS} texts, {} dead workers, {statuses:?}", world.deaths)
}

#[tokio::test]
async fn whatever_dies_each_text_goes_out_once() {
    for seed in [1, 2, 3] {
        println!("{}", run(seed).await);
    }
}
