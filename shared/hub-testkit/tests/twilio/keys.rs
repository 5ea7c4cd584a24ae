//! API keys made over REST.

use hub_testkit::twilio::{Account, SimulatorConfig, TokenRefusal, TwilioSimulator};

use crate::access_tokens::token_of;
use crate::support::{
    ACCOUNT, Reply, TOKEN, account, delete, get, get_as, messages_url, post, post_as, start, state_file,
};

const SUB: (&str, &str) = ("AC2", "sub-token");

fn keys_url(sim: &TwilioSimulator, account: &str) -> String {
    format!("{}/2010-04-01/Accounts/{account}/Keys.json", sim.base_url())
}

fn key_url(sim: &TwilioSimulator, account: &str, key: &str) -> String {
    format!("{}/2010-04-01/Accounts/{account}/Keys/{key}.json", sim.base_url())
}

fn names(reply: &Reply) -> Vec<&str> {
    reply.json["keys"]
        .as_array()
        .expect("keys")
        .iter()
        .map(|key| key["friendly_name"].as_str().expect("text"))
        .collect()
}

async fn carrier() -> TwilioSimulator {
    let owner = account().with_api_key("SK1", "standard").with_main_api_key("SK2", "main");
    let sub = Account::new(SUB.0, SUB.1).with_owner(ACCOUNT);
    start(SimulatorConfig::immediate().with_account(owner).with_account(sub)).await
}

#[tokio::test]
async fn a_key_is_made_with_a_secret_that_is_shown_once() {
    let sim = carrier().await;
    let made = post(&keys_url(&sim, ACCOUNT), &[("FriendlyName", "Browsers")]).await;
    assert_eq!((made.status, made.text("friendly_name")), (201, "Browsers"));
    let (sid, secret) = (made.text("sid"), made.text("secret"));
    assert!(sid.starts_with("SK") && sid.len() == 34 && secret.len() == 32, "{}", made.json);
    assert!(made.text("date_created").ends_with("+0000") && made.text("date_updated").ends_with("+0000"));

    assert_eq!(get_as((sid, secret), &messages_url(&sim)).await.status, 200);
    assert_eq!(get_as((sid, "wrong"), &messages_url(&sim)).await.status, 401);
    let shown = get(&key_url(&sim, ACCOUNT, sid)).await;
    assert_eq!((shown.text("friendly_name"), shown.json.get("secret")), ("Browsers", None));
    let listed = get(&keys_url(&sim, ACCOUNT)).await;
    assert_eq!(names(&listed), ["Browsers", "", ""]);
    assert!(!listed.json.to_string().contains(secret) && !listed.json.to_string().contains("standard"));
    let renamed = post(&key_url(&sim, ACCOUNT, sid), &[("FriendlyName", "Softphone")]).await;
    assert_eq!((renamed.status, renamed.text("friendly_name")), (200, "Softphone"));
    let page = get(&format!("{}?PageSize=1", keys_url(&sim, ACCOUNT))).await;
    assert_eq!((names(&page), page.json["next_page_uri"].is_string()), (vec!["Softphone"], true));
    let long = "x".repeat(65);
    assert_eq!(post(&keys_url(&sim, ACCOUNT), &[("FriendlyName", &long)]).await.refusal(), (400, 20001));
}

#[tokio::test]
async fn a_token_of_the_account_or_its_owner_and_a_main_key_manage_keys() {
    let sim = carrier().await;
    for who in [SUB, (ACCOUNT, TOKEN), ("SK2", "main")] {
        let made = post_as(who, &keys_url(&sim, SUB.0), &[]).await;
        assert_eq!((made.status, made.text("friendly_name")), (201, ""), "{}", who.0);
        let (sid, secret) = (made.text("sid"), made.text("secret"));
        let messages = |account: &str| format!("{}/2010-04-01/Accounts/{account}/Messages.json", sim.base_url());
        assert_eq!(get_as((sid, secret), &messages(SUB.0)).await.status, 200, "it is the subaccount's");
        assert_eq!(get_as((sid, secret), &messages(ACCOUNT)).await.status, 401);
        for url in [keys_url(&sim, SUB.0), key_url(&sim, SUB.0, sid)] {
            assert_eq!(get_as((sid, secret), &url).await.refusal(), (401, 20003), "a Standard key manages none");
        }
        assert_eq!(get_as(SUB, &key_url(&sim, ACCOUNT, "SK1")).await.status, 401, "a subaccount has nothing above it");
        assert_eq!(get(&key_url(&sim, ACCOUNT, sid)).await.refusal(), (404, 20404), "it is not the owner's");
    }
    assert_eq!(post_as(("SK1", "standard"), &keys_url(&sim, ACCOUNT), &[]).await.refusal(), (401, 20003));
    assert_eq!(get(&keys_url(&sim, SUB.0)).await.json["keys"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_key_made_over_rest_signs_access_tokens_until_it_is_removed() {
    let sim = carrier().await;
    let made = post(&keys_url(&sim, ACCOUNT), &[]).await;
    let (sid, secret) = (made.text("sid"), made.text("secret"));
    let token = token_of((sid, secret), "t1_u1", 3_600);
    assert_eq!(sim.client_of(&token).expect("a good token").api_key, sid);
    assert_eq!(delete(&key_url(&sim, ACCOUNT, sid)).await.status, 204);
    assert_eq!(sim.client_of(&token), Err(TokenRefusal::UnknownKey));
    assert_eq!(get_as((sid, secret), &messages_url(&sim)).await.status, 401);
    assert_eq!(delete(&key_url(&sim, ACCOUNT, sid)).await.refusal(), (404, 20404));
}

#[tokio::test]
async fn keys_outlive_the_process() {
    let configured = account().with_api_key("SK1", "standard").with_api_key("SK3", "kept");
    let config = SimulatorConfig::immediate().with_account(configured).with_state_file(state_file("keys"));
    let sim = start(config.clone()).await;
    let made = post(&keys_url(&sim, ACCOUNT), &[("FriendlyName", "Browsers")]).await;
    let gone = post(&keys_url(&sim, ACCOUNT), &[]).await;
    for sid in [gone.text("sid"), "SK1"] {
        assert_eq!(delete(&key_url(&sim, ACCOUNT, sid)).await.status, 204);
    }
    drop(sim);

    let sim = start(config).await;
    let (sid, secret) = (made.text("sid"), made.text("secret"));
    for (user, password, status) in [
        (sid, secret, 200),
        ("SK3", "kept", 200),
        (gone.text("sid"), gone.text("secret"), 401),
        ("SK1", "standard", 401),
    ] {
        assert_eq!(get_as((user, password), &messages_url(&sim)).await.status, status, "{user}");
    }
    let shown = get(&key_url(&sim, ACCOUNT, sid)).await;
    assert_eq!((shown.text("friendly_name"), shown.text("date_created")), ("Browsers", made.text("date_created")));
    assert_eq!(sim.client_of(&token_of((sid, secret), "t1_u1", 3_600)).expect("a good token").identity, "t1_u1");
}
