//! The bucket as a whole, for the engineer who looks after it: what lies there, with all versions.
//!
//! # Source
//! Amazon S3 API reference: `ListObjectVersions`, `GetObject`, `DeleteObject`. A bucket that never had versions lists its
//! objects as versions named `null`.

use std::time::Duration;

use hub_core::ports::PortResult;
use reqwest::{Method, StatusCode};

use super::{OWN_LIFETIME, S3Media, encoded, unavailable};

/// A large recording over a slow line.
const DOWNLOAD: Duration = Duration::from_secs(15 * 60);

impl S3Media {
    /// A page of the versions below a prefix, as S3 tells it, after a key and its version.
    ///
    /// # Errors
    /// The bucket's.
    pub async fn versions_below(&self, prefix: &str, after: Option<(&str, &str)>) -> PortResult<String> {
        let mut query = vec![("prefix", prefix), ("versions", "")];
        if let Some((key, version)) = after {
            query.extend([("key-marker", key), ("version-id-marker", version)]);
        }
        let url = self.presign(&Method::GET, ("", &query), &[], OWN_LIFETIME)?;
        let response = self.answered(self.http.get()?.get(url)).await?;
        let status = response.status();
        let text = response.text().await.map_err(|error| unavailable(error.without_url()))?;
        if status == StatusCode::OK { Ok(text) } else { Err(unavailable(status)) }
    }

    /// Hands the bytes of an object's newest version to `take`, part by part.
    ///
    /// # Errors
    /// The bucket's, or what `take` answers; what was handed over is then not the whole.
    pub async fn download(&self, key: &str, mut take: impl FnMut(&[u8]) -> PortResult<()>) -> PortResult<()> {
        let url = self.presign(&Method::GET, (&path(key), &[]), &[], OWN_LIFETIME)?;
        let mut response = self.answered(self.http.get()?.get(url).timeout(DOWNLOAD)).await?;
        if response.status() != StatusCode::OK {
            return Err(unavailable(response.status()));
        }
        while let Some(part) = response.chunk().await.map_err(|error| unavailable(error.without_url()))? {
            take(&part)?;
        }
        Ok(())
    }

    /// Deletes one version of an object for ever; there may be none.
    ///
    /// # Errors
    /// The bucket's.
    pub async fn delete_version(&self, key: &str, version: &str) -> PortResult<()> {
        let url = self.presign(&Method::DELETE, (&path(key), &[("versionId", version)]), &[], OWN_LIFETIME)?;
        let status = self.answered(self.http.get()?.delete(url)).await?.status();
        if status.is_success() || status == StatusCode::NOT_FOUND { Ok(()) } else { Err(unavailable(status)) }
    }
}

fn path(key: &str) -> String {
    key.split('/').map(encoded).collect::<Vec<_>>().join("/")
}
