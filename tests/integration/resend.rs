//! Mail through Resend.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use hub_adapters::mail::ResendMailer;
use hub_core::ports::{Mail, Mailer, PortErrorKind};
use serde_json::{Value, json};

type Sent = Arc<Mutex<Vec<(String, Value)>>>;

/// Takes mails with the right key, and has too much to do for one subject.
async fn take(State(sent): State<Sent>, headers: HeaderMap, Json(mail): Json<Value>) -> (StatusCode, Json<Value>) {
    let key = headers["authorization"].to_str().unwrap_or_default().to_owned();
    let answer = match (key.as_str(), mail["subject"].as_str()) {
        ("Bearer re_events", Some("Busy")) => (StatusCode::TOO_MANY_REQUESTS, json!({ "name": "rate_limit_exceeded" })),
        ("Bearer re_events", _) => (StatusCode::OK, json!({ "id": "49a3999c" })),
        _ => (StatusCode::FORBIDDEN, json!({ "name": "invalid_api_key", "message": "ivy@partner.test may not" })),
    };
    sent.lock().expect("a list").push((key, mail));
    (answer.0, Json(answer.1))
}

#[tokio::test]
async fn a_mail_is_handed_over_and_a_refusal_tells_no_address() {
    let sent = Sent::default();
    let app = Router::new().route("/emails", post(take)).with_state(sent.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mail = |subject: &str| Mail {
        to: "ivy@partner.test".to_owned(),
        subject: subject.to_owned(),
        text: "Hello".to_owned(),
    };
    let sender = "Hub <no-reply@example.com>";
    let mailer = ResendMailer::new(&url, "re_events", sender).expect("a mailer");
    mailer.send(&mail("Join Acme")).await.expect("sent");
    let expected = json!({ "from": sender, "to": ["ivy@partner.test"], "subject": "Join Acme", "text": "Hello" });
    assert_eq!(sent.lock().expect("a list")[0].1, expected);
    let busy = mailer.send(&mail("Busy")).await.expect_err("too many");
    assert_eq!(busy.kind, PortErrorKind::Throttled);
    let refused = ResendMailer::new(&url, "re_other", sender).expect("a mailer").send(&mail("x")).await;
    let refused = refused.expect_err("the wrong key").to_string();
    assert!(refused.contains("invalid_api_key") && !refused.contains("ivy"), "{refused}");
    assert!(ResendMailer::new("http://api.resend.com", "re_events", sender).is_err(), "not in the clear");
}
