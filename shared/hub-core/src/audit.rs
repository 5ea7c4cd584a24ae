//! Who did what, when and from where: entries are added and never changed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::UserId;

/// What was done, in the past tense. Words of one family begin with the same noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant says itself what was done")]
pub enum Action {
    SignedUp,
    SignedIn,
    SignInBlocked,
    PasswordChanged,
    PasswordReset,
    PersonInvited,
    InvitationWithdrawn,
    PersonJoined,
    RoleChanged,
    PersonRenamed,
    PersonRemoved,
    CarrierConnected,
    CarrierKeyMade,
    CarrierTokenAdded,
    CarrierTokenPromoted,
    CarrierStopped,
    CarrierDisconnected,
    NumberBought,
    NumberImported,
    NumberChanged,
    NumberRepaired,
    NumberReleased,
    SettingsChanged,
    ConsentOptedOut,
    ConsentOptedIn,
    ConsentExported,
    ContactExported,
    ContactErased,
    CallFollowedUp,
    CallShared,
    CallShareRevoked,
    CallTranscriptExported,
    AuditExported,
}

impl Action {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> String {
        serde_json::to_value(self).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The person; absent for the hub itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<UserId>,
    /// Their name at that time.
    pub name: String,
    /// A person, or the hub itself.
    pub kind: ActorKind,
}

/// A person, or the hub itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the variants need no more words")]
pub enum ActorKind {
    Person,
    Hub,
}

/// Who asks for something, and from where.
#[derive(Debug, Clone, PartialEq)]
pub struct Doer {
    /// Who.
    pub actor: Actor,
    /// The caller's IP address; absent for the hub itself.
    pub from: Option<String>,
}

impl Doer {
    /// A person at an address.
    #[must_use]
    pub fn person(id: &UserId, name: &str, from: &str) -> Self {
        let actor = Actor { id: Some(id.clone()), name: name.to_owned(), kind: ActorKind::Person };
        Self { actor, from: (!from.is_empty()).then(|| from.to_owned()) }
    }

    /// The hub itself.
    #[must_use]
    pub fn hub() -> Self {
        Self { actor: Actor { id: None, name: "Hub".to_owned(), kind: ActorKind::Hub }, from: None }
    }
}

/// One line of the audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Its id; later entries sort later.
    pub id: String,
    /// When it was done.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What was done.
    pub action: Action,
    /// Who did it.
    pub actor: Actor,
    /// The caller's IP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it was done to: a person's e-mail address, a number, an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// More of it; never a secret.
    #[serde(default)]
    pub details: Map<String, Value>,
}

impl Entry {
    /// An entry of now.
    #[must_use]
    pub fn new(ports: &crate::flows::Ports, doer: &Doer, action: Action) -> Self {
        let at = ports.clock.now();
        Self {
            id: ports.ids.ulid(at).to_string(),
            at,
            action,
            actor: doer.actor.clone(),
            from: doer.from.clone(),
            target: None,
            details: Map::new(),
        }
    }

    /// With what it was done to.
    #[must_use]
    pub fn on(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// With one more detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    /// Actions that are this word or begin with it and `_`.
    pub action: Option<String>,
    /// What this person did.
    pub actor: Option<UserId>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

impl AuditFilter {
    /// Whether an entry is wanted; the times are left to the store's key.
    #[must_use]
    pub fn wants(&self, entry: &Entry) -> bool {
        let word = entry.action.word();
        let is_action = self
            .action
            .as_deref()
            .is_none_or(|wanted| word == wanted || word.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('_')));
        is_action && self.actor.as_ref().is_none_or(|actor| entry.actor.id.as_ref() == Some(actor))
    }
}
