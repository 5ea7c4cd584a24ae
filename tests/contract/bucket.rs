//! What every bucket promises of attachments: S3 services that are not ours, and the stand-in of the local runner.

use std::sync::Arc;

use hub_adapters::aws::AwsSettings;
use hub_adapters::s3_media::S3Media;
use hub_core::ids::{MediaId, TenantId};
use hub_core::ports::{MediaStore, Served, Upload};
use hub_dev::leave::files::{Listing, Version};
use hub_dev::runner::MovableClock;
use hub_testkit::objects::{Bucket as StandIn, BucketConfig};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, StatusCode};
use tokio::task::JoinSet;

use crate::sample::{now, stranger, tenant, ulid};
use crate::services::{self, Kind, Service};

const BYTES: &[u8] = b"\x89PNG\r\n\x1a\n and more";
const LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// A bucket of a test's own.
pub struct Bucket {
    media: S3Media,
    http: Client,
    /// When URLs are signed.
    clock: MovableClock,
    /// Where a service's own requests go to.
    url: Option<String>,
    _service: Option<Arc<Service>>,
    _tasks: JoinSet<()>,
}

impl Bucket {
    /// A new bucket of a service.
    pub async fn of(service: &Kind) -> Self {
        let service = service.running().await;
        let name = ulid(now()).to_string().to_lowercase();
        let http = Client::new();
        // No more than a name is needed, and the services check no signature.
        let url = format!("{}/{name}", service.endpoint);
        let made = http.put(&url).header("authorization", AUTHORIZATION).send().await;
        assert!(made.expect("an answer").status().is_success(), "the bucket is made");
        let (clock, endpoint) = (MovableClock::default(), service.endpoint.clone());
        Self {
            media: media(&name, &endpoint, &clock),
            http,
            clock,
            url: Some(url),
            _service: Some(service),
            _tasks: JoinSet::new(),
        }
    }

    /// From now on a service keeps what was overwritten or deleted. The stand-in cannot.
    async fn keeps_versions(&self) {
        let Some(url) = &self.url else { return };
        let enabled = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Enabled</Status></VersioningConfiguration>";
        let request = self.http.put(format!("{url}?versioning")).header("authorization", AUTHORIZATION).body(enabled);
        assert!(request.send().await.expect("an answer").status().is_success(), "versions are kept");
    }

    /// What lies below a prefix.
    async fn lists(&self, prefix: &str) -> Vec<Version> {
        let (mut listing, mut all) = (Listing::below(&self.media, prefix), Vec::new());
        while let Some(page) = listing.next().await.expect("a page") {
            all.extend(page);
        }
        all
    }

    /// The stand-in of the local runner.
    pub async fn stand_in() -> Self {
        let clock = MovableClock::default();
        let bucket = StandIn::new(BucketConfig {
            access_key_id: KEY.to_owned(),
            secret_access_key: KEY.to_owned(),
            clock: Arc::new(Timestamp::now),
            folder: None,
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, bucket.router()).await.expect("the stand-in") });
        let media = media("media", &endpoint, &clock);
        Self { media, http: Client::new(), clock, url: None, _service: None, _tasks: tasks }
    }

    async fn get(&self, url: &str) -> (StatusCode, String, String, Vec<u8>) {
        let answer = self.http.get(url).send().await.expect("an answer");
        let header = |name: &str| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (kind, disposition) = (header("content-type"), header("content-disposition"));
        (answer.status(), kind, disposition, answer.bytes().await.expect("a body").to_vec())
    }

    async fn put(&self, url: &str, kind: &str, bytes: &[u8]) -> StatusCode {
        let request = self.http.put(url).header("content-type", kind).body(bytes.to_vec());
        request.send().await.expect("an answer").status()
    }

    async fn uploads(&self, tenant: &TenantId, upload: &Upload) {
        let target = self.media.upload_target(tenant, upload, LIFETIME).expect("a target");
        assert_eq!(target.headers, [("content-type".to_owned(), upload.content_type.clone())]);
        assert!(self.put(&target.url, &upload.content_type, BYTES).await.is_success());
    }

    fn url(&self, tenant: &TenantId, id: &MediaId, served: &Served<'_>) -> String {
        self.media.url(tenant, id, served, LIFETIME).expect("a URL")
    }
}

/// The key and the secret that the emulated services know without being told.
const KEY: &str = "test";
/// Such as a client of S3 sends; to make a bucket, the services only look whose key it is.
const AUTHORIZATION: &str =
    "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

fn media(bucket: &str, endpoint: &str, clock: &MovableClock) -> S3Media {
    let aws = AwsSettings { access_key_id: KEY.to_owned(), secret_access_key: KEY.to_owned(), ..services::aws() };
    S3Media::new(aws, bucket, Some(endpoint), Arc::new(clock.clone())).expect("a loopback URL")
}

const PICTURE: Served<'_> = Served { content_type: "image/png", file_name: "Übersicht (1).png", is_shown: true };

fn upload(name: &str) -> Upload {
    Upload {
        id: MediaId::new(ulid(now())),
        file_name: name.to_owned(),
        content_type: "image/png".to_owned(),
        size: BYTES.len() as u64,
    }
}

pub async fn what_is_kept_comes_back_under_the_headers_of_its_url(bucket: &Bucket) {
    let id = upload("a.png").id;
    bucket.media.keep(&tenant(), &id, "image/png", BYTES.to_vec()).await.expect("kept");
    let (status, kind, disposition, bytes) = bucket.get(&bucket.url(&tenant(), &id, &PICTURE)).await;
    assert_eq!((status, kind.as_str(), bytes.as_slice()), (StatusCode::OK, "image/png", BYTES));
    assert_eq!(disposition, "inline; filename=\"_bersicht (1).png\"; filename*=UTF-8''%C3%9Cbersicht%20%281%29.png");
    let file = Served { content_type: "application/octet-stream", is_shown: false, ..PICTURE };
    let (_, kind, disposition, _) = bucket.get(&bucket.url(&tenant(), &id, &file)).await;
    assert_eq!(kind, "application/octet-stream");
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    let theirs = bucket.get(&bucket.url(&stranger(), &id, &PICTURE)).await;
    assert!(theirs.0.is_client_error(), "the same id of another tenant is another object");
    bucket.media.keep(&tenant(), &id, "image/png", b"again".to_vec()).await.expect("kept again");
    assert_eq!(bucket.get(&bucket.url(&tenant(), &id, &PICTURE)).await.3, b"again");
}

pub async fn what_is_removed_is_gone_and_may_be_gone_already(bucket: &Bucket) {
    let id = upload("a.png").id;
    bucket.media.remove(&tenant(), &id).await.expect("there was nothing");
    bucket.media.keep(&tenant(), &id, "image/png", BYTES.to_vec()).await.expect("kept");
    bucket.media.remove(&stranger(), &id).await.expect("another one");
    assert_eq!(bucket.get(&bucket.url(&tenant(), &id, &PICTURE)).await.0, StatusCode::OK);
    bucket.media.remove(&tenant(), &id).await.expect("removed");
    // Only somebody who may list the bucket is told that it is not there.
    let gone = bucket.get(&bucket.url(&tenant(), &id, &PICTURE)).await.0;
    assert!(matches!(gone, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{gone}");
}

pub async fn an_upload_is_read_by_its_tenant_up_to_a_limit(bucket: &Bucket) {
    let upload = upload("a.png");
    assert_eq!(bucket.media.uploaded(&tenant(), &upload.id, 100).await.expect("asked"), None, "not there yet");
    bucket.uploads(&tenant(), &upload).await;
    let read = bucket.media.uploaded(&tenant(), &upload.id, upload.size).await.expect("read");
    assert_eq!(read.as_deref(), Some(BYTES));
    let cut = bucket.media.uploaded(&tenant(), &upload.id, upload.size - 1).await.expect("read");
    assert_eq!(cut, None, "a byte too many");
    assert_eq!(bucket.media.uploaded(&stranger(), &upload.id, 100).await.expect("asked"), None, "another tenant's");
    let shown = bucket.get(&bucket.url(&tenant(), &upload.id, &PICTURE)).await;
    assert!(shown.0.is_client_error(), "an upload is no attachment yet");
}

pub async fn a_url_is_for_one_object_one_way_and_a_while(bucket: &Bucket) {
    let id = upload("a.png").id;
    bucket.media.keep(&tenant(), &id, "image/png", BYTES.to_vec()).await.expect("kept");
    let url = bucket.url(&tenant(), &id, &PICTURE);
    for (changed, why) in [
        (url.replace("acme", "globex"), "another tenant"),
        (url.replace("image%2Fpng", "text%2Fhtml"), "another type"),
        (url.replace("inline", "attachment"), "another disposition"),
        (url.replace("Expires=300", "Expires=3000"), "a longer life"),
        (url.replace("test%2F", "other%2F"), "another key"),
    ] {
        assert_ne!(changed, url, "{why}");
        assert_eq!(bucket.get(&changed).await.0, StatusCode::FORBIDDEN, "{why}");
    }
    assert_eq!(bucket.put(&url, "image/png", BYTES).await, StatusCode::FORBIDDEN, "it is for reading");
    assert_eq!(bucket.get(&url).await.0, StatusCode::OK);
    bucket.clock.advance(SignedDuration::from_secs(-301));
    let old = bucket.url(&tenant(), &id, &PICTURE);
    assert_eq!(bucket.get(&old).await.0, StatusCode::FORBIDDEN, "it has ended");
}

pub async fn an_upload_is_of_the_announced_size_and_type(bucket: &Bucket) {
    let upload = upload("a.png");
    let target = bucket.media.upload_target(&tenant(), &upload, LIFETIME).expect("a target");
    let longer = [BYTES, b"!"].concat();
    assert_eq!(bucket.put(&target.url, "image/png", &longer).await, StatusCode::FORBIDDEN, "a byte more");
    assert_eq!(bucket.put(&target.url, "image/png", &BYTES[1..]).await, StatusCode::FORBIDDEN, "a byte less");
    assert_eq!(bucket.put(&target.url, "text/html", BYTES).await, StatusCode::FORBIDDEN, "another type");
    assert_eq!(bucket.put(&target.url, "image/png", BYTES).await, StatusCode::OK);
    assert_eq!(bucket.get(&target.url).await.0, StatusCode::FORBIDDEN, "it is for writing");
}

pub async fn every_version_below_a_prefix_is_listed_and_deleted_for_good(bucket: &Bucket) {
    let [kept, gone] = [upload("a.png").id, upload("b.png").id];
    bucket.media.keep(&tenant(), &kept, "image/png", b"before".to_vec()).await.expect("kept");
    bucket.keeps_versions().await;
    bucket.media.keep(&tenant(), &kept, "image/png", BYTES.to_vec()).await.expect("kept again");
    bucket.media.keep(&tenant(), &gone, "image/png", BYTES.to_vec()).await.expect("kept");
    bucket.media.remove(&tenant(), &gone).await.expect("removed");
    bucket.media.keep(&stranger(), &kept, "image/png", b"theirs".to_vec()).await.expect("kept");
    let prefix = format!("t/{}/", tenant());
    let listed = bucket.lists(&prefix).await;
    let newest: Vec<_> = listed.iter().filter(|version| version.is_newest && !version.is_mark).collect();
    assert!(newest.len() == 1 && newest[0].bytes == BYTES.len() as u64, "{listed:?}");
    let versions = if bucket.url.is_some() { 4 } else { 1 };
    assert_eq!(listed.len(), versions, "{listed:?}");
    let mut bytes = Vec::new();
    let downloaded = bucket.media.download(&newest[0].key, |part| {
        bytes.extend_from_slice(part);
        Ok(())
    });
    downloaded.await.expect("downloaded");
    assert_eq!(bytes, BYTES);
    for version in &listed {
        bucket.media.delete_version(&version.key, &version.id).await.expect("deleted");
    }
    assert_eq!(bucket.lists(&prefix).await, []);
    assert_eq!(bucket.lists(&format!("t/{}/", stranger())).await.len(), 1);
    assert!(bucket.media.download(&newest[0].key, |_| Ok(())).await.is_err());
}
