//! Verifies a presigned request.
//!
//! # Source
//! Amazon S3 API reference, "Authenticating requests: using query parameters (AWS Signature Version 4)".

use std::fmt::Write as _;

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

/// Clocks may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(15);
const LIFETIME_MAX_SECONDS: i64 = 604_800;

/// S3's code for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) &'static str);

/// What a signature covers.
pub(super) struct Signed<'a> {
    pub(super) method: &'a str,
    /// As it came.
    pub(super) path: &'a str,
    /// Decoded.
    pub(super) query: &'a [(String, String)],
    pub(super) headers: &'a HeaderMap,
}

impl Signed<'_> {
    fn given(&self, name: &str) -> Result<&str, Refusal> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).ok_or(Refusal("AccessDenied"))
    }

    fn canonical(&self, signed_headers: &str) -> Result<String, Refusal> {
        let mut pairs: Vec<(String, String)> = self
            .query
            .iter()
            .filter(|(name, _)| name != "X-Amz-Signature")
            .map(|(name, value)| (encoded(name), encoded(value)))
            .collect();
        pairs.sort();
        let query: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = String::new();
        for name in signed_headers.split(';') {
            let value = self.headers.get(name).and_then(|value| value.to_str().ok());
            let value = value.ok_or(Refusal("SignatureDoesNotMatch"))?;
            let _ = writeln!(headers, "{name}:{}", value.trim());
        }
        let parts = [self.method, self.path, &query.join("&"), &headers, signed_headers, "UNSIGNED-PAYLOAD"];
        Ok(parts.join("\n"))
    }
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length will do for HMAC.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        },
    )
}

/// Refuses a request that is not signed with the key pair, or whose URL has ended.
pub(super) fn verify(request: &Signed<'_>, (id, secret): (&str, &str), now: Timestamp) -> Result<(), Refusal> {
    if request.given("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
        return Err(Refusal("AccessDenied"));
    }
    let date = request.given("X-Amz-Date")?;
    let signed_at = jiff::fmt::strtime::parse("%Y%m%dT%H%M%SZ", date)
        .and_then(|parsed| parsed.to_datetime()?.to_zoned(jiff::tz::TimeZone::UTC))
        .map_err(|_| Refusal("AuthorizationQueryParametersError"))?
        .timestamp();
    let seconds: i64 = request.given("X-Amz-Expires")?.parse().unwrap_or_default();
    let lives = (1..=LIFETIME_MAX_SECONDS).contains(&seconds) && now <= signed_at + SignedDuration::from_secs(seconds);
    if !lives || signed_at > now + SKEW {
        return Err(Refusal("AccessDenied"));
    }
    let credential = request.given("X-Amz-Credential")?;
    let (who, scope) = credential.split_once('/').ok_or(Refusal("AccessDenied"))?;
    if who != id || !scope.starts_with(&date[..8]) {
        return Err(Refusal("InvalidAccessKeyId"));
    }
    let signed_headers = request.given("X-Amz-SignedHeaders")?;
    if !signed_headers.split(';').any(|name| name == "host") {
        return Err(Refusal("AccessDenied"));
    }
    let canonical = request.canonical(signed_headers)?;
    let digest = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = ["AWS4-HMAC-SHA256", date, scope, &digest].join("\n");
    let key = scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, part| hmac(&key, part));
    if hex(&hmac(&key, &to_sign)) == request.given("X-Amz-Signature")? {
        Ok(())
    } else {
        Err(Refusal("SignatureDoesNotMatch"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: (&str, &str) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    /// The example of the document.
    fn example() -> Vec<(String, String)> {
        [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"),
            ("X-Amz-Date", "20130524T000000Z"),
            ("X-Amz-Expires", "86400"),
            ("X-Amz-SignedHeaders", "host"),
            ("X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn outcome(path: &str, query: &[(String, String)], now: &str) -> Result<(), Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert("host", "examplebucket.s3.amazonaws.com".parse().expect("a value"));
        let request = Signed { method: "GET", path, query, headers: &headers };
        verify(&request, KEYS, now.parse().expect("a time"))
    }

    #[test]
    fn amazons_own_example_is_good_until_it_ends() {
        assert_eq!(outcome("/test.txt", &example(), "2013-05-24T23:59:59Z"), Ok(()));
        assert_eq!(outcome("/test.txt", &example(), "2013-05-25T00:00:01Z"), Err(Refusal("AccessDenied")));
    }

    #[test]
    fn whatever_is_changed_is_noticed() {
        let now = "2013-05-24T01:00:00Z";
        assert_eq!(outcome("/other.txt", &example(), now), Err(Refusal("SignatureDoesNotMatch")));
        let mut longer = example();
        longer[3].1 = "604800".to_owned();
        assert_eq!(outcome("/test.txt", &longer, now), Err(Refusal("SignatureDoesNotMatch")));
        let mut more = example();
        more.push(("response-content-type".to_owned(), "text/html".to_owned()));
        assert_eq!(outcome("/test.txt", &more, now), Err(Refusal("SignatureDoesNotMatch")));
        assert_eq!(outcome("/test.txt", &[], now), Err(Refusal("AccessDenied")));
    }
}
