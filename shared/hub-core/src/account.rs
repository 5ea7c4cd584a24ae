//! Tenants, their people and their numbers.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::ids::{TenantId, UserId};

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything but users, credentials, numbers and settings.
    Agent,
    /// Look, not touch.
    Readonly,
}

/// A person as the team sees them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The person's id.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address, lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Their organisation.
    pub tenant_id: TenantId,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// The organisation's id.
    pub id: TenantId,
    /// Its name.
    pub name: String,
    /// Its IANA time zone.
    pub time_zone: String,
    /// The ISO 3166 country in which numbers without a country code are read.
    pub default_country: String,
}

/// One of our numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnNumber {
    /// The number in E.164.
    pub number: Address,
    /// What the team calls it.
    pub label: String,
    /// The channel class; `sms`.
    pub channel: String,
}

/// A tenant's account at Twilio. It has no `Debug`, so that the token cannot slip into a log.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CarrierAccount {
    /// The account's SID, `AC…`.
    pub account_sid: String,
    /// The primary auth token: signs webhooks, opens the API.
    pub auth_token: String,
    /// The token that becomes primary next, while it is being rotated.
    #[serde(default)]
    pub next_auth_token: Option<String>,
}

/// A person's password record. It has no `Debug`.
#[derive(Clone)]
pub struct Login {
    /// Who it is.
    pub user: User,
    /// The argon2id hash of the password in PHC form.
    pub password_hash: String,
}

/// A refresh token family: one sign-in on one device.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshFamily {
    /// The family's id.
    pub id: String,
    /// Whose it is.
    pub user_id: UserId,
    /// The fingerprint of the token that is good now.
    pub current: String,
    /// The fingerprint of the one before, good for a short while so that two tabs may refresh at once.
    #[serde(default)]
    pub previous: Option<String>,
    /// When `current` was issued.
    pub rotated_at: Timestamp,
}
