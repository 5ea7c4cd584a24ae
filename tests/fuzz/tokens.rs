//! Session tokens: only what the hub signed opens anything.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_lambda::ApiError;
use hub_lambda::auth::{Principal, Tokens};
use hub_lambda::http::HttpCall;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value, json};

use crate::edits::{edited, edits};
use crate::engine::holds;

const SECRET: &str = "a-secret-of-these-tests-and-of-nothing-else";
const OTHER: &str = "somebody-elses-secret-which-is-as-long-as-ours";
const LATER: i64 = 4_102_444_800;

fn opens(authorization: &str) -> Result<Principal, ApiError> {
    let tokens = Tokens::new(SECRET).expect("a secret");
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "",
        "headers": { "authorization": authorization },
        "requestContext": { "http": { "method": "GET", "path": "/", "sourceIp": "198.51.100.7" } },
    });
    let call = HttpCall::from_event(&event.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(tokens.principal(&call))
}

fn refused(authorization: &str) -> TestCaseResult {
    match opens(authorization) {
        Ok(_) => Err(TestCaseError::fail(format!("{authorization} opens"))),
        // A header that is none is answered before anybody looks for a token.
        Err(error) => {
            prop_assert!(matches!(error.status, 400 | 401), "{}", error);
            Ok(())
        }
    }
}

fn signed(header: &Header, claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).expect("a token")
}

fn claims() -> Value {
    json!({ "sub": "usr_1", "tid": "acme", "role": "owner", "iat": 1_790_000_000, "exp": LATER })
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn a_token_with_any_change_opens_nothing() {
    let token = signed(&Header::new(Algorithm::HS256), &claims(), SECRET);
    assert!(opens(&format!("Bearer {token}")).is_ok());
    holds(4_000, &edits(), |edits| {
        let other = edited(&token, &edits);
        // Spaces at its ends are not part of it.
        if other.trim() == token {
            return Ok(());
        }
        refused(&format!("Bearer {other}"))
    });
}

#[test]
fn what_somebody_else_made_opens_nothing() {
    let algorithm =
        proptest::sample::select(&["none", "None", "", "HS256", "HS384", "HS512", "RS256", "ES256", "x"][..]);
    let extra = proptest::sample::select(&["typ", "kid", "jku", "jwk", "x5u", "crit", "zip"][..]);
    let signature =
        prop_oneof![Just(String::new()), vec(any::<u8>(), 32..33).prop_map(|hash| URL_SAFE_NO_PAD.encode(hash))];
    let inputs = (algorithm, extra, "\\PC{0,12}", signature, any::<String>());
    holds(3_000, &inputs, |(algorithm, extra, value, signature, anything)| {
        let header = json!({ "alg": algorithm, extra: value });
        refused(&format!("Bearer {}.{}.{signature}", part(&header), part(&claims())))?;
        refused(&format!("Bearer {}", signed(&Header::new(Algorithm::HS256), &claims(), OTHER)))?;
        refused(&format!("Bearer {anything}"))?;
        refused(&anything)
    });
}

/// Values that a claim has, or should not have.
fn claim() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<String>().prop_map(Value::from),
        "[a-z0-9_]{0,12}".prop_map(Value::from),
        Just(json!("owner")),
        Just(json!("acme")),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!({ "org_id": "acme", "role": "owner" })),
        Just(json!(["acme"])),
    ]
}

#[test]
fn a_signed_token_proves_no_more_than_its_claims() {
    let name =
        proptest::sample::select(&["sub", "tid", "role", "exp", "nbf", "aud", "app_metadata", "name", "email"][..]);
    let inputs = (vec((name, proptest::option::of(claim())), 0..4), 0..2u8);
    holds(4_000, &inputs, |(changes, critical)| {
        let mut claims = claims();
        for (name, value) in changes {
            match value {
                Some(value) => claims[name] = value,
                None => drop(claims.as_object_mut().and_then(|claims| claims.remove(name))),
            }
        }
        let mut header = Header::new(Algorithm::HS256);
        header.crit = (critical == 1).then(|| vec!["b64".to_owned()]);
        let Ok(who) = opens(&format!("Bearer {}", signed(&header, &claims, SECRET))) else { return Ok(()) };
        prop_assert_eq!(critical, 0);
        let tenant = who.tenant().as_str();
        prop_assert!(!tenant.is_empty() && !tenant.chars().any(|c| c == '#' || c.is_control() || c.is_whitespace()));
        let named = [&claims["tid"], &claims["app_metadata"]["org_id"]];
        prop_assert!(named.iter().any(|named| **named == tenant), "{}: {}", tenant, claims);
        let role = serde_json::to_value(who.role()).expect("a role");
        prop_assert!([&claims["role"], &claims["app_metadata"]["role"]].contains(&&role), "{}", claims);
        prop_assert!(claims["exp"].as_f64().is_some_and(|end| end > 1_700_000_000.0), "{}", claims);
        Ok(())
    });
}
