//! Who owns what: accounts, their numbers and services, and what was charged.
//!
//! Every change is in the state file before it counts, so that what a client was told outlives the process.

use std::io;

use jiff::Timestamp;

use super::account::{Account, AccountStatus, ApiKey};
use super::journal::{Journal, Line};
use super::kept::KeptAccounts;
use super::number::Number;
use super::purchase::Purchase;
use super::service::MessagingService;

/// The accounts of one simulator.
pub(crate) struct Registry {
    accounts: Vec<Account>,
    purchases: Vec<Purchase>,
    journal: Option<Journal>,
}

impl Registry {
    pub(crate) fn new(
        configured: &[Account],
        mut kept: KeptAccounts,
        journal: Option<Journal>,
        now: Timestamp,
    ) -> Self {
        let purchases = std::mem::take(&mut kept.purchases);
        Self { accounts: kept.merge(configured, now), purchases, journal }
    }

    pub(crate) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    pub(crate) fn purchases(&self) -> &[Purchase] {
        &self.purchases
    }

    pub(crate) fn account(&self, sid: &str) -> Option<&Account> {
        self.accounts.iter().find(|a| a.sid == sid)
    }

    pub(crate) fn owner_of(&self, address: &str) -> Option<&Account> {
        self.accounts.iter().find(|a| a.number(address).is_some())
    }

    /// True when the account and the one that owns it are active.
    pub(crate) fn is_active(&self, account: &Account) -> bool {
        let is_active = |a: &Account| a.status == AccountStatus::Active;
        let owner = account.owner_sid.as_deref().and_then(|sid| self.account(sid));
        is_active(account) && owner.is_none_or(is_active)
    }

    pub(crate) fn has_sid(&self, sid: &str) -> bool {
        self.accounts.iter().any(|a| {
            let mut owned = a.numbers.iter().map(|n| &n.sid).chain(a.services.iter().map(|s| &s.sid));
            a.sid == sid || owned.any(|known| known == sid) || a.api_keys.iter().any(|k| k.sid == sid)
        })
    }

    /// Adds or replaces an account for the life of the process.
    pub(crate) fn register(&mut self, mut account: Account, now: Timestamp) {
        account.stamp(now);
        self.accounts.retain(|known| known.sid != account.sid);
        self.accounts.push(account);
    }

    pub(crate) fn add_account(&mut self, mut account: Account, now: Timestamp) -> io::Result<()> {
        account.stamp(now);
        self.write(&Line::Account(Box::new(account.clone())))?;
        self.accounts.push(account);
        Ok(())
    }

    /// Changes an account itself, not what it owns, and gives it back as it is now.
    pub(crate) fn change_account(
        &mut self,
        sid: &str,
        now: Timestamp,
        change: impl FnOnce(&mut Account),
    ) -> io::Result<Option<Account>> {
        let Some(mut changed) = self.account(sid).cloned() else {
            return Ok(None);
        };
        change(&mut changed);
        changed.updated_at = Some(now);
        self.write(&Line::Account(Box::new(changed.clone())))?;
        if changed.status == AccountStatus::Closed {
            for number in std::mem::take(&mut changed.numbers) {
                self.release(&number.address, now)?;
            }
            changed.services = self.account(sid).map(|a| a.services.clone()).unwrap_or_default();
        }
        if let Some(known) = self.accounts.iter_mut().find(|a| a.sid == sid) {
            known.clone_from(&changed);
        }
        Ok(Some(changed))
    }

    /// Gives the number to the account and charges it; false when anybody has it already.
    pub(crate) fn buy(&mut self, account_sid: &str, number: Number, at: Timestamp) -> io::Result<bool> {
        if self.owner_of(&number.address).is_some() {
            return Ok(false);
        }
        let purchase = Purchase { account_sid: account_sid.to_owned(), number: number.address.clone(), at };
        self.write(&Line::Purchase(purchase.clone(), Box::new(number.clone())))?;
        self.purchases.push(purchase);
        if let Some(account) = self.accounts.iter_mut().find(|a| a.sid == account_sid) {
            account.numbers.push(number);
        }
        Ok(true)
    }

    /// Takes a number from its account and from its pool.
    pub(crate) fn release(&mut self, address: &str, now: Timestamp) -> io::Result<()> {
        self.leave_service(address, now)?;
        self.write(&Line::Release(address.to_owned()))?;
        for account in &mut self.accounts {
            account.numbers.retain(|n| n.address != address);
        }
        Ok(())
    }

    /// Changes a number's settings and gives it back as it is now.
    pub(crate) fn change_number(
        &mut self,
        address: &str,
        now: Timestamp,
        change: impl FnOnce(&mut Number),
    ) -> io::Result<Option<Number>> {
        let Some((owner, mut number)) =
            self.owner_of(address).and_then(|a| a.number(address).cloned().map(|n| (a.sid.clone(), n)))
        else {
            return Ok(None);
        };
        change(&mut number);
        number.updated_at = Some(now);
        self.write(&Line::Number(owner, Box::new(number.clone())))?;
        let known = self.accounts.iter_mut().flat_map(|a| a.numbers.iter_mut()).find(|n| n.address == address);
        if let Some(known) = known {
            known.clone_from(&number);
        }
        Ok(Some(number))
    }

    /// Adds or replaces a Messaging Service.
    pub(crate) fn put_service(
        &mut self,
        account_sid: &str,
        mut service: MessagingService,
        now: Timestamp,
    ) -> io::Result<()> {
        service.created_at.get_or_insert(now);
        service.updated_at = Some(now);
        self.write(&Line::Service(account_sid.to_owned(), Box::new(service.clone())))?;
        if let Some(account) = self.accounts.iter_mut().find(|a| a.sid == account_sid) {
            match account.services.iter_mut().find(|s| s.sid == service.sid) {
                Some(known) => *known = service,
                None => account.services.push(service),
            }
        }
        Ok(())
    }

    /// Adds or replaces an API key.
    pub(crate) fn put_key(&mut self, account_sid: &str, key: ApiKey) -> io::Result<()> {
        self.write(&Line::Key(account_sid.to_owned(), Box::new(key.clone())))?;
        if let Some(account) = self.accounts.iter_mut().find(|a| a.sid == account_sid) {
            match account.api_keys.iter_mut().find(|known| known.sid == key.sid) {
                Some(known) => *known = key,
                None => account.api_keys.push(key),
            }
        }
        Ok(())
    }

    /// Removes an API key: it opens nothing from now on, and what it signed is not valid any more.
    pub(crate) fn remove_key(&mut self, sid: &str) -> io::Result<()> {
        self.write(&Line::KeyRemoved(sid.to_owned()))?;
        for account in &mut self.accounts {
            account.api_keys.retain(|key| key.sid != sid);
        }
        Ok(())
    }

    /// Takes a number out of the pools that have it.
    pub(crate) fn leave_service(&mut self, address: &str, now: Timestamp) -> io::Result<()> {
        let pools = self.accounts.iter().filter_map(|a| a.service_of(address).map(|s| (a.sid.clone(), s.clone())));
        for (owner, mut service) in pools.collect::<Vec<_>>() {
            service.senders.retain(|sender| sender != address);
            self.put_service(&owner, service, now)?;
        }
        Ok(())
    }

    fn write(&self, line: &Line) -> io::Result<()> {
        self.journal.as_ref().map_or(Ok(()), |journal| journal.write(line))
    }
}
