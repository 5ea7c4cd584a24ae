//! Inviting, joining, changing and removing people.

use insta::assert_snapshot;
use serde_json::{Value, json};
use tests::{Person, TestHub};

async fn join<'a>(hub: &'a TestHub, email: &str, role: &str) -> (Person<'a>, Value) {
    let owner = hub.acme().person("owner").await;
    let invited = owner.post("/api/users/invitations", json!({ "email": email, "role": role })).await;
    assert!(invited.is_done(), "{invited}");
    let body = json!({ "token": hub.token_mailed_to(email), "name": "Pat Person", "password": "a-long-password" });
    let session = hub.nobody().post("/auth/invitation/accept", body).await;
    (Person::with_token(hub, Some(session.text("token"))), session.body)
}

#[tokio::test]
async fn an_invited_person_joins_with_the_role_that_was_meant() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    owner.post("/api/users/invitations", json!({ "email": "Pat@acme.test", "role": "agent" })).await;
    let token = hub.token_mailed_to("pat@acme.test");
    let shown = hub.nobody().post("/auth/invitation", json!({ "token": token })).await;
    assert_snapshot!(shown, @r#"200 OK {"email":"pat@acme.test","invitedBy":"Olivia Owner","organization":"Acme Dental","role":"agent"}"#);
    let listed = owner.get("/api/users").await;
    assert_eq!(
        (listed.body["users"].as_array().map(Vec::len), &listed.body["invitations"][0]["email"]),
        (Some(3), &json!("pat@acme.test"))
    );
    let accept = async |password: &str| {
        let body = json!({ "token": token, "name": " Pat Person ", "password": password });
        hub.nobody().post("/auth/invitation/accept", body).await
    };
    assert_eq!(accept("short").await.code(), "weak_password", "and the link is still good");
    let session = accept("a-long-password").await;
    assert_eq!((&session.body["user"]["role"], &session.body["user"]["name"]), (&json!("agent"), &json!("Pat Person")));
    assert_eq!(accept("a-long-password").await.code(), "link_expired");
    let listed = owner.get("/api/users").await;
    assert_eq!((listed.body["users"].as_array().map(Vec::len), &listed.body["invitations"]), (Some(4), &json!([])));
    assert_eq!(owner.get("/api/audit?action=person").await.body["entries"][0]["action"], "person_joined");
}

#[tokio::test]
async fn a_withdrawn_or_repeated_invitation_ends_the_earlier_link() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let invite =
        async || owner.post("/api/users/invitations", json!({ "email": "pat@acme.test", "role": "agent" })).await;
    let look = async |token: &str| hub.nobody().post("/auth/invitation", json!({ "token": token })).await;
    invite().await;
    let first = hub.token_mailed_to("pat@acme.test");
    let second_invitation = invite().await;
    let second = hub.token_mailed_to("pat@acme.test");
    assert_eq!((look(&first).await.code(), look(&second).await.is_done()), ("link_expired", true));
    let path = format!("/api/users/invitations/{}", second_invitation.text("id"));
    assert_eq!(owner.delete(&path).await.status(), "204 No Content");
    assert_eq!(look(&second).await.code(), "link_expired");
    assert_eq!(owner.delete(&path).await.status(), "404 Not Found");
    let taken = owner.post("/api/users/invitations", json!({ "email": "owner@globex.test", "role": "agent" })).await;
    assert_eq!(taken.code(), "email_taken");
}

#[tokio::test]
async fn a_changed_role_counts_at_once_where_it_matters() {
    let hub = TestHub::start().await;
    let (second, session) = join(&hub, "pat@acme.test", "owner").await;
    let owner = hub.acme().person("owner").await;
    assert!(second.get("/api/audit").await.is_done());
    let path = format!("/api/users/{}", session["user"]["id"].as_str().expect("an id"));
    assert_eq!(owner.patch(&path, json!({ "role": "agent" })).await.text("role"), "agent");
    // The token still says owner, for minutes.
    assert_snapshot!(second.get("/api/audit").await, @r#"403 Forbidden {"code":"owner_only","error":"Only an owner can do this."}"#);
    assert_eq!(second.patch(&path, json!({ "role": "owner" })).await.code(), "owner_only", "nobody raises themselves");
    assert_eq!(owner.patch(&path, json!({})).await.code(), "invalid_request");
    assert_eq!(owner.patch(&path, json!({ "role": "god" })).await.code(), "invalid_request");
}

#[tokio::test]
async fn the_last_owner_stays() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let demoted = owner.patch("/api/users/usr_acme_owner", json!({ "role": "agent" })).await;
    let removed = owner.delete("/api/users/usr_acme_owner").await;
    assert_eq!(demoted.to_string(), removed.to_string());
    assert_snapshot!(removed, @r#"409 Conflict {"code":"last_owner","error":"An organisation needs an owner. Make somebody else an owner first."}"#);
    assert!(owner.patch("/api/users/usr_acme_owner", json!({ "name": "Olivia Olsen" })).await.is_done());
}

#[tokio::test]
async fn two_owners_who_remove_each_other_leave_one() {
    let hub = TestHub::start().await;
    for round in 0..8 {
        let email = format!("pat{round}@acme.test");
        let (second, session) = join(&hub, &email, "owner").await;
        let owner = hub.acme().person("owner").await;
        let them = session["user"]["id"].as_str().expect("an id").to_owned();
        let (path_of_second, demotion) = (format!("/api/users/{them}"), json!({ "role": "agent" }));
        let (one, two) = tokio::join!(
            owner.patch(&path_of_second, demotion.clone()),
            second.patch("/api/users/usr_acme_owner", demotion.clone())
        );
        let users = owner.get("/api/users").await.body["users"].clone();
        let owners = users.as_array().into_iter().flatten().filter(|user| user["role"] == "owner").count();
        assert_eq!(owners, 1, "{one} {two}");
        if !one.is_done() {
            assert!(second.patch("/api/users/usr_acme_owner", json!({ "role": "owner" })).await.is_done());
        }
        assert!(hub.acme().person("owner").await.delete(&path_of_second).await.is_done());
    }
}

#[tokio::test]
async fn a_removed_person_is_out_at_once() {
    let hub = TestHub::start().await;
    let (pat, session) = join(&hub, "pat@acme.test", "agent").await;
    let mut window = pat.listens().await;
    let ticket = pat.post("/api/ws-ticket", json!({})).await;
    let owner = hub.acme().person("owner").await;
    let id = session["user"]["id"].as_str().expect("an id");
    assert_eq!(owner.delete(&format!("/api/users/{id}")).await.status(), "204 No Content");
    while window.next().await.is_some() {}
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    assert_eq!(hub.nobody().post("/auth/refresh", refresh).await.status(), "401 Unauthorized");
    let opened = tests::LiveClient::open(ticket.text("url"), ticket.text("ticket")).await;
    assert!(opened.is_err(), "a ticket from before the removal");
    for reply in [pat.get("/api/me").await, pat.post("/api/ws-ticket", json!({})).await] {
        assert_eq!(reply.status(), "401 Unauthorized", "the token has not expired");
    }
    assert_eq!(owner.delete(&format!("/api/users/{id}")).await.status(), "404 Not Found");
    let again = owner.post("/api/users/invitations", json!({ "email": "pat@acme.test", "role": "agent" })).await;
    assert!(again.is_done(), "the address is free again");
}
