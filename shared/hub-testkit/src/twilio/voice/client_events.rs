//! What a browser is told of the legs that ring its client.

use std::collections::{HashMap, VecDeque};

use axum::response::sse::Event;
use serde_json::{Value, json};

use super::super::state::SimulatorState;
use super::call::{Call, CallDirection};
use super::clients::Registration;
use super::token::VoiceClient;

/// What a browser was told of a leg last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Incoming,
    Accepted,
    /// Canceled or ended: there is no more to tell.
    Gone,
}

/// The events of one browser.
pub(crate) struct Feed {
    registration: Registration,
    account_sid: String,
    address: String,
    told: HashMap<String, Told>,
    /// The legs that run when the browser opens are its own if no other one has them.
    is_first_look: bool,
    events: VecDeque<Event>,
}

impl Feed {
    pub(crate) fn new(registration: Registration, client: &VoiceClient) -> Self {
        let mut feed = Self {
            registration,
            account_sid: client.account_sid.clone(),
            address: client.address(),
            told: HashMap::new(),
            is_first_look: true,
            events: VecDeque::new(),
        };
        feed.tell("registered", &json!({ "identity": client.identity }));
        feed
    }

    pub(crate) fn next(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Looks what has changed; none when the simulator is gone.
    pub(crate) fn look(&mut self) -> Option<()> {
        let state = SimulatorState { inner: self.registration.inner.upgrade()? };
        let running: Vec<String> = state.lines(|lines| lines.keys().cloned().collect());
        let known = self.told.iter().filter(|(_, told)| **told != Told::Gone).map(|(sid, _)| sid.clone());
        let mut legs: Vec<Call> = state.look(|ledger| {
            let mut sids: Vec<String> = running.into_iter().chain(known).collect();
            sids.sort_unstable();
            sids.dedup();
            let calls = sids.iter().filter_map(|sid| ledger.call(sid));
            calls.filter(|call| rings(call, &self.account_sid, &self.address)).cloned().collect()
        });
        legs.sort_by_key(|leg| leg.created_at);
        for leg in legs {
            self.look_at(&state, &leg);
        }
        self.is_first_look = false;
        Some(())
    }

    fn look_at(&mut self, state: &SimulatorState, leg: &Call) {
        let number = self.registration.number;
        let told = self.told.get(&leg.sid).copied();
        match (told, leg.answered_at.is_some(), leg.is_over()) {
            (None, false, false) if leg.status == "ringing" => self.tell_of(leg, "incoming", Told::Incoming),
            (None, true, false) if self.is_first_look => {
                let is_free = state.clients(|clients| {
                    let is_free = clients.is_free(&leg.sid);
                    if is_free {
                        clients.adopt(number, &leg.sid);
                    }
                    is_free
                });
                if is_free {
                    self.tell_of(leg, "accepted", Told::Accepted);
                } else {
                    self.told.insert(leg.sid.clone(), Told::Gone);
                }
            }
            (Some(Told::Incoming), true, is_over) => {
                if state.clients(|clients| clients.has_taken(number, &leg.sid)) {
                    self.tell_of(leg, "accepted", Told::Accepted);
                    if is_over {
                        self.tell_of(leg, "ended", Told::Gone);
                    }
                } else {
                    self.tell_of(leg, "canceled", Told::Gone);
                }
            }
            (Some(Told::Incoming), false, true) => self.tell_of(leg, "canceled", Told::Gone),
            (Some(Told::Accepted), _, true) => self.tell_of(leg, "ended", Told::Gone),
            _ => {}
        }
    }

    fn tell_of(&mut self, leg: &Call, event: &str, told: Told) {
        let data = if told == Told::Gone {
            json!({ "sid": leg.sid })
        } else {
            json!({ "sid": leg.sid, "from": leg.from, "to": leg.to, "parameters": leg.parameters })
        };
        self.told.insert(leg.sid.clone(), told);
        self.tell(event, &data);
    }

    fn tell(&mut self, event: &str, data: &Value) {
        self.events.push_back(Event::default().event(event).data(data.to_string()));
    }
}

/// True for a leg to this client.
pub(crate) fn rings(call: &Call, account_sid: &str, address: &str) -> bool {
    call.direction != CallDirection::Inbound && call.account_sid == account_sid && call.to == address
}
