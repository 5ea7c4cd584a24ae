//! What surrounds a function: the table with the state that the events speak of, a key service, a Twilio, and a recorder
//! in place of the queue, the sockets and the mail. Every call of AWS is noted as the permission that it needs, and
//! refused if the function's role, or the session that the function took for a tenant, does not have it.

mod bucket;
mod guard;
mod kms;
mod outside;
mod policy;
mod seed;
mod seed_calls;
mod seed_media;
mod table;

use std::collections::BTreeMap;
use std::sync::{Arc, MutexGuard};

use axum::Router;
use hub_adapters::aws::AwsSettings;
use hub_adapters::crypto::{EnvelopeVault, KmsKeys};
use hub_adapters::dynamo::Table;
use hub_adapters::local::SystemClock;
use hub_adapters::mail::Outbox;
use hub_adapters::memory::{MemoryMediaQueue, MemorySendQueue};
use hub_adapters::s3_media::S3Media;
use hub_adapters::tenant_sessions::TenantSessions;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::flows::Ports;
use hub_core::ports::NoTranscriber;
use hub_dev::runner::Store;
use hub_dev::template::Template;
use hub_testkit::twilio::TwilioSimulator;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::roles::{TENANT_ROLE, rendered};
pub use guard::TENANT_ROLE_ARN;
use guard::{Guard, OPERATOR_KEY, OWN_KEY};
use outside::{Outside, answer};
pub use outside::{Seen, Way};
pub use seed::{INITECH_SERVICE, SECRETS};
use table::PartitionKeys;

/// Signs the events' session tokens.
pub const JWT_SECRET: &str = "events-secret-events-secret-events-secret";

const TABLE: &str = "hub";
const BUCKET: &str = "hub-dev-media";
const VAULT_KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/5c7e1f2a-0000-4000-8000-000000000001";
/// What an operator may say of prices.
const SMS_PRICES: &str =
    r#"{"source":"An agreement","asOf":"2026-09-01","currency":"USD","perSegment":{"US":"0.0071"}}"#;
const MAIL_SENDER: &str = "Hub <no-reply@hub.example.com>";
const PUBLIC_BASE_URL: &str = "https://hub.example.com";
// AWS ends a function URL with a slash.
const SMS_FALLBACK_URL: &str = "https://wjh2kpmz3tqxv5yn7r4dsc6b8e0lgafu.lambda-url.us-east-1.on.aws/";
const VOICE_FALLBACK_URL: &str = "https://q4n8vzc2bw7xk5ymh3rt6dsj9f0lgepa.lambda-url.us-east-1.on.aws/";

/// A function's surroundings; they end when this is dropped.
pub struct World {
    outside: Outside,
    /// Where all of it answers.
    pub url: String,
    _twilio: TwilioSimulator,
    _tasks: JoinSet<()>,
}

impl World {
    /// Starts the surroundings of a function and stores what the events speak of.
    pub async fn start(template: &Template, function: &str) -> Self {
        let mut tasks = JoinSet::new();
        let store = Store::open(template, TABLE, None).expect("a table");
        let store = store.serve(&mut tasks).await.expect("a served table");
        let twilio = seed::twilio().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (keys, guard) = (PartitionKeys::of(&template.table), Guard::of(template, function));
        let outside = Outside::new(store, twilio.base_url(), keys, guard);
        let (objects, bucket) = bucket::served(outside.clone());
        let app = Router::new().fallback(answer).with_state(outside.clone()).nest(bucket::PATH, objects);
        tasks.spawn(async move { axum::serve(listener, app).await.expect("the recorder") });
        let world = Self { outside, url, _twilio: twilio, _tasks: tasks };
        seed::table(&world.ports()).await.expect("the events' state");
        seed_calls::calls(&world.ports()).await.expect("the events' calls");
        seed_media::media(&world.ports(), &world._twilio, &world.url).await.expect("the events' attachments");
        seed_media::objects(&bucket);
        world
    }

    /// The environment of a function: Lambda's own variables and those that template.yaml gives it.
    pub fn environment(&self, template: &Template, function: &str) -> BTreeMap<String, String> {
        let mut environment: BTreeMap<String, String> = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", OWN_KEY),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.url),
            ("AWS_ENDPOINT_URL_SQS", &self.url),
            ("AWS_ENDPOINT_URL_KMS", &self.url),
            ("AWS_ENDPOINT_URL_SESV2", &self.url),
            ("AWS_ENDPOINT_URL_STS", &self.url),
            ("AWS_ENDPOINT_URL_S3", &format!("{}{}", self.url, bucket::PATH)),
            ("RUST_LOG", "info"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let variables = template.functions[function]["Environment"]["Variables"].as_object();
        for (name, given) in variables.into_iter().flatten() {
            let value = match name.as_str() {
                "TABLE_NAME" => TABLE.to_owned(),
                "JWT_SECRET" => JWT_SECRET.to_owned(),
                "SEND_QUEUE_URL" => format!("{}/123456789012/hub-dev-send.fifo", self.url),
                "MEDIA_QUEUE_URL" => format!("{}/123456789012/hub-dev-media", self.url),
                "MEDIA_BUCKET" => BUCKET.to_owned(),
                "MEDIA_ORIGIN" => self.url.clone(),
                "MEDIA_MAX_BYTES" => "5242880".to_owned(),
                "MEDIA_MAX_BYTES_WHATSAPP" => "16777216".to_owned(),
                "PUBLIC_BASE_URL" => PUBLIC_BASE_URL.to_owned(),
                "LIVE_URL" => "wss://live.example.com".to_owned(),
                "LIVE_PUSH_URL" => format!("{}/live", self.url),
                "TWILIO_API_BASE_URL" => self.url.clone(),
                "TRANSCRIBER_URL" if function == "media-fetch" => format!("{}/speech/v1", self.url),
                "TRANSCRIBER_URL" => String::new(),
                "TRANSCRIBER_KEY" => "a-key-of-the-service".to_owned(),
                "TRANSCRIBER_MODEL" => "whisper-1".to_owned(),
                "VAULT_KEY_ID" => VAULT_KEY.to_owned(),
                "MAIL_SENDER" => MAIL_SENDER.to_owned(),
                "ERROR_REPORTING_DSN" => format!("{}/42", self.url.replacen("http://", "http://events@", 1)),
                "SIGN_UP" => "open".to_owned(),
                "SMS_PRICES" => SMS_PRICES.to_owned(),
                "SMS_FALLBACK_URL" => SMS_FALLBACK_URL.to_owned(),
                "VOICE_FALLBACK_URL" => VOICE_FALLBACK_URL.to_owned(),
                "TENANT_ROLE_ARN" if rendered(given) == format!("${{{TENANT_ROLE}.Arn}}") => TENANT_ROLE_ARN.to_owned(),
                "TENANT_ACTIONS" => rendered(given),
                "SUBACCOUNTS" => "offered".to_owned(),
                "TWILIO_MASTER_ACCOUNT_SID" => seed::MASTER.0.to_owned(),
                "TWILIO_MASTER_AUTH_TOKEN" => seed::MASTER.1.to_owned(),
                // Empty is off, as in a deployment without an identity provider, and with SES for its mail.
                name if name.starts_with("IDENTITY_") || name == "RESEND_API_KEY" => String::new(),
                other => panic!("template.yaml gives {function} the variable {other}, which this test does not know"),
            };
            environment.insert(name.clone(), value);
        }
        environment
    }

    /// Uses the URL of the bucket in an answer, as the browser or the carrier that got it does.
    pub async fn uses_url_in(&self, answer: &Value) {
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
        let beside = body["recording"]["url"].as_str().or(answer["headers"]["location"].as_str());
        let shown = body["url"].as_str().or(beside);
        let http = reqwest::Client::new();
        let request = match (body["uploadUrl"].as_str(), shown) {
            (Some(url), _) => {
                let kind = body["headers"]["content-type"].as_str().unwrap_or_default();
                http.put(url).header("content-type", kind).body(seed_media::PICTURE)
            }
            (None, Some(url)) if url.contains(bucket::PATH) => http.get(url),
            _ => return,
        };
        let status = request.send().await.expect("an answer").status();
        assert!(status.is_success(), "the bucket answers {status}");
    }

    /// What the calls so far needed and where they went.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.outside.seen()
    }

    /// How often each way out was taken.
    pub fn reached(&self) -> BTreeMap<Way, usize> {
        self.seen().reached.clone()
    }

    /// The settings of somebody who asks these surroundings with an access key.
    fn settings(key: &str) -> AwsSettings {
        AwsSettings { access_key_id: key.to_owned(), ..AwsSettings::local() }
    }

    /// The sessions that a function with these `TENANT_ACTIONS` takes.
    pub fn sessions(&self, role_arn: &str, actions: &str) -> TenantSessions {
        let aws = Self::settings(OWN_KEY);
        TenantSessions::new(aws.sts(Some(&self.url)), role_arn, actions, &aws.region)
    }

    /// Ports over these surroundings for which everything is allowed, for the seed and for tests.
    pub fn ports(&self) -> Ports {
        self.ports_with(&Self::settings(OPERATOR_KEY))
    }

    /// Ports over these surroundings under somebody's credentials.
    pub fn ports_with(&self, aws: &AwsSettings) -> Ports {
        let table = Arc::new(Table::new(aws.dynamodb(Some(&self.url)), TABLE));
        let twilio = Arc::new(Twilio::new(&self.url).expect("a loopback URL"));
        let endpoint = format!("{}{}", self.url, bucket::PATH);
        let media = S3Media::new(aws.clone(), BUCKET, Some(&endpoint), Arc::new(SystemClock));
        let outside = hub_lambda::bootstrap::Outside {
            queue: Arc::new(MemorySendQueue::default()),
            push: Arc::new(WebSocketPush::new(aws.websocket(&self.url))),
            carrier: twilio.clone(),
            telephony: twilio.clone(),
            transcriber: Arc::new(NoTranscriber),
            provisioning: twilio.clone(),
            carrier_media: twilio,
            media: Arc::new(media.expect("a loopback URL")),
            media_queue: Arc::new(MemoryMediaQueue::default()),
            vault: Arc::new(EnvelopeVault::new(Arc::new(KmsKeys::new(aws.kms(Some(&self.url)), VAULT_KEY)))),
            mailer: Arc::new(Outbox::default()),
        };
        hub_lambda::bootstrap::ports(table, outside)
    }
}
