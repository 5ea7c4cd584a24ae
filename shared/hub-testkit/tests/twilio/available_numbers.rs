//! What can be bought.

use hub_testkit::twilio::TwilioSimulator;
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Reply, buy, get, simulator};

async fn search(sim: &TwilioSimulator, path: &str) -> Reply {
    get(&format!("{}/2010-04-01/Accounts/{ACCOUNT}/AvailablePhoneNumbers/{path}", sim.base_url())).await
}

async fn found(sim: &TwilioSimulator, path: &str) -> Vec<String> {
    let reply = search(sim, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.json);
    let rows = reply.json["available_phone_numbers"].as_array().expect("numbers");
    rows.iter().filter_map(|row| row["phone_number"].as_str().map(ToOwned::to_owned)).collect()
}

#[tokio::test]
async fn a_local_number_is_offered_with_its_place_and_abilities() {
    let sim = simulator().await;
    let reply = search(&sim, "US/Local.json?AreaCode=201&PageSize=1").await;
    let row = &reply.json["available_phone_numbers"][0];
    let digits = row["phone_number"].as_str().and_then(|n| n.strip_prefix("+1201555")).expect("a number of the block");
    assert_eq!(row["friendly_name"], format!("(201) 555-{digits}"));
    assert_eq!(row["capabilities"], json!({"voice": true, "SMS": true, "MMS": true, "fax": false}));
    for (key, value) in [
        ("iso_country", json!("US")),
        ("region", json!("NJ")),
        ("locality", json!("Jersey City")),
        ("postal_code", json!("07302")),
        ("address_requirements", json!("none")),
        ("beta", json!(false)),
    ] {
        assert_eq!(row[key], value, "{key}");
    }
    assert!(reply.text("uri").ends_with("/AvailablePhoneNumbers/US/Local.json"));
    let gb = search(&sim, "GB/Mobile.json?PageSize=1").await;
    assert_eq!(gb.json["available_phone_numbers"][0]["region"], Value::Null);
    assert!(gb.json["available_phone_numbers"][0]["friendly_name"].as_str().expect("text").starts_with("07700 900"));
}

#[tokio::test]
async fn a_search_is_narrowed_by_what_it_names() {
    let sim = simulator().await;
    let cases = [
        ("US/Local.json", 50, "+1", "50 by default"),
        ("US/Local.json?PageSize=5", 5, "+1", "a page size"),
        ("US/Local.json?PageSize=5000", 1000, "+1", "1000 at most"),
        ("US/Local.json?AreaCode=415", 50, "+1415555", "an area code"),
        ("US/Local.json?AreaCode=212", 0, "", "an area code without numbers"),
        ("US/TollFree.json?AreaCode=800", 50, "+1800555", "toll-free"),
        ("US/Local.json?Contains=55502**&AreaCode=201&PageSize=1000", 100, "+120155502", "stars are digits"),
        ("US/Local.json?Contains=%2B1201555022*", 10, "+1201555022", "from the start"),
        ("US/Local.json?Contains=0177%24", 2, "+1", "to the end"),
        ("US/Local.json?SmsEnabled=true&MmsEnabled=true&VoiceEnabled=true", 50, "+1", "able to do all"),
        ("US/Local.json?SmsEnabled=false", 0, "", "able not to text"),
        ("GB/Local.json?SmsEnabled=true", 0, "", "landlines of that country do not text"),
        ("GB/Local.json", 50, "+441632960", "a landline"),
        ("GB/Mobile.json?SmsEnabled=true", 50, "+447700900", "a mobile"),
        ("GB/Mobile.json?MmsEnabled=true", 0, "", "without pictures"),
    ];
    for (path, count, start, why) in cases {
        let numbers = found(&sim, path).await;
        assert_eq!(numbers.len(), count, "{path}: {why}");
        assert!(numbers.iter().all(|n| n.starts_with(start)), "{path}: {why}: {numbers:?}");
        assert_eq!(found(&sim, path).await, numbers, "the same again: {why}");
    }
    let both = found(&sim, "US/Local.json?PageSize=2").await;
    assert!(both.iter().any(|n| n.starts_with("+1201")) && both.iter().any(|n| n.starts_with("+1415")), "{both:?}");
}

#[tokio::test]
async fn what_is_not_sold_or_not_understood_is_refused() {
    let sim = simulator().await;
    for path in ["US/Mobile.json", "XX/Local.json", "US/National.json"] {
        assert_eq!(search(&sim, path).await.refusal(), (404, 20404), "{path}");
    }
    for query in ["Contains=5", "AreaCode=abc", "SmsEnabled=perhaps", "PageSize=many"] {
        assert_eq!(search(&sim, &format!("US/Local.json?{query}")).await.refusal(), (400, 20001), "{query}");
    }
}

#[tokio::test]
async fn an_owned_number_is_not_offered() {
    let sim = simulator().await;
    assert!(found(&sim, "US/Local.json?Contains=2015550123").await.is_empty(), "the one of the configuration");
    assert_eq!(found(&sim, "US/Local.json?Contains=2015550150").await, ["+12015550150"]);
    buy(&sim, "+12015550150").await;
    assert!(found(&sim, "US/Local.json?Contains=2015550150").await.is_empty());
}
