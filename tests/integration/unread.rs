//! Who has read what.

use serde_json::{Value, json};
use tests::{Person, TestHub};

const CUSTOMER: &str = "+14155550123";

async fn reads(person: &Person<'_>, conversation: &str, seen: u64) -> Value {
    let reply = person.put(&format!("/api/conversations/{conversation}/read"), json!({ "seen": seen })).await;
    assert!(reply.is_done(), "{reply}");
    reply.body
}

async fn id_of(person: &Person<'_>) -> String {
    person.inbox().await[0]["id"].as_str().expect("an id").to_owned()
}

fn unread_to(conversation: &Value, person: &str) -> u64 {
    let count = conversation["inboundCount"].as_u64().expect("a count");
    count - conversation["reads"][person].as_u64().unwrap_or_default()
}

#[tokio::test]
async fn each_person_reads_for_themselves() {
    let hub = TestHub::start().await;
    let (agent, viewer) = (hub.acme().person("agent").await, hub.acme().person("viewer").await);
    for text in ["One", "Two", "Three"] {
        hub.acme().receives_sms(CUSTOMER, text).await;
    }
    let id = id_of(&agent).await;
    reads(&agent, &id, 3).await;
    // Who may only look reads, too.
    let shown = reads(&viewer, &id, 1).await;
    let unread = |person| unread_to(&shown, person);
    assert_eq!((unread("usr_acme_agent"), unread("usr_acme_viewer"), unread("usr_acme_owner")), (0, 2, 3));
    hub.acme().receives_sms(CUSTOMER, "Four").await;
    agent.sends(CUSTOMER, "An answer is nothing to be read.").await;
    hub.settles().await;
    let now = agent.get(&format!("/api/conversations/{id}")).await.body;
    assert_eq!((unread_to(&now, "usr_acme_agent"), unread_to(&now, "usr_acme_viewer")), (1, 3));
}

#[tokio::test]
async fn a_mark_never_falls_back_and_never_runs_ahead() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    for text in ["One", "Two", "Three"] {
        hub.acme().receives_sms(CUSTOMER, text).await;
    }
    let id = id_of(&agent).await;
    let path = format!("/api/conversations/{id}/read");
    reads(&agent, &id, 2).await;
    // A window that was slow says what it saw long ago.
    assert_eq!(reads(&agent, &id, 1).await["reads"]["usr_acme_agent"], 2);
    let ahead = agent.put(&path, json!({ "seen": 4 })).await;
    assert_eq!((ahead.status(), ahead.code()), ("400 Bad Request".to_owned(), "invalid_request"));
    // Marked as unread on purpose.
    let back = agent.put(&path, json!({ "seen": 0, "goesBack": true })).await;
    assert_eq!(back.body["reads"]["usr_acme_agent"], 0);
    assert_eq!(
        agent.put("/api/conversations/cnv_zzzzzzzzzzzzzzzzzzzzzzzz/read", json!({ "seen": 0 })).await.code(),
        "not_found"
    );
    hub.settles().await;
}

#[tokio::test]
async fn texts_that_come_while_everybody_reads_stay_unread() {
    const TEXTS: u64 = 40;
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "First").await;
    let people =
        [hub.acme().person("owner").await, hub.acme().person("agent").await, hub.acme().person("viewer").await];
    let id = id_of(&people[0]).await;
    let come = async {
        for text in 0..TEXTS {
            hub.acme().receives_sms(CUSTOMER, &format!("Text {text}")).await;
        }
    };
    let everybody_reads = futures_util::future::join_all(people.iter().map(async |person| {
        let mut seen = 0;
        while seen < TEXTS / 2 {
            let shown = person.get(&format!("/api/conversations/{id}")).await.body;
            seen = shown["inboundCount"].as_u64().expect("a count");
            reads(person, &id, seen).await;
        }
        seen
    }));
    let ((), seen) = tokio::join!(come, everybody_reads);
    hub.settles().await;
    let conversation = people[0].get(&format!("/api/conversations/{id}")).await.body;
    assert_eq!(conversation["inboundCount"], TEXTS + 1);
    for (word, seen) in ["usr_acme_owner", "usr_acme_agent", "usr_acme_viewer"].into_iter().zip(seen) {
        assert_eq!(conversation["reads"][word], seen, "{word} has read exactly what was shown");
    }
}
