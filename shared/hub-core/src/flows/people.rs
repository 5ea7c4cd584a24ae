//! Changing and removing people. An organisation always keeps an owner.

use crate::account::{Role, User};
use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::flows::live::close_sockets_of;
use crate::ids::{TenantId, UserId};
use crate::ports::{Guarded, PortError, UserChange};
use crate::settings::{FieldError, check_name};

/// Two owners may step down at the same moment; then one of them tries again and finds itself the last.
const TRIES: usize = 3;

/// Why a person was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// There is no such person.
    #[error("Not found.")]
    NotFound,
    /// Nobody else is an owner.
    #[error("An organisation needs an owner. Make somebody else an owner first.")]
    LastOwner,
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// The person, and another owner who stays when this one goes or steps down.
async fn person_and_other_owner(
    ports: &Ports,
    tenant: &TenantId,
    id: &UserId,
) -> Result<(User, Option<UserId>), PeopleError> {
    let users = ports.accounts.users(tenant).await?;
    let other = users.iter().find(|user| user.role == Role::Owner && user.id != *id).map(|user| user.id.clone());
    let user = users.into_iter().find(|user| user.id == *id).ok_or(PeopleError::NotFound)?;
    Ok((user, other))
}

/// Changes a person's role or name and answers them as they are then.
///
/// # Errors
/// [`PeopleError`].
pub async fn change_person(
    ports: &Ports,
    tenant: &TenantId,
    id: &UserId,
    change: &UserChange,
    doer: &Doer,
) -> Result<User, PeopleError> {
    if let Some(name) = &change.name {
        check_name(name)?;
    }
    for _ in 0..TRIES {
        let (mut user, other_owner) = person_and_other_owner(ports, tenant, id).await?;
        let steps_down = user.role == Role::Owner && change.role.is_some_and(|role| role != Role::Owner);
        if steps_down && other_owner.is_none() {
            return Err(PeopleError::LastOwner);
        }
        let entry = change_entry(ports, &user, change, doer);
        let guard = other_owner.as_ref().filter(|_| steps_down);
        match ports.people.change_user(tenant, id, change, guard, &entry).await? {
            Guarded::Gone => return Err(PeopleError::NotFound),
            Guarded::Refused => {}
            Guarded::Done => {
                user.role = change.role.unwrap_or(user.role);
                user.name = change.name.clone().unwrap_or(user.name);
                return Ok(user);
            }
        }
    }
    Err(PeopleError::LastOwner)
}

fn change_entry(ports: &Ports, user: &User, change: &UserChange, doer: &Doer) -> Entry {
    let new_name = change.name.clone().filter(|name| *name != user.name);
    let entry = match (change.role.filter(|role| *role != user.role), new_name) {
        (Some(role), name) => {
            let entry = Entry::new(ports, doer, Action::RoleChanged)
                .with("before", serde_json::json!(user.role))
                .with("after", serde_json::json!(role));
            name.into_iter().fold(entry, |entry, name| entry.with("name", name))
        }
        (None, name) => Entry::new(ports, doer, Action::PersonRenamed)
            .with("before", user.name.clone())
            .with("after", name.unwrap_or_else(|| user.name.clone())),
    };
    entry.on(&user.email)
}

/// Removes a person. Their sockets are closed and their refresh tokens are good for nothing from then on.
///
/// # Errors
/// [`PeopleError`].
pub async fn remove_person(ports: &Ports, tenant: &TenantId, id: &UserId, doer: &Doer) -> Result<(), PeopleError> {
    for _ in 0..TRIES {
        let (user, other_owner) = person_and_other_owner(ports, tenant, id).await?;
        if user.role == Role::Owner && other_owner.is_none() {
            return Err(PeopleError::LastOwner);
        }
        let entry = Entry::new(ports, doer, Action::PersonRemoved).on(&user.email).with("name", user.name.clone());
        let guard = other_owner.as_ref().filter(|_| user.role == Role::Owner);
        match ports.people.remove_user(tenant, &user, guard, &entry).await? {
            Guarded::Gone => return Err(PeopleError::NotFound),
            Guarded::Refused => {}
            Guarded::Done => {
                tracing::info!(tenant.id = %tenant, user.id = %id, "person removed");
                close_sockets_of(ports, tenant, id).await?;
                return Ok(());
            }
        }
    }
    Err(PeopleError::LastOwner)
}
