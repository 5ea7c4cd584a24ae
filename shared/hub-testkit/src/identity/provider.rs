//! The running provider.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::error::Unspecified;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::keys::Keys;
use super::token::{message, signed};

const PATH: &str = "/.well-known/jwks.json";

/// How the key document is answered.
enum Mood {
    Up,
    Down,
    Instead(u16, String),
}

struct Inner {
    keys: Keys,
    mood: Mood,
    fetches: usize,
}

type Shared = Arc<Mutex<Inner>>;

/// An identity provider on loopback; it ends when it is dropped.
pub struct IdentityProvider {
    shared: Shared,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl IdentityProvider {
    /// Makes its keys and listens.
    ///
    /// # Errors
    /// When no port is free or no key can be made.
    pub async fn start() -> std::io::Result<Self> {
        let keys = Keys::generate().map_err(std::io::Error::other)?;
        let shared = Arc::new(Mutex::new(Inner { keys, mood: Mood::Up, fetches: 0 }));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let app = Router::new().route(PATH, get(document)).with_state(shared.clone());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(%error, "the identity provider stopped listening");
            }
        });
        Ok(Self { shared, address, server })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.shared)
    }

    /// What its tokens have as `iss`.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Where its keys are published.
    #[must_use]
    pub fn jwks_url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// A token signed by RS256 with the present RSA key.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token(&self, claims: &Value) -> Result<String, Unspecified> {
        self.token_with_header(&json!({}), claims)
    }

    /// A token signed by ES256 with the present P-256 key.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token_es256(&self, claims: &Value) -> Result<String, Unspecified> {
        let inner = self.inner();
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": inner.keys.p256_id() });
        let message = message(&header, claims);
        Ok(signed(&message, &inner.keys.sign_es256(message.as_bytes())?))
    }

    /// A token signed by RS256 whose header has other fields, too, or others than the usual ones; null leaves one out.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token_with_header(&self, header: &Value, claims: &Value) -> Result<String, Unspecified> {
        let inner = self.inner();
        let mut fields = json!({ "alg": "RS256", "typ": "JWT", "kid": inner.keys.rsa_id() });
        for (name, value) in header.as_object().into_iter().flatten() {
            fields[name] = value.clone();
        }
        if let Some(fields) = fields.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        let message = message(&fields, claims);
        Ok(signed(&message, &inner.keys.sign_rs256(message.as_bytes())?))
    }

    /// The id of the present RSA key.
    #[must_use]
    pub fn rsa_key_id(&self) -> String {
        self.inner().keys.rsa_id()
    }

    /// The RSA public key in each form in which a careless verifier could take it for a secret.
    ///
    /// # Errors
    /// When it cannot be encoded.
    pub fn rsa_key_as_bytes(&self) -> Result<Vec<Vec<u8>>, Unspecified> {
        self.inner().keys.rsa_as_bytes()
    }

    /// Makes new keys with new ids; the old ones are published no more.
    ///
    /// # Errors
    /// When no key can be made.
    pub fn rotate_keys(&self) -> Result<(), Unspecified> {
        let mut inner = self.inner();
        inner.keys = inner.keys.next()?;
        Ok(())
    }

    /// From now on it answers 503.
    pub fn goes_down(&self) {
        self.inner().mood = Mood::Down;
    }

    /// It answers with its keys again.
    pub fn comes_back(&self) {
        self.inner().mood = Mood::Up;
    }

    /// It answers with this status and body in place of its keys; a status of 3xx leads to the body.
    pub fn answers(&self, status: u16, body: &str) {
        self.inner().mood = Mood::Instead(status, body.to_owned());
    }

    /// How often its keys were asked for.
    #[must_use]
    pub fn fetches(&self) -> usize {
        self.inner().fetches
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Inner> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn document(State(shared): State<Shared>) -> Response {
    // Let callers that came at the same time come to stand beside each other.
    tokio::task::yield_now().await;
    let mut inner = lock(&shared);
    inner.fetches += 1;
    match &inner.mood {
        Mood::Up => axum::Json(inner.keys.document()).into_response(),
        Mood::Down => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Instead(status, body) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            if status.is_redirection() {
                (status, [("location", body.clone())]).into_response()
            } else {
                (status, body.clone()).into_response()
            }
        }
    }
}
