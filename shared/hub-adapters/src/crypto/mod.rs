//! The vault: AES-256-GCM under a data key of the tenant's own, which a main key wraps.
//!
//! A sealed text is `v1.<wrapped key>.<nonce>.<ciphertext>`, each part in URL-safe base64, so one read of the table
//! brings all that is needed to open it but the main key. The tenant is bound twice: into the wrapping (the encryption
//! context of KMS) and, with the name, into the ciphertext's associated data.

mod kms;
mod local;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_core::carrier_account::Sealed;
use hub_core::ids::TenantId;
use hub_core::ports::{PortError, PortErrorKind, PortResult, Vault};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

pub use kms::KmsKeys;
pub use local::LocalKeys;

/// The bytes of an AES-256 key.
pub const KEY_BYTES: usize = 32;
/// A data key is asked of the main key again after this time, so that a revoked main key closes the vault.
const CACHED_FOR: Duration = Duration::from_secs(300);
/// More tenants than this at a time are asked for again.
const CACHED_MAX: usize = 512;

/// A data key in the clear.
pub type DataKey = Zeroizing<[u8; KEY_BYTES]>;

/// Makes and unwraps data keys. A key that was wrapped for one tenant cannot be unwrapped for another.
#[async_trait]
pub trait DataKeys: Send + Sync {
    /// A fresh data key, in the clear and wrapped.
    async fn generate(&self, tenant: &TenantId) -> PortResult<(DataKey, Vec<u8>)>;
    /// The data key in the clear.
    async fn unwrap(&self, tenant: &TenantId, wrapped: &[u8]) -> PortResult<DataKey>;
}

/// A [`Vault`] over any main key.
pub struct EnvelopeVault {
    keys: Arc<dyn DataKeys>,
    cache: Mutex<Cache>,
}

/// Data keys in the clear, by tenant and wrapped key, with the time since when they are kept.
type Cache = HashMap<(TenantId, Vec<u8>), (Instant, DataKey)>;

fn rejected(reason: &str) -> PortError {
    PortError::new(PortErrorKind::Rejected, reason)
}

fn cipher(key: &DataKey) -> PortResult<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, key.as_slice()).map_err(|_| rejected("the data key has a wrong length"))?;
    Ok(LessSafeKey::new(key))
}

/// Encrypts under a fresh nonce, which comes first.
fn encrypt(key: &DataKey, context: &str, plain: &[u8]) -> PortResult<Vec<u8>> {
    let nonce: [u8; NONCE_LEN] = rand::random();
    let mut text = plain.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context.as_bytes()), &mut text)
        .map_err(|_| rejected("a secret could not be sealed"))?;
    Ok([nonce.as_slice(), &text].concat())
}

fn decrypt(key: &DataKey, context: &str, sealed: &[u8]) -> PortResult<Zeroizing<Vec<u8>>> {
    let broken = || rejected("a sealed text was altered, or sealed for something else");
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
    let mut text = Zeroizing::new(text.to_vec());
    let length =
        cipher(key)?.open_in_place(nonce, Aad::from(context.as_bytes()), &mut text).map_err(|_| broken())?.len();
    text.truncate(length);
    Ok(text)
}

impl EnvelopeVault {
    /// A vault whose data keys come from `keys`.
    #[must_use]
    pub fn new(keys: Arc<dyn DataKeys>) -> Self {
        Self { keys, cache: Mutex::default() }
    }

    async fn data_key(&self, tenant: &TenantId, wrapped: &[u8]) -> PortResult<DataKey> {
        let name = (tenant.clone(), wrapped.to_vec());
        if let Some((since, key)) = self.cache().get(&name)
            && since.elapsed() < CACHED_FOR
        {
            return Ok(key.clone());
        }
        let key = self.keys.unwrap(tenant, wrapped).await?;
        let mut cache = self.cache();
        if cache.len() >= CACHED_MAX {
            cache.clear();
        }
        cache.insert(name, (Instant::now(), key.clone()));
        Ok(key)
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a ciphertext is bound to. A tenant's id holds no `/`.
fn context(tenant: &TenantId, name: &str) -> String {
    format!("{tenant}/{name}")
}

fn unreadable() -> PortError {
    rejected("not a sealed text")
}

/// The wrapped key, the nonce and the ciphertext.
fn parts(sealed: &Sealed) -> PortResult<[Vec<u8>; 3]> {
    let parts = sealed.0.strip_prefix("v1.").ok_or_else(unreadable)?.split('.');
    let parts = parts.map(|part| URL_SAFE_NO_PAD.decode(part)).collect::<Result<Vec<_>, _>>();
    <[Vec<u8>; 3]>::try_from(parts.map_err(|_| unreadable())?).map_err(|_| unreadable())
}

fn sealed(key: &DataKey, wrapped: &[u8], context: &str, secret: &SecretString) -> PortResult<Sealed> {
    let text = encrypt(key, context, secret.expose_secret().as_bytes())?;
    let (nonce, text) = text.split_at(NONCE_LEN);
    let parts = [wrapped, nonce, text].map(|part| URL_SAFE_NO_PAD.encode(part));
    Ok(Sealed(format!("v1.{}", parts.join("."))))
}

#[async_trait]
impl Vault for EnvelopeVault {
    async fn seal(&self, tenant: &TenantId, name: &str, secret: &SecretString) -> PortResult<Sealed> {
        let (key, wrapped) = self.keys.generate(tenant).await?;
        sealed(&key, &wrapped, &context(tenant, name), secret)
    }

    async fn seal_beside(
        &self,
        tenant: &TenantId,
        name: &str,
        secret: &SecretString,
        other: &Sealed,
    ) -> PortResult<Sealed> {
        let [wrapped, ..] = parts(other)?;
        let key = self.data_key(tenant, &wrapped).await?;
        sealed(&key, &wrapped, &context(tenant, name), secret)
    }

    async fn open(&self, tenant: &TenantId, name: &str, sealed: &Sealed) -> PortResult<SecretString> {
        let [wrapped, nonce, text] = parts(sealed)?;
        let key = self.data_key(tenant, &wrapped).await?;
        let plain = decrypt(&key, &context(tenant, name), &[nonce, text].concat())?;
        let plain = std::str::from_utf8(&plain).map_err(|_| unreadable())?;
        Ok(SecretString::from(plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(key: &str) -> EnvelopeVault {
        EnvelopeVault::new(Arc::new(LocalKeys::new(key).expect("a key")))
    }

    fn main_key(byte: u8) -> String {
        base64::engine::general_purpose::STANDARD.encode([byte; KEY_BYTES])
    }

    fn tenant(id: &str) -> TenantId {
        id.parse().expect("an id")
    }

    #[tokio::test]
    async fn a_sealed_text_opens_for_its_tenant_and_name_only() {
        let vault = vault(&main_key(1));
        let secret = SecretString::from("canary");
        let sealed = vault.seal(&tenant("acme"), "twilio", &secret).await.expect("sealed");
        assert!(!sealed.0.contains("canary"));
        let open = async |id: &str, name: &str| {
            vault.open(&tenant(id), name, &sealed).await.map(|secret| secret.expose_secret().to_owned()).ok()
        };
        assert_eq!(open("acme", "twilio").await.as_deref(), Some("canary"));
        assert_eq!(open("globex", "twilio").await, None, "another tenant");
        assert_eq!(open("acme", "vapi").await, None, "another name");
    }

    #[tokio::test]
    async fn what_is_sealed_beside_another_text_opens_alone_and_for_its_tenant_only() {
        let vault = vault(&main_key(1));
        let first = vault.seal(&tenant("acme"), "twilio", &"one".into()).await.expect("sealed");
        let beside = vault.seal_beside(&tenant("acme"), "webhook", &"two".into(), &first).await.expect("sealed");
        let opened = vault.open(&tenant("acme"), "webhook", &beside).await.expect("opened");
        assert_eq!(opened.expose_secret(), "two");
        assert!(vault.open(&tenant("acme"), "twilio", &beside).await.is_err(), "another name");
        assert!(vault.seal_beside(&tenant("globex"), "webhook", &"x".into(), &first).await.is_err(), "another tenant");
    }

    #[tokio::test]
    async fn an_altered_text_does_not_open() {
        let vault = vault(&main_key(1));
        let sealed = vault.seal(&tenant("acme"), "twilio", &"canary".into()).await.expect("sealed");
        for at in [3, sealed.0.len() / 2, sealed.0.len() - 1] {
            let mut text = sealed.0.clone().into_bytes();
            text[at] = if text[at] == b'A' { b'B' } else { b'A' };
            let altered = Sealed(String::from_utf8(text).expect("text"));
            assert!(vault.open(&tenant("acme"), "twilio", &altered).await.is_err(), "at {at}");
        }
        for text in ["", "v1.", "v1.a.b", "v2.a.b.c", "canary"] {
            assert!(vault.open(&tenant("acme"), "twilio", &Sealed(text.to_owned())).await.is_err(), "{text}");
        }
    }

    #[tokio::test]
    async fn after_a_change_of_the_main_key_old_texts_open_and_new_ones_need_only_the_new_key() {
        let (old, new) = (main_key(1), main_key(2));
        let before = vault(&old).seal(&tenant("acme"), "twilio", &"canary".into()).await.expect("sealed");
        let both = vault(&format!("{new},{old}"));
        let secret = both.open(&tenant("acme"), "twilio", &before).await.expect("opened");
        let after = both.seal(&tenant("acme"), "twilio", &secret).await.expect("sealed");
        assert!(vault(&new).open(&tenant("acme"), "twilio", &after).await.is_ok());
        assert!(vault(&new).open(&tenant("acme"), "twilio", &before).await.is_err());
        assert!(vault(&old).open(&tenant("acme"), "twilio", &after).await.is_err());
    }

    #[test]
    fn a_main_key_has_32_bytes() {
        for text in ["", "short", "bm90IDMyIGJ5dGVz", "%%%"] {
            assert!(LocalKeys::new(text).is_err(), "{text}");
        }
    }
}
