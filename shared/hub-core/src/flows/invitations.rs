//! Asking somebody to join, and joining.

use jiff::SignedDuration;

use crate::account::{Invitation, Link, Login, Role, User};
use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::flows::passwords::{PasswordError, check_password};
use crate::flows::sessions::{SignedIn, open_session};
use crate::flows::sign_up::checked_email;
use crate::ids::{InvitationId, TenantId, UserId};
use crate::ports::{Guarded, Mail, PortError, PortResult};
use crate::settings::{FieldError, check_name};

/// An invitation is good for so long.
pub const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 7);
/// More open invitations than this are refused.
const INVITATIONS_MAX: usize = 200;

/// Why nobody was invited, or did not join.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The password cannot be so.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Somebody has this address.
    #[error("Somebody uses this e-mail address already.")]
    EmailTaken,
    /// The link is unknown, spent, withdrawn or too old.
    #[error("This invitation has ended. Ask for a new one.")]
    LinkEnded,
    /// Too many are open.
    #[error("There are too many open invitations. Withdraw some first.")]
    TooManyOpen,
    /// The mail could not be sent; the invitation stands and can be sent again.
    #[error("The invitation could not be mailed. Try again.")]
    NotMailed(PortError),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Mails an invitation. An earlier one to the same address ends.
///
/// # Errors
/// [`InvitationError`].
pub async fn invite(
    ports: &Ports,
    public_base_url: &str,
    tenant: &TenantId,
    (email, role): (&str, Role),
    doer: &Doer,
) -> Result<Invitation, InvitationError> {
    let email = checked_email(email)?;
    if ports.directory.user_by_email(&email).await?.is_some() {
        return Err(InvitationError::EmailTaken);
    }
    let open = ports.people.invitations(tenant).await?;
    if open.len() >= INVITATIONS_MAX {
        return Err(InvitationError::TooManyOpen);
    }
    let earlier = open.into_iter().find(|invitation| invitation.email == email).map(|invitation| invitation.id);
    let settings = ports.settings.settings(tenant).await?;
    let organization = settings.map(|settings| settings.name).unwrap_or_default();
    let now = ports.clock.now();
    let invitation = Invitation {
        id: InvitationId::new(ports.ids.ulid(now)),
        email: email.clone(),
        role,
        invited_by: doer.actor.name.clone(),
        created_at: now,
        expires_at: now + INVITATION_LIFETIME,
    };
    let token = ports.ids.secret();
    let entry = Entry::new(ports, doer, Action::PersonInvited).on(&email).with("role", role_word(role));
    ports.people.put_invitation(tenant, &invitation, &token, earlier.as_ref(), &entry).await?;
    let text = format!(
        "{} invites you to {organization}'s shared phone and inbox.\n\nJoin here within seven days:\n{public_base_url}/invitation#token={token}\n",
        doer.actor.name
    );
    let mail = Mail { to: email, subject: format!("Join {organization}"), text };
    ports.mailer.send(&mail).await.map_err(InvitationError::NotMailed)?;
    Ok(invitation)
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Agent => "agent",
        Role::Readonly => "readonly",
    }
}

/// The invitation behind a link, and its organisation's name. Looking does not spend it.
///
/// # Errors
/// [`InvitationError::LinkEnded`], or a port's.
pub async fn look(ports: &Ports, token: &str) -> Result<(TenantId, Invitation, String), InvitationError> {
    let now = ports.clock.now();
    let Some(Link::Invitation { tenant_id, invitation_id }) = ports.people.link(token, now).await? else {
        return Err(InvitationError::LinkEnded);
    };
    let open = ports.people.invitations(&tenant_id).await?;
    let invitation = open.into_iter().find(|invitation| invitation.id == invitation_id && invitation.expires_at > now);
    let invitation = invitation.ok_or(InvitationError::LinkEnded)?;
    let settings = ports.settings.settings(&tenant_id).await?;
    let organization = settings.ok_or(InvitationError::LinkEnded)?.name;
    Ok((tenant_id, invitation, organization))
}

/// Makes the invited person and signs them in.
///
/// # Errors
/// [`InvitationError`]; a weak password does not spend the link.
pub async fn accept(
    ports: &Ports,
    token: &str,
    (name, password): (&str, &str),
    from: &str,
) -> Result<SignedIn, InvitationError> {
    let (tenant, invitation, _) = look(ports, token).await?;
    check_name(name)?;
    check_password(password, &invitation.email)?;
    let now = ports.clock.now();
    let user = User {
        id: UserId::new(ports.ids.ulid(now)),
        name: name.trim().to_owned(),
        email: invitation.email.clone(),
        role: invitation.role,
        tenant_id: tenant.clone(),
        joined_at: Some(now),
    };
    let password_hash = ports.passwords.hash(password).await?;
    let doer = Doer::person(&user.id, &user.name, from);
    let entry = Entry::new(ports, &doer, Action::PersonJoined).on(&user.email).with("role", role_word(user.role));
    let login = Login { user: user.clone(), password_hash, signed_in_after: None };
    match ports.people.join(&tenant, &invitation, &login, &entry).await? {
        Guarded::Done => {}
        Guarded::Gone => return Err(InvitationError::LinkEnded),
        Guarded::Refused => return Err(InvitationError::EmailTaken),
    }
    // The invitation is answered, so the link opens nothing; it need not stay either.
    ports.people.take_link(token, ports.clock.now()).await?;
    Ok(open_session(ports, user).await?)
}

/// Withdraws an invitation; `false` if there is none.
///
/// # Errors
/// The store's.
pub async fn withdraw(ports: &Ports, tenant: &TenantId, id: &InvitationId, doer: &Doer) -> PortResult<bool> {
    let open = ports.people.invitations(tenant).await?;
    let Some(invitation) = open.into_iter().find(|invitation| invitation.id == *id) else { return Ok(false) };
    let entry = Entry::new(ports, doer, Action::InvitationWithdrawn).on(invitation.email);
    ports.people.remove_invitation(tenant, id, &entry).await
}
