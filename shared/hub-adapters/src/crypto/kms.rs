//! Data keys under a KMS key, the tenant as encryption context.

use async_trait::async_trait;
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_kms::primitives::Blob;
use aws_sdk_kms::types::DataKeySpec;
use hub_core::ids::TenantId;
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use secrecy::zeroize::Zeroizing;

use super::{DataKey, DataKeys, KEY_BYTES, rejected};

/// The name of the tenant in the encryption context; roles can be bound to it.
const CONTEXT: &str = "tenant";

/// Data keys of one KMS key.
pub struct KmsKeys {
    client: aws_sdk_kms::Client,
    key_id: String,
}

impl KmsKeys {
    /// Data keys under the KMS key with this id or ARN.
    #[must_use]
    pub fn new(client: aws_sdk_kms::Client, key_id: impl Into<String>) -> Self {
        Self { client, key_id: key_id.into() }
    }
}

fn port_error<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> PortError {
    let code = error.code().unwrap_or("no answer");
    let kind = match code {
        "ThrottlingException" | "LimitExceededException" => PortErrorKind::Throttled,
        "InvalidCiphertextException" | "IncorrectKeyException" | "AccessDeniedException" => PortErrorKind::Rejected,
        _ => PortErrorKind::Unavailable,
    };
    PortError::new(kind, format!("KMS: {code}"))
}

fn data_key(plain: Option<Blob>) -> PortResult<DataKey> {
    let bytes = Zeroizing::new(plain.map(Blob::into_inner).unwrap_or_default());
    let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice());
    key.map(Zeroizing::new).map_err(|_| rejected("KMS answered a key of another length"))
}

#[async_trait]
impl DataKeys for KmsKeys {
    async fn generate(&self, tenant: &TenantId) -> PortResult<(DataKey, Vec<u8>)> {
        let answer = self
            .client
            .generate_data_key()
            .key_id(&self.key_id)
            .key_spec(DataKeySpec::Aes256)
            .encryption_context(CONTEXT, tenant.as_str())
            .send()
            .await
            .map_err(|error| port_error(&error))?;
        let wrapped = answer.ciphertext_blob.map(Blob::into_inner).unwrap_or_default();
        Ok((data_key(answer.plaintext)?, wrapped))
    }

    async fn unwrap(&self, tenant: &TenantId, wrapped: &[u8]) -> PortResult<DataKey> {
        let answer = self
            .client
            .decrypt()
            .key_id(&self.key_id)
            .ciphertext_blob(Blob::new(wrapped))
            .encryption_context(CONTEXT, tenant.as_str())
            .send()
            .await
            .map_err(|error| port_error(&error))?;
        data_key(answer.plaintext)
    }
}
