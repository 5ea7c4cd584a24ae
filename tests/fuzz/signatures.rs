//! Twilio's signature: what its token signed verifies, and nothing else does. The signer is the simulator's own, written
//! from the published description.

use hub_lambda::twilio::signature::{SignedRequest, form_parameters, verify};
use hub_testkit::twilio::sign;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::edits::{edited, edits};
use crate::engine::holds;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

type Fields = Vec<(String, String)>;

fn url() -> impl Strategy<Value = String> {
    "https://hub\\.example(:[1-9][0-9]{1,3})?/[a-zA-Z0-9/_%~-]{0,24}(\\?[a-z]{1,5}=[a-zA-Z0-9%&=+.]{0,12})?"
}

fn token() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[0-9a-f]{32}", 1 => "\\PC{1,80}"]
}

fn fields() -> impl Strategy<Value = Fields> {
    let name = || prop_oneof![3 => "[A-Z][A-Za-z0-9]{0,12}", 1 => "\\PC{0,6}"];
    vec((name(), prop_oneof![2 => "\\PC{0,24}", 1 => any::<String>()]), 0..8)
}

fn body(fields: &Fields) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

fn posted<'a>(url: &'a str, signature: &'a str, body: &'a [u8]) -> SignedRequest<'a> {
    SignedRequest { url, method: "POST", content_type: FORM, signature, body }
}

#[test]
fn what_the_token_signed_verifies_and_no_change_of_it_does() {
    let inputs = (url(), token(), fields(), edits());
    holds(2_000, &inputs, |(url, token, fields, edits)| {
        let signature = sign(&token, &url, &fields);
        let bytes = body(&fields);
        prop_assert!(verify(&posted(&url, &signature, &bytes), &token));

        let other_token = edited(&token, &edits);
        // HMAC fills a key up with zeros.
        if other_token.trim_end_matches('\0') != token.trim_end_matches('\0') {
            prop_assert!(!verify(&posted(&url, &signature, &bytes), &other_token), "by {other_token:?}");
        }
        let other_signature = edited(&signature, &edits);
        if other_signature != signature {
            prop_assert!(!verify(&posted(&url, &other_signature, &bytes), &token), "as {other_signature:?}");
        }
        let other_url = format!("{url}x");
        prop_assert!(!verify(&posted(&other_url, &signature, &bytes), &token), "at {other_url:?}");
        let mut other_fields = fields.clone();
        match other_fields.last_mut() {
            Some((_, value)) => *value = edited(value, &edits),
            None => other_fields.push(("From".to_owned(), "+14155550123".to_owned())),
        }
        let other = body(&other_fields);
        if form_parameters(&other) != form_parameters(&bytes) {
            prop_assert!(!verify(&posted(&url, &signature, &other), &token), "with {other_fields:?}");
        }
        Ok(())
    });
}

#[test]
fn what_nobody_signed_never_verifies() {
    let kind = prop_oneof![Just(FORM.to_owned()), Just("application/json".to_owned()), "\\PC{0,30}"];
    let method = prop_oneof![Just("POST".to_owned()), Just("GET".to_owned()), "[A-Z]{0,7}"];
    let signature = prop_oneof![Just(String::new()), "[A-Za-z0-9+/]{27}=", any::<String>()];
    let link = prop_oneof![url(), any::<String>()];
    let inputs = (link, method, kind, signature, vec(any::<u8>(), 0..200), prop_oneof![Just(String::new()), token()]);
    holds(4_000, &inputs, |(url, method, kind, signature, body, token)| {
        let request =
            SignedRequest { url: &url, method: &method, content_type: &kind, signature: &signature, body: &body };
        prop_assert!(!verify(&request, &token));
        Ok(())
    });
}

#[test]
fn a_body_that_is_no_form_verifies_by_its_hash_alone() {
    let inputs = (token(), vec(any::<u8>(), 1..200), any::<proptest::sample::Index>(), 1..=255u8);
    holds(1_000, &inputs, |(token, body, at, flip)| {
        let hash = hash_of(&body);
        let url = format!("https://hub.example/webhooks?bodySHA256={hash}");
        let signature = sign(&token, &url, &[]);
        let request = |body| SignedRequest {
            url: &url,
            method: "POST",
            content_type: "application/json",
            signature: &signature,
            body,
        };
        prop_assert!(verify(&request(&body), &token));
        let mut other = body.clone();
        other[at.index(body.len())] ^= flip;
        prop_assert!(!verify(&request(&other), &token));
        Ok(())
    });
}

fn hash_of(body: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}
