//! How the provider's keys are kept over time: with a clock that the test moves.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use hub_adapters::jwks::{FRESH_FOR, Jwks, SEARCH_PAUSE, STALE_FOR};
use hub_core::identity::SigningAlgorithm;
use hub_core::ports::{Clock, PortErrorKind, SigningKeys};
use hub_testkit::identity::IdentityProvider;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

const MOMENT: SignedDuration = SignedDuration::from_secs(1);
/// Longer than any pause after a failure.
const PAUSE: SignedDuration = SignedDuration::from_secs(31);

#[derive(Clone)]
struct MovedClock(Arc<Mutex<Timestamp>>);

impl MovedClock {
    fn moves(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn start() -> (IdentityProvider, MovedClock, Jwks) {
    let provider = IdentityProvider::start().await.expect("a provider");
    let clock = MovedClock(Arc::new(Mutex::new(Timestamp::constant(1_790_000_000, 0))));
    let url = provider.jwks_url();
    let keys = Jwks::new(&url, SigningAlgorithm::Rs256, Arc::new(clock.clone())).expect("a loopback URL");
    (provider, clock, keys)
}

/// Whether there is a key of this id; the failure's kind if nobody knows.
async fn has(keys: &Jwks, id: &str) -> Result<bool, PortErrorKind> {
    keys.signing_key(id).await.map(|key| key.is_some()).map_err(|error| error.kind)
}

#[tokio::test]
async fn identity_keys_are_fetched_again_after_their_time() {
    let (provider, clock, keys) = start().await;
    assert_eq!(has(&keys, "rsa-1").await, Ok(true));
    clock.moves(FRESH_FOR - MOMENT);
    assert_eq!((has(&keys, "rsa-1").await, provider.fetches()), (Ok(true), 1));
    provider.rotate_keys().expect("new keys");
    clock.moves(MOMENT);
    assert_eq!((has(&keys, "rsa-2").await, provider.fetches()), (Ok(true), 2));
}

#[tokio::test]
async fn identity_keys_outlive_an_outage_of_a_day_and_no_longer() {
    let (provider, clock, keys) = start().await;
    assert_eq!(has(&keys, "rsa-1").await, Ok(true));
    provider.goes_down();
    clock.moves(FRESH_FOR);
    assert_eq!(has(&keys, "rsa-1").await, Ok(true), "the first failure");
    let asked = provider.fetches();
    assert_eq!((has(&keys, "rsa-1").await, provider.fetches()), (Ok(true), asked), "not asked again at once");
    clock.moves(STALE_FOR - FRESH_FOR - MOMENT);
    assert_eq!(has(&keys, "rsa-1").await, Ok(true), "a day less a second");
    clock.moves(MOMENT + PAUSE);
    assert_eq!(has(&keys, "rsa-1").await, Err(PortErrorKind::Unavailable), "a day");
    provider.comes_back();
    clock.moves(PAUSE);
    assert_eq!(has(&keys, "rsa-1").await, Ok(true), "back");
}

#[tokio::test]
async fn an_unknown_identity_key_is_searched_once_a_minute() {
    let (provider, clock, keys) = start().await;
    for id in 0..20 {
        assert_eq!(has(&keys, &format!("unknown-{id}")).await, Ok(false));
    }
    assert_eq!(provider.fetches(), 2, "the document and one search");
    provider.rotate_keys().expect("new keys");
    clock.moves(SEARCH_PAUSE - MOMENT);
    assert_eq!((has(&keys, "rsa-2").await, provider.fetches()), (Ok(false), 2), "within the minute");
    clock.moves(MOMENT);
    assert_eq!((has(&keys, "rsa-2").await, provider.fetches()), (Ok(true), 3), "after it");
}

#[tokio::test]
async fn twenty_searches_for_an_identity_key_at_once_fetch_once() {
    let (provider, _, keys) = start().await;
    assert_eq!(has(&keys, "rsa-1").await, Ok(true));
    provider.rotate_keys().expect("new keys");
    let found = join_all((0..20).map(|_| has(&keys, "rsa-2"))).await;
    assert_eq!((found, provider.fetches()), (vec![Ok(true); 20], 2));
}

#[tokio::test]
async fn an_identity_provider_that_is_down_at_first_is_asked_gently() {
    let (provider, clock, keys) = start().await;
    provider.goes_down();
    let failed = join_all((0..20).map(|_| has(&keys, "rsa-1"))).await;
    assert_eq!((failed, provider.fetches()), (vec![Err(PortErrorKind::Unavailable); 20], 1));
    provider.comes_back();
    clock.moves(PAUSE);
    assert_eq!(has(&keys, "rsa-1").await, Ok(true));
}

#[tokio::test]
async fn what_is_no_identity_key_document_changes_nothing() {
    let (provider, clock, keys) = start().await;
    let elsewhere = IdentityProvider::start().await.expect("another provider");
    assert_eq!(has(&keys, "rsa-1").await, Ok(true));
    let large = json!({ "keys": [], "padding": "x".repeat(300 * 1024) }).to_string();
    for (status, body, why) in [
        (500, "", "an error"),
        (200, "<html>Sign in to the hotel's network</html>", "a page"),
        (200, "{}", "no keys at all"),
        (200, large.as_str(), "too large"),
        (302, elsewhere.jwks_url().as_str(), "a redirect"),
    ] {
        provider.answers(status, body);
        clock.moves(FRESH_FOR);
        let asked = provider.fetches();
        assert_eq!((has(&keys, "rsa-1").await, provider.fetches()), (Ok(true), asked + 1), "{why}");
    }
    assert_eq!(elsewhere.fetches(), 0, "a redirect is not followed");
    provider.answers(200, r#"{"keys":[]}"#);
    clock.moves(FRESH_FOR);
    assert_eq!(has(&keys, "rsa-1").await, Ok(false), "a document without keys takes all of them back");
}
