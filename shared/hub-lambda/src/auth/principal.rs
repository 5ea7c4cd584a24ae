//! A person whose token was verified.

use hub_core::account::Role;
use hub_core::audit::Doer;
use hub_core::ids::{TenantId, UserId};
use hub_core::live::Visitor;

/// Who vouches for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// This hub: the person is in its list of users.
    Hub,
    /// An external identity provider: the person may be in no list of this hub.
    Provider,
}

/// A person whose token was verified.
#[derive(Debug, Clone)]
pub struct Principal {
    pub(super) visitor: Visitor,
    pub(super) role: Role,
    pub(super) origin: Origin,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
}

impl Principal {
    /// Their organisation.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.visitor.tenant_id
    }

    /// The person.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.visitor.user_id
    }

    /// Person and organisation.
    #[must_use]
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// What they may do.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// Who vouches for them.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Their name, if the token tells it; the hub's own tokens do not.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Who it is and from where they ask, for the audit.
    #[must_use]
    pub fn doer(&self, from: &str) -> Doer {
        let name = self.name().or(self.email()).unwrap_or("Somebody");
        Doer::person(self.user(), name, from)
    }

    /// Their e-mail address, if the token tells it; the hub's own tokens do not.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }
}
