//! An organisation that lived and leaves: what the stories of its end begin with.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use hub_adapters::aws::AwsSettings;
use hub_adapters::dynamo::Table;
use hub_adapters::s3_media::S3Media;
use hub_dev::leave::Place;
use hub_dev::leave::erase::Order;
use hub_testkit::twilio::Attachment;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{LiveClient, TestHub, TestTenant};

/// Writes to both organisations.
pub const OF_BOTH: &str = "+14155550123";
/// Customers of acme alone.
pub const OF_ACME: [&str; 3] = ["+14155550131", "+14155550132", "+14155550133"];
pub const SOUND: &[u8] = b"ID3\x04\x00\x00\x00\x00\x00\x00 a voice";
pub const NAME: &str = "Acme Dental";

/// The hub's table and bucket, as the engineer's command reaches them.
pub fn place(hub: &TestHub) -> Place {
    let (aws, clock) = (AwsSettings::local(), hub.runner().hub().ports.clock.clone());
    let bucket = S3Media::new(aws.clone(), "media", Some(&format!("{}/_s3", hub.url())), Arc::clone(&clock));
    Place {
        table: Table::new(aws.dynamodb(Some(hub.runner().table_url())), "hub"),
        bucket: bucket.expect("a bucket"),
        clock,
        is_deployed: true,
    }
}

pub fn temporary(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    folder.join(format!("leave-{name}-{}-{}", std::process::id(), rand::random::<u32>()))
}

pub fn order() -> Order {
    Order { confirm: NAME.to_owned(), receipt: temporary("receipt") }
}

/// Everything that may happen to an organisation; the window that its owner has open.
pub async fn life(hub: &TestHub, tenant: TestTenant<'_>, customers: &[&str]) -> LiveClient {
    let owner = tenant.person("owner").await;
    let mut window = owner.listens().await;
    for customer in customers {
        tenant.receives_sms(customer, "Hello, may I come at five?").await;
        assert!(owner.sends(customer, "Yes, see you at five.").await.is_done());
    }
    hub.settles().await;
    let picture = Attachment::picture(u64::from(tenant.demo.id == "acme"));
    tenant.receives_files(customers[0], "Look", vec![picture]).await;
    window.until(|event| event["type"] == "message_status_updated").await;
    hub.settles().await;
    let sound = format!("med_{}voice", tenant.demo.id);
    hub.runner().bucket().put(&format!("t/{}/media/{sound}", tenant.demo.id), SOUND);
    let call = tenant.has_a_voicemail(&format!("CA{}", tenant.demo.id), customers[0], &sound).await;
    let shared = owner.post(&format!("/api/calls-dashboard/{call}/share"), json!({ "email": "ivy@else.test" })).await;
    assert!(shared.is_done(), "{shared}");
    let token = hub.share_mailed_to("ivy@else.test");
    assert!(hub.nobody().get(&format!("/api/shared-calls/{token}")).await.is_done());
    let file = owner.uploads("map.png", "image/png", Attachment::picture(7).bytes.clone()).await;
    let sent = json!({ "to": customers[0], "message": "The way to us", "mediaIds": [file] });
    assert!(owner.post("/api/messages/send", sent).await.is_done());
    assert!(owner.post("/api/ws-ticket", json!({})).await.is_done());
    let thread = owner.inbox().await[0]["id"].as_str().expect("a thread").to_owned();
    let tomorrow = (hub.now() + SignedDuration::from_hours(24)).strftime("%Y-%m-%dT%H:%M").to_string();
    let later = json!({ "to": customers[0], "message": "Reminder", "sendAt": { "local": tomorrow, "zone": "UTC" } });
    for (path, body) in [
        (format!("/api/conversations/{thread}/notes"), json!({ "text": "Prefers mornings" })),
        (
            "/api/users/invitations".to_owned(),
            json!({ "email": format!("new@{}.test", tenant.demo.id), "role": "agent" }),
        ),
        ("/api/messages/scheduled".to_owned(), later),
        ("/api/templates".to_owned(), json!({ "name": "Greeting", "body": "Hello" })),
        ("/auth/reset".to_owned(), json!({ "email": format!("owner@{}.test", tenant.demo.id) })),
        ("/auth/login".to_owned(), json!({ "email": format!("owner@{}.test", tenant.demo.id), "password": "wrong" })),
    ] {
        let done = owner.post(&path, body).await;
        assert!(done.is_done() || path == "/auth/login", "{path}: {done}");
    }
    owner.uploads("plan.png", "image/png", b"\x89PNG not sent yet".to_vec()).await;
    let campaign = owner.post("/api/campaigns", json!({ "name": "Autumn", "body": "Hello {{unknown}}" })).await;
    let campaign = campaign.text("id").to_owned();
    owner
        .post(&format!("/api/campaigns/{campaign}/recipients"), json!({ "csv": format!("phone\n{}\n", customers[1]) }))
        .await;
    assert!(owner.post(&format!("/api/campaigns/{campaign}/start"), json!({})).await.is_done());
    hub.gives_up_on(tenant, customers[0], "Never sent").await;
    tenant.receives_sms(customers[customers.len() - 1], "STOP").await;
    hub.settles().await;
    window
}

/// A hub with two organisations that have lived, and their open windows.
pub async fn lived_in(hub: &TestHub) -> [LiveClient; 2] {
    let acme = life(hub, hub.acme(), &[OF_BOTH, OF_ACME[0], OF_ACME[1], OF_ACME[2]]).await;
    [acme, life(hub, hub.globex(), &[OF_BOTH, "+14155550141", "+14155550142"]).await]
}

/// Whether an item is acme's or leads to it.
pub fn is_acmes(item: &Value) -> bool {
    item["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("T#acme#")) || item["tenantId"]["S"] == "acme"
}

/// Every item that is none of acme's, byte for byte, and every file.
pub fn of_others(hub: &TestHub) -> BTreeSet<String> {
    let items = hub.runner().items().expect("the table");
    let mut all: BTreeSet<_> = items.iter().filter(|item| !is_acmes(item)).map(Value::to_string).collect();
    let bucket = hub.runner().bucket();
    let files = bucket.keys().into_iter().filter(|key| !key.contains("/acme/") && !key.starts_with("t/acme/"));
    all.extend(files.map(|key| format!("{key} {:?}", bucket.object(&key))));
    all
}

/// What of acme is anywhere in the table or the bucket.
pub fn traces(hub: &TestHub) -> Vec<String> {
    let mut words = vec!["#acme#", "\"acme\"", "acme/", "acme.test", NAME, "+12015550123", "+12015550190", "acme-"];
    words.extend(OF_ACME);
    let digits = OF_ACME.map(|number| number.trim_start_matches('+').to_owned());
    words.extend(digits.iter().map(String::as_str));
    let stored = hub.runner().items().expect("the table").iter().map(Value::to_string).collect::<Vec<_>>();
    let all = stored.into_iter().chain(hub.runner().bucket().keys());
    all.filter(|text| words.iter().any(|word| text.contains(word))).collect()
}

/// That nothing of others changed.
pub fn same(before: &BTreeSet<String>, after: &BTreeSet<String>) {
    let (gone, new): (Vec<_>, Vec<_>) = (before.difference(after).collect(), after.difference(before).collect());
    assert!(gone.is_empty() && new.is_empty(), "gone: {gone:#?}\nnew: {new:#?}");
}
