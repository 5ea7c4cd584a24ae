//! Webhooks: what nobody signed is refused and stored nowhere; what the carrier signed is taken, whatever is in it.

use hub_dev::template::{Template, TemplateRoute};
use hub_testkit::twilio::sign;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use tests::twiml::parse;
use tests::{PATIENCE, TestHub};

use crate::engine::holds;

const CALL: &str = "call_01M3250V00EVENTS0000000061_wxcr7mun7dps2fnm5nehnggu";
const MESSAGE: &str = "msg_01M3250V00EVENTS0000000061_wxcr7mun7dps2fnm5nehnggu";

/// Every address to which the carrier posts, for acme.
fn addresses() -> Vec<String> {
    let template = Template::load().expect("the template");
    let is_webhook = |route: &&TemplateRoute| route.function.starts_with("twilio-");
    let of_acme = |route: &TemplateRoute| {
        let path = route.path.replace("{tenantId}", "acme").replace("{callId}", CALL).replace("{messageId}", MESSAGE);
        path.split('/').map(|part| if part.starts_with('{') { "now" } else { part }).collect::<Vec<_>>().join("/")
    };
    template.http.iter().filter(is_webhook).map(of_acme).collect()
}

async fn post(hub: &TestHub, path: &str, signature: &str, body: Vec<u8>) -> (u16, String, String) {
    let request = hub.http().post(format!("{}{path}", hub.url())).timeout(PATIENCE);
    let request = request.header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    let reply = request.header("x-twilio-signature", signature).body(body).send().await.expect("an answer");
    let kind = reply.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    (reply.status().as_u16(), kind, reply.text().await.unwrap_or_default())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

#[test]
fn what_nobody_signed_is_refused_and_changes_nothing() {
    let runtime = runtime();
    runtime.block_on(async {
        let hub = TestHub::start().await;
        let (addresses, before) = (addresses(), hub.runner().stored().expect("the table"));
        assert!(addresses.len() >= 12, "{addresses:?}");
        let form = "(To=%2B12015550123&)?(From=%2B14155550123&)?(AccountSid=AC(a{32})?&)?[A-Za-z]{0,9}=[ -~]{0,20}";
        let body = prop_oneof![1 => vec(any::<u8>(), 0..300), 3 => form.prop_map(String::into_bytes)];
        let signature = prop_oneof![Just(String::new()), "[A-Za-z0-9+/]{27}=", "[ -~]{0,40}"];
        tokio::task::block_in_place(|| {
            holds(400, &(any::<Index>(), signature, body), |(at, signature, body)| {
                let path = &addresses[at.index(addresses.len())];
                let (status, _, text) = runtime.block_on(post(&hub, path, &signature, body));
                prop_assert_eq!(status, 403, "{}: {}", path, text);
                Ok(())
            });
        });
        hub.settles().await;
        assert!(hub.runner().stored().expect("the table") == before, "a forged webhook was stored");
    });
}

/// A field as the carrier sends it, or as it never did.
fn field() -> impl Strategy<Value = (String, String)> {
    let name = proptest::sample::select(
        &[
            "From",
            "To",
            "Body",
            "MessageSid",
            "SmsSid",
            "MessageStatus",
            "ErrorCode",
            "NumMedia",
            "MediaUrl0",
            "MediaContentType0",
            "CallSid",
            "CallStatus",
            "CallDuration",
            "DialCallStatus",
            "DialCallDuration",
            "Digits",
            "RecordingSid",
            "RecordingUrl",
            "RecordingStatus",
            "RecordingDuration",
            "TranscriptionText",
            "TranscriptionStatus",
            "Timestamp",
            "SequenceNumber",
            "Direction",
            "ProfileName",
            "OptOutType",
            "StirVerstat",
        ][..],
    );
    let value = prop_oneof![
        2 => any::<String>(),
        2 => "\\PC{0,40}",
        3 => "(SM|CA|RE|MM)[0-9a-f]{32}",
        3 => "\\+1415555010[0-9]",
        1 => "whatsapp:\\+1415555010[0-9]",
        2 => "-?[0-9]{0,20}",
        2 => "(STOP|start|HELP|completed|no-answer|in-progress|delivered|failed|absent|queued)",
        1 => "https://[a-z.]{1,20}/\\PC{0,20}",
    ];
    (name.prop_map(str::to_owned), value)
}

#[test]
fn what_the_carrier_signed_is_taken_whatever_is_in_it() {
    let runtime = runtime();
    runtime.block_on(async {
        let hub = TestHub::start().await;
        let addresses = addresses();
        let demo = hub.acme().demo;
        tokio::task::block_in_place(|| {
            holds(500, &(any::<Index>(), vec(field(), 0..10)), |(at, mut fields)| {
                let path = &addresses[at.index(addresses.len())];
                // Without it the owner of some webhooks cannot be known.
                fields.retain(|(name, _)| name != "To");
                fields.push(("To".to_owned(), demo.number.to_owned()));
                fields.push(("AccountSid".to_owned(), demo.account_sid.to_owned()));
                let signature = sign(demo.auth_token, &format!("{}{path}", hub.url()), &fields);
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
                let (status, kind, text) = runtime.block_on(post(&hub, path, &signature, body.into_bytes()));
                // A report names our number as its sender, and this one may name somebody else's; what lacks its point
                // is answered by a sentence.
                let may_be_foreign = fields.iter().any(|(name, _)| name == "MessageStatus");
                let is_taken = matches!(status, 200 | 204 | 400 | 404) || status == 403 && may_be_foreign;
                prop_assert!(is_taken, "{}: {} {} for {:?}", path, status, text, fields);
                if kind.starts_with("text/xml") {
                    let root = parse(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
                    prop_assert_eq!(root.name, "Response");
                }
                Ok(())
            });
        });
        hub.settles().await;
    });
}
