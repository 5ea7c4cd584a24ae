//! Data keys under a main key from the configuration: for a machine without KMS.

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hub_core::ids::TenantId;
use hub_core::ports::PortResult;
use secrecy::zeroize::Zeroizing;

use super::{DataKey, DataKeys, KEY_BYTES, decrypt, encrypt, rejected};

/// Main keys from the configuration: the first one wraps, all of them unwrap.
pub struct LocalKeys {
    main_keys: Vec<DataKey>,
}

impl LocalKeys {
    /// Reads main keys: base64 of 32 bytes each, separated by commas.
    ///
    /// # Errors
    /// `Rejected` for a text that is no such key.
    pub fn new(text: &str) -> PortResult<Self> {
        let read = |text: &str| -> PortResult<DataKey> {
            let bytes = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| rejected("a main key is base64"))?);
            let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice());
            key.map(Zeroizing::new).map_err(|_| rejected("a main key has 32 bytes"))
        };
        Ok(Self { main_keys: text.split(',').map(read).collect::<PortResult<_>>()? })
    }
}

fn context(tenant: &TenantId) -> String {
    format!("data key of {tenant}")
}

#[async_trait]
impl DataKeys for LocalKeys {
    async fn generate(&self, tenant: &TenantId) -> PortResult<(DataKey, Vec<u8>)> {
        let key: DataKey = Zeroizing::new(rand::random());
        let main_key = self.main_keys.first().ok_or_else(|| rejected("there is no main key"))?;
        let wrapped = encrypt(main_key, &context(tenant), key.as_slice())?;
        Ok((key, wrapped))
    }

    async fn unwrap(&self, tenant: &TenantId, wrapped: &[u8]) -> PortResult<DataKey> {
        let context = context(tenant);
        let unwrapped = self.main_keys.iter().find_map(|main_key| decrypt(main_key, &context, wrapped).ok());
        let bytes = unwrapped.ok_or_else(|| rejected("no main key opens this data key for this tenant"))?;
        let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice());
        key.map(Zeroizing::new).map_err(|_| rejected("a data key has 32 bytes"))
    }
}
