//! A browser that takes calls: its token, and the key that signs it.

use hub_testkit::twilio::VoiceClient;
use serde_json::json;
use tests::{Person, Reply, TestHub};

async fn token(person: &Person<'_>) -> Reply {
    person.post("/api/calls/token", json!({})).await
}

fn client(hub: &TestHub, reply: &Reply) -> VoiceClient {
    hub.twilio().client_of(reply.text("token")).unwrap_or_else(|refusal| panic!("{refusal}: {reply}"))
}

#[tokio::test]
async fn a_token_names_the_person_and_lets_the_browser_be_rung() {
    let hub = TestHub::start().await;
    let (owner, agent) = (hub.acme().person("owner").await, hub.acme().person("agent").await);
    let reply = token(&agent).await;
    assert!(reply.is_done(), "{reply}");
    let rung = client(&hub, &reply);
    assert_eq!(
        (rung.identity.as_str(), rung.account_sid.as_str()),
        ("t_acme_u_usr_acme_agent", "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    );
    assert!(rung.may_receive && rung.application_sid.is_none(), "it is rung and calls nobody by itself");
    let lasts = rung.expires_at.duration_since(hub.now());
    assert!(lasts.as_mins() >= 58 && lasts.as_mins() <= 60, "{lasts}");
    assert_eq!((reply.text("identity"), reply.text("expiresAt").is_empty()), (rung.identity.as_str(), false));
    assert_eq!(reply.body["simulatedAt"], json!(hub.runner().base_url()));
    let other = client(&hub, &token(&owner).await);
    assert_eq!((other.identity.as_str(), other.api_key), ("t_acme_u_usr_acme_owner", rung.api_key), "one key for all");
    let audit = owner.rows("/api/audit", "entries").await;
    let made: Vec<_> = audit.iter().filter(|entry| entry["action"] == "carrier_key_made").collect();
    assert_eq!((made.len(), &made[0]["actor"]["id"]), (1, &json!("usr_acme_agent")), "{audit:?}");
    let theirs = client(&hub, &token(&hub.globex().person("owner").await).await);
    assert_eq!(theirs.identity, "t_globex_u_usr_globex_owner");
    assert_ne!((theirs.account_sid, theirs.api_key), (other.account_sid, rung_key(&hub, &owner).await));
    let viewer = hub.acme().person("viewer").await;
    assert_eq!(token(&viewer).await.code(), "read_only");
}

async fn rung_key(hub: &TestHub, person: &Person<'_>) -> String {
    client(hub, &token(person).await).api_key
}

#[tokio::test]
async fn many_browsers_at_once_get_tokens_of_one_key() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let replies = futures_util::future::join_all((0..8).map(|_| token(&owner))).await;
    assert!(replies.iter().all(Reply::is_done), "{replies:?}");
    let kept = rung_key(&hub, &owner).await;
    let last = client(&hub, &replies[7]);
    assert_eq!(last.identity, "t_acme_u_usr_acme_owner");
    assert_eq!(rung_key(&hub, &owner).await, kept);
    let audit = owner.rows("/api/audit", "entries").await;
    let made = audit.iter().filter(|entry| entry["action"] == "carrier_key_made").count();
    assert_eq!(made, 1, "the others found it");
}

#[tokio::test]
async fn without_a_working_account_no_browser_takes_calls() {
    let hub = TestHub::start().await;
    let owner = hub.acme().person("owner").await;
    let account = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    hub.twilio().create_secondary_token(account).expect("a token");
    hub.twilio().promote_token(account).expect("the primary one");
    let reply = token(&owner).await;
    assert_eq!((reply.status().as_str(), reply.code()), ("409 Conflict", "carrier_not_connected"), "{reply}");
    hub.settles().await;
}
