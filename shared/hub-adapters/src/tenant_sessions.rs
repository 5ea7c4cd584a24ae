//! Credentials that reach one tenant's data and nobody else's.
//!
//! A function that acts for one tenant at a time assumes a role with the tenant as session tag. The role's policy admits
//! only keys that begin with that tag, so that even a defect in a handler cannot read another tenant's items.

use std::collections::HashMap;

use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sts::types::Tag;
use hub_core::ids::TenantId;
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::Mutex;

use crate::aws::{AwsSettings, Patience};

/// The name of the session tag, as the role's policy has it.
const TAG: &str = "tenant";
/// A role that assumes another role may do so for an hour at most; the shortest session is a quarter of one.
const SESSION_SECONDS: i32 = 3600;
/// A session is given up so long before it ends.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);
/// More tenants than this at a time get new sessions.
const SESSIONS_MAX: usize = 256;

/// Sessions of one role, one per tenant, kept while they are good.
pub struct TenantSessions {
    client: aws_sdk_sts::Client,
    role_arn: String,
    policy: String,
    region: String,
    sessions: Mutex<HashMap<TenantId, (Timestamp, AwsSettings)>>,
}

fn port_error<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> PortError {
    PortError::new(PortErrorKind::Unavailable, format!("STS: {}", error.code().unwrap_or("no answer")))
}

impl TenantSessions {
    /// Sessions of the role with this ARN that may do `actions` (such as `dynamodb:GetItem`, separated by spaces) and
    /// no more, whatever else the role allows.
    #[must_use]
    pub fn new(client: aws_sdk_sts::Client, role_arn: impl Into<String>, actions: &str, region: &str) -> Self {
        let actions: Vec<&str> = actions.split_whitespace().collect();
        let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
        Self { client, role_arn: role_arn.into(), policy, region: region.to_owned(), sessions: Mutex::default() }
    }

    /// The credentials for a tenant and until when they may be used.
    ///
    /// # Errors
    /// `Unavailable` if no session was given.
    pub async fn of(&self, tenant: &TenantId) -> PortResult<(Timestamp, AwsSettings)> {
        // Held over the request on purpose: requests for one tenant at the same time ask for one session.
        let mut sessions = self.sessions.lock().await;
        let now = Timestamp::now();
        if let Some((until, settings)) = sessions.get(tenant).filter(|(until, _)| *until > now) {
            return Ok((*until, settings.clone()));
        }
        let broken = || PortError::new(PortErrorKind::Unavailable, "STS: an answer without credentials");
        let tag = Tag::builder().key(TAG).value(tenant.as_str()).build().map_err(|_| broken())?;
        let answer = self
            .client
            .assume_role()
            .role_arn(&self.role_arn)
            .role_session_name(session_name(tenant))
            .policy(&self.policy)
            .duration_seconds(SESSION_SECONDS)
            .tags(tag)
            .send()
            .await
            .map_err(|error| port_error(&error))?;
        let credentials = answer.credentials.ok_or_else(broken)?;
        let settings = AwsSettings {
            region: self.region.clone(),
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: Some(credentials.session_token),
            patience: Patience::OF_A_FUNCTION,
        };
        let until = now + SignedDuration::from_secs(i64::from(SESSION_SECONDS)) - MARGIN;
        if sessions.len() >= SESSIONS_MAX {
            sessions.clear();
        }
        sessions.insert(tenant.clone(), (until, settings.clone()));
        Ok((until, settings))
    }
}

/// 2 to 64 characters of `[A-Za-z0-9_=,.@-]`; it names the tenant in the account's own trail.
fn session_name(tenant: &TenantId) -> String {
    format!("t-{tenant}").chars().take(64).collect()
}
