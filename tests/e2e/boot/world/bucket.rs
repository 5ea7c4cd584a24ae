//! The bucket: a request is admitted by who signed its URL, and the signature is checked by the stand-in itself.
//!
//! # Source
//! Amazon S3 API reference, "GetObject": of an object that is not there only somebody who may list the bucket is told so.

use axum::Router;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use hub_testkit::objects::{Bucket, BucketConfig};
use jiff::Timestamp;
use std::sync::Arc;

use super::guard::{OWN_KEY, Signer};
use super::outside::{Outside, Way};
use super::policy::Asked;

/// Where the bucket answers.
pub const PATH: &str = "/_s3";

const ARN: &str = "${MediaBucket.Arn}";

/// The bucket behind the guard of `outside`, and its inside.
pub fn served(outside: Outside) -> (Router, Bucket) {
    let bucket = Bucket::new(BucketConfig {
        access_key_id: OWN_KEY.to_owned(),
        secret_access_key: "local".to_owned(),
        clock: Arc::new(Timestamp::now),
        folder: None,
    });
    let router = bucket.router().layer(from_fn_with_state((outside, bucket.clone()), admitted));
    (router, bucket)
}

async fn admitted(
    State((outside, bucket)): State<(Outside, Bucket)>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let key = uri.path().splitn(4, '/').nth(3).unwrap_or_default();
    let folder = if key.starts_with("uploads/t/") { "uploads/t/*" } else { "t/*" };
    let operation = match *request.method() {
        Method::PUT => "PutObject",
        Method::DELETE => "DeleteObject",
        _ => "GetObject",
    };
    let mut needed = vec![Asked::new("s3", operation, &format!("{ARN}/{folder}"))];
    if operation == "GetObject" && bucket.object(key).is_none() {
        needed.push(Asked::new("s3", "ListBucket", ARN));
    }
    let signer = Signer::of_url(uri.query().unwrap_or_default());
    let is_allowed = {
        let mut seen = outside.seen();
        seen.count(Way::Bucket);
        seen.guard.admit(&signer, needed)
    };
    if is_allowed { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}
