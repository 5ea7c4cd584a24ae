//! A new organisation with its first owner.

use jiff::SignedDuration;

use crate::account::{Login, Role, User};
use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::flows::passwords::{PasswordError, check_password};
use crate::flows::sessions::{SignedIn, open_session};
use crate::ids::{TenantId, UserId};
use crate::ports::{Allowance, Attempt, NewTenant, PortError};
use crate::settings::{FieldError, Settings, check_name, is_email};

/// Sign-ups from one address, behind which a whole office may sit.
const SIGN_UPS: Allowance = Allowance { free: 30, pause_max: SignedDuration::from_hours(1) };

/// Who wants to begin.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The organisation's name.
    pub organization: String,
    /// The person's name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The organisation's IANA time zone.
    pub time_zone: String,
    /// The organisation's ISO 3166 country.
    pub default_country: String,
}

/// Why nobody signed up.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// A field cannot be so.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The password cannot be so.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Somebody has this address.
    #[error("Somebody uses this e-mail address already. Sign in, or use another one.")]
    EmailTaken,
    /// Too many tries.
    #[error("Too many tries. Wait before you try again.")]
    TooMany(SignedDuration),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Makes the organisation, its settings and its owner in one transaction, and signs the owner in.
///
/// # Errors
/// [`SignUpError`]; then nothing was made.
pub async fn sign_up(ports: &Ports, newcomer: &Newcomer, password: &str, from: &str) -> Result<SignedIn, SignUpError> {
    let email = checked_email(&newcomer.email)?;
    let settings = Settings::new(newcomer.organization.trim(), &newcomer.time_zone, &newcomer.default_country);
    settings.check().map_err(|error| match error.field {
        "name" => FieldError { field: "organization", ..error },
        _ => error,
    })?;
    check_name(&newcomer.name)?;
    check_password(password, &email)?;
    let now = ports.clock.now();
    if let Attempt::Refused { wait } = ports.attempts.attempt(&format!("sign-up {from}"), SIGN_UPS, now).await? {
        return Err(SignUpError::TooMany(wait));
    }
    let id = TenantId::new(ports.ids.ulid(now));
    let user = User {
        id: UserId::new(ports.ids.ulid(now)),
        name: newcomer.name.trim().to_owned(),
        email: email.clone(),
        role: Role::Owner,
        tenant_id: id.clone(),
        joined_at: Some(now),
    };
    let password_hash = ports.passwords.hash(password).await?;
    let entry = Entry::new(ports, &Doer::person(&user.id, &user.name, from), Action::SignedUp).on(email);
    let login = Login { user: user.clone(), password_hash, signed_in_after: None };
    let new = NewTenant { id, settings, people: vec![login], numbers: Vec::new(), carrier: None };
    if !ports.people.create_tenant(&new, &entry).await? {
        return Err(SignUpError::EmailTaken);
    }
    tracing::info!(tenant.id = %new.id, user.id = %user.id, "organisation signed up");
    Ok(open_session(ports, user).await?)
}

/// An e-mail address in the form in which it is kept.
///
/// # Errors
/// A text that is none.
pub fn checked_email(text: &str) -> Result<String, FieldError> {
    let email = text.trim().to_lowercase();
    if is_email(&email) {
        return Ok(email);
    }
    Err(FieldError { field: "email", sentence: "That is no e-mail address.".to_owned() })
}
