//! Who is where: the people behind numbers and clients, those whose handset is open, the running legs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::state::SimulatorState;
use super::clients::Clients;
use super::live::Lines;
use super::person::Person;
use super::room::Rooms;

/// The switchboard of one simulator.
#[derive(Default)]
pub(crate) struct Exchange {
    people: Mutex<HashMap<String, Person>>,
    /// How many handsets are open for an address.
    present: Mutex<HashMap<String, usize>>,
    lines: Mutex<Lines>,
    rooms: Mutex<Rooms>,
    clients: Mutex<Clients>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SimulatorState {
    /// Says how whoever has this number (or `client:` identity) behaves when a call rings it.
    pub fn set_person(&self, address: impl Into<String>, person: Person) {
        lock(&self.inner.exchange.people).insert(address.into(), person);
    }

    /// Forgets what was said with [`set_person`](Self::set_person).
    pub fn forget_person(&self, address: &str) {
        lock(&self.inner.exchange.people).remove(address);
    }

    /// Everybody who was set, by address.
    #[must_use]
    pub fn people(&self) -> std::collections::BTreeMap<String, Person> {
        lock(&self.inner.exchange.people).clone().into_iter().collect()
    }

    /// Whoever a call to this address reaches: the one who was set, an open handset, or for a number the default of the
    /// configuration. Nobody for a client that no device has registered as.
    pub(crate) fn person_at(&self, address: &str) -> Option<Person> {
        if let Some(person) = lock(&self.inner.exchange.people).get(address) {
            return Some(person.clone());
        }
        if lock(&self.inner.exchange.present).get(address).is_some_and(|count| *count > 0) {
            return Some(Person::live());
        }
        (!address.starts_with("client:")).then(|| self.inner.config.callee.clone())
    }

    /// A handset (or a browser) is open for an address until the guard is dropped.
    pub(crate) fn is_at_the_phone(&self, address: &str) -> Presence {
        *lock(&self.inner.exchange.present).entry(address.to_owned()).or_default() += 1;
        Presence { inner: std::sync::Arc::downgrade(&self.inner), address: address.to_owned() }
    }

    pub(crate) fn lines<T>(&self, with: impl FnOnce(&mut Lines) -> T) -> T {
        with(&mut lock(&self.inner.exchange.lines))
    }

    pub(crate) fn clients<T>(&self, with: impl FnOnce(&mut Clients) -> T) -> T {
        with(&mut lock(&self.inner.exchange.clients))
    }

    pub(crate) fn rooms<T>(&self, with: impl FnOnce(&mut Rooms) -> T) -> T {
        with(&mut lock(&self.inner.exchange.rooms))
    }
}

/// Somebody is at the phone. It does not keep a dropped simulator alive.
pub(crate) struct Presence {
    inner: std::sync::Weak<super::super::state::Inner>,
    address: String,
}

impl Drop for Presence {
    fn drop(&mut self) {
        let Some(inner) = self.inner.upgrade() else { return };
        if let Some(count) = lock(&inner.exchange.present).get_mut(&self.address) {
            *count = count.saturating_sub(1);
        }
    }
}
