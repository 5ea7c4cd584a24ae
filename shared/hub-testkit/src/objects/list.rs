//! What lies in the bucket, page by page.
//!
//! # Source
//! Amazon S3 API reference, `ListObjectVersions`.

use std::fmt::Write as _;

use axum::extract::{OriginalUri, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::signature::Refusal;
use super::{Bucket, refused};

/// So many objects stand on a page.
const PAGE: usize = 1000;

pub(super) async fn serve(
    State(bucket): State<Bucket>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let query = match bucket.admits(&method, &uri, &headers) {
        Ok(query) => query,
        Err(refusal) => return refused(StatusCode::FORBIDDEN, refusal),
    };
    let given = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if method != Method::GET || given("versions").is_none() {
        return refused(StatusCode::NOT_IMPLEMENTED, Refusal("NotImplemented"));
    }
    let (prefix, after) = (given("prefix").unwrap_or_default(), given("key-marker").unwrap_or_default());
    let mut keys = bucket.keys();
    keys.retain(|key| key.starts_with(prefix) && (after.is_empty() || key.as_str() > after));
    keys.sort();
    let is_truncated = keys.len() > PAGE;
    keys.truncate(PAGE);
    ([(CONTENT_TYPE, "application/xml")], document(&bucket, &keys, is_truncated)).into_response()
}

fn document(bucket: &Bucket, keys: &[String], is_truncated: bool) -> String {
    let mut xml = format!("<ListVersionsResult><IsTruncated>{is_truncated}</IsTruncated>");
    if let Some(last) = keys.last().filter(|_| is_truncated) {
        let _ = write!(xml, "<NextKeyMarker>{last}</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker>");
    }
    for key in keys {
        let size = bucket.object(key).map_or(0, |bytes| bytes.len());
        let _ = write!(
            xml,
            "<Version><Key>{key}</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><Size>{size}</Size></Version>"
        );
    }
    xml + "</ListVersionsResult>"
}
