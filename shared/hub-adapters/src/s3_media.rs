//! The bytes of attachments in one private S3 bucket, reached by presigned URLs alone, those of the hub itself included.
//!
//! Uploads land under `uploads/`, which the bucket forgets after days. What belongs to a message is kept under
//! `t/<tenant>/media/`, where no browser gets to write.
//!
//! # Source
//! Amazon S3 API reference, "Authenticating requests: using query parameters (AWS Signature Version 4)".

mod whole;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_sdk_dynamodb::config::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use hub_core::ids::{MediaId, TenantId};
use hub_core::ports::{Clock, MediaStore, PortError, PortErrorKind, PortResult, Served, Upload, UploadTarget};
use jiff::SignedDuration;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, Response, StatusCode};

use crate::aws::AwsSettings;
use crate::http::{LazyClient, Patience, safe_url};

/// Sixteen megabytes within the region take a second or two.
const PATIENCE: Patience = Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(30) };
/// The hub's own requests are made at once.
const OWN_LIFETIME: SignedDuration = SignedDuration::from_secs(60);
/// What RFC 3986 leaves as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One bucket.
pub struct S3Media {
    /// Most functions only presign, and most texts have no attachment.
    http: LazyClient,
    bucket_url: String,
    aws: AwsSettings,
    clock: Arc<dyn Clock>,
}

fn rejected(error: impl std::fmt::Display) -> PortError {
    PortError::new(PortErrorKind::Rejected, format!("S3: {error}"))
}

fn unavailable(error: impl std::fmt::Display) -> PortError {
    PortError::new(PortErrorKind::Unavailable, format!("S3: {error}"))
}

fn kept(tenant: &TenantId, id: &MediaId) -> String {
    format!("t/{tenant}/media/{id}")
}

fn uploaded(tenant: &TenantId, id: &MediaId) -> String {
    format!("uploads/t/{tenant}/{id}")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `attachment` makes every browser keep the file; only what is a picture is ever `inline`.
fn disposition(served: &Served<'_>) -> String {
    let plain: String = served.file_name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let how = if served.is_shown { "inline" } else { "attachment" };
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", encoded(served.file_name))
}

impl S3Media {
    /// The bucket of this name; `endpoint` stands in for the region's own.
    ///
    /// # Errors
    /// `Rejected` for an endpoint that would carry files in the clear.
    pub fn new(aws: AwsSettings, bucket: &str, endpoint: Option<&str>, clock: Arc<dyn Clock>) -> PortResult<Self> {
        let bucket_url = match endpoint {
            Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
            None => format!("https://{bucket}.s3.{}.amazonaws.com", aws.region),
        };
        safe_url(&bucket_url, "the bucket")?;
        Ok(Self { http: LazyClient::new(PATIENCE), bucket_url, aws, clock })
    }

    /// The bytes of an object; `None` if there is none, or more than `limit`.
    async fn read(&self, key: &str, limit: u64) -> PortResult<Option<Vec<u8>>> {
        let url = self.presign(&Method::GET, (key, &[]), &[], OWN_LIFETIME)?;
        let mut response = self.answered(self.http.get()?.get(url)).await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => return Ok(None),
            status => return Err(unavailable(status)),
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unavailable(error.without_url()))? {
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Ok(None);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some(bytes))
    }

    /// A URL for one request with these headers, which it must carry.
    fn presign(
        &self,
        method: &Method,
        (key, query): (&str, &[(&str, &str)]),
        headers: &[(String, String)],
        lifetime: SignedDuration,
    ) -> PortResult<String> {
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let url = format!("{}/{key}", self.bucket_url);
        let url = if query.is_empty() { url } else { format!("{url}?{}", query.join("&")) };
        let (id, secret) = (&self.aws.access_key_id, &self.aws.secret_access_key);
        let identity = Credentials::new(id, secret, self.aws.session_token.clone(), None, "environment").into();
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::try_from(lifetime).map_err(rejected)?);
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.aws.region)
            .name("s3")
            .time(SystemTime::from(self.clock.now()))
            .settings(settings)
            .build()
            .map_err(rejected)?;
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(method.as_str(), &url, headers, SignableBody::UnsignedPayload);
        let signed = sign(request.map_err(rejected)?, &parameters.into()).map_err(rejected)?;
        let (_, signature) = signed.into_parts().0.into_parts();
        let signature: Vec<String> =
            signature.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let joint = if url.contains('?') { '&' } else { '?' };
        Ok(format!("{url}{joint}{}", signature.join("&")))
    }

    async fn answered(&self, request: reqwest::RequestBuilder) -> PortResult<Response> {
        // A URL is a key to what it names.
        request.send().await.map_err(|error| unavailable(error.without_url()))
    }
}

#[async_trait]
impl MediaStore for S3Media {
    fn upload_target(&self, tenant: &TenantId, upload: &Upload, lifetime: SignedDuration) -> PortResult<UploadTarget> {
        let content_type = ("content-type".to_owned(), upload.content_type.clone());
        // A browser sets the length by itself; signed, it keeps the file from being a larger one.
        let signed = [content_type.clone(), ("content-length".to_owned(), upload.size.to_string())];
        let url = self.presign(&Method::PUT, (&uploaded(tenant, &upload.id), &[]), &signed, lifetime)?;
        Ok(UploadTarget { url, headers: vec![content_type] })
    }

    async fn uploaded(&self, tenant: &TenantId, id: &MediaId, limit: u64) -> PortResult<Option<Vec<u8>>> {
        self.read(&uploaded(tenant, id), limit).await
    }

    async fn kept(&self, tenant: &TenantId, id: &MediaId, limit: u64) -> PortResult<Option<Vec<u8>>> {
        self.read(&kept(tenant, id), limit).await
    }

    async fn keep(&self, tenant: &TenantId, id: &MediaId, content_type: &str, bytes: Vec<u8>) -> PortResult<()> {
        let headers = [("content-type".to_owned(), content_type.to_owned())];
        let url = self.presign(&Method::PUT, (&kept(tenant, id), &[]), &headers, OWN_LIFETIME)?;
        let response =
            self.answered(self.http.get()?.put(url).header("content-type", content_type).body(bytes)).await?;
        if response.status().is_success() { Ok(()) } else { Err(unavailable(response.status())) }
    }

    async fn remove(&self, tenant: &TenantId, id: &MediaId) -> PortResult<()> {
        let url = self.presign(&Method::DELETE, (&kept(tenant, id), &[]), &[], OWN_LIFETIME)?;
        let status = self.answered(self.http.get()?.delete(url)).await?.status();
        if status.is_success() || status == StatusCode::NOT_FOUND { Ok(()) } else { Err(unavailable(status)) }
    }

    fn url(
        &self,
        tenant: &TenantId,
        id: &MediaId,
        served: &Served<'_>,
        lifetime: SignedDuration,
    ) -> PortResult<String> {
        let disposition = disposition(served);
        let forced = [
            ("response-content-disposition", disposition.as_str()),
            ("response-content-type", served.content_type),
            ("response-cache-control", "private, max-age=300"),
        ];
        self.presign(&Method::GET, (&kept(tenant, id), &forced), &[], lifetime)
    }
}
