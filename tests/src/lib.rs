//! What the stories are told with: a running hub, its tenants, people, customers and sockets.

mod calls;
mod carrier;
mod door;
pub mod journeys;
mod live;
mod people;
pub mod twiml;

use std::sync::Arc;
use std::time::Duration;

use hub_adapters::mail::SentMail;
use hub_adapters::memory::MemorySendQueue;
use hub_core::flows::Ports;
use hub_core::flows::fire_scheduled::fire_due;
use hub_core::flows::send_message::{Draft, send_message};
use hub_core::message::MessageKind;
use hub_core::page::PageRequest;
use hub_core::ports::{Clock, SCHEDULE_SHARDS, SendTask};
use hub_dev::runner::{Counts, Faults, IdentitySettings, MovableClock, Options, Runner};
use hub_dev::seed::{DEMOS, Demo, DemoWhatsapp, PASSWORD};
use hub_testkit::speech::SpeechStandIn;
use hub_testkit::twilio::{Attachment, Inbound, InboundDelivery, SimulatorState};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub use calls::{PhoneCall, Talk};
pub use carrier::{FakeCarrier, Making};
pub use door::Door;
pub use live::LiveClient;
pub use people::{Person, Reply};

/// The longest that anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// A hub over an in-memory table with a carrier that answers at once.
///
/// When it is dropped its queue must be empty.
pub struct TestHub {
    runner: Runner,
    clock: MovableClock,
    door: Door,
}

impl TestHub {
    /// Starts a hub with the two demo tenants.
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// Starts a hub whose workers hesitate for up to so long before they call the carrier.
    pub async fn with_hesitant_workers(at_most: Duration) -> Self {
        Self::with(Options { hesitation: Some(at_most), ..Options::default() }).await
    }

    /// Starts a hub that counts what its table is asked, where nothing is done by the clock.
    pub async fn counted(counts: &Counts) -> Self {
        Self::with(Options { counts: Some(counts.clone()), no_sweeps: true, ..Options::default() }).await
    }

    /// Starts a hub that takes the tokens of an identity provider, too.
    pub async fn with_identity(identity: IdentitySettings) -> Self {
        Self::with(Options { identity: Some(identity), ..Options::default() }).await
    }

    /// Starts a hub where nothing looks after forgotten messages by itself.
    pub async fn without_sweeps() -> Self {
        Self::with(Options { no_sweeps: true, ..Options::default() }).await
    }

    /// Starts a hub that lets a service write voicemails down.
    pub async fn with_transcriber(service: &SpeechStandIn, key: &str) -> Self {
        let transcriber = Some((service.url().to_owned(), key.to_owned()));
        Self::with(Options { transcriber, ..Options::default() }).await
    }

    /// Starts a hub with another carrier.
    pub async fn with_carrier(carrier: &FakeCarrier) -> Self {
        Self::with(Options { carrier_url: Some(carrier.url().to_owned()), ..Options::default() }).await
    }

    /// Starts a hub around which things go wrong as the story wants it.
    pub async fn with_faults(faults: &Faults) -> Self {
        Self::with(Options { faults: Some(faults.clone()), ..Options::default() }).await
    }

    /// The same, where nothing is done by the clock.
    pub async fn with_faults_alone(faults: &Faults) -> Self {
        Self::with(Options { faults: Some(faults.clone()), no_sweeps: true, ..Options::default() }).await
    }

    /// Lets time pass.
    pub fn advance(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    /// Holds the hub's clock where it is: only [`Self::advance`] moves it.
    pub fn holds_time(&self) {
        self.clock.hold();
    }

    /// Lets time pass, and the sweep find what has become due.
    pub async fn passes(&self, time: SignedDuration) {
        self.clock.advance(time);
        let ports = &self.runner.hub().ports;
        if let Err(error) = hub_core::flows::sweep::sweep(ports, ports.clock.now()).await {
            panic!("the sweep failed: {error}");
        }
        self.settles().await;
    }

    /// Fires the scheduled texts that are due, as one tick does.
    pub async fn ticks(&self) {
        for shard in 0..SCHEDULE_SHARDS {
            if let Err(error) = fire_due(&self.runner.hub().ports, shard).await {
                panic!("the tick failed: {error}");
            }
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass as far as texts wait for it, until none does.
    pub async fn outwaits_the_queue(&self) {
        let outwaited = async {
            while !self.runner.is_idle() {
                match self.runner.asleep_until() {
                    Some(at) => {
                        let wait = at.duration_since(self.clock.now()).max(SignedDuration::ZERO);
                        // The clock has whole milliseconds.
                        self.clock.advance(wait + SignedDuration::from_nanos(999_999));
                    }
                    None => tokio::time::sleep(Duration::from_millis(1)).await,
                }
            }
        };
        let outwaited = tokio::time::timeout(PATIENCE * 5, outwaited).await;
        outwaited.unwrap_or_else(|_| panic!("texts still wait"));
    }

    /// Lets so much time pass, with all that waits for a moment of it, and a sweep each minute in which nothing does.
    pub async fn lives_through(&self, time: SignedDuration) {
        let ports = &self.runner.hub().ports;
        let end = self.clock.now() + time;
        let lived = async {
            while self.clock.now() < end {
                let left = end.duration_since(self.clock.now());
                if self.runner.is_idle() {
                    self.clock.advance(left.min(SignedDuration::from_mins(1)));
                    let swept = hub_core::flows::sweep::sweep(ports, ports.clock.now()).await;
                    swept.unwrap_or_else(|error| panic!("the sweep failed: {error}"));
                } else if let Some(at) = self.runner.asleep_until() {
                    let wait = at.duration_since(self.clock.now()).max(SignedDuration::ZERO);
                    self.clock.advance(left.min(wait + SignedDuration::from_millis(1)));
                } else {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        };
        tokio::time::timeout(PATIENCE * 5, lived).await.unwrap_or_else(|_| panic!("the time did not pass"));
    }

    /// Starts a hub whose numbers keep the usual pace of a long code, and whose clock stands still: a slow machine is not
    /// a slow worker.
    pub async fn paced() -> Self {
        Self::running(Options { clock: MovableClock::held(), ..Options::default() }).await
    }

    /// The same, where nothing is done by the clock: a story says when the workers have their turn.
    pub async fn paced_without_ticks() -> Self {
        Self::running(Options { clock: MovableClock::held(), no_sweeps: true, ..Options::default() }).await
    }

    /// Starts a hub whose carrier takes the time that it takes: a call lasts as long as what is said on it.
    pub async fn unhurried() -> Self {
        Self::begun(Options { pace: Some(1000.0), ..Options::default() }).await
    }

    /// A hub whose numbers are so fast that no story waits for them.
    async fn with(options: Options) -> Self {
        Self::running(Options { pace: Some(1000.0), ..options }).await
    }

    async fn running(options: Options) -> Self {
        Self::begun(Options { immediate: true, ..options }).await
    }

    async fn begun(options: Options) -> Self {
        let clock = options.clock.clone();
        let runner = Runner::start(options).await.unwrap_or_else(|error| panic!("the hub did not start: {error}"));
        // What the seed wrote is told before the story begins.
        runner.settled(PATIENCE).await.unwrap_or_else(|error| panic!("{error}"));
        let door = Door::at(runner.base_url());
        Self { runner, clock, door }
    }

    /// The newest mail to an address.
    #[must_use]
    pub fn mail_to(&self, address: &str) -> Option<SentMail> {
        self.runner.mails().into_iter().find(|mail| mail.to == address)
    }

    /// What follows `#token=` in the newest mail to an address.
    #[must_use]
    pub fn token_mailed_to(&self, address: &str) -> String {
        let Some(mail) = self.mail_to(address) else { panic!("no mail to {address}") };
        let token = mail.text.split_once("#token=").and_then(|(_, rest)| rest.split_whitespace().next());
        token.unwrap_or_else(|| panic!("no link in the mail to {address}")).to_owned()
    }

    /// The token of the newest link to a shared call that was mailed to an address.
    #[must_use]
    pub fn share_mailed_to(&self, address: &str) -> String {
        let Some(mail) = self.mail_to(address) else { panic!("no mail to {address}") };
        let token = mail.text.split_once("/shared/").and_then(|(_, rest)| rest.split_whitespace().next());
        token.unwrap_or_else(|| panic!("no link in the mail to {address}")).to_owned()
    }

    /// Somebody without a session.
    #[must_use]
    pub fn nobody(&self) -> Person<'_> {
        Person::with_token(self, None)
    }

    /// A new organisation; its owner.
    pub async fn signs_up(&self, organization: &str, email: &str) -> Person<'_> {
        let request =
            json!({ "organization": organization, "name": "Nora Newcomer", "email": email, "password": PASSWORD });
        let reply = self.nobody().post("/auth/signup", request).await;
        Person::with_token(self, Some(reply.text("token")))
    }

    /// Where it answers.
    #[must_use]
    pub fn url(&self) -> &str {
        self.runner.base_url()
    }

    /// The runner itself.
    #[must_use]
    pub fn runner(&self) -> &Runner {
        &self.runner
    }

    /// Where it is reached.
    #[must_use]
    pub fn door(&self) -> &Door {
        &self.door
    }

    /// A client without any session.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        self.door.http()
    }

    /// The carrier.
    #[must_use]
    pub fn twilio(&self) -> &SimulatorState {
        match self.runner.simulator() {
            Some(simulator) => simulator,
            None => panic!("a test hub has a simulated carrier"),
        }
    }

    /// The tenant with the number +12015550123.
    #[must_use]
    pub fn acme(&self) -> TestTenant<'_> {
        TestTenant { hub: self, demo: &DEMOS[0] }
    }

    /// The tenant with the number +14155550199.
    #[must_use]
    pub fn globex(&self) -> TestTenant<'_> {
        TestTenant { hub: self, demo: &DEMOS[1] }
    }

    /// A text of a tenant that no worker could hand over; the id of its dead letter.
    pub async fn gives_up_on(&self, tenant: TestTenant<'_>, to: &str, text: &str) -> String {
        let unwatched = Ports { queue: Arc::new(MemorySendQueue::default()), ..(*self.runner.hub().ports).clone() };
        let draft = Draft {
            to: to.to_owned(),
            body: text.to_owned(),
            from: None,
            media: Vec::new(),
            client_id: None,
            idempotency_key: None,
            author: Some(format!("usr_{}_owner", tenant.demo.id).parse().unwrap_or_else(|error| panic!("{error}"))),
            kind: MessageKind::Person,
            channel: hub_core::channel::ChannelClass::Sms,
            template: None,
        };
        let tenant = tenant.demo.tenant_id();
        let queued = send_message(&unwatched, &tenant, draft).await;
        let message_id = queued.unwrap_or_else(|error| panic!("the text was not taken: {error}")).message_id;
        let task = SendTask { version: 1, tenant_id: tenant.clone(), message_id, attempt: 1 };
        let event = json!({ "Records": [{ "messageId": "1", "body": json!(task).to_string() }] });
        let worker = self.runner.route("bury-dead-letters").unwrap_or_else(|| panic!("a worker"));
        let done = worker.invoke(self.runner.hub(), &event.to_string()).await;
        assert_eq!(done.unwrap_or_else(|error| panic!("{error}")), json!({ "batchItemFailures": [] }));
        let page = PageRequest { limit: 1, after: None };
        let listed = self.runner.hub().ports.dead_letters.dead_letters(&tenant, &page).await;
        let listed = listed.unwrap_or_else(|error| panic!("{error}"));
        listed.rows.first().map(|letter| letter.id.clone()).unwrap_or_else(|| panic!("no dead letter"))
    }

    /// Waits until nothing is queued, every status report was posted and every change was published.
    pub async fn settles(&self) {
        for _ in 0..2 {
            let runner = self.runner.settled(PATIENCE).await;
            runner.unwrap_or_else(|error| panic!("{error}"));
            if let Some(simulator) = self.runner.simulator() {
                simulator.settled(PATIENCE).await.unwrap_or_else(|error| panic!("{error}"));
            }
        }
        let runner = self.runner.settled(PATIENCE).await;
        runner.unwrap_or_else(|error| panic!("{error}"));
    }
}

impl Drop for TestHub {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.runner.is_idle(), "the test left messages in the send queue");
        }
    }
}

/// One tenant of a hub.
#[derive(Clone, Copy)]
pub struct TestTenant<'a> {
    hub: &'a TestHub,
    /// What the seed says of it.
    pub demo: &'static Demo,
}

impl<'a> TestTenant<'a> {
    /// A customer texts the tenant's number.
    pub async fn receives_sms(&self, from: &str, body: &str) -> InboundDelivery {
        let delivery = self.hub.twilio().send_inbound(from, self.demo.number, body).await;
        delivery.unwrap_or_else(|error| panic!("the simulator could not deliver: {error}"))
    }

    /// A customer writes to the tenant's sender on WhatsApp.
    pub async fn receives_whatsapp(&self, from: &str, profile_name: &str, body: &str) -> InboundDelivery {
        let text = Inbound::text(format!("whatsapp:{from}"), format!("whatsapp:{}", self.whatsapp().sender), body);
        let delivery = self.hub.twilio().send(text.with_param("ProfileName", profile_name)).await;
        delivery.unwrap_or_else(|error| panic!("the simulator could not deliver: {error}"))
    }

    /// What the seed says of the tenant's WhatsApp.
    #[must_use]
    pub fn whatsapp(&self) -> &'static DemoWhatsapp {
        self.demo.whatsapp.as_ref().unwrap_or_else(|| panic!("{} has no WhatsApp", self.demo.id))
    }

    /// A customer sends files with a text to the tenant's number.
    pub async fn receives_files(&self, from: &str, body: &str, files: Vec<Attachment>) -> InboundDelivery {
        let text = Inbound::text(from, self.demo.number, body);
        let inbound = files.into_iter().fold(text, Inbound::with_attachment);
        let delivery = self.hub.twilio().send(inbound).await;
        delivery.unwrap_or_else(|error| panic!("the simulator could not deliver: {error}"))
    }

    /// Signs somebody in: `owner`, `agent` or `viewer`.
    pub async fn person(&self, word: &str) -> Person<'a> {
        Person::sign_in(self.hub, &format!("{word}@{}.test", self.demo.id)).await
    }
}
