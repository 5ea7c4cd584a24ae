//! Passwords: what may be one, changing it, and a new one by a mailed link.

use jiff::SignedDuration;

use crate::account::{Link, Login};
use crate::audit::{Action, Doer, Entry};
use crate::flows::Ports;
use crate::flows::sessions::{SignedIn, open_session};
use crate::ids::{TenantId, UserId};
use crate::ports::{Allowance, Attempt, Mail, PortError};

/// A shorter password is refused.
pub const PASSWORD_MIN_CHARACTERS: usize = 10;
/// A longer one would make hashing slow.
const PASSWORD_MAX_BYTES: usize = 256;
/// A link to a new password is good for so long.
pub const RESET_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// Reset mails to one address.
const MAILS: Allowance = Allowance { free: 3, pause_max: SignedDuration::from_hours(1) };

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// It could be guessed.
    #[error("{0}")]
    Weak(&'static str),
    /// The present password is another one.
    #[error("Your present password is not right.")]
    Wrong,
    /// The link is unknown, spent or too old.
    #[error("This link has ended. Ask for a new one.")]
    LinkEnded,
    /// Too many tries.
    #[error("Too many tries. Wait before you try again.")]
    TooMany(SignedDuration),
    /// The person is gone.
    #[error("Your session has ended. Sign in again.")]
    Gone,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Checks that a text may be the password of the person with this e-mail address.
///
/// # Errors
/// [`PasswordError::Weak`] with what is missing.
pub fn check_password(password: &str, email: &str) -> Result<(), PasswordError> {
    if password.chars().count() < PASSWORD_MIN_CHARACTERS {
        return Err(PasswordError::Weak("A password has at least 10 characters."));
    }
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(PasswordError::Weak("A password has at most 256 characters."));
    }
    let (password, email) = (password.to_lowercase(), email.to_lowercase());
    let first = password.chars().next();
    let is_one_character = password.chars().all(|c| first == Some(c));
    if password == email || is_one_character {
        return Err(PasswordError::Weak("This password is too easy to guess. Choose another one."));
    }
    Ok(())
}

/// Changes the password of a signed-in person. Their other sign-ins end.
///
/// # Errors
/// [`PasswordError`].
pub async fn change_password(
    ports: &Ports,
    tenant: &TenantId,
    user: &UserId,
    (current, next): (&str, &str),
    from: &str,
) -> Result<SignedIn, PasswordError> {
    let name = format!("password {tenant} {user}");
    let now = ports.clock.now();
    if let Attempt::Refused { wait } = ports.attempts.attempt(&name, crate::flows::sessions::GUESSES, now).await? {
        return Err(PasswordError::TooMany(wait));
    }
    let login = ports.accounts.login(tenant, user).await?.ok_or(PasswordError::Gone)?;
    if !ports.passwords.verify(current, Some(&login.password_hash)).await {
        return Err(PasswordError::Wrong);
    }
    ports.attempts.forget(&name).await?;
    let doer = Doer::person(user, &login.user.name, from);
    set_password(ports, login, next, &doer, Action::PasswordChanged).await
}

async fn set_password(
    ports: &Ports,
    login: Login,
    password: &str,
    doer: &Doer,
    action: Action,
) -> Result<SignedIn, PasswordError> {
    check_password(password, &login.user.email)?;
    let hash = ports.passwords.hash(password).await?;
    let (tenant, user) = (login.user.tenant_id.clone(), login.user.id.clone());
    let entry = Entry::new(ports, doer, action).on(&login.user.email);
    if !ports.people.set_password(&tenant, &user, &hash, ports.clock.now(), &entry).await? {
        return Err(PasswordError::Gone);
    }
    crate::flows::live::close_sockets_of(ports, &tenant, &user).await?;
    Ok(open_session(ports, login.user).await?)
}

/// Mails a link to a new password if somebody has this address. The caller learns nothing of that.
///
/// # Errors
/// The store's.
pub async fn ask_for_reset(ports: &Ports, public_base_url: &str, email: &str) -> Result<(), PortError> {
    let email = email.trim().to_lowercase();
    let now = ports.clock.now();
    if let Attempt::Refused { .. } = ports.attempts.attempt(&format!("reset {email}"), MAILS, now).await? {
        tracing::info!("reset mails to one address are slowed down");
        return Ok(());
    }
    let Some((tenant_id, user_id)) = ports.directory.user_by_email(&email).await? else { return Ok(()) };
    let token = ports.ids.secret();
    let link = Link::Reset { tenant_id, user_id, asked_at: now };
    ports.people.put_link(&token, &link, now + RESET_LIFETIME).await?;
    let text = format!(
        "Somebody, hopefully you, asked for a new password for this address.\n\nChoose it here within an hour:\n{public_base_url}/reset#token={token}\n\nIf it was not you, nothing changes: you need do nothing.\n"
    );
    let mail = Mail { to: email, subject: "Choose a new password".to_owned(), text };
    if let Err(error) = ports.mailer.send(&mail).await {
        // To answer differently would tell that the address is known.
        tracing::error!(%error, "reset mail could not be sent");
    }
    Ok(())
}

/// Sets the password that a mailed link allows, once. Every sign-in of the person ends.
///
/// # Errors
/// [`PasswordError`]; a weak password does not spend the link.
pub async fn reset_password(ports: &Ports, token: &str, password: &str, from: &str) -> Result<SignedIn, PasswordError> {
    let now = ports.clock.now();
    let Some(Link::Reset { tenant_id, user_id, asked_at }) = ports.people.link(token, now).await? else {
        return Err(PasswordError::LinkEnded);
    };
    let login = ports.accounts.login(&tenant_id, &user_id).await?;
    // A password that was set since ends every link from before.
    let login = login.filter(|login| login.signed_in_after.is_none_or(|after| asked_at > after));
    let login = login.ok_or(PasswordError::LinkEnded)?;
    check_password(password, &login.user.email)?;
    if ports.people.take_link(token, now).await?.is_none() {
        return Err(PasswordError::LinkEnded);
    }
    // Whoever can read the mail may sign in at once, however often others guessed.
    ports.attempts.forget(&crate::flows::sessions::account_name(&login.user.email)).await?;
    let doer = Doer::person(&user_id, &login.user.name, from);
    set_password(ports, login, password, &doer, Action::PasswordReset).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_is_easy_to_guess_is_refused() {
        for (password, is_good, why) in [
            ("demo-password-1", true, "long enough"),
            ("ten-chars!", true, "exactly long enough"),
            ("nine-char", false, "too short"),
            ("паролpароль", true, "characters count, not bytes"),
            ("aaaaaaaaaaaa", false, "one character"),
            ("Owner@acme.test", false, "the e-mail address itself"),
        ] {
            assert_eq!(check_password(password, "owner@acme.test").is_ok(), is_good, "{password}: {why}");
        }
        assert!(check_password(&"ab".repeat(129), "x@y.z").is_err(), "so long that hashing is slow");
    }
}
