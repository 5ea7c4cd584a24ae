//! The provider's key pairs and their public halves.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// One RSA and one P-256 key pair with their ids.
pub(super) struct Keys {
    generation: usize,
    rsa: RsaKeyPair,
    p256: EcdsaKeyPair,
}

impl Keys {
    pub(super) fn generate() -> Result<Self, Unspecified> {
        Self::of_generation(1)
    }

    /// New keys with new ids.
    pub(super) fn next(&self) -> Result<Self, Unspecified> {
        Self::of_generation(self.generation + 1)
    }

    fn of_generation(generation: usize) -> Result<Self, Unspecified> {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048)?;
        let p256 = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
        Ok(Self { generation, rsa, p256 })
    }

    pub(super) fn rsa_id(&self) -> String {
        format!("rsa-{}", self.generation)
    }

    pub(super) fn p256_id(&self) -> String {
        format!("p256-{}", self.generation)
    }

    pub(super) fn sign_rs256(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let mut signature = vec![0; self.rsa.public_modulus_len()];
        self.rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)?;
        Ok(signature)
    }

    pub(super) fn sign_es256(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        Ok(self.p256.sign(&SystemRandom::new(), message)?.as_ref().to_vec())
    }

    fn rsa_jwk(&self) -> Value {
        let public = self.rsa.public_key();
        json!({
            "kid": self.rsa_id(), "kty": "RSA", "use": "sig", "alg": "RS256",
            "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        })
    }

    fn p256_jwk(&self) -> Value {
        // 04, then the two coordinates of 32 bytes.
        let point = self.p256.public_key().as_ref();
        json!({
            "kid": self.p256_id(), "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..65]),
        })
    }

    /// What the provider publishes, with two keys among it that sign nothing.
    pub(super) fn document(&self) -> Value {
        json!({ "keys": [
            { "kid": "encryption", "kty": "RSA", "use": "enc", "n": self.rsa_jwk()["n"], "e": "AQAB" },
            { "kid": "edwards", "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "x": "AQ" },
            self.rsa_jwk(),
            self.p256_jwk(),
        ] })
    }

    /// The RSA public key in each form in which somebody could take it for a secret.
    pub(super) fn rsa_as_bytes(&self) -> Result<Vec<Vec<u8>>, Unspecified> {
        let der: PublicKeyX509Der<'_> = self.rsa.public_key().as_der()?;
        let base64 = STANDARD.encode(der.as_ref());
        let lines: Vec<&str> = (0..base64.len()).step_by(64).map(|at| &base64[at..base64.len().min(at + 64)]).collect();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"));
        let modulus = self.rsa.public_key().modulus().big_endian_without_leading_zero().to_vec();
        Ok(vec![
            format!("{pem}\n").into_bytes(),
            pem.into_bytes(),
            der.as_ref().to_vec(),
            self.rsa.public_key().as_ref().to_vec(),
            modulus,
            self.rsa_jwk().to_string().into_bytes(),
            self.rsa_jwk()["n"].as_str().unwrap_or_default().as_bytes().to_vec(),
            self.document().to_string().into_bytes(),
        ])
    }
}
