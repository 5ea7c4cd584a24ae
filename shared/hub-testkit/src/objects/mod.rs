//! A private bucket on loopback: it answers presigned URLs (AWS Signature Version 4) and nothing else. It keeps no
//! versions, and lists objects as such a bucket does.
//!
//! The signature is written here a second time on purpose, after Amazon's documents, so that the hub's URLs are checked
//! against them and not against the library that makes them.

mod list;
mod shelf;
mod signature;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, OriginalUri, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use jiff::Timestamp;

use shelf::Shelf;
use signature::{Refusal, Signed};

/// S3 takes 5 GB in one request; nothing here needs more than this.
const OBJECT_MAX_BYTES: usize = 64 * 1024 * 1024;

/// Who may sign, what time it is, where objects are kept.
#[derive(Clone)]
pub struct BucketConfig {
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The time.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Where objects are kept over restarts; in memory if absent.
    pub folder: Option<PathBuf>,
}

/// A bucket; clones share it.
#[derive(Clone)]
pub struct Bucket {
    config: BucketConfig,
    shelf: Arc<Shelf>,
}

impl Bucket {
    /// An empty bucket, or what its folder holds.
    #[must_use]
    pub fn new(config: BucketConfig) -> Self {
        let shelf = Arc::new(Shelf::new(config.folder.clone()));
        Self { config, shelf }
    }

    /// The bucket as a router, to be nested under the path that begins its URLs.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/{bucket}/", any(list::serve))
            .route("/{bucket}/{*key}", any(serve))
            .layer(DefaultBodyLimit::max(OBJECT_MAX_BYTES))
            .with_state(self.clone())
    }

    /// The query of a request that is signed.
    fn admits(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Vec<(String, String)>, Refusal> {
        let query: Vec<(String, String)> =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let request = Signed { method: method.as_str(), path: uri.path(), query: &query, headers };
        let key_pair = (self.config.access_key_id.as_str(), self.config.secret_access_key.as_str());
        signature::verify(&request, key_pair, (self.config.clock)()).map(|()| query)
    }

    /// The keys of all objects.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.shelf.keys()
    }

    /// An object's bytes.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<Vec<u8>> {
        self.shelf.read(key)
    }

    /// Puts an object there as if it had been uploaded.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        if let Err(error) = self.shelf.write(key, bytes) {
            tracing::error!(%error, "object cannot be kept");
        }
    }
}

async fn serve(
    State(bucket): State<Bucket>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = match bucket.admits(&method, &uri, &headers) {
        Ok(query) => query,
        Err(refusal) => return refused(StatusCode::FORBIDDEN, refusal),
    };
    // The stand-in's prefix and the bucket's name come before the key.
    let key = uri.path().split_once("/t/").map(|(before, rest)| match before.ends_with("/uploads") {
        true => format!("uploads/t/{rest}"),
        false => format!("t/{rest}"),
    });
    let Some(key) = key else { return refused(StatusCode::NOT_FOUND, Refusal("NoSuchKey")) };
    match method {
        Method::PUT => match bucket.shelf.write(&key, &body) {
            Ok(()) => StatusCode::OK.into_response(),
            Err(error) => {
                tracing::error!(%error, "object cannot be kept");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Method::GET => match bucket.shelf.read(&key) {
            Some(bytes) => object(bytes, query),
            None => refused(StatusCode::NOT_FOUND, Refusal("NoSuchKey")),
        },
        Method::DELETE => match bucket.shelf.remove(&key) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(error) => {
                tracing::error!(%error, "object cannot be removed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// An object with the headers that its URL forces.
fn object(bytes: Vec<u8>, query: Vec<(String, String)>) -> Response {
    let wanted: BTreeMap<String, String> = query.into_iter().collect();
    let mut response = bytes.into_response();
    let forced: [(HeaderName, &str); 3] = [
        (CONTENT_TYPE, "response-content-type"),
        (CONTENT_DISPOSITION, "response-content-disposition"),
        (CACHE_CONTROL, "response-cache-control"),
    ];
    for (header, parameter) in forced {
        if let Some(value) = wanted.get(parameter).and_then(|value| HeaderValue::from_str(value).ok()) {
            response.headers_mut().insert(header, value);
        }
    }
    response
}

fn refused(status: StatusCode, Refusal(code): Refusal) -> Response {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>");
    (status, [(CONTENT_TYPE, "application/xml")], body).into_response()
}
