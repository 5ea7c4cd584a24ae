//! Tenants and their people.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{InvitationId, TenantId, UserId};

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
    /// When they joined; unknown of a person whom an external provider vouches for.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub joined_at: Option<Timestamp>,
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

/// A person's password record. It has no `Debug`.
#[derive(Clone)]
pub struct Login {
    /// Who it is.
    pub user: User,
    /// The argon2id hash of the password in PHC form.
    pub password_hash: String,
    /// Sign-ins before this moment are over: the password changed then.
    pub signed_in_after: Option<Timestamp>,
}

/// Somebody who was asked to join.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Whom it was mailed to, lower case.
    pub email: String,
    /// What they will be allowed to do.
    pub role: Role,
    /// The name of the person who invited them.
    pub invited_by: String,
    /// When it was mailed.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When its link ends.
    #[schemars(with = "String")]
    pub expires_at: Timestamp,
}

/// What a mailed link opens, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "opens", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Link {
    /// A new password for a person.
    Reset {
        /// Their organisation.
        tenant_id: TenantId,
        /// The person.
        user_id: UserId,
        /// When it was asked for.
        asked_at: Timestamp,
    },
    /// A place in an organisation.
    Invitation {
        /// The organisation.
        tenant_id: TenantId,
        /// The invitation.
        invitation_id: InvitationId,
    },
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
    /// When the person signed in.
    pub started_at: Timestamp,
    /// When `current` was issued.
    pub rotated_at: Timestamp,
}
