//! Browsers that are registered as clients: which of them is open, and which has taken a call.
//!
//! # Source
//! Twilio Voice JavaScript SDK: every device of an identity rings; the first to accept has the call, and the others'
//! incoming call is canceled.

use std::collections::HashMap;

use super::super::state::{Inner, SimulatorState};

/// The browsers of one simulator.
#[derive(Default)]
pub(crate) struct Clients {
    drawn: u64,
    open: HashMap<u64, Browser>,
    /// Who has answered a leg; none when it was no browser that is open.
    takers: HashMap<String, Option<u64>>,
}

/// How a browser is known when it does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Browser {
    /// `client:` and its identity.
    pub(crate) address: String,
    pub(crate) token: String,
    /// What it calls itself, to be told from others of its identity after its token was renewed.
    pub(crate) tab: Option<String>,
}

impl Clients {
    /// The open browser that does something: by the name of its tab, or by its token.
    fn number_of(&self, browser: &Browser) -> Option<u64> {
        let is_it = |open: &Browser| match &browser.tab {
            Some(tab) => open.tab.as_ref() == Some(tab),
            None => open.token == browser.token,
        };
        self.open.iter().filter(|(_, open)| open.address == browser.address && is_it(open)).map(|(id, _)| *id).max()
    }

    /// True for a leg that this browser has, or that nobody knows of another to have.
    pub(crate) fn has_taken(&self, number: u64, sid: &str) -> bool {
        self.takers.get(sid).copied().flatten().is_none_or(|taker| taker == number)
    }

    /// True for a leg that runs and that no open browser has: one that was closed, or loaded again.
    pub(crate) fn is_free(&self, sid: &str) -> bool {
        self.takers.get(sid).copied().flatten().is_none_or(|taker| !self.open.contains_key(&taker))
    }

    /// A browser goes on with a leg of one that is not open any more.
    pub(crate) fn adopt(&mut self, number: u64, sid: &str) {
        self.takers.insert(sid.to_owned(), Some(number));
    }
}

impl SimulatorState {
    /// A browser is open until the guard is dropped.
    pub(crate) fn is_open_at(&self, browser: Browser) -> Registration {
        let number = self.clients(|clients| {
            clients.drawn += 1;
            clients.open.insert(clients.drawn, browser);
            clients.drawn
        });
        Registration { inner: std::sync::Arc::downgrade(&self.inner), number }
    }

    /// A browser answers a leg; false when another one has answered it before.
    pub(crate) fn takes(&self, browser: &Browser, sid: &str) -> bool {
        self.clients(|clients| {
            let number = clients.number_of(browser);
            *clients.takers.entry(sid.to_owned()).or_insert(number) == number
        })
    }
}

/// A browser that is open. It does not keep a dropped simulator alive.
pub(crate) struct Registration {
    pub(crate) inner: std::sync::Weak<Inner>,
    pub(crate) number: u64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let Some(inner) = self.inner.upgrade() else { return };
        SimulatorState { inner }.clients(|clients| clients.open.remove(&self.number));
    }
}
