//! Who asks, and whether they may: the function's own role, or a session of one tenant that it took.
//!
//! # Source
//! AWS STS API reference, `AssumeRole`: form, answer, error and the limits of its texts. IAM user guide: "Session
//! policies" (a session may do what both its role and its policy allow).

use std::collections::{BTreeSet, HashMap};

use axum::http::{HeaderMap, StatusCode};
use hub_dev::template::Template;
use serde_json::Value;

use super::policy::{Asked, allows};
use super::table::LEADING_KEYS;
use crate::boot::roles::{self, Action, TENANT_ROLE};

/// The access key of the function's own role.
pub const OWN_KEY: &str = "own-role";
/// The access key of the test itself, which may do everything and of which nothing is noted.
pub const OPERATOR_KEY: &str = "operator";
/// The ARN of the role whose sessions reach one tenant.
pub const TENANT_ROLE_ARN: &str = "arn:aws:iam::123456789012:role/hub-dev-TenantRole-1S3PKX7Q2C9F";
/// Every secret of a session begins with it.
pub const SESSION_SECRET: &str = "events-session-";

const TAG: &str = "aws:PrincipalTag/tenant";

/// Who signed a request.
pub struct Signer {
    key: String,
    token: String,
}

impl Signer {
    /// As a presigned URL names them; nobody if it is none.
    pub fn of_url(query: &str) -> Self {
        let parameter = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "X-Amz-Credential");
        let credential = parameter.map(|(_, value)| value.into_owned()).unwrap_or_default();
        Self { key: credential.split('/').next().unwrap_or_default().to_owned(), token: String::new() }
    }

    /// As the `Authorization` header names them; nobody if there is none.
    pub fn of(headers: &HeaderMap) -> Self {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let credential = header("authorization").split_once("Credential=").unwrap_or_default().1;
        let key = credential.split('/').next().unwrap_or_default().to_owned();
        Self { key, token: header("x-amz-security-token").to_owned() }
    }
}

/// Credentials that were given for one tenant.
struct Session {
    tenant: String,
    token: String,
    policy: Vec<Value>,
}

/// Admits requests, and notes what was needed.
#[derive(Default)]
pub struct Guard {
    function_tags: Vec<(String, String)>,
    own: BTreeSet<Action>,
    tenant_role: Vec<Value>,
    trust: Vec<Value>,
    sessions: HashMap<String, Session>,
    /// The permissions that calls of the function's own role needed.
    pub own_actions: BTreeSet<Action>,
    /// The permissions that calls of its sessions needed.
    pub session_actions: BTreeSet<Action>,
    /// Which tenant's session asked for which partition.
    pub partitions: BTreeSet<(String, String)>,
    /// What a session was refused.
    pub refused: Vec<String>,
    /// Every call, as `dynamodb:GetItem`; a transaction as its parts.
    pub calls: Vec<String>,
    /// The tenants whose sessions were taken.
    pub assumed: Vec<String>,
}

impl Guard {
    /// The guard of a function's surroundings.
    pub fn of(template: &Template, function: &str) -> Self {
        let role = roles::role_of(template, function);
        Self {
            function_tags: tags_of(template, role),
            own: roles::allowed(template, role),
            tenant_role: roles::statements(template, TENANT_ROLE).cloned().collect(),
            trust: roles::trust(template, TENANT_ROLE).cloned().collect(),
            ..Self::default()
        }
    }

    /// Notes what a call needs; whether its signer may do all of it.
    pub fn admit(&mut self, signer: &Signer, asked: Vec<Asked>) -> bool {
        if signer.key == OPERATOR_KEY {
            return true;
        }
        self.calls.extend(asked.iter().map(|asked| asked.action().to_owned()));
        let permissions = asked.iter().map(Asked::permission);
        if signer.key == OWN_KEY {
            let needed: BTreeSet<Action> = permissions.collect();
            let is_allowed = needed.is_subset(&self.own);
            self.own_actions.extend(needed);
            return is_allowed;
        }
        let known = self.sessions.get(&signer.key).filter(|session| session.token == signer.token);
        let Some(session) = known else { return false };
        self.session_actions.extend(permissions);
        let mut is_allowed = true;
        for asked in asked {
            let asked = asked.with(TAG, [session.tenant.clone()]);
            let partitions = asked.values(LEADING_KEYS);
            self.partitions.extend(partitions.iter().map(|key| (session.tenant.clone(), key.clone())));
            if !(allows(&session.policy, &asked) && allows(&self.tenant_role, &asked)) {
                self.refused.push(format!("{}: {asked:?}", session.tenant));
                is_allowed = false;
            }
        }
        is_allowed
    }

    /// Answers `AssumeRole`.
    pub fn assume_role(&mut self, signer: &Signer, form: &[(String, String)]) -> (StatusCode, String) {
        let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if (field("Action"), field("Version")) != (Some("AssumeRole"), Some("2011-06-15")) {
            return failed(StatusCode::BAD_REQUEST, "InvalidAction");
        }
        let tags = tags(form);
        let policy: Value = field("Policy").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let name = field("RoleSessionName").unwrap_or_default();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        let is_tag_value = |c: char| c.is_alphanumeric() || " _.:/=+-@".contains(c);
        // A role that assumes another one does so for an hour at most.
        let seconds: u32 = field("DurationSeconds").and_then(|text| text.parse().ok()).unwrap_or_default();
        let is_valid = (2..=64).contains(&name.len())
            && name.chars().all(is_name)
            && (900..=3600).contains(&seconds)
            && policy["Statement"].is_array()
            && field("Policy").is_some_and(|text| text.len() <= 2048)
            && tags.iter().all(|(_, value)| value.len() <= 256 && value.chars().all(is_tag_value));
        let mut needed = vec!["AssumeRole"];
        if !tags.is_empty() {
            needed.push("TagSession");
        }
        let asked = needed.into_iter().map(|operation| self.on_tenant_role(operation, &tags)).collect::<Vec<_>>();
        let is_trusted = asked.iter().all(|asked| allows(&self.trust, asked));
        let is_allowed = self.admit(signer, asked) && is_trusted && signer.key == OWN_KEY;
        if !is_allowed || field("RoleArn") != Some(TENANT_ROLE_ARN) {
            return failed(StatusCode::FORBIDDEN, "AccessDenied");
        }
        if !is_valid {
            return failed(StatusCode::BAD_REQUEST, "ValidationError");
        }
        // The trust policy asks for exactly this tag.
        let tenant = tags.into_iter().next().expect("a tag").1;
        self.assumed.push(tenant.clone());
        let number = self.assumed.len();
        let (key, token) = (format!("ASIAEVENTS{number:010}"), format!("{SESSION_SECRET}token-{number}"));
        let answer = assumed(&key, &token);
        let policy = roles::many(&policy["Statement"]).cloned().collect();
        self.sessions.insert(key, Session { tenant, token, policy });
        (StatusCode::OK, answer)
    }

    fn on_tenant_role(&self, operation: &str, tags: &[(String, String)]) -> Asked {
        let asked = Asked::new("sts", operation, &format!("${{{TENANT_ROLE}.Arn}}"));
        let of_caller = |asked: Asked, (key, value): &(String, String)| {
            asked.with(&format!("aws:PrincipalTag/{key}"), [value.clone()])
        };
        let asked = self.function_tags.iter().fold(asked, of_caller);
        let asked = asked.with("aws:TagKeys", tags.iter().map(|(key, _)| key.clone()));
        tags.iter().fold(asked, |asked, (key, value)| asked.with(&format!("aws:RequestTag/{key}"), [value.clone()]))
    }
}

/// The tags of a role, which its sessions have as principals.
fn tags_of(template: &Template, role: &str) -> Vec<(String, String)> {
    let tags = &template.resources()[role]["Properties"]["Tags"];
    let tags = tags.as_array().map_or(&[][..], Vec::as_slice);
    tags.iter().map(|tag| (roles::rendered(&tag["Key"]), roles::rendered(&tag["Value"]))).collect()
}

/// `Tags.member.1.Key=tenant&Tags.member.1.Value=ten_acme`.
fn tags(form: &[(String, String)]) -> Vec<(String, String)> {
    let keys = form.iter().filter(|(name, _)| name.starts_with("Tags.member.") && name.ends_with(".Key"));
    let value_of = |name: &str| form.iter().find(|(other, _)| *other == name.replace(".Key", ".Value"));
    keys.map(|(name, key)| (key.clone(), value_of(name).map(|(_, value)| value.clone()).unwrap_or_default())).collect()
}

fn assumed(key: &str, token: &str) -> String {
    format!(
        r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><Arn>{TENANT_ROLE_ARN}</Arn><AssumedRoleId>AROAEVENTS:{key}</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{SESSION_SECRET}key</SecretAccessKey>
<SessionToken>{token}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
</AssumeRoleResult><ResponseMetadata><RequestId>events</RequestId></ResponseMetadata></AssumeRoleResponse>"#
    )
}

fn failed(status: StatusCode, code: &str) -> (StatusCode, String) {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{code}</Message></Error>");
    let namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    (status, format!(r#"<ErrorResponse xmlns="{namespace}">{error}<RequestId>events</RequestId></ErrorResponse>"#))
}
