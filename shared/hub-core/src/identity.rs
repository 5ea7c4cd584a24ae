//! How an external identity provider signs, and the public keys with which that is checked.

use std::str::FromStr;

/// The signature algorithms that the hub takes from a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl SigningAlgorithm {
    /// The name in a token's header and in a key document.
    ///
    /// # Source
    /// RFC 7518, section 3.1.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

/// A text that names no algorithm which the hub takes from a provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be RS256 or ES256")]
pub struct NotASigningAlgorithm;

impl FromStr for SigningAlgorithm {
    type Err = NotASigningAlgorithm;
    fn from_str(text: &str) -> Result<Self, NotASigningAlgorithm> {
        [Self::Rs256, Self::Es256].into_iter().find(|known| known.name() == text).ok_or(NotASigningAlgorithm)
    }
}

/// A provider's public key. Each part is a big-endian number in base64url without padding, as in a key document.
///
/// # Source
/// RFC 7518, section 6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningKey {
    /// For [`SigningAlgorithm::Rs256`].
    Rsa {
        /// The modulus, `n`.
        modulus: String,
        /// The public exponent, `e`.
        exponent: String,
    },
    /// For [`SigningAlgorithm::Es256`].
    P256 {
        /// The point's x coordinate.
        x: String,
        /// The point's y coordinate.
        y: String,
    },
}
