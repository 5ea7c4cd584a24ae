//! Beginning: a new organisation, and people who forgot their password.

use insta::assert_snapshot;
use serde_json::{Value, json};
use tests::{Person, TestHub};

fn request(email: &str) -> Value {
    json!({
        "organization": "Initech", "name": "Ida Initech", "email": email, "password": "a-long-password",
        "timeZone": "Europe/Berlin", "defaultCountry": "DE",
    })
}

#[tokio::test]
async fn a_newcomer_gets_an_organisation_with_settings_and_is_its_owner() {
    let hub = TestHub::start().await;
    let session = hub.nobody().post("/auth/signup", request(" Ida@Initech.test ")).await;
    let ida = Person::with_token(&hub, Some(session.text("token")));
    let me = ida.get("/api/me").await;
    assert_eq!(
        (
            &me.body["user"]["role"],
            &me.body["user"]["email"],
            &me.body["tenant"]["name"],
            &me.body["carrier"]["status"]
        ),
        (&json!("owner"), &json!("ida@initech.test"), &json!("Initech"), &json!("none"))
    );
    let settings = ida.get("/api/settings").await;
    assert_eq!((&settings.body["timeZone"], &settings.body["version"]), (&json!("Europe/Berlin"), &json!(1)));
    assert_eq!(ida.get("/api/audit").await.body["entries"][0]["action"], "signed_up");
    let refused = ida.sends("+14155550123", "Hello").await;
    assert_snapshot!(refused, @r#"400 Bad Request {"code":"unknown_sender","error":"You can't send from this number."}"#);
}

#[tokio::test]
async fn an_address_belongs_to_one_person_of_all_organisations() {
    let hub = TestHub::start().await;
    let taken = hub.nobody().post("/auth/signup", request("OWNER@acme.test")).await;
    assert_snapshot!(taken, @r#"409 Conflict {"code":"email_taken","error":"Somebody uses this e-mail address already. Sign in, or use another one."}"#);
    let rivals = (0..5).map(|_| async { hub.nobody().post("/auth/signup", request("ida@initech.test")).await });
    let replies = futures_util::future::join_all(rivals).await;
    assert_eq!(replies.iter().filter(|reply| reply.is_done()).count(), 1, "one of five at once");
}

#[tokio::test]
async fn what_can_not_be_is_refused_with_its_field() {
    let hub = TestHub::start().await;
    for (change, expected) in [
        (json!({ "organization": " " }), "invalid_request organization"),
        (json!({ "name": "" }), "invalid_request name"),
        (json!({ "email": "nobody" }), "invalid_request email"),
        (json!({ "timeZone": "Mars/Olympus" }), "invalid_request timeZone"),
        (json!({ "defaultCountry": "de" }), "invalid_request defaultCountry"),
        (json!({ "password": "short" }), "weak_password "),
        (json!({ "password": "ida@initech.test" }), "weak_password "),
    ] {
        let mut body = request("ida@initech.test");
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let reply = hub.nobody().post("/auth/signup", body).await;
        let found = format!("{} {}", reply.code(), reply.body["field"].as_str().unwrap_or_default());
        assert_eq!(found, expected, "{change}");
    }
    assert!(hub.nobody().post("/auth/signup", request("ida@initech.test")).await.is_done(), "nothing was made before");
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down_for_known_and_unknown_addresses_alike() {
    let hub = TestHub::start().await;
    hub.holds_time();
    let guess =
        async |email: &str| hub.nobody().post("/auth/login", json!({ "email": email, "password": "guess" })).await;
    for email in ["agent@acme.test", "nobody@acme.test"] {
        let mut codes = Vec::new();
        for _ in 0..7 {
            codes.push(guess(email).await.code().to_owned());
        }
        // Five are free, the sixth is answered and begins a pause.
        let expected = [&["invalid_credentials"; 6][..], &["too_many_attempts"]].concat();
        assert_eq!(codes, expected, "{email}");
    }
    let right =
        hub.nobody().post("/auth/login", json!({ "email": "agent@acme.test", "password": "demo-password-1" })).await;
    assert_snapshot!(right, @r#"429 Too Many Requests {"code":"too_many_attempts","error":"Too many tries. Wait before you try again."}"#);
    assert!(hub.acme().person("viewer").await.get("/api/me").await.is_done(), "others sign in");
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_counted_too() {
    let hub = TestHub::start().await;
    let guesses = (0..40).map(|_| async {
        let body = json!({ "email": "agent@acme.test", "password": "guess" });
        hub.nobody().post("/auth/login", body).await
    });
    let replies = futures_util::future::join_all(guesses).await;
    let answered = replies.iter().filter(|reply| reply.code() == "invalid_credentials").count();
    assert!(answered <= 6, "{answered} of 40 guesses at once were answered");
}

#[tokio::test]
async fn a_mailed_link_sets_a_new_password_once_and_ends_every_sign_in() {
    let hub = TestHub::start().await;
    let nobody = hub.nobody();
    let login = async |password: &str| {
        nobody.post("/auth/login", json!({ "email": "agent@acme.test", "password": password })).await
    };
    let before = login("demo-password-1").await;
    let mut window = hub.acme().person("agent").await.listens().await;
    for email in ["agent@acme.test", "nobody@acme.test"] {
        let reply = nobody.post("/auth/reset", json!({ "email": email })).await;
        assert_eq!(reply.to_string(), r#"202 Accepted {"sent":true}"#, "{email}");
    }
    assert!(hub.mail_to("nobody@acme.test").is_none());
    let earlier = hub.token_mailed_to("agent@acme.test");
    assert!(nobody.post("/auth/reset", json!({ "email": "agent@acme.test" })).await.is_done());
    let token = hub.token_mailed_to("agent@acme.test");
    let confirm = async |token: &str, password: &str| {
        nobody.post("/auth/reset/confirm", json!({ "token": token, "password": password })).await
    };
    assert_eq!(confirm(&token, "short").await.code(), "weak_password", "and the link is still good");
    assert!(confirm(&token, "another-password").await.is_done());
    assert_eq!(confirm(&token, "third-password").await.code(), "link_expired");
    assert_eq!(confirm(&earlier, "third-password").await.code(), "link_expired", "a link from before the change");
    assert_eq!(confirm("made-up", "third-password").await.code(), "link_expired");
    assert_eq!(login("demo-password-1").await.code(), "invalid_credentials");
    assert!(login("another-password").await.is_done());
    let refreshed = nobody.post("/auth/refresh", json!({ "refreshToken": before.text("refreshToken") })).await;
    assert_eq!(refreshed.status(), "401 Unauthorized", "a sign-in from before");
    assert_eq!(window.next().await, None, "its socket was closed");
}

#[tokio::test]
async fn a_changed_password_signs_other_devices_out() {
    let hub = TestHub::start().await;
    let nobody = hub.nobody();
    let other = nobody.post("/auth/login", json!({ "email": "agent@acme.test", "password": "demo-password-1" })).await;
    let agent = hub.acme().person("agent").await;
    let change = async |current: &str, next: &str| {
        agent.post("/api/me/password", json!({ "current": current, "password": next })).await
    };
    assert_eq!(change("wrong", "another-password").await.code(), "wrong_password");
    assert_eq!(change("demo-password-1", "short").await.code(), "weak_password");
    let session = change("demo-password-1", "another-password").await;
    let refresh = async |token: &str| nobody.post("/auth/refresh", json!({ "refreshToken": token })).await;
    assert_eq!(refresh(other.text("refreshToken")).await.status(), "401 Unauthorized");
    assert!(refresh(session.text("refreshToken")).await.is_done(), "this device stays");
}

#[tokio::test]
async fn signing_out_ends_the_refresh_token() {
    let hub = TestHub::start().await;
    let nobody = hub.nobody();
    let session =
        nobody.post("/auth/login", json!({ "email": "agent@acme.test", "password": "demo-password-1" })).await;
    let token = session.text("refreshToken");
    for token in ["made-up", "acme.x.y", token, token] {
        assert_eq!(nobody.post("/auth/logout", json!({ "refreshToken": token })).await.status(), "204 No Content");
    }
    assert_eq!(nobody.post("/auth/refresh", json!({ "refreshToken": token })).await.status(), "401 Unauthorized");
}
