//! Accounts and subaccounts: what they show, who may act for them, what suspension does.

use hub_testkit::twilio::{Account, AccountStatus, Fault, Number, SimulatorConfig, TwilioSimulator};

use crate::support::{
    ACCOUNT, FakeHub, LIMIT, OURS, Reply, THEIRS, TOKEN, account, account_url, get, get_as, messages_url, post,
    post_as, simulator, start, try_post,
};

fn accounts_url(sim: &TwilioSimulator) -> String {
    format!("{}/2010-04-01/Accounts.json", sim.base_url())
}

fn messages_of(sim: &TwilioSimulator, sid: &str) -> String {
    format!("{}/2010-04-01/Accounts/{sid}/Messages.json", sim.base_url())
}

async fn subaccount(sim: &TwilioSimulator, name: &str) -> (String, String) {
    let made = post(&accounts_url(sim), &[("FriendlyName", name)]).await;
    assert_eq!(made.status, 201, "{}", made.json);
    (made.text("sid").to_owned(), made.text("auth_token").to_owned())
}

fn names(listed: &Reply) -> Vec<&str> {
    let rows = listed.json["accounts"].as_array().expect("accounts");
    rows.iter().filter_map(|a| a["friendly_name"].as_str()).collect()
}

#[tokio::test]
async fn an_account_shows_itself_with_its_token() {
    let sim = simulator().await;
    let shown = get(&account_url(&sim, ACCOUNT)).await;
    assert_eq!(shown.status, 200);
    for (key, value) in [
        ("sid", ACCOUNT),
        ("owner_account_sid", ACCOUNT),
        ("auth_token", TOKEN),
        ("status", "active"),
        ("type", "Full"),
        ("friendly_name", ACCOUNT),
    ] {
        assert_eq!(shown.text(key), value, "{key}");
    }
    assert!(shown.text("date_created").ends_with(" +0000"));
    assert_eq!(shown.text("uri"), format!("/2010-04-01/Accounts/{ACCOUNT}.json"));
}

#[tokio::test]
async fn only_a_main_key_manages_accounts() {
    let keyed = account().with_api_key("SK1", "standard").with_main_api_key("SK2", "main");
    let sim = start(SimulatorConfig::immediate().with_account(keyed)).await;
    let (sub, sub_token) = subaccount(&sim, "Acme").await;
    let keys = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Keys.json", sim.base_url());
    let cases = [
        (("SK1", "standard"), messages_url(&sim), 200, "a Standard key sends"),
        (("SK1", "standard"), account_url(&sim, ACCOUNT), 401, "but sees no account"),
        (("SK1", "standard"), accounts_url(&sim), 401, "nor the list"),
        (("SK1", "standard"), keys.clone(), 401, "nor keys"),
        (("SK2", "main"), account_url(&sim, ACCOUNT), 200, "a Main key does"),
        (("SK2", "main"), account_url(&sim, &sub), 200, "also of a subaccount"),
        (("SK2", "main"), messages_of(&sim, &sub), 401, "but no key acts for a subaccount"),
        ((ACCOUNT, TOKEN), messages_of(&sim, &sub), 200, "the main account's token does"),
        ((&sub, &sub_token), messages_of(&sim, &sub), 200, "and its own"),
        ((&sub, &sub_token), messages_url(&sim), 401, "which does not act for the main account"),
        ((&sub, TOKEN), messages_of(&sim, &sub), 401, "the main account's token under its name"),
    ];
    for (who, url, status, why) in cases {
        let reply = get_as(who, &url).await;
        assert_eq!(reply.status, status, "{why}: {}", reply.json);
        if status == 401 {
            assert_eq!(reply.refusal(), (401, 20003), "{why}");
        }
    }
}

#[tokio::test]
async fn subaccounts_are_listed_by_name_and_status() {
    let sim = simulator().await;
    let (acme, acme_token) = subaccount(&sim, "Acme").await;
    subaccount(&sim, "Beta").await;
    let unnamed = post(&accounts_url(&sim), &[]).await;
    assert!(unnamed.text("friendly_name").starts_with("SubAccount Created at "));
    post(&account_url(&sim, &acme), &[("Status", "suspended"), ("FriendlyName", "Acme Ltd")]).await;

    let list = accounts_url(&sim);
    assert_eq!(get(&list).await.json["accounts"].as_array().map(Vec::len), Some(4), "the main account is one of them");
    assert_eq!(names(&get(&format!("{list}?FriendlyName=Acme%20Ltd")).await), ["Acme Ltd"]);
    assert_eq!(names(&get(&format!("{list}?Status=suspended")).await), ["Acme Ltd"]);
    assert!(names(&get(&format!("{list}?FriendlyName=Beta&Status=closed")).await).is_empty());
    let page = get(&format!("{list}?PageSize=1")).await;
    assert!(page.text("next_page_uri").starts_with("/2010-04-01/Accounts.json?PageSize=1&Page=1"));
    post(&account_url(&sim, &acme), &[("Status", "active")]).await;
    assert_eq!(names(&get_as((&acme, &acme_token), &list).await), ["Acme Ltd"], "a subaccount sees itself only");
    let nested = post_as((&acme, &acme_token), &list, &[("FriendlyName", "x")]).await;
    assert_eq!(nested.refusal(), (400, 21100));
}

#[tokio::test]
async fn a_suspended_account_does_and_gets_nothing_until_it_is_active_again() {
    let hub = FakeHub::start().await;
    let number = Number::new("+12015550150").with_sms_url(format!("{}/inbound", hub.base_url));
    let sub = Account::new("AC2", "sub-token").with_owner(ACCOUNT).with_number(number);
    let sim = start(SimulatorConfig::immediate().with_account(account()).with_account(sub)).await;
    let own = ("AC2", "sub-token");
    let by_itself = post_as(own, &account_url(&sim, "AC2"), &[("Status", "suspended")]).await;
    assert_eq!(by_itself.refusal(), (401, 20003), "only the main account suspends");
    assert_eq!(post(&account_url(&sim, "AC2"), &[("Status", "suspended")]).await.text("status"), "suspended");

    for who in [own, (ACCOUNT, TOKEN)] {
        assert_eq!(get_as(who, &messages_of(&sim, "AC2")).await.refusal(), (403, 20005));
    }
    assert_eq!(get_as(own, &account_url(&sim, "AC2")).await.refusal(), (403, 20005));
    assert_eq!(get(&account_url(&sim, "AC2")).await.text("status"), "suspended", "the main account still sees it");
    let lost = sim.send_inbound(THEIRS, "+12015550150", "Hi").await.expect("a known number");
    assert!(lost.problems[0].starts_with("10001") && lost.sid.is_empty());
    assert!(hub.told().is_empty() && sim.look(|ledger| ledger.messages().is_empty()));

    post(&account_url(&sim, "AC2"), &[("Status", "active")]).await;
    assert_eq!(get_as(own, &messages_of(&sim, "AC2")).await.status, 200);
    sim.send_inbound(THEIRS, "+12015550150", "Hi").await.expect("a known number");
    assert_eq!(hub.told().len(), 1);

    sim.set_account_status(ACCOUNT, AccountStatus::Suspended).expect("a known account");
    assert_eq!(get_as(own, &messages_of(&sim, "AC2")).await.refusal(), (403, 20005), "with its main account");
}

#[tokio::test]
async fn closing_is_final_and_releases_the_numbers() {
    let sim = simulator().await;
    let (sub, token) = subaccount(&sim, "Acme").await;
    let numbers = format!("{}/2010-04-01/Accounts/{sub}/IncomingPhoneNumbers.json", sim.base_url());
    let bought = post_as((&sub, &token), &numbers, &[("PhoneNumber", "+12015550150")]).await;
    assert_eq!(bought.text("account_sid"), sub);
    post(&account_url(&sim, &sub), &[("Status", "closed")]).await;
    assert!(sim.owned("+12015550150").is_none());
    assert_eq!(post(&account_url(&sim, &sub), &[("Status", "active")]).await.refusal(), (400, 21479));
    assert_eq!(get(&account_url(&sim, &sub)).await.text("status"), "closed");
    for params in [[("Status", "suspended")], [("Status", "asleep")]] {
        assert_eq!(post(&account_url(&sim, ACCOUNT), &params).await.refusal(), (400, 21100));
    }
}

#[tokio::test]
async fn a_subaccount_whose_answer_is_cut_is_found_by_its_name() {
    let sim = simulator().await;
    sim.arm(Fault::SubaccountAcceptThenCut, 1);
    assert!(try_post(&accounts_url(&sim), &[("FriendlyName", "Acme")], LIMIT).await.is_err());
    let found = get(&format!("{}?FriendlyName=Acme", accounts_url(&sim))).await;
    let rows = found.json["accounts"].as_array().expect("accounts");
    assert_eq!(rows.len(), 1);
    let sid = rows[0]["sid"].as_str().expect("a SID");
    assert_eq!(rows[0]["auth_token"].as_str().map(ToOwned::to_owned), sim.account_token(sid));
    assert_eq!(rows[0]["owner_account_sid"], ACCOUNT);
}

#[tokio::test]
async fn right_credentials_can_be_refused_for_one_account_until_cleared() {
    let other = Account::new("AC2", "other").with_number(Number::new("+12015550150"));
    let sim = start(SimulatorConfig::immediate().with_account(account()).with_account(other)).await;
    sim.arm_for(ACCOUNT, Fault::Unauthorized401, u32::MAX);
    let services = format!("{}/v1/Services", sim.base_url());
    for url in [messages_url(&sim), account_url(&sim, ACCOUNT), services] {
        assert_eq!(get(&url).await.refusal(), (401, 20003), "{url}");
    }
    assert_eq!(get_as(("AC2", "other"), &messages_of(&sim, "AC2")).await.status, 200);
    assert_eq!(get_as(("AC2", "wrong"), &messages_of(&sim, "AC2")).await.status, 401);
    sim.clear_faults();
    sim.arm(Fault::Unauthorized401, 1);
    assert_eq!(get(&messages_url(&sim)).await.status, 401);
    assert_eq!(get(&messages_url(&sim)).await.status, 200);
    assert!(sim.owned(OURS).is_some());
}
