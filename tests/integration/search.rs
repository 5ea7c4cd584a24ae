//! Looking for texts, names and numbers.

use serde_json::{Value, json};
use tests::{Person, TestHub};

const ANNA: &str = "+14155550123";
const BEN: &str = "+14155550177";

/// The excerpts of all messages that are found, newest first, with what was met in brackets.
async fn finds(person: &Person<'_>, q: &str) -> Vec<String> {
    pages(person, q, 100).await.concat()
}

async fn pages(person: &Person<'_>, q: &str, limit: usize) -> Vec<Vec<String>> {
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
        let page = person.get(&format!("/api/search?{query}&limit={limit}{cursor}")).await;
        pages.push(page.body["messages"].as_array().expect("messages").iter().map(marked).collect());
        match page.body["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return pages,
        }
    }
}

fn marked(found: &Value) -> String {
    let units: Vec<u16> = found["excerpt"]["text"].as_str().expect("a text").encode_utf16().collect();
    let (mut text, mut from) = (String::new(), 0);
    for at in found["excerpt"]["matches"].as_array().expect("matches") {
        let bound = |name: &str| usize::try_from(at[name].as_u64().expect("a number")).expect("small");
        let (start, end) = (bound("start"), bound("end"));
        let part = |from: usize, to: usize| String::from_utf16_lossy(&units[from..to]);
        text = format!("{text}{}[{}]", part(from, start), part(start, end));
        from = end;
    }
    text + &String::from_utf16_lossy(&units[from..])
}

async fn conversations(person: &Person<'_>, q: &str) -> Vec<String> {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
    let found = person.get(&format!("/api/search?{query}")).await;
    let found = found.body["conversations"].as_array().expect("conversations").clone();
    found.iter().map(|row| row["theirAddress"].as_str().expect("an address").to_owned()).collect()
}

#[tokio::test]
async fn a_text_is_found_by_the_beginnings_of_its_words() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(ANNA, "Can I move my appointment to Friday?").await;
    hub.acme().receives_sms(BEN, "Is the café open on friday afternoon").await;
    let agent = hub.acme().person("agent").await;
    agent.sends(ANNA, "Friday at 3 is yours 🎉 Friday it is").await;
    hub.settles().await;
    let all = [
        "[Friday] at 3 is yours 🎉 [Friday] it is",
        "Is the café open on [friday] afternoon",
        "Can I move my appointment to [Friday]?",
    ];
    for q in ["friday", "FRI", "fr", "Fríday"] {
        let unmarked = |rows: &[String]| -> Vec<String> { rows.iter().map(|r| r.replace(['[', ']'], "")).collect() };
        let all: Vec<String> = all.iter().map(|row| row.replace(['[', ']'], "")).collect();
        assert_eq!(unmarked(&finds(&agent, q).await), all, "{q}");
    }
    assert_eq!(finds(&agent, "friday").await, all);
    assert_eq!(finds(&agent, "cafe fri").await, ["Is the [café] open on [friday] afternoon"]);
    assert_eq!(finds(&agent, "appoint move").await, ["Can I [move] my [appointment] to Friday?"]);
    for nothing in ["riday", "friday monday", "appointments", "?!", "a", ""] {
        assert_eq!(finds(&agent, nothing).await, Vec::<String>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn a_conversation_is_found_by_its_name_and_its_number_however_it_is_written() {
    let hub = TestHub::start().await;
    for customer in [ANNA, BEN, "72345", "DENTIST"] {
        hub.acme().receives_sms(customer, "Hello").await;
    }
    let agent = hub.acme().person("agent").await;
    let id = agent.inbox().await.iter().find(|row| row["theirAddress"] == ANNA).expect("a row")["id"].clone();
    let path = format!("/api/conversations/{}", id.as_str().expect("an id"));
    let name = async |name: Value| {
        assert!(agent.call("PATCH", &path, Some(json!({ "contactName": name }))).await.is_done());
        hub.settles().await;
    };
    name(json!("Anna Müller")).await;
    for q in ["anna", "mull", "MÜLLER anna", "0123", "555-0123", "(415) 555-0123", "+1 415 555 0123", "14155550123"] {
        assert_eq!(conversations(&agent, q).await, [ANNA], "{q}");
    }
    assert_eq!(conversations(&agent, "415555").await, [BEN, ANNA], "the newest first");
    assert_eq!(conversations(&agent, "dent").await, ["DENTIST"]);
    assert_eq!(conversations(&agent, "72345").await, ["72345"]);
    for q in ["ann ben", "01234", "üller", "12"] {
        assert_eq!(conversations(&agent, q).await, Vec::<String>::new(), "{q}");
    }
    // A new name takes the place of the old one, and none leaves the number.
    name(json!("Bella")).await;
    assert_eq!(
        (conversations(&agent, "anna").await, conversations(&agent, "bella").await),
        (vec![], vec![ANNA.to_owned()])
    );
    name(Value::Null).await;
    assert_eq!(
        (conversations(&agent, "bella").await, conversations(&agent, "0123").await),
        (vec![], vec![ANNA.to_owned()])
    );
}

#[tokio::test]
async fn a_search_is_paged_without_a_gap_or_a_repeat() {
    let hub = TestHub::start().await;
    for number in 0..25 {
        hub.acme().receives_sms(&format!("+1415555{:04}", 100 + number % 7), &format!("needle {number}")).await;
    }
    hub.settles().await;
    let agent = hub.acme().person("agent").await;
    let pages = pages(&agent, "need", 10).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    let expected: Vec<String> = (0..25).rev().map(|number| format!("[needle] {number}")).collect();
    assert_eq!(pages.concat(), expected);
    for wrong in ["limit=0", "limit=101", "cursor=x", "cursor=aGVsbG8"] {
        assert_eq!(agent.get(&format!("/api/search?q=need&{wrong}")).await.status(), "400 Bad Request", "{wrong}");
    }
    assert_eq!(agent.get(&format!("/api/search?q={}", "x".repeat(101))).await.status(), "400 Bad Request");
}

#[tokio::test]
async fn nothing_of_another_tenant_is_found() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(ANNA, "Private needle").await;
    hub.settles().await;
    assert_eq!(finds(&hub.acme().person("viewer").await, "needle").await, ["Private [needle]"]);
    let stranger = hub.globex().person("owner").await;
    let cursor = hub.acme().person("agent").await.get("/api/search?q=needle&limit=1").await;
    let cursor = cursor.text("nextCursor");
    for path in ["/api/search?q=needle", "/api/search?q=0123", &format!("/api/search?q=needle&cursor={cursor}")] {
        let found = stranger.get(path).await;
        assert_eq!((&found.body["messages"], &found.body["conversations"]), (&json!([]), &json!([])), "{path}");
    }
}
