//! Two tokens and the change from one to the other.

use hub_testkit::twilio::{SimulatorConfig, TwilioSimulator, sign};

use crate::support::{
    ACCOUNT, FakeHub, OURS, THEIRS, TOKEN, account, delete, get, get_as, messages_url, post, post_as, simulator, start,
};

fn secondary_url(sim: &TwilioSimulator) -> String {
    format!("{}/v1/AuthTokens/Secondary", sim.base_url())
}

fn promote_url(sim: &TwilioSimulator) -> String {
    format!("{}/v1/AuthTokens/Promote", sim.base_url())
}

/// The token that signed the hub's last webhook.
async fn signer<'a>(sim: &TwilioSimulator, hub: &FakeHub, tokens: &[&'a str]) -> Vec<&'a str> {
    let url = format!("{}/inbound", hub.base_url);
    sim.set_sms_url(OURS, &url).expect("a known number");
    sim.send_inbound(THEIRS, OURS, "Hi").await.expect("a known number");
    let told = hub.told().pop().expect("a webhook");
    let signature = told.header("x-twilio-signature").to_owned();
    tokens.iter().copied().filter(|token| sign(token, &url, &told.params) == signature).collect()
}

#[tokio::test]
async fn a_secondary_token_authenticates_but_does_not_sign_until_it_is_promoted() {
    let (sim, hub) = (simulator().await, FakeHub::start().await);
    let made = post(&secondary_url(&sim), &[]).await;
    assert_eq!((made.status, made.text("account_sid")), (201, ACCOUNT));
    assert!(made.text("date_created").ends_with('Z') && made.json.get("auth_token").is_none());
    let new = made.text("secondary_auth_token").to_owned();
    assert_eq!(new.len(), 32);

    for token in [TOKEN, new.as_str()] {
        assert_eq!(get_as((ACCOUNT, token), &messages_url(&sim)).await.status, 200, "both authenticate");
    }
    assert_eq!(signer(&sim, &hub, &[TOKEN, &new]).await, [TOKEN], "the old one signs");

    let promoted = post_as((ACCOUNT, &new), &promote_url(&sim), &[]).await;
    assert_eq!((promoted.status, promoted.text("auth_token")), (200, new.as_str()));
    assert_eq!(get(&messages_url(&sim)).await.refusal(), (401, 20003), "the old one is dead at once");
    assert_eq!(get_as((ACCOUNT, &new), &messages_url(&sim)).await.status, 200);
    assert_eq!(signer(&sim, &hub, &[TOKEN, &new]).await, [new.as_str()]);
    assert_eq!(sim.account_token(ACCOUNT), Some(new));
}

#[tokio::test]
async fn a_deleted_secondary_token_is_no_token() {
    let sim = simulator().await;
    assert_eq!(delete(&secondary_url(&sim)).await.refusal(), (404, 20404));
    assert_eq!(post(&promote_url(&sim), &[]).await.refusal(), (404, 20404));
    let new = post(&secondary_url(&sim), &[]).await.text("secondary_auth_token").to_owned();
    assert_eq!(delete(&secondary_url(&sim)).await.status, 204);
    assert_eq!(get_as((ACCOUNT, &new), &messages_url(&sim)).await.status, 401);
    assert_eq!(post(&promote_url(&sim), &[]).await.refusal(), (404, 20404));
    assert_eq!(get(&messages_url(&sim)).await.status, 200);
}

#[tokio::test]
async fn a_standard_key_changes_no_tokens_and_survives_a_change() {
    let keyed = account().with_api_key("SK1", "secret");
    let sim = start(SimulatorConfig::immediate().with_account(keyed)).await;
    assert_eq!(post_as(("SK1", "secret"), &secondary_url(&sim), &[]).await.refusal(), (401, 20003));
    sim.create_secondary_token(ACCOUNT).expect("a known account");
    let new = sim.promote_token(ACCOUNT).expect("there is one");
    assert_ne!(new, TOKEN);
    assert_eq!(get_as(("SK1", "secret"), &messages_url(&sim)).await.status, 200);
    assert!(sim.promote_token(ACCOUNT).is_err(), "it is used up");
    sim.set_auth_token(ACCOUNT, "by hand").expect("a known account");
    assert_eq!(get_as((ACCOUNT, "by hand"), &messages_url(&sim)).await.status, 200);
    assert!(sim.set_auth_token("AC9", "x").is_err());
}
