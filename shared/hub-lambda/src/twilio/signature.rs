//! Twilio's webhook signature, over the raw body.
//!
//! # Source
//! Twilio's official Python and Node libraries; `tests/vectors/signature.json` was made with them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What a signature covers.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The full URL, path and query as they came.
    pub url: &'a str,
    /// The method in capitals.
    pub method: &'a str,
    /// The `Content-Type` header, or nothing.
    pub content_type: &'a str,
    /// The `X-Twilio-Signature` header, or nothing.
    pub signature: &'a str,
    /// The body's bytes.
    pub body: &'a [u8],
}

/// Whether `token` signed the request. An empty token or signature never does.
#[must_use]
pub fn verify(request: &SignedRequest<'_>, token: &str) -> bool {
    if token.is_empty() || request.signature.is_empty() {
        return false;
    }
    let Some(parameters) = signed_parameters(request) else { return false };
    // Twilio's back ends differ in whether they sign the default port, so both forms are tried.
    let url = request.url.split('#').next().unwrap_or_default();
    let candidates = [Some(url.to_owned()), without_port(url), with_port(url)];
    candidates.into_iter().flatten().any(|url| {
        let expected = sign(token, &url, &parameters);
        expected.as_bytes().ct_eq(request.signature.as_bytes()).into()
    })
}

/// The signature of a URL followed by the parameters' text.
#[must_use]
pub fn sign(token: &str, url: &str, parameters: &str) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.as_bytes()) else { return String::new() };
    mac.update(url.as_bytes());
    mac.update(parameters.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// What follows the URL in the signed text; `None` for a body that no signature covers.
fn signed_parameters(request: &SignedRequest<'_>) -> Option<String> {
    if request.method == "GET" || request.body.is_empty() {
        return if body_hash(request.url).is_some() {
            is_body_hash_right(request).then(String::new)
        } else {
            Some(String::new())
        };
    }
    let kind = request.content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Some(form_parameters(request.body));
    }
    is_body_hash_right(request).then(String::new)
}

/// Each key in byte order followed by its distinct values in order, all decoded once.
#[must_use]
pub fn form_parameters(body: &[u8]) -> String {
    let mut pairs: Vec<_> = form_urlencoded::parse(body).collect();
    pairs.sort();
    pairs.dedup();
    pairs.iter().fold(String::new(), |text, (key, value)| text + key + value)
}

fn body_hash(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == "bodySHA256").map(|(_, value)| value.into_owned())
}

fn is_body_hash_right(request: &SignedRequest<'_>) -> bool {
    let hash: String = Sha256::digest(request.body).iter().map(|byte| format!("{byte:02x}")).collect();
    body_hash(request.url).is_some_and(|given| hash.as_bytes().ct_eq(given.as_bytes()).into())
}

/// The URL split around its authority: `https://`, `host:port`, the rest.
fn split(url: &str) -> Option<(&str, &str, &str)> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?']).map_or(url.len(), |at| start + at);
    Some((&url[..start], &url[start..end], &url[end..]))
}

fn port_at(authority: &str) -> Option<usize> {
    let colon = authority.rfind(':')?;
    let digits = &authority[colon + 1..];
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(colon)
}

fn without_port(url: &str) -> Option<String> {
    let (scheme, authority, rest) = split(url)?;
    let colon = port_at(authority)?;
    Some(format!("{scheme}{}{rest}", &authority[..colon]))
}

fn with_port(url: &str) -> Option<String> {
    let (scheme, authority, rest) = split(url)?;
    let port = if scheme.eq_ignore_ascii_case("https://") { 443 } else { 80 };
    port_at(authority).is_none().then(|| format!("{scheme}{authority}:{port}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn text<'a>(value: &'a Value, name: &str) -> &'a str {
        value["headers"]
            .as_object()
            .and_then(|headers| {
                headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
            })
            .unwrap_or_default()
    }

    #[test]
    fn every_vector_of_the_official_libraries_holds() {
        let file: Value = serde_json::from_str(include_str!("../../../../tests/vectors/signature.json")).expect("JSON");
        let (mut checked, mut wrong) = (0, Vec::new());
        for vector in file["vectors"].as_array().expect("vectors") {
            let (Some(expected), category) = (vector["expected"].as_bool(), vector["category"].as_str()) else {
                continue;
            };
            // The shared-key beta is another header with another key; a hub that does not offer it must refuse it.
            let expected = expected && category != Some("sharedkey");
            let body = STANDARD.decode(vector["body_b64"].as_str().unwrap_or_default()).expect("base64");
            let request = SignedRequest {
                url: vector["url"].as_str().expect("url"),
                method: vector["method"].as_str().expect("method"),
                content_type: text(vector, "content-type"),
                signature: text(vector, "x-twilio-signature"),
                body: &body,
            };
            checked += 1;
            if verify(&request, vector["token"].as_str().unwrap_or_default()) != expected {
                wrong.push(format!("{} {category:?} {} expected {expected}", vector["id"], vector["note"]));
            }
        }
        assert!(checked > 170, "only {checked} vectors");
        assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn every_lambda_event_of_the_vectors_is_judged_right() {
        let file = include_str!("../../../../tests/vectors/signature_lambda_events.json");
        let vectors: Vec<Value> = serde_json::from_str(file).expect("JSON");
        assert_eq!(vectors.len(), 80);
        for vector in vectors {
            let call = crate::http::HttpCall::from_event(&vector["event"].to_string()).expect("an HTTP event");
            let base = vector["public_base_url"].as_str().expect("a URL");
            let query = if call.raw_query.is_empty() { String::new() } else { format!("?{}", call.raw_query) };
            let request = SignedRequest {
                url: &format!("{base}{}{query}", call.path),
                method: &call.method,
                content_type: call.header("content-type").unwrap_or_default(),
                signature: call.header("x-twilio-signature").unwrap_or_default(),
                body: &call.body,
            };
            let verified = verify(&request, vector["token"].as_str().expect("a token"));
            assert_eq!(Some(verified), vector["expected"].as_bool(), "{} {}", vector["id"], vector["note"]);
        }
    }
}
