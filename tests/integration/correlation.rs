//! One id leads from a request to all that it causes.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tests::TestHub;

const CUSTOMER: &str = "+14155550123";

/// What a hub logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lines so far, of the functions themselves.
    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.bytes().clone()).expect("text");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"));
        lines.filter(|line: &Value| line["route"].is_string()).collect()
    }

    /// The ids of the lines of a function.
    fn ids_of(&self, function: &str) -> Vec<String> {
        let lines = self.lines();
        let own = lines.iter().filter(|line| line["route"] == function);
        own.map(|line| line["correlation_id"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes().extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps what this thread logs, which is everything of a hub that a story started.
fn kept() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let lines = hub_lambda::logging::subscriber("hub_lambda=debug", move || writer.clone());
    let guard = tracing::subscriber::set_default(lines);
    (log, guard)
}

#[tokio::test]
async fn a_customers_text_has_one_id_from_the_webhook_to_the_push() {
    let (log, _guard) = kept();
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    hub.settles().await;
    let webhook = log.ids_of("twilio-inbound-message");
    let [id] = webhook.as_slice() else { panic!("one text, one line: {webhook:?}") };
    assert!(!id.is_empty(), "the webhook's line has an id");
    let published = log.ids_of("publish-changes");
    assert!(published.contains(id), "{published:?} tell of {id}");
    assert!(log.ids_of("index-messages").contains(id));
}

#[tokio::test]
async fn a_persons_text_has_one_id_from_the_request_to_the_carriers_last_report() {
    let (log, _guard) = kept();
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    agent.sends(CUSTOMER, "On my way").await;
    hub.settles().await;
    let asked = log.ids_of("messages-send");
    let [id] = asked.as_slice() else { panic!("one request, one line: {asked:?}") };
    assert_eq!(log.ids_of("send-outbound"), [id.as_str()], "the worker");
    let reports = log.ids_of("twilio-message-status");
    assert_eq!(reports, [id.as_str(), id.as_str()], "the carrier's reports: sent, delivered");
    let published = log.ids_of("publish-changes");
    assert!(published.len() >= 2 && published.iter().filter(|ids| *ids == id).count() >= 2, "{published:?}");
}

#[tokio::test]
async fn what_two_requests_cause_is_told_apart() {
    let (log, _guard) = kept();
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for to in [CUSTOMER, "+14155550124"] {
        agent.sends(to, "On my way").await;
    }
    hub.settles().await;
    let (mut asked, mut worked) = (log.ids_of("messages-send"), log.ids_of("send-outbound"));
    asked.sort();
    worked.sort();
    assert_eq!(asked, worked);
    assert_ne!(asked[0], asked[1]);
    // Nothing that a person wrote, and no number, stands in any line.
    let text = String::from_utf8(log.bytes().clone()).expect("text");
    assert!(!text.contains("On my way") && !text.contains(CUSTOMER));
}
