//! From a verified token's claims to a principal: one rule for the hub's own tokens and for those of providers.
//!
//! Two shapes are understood. The hub's own has `tid` and `role` at the top. Supabase's has them in `app_metadata`
//! (`org_id`, `role`), which only its administrator can write; its top-level `role` is a database role and its
//! `user_metadata` is written by the person, so neither is ever read.

use hub_core::account::Role;
use hub_core::ids::{TenantId, UserId, fingerprint};
use hub_core::live::Visitor;
use serde::Deserialize;
use serde_json::Value;

use super::{Origin, Principal};

/// Before the fingerprint of a subject that is no user id.
const OUTSIDE_PREFIX: &str = "ext_";
const FINGERPRINT_LENGTH: usize = 32;
/// A longer name is cut off.
const WORDS_MAX_CHARACTERS: usize = 200;

/// What is read of a token.
#[derive(Deserialize)]
pub(super) struct Claims {
    sub: String,
    tid: Option<String>,
    role: Option<Value>,
    app_metadata: Option<AppMetadata>,
    name: Option<Value>,
    email: Option<Value>,
}

#[derive(Deserialize)]
struct AppMetadata {
    org_id: Option<String>,
    role: Option<Value>,
}

impl Claims {
    /// Who vouches for a person whose token was signed with the hub's own secret: with Supabase's claims it was
    /// Supabase that signed.
    pub(super) fn origin(&self) -> Origin {
        if self.app_metadata.is_some() { Origin::Provider } else { Origin::Hub }
    }

    /// The principal, or the reason why the claims prove none.
    pub(super) fn principal(self, origin: Origin) -> Result<Principal, &'static str> {
        // Where there is `app_metadata`, the top-level role is a database role, whoever named the tenant.
        let (org_id, role) = match self.app_metadata {
            Some(AppMetadata { org_id, role }) => (org_id, role),
            None => (None, self.role),
        };
        let tenant = match (self.tid, org_id) {
            (None, None) => return Err("no tenant"),
            (Some(tid), Some(org_id)) if tid != org_id => return Err("two tenants"),
            (Some(tenant), _) | (None, Some(tenant)) => tenant,
        };
        let tenant_id = TenantId::try_from(tenant).map_err(|_| "the tenant is no tenant id")?;
        let role: Option<Role> = role.and_then(|role| serde_json::from_value(role).ok());
        let role = role.ok_or("no role of the hub")?;
        let is_external = origin == Origin::Provider;
        let visitor = Visitor { tenant_id, user_id: user_id(&self.sub)?, is_external };
        Ok(Principal { visitor, role, origin, name: words(self.name), email: words(self.email) })
    }
}

/// The person behind a subject. Providers name people as they like (`auth0|5f7c8ec7c33c6c004bbafe82`); what may not
/// stand in a key becomes a fingerprint. Nobody can pose as somebody else's fingerprint, because one is made of it, too.
fn user_id(subject: &str) -> Result<UserId, &'static str> {
    if subject.is_empty() {
        return Err("no subject");
    }
    if !subject.starts_with(OUTSIDE_PREFIX)
        && let Ok(id) = subject.parse()
    {
        return Ok(id);
    }
    let mut hash = fingerprint(subject);
    hash.truncate(FINGERPRINT_LENGTH);
    format!("{OUTSIDE_PREFIX}{hash}").parse().map_err(|_| "no user id")
}

/// A claim that is only shown: what is no text is left out rather than refused.
fn words(claim: Option<Value>) -> Option<String> {
    let text: String = claim?.as_str()?.trim().chars().take(WORDS_MAX_CHARACTERS).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn principal(claims: Value) -> Result<Principal, &'static str> {
        let claims: Claims = serde_json::from_value(claims).map_err(|_| "unreadable")?;
        let origin = claims.origin();
        claims.principal(origin)
    }

    #[test]
    fn claims_of_either_shape_name_tenant_and_role() {
        let own = json!({ "sub": "usr_1", "tid": "acme", "role": "agent" });
        let supabase = json!({
            "sub": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "role": "authenticated", "email": "ada@acme.test",
            "app_metadata": { "org_id": "acme", "role": "owner" },
        });
        let both = json!({ "sub": "u", "tid": "acme", "role": "owner", "app_metadata": { "org_id": "acme", "role": "readonly" } });
        for (claims, role, origin) in [
            (own, Role::Agent, Origin::Hub),
            (supabase, Role::Owner, Origin::Provider),
            (both, Role::Readonly, Origin::Provider),
        ] {
            let who = principal(claims).expect("a principal");
            assert_eq!((who.tenant().as_str(), who.role(), who.origin()), ("acme", role, origin));
        }
    }

    #[test]
    fn claims_that_prove_nothing_are_refused() {
        for (claims, why) in [
            (json!({ "sub": "u", "role": "owner" }), "no tenant"),
            (json!({ "sub": "u", "tid": null, "role": "owner" }), "no tenant"),
            (json!({ "sub": "u", "role": "owner", "user_metadata": { "org_id": "acme", "tid": "acme" } }), "no tenant"),
            (
                json!({ "sub": "u", "tid": "globex", "role": "owner", "app_metadata": { "org_id": "acme" } }),
                "two tenants",
            ),
            (json!({ "sub": "u", "tid": "", "role": "owner", "app_metadata": { "org_id": "acme" } }), "two tenants"),
            (json!({ "sub": "u", "tid": "", "role": "owner" }), "the tenant is no tenant id"),
            (json!({ "sub": "u", "tid": "acme#LIVE", "role": "owner" }), "the tenant is no tenant id"),
            (json!({ "sub": "u", "tid": "acme/x", "role": "owner" }), "the tenant is no tenant id"),
            (json!({ "sub": "u", "tid": "acme x", "role": "owner" }), "the tenant is no tenant id"),
            (json!({ "sub": "u", "tid": "acme\u{0}", "role": "owner" }), "the tenant is no tenant id"),
            (json!({ "sub": "u", "tid": ["acme"], "role": "owner" }), "unreadable"),
            (json!({ "sub": "u", "tid": "acme" }), "no role of the hub"),
            (json!({ "sub": "u", "tid": "acme", "role": "admin" }), "no role of the hub"),
            (json!({ "sub": "u", "tid": "acme", "role": "Owner" }), "no role of the hub"),
            (json!({ "sub": "u", "tid": "acme", "role": ["owner"] }), "no role of the hub"),
            (json!({ "sub": "u", "role": "owner", "app_metadata": { "org_id": "acme" } }), "no role of the hub"),
            (
                json!({ "sub": "u", "role": "owner", "app_metadata": { "org_id": "acme", "role": "service_role" } }),
                "no role of the hub",
            ),
            (json!({ "sub": "u", "tid": "acme", "role": "owner", "app_metadata": {} }), "no role of the hub"),
            (json!({ "sub": "", "tid": "acme", "role": "owner" }), "no subject"),
            (json!({ "tid": "acme", "role": "owner" }), "unreadable"),
        ] {
            let shown = claims.to_string();
            assert_eq!(principal(claims).err(), Some(why), "{shown}");
        }
    }

    #[test]
    fn a_subject_that_is_no_user_id_becomes_a_fingerprint() {
        let id = |subject: &str| user_id(subject).expect("an id").to_string();
        assert_eq!(id("usr_1"), "usr_1");
        let outside = id("auth0|5f7c8ec7c33c6c004bbafe82");
        assert!(outside.starts_with("ext_") && outside.len() == 4 + FINGERPRINT_LENGTH, "{outside}");
        assert_ne!(id("auth0|a"), id("auth0|b"));
        assert_ne!(id(&outside), outside, "a subject in the form of somebody's fingerprint");
    }
}
