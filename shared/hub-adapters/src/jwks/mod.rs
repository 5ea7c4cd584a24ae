//! The key document of an external identity provider: fetched once, kept, and used on while the provider is down.
//!
//! Every request with a provider's token passes here, and anybody can send one. So nothing that a token says makes the
//! hub fetch more often than the constants below allow.

mod document;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use hub_core::identity::{SigningAlgorithm, SigningKey};
use hub_core::ports::{Clock, PortError, PortErrorKind, PortResult, SigningKeys};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex as Flight;

use crate::http::{Patience, client, safe_url};

/// How long a document is used without asking again.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_mins(10);
/// How long a document is used while the provider cannot be asked.
pub const STALE_FOR: SignedDuration = SignedDuration::from_hours(24);
/// The shortest time between two searches for keys that the document does not have.
pub const SEARCH_PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// The pause after a failure while an older document stands in.
const RETRY_PAUSE_STALE: SignedDuration = SignedDuration::from_secs(30);
/// The pause after a failure while there is none: callers are refused meanwhile.
const RETRY_PAUSE_EMPTY: SignedDuration = SignedDuration::from_secs(2);

const PATIENCE: Patience = Patience { connect: Duration::from_secs(2), whole: Duration::from_secs(5) };
const BODY_MAX_BYTES: usize = 256 * 1024;

type Keys = Arc<HashMap<String, SigningKey>>;

#[derive(Default)]
struct Known {
    keys: Option<(Keys, Timestamp)>,
    failed: Option<Timestamp>,
    searched: Option<Timestamp>,
}

impl Known {
    fn younger_than(&self, age: SignedDuration, now: Timestamp) -> Option<Keys> {
        self.keys.as_ref().filter(|(_, fetched)| now.duration_since(*fetched) < age).map(|(keys, _)| keys.clone())
    }
}

fn has_passed(pause: SignedDuration, since: Option<Timestamp>, now: Timestamp) -> bool {
    since.is_none_or(|since| now.duration_since(since) >= pause)
}

/// The keys of one provider for one algorithm.
pub struct Jwks {
    http: reqwest::Client,
    url: reqwest::Url,
    algorithm: SigningAlgorithm,
    clock: Arc<dyn Clock>,
    known: Mutex<Known>,
    /// Held by the one caller that fetches.
    flight: Flight<()>,
}

impl Jwks {
    /// The document at `url`; plain HTTP only to this machine.
    ///
    /// # Errors
    /// `Rejected` for a URL over which the keys could be exchanged by others.
    pub fn new(url: &str, algorithm: SigningAlgorithm, clock: Arc<dyn Clock>) -> PortResult<Self> {
        let url = safe_url(url, "the key document")?;
        let http = client(PATIENCE)?;
        Ok(Self { http, url, algorithm, clock, known: Mutex::default(), flight: Flight::default() })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keys as of now, or those of before while the provider is asked by somebody else or cannot be asked.
    async fn keys(&self) -> PortResult<Keys> {
        let now = self.clock.now();
        let (fresh, stale) = {
            let known = self.known();
            (known.younger_than(FRESH_FOR, now), known.younger_than(STALE_FOR, now))
        };
        if let Some(keys) = fresh {
            return Ok(keys);
        }
        let _flight = match stale {
            Some(keys) => match self.flight.try_lock() {
                Ok(flight) => flight,
                Err(_) => return Ok(keys),
            },
            None => self.flight.lock().await,
        };
        // Whoever held the flight before may have brought the keys, or a failure that need not be repeated.
        let now = self.clock.now();
        let stale = {
            let known = self.known();
            if let Some(keys) = known.younger_than(FRESH_FOR, now) {
                return Ok(keys);
            }
            let stale = known.younger_than(STALE_FOR, now);
            let pause = if stale.is_some() { RETRY_PAUSE_STALE } else { RETRY_PAUSE_EMPTY };
            if !has_passed(pause, known.failed, now) {
                return stale.ok_or_else(|| unavailable("the key document could not be fetched a moment ago"));
            }
            stale
        };
        match (self.refresh(now).await, stale) {
            (Ok(keys), _) => Ok(keys),
            (Err(error), Some(keys)) => {
                tracing::warn!(%error, "identity provider cannot be asked; its earlier keys stand in");
                Ok(keys)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Looks for a key that the document did not have, if nobody did within the last minute.
    async fn search(&self, id: &str) -> Option<SigningKey> {
        let _flight = self.flight.lock().await;
        let now = self.clock.now();
        {
            let mut known = self.known();
            // Whoever held the flight before may have found it.
            let found = known.keys.as_ref().and_then(|(keys, _)| keys.get(id).cloned());
            if found.is_some() || !has_passed(SEARCH_PAUSE, known.searched, now) {
                return found;
            }
            known.searched = Some(now);
        }
        match self.refresh(now).await {
            Ok(keys) => keys.get(id).cloned(),
            Err(error) => {
                tracing::warn!(%error, "identity provider cannot be asked for a new key");
                None
            }
        }
    }

    /// Fetches and keeps the document; only for the holder of the flight.
    async fn refresh(&self, now: Timestamp) -> PortResult<Keys> {
        let fetched = self.fetch().await;
        let mut known = self.known();
        match fetched {
            Ok(keys) => {
                let keys = Arc::new(keys);
                known.keys = Some((keys.clone(), now));
                known.failed = None;
                Ok(keys)
            }
            Err(error) => {
                // The pause begins where the failure ended, or those who waited for it would each wait for their own.
                known.failed = Some(self.clock.now());
                Err(error)
            }
        }
    }

    async fn fetch(&self) -> PortResult<HashMap<String, SigningKey>> {
        let failed = |error: reqwest::Error| unavailable(&error.without_url().to_string());
        let request = self.http.get(self.url.clone()).header("accept", "application/json");
        let mut response = request.send().await.map_err(failed)?;
        if response.status().as_u16() != 200 {
            return Err(unavailable(&format!("the key document was answered with {}", response.status())));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > BODY_MAX_BYTES {
                return Err(unavailable("the key document is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        document::keys(&body, self.algorithm).map_err(|reason| unavailable(&reason))
    }
}

fn unavailable(reason: &str) -> PortError {
    PortError::new(PortErrorKind::Unavailable, reason)
}

#[async_trait]
impl SigningKeys for Jwks {
    async fn signing_key(&self, id: &str) -> PortResult<Option<SigningKey>> {
        let known = self.keys().await?.get(id).cloned();
        match known {
            Some(key) => Ok(Some(key)),
            None => Ok(self.search(id).await),
        }
    }
}
