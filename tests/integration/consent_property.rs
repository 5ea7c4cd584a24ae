//! No carrier create after an effective opt-out, whatever happens at once.
//!
//! Customers, people, automated senders and a faulty carrier act at random and at the same time; a seed makes their
//! choices. Effective means that the opt-out was acknowledged before the create began: from then on the simulator's log
//! must hold no further create for the customer, refused ones included, until their next opt-in begins.

use std::time::Duration;

use futures_util::future::join_all;
use hub_core::address::Address;
use hub_core::channel::ChannelClass;
use hub_core::flows::send_message::{Draft, send_message};
use hub_core::flows::sweep::sweep;
use hub_core::message::MessageKind;
use hub_testkit::twilio::Fault;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;
use tests::{Person, TestHub};

const SEEDS: std::ops::Range<u64> = 0..3;
const ROUNDS: usize = 3;
const STEPS: usize = 8;
const CUSTOMERS: usize = 4;
/// Longer than what else happens between the last look at the consent and the call of the carrier.
const HESITATION: Duration = Duration::from_millis(60);
/// Later than the first look into a lost answer.
const LOOKED_INTO: SignedDuration = SignedDuration::from_secs(130);
const NUMBERS: [&str; 3] = ["+12015550123", "+12015550166", "+12015550167"];
const OPT_OUTS: [&str; 9] =
    ["STOP", " stop. ", "Stop all", "UNSUBSCRIBE", "cancel!", "End", "quit", "REVOKE", "opt-out"];
const OPT_INS: [&str; 3] = ["START", "unstop", "Yes!"];
const NEITHER: [&str; 4] = ["HELP", "Please stop", "yes or no?", "See you on Friday"];

/// What a sender does. A further way of sending is one more variant here.
#[derive(Debug, Clone, Copy)]
enum Action {
    /// A person answers from a number.
    Send,
    /// A text that nobody asked for.
    SendUnprompted(MessageKind),
    /// An answer that the hub gives by itself.
    SendAutoReply,
    /// A person schedules a text for the next moment.
    Schedule,
    /// A person starts a campaign to everybody.
    StartCampaign,
    /// What is due is fired.
    Tick,
    /// The queue fills up from all numbers.
    FillQueue,
    /// A text whose answer is lost.
    LoseAnswer(LostAnswer),
    /// The carrier knows of an opt-out that we did not see.
    BlockAtCarrier,
    /// A person sends doubtful texts again.
    SendAnyway,
    /// A person asks what became of doubtful texts.
    Check,
}

#[derive(Debug, Clone, Copy)]
enum LostAnswer {
    BeforeAccept,
    AfterAccept,
    TooMany,
}

const ACTIONS: [Action; 16] = [
    Action::Send,
    Action::Send,
    Action::Schedule,
    Action::Schedule,
    Action::StartCampaign,
    Action::Tick,
    Action::FillQueue,
    Action::SendUnprompted(MessageKind::Campaign),
    Action::SendUnprompted(MessageKind::Reminder),
    Action::SendUnprompted(MessageKind::FollowUp),
    Action::SendAutoReply,
    Action::LoseAnswer(LostAnswer::BeforeAccept),
    Action::LoseAnswer(LostAnswer::AfterAccept),
    Action::LoseAnswer(LostAnswer::TooMany),
    Action::SendAnyway,
    Action::Check,
];

struct World<'a> {
    hub: &'a TestHub,
    agent: Person<'a>,
    seed: u64,
}

fn one_of<T: Copy>(die: &mut StdRng, choices: &[T]) -> T {
    choices[die.random_range(0..choices.len())]
}

impl World<'_> {
    /// Creates for a customer that reached the carrier, whatever became of them.
    fn creates(&self, customer: &str) -> usize {
        let requests = self.hub.twilio().requests();
        requests.iter().filter(|request| request.is_create() && request.param("To") == Some(customer)).count()
    }

    /// Lets others go on for a while: somebody looks at the inbox.
    async fn pause(&self, die: &mut StdRng, looks: usize) {
        for _ in 0..die.random_range(0..looks) {
            self.agent.inbox().await;
        }
    }

    async fn sends(&self, customer: &str, from: &str, body: &str) {
        let body = json!({ "to": customer, "from": from, "message": body });
        let reply = self.agent.post("/api/messages/send", body).await;
        assert!(reply.is_done() || reply.code() == "opted_out", "seed {}: {reply}", self.seed);
    }

    async fn schedules(&self, customer: &str, from: &str) {
        let at = (self.hub.now() + SignedDuration::from_secs(1)).to_zoned(TimeZone::UTC);
        let at = json!({ "local": at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), "zone": "UTC" });
        let body = json!({ "to": customer, "from": from, "message": "See you soon", "sendAt": at });
        let reply = self.agent.post("/api/messages/scheduled", body).await;
        let is_late = reply.code() == "send_at_past";
        assert!(reply.is_done() || is_late || reply.code() == "opted_out", "seed {}: {reply}", self.seed);
    }

    async fn starts_campaign(&self, from: &str) {
        let csv = (0..CUSTOMERS).fold("phone\n".to_owned(), |csv, at| csv + &customer(at) + "\n");
        let made = json!({ "name": "News", "body": "We have news", "from": from });
        let made = self.agent.post("/api/campaigns", made).await;
        let path = format!("/api/campaigns/{}", made.text("id"));
        for (step, body) in [("recipients", json!({ "csv": csv })), ("start", json!({}))] {
            let reply = self.agent.post(&format!("{path}/{step}"), body).await;
            assert!(reply.is_done(), "seed {}: {step}: {reply}", self.seed);
        }
    }

    async fn sends_by_itself(&self, customer: &str, from: &str, kind: MessageKind) {
        let draft = Draft {
            channel: hub_core::channel::ChannelClass::Sms,
            template: None,
            to: customer.to_owned(),
            body: format!("{kind:?}"),
            from: Some(from.to_owned()),
            media: Vec::new(),
            client_id: None,
            idempotency_key: None,
            author: Some("usr_acme_agent".parse().expect("an id")),
            kind,
        };
        let ports = &self.hub.runner().hub().ports;
        // A refusal is as good as a text that waits.
        send_message(ports, &self.hub.acme().demo.tenant_id(), draft).await.ok();
    }

    async fn doubtful(&self, customer: &str, way: &str) {
        for message in self.agent.thread(customer).await {
            if message["status"] == "uncertain" {
                let id = message["id"].as_str().expect("an id");
                self.agent.post(&format!("/api/messages/{id}/{way}"), json!({})).await;
            }
        }
    }

    async fn perform(&self, action: Action, customer: &str, from: &str) {
        match action {
            Action::Send => self.sends(customer, from, "Hi").await,
            Action::SendUnprompted(kind) => self.sends_by_itself(customer, from, kind).await,
            Action::SendAutoReply => self.sends_by_itself(customer, from, MessageKind::AutoReply).await,
            Action::Schedule => self.schedules(customer, from).await,
            Action::StartCampaign => self.starts_campaign(from).await,
            Action::Tick => self.hub.ticks().await,
            Action::FillQueue => {
                let texts = NUMBERS.iter().flat_map(|from| (0..3).map(move |at| (*from, format!("Text {at}"))));
                join_all(texts.map(|(from, text)| async move { self.sends(customer, from, &text).await })).await;
            }
            Action::LoseAnswer(lost) => {
                let fault = match lost {
                    LostAnswer::BeforeAccept => Fault::RefuseBeforeAccept,
                    LostAnswer::AfterAccept => Fault::AcceptThenCut,
                    LostAnswer::TooMany => Fault::TooManyRequests429,
                };
                self.hub.twilio().arm_for(customer, fault, 1);
                self.sends(customer, from, "Did you get this?").await;
            }
            Action::BlockAtCarrier => {
                self.hub.twilio().arm_for(customer, Fault::OptedOut21610, 1);
                self.sends(customer, from, "Are you there?").await;
            }
            Action::SendAnyway => self.doubtful(customer, "send-anyway").await,
            Action::Check => self.doubtful(customer, "check").await,
        }
    }

    async fn sender(&self, customer: &str, mut die: StdRng) {
        for _ in 0..STEPS {
            self.pause(&mut die, 3).await;
            let (action, from) = (one_of(&mut die, &ACTIONS), one_of(&mut die, &NUMBERS));
            self.perform(action, customer, from).await;
        }
    }

    async fn texts(&self, customer: &str, die: &mut StdRng, words: &[&str]) {
        let delivery = self.hub.twilio().send_inbound(customer, one_of(die, &NUMBERS), one_of(die, words)).await;
        assert_eq!(delivery.expect("a delivery").status, Some(200), "seed {}", self.seed);
    }

    /// One customer, who changes their mind. `closed_at` is how many creates there were when they had opted out.
    async fn customer(&self, customer: &str, closed_at: &mut Option<usize>, mut die: StdRng) {
        for _ in 0..STEPS {
            self.pause(&mut die, 12).await;
            match die.random_range(0..10) {
                0..=2 => {
                    self.texts(customer, &mut die, &OPT_OUTS).await;
                    self.judge(customer, *closed_at);
                    *closed_at = Some(self.creates(customer));
                }
                3 => {
                    let path = format!("/api/contacts/con_{}/opt-out", &customer[1..]);
                    let reply = self.agent.post(&path, json!({})).await;
                    if reply.is_done() {
                        self.judge(customer, *closed_at);
                        *closed_at = Some(self.creates(customer));
                    }
                }
                4..=7 => {
                    self.judge(customer, *closed_at);
                    *closed_at = None;
                    self.texts(customer, &mut die, &OPT_INS).await;
                }
                _ => self.texts(customer, &mut die, &NEITHER).await,
            }
        }
        self.judge(customer, *closed_at);
    }

    fn judge(&self, customer: &str, closed_at: Option<usize>) {
        if let Some(before) = closed_at {
            let now = self.creates(customer);
            assert_eq!(now, before, "seed {}: {} creates for {customer} after an opt-out", self.seed, now - before);
        }
    }

    /// What the ledger says when nothing happens: the carrier may have told of an opt-out.
    async fn is_out(&self, customer: &str) -> bool {
        let (ports, tenant) = (&self.hub.runner().hub().ports, self.hub.acme().demo.tenant_id());
        let contact = ports.contacts.contact(&tenant, &Address::from_carrier(customer)).await.expect("an answer");
        contact.is_some_and(|contact| contact.is_opted_out(ChannelClass::Sms))
    }
}

fn customer(at: usize) -> String {
    format!("+141555503{at:02}")
}

/// Lets time pass until every lost answer was looked into and nothing is queued any more.
async fn calms_down(hub: &TestHub) {
    const TRIES: usize = 20;
    for _ in 0..TRIES {
        hub.advance(LOOKED_INTO);
        let ports = &hub.runner().hub().ports;
        sweep(ports, ports.clock.now()).await.expect("swept");
        hub.ticks().await;
        // A task may wait for the time of its look.
        if hub.runner().settled(Duration::from_secs(4)).await.is_ok() {
            return hub.settles().await;
        }
    }
    panic!("the hub does not calm down");
}

async fn run(seed: u64) -> String {
    let hub = TestHub::with_hesitant_workers(HESITATION).await;
    let owner = hub.acme().person("owner").await;
    for number in &NUMBERS[1..] {
        assert!(owner.post("/api/numbers", json!({ "number": number })).await.is_done());
    }
    // Nobody's sleep keeps a campaign from its customers.
    let quiet = json!({ "version": 1, "quietHours": { "enabled": false, "from": "21:00", "to": "08:00" } });
    assert!(owner.patch("/api/settings", quiet).await.is_done());
    let customers: Vec<String> = (0..CUSTOMERS).map(customer).collect();
    let mut closed: Vec<Option<usize>> = vec![None; CUSTOMERS];
    let mut seeds = StdRng::seed_from_u64(seed);
    let mut die = || StdRng::seed_from_u64(seeds.random());
    let mut opt_outs = 0;
    for round in 0..ROUNDS {
        // A contact gets one automated text an hour.
        hub.advance(SignedDuration::from_hours(1));
        let world = World { hub: &hub, agent: hub.acme().person("agent").await, seed };
        if round > 0 {
            // Between the rounds, as the carrier's word counts only once it is written.
            world.perform(Action::BlockAtCarrier, &customers[round % CUSTOMERS], NUMBERS[0]).await;
            calms_down(&hub).await;
        }
        let senders = customers.iter().flat_map(|customer| [customer, customer]);
        let senders: Vec<_> = senders.map(|customer| (customer, die())).collect();
        let lives: Vec<_> =
            customers.iter().zip(closed.iter_mut()).map(|(customer, closed)| (customer, closed, die())).collect();
        tokio::join!(
            join_all(senders.into_iter().map(|(customer, die)| world.sender(customer, die))),
            join_all(lives.into_iter().map(|(customer, closed, die)| world.customer(customer, closed, die))),
        );
        calms_down(&hub).await;
        for (customer, closed) in customers.iter().zip(&mut closed) {
            world.judge(customer, *closed);
            if world.is_out(customer).await {
                *closed = Some(world.creates(customer));
                opt_outs += 1;
            }
        }
    }
    hub.twilio().clear_faults();
    calms_down(&hub).await;
    let creates = hub.twilio().creates();
    let of_campaigns = creates.iter().filter(|create| create.body == "We have news").count();
    let creates = creates.len();
    format!(
        "seed {seed}: {creates} texts went out, {of_campaigns} of them of campaigns, {opt_outs} customers were out at the end of a round"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_handed_to_the_carrier_after_an_opt_out() {
    for seed in SEEDS {
        let told = tokio::time::timeout(Duration::from_secs(240), run(seed)).await;
        println!("{}", told.unwrap_or_else(|_| panic!("seed {seed} does not end")));
    }
}
