//! What a test (or a person, over `/_dev/`) asks and changes of accounts, numbers and services.

use std::io;

use super::account::{Account, AccountStatus};
use super::error::SimulatorError;
use super::ids;
use super::number::{Number, NumberSettings};
use super::purchase::Purchase;
use super::service::MessagingService;
use super::state::SimulatorState;

/// A number and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedNumber {
    /// The account.
    pub account_sid: String,
    /// The number with its settings.
    pub number: Number,
    /// The Messaging Service whose pool holds it.
    pub service_sid: Option<String>,
}

impl SimulatorState {
    /// Every account, the oldest first.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        self.registry(|r| r.accounts().to_vec())
    }

    /// The primary token of an account: it signs, and it authenticates.
    #[must_use]
    pub fn account_token(&self, sid: &str) -> Option<String> {
        self.account(sid).map(|account| account.auth_token)
    }

    /// Who has a number; none for one nobody has.
    #[must_use]
    pub fn owned(&self, number: &str) -> Option<OwnedNumber> {
        let account = self.owner_of(number)?;
        let service_sid = account.service_of(number).map(|service| service.sid.clone());
        let number = account.number(number)?.clone();
        Some(OwnedNumber { account_sid: account.sid, number, service_sid })
    }

    /// Every charge for a number, oldest first. Numbers of the configuration were never charged.
    #[must_use]
    pub fn purchases(&self) -> Vec<Purchase> {
        self.registry(|r| r.purchases().to_vec())
    }

    /// Adds an account, or replaces the one with its SID (a new token signs from then on). It is not in the state file.
    pub fn register(&self, account: Account) {
        let now = self.now();
        self.amend(|r| r.register(account, now));
    }

    /// Gives an account a secondary token, in place of the one it has: it authenticates, but signs nothing yet.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownAccount`], [`SimulatorError::StateFile`].
    pub fn create_secondary_token(&self, sid: &str) -> Result<String, SimulatorError> {
        let token = self.dice(ids::auth_token);
        self.change_account(sid, |account| account.secondary_token = Some(token.clone()))?;
        Ok(token)
    }

    /// Makes the secondary token the primary one; the old one is dead at once. Gives the new one.
    ///
    /// # Errors
    /// [`SimulatorError::NoSecondaryToken`], [`SimulatorError::UnknownAccount`], [`SimulatorError::StateFile`].
    pub fn promote_token(&self, sid: &str) -> Result<String, SimulatorError> {
        let mut promoted = None;
        self.change_account(sid, |account| {
            promoted = account.secondary_token.take();
            if let Some(token) = &promoted {
                account.auth_token.clone_from(token);
            }
        })?;
        promoted.ok_or_else(|| SimulatorError::NoSecondaryToken(sid.to_owned()))
    }

    /// Sets the primary token.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownAccount`], [`SimulatorError::StateFile`].
    pub fn set_auth_token(&self, sid: &str, token: impl Into<String>) -> Result<(), SimulatorError> {
        let token = token.into();
        self.change_account(sid, |account| account.auth_token = token).map(drop)
    }

    /// Suspends, closes or reactivates an account, also a main one, as Twilio itself can. Closing releases its numbers.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownAccount`], [`SimulatorError::StateFile`].
    pub fn set_account_status(&self, sid: &str, status: AccountStatus) -> Result<(), SimulatorError> {
        self.change_account(sid, |account| account.status = status).map(drop)
    }

    /// Changes the settings of a number.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`], [`SimulatorError::StateFile`].
    pub fn set_number_config(
        &self,
        number: &str,
        change: impl FnOnce(&mut NumberSettings),
    ) -> Result<(), SimulatorError> {
        let now = self.now();
        let changed = self.amend(|r| r.change_number(number, now, |n| change(&mut n.settings)));
        let changed = changed.map_err(|source| self.not_kept(source))?;
        changed.map(drop).ok_or_else(|| SimulatorError::UnknownNumber(number.to_owned()))
    }

    /// Points the inbound webhook of a number somewhere else.
    ///
    /// # Errors
    /// As [`set_number_config`](Self::set_number_config).
    pub fn set_sms_url(&self, number: &str, url: impl Into<String>) -> Result<(), SimulatorError> {
        let url = url.into();
        self.set_number_config(number, |settings| settings.sms_url = url)
    }

    /// Moves a number into the pool of a Messaging Service of its account, out of the one it was in. An unknown SID makes
    /// an empty service first, which drops what it receives.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`], [`SimulatorError::StateFile`].
    pub fn move_to_service(&self, number: &str, service_sid: &str) -> Result<(), SimulatorError> {
        let owner = self.leave_service(number)?;
        let now = self.now();
        let moved = self.amend(|r| {
            let known = r.account(&owner).and_then(|a| a.service(service_sid)).cloned();
            let mut service = known.unwrap_or_else(|| MessagingService::new(service_sid));
            service.senders.push(number.to_owned());
            r.put_service(&owner, service, now)
        });
        moved.map_err(|source| self.not_kept(source))
    }

    /// Takes a number out of its Messaging Service, if it is in one. Gives the SID of its account.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`], [`SimulatorError::StateFile`].
    pub fn leave_service(&self, number: &str) -> Result<String, SimulatorError> {
        let owner = self.owner_of(number).ok_or_else(|| SimulatorError::UnknownNumber(number.to_owned()))?;
        let now = self.now();
        self.amend(|r| r.leave_service(number, now)).map_err(|source| self.not_kept(source))?;
        Ok(owner.sid)
    }

    pub(crate) fn change_account(
        &self,
        sid: &str,
        change: impl FnOnce(&mut Account),
    ) -> Result<Account, SimulatorError> {
        let now = self.now();
        let changed = self.amend(|r| r.change_account(sid, now, change)).map_err(|source| self.not_kept(source))?;
        changed.ok_or_else(|| SimulatorError::UnknownAccount(sid.to_owned()))
    }

    pub(crate) fn not_kept(&self, source: io::Error) -> SimulatorError {
        SimulatorError::StateFile { path: self.inner.config.state_file.clone().unwrap_or_default(), source }
    }
}
