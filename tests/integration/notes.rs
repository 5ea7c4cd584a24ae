//! Notes of the team, and who is writing.

use serde_json::{Value, json};
use tests::{Person, TestHub};

const CUSTOMER: &str = "+14155550123";

async fn conversation(hub: &TestHub) -> String {
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    hub.settles().await;
    hub.acme().person("agent").await.inbox().await[0]["id"].as_str().expect("an id").to_owned()
}

async fn notes(person: &Person<'_>, id: &str, text: &str) -> tests::Reply {
    person.post(&format!("/api/conversations/{id}/notes"), json!({ "text": text })).await
}

/// What stands in a thread, oldest first.
async fn entries(person: &Person<'_>, id: &str) -> Vec<String> {
    let mut entries = person.rows(&format!("/api/conversations/{id}/timeline"), "entries").await;
    entries.reverse();
    let word = |entry: &Value| {
        let kind = entry["kind"].as_str().unwrap_or_default();
        let words = if kind == "note" { &entry["note"]["text"] } else { &entry["message"]["body"] };
        format!("{kind}: {}", words.as_str().unwrap_or_default())
    };
    entries.iter().map(word).collect()
}

#[tokio::test]
async fn a_note_stands_in_the_thread_and_never_leaves_the_team() {
    let hub = TestHub::start().await;
    let id = conversation(&hub).await;
    let (agent, owner) = (hub.acme().person("agent").await, hub.acme().person("owner").await);
    let mut window = owner.listens().await;
    let note = notes(&agent, &id, "  She prefers mornings. ").await;
    assert_eq!(note.status(), "201 Created");
    let heard = window.until(|event| event["type"] == "note_added").await;
    assert_eq!(heard.last().expect("an event")["data"]["note"]["text"], "She prefers mornings.");
    agent.sends(CUSTOMER, "Would 9 am suit you?").await;
    hub.settles().await;
    let thread = ["message: Hello", "note: She prefers mornings.", "message: Would 9 am suit you?"];
    assert_eq!(entries(&owner, &id).await, thread);
    let row = &owner.inbox().await[0];
    assert_eq!(row["lastMessage"]["preview"], "Would 9 am suit you?", "a note is no message");
    let sent =
        hub.twilio().look(|ledger| ledger.messages().iter().map(|message| message.body.clone()).collect::<Vec<_>>());
    assert!(!sent.iter().any(|body| body.contains("mornings")), "{sent:?}");
}

#[tokio::test]
async fn who_wrote_a_note_or_an_owner_takes_its_words_away() {
    let hub = TestHub::start().await;
    let id = conversation(&hub).await;
    let (agent, owner) = (hub.acme().person("agent").await, hub.acme().person("owner").await);
    let (mine, theirs) = (notes(&agent, &id, "Mine").await, notes(&owner, &id, "Theirs").await);
    let path = |note: &tests::Reply| format!("/api/notes/{}", note.text("id"));
    let refused = agent.delete(&path(&theirs)).await;
    assert_eq!((refused.status().as_str(), refused.code()), ("403 Forbidden", "not_yours"));
    let mut window = agent.listens().await;
    let gone = owner.delete(&path(&mine)).await;
    assert_eq!((gone.text("text"), gone.body["deletedAt"].is_string()), ("", true));
    window.until(|event| event["type"] == "note_deleted").await;
    assert_eq!(owner.delete(&path(&mine)).await.body, gone.body, "a second time changes nothing");
    assert_eq!(entries(&agent, &id).await, ["message: Hello", "note: ", "note: Theirs"]);
    // A text is no note, whatever its id is made to look like.
    let message = agent.thread(CUSTOMER).await[0]["id"].as_str().expect("an id").replace("msg_", "not_");
    assert_eq!(owner.delete(&format!("/api/notes/{message}")).await.code(), "not_found");
    assert_eq!(agent.thread(CUSTOMER).await[0]["body"], "Hello");
}

#[tokio::test]
async fn a_note_without_words_or_with_too_many_is_refused() {
    let hub = TestHub::start().await;
    let id = conversation(&hub).await;
    let agent = hub.acme().person("agent").await;
    for text in [" \n", &"x".repeat(4_001)] {
        let refused = notes(&agent, &id, text).await;
        assert_eq!((refused.status().as_str(), &refused.body["field"]), ("400 Bad Request", &json!("text")));
    }
    assert!(notes(&agent, &id, &"😀".repeat(4_000)).await.is_done());
    assert_eq!(notes(&agent, "cnv_zzzzzzzzzzzzzzzzzzzzzzzz", "Lost").await.code(), "not_found");
    hub.settles().await;
}

#[tokio::test]
async fn teammates_see_who_is_writing_and_nobody_else_does() {
    let hub = TestHub::start().await;
    let id = conversation(&hub).await;
    let (agent, owner) = (hub.acme().person("agent").await, hub.acme().person("owner").await);
    let stranger = hub.globex().person("owner").await;
    let (mut mine, mut theirs, mut outside) = (agent.listens().await, owner.listens().await, stranger.listens().await);
    mine.says(&json!({ "typing": id })).await;
    let frame = theirs.frame_with("typing").await;
    assert_eq!(frame["typing"], json!({ "conversationId": id, "userId": "usr_acme_agent" }));
    // What comes next to the writer and to the stranger is something else.
    mine.says(&json!({ "typing": "no conversation" })).await;
    for window in [&mut mine, &mut outside] {
        window.says(&json!({ "ping": true })).await;
        assert_eq!(window.frame().await, Some(json!({ "pong": true })));
    }
}
