//! What the state file knows of accounts, and how it joins what the configuration says.
//!
//! What was kept wins: tokens, settings of numbers, pools, API keys. The configuration adds what no line names: further
//! accounts, numbers that were not released, API keys that were not removed, and the labels and keyword handling of its
//! numbers.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::account::{Account, ApiKey};
use super::number::Number;
use super::purchase::Purchase;
use super::service::MessagingService;

/// The kept accounts, numbers and services, each as of its last line.
#[derive(Default)]
pub(crate) struct KeptAccounts {
    accounts: Vec<Account>,
    /// With the SID of the account.
    numbers: Vec<(String, Number)>,
    released: BTreeSet<String>,
    /// With the SID of the account.
    services: Vec<(String, MessagingService)>,
    /// With the SID of the account.
    keys: Vec<(String, ApiKey)>,
    removed_keys: BTreeSet<String>,
    pub(crate) purchases: Vec<Purchase>,
}

impl KeptAccounts {
    pub(crate) fn put_account(&mut self, account: Account) {
        self.accounts.retain(|known| known.sid != account.sid);
        self.accounts.push(account);
    }

    pub(crate) fn put_number(&mut self, owner: String, number: Number) {
        self.released.remove(&number.address);
        self.numbers.retain(|(_, known)| known.address != number.address);
        self.numbers.push((owner, number));
    }

    pub(crate) fn release(&mut self, address: String) {
        self.numbers.retain(|(_, known)| known.address != address);
        self.released.insert(address);
    }

    pub(crate) fn put_service(&mut self, owner: String, service: MessagingService) {
        self.services.retain(|(_, known)| known.sid != service.sid);
        self.services.push((owner, service));
    }

    pub(crate) fn put_key(&mut self, owner: String, key: ApiKey) {
        self.keys.retain(|(_, known)| known.sid != key.sid);
        self.keys.push((owner, key));
    }

    pub(crate) fn remove_key(&mut self, sid: String) {
        self.keys.retain(|(_, known)| known.sid != sid);
        self.removed_keys.insert(sid);
    }

    /// The accounts to start with.
    pub(crate) fn merge(self, configured: &[Account], now: Timestamp) -> Vec<Account> {
        let mut accounts = configured.to_vec();
        for kept in self.accounts {
            match accounts.iter_mut().find(|a| a.sid == kept.sid) {
                Some(account) => {
                    let Account { api_keys, numbers, services, contents, applications, caller_ids, .. } =
                        account.clone();
                    *account = Account { api_keys, numbers, services, contents, applications, caller_ids, ..kept };
                }
                None => accounts.push(kept),
            }
        }
        let is_elsewhere =
            |address: &str, sid: &str| self.numbers.iter().any(|(o, n)| n.address == address && o != sid);
        for account in &mut accounts {
            let sid = account.sid.clone();
            account.numbers.retain(|n| !self.released.contains(&n.address) && !is_elsewhere(&n.address, &sid));
        }
        for (owner, mut number) in self.numbers {
            let Some(account) = accounts.iter_mut().find(|a| a.sid == owner) else {
                continue;
            };
            match account.numbers.iter_mut().find(|n| n.address == number.address) {
                Some(configured) => {
                    number.label = configured.label.take().or(number.label);
                    number.keywords = configured.keywords;
                    *configured = number;
                }
                None => account.numbers.push(number),
            }
        }
        for (owner, service) in self.services {
            let Some(account) = accounts.iter_mut().find(|a| a.sid == owner) else {
                continue;
            };
            account.services.retain(|known| known.sid != service.sid);
            account.services.push(service);
        }
        for account in &mut accounts {
            account.api_keys.retain(|key| !self.removed_keys.contains(&key.sid));
        }
        for (owner, key) in self.keys {
            if let Some(account) = accounts.iter_mut().find(|a| a.sid == owner) {
                account.api_keys.retain(|known| known.sid != key.sid);
                account.api_keys.push(key);
            }
        }
        for account in &mut accounts {
            account.stamp(now);
        }
        accounts
    }
}
