//! Signing in, staying signed in, and tokens that are none.

use insta::assert_snapshot;
use serde_json::json;
use tests::{Person, TestHub};

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let hub = TestHub::start().await;
    let nobody = Person::with_token(&hub, None);
    for (email, password) in [("agent@acme.test", "wrong"), ("nobody@acme.test", "demo-password-1")] {
        let reply = nobody.post("/auth/login", json!({ "email": email, "password": password })).await;
        let expected =
            r#"401 Unauthorized {"code":"invalid_credentials","error":"The e-mail address or the password is wrong."}"#;
        assert_eq!(reply.to_string(), expected, "{email}");
    }
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_theft_ends_the_session() {
    let hub = TestHub::start().await;
    let nobody = Person::with_token(&hub, None);
    let refresh = async |token: &str| nobody.post("/auth/refresh", json!({ "refreshToken": token })).await;
    let session =
        nobody.post("/auth/login", json!({ "email": "Agent@Acme.test", "password": "demo-password-1" })).await;
    let first = session.text("refreshToken").to_owned();
    let second = refresh(&first).await.text("refreshToken").to_owned();
    assert_snapshot!(refresh(&first).await.status(), @"200 OK");
    let third = refresh(&second).await;
    assert_snapshot!(third.status(), @"200 OK");
    assert_snapshot!(refresh(&first).await.status(), @"401 Unauthorized");
    assert_snapshot!(refresh(third.text("refreshToken")).await.status(), @"401 Unauthorized");
    assert_snapshot!(refresh("acme.unknown.secret").await.status(), @"401 Unauthorized");
}

#[tokio::test]
async fn every_api_route_wants_a_token() {
    let hub = TestHub::start().await;
    let template = hub_dev::template::Template::load().expect("the template");
    let open = |function: &str| function.starts_with("twilio-") || function == "calls-shared";
    for route in template.http.iter().filter(|route| route.path.starts_with("/api/") && !open(&route.function)) {
        let path = route.path.replace("{id}", "x");
        let absent = Person::with_token(&hub, None).call(&route.method, &path, None).await;
        assert_eq!(
            absent.to_string(),
            r#"401 Unauthorized {"code":"authentication_required","error":"Authentication required"}"#,
            "{path}"
        );
        // Signed with another key, and unsigned.
        for token in [
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfYWNtZV9vd25lciIsInRpZCI6ImFjbWUiLCJyb2xlIjoib3duZXIiLCJpYXQiOjEsImV4cCI6NDEwMjQ0NDgwMH0.",
            "x.y.z",
            "x",
        ] {
            let bad = Person::with_token(&hub, Some(token)).call(&route.method, &path, None).await;
            assert_eq!(
                bad.to_string(),
                r#"401 Unauthorized {"code":"invalid_token","error":"Invalid token"}"#,
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn me_shows_the_person_the_tenant_and_the_team() {
    let hub = TestHub::start().await;
    let me = hub.acme().person("viewer").await.get("/api/me").await;
    assert_eq!((&me.body["user"]["role"], &me.body["tenant"]["id"]), (&json!("readonly"), &json!("acme")));
    assert_eq!(
        (me.body["team"].as_array().map(Vec::len), &me.body["numbers"][0]["number"]),
        (Some(3), &json!("+12015550123"))
    );
    assert!(!me.body.to_string().contains("argon2"));
}
