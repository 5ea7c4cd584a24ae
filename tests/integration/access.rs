//! Nobody reaches what is not theirs.

use hub_dev::template::Template;
use serde_json::json;
use tests::{LiveClient, TestHub};

const CUSTOMER: &str = "+14155550123";

/// Walks the template, so a route that is added later is tested without anybody's help.
#[tokio::test]
async fn every_id_bearing_route_answers_404_to_another_tenant() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Private").await;
    let id = hub.acme().person("agent").await.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    let stranger = hub.globex().person("owner").await;
    let template = Template::load().expect("the template");
    let routes: Vec<_> = template.http.iter().filter(|route| route.path.contains("{id}")).collect();
    assert!(routes.len() >= 3, "the walk found the routes");
    for route in routes {
        let path = route.path.replace("{id}", &id);
        let body = (route.method != "GET").then(|| json!({ "read": true }));
        let reply = stranger.call(&route.method, &path, body).await;
        assert_eq!(
            reply.to_string(),
            r#"404 Not Found {"code":"not_found","error":"Not found."}"#,
            "{} {path}",
            route.method
        );
    }
    let untouched = hub.acme().person("agent").await.inbox().await;
    assert_eq!(untouched[0]["unreadCount"], 1);
    hub.settles().await;
}

#[tokio::test]
async fn a_viewer_sees_and_changes_nothing() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    let viewer = hub.acme().person("viewer").await;
    let id = viewer.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    let template = Template::load().expect("the template");
    let changing = template.http.iter().filter(|route| {
        route.method != "GET" && route.path.starts_with("/api/") && !route.function.starts_with("twilio-")
    });
    for route in changing.filter(|route| route.function != "live-ticket") {
        let body = json!({ "to": CUSTOMER, "message": "Hi", "state": "closed" });
        let reply = viewer.call(&route.method, &route.path.replace("{id}", &id), Some(body)).await;
        assert_eq!((reply.status().as_str(), reply.text("code")), ("403 Forbidden", "read_only"), "{}", route.path);
    }
    assert_eq!(viewer.inbox().await[0]["state"], "open");
    hub.settles().await;
    hub.twilio().sent_nothing_to(CUSTOMER);
}

#[tokio::test]
async fn a_ticket_opens_one_socket_once() {
    let hub = TestHub::start().await;
    let agent = hub.acme().person("agent").await;
    let ticket = agent.post("/api/ws-ticket", json!({})).await;
    let (url, ticket) = (ticket.text("url"), ticket.text("ticket"));
    assert!(LiveClient::open(url, ticket).await.is_ok());
    assert!(LiveClient::open(url, ticket).await.is_err(), "a used ticket");
    assert!(LiveClient::open(url, "").await.is_err(), "no ticket");
    assert!(LiveClient::open(url, "made-up").await.is_err(), "an unknown ticket");
    hub.settles().await;
}

#[tokio::test]
async fn a_cursor_of_another_tenant_shows_nothing_of_it() {
    let hub = TestHub::start().await;
    for customer in ["+14155550101", "+14155550102", "+14155550103"] {
        hub.acme().receives_sms(customer, "Hello").await;
    }
    let cursor = hub.acme().person("agent").await.get("/api/conversations?limit=1").await.text("nextCursor").to_owned();
    let stranger = hub.globex().person("owner").await;
    let reply = stranger.get(&format!("/api/conversations?limit=10&cursor={cursor}")).await;
    assert_eq!(reply.body["conversations"], json!([]));
    for cursor in ["x", "%%%", "TSMx", "aGVsbG8"] {
        let reply = stranger.get(&format!("/api/conversations?cursor={cursor}")).await;
        assert_eq!(reply.status(), "400 Bad Request", "{cursor}");
    }
    hub.settles().await;
}

#[tokio::test]
async fn the_inbox_filters_pages_and_changes() {
    let hub = TestHub::start().await;
    for number in 0..7 {
        hub.acme().receives_sms(&format!("+1415555010{number}"), "Hello").await;
    }
    let agent = hub.acme().person("agent").await;
    let inbox = agent.inbox().await;
    let id = |row: usize| inbox[row]["id"].as_str().expect("an id").to_owned();
    let pages = [
        agent.get("/api/conversations?limit=4").await,
        agent
            .get(&format!(
                "/api/conversations?limit=4&cursor={}",
                agent.get("/api/conversations?limit=4").await.text("nextCursor")
            ))
            .await,
    ];
    let sizes: Vec<_> = pages.iter().map(|page| page.body["conversations"].as_array().map(Vec::len)).collect();
    assert_eq!((sizes, &pages[1].body["nextCursor"]), (vec![Some(4), Some(3)], &json!(null)));

    let me = agent.get("/api/me").await.body["user"]["id"].clone();
    agent
        .patch(&format!("/api/conversations/{}", id(0)), json!({ "assigneeId": me, "contactName": " Ada Lovelace " }))
        .await;
    agent.patch(&format!("/api/conversations/{}", id(1)), json!({ "state": "closed", "read": true })).await;
    let count = async |query: &str| {
        agent.get(&format!("/api/conversations?{query}")).await.body["conversations"].as_array().map(Vec::len)
    };
    for (query, expected) in [
        ("assignee=me", 1),
        ("assignee=none", 5),
        ("state=closed", 1),
        ("q=lovelace", 1),
        ("q=0103", 1),
        ("q=555-0104", 1),
        ("q=nobody", 0),
        ("q=555", 7),
        ("q=0105", 1),
        ("state=open&q=0105", 0),
    ] {
        assert_eq!(count(query).await, Some(expected), "{query}");
    }
    hub.acme().receives_sms("+14155550105", "Back again").await;
    assert_eq!(count("state=closed").await, Some(0), "a new text opens a closed conversation");
    let unassigned = agent.patch(&format!("/api/conversations/{}", id(0)), json!({ "assigneeId": null })).await;
    assert_eq!(unassigned.body["assigneeId"], json!(null));
    for (body, why) in [
        (json!({ "assigneeId": "usr_globex_owner" }), "not of the team"),
        (json!({ "colour": "red" }), "unknown field"),
    ] {
        assert_eq!(
            agent.patch(&format!("/api/conversations/{}", id(0)), body).await.status(),
            "400 Bad Request",
            "{why}"
        );
    }
    hub.settles().await;
}
