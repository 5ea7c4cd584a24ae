//! Begins calls: from a phone to a number of ours, from a client through its application, and those made over REST.

use std::time::Duration;

use tokio::task::JoinHandle;

use super::super::account::Account;
use super::super::error::SimulatorError;
use super::super::ledger::Ledger;
use super::super::state::SimulatorState;
use super::super::webhook::Endpoint;
use super::call::{Call, CallDirection};
use super::callbacks::{CallbackPlan, Shape};
use super::document::{Ask, Source};
use super::line::{Leg, Line};
use super::person::Person;
use super::ring::until_answered;
use super::run::{Ending, run};
use super::timeline::Timeline;
use super::token::VoiceClient;

/// What a leg does once it is there.
enum Course {
    /// It is carried out at once: the call comes in.
    Incoming(Source),
    /// It is rung first, for so long.
    Outgoing(Source, Duration),
}

/// Where a call goes, and who is told of its end.
struct Route {
    first: Endpoint,
    fallback: Option<Endpoint>,
    plan: Option<CallbackPlan>,
}

impl SimulatorState {
    /// Calls one of our numbers, and does on the call what the person does. Gives the SID of the leg at once.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`] when no account owns `to`.
    pub fn place_call(&self, from: &str, to: &str, person: Person) -> Result<String, SimulatorError> {
        self.begin_inbound((from, to), person, &[]).map(|(sid, _)| sid)
    }

    /// As [`place_call`](Self::place_call); the first request for TwiML has these parameters too, such as `ForwardedFrom`.
    ///
    /// # Errors
    /// As [`place_call`](Self::place_call).
    pub fn place_call_with(
        &self,
        from: &str,
        to: &str,
        person: Person,
        params: &[(&str, &str)],
    ) -> Result<String, SimulatorError> {
        self.begin_inbound((from, to), person, params).map(|(sid, _)| sid)
    }

    /// As [`place_call`](Self::place_call), and waits for the end of the call: without end for a live person who does
    /// nothing.
    ///
    /// # Errors
    /// As [`place_call`](Self::place_call).
    pub async fn call_through(&self, from: &str, to: &str, person: Person) -> Result<Call, SimulatorError> {
        let (sid, ended) = self.begin_inbound((from, to), person, &[])?;
        // A panic of the task is in the log; the call shows how far it came.
        let _ = ended.await;
        self.call(&sid).ok_or(SimulatorError::UnknownCall(sid))
    }

    /// Calls out as a browser does with its access token: the token's application is asked for TwiML, with these
    /// parameters (such as `To`). Gives the SID of the client's leg.
    ///
    /// # Errors
    /// [`SimulatorError::RefusedToken`], also for a token that may not call out.
    pub fn place_client_call(
        &self,
        token: &str,
        params: &[(&str, &str)],
        person: Person,
    ) -> Result<String, SimulatorError> {
        let client = self.client_of(token).map_err(|refusal| SimulatorError::RefusedToken(refusal.to_string()))?;
        self.begin_client_call(client, params, person)
    }

    fn begin_client_call(
        &self,
        client: VoiceClient,
        params: &[(&str, &str)],
        person: Person,
    ) -> Result<String, SimulatorError> {
        let account = self.account(&client.account_sid);
        let application = client.application_sid.clone().unwrap_or_default();
        let route = account.as_ref().and_then(|account| of_application(account, &application));
        let (Some(account), Some(route)) = (account, route) else {
            return Err(SimulatorError::RefusedToken(format!("the token's application {application:?} is not there")));
        };
        let named = |name: &str| params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| *value);
        let from = client.address();
        let others: Vec<_> = params.iter().copied().filter(|(name, _)| !matches!(*name, "To" | "From")).collect();
        let extra = owned(&others);
        Ok(self.begin(&account, (&from, named("To")), (route, extra), person).0)
    }

    fn begin_inbound(
        &self,
        (from, to): (&str, &str),
        person: Person,
        params: &[(&str, &str)],
    ) -> Result<(String, JoinHandle<()>), SimulatorError> {
        let account = self.owner_of(to).ok_or_else(|| SimulatorError::UnknownNumber(to.to_owned()))?;
        let route = if self.registry(|r| r.is_active(&account)) {
            of_number(&account, to).ok_or("11200: the number has no VoiceUrl")
        } else {
            Err("10001: the account is not active")
        };
        match route {
            Ok(route) => Ok(self.begin(&account, (from, to), (route, owned(params)), person)),
            Err(problem) => Ok(self.fail(&account, (from, to), problem)),
        }
    }

    fn begin(
        &self,
        account: &Account,
        (from, to): (&str, &str),
        (route, params): (Route, Vec<(String, String)>),
        person: Person,
    ) -> (String, JoinHandle<()>) {
        let line = self.line(account, route.fallback);
        let gives_up_at = person.gives_up_after_ms.map(Duration::from_millis);
        let sid = self.fresh_sid("CA");
        let call =
            Call { from: from.to_owned(), to: to.to_owned(), ..blank(&sid, &line, CallDirection::Inbound, "ringing") };
        let mut leg = self.open(line, call, (person, route.plan));
        leg.hangs_up_at = gives_up_at;
        leg.line.note(&leg.sid, "ringing");
        let source = Source::Ask(Ask { endpoint: route.first, params });
        (sid, conduct(leg, Course::Incoming(source)))
    }

    /// A call that Twilio does not put through.
    fn fail(&self, account: &Account, (from, to): (&str, &str), problem: &str) -> (String, JoinHandle<()>) {
        let line = self.line(account, None);
        let sid = self.fresh_sid("CA");
        let call =
            Call { from: from.to_owned(), to: to.to_owned(), ..blank(&sid, &line, CallDirection::Inbound, "ringing") };
        self.edit(|ledger| ledger.voice.add(call));
        line.problem(&sid, problem);
        let ended = sid.clone();
        (sid, tokio::spawn(async move { line.end(&ended, "failed").await }))
    }

    pub(crate) fn line(&self, account: &Account, fallback: Option<Endpoint>) -> Line {
        Line {
            state: self.clone(),
            timeline: Timeline::new(self.inner.config.delays.call_second, Duration::ZERO),
            account_sid: account.sid.clone(),
            began: self.now(),
            fallback,
        }
    }

    /// A leg with its record and its callbacks.
    pub(crate) fn open(&self, line: Line, call: Call, (person, plan): (Person, Option<CallbackPlan>)) -> Leg {
        let shape = Shape::draw(self, call.other_side());
        let sid = call.sid.clone();
        let commands = self.open_line(&sid, &line);
        self.edit(|ledger| {
            ledger.voice.add(call);
            let teller = ledger.voice.teller(&sid);
            teller.plan = plan;
            teller.shape = shape;
        });
        Leg {
            line,
            sid,
            person,
            is_there: true,
            commands,
            hangs_up_at: None,
            is_answered: false,
            is_gone: false,
            is_whispering: false,
        }
    }
}

/// Rings whoever a REST call is for, and then carries the TwiML out.
pub(crate) fn ring_out(leg: Leg, source: Source, timeout: Duration) {
    conduct(leg, Course::Outgoing(source, timeout));
}

/// A leg goes on by itself with other TwiML, on a clock of its own from now on.
pub(crate) fn go_on(mut leg: Leg, source: Source) {
    leg.line.timeline = Timeline::new(leg.line.state.inner.config.delays.call_second, leg.now());
    leg.line.state.move_line(&leg.sid, &leg.line);
    conduct(leg, Course::Incoming(source));
}

fn conduct(mut leg: Leg, course: Course) -> JoinHandle<()> {
    let state = leg.line.state.clone();
    state.edit(Ledger::set_out);
    tokio::spawn(async move {
        let timeline = leg.line.timeline.clone();
        timeline
            .drive(async {
                let (source, rung) = match course {
                    Course::Incoming(source) => (source, Ok(())),
                    Course::Outgoing(source, timeout) => (source, until_answered(&mut leg, timeout).await),
                };
                let ending = match rung {
                    Ok(()) => run(&mut leg, source).await,
                    Err(status) => Ending::Status(status),
                };
                match ending {
                    Ending::RanOut => {
                        leg.answer().await;
                        leg.line.end(&leg.sid, "completed").await;
                    }
                    Ending::HungUp => leg.line.end(&leg.sid, "no-answer").await,
                    Ending::Status(status) => leg.line.end(&leg.sid, status).await,
                }
            })
            .await;
        drop(leg);
        state.edit(Ledger::arrive);
    })
}

/// A leg about which nothing is known yet.
pub(crate) fn blank(sid: &str, line: &Line, direction: CallDirection, status: &str) -> Call {
    Call {
        sid: sid.to_owned(),
        account_sid: line.account_sid.clone(),
        parent_sid: None,
        from: String::new(),
        to: String::new(),
        parameters: std::collections::BTreeMap::new(),
        direction,
        status: status.to_owned(),
        created_at: line.at(),
        answered_at: None,
        ended_at: None,
        duration: None,
        events: vec![],
        heard: vec![],
        problems: vec![],
        deleted: false,
    }
}

fn owned(params: &[(&str, &str)]) -> Vec<(String, String)> {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn of_number(account: &Account, address: &str) -> Option<Route> {
    let settings = &account.number(address)?.settings;
    if !settings.voice_application_sid.is_empty() {
        return of_application(account, &settings.voice_application_sid);
    }
    let callback = Endpoint::new(&settings.status_callback, &settings.status_callback_method);
    Some(Route {
        first: Endpoint::new(&settings.voice_url, &settings.voice_method)?,
        fallback: Endpoint::new(&settings.voice_fallback_url, &settings.voice_fallback_method),
        plan: CallbackPlan::new(callback, vec![]),
    })
}

fn of_application(account: &Account, sid: &str) -> Option<Route> {
    let application = account.applications.iter().find(|application| application.sid == sid)?;
    Some(Route {
        first: Endpoint::new(&application.voice_url, "POST")?,
        fallback: Endpoint::new(&application.voice_fallback_url, "POST"),
        plan: CallbackPlan::new(Endpoint::new(&application.status_callback, "POST"), vec![]),
    })
}
