//! What every KMS promises, and the vault over it.

use std::sync::Arc;

use hub_adapters::crypto::{DataKeys, EnvelopeVault, KmsKeys};
use hub_core::carrier_account::Sealed;
use hub_core::ids::TenantId;
use hub_core::ports::{PortErrorKind, PortResult, Vault};
use secrecy::{ExposeSecret, SecretString};

use crate::sample::{stranger, tenant};
use crate::services::{self, Kind, Service};

const NAME: &str = "twilio";

/// A KMS with two keys.
pub struct Kms {
    key_ids: [String; 2],
    service: Arc<Service>,
}

impl Kms {
    /// Two new keys of a service.
    pub async fn of(service: &Kind) -> Self {
        let service = service.running().await;
        let client = services::aws().kms(Some(&service.endpoint));
        let make = async || {
            let made = client.create_key().send().await.expect("a key");
            made.key_metadata.expect("a key").key_id
        };
        let key_ids = [make().await, make().await];
        Self { key_ids, service }
    }

    fn keys(&self, key: usize) -> KmsKeys {
        KmsKeys::new(services::aws().kms(Some(&self.service.endpoint)), &self.key_ids[key])
    }

    /// A vault that has opened nothing yet.
    fn vault(&self, key: usize) -> EnvelopeVault {
        EnvelopeVault::new(Arc::new(self.keys(key)))
    }
}

async fn open(vault: &EnvelopeVault, tenant: &TenantId, name: &str, sealed: &Sealed) -> PortResult<String> {
    vault.open(tenant, name, sealed).await.map(|secret| secret.expose_secret().to_owned())
}

fn refused<T>(outcome: PortResult<T>, case: &str) {
    let error = outcome.err().unwrap_or_else(|| panic!("{case} opened it"));
    assert_eq!(error.kind, PortErrorKind::Rejected, "{case}: {error}");
}

pub async fn a_secret_opens_for_its_tenant_and_name_only(kms: &Kms) {
    let sealed = kms.vault(0).seal(&tenant(), NAME, &SecretString::from("canary")).await.expect("sealed");
    assert!(!sealed.0.contains("canary"));
    let vault = kms.vault(0);
    for _ in 0..2 {
        assert_eq!(open(&vault, &tenant(), NAME, &sealed).await.expect("opened"), "canary");
        refused(open(&vault, &stranger(), NAME, &sealed).await, "another tenant");
        refused(open(&vault, &tenant(), "vapi", &sealed).await, "another name");
        refused(open(&kms.vault(1), &tenant(), NAME, &sealed).await, "another main key");
    }
    let again = kms.vault(0).seal(&tenant(), NAME, &SecretString::from("canary")).await.expect("sealed");
    assert_ne!(again, sealed, "each seal has a data key of its own");
}

/// The KMS refuses by itself, before the vault's own checks.
pub async fn a_data_key_is_bound_to_its_tenant_and_main_key(kms: &Kms) {
    let (plain, wrapped) = kms.keys(0).generate(&tenant()).await.expect("a data key");
    let unwrapped = kms.keys(0).unwrap(&tenant(), &wrapped).await.expect("unwrapped");
    assert_eq!(*unwrapped, *plain);
    assert!(!wrapped.windows(plain.len()).any(|window| window == plain.as_slice()));
    refused(kms.keys(0).unwrap(&stranger(), &wrapped).await, "another tenant");
    refused(kms.keys(1).unwrap(&tenant(), &wrapped).await, "another main key");
}

pub async fn an_altered_data_key_is_refused(kms: &Kms) {
    let (_, wrapped) = kms.keys(0).generate(&tenant()).await.expect("a data key");
    for at in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[at] ^= 1;
        refused(kms.keys(0).unwrap(&tenant(), &altered).await, &format!("a changed byte {at}"));
    }
    let longer = [wrapped.as_slice(), &[0]].concat();
    refused(kms.keys(0).unwrap(&tenant(), &longer).await, "one byte more");
    refused(kms.keys(0).unwrap(&tenant(), &wrapped[..wrapped.len() - 1]).await, "one byte less");
    refused(kms.keys(0).unwrap(&tenant(), b"canary").await, "no data key");
}

pub async fn an_altered_secret_is_refused(kms: &Kms) {
    let sealed = kms.vault(0).seal(&tenant(), NAME, &SecretString::from("canary")).await.expect("sealed");
    let other = kms.vault(0).seal(&tenant(), NAME, &SecretString::from("other")).await.expect("sealed");
    let parts: Vec<&str> = sealed.0.split('.').collect();
    for part in 1..parts.len() {
        let mut mixed = parts.clone();
        mixed[part] = other.0.split('.').nth(part).expect("a part");
        let mixed = Sealed(mixed.join("."));
        refused(open(&kms.vault(0), &tenant(), NAME, &mixed).await, &format!("part {part} of another secret"));
        let mut altered = parts.clone();
        let first = if parts[part].starts_with('A') { "B" } else { "A" };
        let text = [first, &parts[part][1..]].concat();
        altered[part] = &text;
        let altered = Sealed(altered.join("."));
        refused(open(&kms.vault(0), &tenant(), NAME, &altered).await, &format!("a changed part {part}"));
    }
}
