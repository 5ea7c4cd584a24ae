//! Who a route is for: each kind of caller is a type that only the door can make.

use std::future::Future;
use std::ops::Deref;

use hub_core::account::Role;

use super::{Origin, Principal};
use crate::{ApiError, Hub};

/// Who a route is for.
pub trait Caller: Sized + Send + 'static {
    /// The words for it: `anybody signed in`, `owner or agent` or `owner`.
    const SCOPE: &'static str;

    /// Admits a verified principal.
    ///
    /// # Errors
    /// 403 if the route is not for them, 401 if they no longer exist.
    fn admit(hub: &Hub, principal: Principal) -> impl Future<Output = Result<Self, ApiError>> + Send;
}

fn read_only() -> ApiError {
    ApiError::new(403, "read_only", "Your role can look but not change anything.")
}

fn owner_only() -> ApiError {
    ApiError::new(403, "owner_only", "Only an owner can do this.")
}

impl Caller for Principal {
    const SCOPE: &'static str = "anybody signed in";

    async fn admit(_: &Hub, principal: Principal) -> Result<Self, ApiError> {
        Ok(principal)
    }
}

/// A principal who may change things: owner or agent.
#[derive(Debug, Clone)]
pub struct Editor(Principal);

impl Deref for Editor {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl Caller for Editor {
    const SCOPE: &'static str = "owner or agent";

    async fn admit(_: &Hub, principal: Principal) -> Result<Self, ApiError> {
        match principal.role() {
            Role::Owner | Role::Agent => Ok(Self(principal)),
            Role::Readonly => Err(read_only()),
        }
    }
}

/// A principal who may change users, credentials, numbers and settings.
///
/// A token outlives a change of role by minutes, so a person of this hub is read anew. What an external provider says
/// is not: the hub has no record of its people.
#[derive(Debug, Clone)]
pub struct Owner(Principal);

impl Deref for Owner {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl Caller for Owner {
    const SCOPE: &'static str = "owner";

    async fn admit(hub: &Hub, mut principal: Principal) -> Result<Self, ApiError> {
        match principal.role() {
            Role::Owner => {}
            Role::Agent => return Err(owner_only()),
            Role::Readonly => return Err(read_only()),
        }
        if principal.origin() == Origin::Hub {
            let stored = hub.ports.accounts.login(principal.tenant(), principal.user()).await?;
            let user = stored.ok_or_else(ApiError::invalid_token)?.user;
            if user.role != Role::Owner {
                return Err(owner_only());
            }
            principal.name = Some(user.name);
        }
        Ok(Self(principal))
    }
}
