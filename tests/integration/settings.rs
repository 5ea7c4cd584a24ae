//! What an organisation decides about itself, and the audit of it.

use futures_util::future::join_all;
use insta::assert_snapshot;
use serde_json::json;
use tests::TestHub;

#[tokio::test]
async fn two_people_who_edit_do_not_overwrite_each_other() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let first = owner
        .patch("/api/settings", json!({ "version": 1, "name": "Acme Dental Care", "alertNumber": "+12015550150" }))
        .await;
    assert_eq!((&first.body["version"], &first.body["name"]), (&json!(2), &json!("Acme Dental Care")));
    let second = owner.patch("/api/settings", json!({ "version": 1, "voice": "Polly.Amy" })).await;
    assert_eq!(
        (second.status().as_str(), second.code(), &second.body["current"]),
        ("409 Conflict", "conflict", &first.body)
    );
    let cleared = owner.patch("/api/settings", json!({ "version": 2, "alertNumber": null })).await;
    assert_eq!((&cleared.body["version"], &cleared.body["alertNumber"]), (&json!(3), &json!(null)));
    let same = owner.patch("/api/settings", json!({ "version": 3, "name": "Acme Dental Care" })).await;
    assert_eq!(same.body["version"], 3, "nothing changed");
    let rivals = (0..8).map(|n| {
        let owner = owner.clone();
        async move { owner.patch("/api/settings", json!({ "version": 3, "name": format!("Acme {n}") })).await }
    });
    let done = join_all(rivals).await.iter().filter(|reply| reply.is_done()).count();
    assert_eq!(done, 1, "of eight at once");
}

#[tokio::test]
async fn a_wrong_field_is_named_and_nothing_changes() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let wrong = owner.patch("/api/settings", json!({ "version": 1, "name": "New", "timeZone": "Mars/Olympus" })).await;
    assert_snapshot!(wrong, @r#"400 Bad Request {"code":"invalid_request","error":"That is no time zone, such as America/New_York.","field":"timeZone"}"#);
    let unknown = owner.patch("/api/settings", json!({ "version": 1, "nmae": "New" })).await;
    assert_eq!(unknown.code(), "invalid_request");
    assert_eq!(owner.get("/api/settings").await.text("name"), "Acme Dental");
}

#[tokio::test]
async fn a_changed_time_zone_reaches_every_window() {
    let hub = TestHub::start().await;
    let mut window = hub.acme().person("agent").await.listens().await;
    let owner = hub.acme().person("owner").await;
    owner.patch("/api/settings", json!({ "version": 1, "timeZone": "America/Chicago" })).await;
    window.until(|event| event["type"] == "settings_changed").await;
    assert_eq!(hub.acme().person("agent").await.get("/api/me").await.body["tenant"]["timeZone"], "America/Chicago");
    hub.settles().await;
}

#[tokio::test]
async fn the_audit_tells_who_did_what_and_from_where() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    owner.patch("/api/settings", json!({ "version": 1, "voice": "Polly.Amy" })).await;
    let entry = owner.get("/api/audit?action=settings").await.body["entries"][0].clone();
    assert_eq!(
        (&entry["action"], &entry["actor"]["name"], &entry["from"], &entry["details"]),
        (&json!("settings_changed"), &json!("Olivia Owner"), &json!("127.0.0.1"), &json!({ "fields": ["voice"] }))
    );
    for _ in 0..5 {
        hub.acme().person("agent").await;
    }
    let first = owner.get("/api/audit?action=signed_in&actor=usr_acme_agent&limit=3").await;
    let second = owner
        .get(&format!("/api/audit?action=signed_in&actor=usr_acme_agent&limit=3&cursor={}", first.text("nextCursor")))
        .await;
    let count = |page: &tests::Reply| page.body["entries"].as_array().map(Vec::len);
    assert_eq!((count(&first), count(&second), &second.body["nextCursor"]), (Some(3), Some(2), &json!(null)));
    let none = owner.get("/api/audit?to=2026-01-01T00:00:00Z").await;
    assert_eq!(none.body["entries"], json!([]));
    for query in
        ["action=DROP", "from=yesterday", "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "limit=0", "cursor=x"]
    {
        assert_eq!(owner.get(&format!("/api/audit?{query}")).await.status(), "400 Bad Request", "{query}");
    }
}

#[tokio::test]
async fn the_audit_is_exported_for_a_spreadsheet() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    owner.patch("/api/users/usr_acme_agent", json!({ "name": "=HYPERLINK(\"x\"), really" })).await;
    owner.patch("/api/users/usr_acme_agent", json!({ "name": "Andy" })).await;
    let file = owner.get_text("/api/audit/export?action=person_renamed").await;
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("time,action,person,person id,address,target,details"));
    let last = lines.next().expect("a row");
    assert!(last.contains("person_renamed,Olivia Owner,usr_acme_owner,127.0.0.1,agent@acme.test,"), "{last}");
    assert_eq!(file.lines().count(), 3);
    assert_eq!(owner.get("/api/audit?action=audit_exported").await.body["entries"][0]["details"]["rows"], 2);
}
