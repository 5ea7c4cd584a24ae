//! Nobody reaches what is not theirs.

use hub_core::call::{Call, TransferState};
use hub_dev::template::{Template, TemplateRoute};
use hub_testkit::twilio::{Action, Attachment, Fault, Person as Caller};
use serde_json::{Value, json};
use tests::{LiveClient, Person, Talk, TestHub};

const CUSTOMER: &str = "+14155550123";
const COLLEAGUE: &str = "+14155550150";

/// Every route of the API that people call, from the template, so that a route which is added later is walked too.
fn api_routes() -> Vec<TemplateRoute> {
    let template = Template::load().expect("the template");
    let routes = template.http.into_iter();
    let is_for_people = |route: &TemplateRoute| {
        route.path.starts_with("/api/") && !route.function.starts_with("twilio-") && route.function != "calls-shared"
    };
    routes.filter(is_for_people).collect()
}

/// A text for tomorrow.
fn for_later(message: &str) -> Value {
    let tomorrow = jiff::Zoned::now().datetime() + jiff::SignedDuration::from_hours(24);
    let send_at = json!({ "local": tomorrow.strftime("%Y-%m-%dT%H:%M").to_string(), "zone": "UTC" });
    json!({ "to": CUSTOMER, "message": message, "sendAt": send_at })
}

async fn scheduled(person: &Person<'_>) -> String {
    person.post("/api/messages/scheduled", for_later("Private reminder")).await.text("id").to_owned()
}

fn template(name: &str) -> Value {
    json!({ "name": name, "body": "Private words" })
}

/// A campaign to nobody who could be texted now, taken so far.
async fn campaign(person: &Person<'_>, steps: &[&str]) -> String {
    let made = person.post("/api/campaigns", json!({ "name": "Private", "body": "Hello {{unknown}}" })).await;
    let path = format!("/api/campaigns/{}", made.text("id"));
    person.post(&format!("{path}/recipients"), json!({ "csv": "phone\n+14155550161\n" })).await;
    for step in steps {
        person.post(&format!("{path}/{step}"), json!({})).await;
    }
    made.text("id").to_owned()
}

/// The calls to every id-bearing route, each with the id of something of Acme's and a body that would be right.
async fn calls_to_acmes_things(hub: &TestHub) -> Vec<(String, String, Option<Value>)> {
    let owner = hub.acme().person("owner").await;
    let conversation = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    let invited = owner.post("/api/users/invitations", json!({ "email": "ivy@acme.test", "role": "agent" })).await;
    let invitation = invited.text("id").to_owned();
    hub.twilio().arm(Fault::RefuseBeforeAccept, 1);
    let message = owner.sends(CUSTOMER, "Private answer").await.text("messageId").to_owned();
    let texts = [scheduled(&owner).await, scheduled(&owner).await];
    let note = owner.post(&format!("/api/conversations/{conversation}/notes"), json!({ "text": "Private" })).await;
    let template = owner.post("/api/templates", template("Private")).await.text("id").to_owned();
    let mut campaigns = Vec::new();
    for steps in [&[][..], &["start"], &["start", "pause"], &["start"]] {
        campaigns.push(campaign(&owner, steps).await);
    }
    hub.settles().await;
    let letter = hub.gives_up_on(hub.acme(), CUSTOMER, "Private").await;
    // One that is here, and one that failed.
    hub.twilio().arm(Fault::MediaTooBig, 1);
    hub.acme().receives_files(CUSTOMER, "Private", vec![Attachment::picture(1), Attachment::picture(2)]).await;
    hub.settles().await;
    let pictured = owner.thread(CUSTOMER).await[0].clone();
    let media = |state: &str| {
        let found = pictured["media"].as_array().into_iter().flatten().find(|media| media["state"] == state);
        found.and_then(|media| media["id"].as_str()).expect("an attachment").to_owned()
    };
    let (ready, failed) = (media("ready"), media("failed"));
    let call = hub.acme().has_a_voicemail("CA01", CUSTOMER, &ready).await;
    let talks = talks(hub).await;
    owner.post(&format!("/api/calls-dashboard/{call}/share"), json!({ "email": "ivy@acme.test" })).await;
    let shares = owner.rows(&format!("/api/calls/{call}/shares"), "shares").await;
    let share = shares[0]["id"].as_str().expect("a share").to_owned();
    // Follow-ups wait at night.
    let version = owner.get("/api/settings").await.body["version"].clone();
    let day = json!({ "enabled": false, "from": "21:00", "to": "08:00" });
    owner.patch("/api/settings", json!({ "version": version, "quietHours": day })).await;
    let of = |route: &TemplateRoute| -> (String, Value) {
        if route.path.contains("{shareId}") {
            return (route.path.replace("{id}", &call).replace("{shareId}", &share), Value::Null);
        }
        if route.path.contains("{mediaId}") {
            let id = pictured["id"].as_str().expect("an id");
            let media = if route.function == "media-retry" { &failed } else { &ready };
            return (route.path.replace("{id}", id).replace("{mediaId}", media), Value::Null);
        }
        let (id, body) = match route.path.as_str() {
            "/api/conversations/{id}/read" => (conversation.as_str(), json!({ "seen": 1 })),
            "/api/conversations/{id}/notes" => (conversation.as_str(), json!({ "text": "Mine" })),
            path if path.starts_with("/api/conversations/{id}") => (conversation.as_str(), json!({ "state": "open" })),
            "/api/notes/{id}" => (note.text("id"), Value::Null),
            "/api/calls/{id}/hold" => (talks[0].id.as_str(), json!({ "onHold": true })),
            "/api/calls/{id}/end" => (talks[1].id.as_str(), Value::Null),
            "/api/calls/{id}/transfer/complete" => (talks[2].id.as_str(), Value::Null),
            "/api/calls/{id}/transfer" if route.method == "DELETE" => (talks[3].id.as_str(), Value::Null),
            "/api/calls/{id}/transfer" => (talks[4].id.as_str(), json!({ "kind": "blind", "phone": COLLEAGUE })),
            path if path.starts_with("/api/calls/{id}") => (call.as_str(), Value::Null),
            "/api/calls-dashboard/{id}/followup" => (call.as_str(), json!({ "message": "Private question" })),
            "/api/calls-dashboard/{id}/share" => (call.as_str(), json!({ "email": "gus@acme.test" })),
            "/api/calls-dashboard/{id}/transcript/export" => (call.as_str(), json!({ "format": "txt" })),
            "/api/voicemails/{id}" => (call.as_str(), json!({ "state": "listened" })),
            "/api/contacts/{id}/erase" => ("con_14155550123", json!({ "confirm": "+14155550123" })),
            path if path.starts_with("/api/contacts/{id}/opt-") => {
                ("con_14155550123", json!({ "reason": "They told us on the phone." }))
            }
            path if path.starts_with("/api/contacts/{id}") => ("con_14155550123", json!({ "name": "Ada" })),
            "/api/messages/scheduled/{id}/send-now" => (texts[1].as_str(), Value::Null),
            path if path.starts_with("/api/messages/scheduled/{id}") => {
                (texts[0].as_str(), json!({ "version": 1, "message": "Mine" }))
            }
            path if path.starts_with("/api/templates/{id}") => {
                (template.as_str(), json!({ "version": 1, "name": "Mine" }))
            }
            "/api/campaigns/{id}/recipients" if route.method == "POST" => {
                (campaigns[0].as_str(), json!({ "csv": "phone\n+14155550160\n" }))
            }
            "/api/campaigns/{id}/pause" => (campaigns[1].as_str(), Value::Null),
            "/api/campaigns/{id}/resume" => (campaigns[2].as_str(), Value::Null),
            "/api/campaigns/{id}/cancel" => (campaigns[3].as_str(), Value::Null),
            path if path.starts_with("/api/campaigns/{id}") => (campaigns[0].as_str(), json!({})),
            path if path.starts_with("/api/messages/{id}") => (message.as_str(), Value::Null),
            path if path.starts_with("/api/dead-letters/{id}") => (letter.as_str(), Value::Null),
            path if path.starts_with("/api/users/invitations/{id}") => (invitation.as_str(), Value::Null),
            path if path.starts_with("/api/users/{id}") => ("usr_acme_agent", json!({ "name": "Mallory" })),
            path if path.starts_with("/api/numbers/{id}") => {
                ("num_12015550123", json!({ "version": 2, "label": "Mine" }))
            }
            path => panic!("say here whose id {path} takes"),
        };
        let query = if route.function == "numbers-release" { "?confirm=%2B12015550123" } else { "" };
        (route.path.replace("{id}", id) + query, body)
    };
    let mut routes: Vec<_> = api_routes().into_iter().filter(|route| route.path.contains("{id}")).collect();
    // Removals last, and before them the opt-out, so that the owner can do the rest with the right token.
    routes.sort_by_key(|route| {
        (route.function == "contacts-erase", route.method == "DELETE", route.function == "contacts-opt-out")
    });
    let call = |route: TemplateRoute| {
        let (path, body) = of(&route);
        let has_body = matches!(route.method.as_str(), "PATCH" | "PUT") || !body.is_null() && route.method == "POST";
        (route.method, path, has_body.then_some(body))
    };
    routes.into_iter().map(call).collect()
}

/// Calls that go on; two of them are being passed on, and in the first of these the two people talk.
async fn talks(hub: &TestHub) -> Vec<Talk> {
    hub.rings_the_owner().await;
    hub.twilio().set_person(COLLEAGUE, Caller::live());
    let owner = hub.acme().person("owner").await;
    let mut talks = Vec::new();
    for number in 0..5 {
        talks.push(hub.talks_with(&format!("+1415555017{number}")).await);
    }
    for talk in &talks[2..4] {
        let wanted = json!({ "kind": "warm", "phone": COLLEAGUE });
        let reply = owner.post(&format!("/api/calls/{}/transfer", talk.id), wanted).await;
        assert!(reply.is_done(), "{reply}");
        if talk.id == talks[2].id {
            hub.takes(COLLEAGUE, |_| true).await;
            let is_talking = |call: &Call| call.transfer_under_way().is_some_and(|t| t.state == TransferState::Talking);
            hub.knows(talk, is_talking).await;
        }
    }
    talks
}

#[tokio::test]
async fn every_id_bearing_route_answers_404_to_another_tenant() {
    // No tick ends a campaign that the walk is to hold up.
    let hub = TestHub::without_sweeps().await;
    hub.acme().receives_sms(CUSTOMER, "Private").await;
    let calls = calls_to_acmes_things(&hub).await;
    assert!(calls.len() >= 9, "the walk found the routes");
    let stranger = hub.globex().person("owner").await;
    for (method, path, body) in &calls {
        let reply = stranger.call(method, path, body.clone()).await;
        let expected = r#"404 Not Found {"code":"not_found","error":"Not found."}"#;
        assert_eq!(reply.to_string(), expected, "{method} {path}");
    }
    let owner = hub.acme().person("owner").await;
    let inbox = owner.inbox().await;
    let conversation = inbox.iter().find(|row| row["theirAddress"] == CUSTOMER).expect("the thread");
    assert_eq!((&conversation["inboundCount"], &conversation["reads"]), (&json!(2), &json!({})), "nothing was touched");
    // The same calls with the right token are done, so it was the tenant that they were refused for.
    for (method, path, body) in &calls {
        let reply = owner.call(method, path, body.clone()).await;
        assert!(reply.is_done(), "{method} {path}: {reply}");
    }
    for line in hub.twilio().calls().iter().filter(|call| call.status == "in-progress") {
        // Who is left hangs up; the line of somebody who did so may have ended with another one.
        let _ = hub.twilio().act(&line.sid, Action::HangUp);
    }
    // A message that was to be checked is looked for only after a while.
    hub.outwaits_the_queue().await;
    hub.settles().await;
}

/// What only Acme has, in any answer to anybody else.
const ACMES: [&str; 9] = [
    "acme",
    "Acme",
    "+12015550123",
    "12015550123",
    "+1201555019",
    "Olivia",
    "Andy Agent",
    "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "Private",
];

#[tokio::test]
async fn no_list_shows_anything_of_another_tenant() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Private").await;
    let owner = hub.acme().person("owner").await;
    owner.post("/api/users/invitations", json!({ "email": "ivy@acme.test", "role": "agent" })).await;
    owner.sends(CUSTOMER, "Private answer").await;
    scheduled(&owner).await;
    owner.post("/api/templates", template("Private")).await;
    campaign(&owner, &[]).await;
    hub.acme().has_a_voicemail("CA01", CUSTOMER, "med_private").await;
    hub.settles().await;
    hub.gives_up_on(hub.acme(), CUSTOMER, "Private").await;
    hub.acme().receives_sms("+14155550177", "Forget me").await;
    let erased = owner.post("/api/contacts/con_14155550177/erase", json!({ "confirm": "+14155550177" })).await;
    assert!(erased.is_done(), "{erased}");
    hub.settles().await;
    let stranger = hub.globex().person("owner").await;
    let mut walked = 0;
    for route in api_routes().iter().filter(|route| route.method == "GET" && !route.path.contains("{id}")) {
        let query = if route.function == "search" { "?q=private" } else { "" };
        let path = format!("{}{query}", route.path);
        let (mine, theirs) = (owner.get_text(&path).await, stranger.get_text(&path).await);
        for secret in ACMES {
            assert!(!theirs.contains(secret), "{} shows {secret} to another tenant: {theirs}", route.path);
        }
        walked += 1;
        // A route that answers everybody alike would pass without showing anything.
        let shows_itself = ACMES.iter().any(|word| mine.contains(word));
        let tells_nothing_of_a_tenant =
            ["/api/health", "/api/sync", "/api/numbers/available", "/api/numbers/importable"];
        assert!(shows_itself || tells_nothing_of_a_tenant.contains(&route.path.as_str()), "{}: {mine}", route.path);
    }
    assert!(walked >= 11, "the walk found the lists");
}

/// Bodies that each changing route without an id takes; what is not named here takes none.
fn right_body(function: &str) -> Value {
    match function {
        "messages-preflight" => json!({ "to": CUSTOMER, "message": "From Globex" }),
        "calls-initiate" => json!({ "to": CUSTOMER }),
        "messages-send" => json!({ "to": CUSTOMER, "message": "From Globex" }),
        "media-upload" => json!({ "fileName": "a.png", "contentType": "image/png", "size": 1 }),
        "schedule-create" => for_later("From Globex"),
        "templates-create" => template("From Globex"),
        "campaigns-create" => json!({ "name": "From Globex", "body": "Hello" }),
        "people-invite" => json!({ "email": "gus@globex.test", "role": "owner" }),
        "settings-change" => json!({ "version": 1, "name": "Globex Clinic Two", "timeZone": "UTC" }),
        "accounts-password" => json!({ "current": "demo-password-1", "password": "another-password" }),
        "integrations-connect" => json!({
            "accountSid": "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "authToken": "globex-simulator-token-012345678",
        }),
        "integrations-next-token" => json!({ "authToken": "globex-simulator-token-012345678" }),
        "numbers-buy" => json!({ "number": "+14155550166" }),
        "whatsapp-add-sender" => json!({ "number": "+14155550191" }),
        "numbers-import" => json!({ "number": "+14155550199" }),
        _ => json!({}),
    }
}

#[tokio::test]
async fn what_one_tenant_changes_leaves_every_other_as_it_was() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Private").await;
    hub.settles().await;
    let owner = hub.acme().person("owner").await;
    let everything = async || {
        let mut answers = Vec::new();
        for route in api_routes().iter().filter(|route| route.method == "GET" && !route.path.contains("{id}")) {
            // The search offers what is free; the export and the checks tell their own time.
            if !["numbers-available", "audit-export", "numbers-health", "health-deep"]
                .contains(&route.function.as_str())
            {
                answers.push((route.path.clone(), owner.get_text(&route.path).await));
            }
        }
        answers
    };
    let before = everything().await;
    let stranger = hub.globex().person("owner").await;
    let (mut done, mut walked) = (0, 0);
    for route in api_routes().iter().filter(|route| route.method != "GET" && !route.path.contains("{id}")) {
        let reply = stranger.call(&route.method, &route.path, Some(right_body(&route.function))).await;
        done += usize::from(reply.is_done());
        walked += 1;
    }
    assert!(done >= walked - 3, "{done} of {walked} changes were made, so the walk is worth something");
    hub.settles().await;
    for (before, after) in before.iter().zip(&everything().await) {
        assert_eq!(after, before);
    }
}

#[tokio::test]
async fn each_role_reaches_exactly_the_routes_of_its_scope() {
    let hub = TestHub::start().await;
    hub.acme().receives_sms(CUSTOMER, "Hello").await;
    let (agent, viewer) = (hub.acme().person("agent").await, hub.acme().person("viewer").await);
    let mut walked = 0;
    for route in api_routes() {
        let scope = hub.runner().route(&route.function).expect("a route").scope;
        let refused: &[(&Person<'_>, &str)] = match scope {
            "owner" => &[(&agent, "owner_only"), (&viewer, "read_only")],
            "owner or agent" => &[(&viewer, "read_only")],
            "anybody signed in" => &[],
            other => panic!("{}: unknown scope {other}", route.function),
        };
        for (who, code) in refused {
            let reply = who.call(&route.method, &route.path.replace("{id}", "x"), None).await;
            assert_eq!(
                (reply.status().as_str(), reply.code()),
                ("403 Forbidden", *code),
                "{} {}",
                route.method,
                route.path
            );
        }
        walked += refused.len();
        let own = ["live-ticket", "accounts-password", "conversations-read"];
        let changes_something_of_the_team = route.method != "GET" && !own.contains(&route.function.as_str());
        assert!(
            !changes_something_of_the_team || scope != "anybody signed in",
            "{} is open to viewers",
            route.function
        );
    }
    assert!(walked > 30, "the walk found the routes");
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
    agent.patch(&format!("/api/conversations/{}", id(1)), json!({ "state": "closed" })).await;
    let count = async |query: &str| {
        agent.get(&format!("/api/conversations?{query}")).await.body["conversations"].as_array().map(Vec::len)
    };
    for (query, expected) in [("assignee=me", 1), ("assignee=none", 5), ("state=closed", 1)] {
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
