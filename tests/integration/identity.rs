//! People whom an external identity provider signs in, and tokens that only look like theirs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use hub_core::identity::SigningAlgorithm;
use hub_dev::runner::{IdentitySettings, LOCAL_JWT_SECRET};
use hub_testkit::identity::{IdentityProvider, Signature, forge};
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{Person, TestHub};

const AUDIENCE: &str = "hub";
const CUSTOMER: &str = "+14155550123";
const INVALID: &str = r#"401 Unauthorized {"code":"invalid_token","error":"Invalid token"}"#;

/// A hub that trusts a provider which signs by an algorithm.
async fn start(algorithm: SigningAlgorithm) -> (IdentityProvider, TestHub) {
    let provider = IdentityProvider::start().await.expect("a provider");
    let (jwks_url, issuer) = (provider.jwks_url(), provider.issuer());
    let settings = IdentitySettings { jwks_url, issuer, audience: AUDIENCE.to_owned(), algorithm };
    let hub = TestHub::with_identity(settings).await;
    (provider, hub)
}

/// Seconds from now, as tokens count.
fn at(seconds: i64) -> i64 {
    Timestamp::now().as_second() + seconds
}

/// The claims of an agent of acme, with some set otherwise; null leaves one out.
fn claims(provider: &IdentityProvider, otherwise: Value) -> Value {
    let mut claims = json!({
        "iss": provider.issuer(), "aud": AUDIENCE, "sub": "auth0|ada", "iat": at(0), "exp": at(600), "tid": "acme",
        "role": "agent",
    });
    for (name, value) in otherwise.as_object().expect("claims") {
        claims[name] = value.clone();
    }
    claims.as_object_mut().expect("claims").retain(|_, value| !value.is_null());
    claims
}

/// Claims as Supabase makes them: tenant and role stand where only its administrator writes.
fn supabase(provider: &IdentityProvider, app_metadata: &Value) -> Value {
    let app_metadata = app_metadata.clone();
    claims(
        provider,
        json!({
            "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "email": "Ada@Acme.test", "tid": null,
            "role": "authenticated", "app_metadata": app_metadata,
        }),
    )
}

async fn assert_refused(hub: &TestHub, token: &str, why: &str) {
    for path in ["/api/conversations", "/api/me"] {
        let reply = Person::with_token(hub, Some(token)).get(path).await;
        assert_eq!(reply.to_string(), INVALID, "{why}: {path}");
    }
}

async fn assert_admitted(hub: &TestHub, token: &str, why: &str) {
    let reply = Person::with_token(hub, Some(token)).get("/api/conversations").await;
    assert_eq!(reply.status(), "200 OK", "{why}");
}

#[tokio::test]
async fn a_person_of_the_provider_works_in_their_tenant_and_in_no_other() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    hub.acme().receives_sms(CUSTOMER, "For acme").await;
    hub.globex().receives_sms(CUSTOMER, "For globex").await;
    let token = provider.token(&claims(&provider, json!({ "name": "Ada Lovelace" }))).expect("a token");
    let ada = Person::with_token(&hub, Some(&token));

    let me = ada.get("/api/me").await.body;
    assert_eq!((&me["user"]["name"], &me["user"]["role"]), (&json!("Ada Lovelace"), &json!("agent")));
    assert_eq!((&me["tenant"]["id"], me["team"].as_array().map(Vec::len)), (&json!("acme"), Some(3)));
    assert_eq!(me["user"]["id"].as_str().map(|id| (id.len(), &id[..4])), Some((36, "ext_")));

    let inbox = ada.inbox().await;
    assert_eq!(inbox.len(), 1);
    let theirs = hub.globex().person("owner").await.inbox().await[0]["id"].clone();
    let elsewhere = format!("/api/conversations/{}", theirs.as_str().expect("an id"));
    assert_eq!(ada.get(&elsewhere).await.status(), "404 Not Found");

    assert_eq!(ada.sends(CUSTOMER, "Hello").await.status(), "202 Accepted");
    assert!(ada.post("/api/ws-ticket", json!({})).await.status().starts_with('2'));
    hub.settles().await;
    assert_eq!(ada.thread(CUSTOMER).await.len(), 2);
}

#[tokio::test]
async fn each_algorithm_and_each_shape_of_claims_works() {
    for algorithm in [SigningAlgorithm::Rs256, SigningAlgorithm::Es256] {
        let (provider, hub) = start(algorithm).await;
        let signed = |claims: &Value| match algorithm {
            SigningAlgorithm::Rs256 => provider.token(claims).expect("a token"),
            SigningAlgorithm::Es256 => provider.token_es256(claims).expect("a token"),
        };
        for (token, why) in [
            (claims(&provider, json!({})), "tenant and role at the top"),
            (claims(&provider, json!({ "aud": ["another", AUDIENCE] })), "one audience of several"),
            (
                claims(&provider, json!({ "app_metadata": { "org_id": "acme", "role": "agent" } })),
                "the same tenant twice",
            ),
            (claims(&provider, json!({ "nbf": at(-5) })), "good since a while"),
            (claims(&provider, json!({ "nbf": at(10), "exp": at(-10) })), "clocks may differ by half a minute"),
            (supabase(&provider, &json!({ "org_id": "acme", "role": "agent" })), "Supabase"),
        ] {
            assert_admitted(&hub, &signed(&token), &format!("{algorithm:?}: {why}")).await;
        }
    }
}

#[tokio::test]
async fn supabase_people_have_the_role_that_its_administrator_gave_them() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let claims = |role: &str| supabase(&provider, &json!({ "org_id": "acme", "role": role, "provider": "email" }));
    // By the provider's key, and by a secret that the project shares with the hub.
    let mut shared = claims("readonly");
    shared["iss"] = json!("https://project.supabase.co/auth/v1");
    shared["aud"] = json!("authenticated");
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    for token in [
        provider.token(&claims("readonly")).expect("a token"),
        forge(&header, &shared, Signature::Hs256(LOCAL_JWT_SECRET.as_bytes())),
    ] {
        let viewer = Person::with_token(&hub, Some(&token));
        let me = viewer.get("/api/me").await.body;
        assert_eq!((&me["user"]["role"], &me["user"]["name"]), (&json!("readonly"), &json!("Ada@Acme.test")));
        assert_eq!(me["user"]["email"], "ada@acme.test");
        assert_eq!(viewer.sends(CUSTOMER, "Hello").await.text("code"), "read_only");
    }
    hub.settles().await;
    hub.twilio().sent_nothing_to(CUSTOMER);
}

#[tokio::test]
async fn a_person_of_whom_nothing_is_told_has_a_name_all_the_same() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let told = json!({ "user_metadata": { "full_name": "Owner", "name": "Owner" }, "name": 7, "email": " " });
    let token = provider.token(&claims(&provider, told)).expect("a token");
    let me = Person::with_token(&hub, Some(&token)).get("/api/me").await.body;
    assert_eq!((&me["user"]["name"], &me["user"]["email"]), (&json!("Signed in by your organisation"), &json!("")));
}

#[tokio::test]
async fn claims_that_do_not_hold_are_refused() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    for (otherwise, why) in [
        (json!({ "iss": "https://elsewhere.test/" }), "another issuer"),
        (json!({ "iss": null }), "no issuer"),
        (json!({ "iss": [provider.issuer()] }), "a list of issuers"),
        (json!({ "iss": provider.issuer().trim_end_matches('/') }), "an issuer that is nearly the right one"),
        (json!({ "aud": "elsewhere" }), "made for another service"),
        (json!({ "aud": null }), "made for nobody"),
        (json!({ "aud": [] }), "an empty list of audiences"),
        (json!({ "aud": ["one", "two"] }), "made for other services"),
        (json!({ "aud": { "hub": "hub" } }), "an audience that is no text"),
        (json!({ "exp": at(-31) }), "expired"),
        (json!({ "exp": null }), "good for ever"),
        (json!({ "exp": "9999999999" }), "an expiry that is no number"),
        (json!({ "nbf": at(120) }), "not good yet"),
        (json!({ "nbf": "0" }), "a start that is no number"),
        (json!({ "sub": null }), "nobody"),
        (json!({ "sub": "" }), "an empty subject"),
        (json!({ "sub": 7 }), "a subject that is no text"),
        (json!({ "tid": null }), "no tenant; there is no default one"),
        (json!({ "tid": "" }), "an empty tenant"),
        (json!({ "tid": ["acme"] }), "a list of tenants"),
        (json!({ "tid": "acme#P" }), "a key separator"),
        (json!({ "tid": "T#acme" }), "a key"),
        (json!({ "tid": "acme/../globex" }), "a path"),
        (json!({ "tid": "acme globex" }), "a space"),
        (json!({ "tid": "acme\n" }), "a line's end"),
        (json!({ "tid": "acme\u{0}" }), "a zero byte"),
        (json!({ "tid": "аcme" }), "a letter that only looks Latin"),
        (json!({ "tid": "x".repeat(65) }), "too long"),
        (json!({ "app_metadata": { "org_id": "globex", "role": "agent" } }), "two tenants"),
        (json!({ "app_metadata": { "org_id": "", "role": "agent" } }), "two tenants, one of them empty"),
        (
            json!({ "tid": null, "app_metadata": { "org_id": "acme#P", "role": "agent" } }),
            "a key separator at Supabase",
        ),
        (
            json!({ "tid": null, "app_metadata": { "tid": "acme", "role": "agent" } }),
            "the tenant in a place that is not read",
        ),
        (
            json!({ "tid": null, "user_metadata": { "org_id": "acme", "tid": "acme", "role": "owner" } }),
            "a tenant that the person wrote",
        ),
        (
            json!({ "tid": null, "app_metadata": { "org_id": "acme" }, "role": "owner" }),
            "the top-level role grants nothing",
        ),
        (
            json!({ "tid": null, "app_metadata": { "org_id": "acme" }, "user_metadata": { "role": "owner" } }),
            "a role that the person wrote",
        ),
        (
            json!({ "tid": null, "app_metadata": { "org_id": "acme", "role": "service_role" } }),
            "a role that the hub does not know",
        ),
        (json!({ "app_metadata": "acme" }), "metadata that are none"),
        (json!({ "role": null }), "no role"),
        (json!({ "role": "admin" }), "an unknown role"),
        (json!({ "role": "OWNER" }), "a role in capitals"),
        (json!({ "role": ["owner"] }), "a list of roles"),
    ] {
        let token = provider.token(&claims(&provider, otherwise)).expect("a token");
        assert_refused(&hub, &token, why).await;
    }
    assert_admitted(&hub, &provider.token(&claims(&provider, json!({}))).expect("a token"), "nothing is wrong").await;
}

#[tokio::test]
async fn a_person_cannot_raise_their_own_role() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let raised = json!({ "role": "owner", "org_id": "globex", "tid": "globex" });
    for (otherwise, why) in [
        (json!({ "role": "readonly", "user_metadata": raised }), "what the person wrote is not read"),
        (
            json!({ "role": "owner", "app_metadata": { "org_id": "acme", "role": "readonly" } }),
            "the top-level role is not read",
        ),
    ] {
        let token = provider.token(&claims(&provider, otherwise)).expect("a token");
        let me = Person::with_token(&hub, Some(&token)).get("/api/me").await.body;
        assert_eq!((&me["user"]["role"], &me["tenant"]["id"]), (&json!("readonly"), &json!("acme")), "{why}");
    }
}

#[tokio::test]
async fn signatures_that_are_not_the_providers_are_refused() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let stranger = IdentityProvider::start().await.expect("another provider");
    let good = claims(&provider, json!({ "role": "owner" }));
    let right = provider.token(&good).expect("a token");
    let (unsigned, signature) = right.rsplit_once('.').expect("three parts");
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    let kid = provider.rsa_key_id();
    let headed = |header: Value| provider.token_with_header(&header, &good).expect("a token");
    let header = |alg: &str| json!({ "alg": alg, "typ": "JWT", "kid": kid });

    let mut forged = vec![
        (stranger.token(&good).expect("a token"), "signed with another key of the same id"),
        (provider.token_es256(&good).expect("a token"), "ES256 where RS256 is configured"),
        (format!("{unsigned}."), "the signature is cut off"),
        (unsigned.to_owned(), "there is no third part"),
        (format!("{right}.{}", "x"), "there is a fourth part"),
        (forge(&header("RS256"), &good, Signature::Bytes(&signature[1..])), "the signature is too short"),
        (
            forge(&header("RS256"), &claims(&provider, json!({ "tid": "globex" })), Signature::Bytes(&signature)),
            "other claims",
        ),
        (headed(json!({ "alg": "RS512" })), "the header names another algorithm of the same kind"),
        (headed(json!({ "alg": "PS256" })), "the header names another padding"),
        (headed(json!({ "alg": ["RS256"] })), "a list of algorithms"),
        (headed(json!({ "alg": null })), "no algorithm"),
        (headed(json!({ "kid": null })), "no key id"),
        (headed(json!({ "kid": "" })), "an empty key id"),
        (headed(json!({ "kid": "rsa-2" })), "an unknown key id"),
        (headed(json!({ "kid": "encryption" })), "a key that is not for signatures"),
        (headed(json!({ "kid": "edwards" })), "a key of another kind"),
        (headed(json!({ "kid": "p256-1" })), "a key of another algorithm"),
        (headed(json!({ "kid": "../../etc/passwd" })), "a path as key id"),
        (headed(json!({ "kid": "rsa-1\u{0}" })), "a zero byte after the key id"),
        (headed(json!({ "kid": "' OR 1=1 --" })), "a query as key id"),
        (headed(json!({ "kid": "x".repeat(5_000) })), "a very long key id"),
        (headed(json!({ "kid": 1 })), "a key id that is no text"),
        (headed(json!({ "crit": ["exp"] })), "a critical header"),
        (headed(json!({ "crit": ["b64"], "b64": false })), "a critical header that changes what is signed"),
    ];
    // Where the key is to be found is the deployment's word: these lead to the stranger's key.
    for (name, value) in [("jku", json!(stranger.jwks_url())), ("x5u", json!(stranger.jwks_url()))] {
        let header = json!({ name: value, "kid": "rsa-1" });
        forged.push((stranger.token_with_header(&header, &good).expect("a token"), "the header says where the key is"));
    }
    for none in ["none", "None", "NONE", ""] {
        forged.push((forge(&header(none), &good, Signature::Nothing), "unsigned"));
        forged.push((forge(&header(none), &good, Signature::Bytes(&signature)), "unsigned, with a signature"));
    }
    for bytes in provider.rsa_key_as_bytes().expect("a key") {
        for (header, why) in [
            (header("HS256"), "the public key taken for a secret"),
            (json!({ "alg": "HS256", "typ": "JWT" }), "the public key taken for a secret, without key id"),
        ] {
            forged.push((forge(&header, &good, Signature::Hs256(&bytes)), why));
            let elsewhere = claims(&provider, json!({ "iss": null, "role": "owner" }));
            forged.push((forge(&header, &elsewhere, Signature::Hs256(&bytes)), "the same by the hub's own path"));
        }
    }
    let secret = Signature::Hs256(LOCAL_JWT_SECRET.as_bytes());
    forged.push((forge(&header("HS256"), &good, secret), "the hub's own secret does not speak for the provider"));
    let critical = json!({ "alg": "HS256", "crit": ["exp"] });
    let own = claims(&provider, json!({ "iss": null }));
    forged.push((forge(&critical, &own, secret), "a critical header by the hub's own path"));

    for (token, why) in &forged {
        assert_refused(&hub, token, why).await;
    }
    assert_eq!(stranger.fetches(), 0, "no token leads the hub elsewhere");
    assert!(provider.fetches() <= 2, "one document and one search for unknown keys, not {}", provider.fetches());
    assert_admitted(&hub, &right, "the provider's own signature").await;
    assert_admitted(&hub, &forge(&json!({ "alg": "HS256" }), &own, secret), "the hub's own secret and path").await;
}

#[tokio::test]
async fn rs256_is_refused_where_es256_is_configured() {
    let (provider, hub) = start(SigningAlgorithm::Es256).await;
    let good = claims(&provider, json!({}));
    let es256 = json!({ "alg": "ES256", "kid": "p256-1" });
    for (token, why) in [
        (provider.token(&good).expect("a token"), "RS256 with its own key"),
        (provider.token_with_header(&es256, &good).expect("a token"), "an RSA signature that is said to be of P-256"),
        (forge(&es256, &good, Signature::Bytes(&[0; 64])), "a signature of zeros"),
        (forge(&es256, &good, Signature::Nothing), "no signature"),
        (forge(&json!({ "alg": "HS256", "kid": "p256-1" }), &good, Signature::Hs256(b"")), "an empty secret"),
    ] {
        assert_refused(&hub, &token, why).await;
    }
    assert_admitted(&hub, &provider.token_es256(&good).expect("a token"), "ES256").await;
}

#[tokio::test]
async fn without_a_configured_provider_none_is_trusted() {
    let provider = IdentityProvider::start().await.expect("a provider");
    let hub = TestHub::start().await;
    let good = claims(&provider, json!({}));
    assert_refused(&hub, &provider.token(&good).expect("a token"), "RS256").await;
    assert_refused(&hub, &provider.token_es256(&good).expect("a token"), "ES256").await;
    assert_eq!(provider.fetches(), 0);
}

#[tokio::test]
async fn fifty_first_requests_at_once_fetch_the_keys_once() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let token = provider.token(&claims(&provider, json!({}))).expect("a token");
    let person = Person::with_token(&hub, Some(&token));
    let replies = join_all((0..50).map(|_| person.get("/api/conversations"))).await;
    assert!(replies.iter().all(|reply| reply.status() == "200 OK"));
    assert_eq!(provider.fetches(), 1);
}

#[tokio::test]
async fn rotated_keys_are_found_and_the_old_ones_are_no_longer_good() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let good = claims(&provider, json!({}));
    let old = provider.token(&good).expect("a token");
    assert_admitted(&hub, &old, "before").await;
    provider.rotate_keys().expect("new keys");
    assert_admitted(&hub, &provider.token(&good).expect("a token"), "the new key").await;
    assert_refused(&hub, &old, "the old key is not published any more").await;
    assert_eq!(provider.fetches(), 2);
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_the_callers_fault() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let token = provider.token(&claims(&provider, json!({}))).expect("a token");
    provider.goes_down();
    let reply = Person::with_token(&hub, Some(&token)).get("/api/conversations").await;
    assert_eq!((reply.status().as_str(), reply.text("code")), ("503 Service Unavailable", "unavailable"));
    assert_eq!(hub.acme().person("agent").await.get("/api/me").await.status(), "200 OK", "the hub's own people");
}

#[tokio::test]
async fn known_keys_work_on_while_the_provider_is_down() {
    let (provider, hub) = start(SigningAlgorithm::Rs256).await;
    let good = claims(&provider, json!({}));
    let token = provider.token(&good).expect("a token");
    assert_admitted(&hub, &token, "up").await;
    provider.goes_down();
    let unknown = provider.token_with_header(&json!({ "kid": "rsa-9" }), &good).expect("a token");
    assert_refused(&hub, &unknown, "a key that nobody can look for").await;
    assert_admitted(&hub, &token, "down").await;
}
