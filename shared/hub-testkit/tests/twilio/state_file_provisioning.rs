//! Accounts, numbers and services that outlive the process.

use hub_testkit::twilio::{Account, Fault, MessagingService, Number, SimulatorConfig};

use crate::support::{
    ACCOUNT, LIMIT, OURS, TOKEN, account, account_url, buy, delete, get, get_as, messages_url, number_url, numbers_url,
    post, post_as, start, state_file, try_post,
};

#[tokio::test]
async fn what_was_changed_over_rest_is_so_after_a_restart() {
    let configured = account()
        .with_api_key("SK1", "secret")
        .with_number(Number::new("+12015550130"))
        .with_number(Number::new("+12015550131").with_sms_url("https://old.example.com/"))
        .with_service(MessagingService::new("MG1").with_sender("+12015550130"));
    let config =
        SimulatorConfig::immediate().with_account(configured).with_state_file(state_file("provisioning-changes"));
    let sim = start(config.clone()).await;
    let accounts = format!("{}/2010-04-01/Accounts.json", sim.base_url());
    sim.arm(Fault::SubaccountAcceptThenCut, 1);
    assert!(try_post(&accounts, &[("FriendlyName", "Acme")], LIMIT).await.is_err());
    sim.arm(Fault::PurchaseAcceptThenCut, 1);
    assert!(try_post(&numbers_url(&sim), &[("PhoneNumber", "+12015550150")], LIMIT).await.is_err());
    let made = post(&format!("{}/v1/Services", sim.base_url()), &[("FriendlyName", "Pool")]).await;
    sim.move_to_service("+12015550150", made.text("sid")).expect("a known number");
    let sid = |address: &str| sim.owned(address).expect("owned").number.sid;
    assert_eq!(delete(&number_url(&sim, &sid("+12015550130"))).await.status, 204);
    post(&number_url(&sim, &sid(OURS)), &[("SmsUrl", "https://new.example.com/")]).await;
    buy(&sim, "+12015550151").await;
    assert_eq!(delete(&number_url(&sim, &sid("+12015550151"))).await.status, 204);
    post(&format!("{}/v1/AuthTokens/Secondary", sim.base_url()), &[]).await;
    let token = sim.promote_token(ACCOUNT).expect("there is one");
    let secondary = sim.create_secondary_token(ACCOUNT).expect("a known account");
    let (bought, purchases) = (sim.owned("+12015550150"), sim.purchases());
    drop(sim);

    let sim = start(config).await;
    assert_eq!(sim.owned("+12015550150"), bought);
    assert_eq!(bought.and_then(|owned| owned.service_sid).as_deref(), Some(made.text("sid")));
    assert_eq!((sim.purchases().len(), sim.purchases()), (2, purchases));
    assert!(sim.owned("+12015550130").is_none() && sim.owned("+12015550151").is_none(), "released stays released");
    assert_eq!(buy(&sim, "+12015550150").await.status, 401, "the old token is still dead");
    for (user, password) in [(ACCOUNT, token.as_str()), (ACCOUNT, &secondary), ("SK1", "secret")] {
        assert_eq!(get_as((user, password), &messages_url(&sim)).await.status, 200, "{user}");
    }
    let ours = sim.owned(OURS).expect("owned").number;
    assert_eq!(
        (ours.settings.sms_url.as_str(), ours.label.as_deref()),
        ("https://new.example.com/", Some("Front desk"))
    );
    let untouched = sim.owned("+12015550131").expect("owned").number;
    assert_eq!(untouched.settings.sms_url, "https://old.example.com/");

    let acme = sim.accounts().into_iter().find(|a| a.friendly_name == "Acme").expect("the subaccount");
    let shown = get_as((&acme.sid, &acme.auth_token), &account_url(&sim, &acme.sid)).await;
    assert_eq!((shown.text("owner_account_sid"), shown.text("status")), (ACCOUNT, "active"));
    let again = post_as((ACCOUNT, &token), &numbers_url(&sim), &[("PhoneNumber", "+12015550130")]).await;
    assert_eq!(again.status, 201, "a released number of the configuration can be bought");
}

#[tokio::test]
async fn the_configuration_counts_where_nothing_was_changed() {
    let path = state_file("provisioning-configuration");
    let config = |url: &str, token: &str| {
        let number = Number::new(OURS).with_sms_url(url);
        let account = Account::new(ACCOUNT, token).with_number(number);
        SimulatorConfig::immediate().with_account(account).with_state_file(&path)
    };
    let sim = start(config("http://127.0.0.1:1/", TOKEN)).await;
    buy(&sim, "+12015550150").await;
    drop(sim);
    let sim = start(config("http://127.0.0.1:2/", "other-token")).await;
    assert_eq!(sim.owned(OURS).expect("owned").number.settings.sms_url, "http://127.0.0.1:2/");
    assert_eq!(sim.account_token(ACCOUNT).as_deref(), Some("other-token"));
    assert_eq!(get_as((ACCOUNT, "other-token"), &numbers_url(&sim)).await.status, 200);
    assert_eq!(get(&numbers_url(&sim)).await.status, 401);
}

#[tokio::test]
async fn a_number_that_changed_hands_is_with_its_last_owner() {
    let sub = Account::new("AC2", "sub-token").with_owner(ACCOUNT);
    let config = SimulatorConfig::immediate()
        .with_account(account().with_number(Number::new("+12015550150")))
        .with_account(sub)
        .with_state_file(state_file("provisioning-hands"));
    let sim = start(config.clone()).await;
    let sid = sim.owned("+12015550150").expect("owned").number.sid;
    delete(&number_url(&sim, &sid)).await;
    let of_sub = format!("{}/2010-04-01/Accounts/AC2/IncomingPhoneNumbers.json", sim.base_url());
    assert_eq!(post(&of_sub, &[("PhoneNumber", "+12015550150")]).await.status, 201);
    drop(sim);
    let sim = start(config).await;
    assert_eq!(sim.owned("+12015550150").map(|owned| owned.account_sid).as_deref(), Some("AC2"));
    assert_eq!(sim.accounts().iter().filter(|a| a.number("+12015550150").is_some()).count(), 1);
}
