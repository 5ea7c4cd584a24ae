//! A tenant's account at the carrier: the credentials, and how it stands.

use jiff::Timestamp;
use schemars::JsonSchema;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// The name under which the vault seals these credentials.
pub const TWILIO: &str = "twilio";

/// A tenant's credentials at Twilio. Its secrets show neither in `Debug` output nor in JSON.
#[derive(Debug, Clone)]
pub struct CarrierAccount {
    /// The account's SID, `AC…`.
    pub account_sid: String,
    /// The primary auth token: signs webhooks, opens the API.
    pub auth_token: SecretString,
    /// The token that becomes primary next, while it is being rotated.
    pub next_auth_token: Option<SecretString>,
    /// The token that was primary until a moment ago; webhooks on their way may still be signed with it.
    pub previous_auth_token: Option<PreviousToken>,
    /// Opens the API in place of the token.
    pub api_key: Option<ApiKey>,
}

/// A token that is no longer primary.
#[derive(Debug, Clone)]
pub struct PreviousToken {
    /// The token.
    pub token: SecretString,
    /// Until when signatures made with it are accepted.
    pub until: Timestamp,
}

/// An API key of the account.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// `SK…`.
    pub sid: String,
    /// Its secret.
    pub secret: SecretString,
}

/// One way to open the carrier's API.
#[derive(Debug, Clone)]
pub struct ApiLogin {
    /// The user name of HTTP Basic.
    pub user: String,
    /// The password of HTTP Basic.
    pub password: SecretString,
    /// Whether it is the token that was to become primary: if it opens the API, it has.
    pub is_next_token: bool,
}

impl CarrierAccount {
    /// An account with its primary token alone.
    #[must_use]
    pub fn new(account_sid: &str, auth_token: &str) -> Self {
        Self {
            account_sid: account_sid.to_owned(),
            auth_token: SecretString::from(auth_token),
            next_auth_token: None,
            previous_auth_token: None,
            api_key: None,
        }
    }

    /// The ways to open the API, the best one first.
    #[must_use]
    pub fn api_logins(&self) -> Vec<ApiLogin> {
        let key = self.api_key.as_ref().map(|key| (key.sid.clone(), &key.secret, false));
        let current = Some((self.account_sid.clone(), &self.auth_token, false));
        let next = self.next_auth_token.as_ref().map(|token| (self.account_sid.clone(), token, true));
        [key, current, next]
            .into_iter()
            .flatten()
            .map(|(user, password, is_next_token)| ApiLogin { user, password: password.clone(), is_next_token })
            .collect()
    }

    /// The tokens with which a webhook may be signed now.
    #[must_use]
    pub fn signing_tokens(&self, now: Timestamp) -> Vec<&SecretString> {
        let previous = self.previous_auth_token.as_ref().filter(|previous| previous.until > now);
        let tokens = [Some(&self.auth_token), self.next_auth_token.as_ref(), previous.map(|previous| &previous.token)];
        tokens.into_iter().flatten().collect()
    }

    /// The account after its next token became primary; the old one still verifies until `until`.
    #[must_use]
    pub fn promoted(&self, until: Timestamp) -> Option<Self> {
        let next = self.next_auth_token.clone()?;
        Some(Self {
            auth_token: next,
            next_auth_token: None,
            previous_auth_token: Some(PreviousToken { token: self.auth_token.clone(), until }),
            ..self.clone()
        })
    }

    /// The secrets as one text for the vault.
    #[must_use]
    pub fn secrets(&self) -> SecretString {
        let secrets = Secrets {
            auth_token: self.auth_token.expose_secret().to_owned(),
            next_auth_token: self.next_auth_token.as_ref().map(|token| token.expose_secret().to_owned()),
            previous_auth_token: self
                .previous_auth_token
                .as_ref()
                .map(|previous| previous.token.expose_secret().to_owned()),
            previous_until: self.previous_auth_token.as_ref().map(|previous| previous.until),
            api_key_sid: self.api_key.as_ref().map(|key| key.sid.clone()),
            api_key_secret: self.api_key.as_ref().map(|key| key.secret.expose_secret().to_owned()),
        };
        SecretString::from(serde_json::to_string(&secrets).unwrap_or_default())
    }

    /// The account again from [`secrets`](Self::secrets).
    #[must_use]
    pub fn from_secrets(account_sid: &str, secrets: &SecretString) -> Option<Self> {
        let secrets: Secrets = serde_json::from_str(secrets.expose_secret()).ok()?;
        let previous = secrets.previous_auth_token.zip(secrets.previous_until);
        let api_key = secrets.api_key_sid.zip(secrets.api_key_secret);
        Some(Self {
            account_sid: account_sid.to_owned(),
            auth_token: secrets.auth_token.into(),
            next_auth_token: secrets.next_auth_token.map(SecretString::from),
            previous_auth_token: previous.map(|(token, until)| PreviousToken { token: token.into(), until }),
            api_key: api_key.map(|(sid, secret)| ApiKey { sid, secret: secret.into() }),
        })
    }
}

/// What is sealed. It has no `Debug`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Secrets {
    auth_token: String,
    #[serde(default)]
    next_auth_token: Option<String>,
    #[serde(default)]
    previous_auth_token: Option<String>,
    #[serde(default)]
    previous_until: Option<Timestamp>,
    #[serde(default)]
    api_key_sid: Option<String>,
    #[serde(default)]
    api_key_secret: Option<String>,
}

/// Who made the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// The tenant brought it.
    Own,
    /// The hub made it under the operator's account.
    Subaccount,
}

/// Whether texts go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CarrierStatus {
    /// No account is connected.
    None,
    /// The carrier takes our credentials.
    Connected,
    /// The carrier refused them: texts wait until they are repaired.
    Stopped,
}

/// What is stored of the connection besides the sealed secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CarrierConnection {
    /// The account's SID.
    pub account_sid: String,
    /// Who made it.
    pub kind: AccountKind,
    /// Whether texts go out.
    pub status: CarrierStatus,
    /// Whether an API key is stored.
    pub has_api_key: bool,
    /// Whether a token waits to become primary.
    pub has_next_token: bool,
    /// When it was connected or repaired.
    pub connected_at: Timestamp,
    /// When the carrier refused the credentials.
    #[serde(default)]
    pub stopped_at: Option<Timestamp>,
    /// Why, in a plain sentence.
    #[serde(default)]
    pub reason: Option<String>,
    /// Counts the changes.
    pub version: u64,
    /// The sealed secrets.
    pub sealed: Sealed,
}

impl CarrierConnection {
    /// A connection that works, of an account whose secrets are sealed.
    #[must_use]
    pub fn working(account: &CarrierAccount, kind: AccountKind, sealed: Sealed, now: Timestamp) -> Self {
        Self {
            account_sid: account.account_sid.clone(),
            kind,
            status: CarrierStatus::Connected,
            has_api_key: account.api_key.is_some(),
            has_next_token: account.next_auth_token.is_some(),
            connected_at: now,
            stopped_at: None,
            reason: None,
            version: 1,
            sealed,
        }
    }
}

/// A text that only the vault can read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> CarrierAccount {
        let mut account = CarrierAccount::new("ACx", "canary-current");
        account.next_auth_token = Some("canary-next".into());
        account.api_key = Some(ApiKey { sid: "SKx".to_owned(), secret: "canary-secret".into() });
        account
    }

    #[test]
    fn no_secret_shows_in_debug_output() {
        assert!(!format!("{:?}", account()).contains("canary"));
        assert!(!format!("{:?}", account().api_logins()).contains("canary"));
    }

    #[test]
    fn secrets_come_back_as_they_were() {
        let promoted = account().promoted("2026-11-21T10:00:00Z".parse().expect("a time")).expect("a next token");
        let again = CarrierAccount::from_secrets("ACx", &promoted.secrets()).expect("the account");
        assert_eq!(again.secrets().expose_secret(), promoted.secrets().expose_secret());
    }

    #[test]
    fn the_old_token_verifies_for_a_while_after_the_promotion() {
        let until = "2026-11-21T10:00:00Z".parse().expect("a time");
        let promoted = account().promoted(until).expect("a next token");
        let tokens = |now: &str| -> Vec<String> {
            let now = now.parse().expect("a time");
            promoted.signing_tokens(now).iter().map(|token| token.expose_secret().to_owned()).collect()
        };
        assert_eq!(tokens("2026-11-21T09:59:59Z"), ["canary-next", "canary-current"]);
        assert_eq!(tokens("2026-11-21T10:00:00Z"), ["canary-next"]);
    }

    #[test]
    fn the_api_key_is_tried_first_and_the_next_token_last() {
        let logins: Vec<_> =
            account().api_logins().into_iter().map(|login| (login.user, login.is_next_token)).collect();
        assert_eq!(logins, [("SKx".to_owned(), false), ("ACx".to_owned(), false), ("ACx".to_owned(), true)]);
    }
}
