//! The HTTP client of the SDKs. Where it speaks with AWS it trusts Amazon's own roots alone: reading the system's hundred
//! and forty was three quarters of the work of a cold start.
//!
//! # Source
//! Amazon Trust Services, "Repository": Amazon Root CA 1 to 4 and Starfield Services Root Certificate Authority G2, which
//! every public endpoint of AWS chains to. They run until 2037 and later.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use reqwest::Url;

const AMAZON_ROOTS: &str = include_str!("amazon_roots.pem");

/// The client for a service at `endpoint`, or at the region's own; `None` leaves the SDK its own, with the system's roots.
pub(crate) fn client(region: &str, endpoint: Option<&str>) -> Option<SharedHttpClient> {
    if !is_amazons(region, endpoint) {
        return None;
    }
    let trusted = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    let context = TlsContext::builder().with_trust_store(trusted).build().ok()?;
    Some(Builder::new().tls_provider(Provider::rustls(CryptoMode::AwsLc)).tls_context(context).build_https())
}

/// Whether Amazon's roots are the right ones. Partitions with roots of their own are not, nor is a stranger's TLS; plain
/// HTTP needs none at all.
fn is_amazons(region: &str, endpoint: Option<&str>) -> bool {
    let has_other_roots = region.starts_with("cn-") || region.contains("-iso");
    let Some(endpoint) = endpoint else { return !has_other_roots };
    let Ok(url) = Url::parse(endpoint) else { return false };
    url.scheme() == "http" || (!has_other_roots && url.host_str().is_some_and(|host| host.ends_with(".amazonaws.com")))
}

#[cfg(test)]
mod tests {
    use super::{client, is_amazons};

    #[test]
    fn only_amazons_own_endpoints_are_held_to_its_roots() {
        for (region, endpoint, expected) in [
            ("us-east-1", None, true),
            ("eu-central-1", Some("https://a1b2c3.execute-api.eu-central-1.amazonaws.com/live"), true),
            ("us-east-1", Some("http://127.0.0.1:8000"), true),
            ("us-east-1", Some("https://localhost:4566"), false),
            ("us-east-1", Some("https://amazonaws.com.example.com"), false),
            ("us-east-1", Some("not a url"), false),
            ("cn-north-1", None, false),
            ("us-iso-east-1", None, false),
        ] {
            assert_eq!(is_amazons(region, endpoint), expected, "{region} {endpoint:?}");
        }
    }

    #[test]
    fn the_roots_can_be_read() {
        assert!(client("us-east-1", None).is_some());
        // The SDK reads the roots as it makes a client, and panics at one that it cannot read.
        drop(crate::aws::AwsSettings::local().dynamodb(None));
    }
}
