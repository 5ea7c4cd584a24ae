//! The lists of calls.

use serde_json::{Value, json};
use tests::TestHub;

#[tokio::test]
async fn calls_are_listed_newest_first_in_pages_and_by_what_became_of_them() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    let voice = json!({ "mode": "forward", "forwardTo": "+14155550150" });
    assert!(owner.patch("/api/numbers/num_12015550123", json!({ "version": 1, "voice": voice })).await.is_done());
    for at in 0..6 {
        let mut call = acme.is_called(&format!("CA0{at}"), &format!("+1415555010{at}")).await;
        if at % 3 == 0 {
            call.dialled("completed", &format!("CA1{at}")).await;
        }
        if at < 5 {
            call.ends("completed", "9").await;
        }
    }
    hub.settles().await;
    let sids = async |query: &str| -> Vec<String> {
        let reply = owner.get(&format!("/api/calls?{query}")).await;
        let Some(calls) = reply.body["calls"].as_array() else { panic!("{query}: {reply}") };
        calls.iter().map(|call| call["sid"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(sids("").await, ["CA05", "CA04", "CA03", "CA02", "CA01", "CA00"]);
    assert_eq!(sids("outcome=missed").await, ["CA04", "CA02", "CA01"]);
    assert_eq!(sids("outcome=forwarded&direction=inbound&number=num_12015550123").await, ["CA03", "CA00"]);
    assert_eq!(sids("direction=outbound").await, Vec::<String>::new());
    assert_eq!(sids("number=num_12015550124").await, Vec::<String>::new());
    for query in ["limit=2", "limit=2&outcome=missed"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = owner.get(&format!("/api/calls?{query}{cursor}")).await;
            seen.extend(page.body["calls"].as_array().cloned().unwrap_or_default());
            match page.body["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), if query.contains("outcome") { 3 } else { 6 }, "{query}");
    }
    let active: Vec<Value> = owner.get("/api/calls/active").await.body["calls"].as_array().cloned().expect("a list");
    assert_eq!((active.len(), &active[0]["sid"]), (1, &json!("CA05")));
    for query in ["outcome=lost", "direction=up", "number=x", "limit=0", "cursor=x", "cursor=aGVsbG8"] {
        assert_eq!(owner.get(&format!("/api/calls?{query}")).await.status(), "400 Bad Request", "{query}");
    }
    let stranger = hub.globex().person("owner").await;
    let cursor = owner.get("/api/calls?limit=1").await.text("nextCursor").to_owned();
    assert_eq!(stranger.get(&format!("/api/calls?cursor={cursor}")).await.body["calls"], json!([]));
}
