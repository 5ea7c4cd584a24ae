//! The tenant's account at the carrier: connecting, rotating, stopping, going on; and secrets that show nowhere.

use std::cell::Cell;
use std::sync::{LazyLock, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use hub_dev::runner::{Options, Runner, reseal_local};
use hub_testkit::twilio::{Account, Fault, Number};
use insta::assert_snapshot;
use serde_json::{Value, json};
use tests::{PATIENCE, TestHub};
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const CUSTOMER: &str = "+14155550123";
const ACCOUNT: &str = "ACdddddddddddddddddddddddddddddddd";
const KEY: &str = "SKdddddddddddddddddddddddddddddddd";

fn credentials(sid: &str, token: &str) -> Value {
    json!({ "accountSid": sid, "authToken": token })
}

#[tokio::test]
async fn an_account_is_connected_after_the_carrier_took_its_credentials() {
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    hub.twilio().register(Account::new(ACCOUNT, "initech-token-0123456789").with_api_key(KEY, "initech-key-secret"));
    for (body, code, why) in [
        (credentials(ACCOUNT, "wrong-token-0123456789"), "wrong_credentials", "a wrong token"),
        (
            credentials("ACeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "initech-token-0123456789"),
            "wrong_credentials",
            "no such account",
        ),
        (credentials("AC1", "initech-token-0123456789"), "invalid_request", "no SID"),
        (credentials(ACCOUNT, "x"), "invalid_request", "no token"),
        (
            json!({ "accountSid": ACCOUNT, "authToken": "initech-token-0123456789", "apiKeySid": KEY }),
            "invalid_request",
            "half a key",
        ),
        (
            json!({ "accountSid": ACCOUNT, "authToken": "initech-token-0123456789", "apiKeySid": KEY, "apiKeySecret": "wrong-secret" }),
            "wrong_credentials",
            "a wrong key",
        ),
    ] {
        let reply = owner.put("/api/integrations/twilio", body).await;
        assert_eq!((reply.status().as_str(), reply.code()), ("400 Bad Request", code), "{why}: {reply}");
        assert_eq!(owner.get("/api/integrations").await.body["twilio"]["status"], "none", "{why}: nothing is stored");
    }
    let body = json!({ "accountSid": ACCOUNT, "authToken": "initech-token-0123456789", "apiKeySid": KEY, "apiKeySecret": "initech-key-secret" });
    let connected = owner.put("/api/integrations/twilio", body).await;
    assert_eq!(
        (
            &connected.body["status"],
            &connected.body["kind"],
            &connected.body["hasApiKey"],
            &connected.body["accountSid"]
        ),
        (&json!("connected"), &json!("own"), &json!(true), &json!(ACCOUNT))
    );
    let wrong = owner.put("/api/integrations/twilio", credentials(ACCOUNT, "wrong-token-0123456789")).await;
    assert_eq!(wrong.code(), "wrong_credentials");
    assert_eq!(owner.get("/api/integrations").await.body["twilio"]["status"], "connected", "the good pair stays");
    assert_eq!(owner.delete("/api/integrations/twilio").await.status(), "204 No Content");
    assert_eq!(owner.get("/api/integrations").await.body["twilio"]["status"], "none");
}

#[tokio::test]
async fn a_subaccount_is_made_once_even_if_the_answer_is_lost() {
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    hub.twilio().arm(Fault::SubaccountAcceptThenCut, 1);
    let made = owner.post("/api/integrations/twilio/subaccount", json!({})).await;
    assert_eq!((&made.body["status"], &made.body["kind"]), (&json!("connected"), &json!("subaccount")));
    let again = owner.post("/api/integrations/twilio/subaccount", json!({})).await;
    assert_eq!(again.code(), "already_connected");
    let subaccounts = hub.twilio().accounts().into_iter().filter(|account| account.owner_sid.is_some()).count();
    assert_eq!(subaccounts, 1);
}

#[tokio::test]
async fn a_suspended_account_is_not_connected() {
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    hub.twilio().register(Account::new(ACCOUNT, "initech-token-0123456789"));
    hub.twilio().set_account_status(ACCOUNT, hub_testkit::twilio::AccountStatus::Suspended).expect("suspended");
    let reply = owner.put("/api/integrations/twilio", credentials(ACCOUNT, "initech-token-0123456789")).await;
    assert_snapshot!(reply, @r#"400 Bad Request {"code":"account_suspended","error":"Twilio says that this account is suspended or closed."}"#);
}

#[tokio::test]
async fn refused_credentials_stop_the_queue_and_their_repair_loses_nothing() {
    let hub = TestHub::start().await;
    let sid = hub.acme().demo.account_sid;
    let (owner, agent) = (hub.acme().person("owner").await, hub.acme().person("agent").await);
    let mut window = agent.listens().await;
    hub.twilio().set_auth_token(sid, "changed-behind-our-back-01").expect("the account");
    for number in 0..12 {
        assert!(agent.sends(&format!("+141555501{number:02}"), "Wait for me").await.is_done());
    }
    window.until(|event| event["type"] == "carrier_changed" && event["data"]["status"] == "stopped").await;
    hub.settles().await;
    assert_eq!(hub.twilio().look(|ledger| ledger.creates().count()), 0);
    let me = agent.get("/api/me").await;
    assert_eq!(
        (&me.body["carrier"]["status"], &me.body["carrier"]["reason"]),
        (&json!("stopped"), &json!("Twilio refuses the account's credentials."))
    );
    let refused = hub.twilio().requests().iter().filter(|request| request.path.contains("Messages")).count();
    assert!(refused <= 12, "{refused} tries: a stopped account is not tried again and again");

    let repaired = owner.put("/api/integrations/twilio", credentials(sid, "changed-behind-our-back-01")).await;
    assert_eq!(repaired.body["status"], "connected");
    let done = hub.twilio().wait_until(PATIENCE, "creates", |ledger| ledger.creates().count() >= 12).await;
    done.expect("every text goes out");
    hub.settles().await;
    assert_eq!(hub.twilio().look(|ledger| ledger.creates().count()), 12, "and none twice");
    for number in 0..12 {
        assert_eq!(agent.thread(&format!("+141555501{number:02}")).await[0]["status"], "delivered");
    }
    let actions: Vec<Value> = owner.get("/api/audit?action=carrier").await.body["entries"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| entry["action"].clone())
        .collect();
    assert_eq!(actions, [json!("carrier_connected"), json!("carrier_stopped")], "stopped once, not twelve times");
}

#[tokio::test]
async fn a_rotation_under_load_loses_nothing_and_refuses_nothing() {
    let hub = TestHub::start().await;
    let sid = hub.acme().demo.account_sid;
    let (owner, agent) = (hub.acme().person("owner").await, hub.acme().person("agent").await);
    let next = hub.twilio().create_secondary_token(sid).expect("a token");
    let wrong =
        owner.post("/api/integrations/twilio/next-token", json!({ "authToken": "wrong-token-0123456789" })).await;
    assert_eq!(wrong.code(), "wrong_credentials");
    let added = owner.post("/api/integrations/twilio/next-token", json!({ "authToken": next })).await;
    assert_eq!((&added.body["status"], &added.body["hasNextToken"]), (&json!("connected"), &json!(true)));

    let work = |half: usize| {
        let (hub, agent) = (&hub, agent.clone());
        async move {
            let texts = (0..100).map(|number| async move {
                hub.acme().receives_sms("+14155550350", &format!("in {half} {number}")).await
            });
            let sends = (0..100).map(|number| {
                let agent = agent.clone();
                async move { agent.sends(&format!("+14155550{:03}", half * 100 + number), "Hello").await }
            });
            let (deliveries, replies) = tokio::join!(join_all(texts), join_all(sends));
            let refused = deliveries.iter().filter(|delivery| delivery.status != Some(200)).count();
            (refused, replies.iter().filter(|reply| !reply.is_done()).count())
        }
    };
    let promoted = async { hub.twilio().promote_token(sid).expect("promoted") };
    let (first, second, _) = tokio::join!(work(1), work(2), promoted);
    assert_eq!((first, second), ((0, 0), (0, 0)), "(webhooks refused, sends refused) in each half");
    let done = hub.twilio().wait_until(PATIENCE, "creates", |ledger| ledger.creates().count() >= 200).await;
    done.expect("every text goes out");
    hub.settles().await;
    let mut sent: Vec<String> = hub.twilio().creates().into_iter().map(|message| message.to).collect();
    sent.sort();
    let twice: Vec<_> = sent.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert_eq!((sent.len(), twice), (200, Vec::new()), "each text goes out once");
    assert_eq!(agent.thread("+14155550350").await.len(), 200);
    let status = owner.get("/api/integrations").await.body["twilio"].clone();
    assert_eq!(
        (&status["status"], &status["hasNextToken"]),
        (&json!("connected"), &json!(false)),
        "the hub noticed the promotion"
    );
    hub.acme().receives_sms(CUSTOMER, "After it").await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["body"], "After it");
    hub.settles().await;
}

#[tokio::test]
async fn an_account_with_numbers_here_is_neither_exchanged_nor_forgotten() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    hub.twilio().register(Account::new(ACCOUNT, "initech-token-0123456789"));
    let exchanged = owner.put("/api/integrations/twilio", credentials(ACCOUNT, "initech-token-0123456789")).await;
    let forgotten = owner.delete("/api/integrations/twilio").await;
    assert_eq!(exchanged.to_string(), forgotten.to_string());
    assert_snapshot!(forgotten, @r#"409 Conflict {"code":"numbers_in_use","error":"Numbers of the connected account are still in use here. Release them first."}"#);
}

#[tokio::test]
async fn a_promotion_that_nobody_noticed_is_not_forgotten_by_the_next_rotation() {
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    let number = Number::new("+12015550155").with_label("Line");
    hub.twilio().register(
        Account::new(ACCOUNT, "initech-token-0123456789").with_number(number).with_api_key(KEY, "initech-key-secret"),
    );
    let body = json!({
        "accountSid": ACCOUNT, "authToken": "initech-token-0123456789", "apiKeySid": KEY, "apiKeySecret": "initech-key-secret",
    });
    assert!(owner.put("/api/integrations/twilio", body).await.is_done());
    assert!(owner.post("/api/numbers/import", json!({ "number": "+12015550155" })).await.is_done());
    for _ in 0..3 {
        let next = hub.twilio().create_secondary_token(ACCOUNT).expect("a token");
        let added = owner.post("/api/integrations/twilio/next-token", json!({ "authToken": next })).await;
        assert!(added.is_done(), "{added}");
        // With an API key the hub never tries the token, so only the webhooks show the promotion.
        hub.twilio().promote_token(ACCOUNT).expect("promoted");
        let delivery = hub.twilio().send_inbound(CUSTOMER, "+12015550155", "Hello").await.expect("delivered");
        assert_eq!(delivery.status, Some(200));
    }
    assert_eq!(owner.thread(CUSTOMER).await.len(), 3);
    hub.twilio().set_auth_token(ACCOUNT, "changed-behind-our-back-01").expect("the account");
    let unknown =
        owner.post("/api/integrations/twilio/next-token", json!({ "authToken": "changed-behind-our-back-01" })).await;
    assert_eq!(
        unknown.code(),
        "carrier_stopped",
        "the primary token is unknown, so a repair is needed and not a rotation"
    );
    hub.settles().await;
}

#[tokio::test]
async fn one_refusal_by_mistake_demotes_no_token() {
    let hub = TestHub::start().await;
    let sid = hub.acme().demo.account_sid;
    let (owner, agent) = (hub.acme().person("owner").await, hub.acme().person("agent").await);
    let next = hub.twilio().create_secondary_token(sid).expect("a token");
    assert!(owner.post("/api/integrations/twilio/next-token", json!({ "authToken": next })).await.is_done());
    hub.twilio().arm(Fault::Unauthorized401, 1);
    agent.sends(CUSTOMER, "Hello").await;
    hub.settles().await;
    assert_eq!(agent.thread(CUSTOMER).await[0]["status"], "delivered");
    let status = owner.get("/api/integrations").await.body["twilio"].clone();
    assert_eq!((&status["status"], &status["hasNextToken"]), (&json!("connected"), &json!(true)));
}

#[tokio::test]
async fn a_messaging_service_leads_to_the_tenant_as_long_as_it_is_connected() {
    let hub = TestHub::start().await;
    let service = "MGdddddddddddddddddddddddddddddddd";
    let directory = async || {
        let found = hub.runner().hub().ports.directory.tenant_by_messaging_service(service).await;
        found.expect("the directory").map(|tenant| tenant.to_string())
    };
    hub.twilio().register(
        Account::new(ACCOUNT, "initech-token-0123456789")
            .with_service(hub_testkit::twilio::MessagingService::new(service)),
    );
    for email in ["ida@initech.test", "una@umbrella.test"] {
        let owner = hub.signs_up("Initech", email).await;
        assert!(
            owner.put("/api/integrations/twilio", credentials(ACCOUNT, "initech-token-0123456789")).await.is_done()
        );
        let tenant = owner.get("/api/me").await.body["tenant"]["id"].as_str().map(str::to_owned);
        assert_eq!(directory().await, tenant, "{email}");
        assert_eq!(owner.delete("/api/integrations/twilio").await.status(), "204 No Content");
        assert_eq!(directory().await, None, "{email}");
    }
}

/// What was logged on the threads that record.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

thread_local! {
    /// Whether this thread's log is kept. A hub's tasks run on the thread of the test that started it.
    static RECORDING: Cell<bool> = const { Cell::new(false) };
}

/// One recorder for the whole process: where tests beside this one have none, a recorder of this thread alone could miss
/// what was logged first by them.
static RECORDER: LazyLock<()> = LazyLock::new(|| {
    let is_kept = dynamic_filter_fn(|metadata, _| *metadata.level() <= tracing::Level::DEBUG && RECORDING.get());
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Record).with_filter(is_kept);
    tracing_subscriber::registry().with(layer).init();
});

struct Record;

impl std::io::Write for Record {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Puts a word that stands nowhere else into every credential, uses them all, and looks for it everywhere.
#[tokio::test]
async fn a_canary_secret_appears_nowhere() {
    const CANARY: &str = "canary-5ecret-c4n4ry";
    RECORDING.set(true);
    LazyLock::force(&RECORDER);
    let hub = TestHub::start().await;
    let owner = hub.signs_up("Initech", "ida@initech.test").await;
    hub.twilio().register(Account::new(ACCOUNT, CANARY).with_api_key(KEY, format!("{CANARY}-key")));
    let mut window = owner.listens().await;
    let mut seen = String::new();
    let body = json!({ "accountSid": ACCOUNT, "authToken": CANARY, "apiKeySid": KEY, "apiKeySecret": format!("{CANARY}-key") });
    seen += &owner.put("/api/integrations/twilio", body.clone()).await.to_string();
    seen += &owner.put("/api/integrations/twilio", credentials(ACCOUNT, &format!("{CANARY}-wrong"))).await.to_string();
    let mut half = body;
    half["apiKeySecret"] = Value::Null;
    seen += &owner.put("/api/integrations/twilio", half).await.to_string();
    seen += &owner.post("/api/numbers", json!({ "number": "+14155550177" })).await.to_string();
    seen += &owner.sends(CUSTOMER, "Hello").await.to_string();
    hub.settles().await;
    // Without its key, too, the account refuses everything that the hub has.
    hub.twilio().register(Account::new(ACCOUNT, "another-token-0123456789"));
    let next = json!({ "authToken": format!("{CANARY}-next") });
    seen += &owner.post("/api/integrations/twilio/next-token", next).await.to_string();
    seen += &owner.sends(CUSTOMER, "Wait for me").await.to_string();
    hub.settles().await;
    for route in hub_dev::template::Template::load().expect("the template").http {
        if route.method == "GET" && route.path.starts_with("/api/") && !route.path.contains("{id}") {
            seen += &owner.get_text(&route.path).await;
        }
    }
    let events = window.until(|event| event["type"] == "numbers_changed").await;
    seen += &json!(events).to_string();
    seen += &owner.get_text("/api/sync?after=0").await;
    seen += &format!("{:?}", hub.runner().mails().iter().map(|mail| mail.text.clone()).collect::<Vec<_>>());
    seen += &format!("{:?}", hub.runner().hub().settings.master_account);
    let log = String::from_utf8_lossy(&LOG.lock().expect("the log")).into_owned();
    for word in ["message accepted for sending", "carrier refuses the credentials", "DynamoDB"] {
        assert!(log.contains(word), "no {word} in the log: {log}");
    }
    seen += &log;
    assert!(seen.contains("Initech"), "the search looked at real answers");
    assert!(!seen.contains(CANARY) && !seen.contains("master-simulator-token"), "a secret was shown");
    let stored = hub.runner().stored().expect("the table");
    assert!(stored.contains(ACCOUNT), "the dump shows the stored connection");
    assert!(!stored.contains(CANARY), "a secret lies in the table in the clear");
}

#[tokio::test]
async fn after_a_change_of_the_main_key_every_credential_opens_with_the_new_one_alone() {
    let [old, new] = [1u8, 2].map(|byte| STANDARD.encode([byte; 32]));
    let data = std::env::temp_dir().join(format!("hub-reseal-{}-{}", std::process::id(), rand::random::<u32>()));
    let start = async |key: &str| {
        let (data, vault_key) = (Some(data.clone()), Some(key.to_owned()));
        Runner::start(Options { immediate: true, data, vault_key, ..Options::default() }).await.expect("started")
    };
    let texts = async |runner: &Runner| {
        let delivery = runner.simulator().expect("a carrier").send_inbound(CUSTOMER, "+12015550123", "Hello").await;
        delivery.expect("delivered").status
    };
    let runner = start(&old).await;
    assert_eq!(texts(&runner).await, Some(200));
    drop(runner);
    assert_eq!(reseal_local(&data, &format!("{new},{old}")).await, Ok(2), "acme and globex");
    let runner = start(&new).await;
    assert_eq!(texts(&runner).await, Some(200), "the webhook is verified with the token that was sealed anew");
    drop(runner);
    assert!(reseal_local(&data, &old).await.is_err(), "the old key opens nothing any more");
    std::fs::remove_dir_all(&data).expect("removed");
}
