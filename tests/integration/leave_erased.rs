//! An organisation that left: nothing of it is there, and of others everything.

use std::collections::BTreeSet;

use hub_dev::leave::erase::{Order, count, erase};
use jiff::SignedDuration;
use serde_json::json;
use tests::TestHub;

use crate::leave::{NAME, OF_ACME, OF_BOTH, is_acmes, lived_in, of_others, order, place, same, traces};

/// Kinds of the directory that name no organisation.
fn leads_to_nobody(hub: &TestHub) -> Vec<String> {
    let items = hub.runner().items().expect("the table");
    let leading = items.iter().filter(|item| item["pk"]["S"].as_str().is_some_and(|pk| pk.starts_with("D#")));
    let nameless = leading.filter(|item| !item["tenantId"]["S"].is_string());
    let kinds: BTreeSet<_> = nameless.filter_map(|item| item["entity"]["S"].as_str().map(str::to_owned)).collect();
    kinds.into_iter().collect()
}

#[tokio::test]
async fn an_erased_organisation_leaves_no_trace_and_others_stay_byte_for_byte() {
    let hub = TestHub::without_sweeps().await;
    let _windows = lived_in(&hub).await;
    let bucket = hub.runner().bucket();
    for n in 0..1_003 {
        bucket.put(&format!("t/acme/media/med_many{n}"), b"x");
    }
    // Names that begin alike.
    bucket.put("t/acme2/media/med_1", b"theirs");
    let neighbour = json!({ "pk": { "S": "T#acme2#ACCOUNT" }, "sk": { "S": "TENANT" }, "entity": { "S": "tenant" } });
    hub.runner().import(vec![neighbour]).expect("imported");
    let (place, tenant, order) = (place(&hub), hub.acme().demo.tenant_id(), order());
    assert!(traces(&hub).len() > 100);
    assert_eq!(leads_to_nobody(&hub), ["attempts"], "what leads to an organisation names it, or a walk misses it");
    let token = hub.acme().person("owner").await;
    let others = of_others(&hub);
    let backup = hub.runner().items().expect("the table").into_iter().filter(is_acmes).collect();
    let counted = count(&place, &tenant, &order).await.expect("counted");
    for kind in ["link", "media_link", "share_link", "ticket", "socket", "session", "share_opening", "upload", "event"]
    {
        assert!(counted.items.contains_key(kind), "the story has no {kind}");
    }

    let receipt = erase(&place, &tenant, &order).await.expect("erased");
    assert_eq!((receipt.name.as_str(), receipt.looks.len()), (NAME, 1));
    assert!(receipt.done_at.is_some() && receipt.final_look_at.is_none(), "{:?}", receipt.to_do);
    assert!(receipt.erased.files >= 1_005 && receipt.erased.files == counted.files, "{counted:?}");
    assert_eq!((&receipt.found.items["message"], receipt.found.bytes), (&counted.items["message"], counted.bytes));
    for (kind, count) in &counted.items {
        let erased = receipt.erased.items.get(kind).copied().unwrap_or_default();
        assert!(erased >= *count, "{kind}: {erased} of {count}");
    }
    assert_eq!(receipt.carrier.account_sid.as_deref(), Some(hub.acme().demo.account_sid));
    assert!(receipt.carrier.numbers.join(" ").contains("12015550123"), "{:?}", receipt.carrier);
    assert!(receipt.kept.iter().any(|kept| kept.what.contains("point-in-time")), "{:?}", receipt.kept);

    // A token of before still opens something, for a while; the stream's readers tell of the end.
    let late = token.post("/api/templates", json!({ "name": "Late", "body": "Words" })).await;
    hub.settles().await;
    hub.advance(SignedDuration::from_mins(17));
    let again = erase(&place, &tenant, &order).await.expect("looked again");
    assert!(late.is_done() && again.erased.items["template"] == 2 && again.final_look_at.is_none(), "{late} {again:?}");
    hub.settles().await;
    let last = erase(&place, &tenant, &order).await.expect("looked for the last time");
    hub.settles().await;
    assert_eq!(traces(&hub), Vec::<String>::new());
    assert!(last.final_look_at.is_some() && last.done_at == receipt.done_at, "{last:?}");
    same(&others, &of_others(&hub));
    let written = std::fs::read_to_string(&order.receipt).expect("a receipt");
    assert_eq!(written.trim(), serde_json::to_string_pretty(&last).expect("JSON"));
    for customer in OF_ACME {
        assert!(!written.contains(&customer[1..]), "{customer}");
    }
    // Without its receipt, an id looks for what there might be.
    let by_id = Order { confirm: "acme".to_owned(), ..crate::leave::order() };
    assert_eq!(erase(&place, &tenant, &by_id).await.expect("nothing").erased.all_items(), 0);
    // What a restore brings back goes again.
    hub.runner().import(backup).expect("restored");
    assert!(traces(&hub).len() > 100);
    let again = erase(&place, &tenant, &order).await.expect("erased again");
    assert!(again.final_look_at.is_none() && again.erased.items["tenant"] == 2, "{again:?}");
    hub.settles().await;
    erase(&place, &tenant, &order).await.expect("what the stream told");
    assert_eq!(traces(&hub), Vec::<String>::new());
    same(&others, &of_others(&hub));
}

#[tokio::test]
async fn what_still_comes_for_an_erased_organisation_leads_nowhere() {
    let hub = TestHub::without_sweeps().await;
    let owner = hub.acme().person("owner").await;
    hub.acme().receives_sms(OF_BOTH, "Hello").await;
    let message = owner.sends(OF_BOTH, "Good morning").await.text("messageId").to_owned();
    hub.settles().await;
    let sid = hub.twilio().creates_to(OF_BOTH)[0].sid.clone();
    let call = hub.acme().is_called("CA01", OF_BOTH).await;
    erase(&place(&hub), &hub.acme().demo.tenant_id(), &order()).await.expect("erased");
    hub.settles().await;
    erase(&place(&hub), &hub.acme().demo.tenant_id(), &Order { confirm: "acme".to_owned(), ..order() })
        .await
        .expect("what the stream told");

    let text = hub.acme().receives_sms(OF_BOTH, "Are you there?").await;
    assert!(text.status.is_some_and(|status| (400..500).contains(&status)), "{:?}", text.status);
    let report = format!("/webhooks/twilio/status/acme/{message}");
    for (path, fields) in [
        ("/webhooks/twilio/voice", vec![("CallStatus", "ringing"), ("CallSid", "CA02")]),
        ("/webhooks/twilio/call-status", vec![("CallStatus", "completed")]),
        ("/webhooks/twilio/status", vec![("MessageSid", sid.as_str()), ("MessageStatus", "delivered")]),
        (report.as_str(), vec![("MessageSid", sid.as_str()), ("MessageStatus", "delivered")]),
    ] {
        let (status, body) = call.posts(path, &fields).await;
        assert!((400..500).contains(&status), "{path}: {status} {body}");
    }
    // Tasks that lay in a queue, and windows that reconnect.
    let task = json!({ "version": 1, "tenantId": "acme", "messageId": message, "attempt": 1 }).to_string();
    for worker in ["send-outbound", "media-fetch", "bury-dead-letters"] {
        let event = json!({ "Records": [{ "messageId": "1", "body": task, "receiptHandle": "1" }] });
        let route = hub.runner().route(worker).expect("a worker");
        let answer = route.invoke(hub.runner().hub(), &event.to_string()).await.expect("an answer");
        assert_eq!(answer, json!({ "batchItemFailures": [] }), "{worker}");
    }
    let login = json!({ "email": "owner@acme.test", "password": hub_dev::seed::PASSWORD });
    assert_eq!(hub.nobody().post("/auth/login", login).await.status(), "401 Unauthorized");
    let sent = owner.sends(OF_BOTH, "From the grave").await;
    assert!(!sent.is_done(), "{sent}");
    hub.settles().await;
    assert_eq!(hub.twilio().creates_to(OF_BOTH).len(), 1);
    assert_eq!(traces(&hub), Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_name_erases_nothing_and_a_dry_run_changes_nothing() {
    let hub = TestHub::without_sweeps().await;
    hub.acme().receives_sms(OF_BOTH, "Hello").await;
    hub.settles().await;
    let (place, tenant, order) = (place(&hub), hub.acme().demo.tenant_id(), order());
    let before = hub.runner().stored().expect("the table");
    for wrong in ["", "acme", "Acme dental", "Acme Dental ", "Globex Clinic"] {
        let wrong = Order { confirm: wrong.to_owned(), ..order.clone() };
        let refused = erase(&place, &tenant, &wrong).await.expect_err("refused");
        assert_eq!(refused, "--confirm is not the name of acme; nothing was erased");
        assert!(count(&place, &tenant, &wrong).await.is_err());
    }
    let counted = count(&place, &tenant, &order).await.expect("counted");
    assert!(counted.items["message"] == 1 && counted.items["user"] == 3, "{counted:?}");
    let nobody = erase(&place, &"ten_nobody".parse().expect("an id"), &order).await.expect_err("nobody");
    assert!(nobody.starts_with("there is no organisation ten_nobody here"), "{nobody}");
    assert!(!order.receipt.exists(), "no run, no receipt");
    assert_eq!(hub.runner().stored().expect("the table"), before);
    // A file that is something else stays as it is.
    std::fs::write(&order.receipt, "Mine").expect("written");
    assert!(erase(&place, &tenant, &order).await.expect_err("refused").contains("is no receipt of acme"));
    assert_eq!(hub.runner().stored().expect("the table"), before);
}
