//! Whom a route for owners admits: a token's word is enough for nobody whom the hub can look up.

use hub_core::identity::SigningAlgorithm;
use hub_dev::runner::{IdentitySettings, LOCAL_JWT_SECRET};
use hub_lambda::auth::{Caller, Owner};
use hub_lambda::http::HttpCall;
use hub_testkit::identity::{IdentityProvider, Signature, forge};
use jiff::Timestamp;
use serde_json::json;
use tests::TestHub;

/// What becomes of somebody with this token: their id, or the refusal's status and code.
async fn admitted(hub: &TestHub, token: &str) -> Result<String, (u16, &'static str)> {
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "",
        "headers": { "authorization": format!("Bearer {token}") },
        "requestContext": { "http": { "method": "GET", "path": "/", "sourceIp": "127.0.0.1" } },
    });
    let call = HttpCall::from_event(&event.to_string()).expect("a call");
    let hub = hub.runner().hub();
    let tokens = hub.tokens.as_ref().expect("tokens");
    let admit = async { Owner::admit(hub, tokens.principal(&call).await?).await };
    let owner = admit.await.map_err(|error: hub_lambda::ApiError| (error.status, error.code))?;
    Ok(owner.user().to_string())
}

#[tokio::test]
async fn an_owner_of_the_hub_is_looked_up_and_one_of_the_identity_provider_is_not() {
    let provider = IdentityProvider::start().await.expect("a provider");
    let settings = IdentitySettings {
        jwks_url: provider.jwks_url(),
        issuer: provider.issuer(),
        audience: "hub".to_owned(),
        algorithm: SigningAlgorithm::Rs256,
    };
    let hub = TestHub::with_identity(settings).await;
    let exp = Timestamp::now().as_second() + 600;
    let own = |tenant: &str, user: &str, role: &str| {
        let claims = json!({ "sub": user, "tid": tenant, "role": role, "exp": exp });
        forge(&json!({ "alg": "HS256" }), &claims, Signature::Hs256(LOCAL_JWT_SECRET.as_bytes()))
    };
    let outside = |role: &str| {
        let claims =
            json!({ "iss": provider.issuer(), "aud": "hub", "sub": "ada", "tid": "acme", "role": role, "exp": exp });
        provider.token(&claims).expect("a token")
    };
    for (token, expected, why) in [
        (own("acme", "usr_acme_owner", "owner"), Ok("usr_acme_owner"), "is an owner"),
        (own("acme", "usr_acme_agent", "owner"), Err((403, "owner_only")), "was an owner when the token was made"),
        (own("acme", "usr_acme_gone", "owner"), Err((401, "invalid_token")), "was removed since"),
        (own("globex", "usr_acme_owner", "owner"), Err((401, "invalid_token")), "is an owner elsewhere"),
        (own("acme", "usr_acme_owner", "agent"), Err((403, "owner_only")), "became an owner since"),
        (own("acme", "usr_acme_viewer", "readonly"), Err((403, "read_only")), "may only look"),
        (outside("owner"), Ok("ada"), "the provider says so"),
        (outside("agent"), Err((403, "owner_only")), "the provider does not say so"),
        (outside("readonly"), Err((403, "read_only")), "the provider lets them look"),
    ] {
        assert_eq!(admitted(&hub, &token).await, expected.map(str::to_owned), "{why}");
    }
}
