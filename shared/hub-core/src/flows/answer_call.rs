//! Somebody calls: what the number's settings say, and what comes after each step.

use jiff::Timestamp;

use crate::account::Role;
use crate::address::Address;
use crate::call::{Call, CallStatus, Callee, LegReport, Next, RecordingConsent, Side, TransferState, Way};
use crate::channel::ChannelClass;
use crate::contact::Contact;
use crate::flows::Ports;
use crate::flows::calls::{change_and_tell, change_call, due};
use crate::flows::contacts::{DECISIONS_MAX, busy};
use crate::flows::initiate_call::connect;
use crate::ids::{CallId, ConversationId, TenantId};
use crate::message::Direction;
use crate::number::{NumberId, OwnNumber};
use crate::ports::{CallBegun, CallRecord, PortResult};
use crate::routing::{EXCUSE, Facts, Heard, ON_HOLD, Plan, decide};
use crate::settings::{RecordingPolicy, Settings};
use crate::voice::{RUNG_AT_ONCE, RingOrder, VoiceMode};

/// How long a customer waits on hold before the hub is asked again, in seconds.
pub const HOLD_SECONDS: u32 = 5;
/// How often they are told that they are on hold, in seconds.
const ON_HOLD_EVERY_SECONDS: i64 = 30;
/// How long a phone rings to which a call is passed on, in seconds.
pub const TRANSFER_SECONDS: u32 = 25;
/// The voice of a hub that cannot look up another one.
pub const USUAL_VOICE: &str = "Polly.Joanna";

/// What the carrier is to do with a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Who speaks.
    pub voice: String,
    /// The name of the caller, for the phones that ring.
    pub contact_name: Option<String>,
    /// The stored call; `None` if it could not be stored.
    pub call: Option<CallId>,
    /// The number that phones which ring see; without it the caller's.
    pub caller_id: Option<Address>,
    /// What happens next.
    pub plan: Plan,
}

/// What a caller hears when nothing else can be found out.
#[must_use]
pub fn excuse() -> Answer {
    let plan = Plan::Speak(vec![Heard::Words(EXCUSE.to_owned())]);
    Answer { voice: USUAL_VOICE.to_owned(), contact_name: None, call: None, caller_id: None, plan }
}

/// A call that has just come.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The carrier's id of the call.
    pub sid: String,
    /// The caller.
    pub from: Address,
    /// Our number.
    pub to: Address,
}

/// Answers a call and stores it, once however often the carrier asks.
///
/// A call that cannot be stored is answered all the same, but not recorded: nobody could show that it was announced.
///
/// # Errors
/// The store's, before anything is known of the number; then [`excuse`] is the answer.
pub async fn answer_call(ports: &Ports, tenant: &TenantId, incoming: &Incoming) -> PortResult<Answer> {
    let Some(settings) = ports.settings.settings(tenant).await? else { return Ok(excuse()) };
    let Some(number) = ports.numbers.number(tenant, &NumberId::of(&incoming.to)).await? else { return Ok(excuse()) };
    let now = ports.clock.now();
    let team = team(ports, tenant, &number).await?;
    let facts = Facts { settings: &settings, number: &number, team: &team, began_at: now, tried: &[], consent: None };
    let plan = planned(ports, &facts);
    let voice = settings.voice.clone();
    let followed = |call: &mut Call| {
        // A call that is over is asked about again only by a replay of its requests.
        if !call.is_over() {
            follow(call, &plan, settings.recording_policy, now);
        }
    };
    match begin_call(ports, tenant, incoming, followed).await {
        Ok(call) => Ok(Answer { voice, contact_name: call.contact_name, call: Some(call.id), caller_id: None, plan }),
        Err(error) => {
            tracing::error!(tenant.id = %tenant, call.sid = incoming.sid, %error, "call could not be stored; it is answered unrecorded");
            let settings = Settings { recording_policy: RecordingPolicy::Off, ..settings.clone() };
            let plan = decide(&Facts { settings: &settings, ..facts });
            Ok(Answer { voice, contact_name: None, call: None, caller_id: None, plan })
        }
    }
}

/// What happens next. The carrier writes no message down that the hub writes down itself.
fn planned(ports: &Ports, facts: &Facts<'_>) -> Plan {
    match decide(facts) {
        Plan::TakeMessage { greeting, is_transcribed } => {
            Plan::TakeMessage { greeting, is_transcribed: is_transcribed && !ports.transcriber.is_there() }
        }
        plan => plan,
    }
}

/// Stores a call with what `with` makes of it, or makes it of the one that is stored.
pub(crate) async fn begin_call(
    ports: &Ports,
    tenant: &TenantId,
    incoming: &Incoming,
    with: impl Fn(&mut Call) + Send + Sync,
) -> PortResult<Call> {
    let now = ports.clock.now();
    let (ours, theirs) = (&incoming.to, &incoming.from);
    let conversation = ConversationId::between(tenant, ChannelClass::Sms.as_str(), ours, theirs);
    let id = CallId::new(ports.ids.ulid(now), &conversation);
    for _ in 0..DECISIONS_MAX {
        let contact = ports.contacts.contact(tenant, theirs).await?.unwrap_or_else(|| Contact::unknown(theirs));
        let mut call = Call::inbound(id.clone(), &conversation, (ours, theirs), now);
        call.sid = Some(incoming.sid.clone());
        call.contact_name.clone_from(&contact.name);
        with(&mut call);
        let record = CallRecord { due: due(&call, now), call, source: None };
        match ports.calls.begin_call(tenant, &record, &contact).await? {
            CallBegun::Stored => {
                tracing::info!(tenant.id = %tenant, call.id = %id, call.sid = incoming.sid, "a call came");
                return Ok(record.call);
            }
            CallBegun::Known(id) => {
                let changed = change_call(ports, tenant, &id, |record| with(&mut record.call)).await?;
                return changed.ok_or_else(busy);
            }
            CallBegun::Moved => {}
        }
    }
    Err(busy())
}

/// What a plan makes of its call.
fn follow(call: &mut Call, plan: &Plan, policy: RecordingPolicy, now: Timestamp) {
    let told = |given| Some(RecordingConsent { policy, asked: true, given, at: now, callee_told_at: None });
    match plan {
        Plan::Ask { .. } => call.consent = call.consent.take().or_else(|| told(false)),
        Plan::Dial { callees, notice, .. } => {
            if notice.is_some() {
                call.consent = call.consent.take().or_else(|| told(true));
            }
            callees.iter().for_each(|callee| call.rings(callee));
        }
        Plan::TakeMessage { .. } | Plan::Wait(_) | Plan::Talk { .. } | Plan::Speak(_) | Plan::HangUp => {}
    }
}

/// Who is rung: the people that the number names, with their phones, or everybody who may take calls.
async fn team(ports: &Ports, tenant: &TenantId, number: &OwnNumber) -> PortResult<Vec<Callee>> {
    let voice = &number.voice;
    if !matches!(voice.mode, VoiceMode::Ring | VoiceMode::Assistant) {
        return Ok(Vec::new());
    }
    let people = ports.accounts.users(tenant).await?;
    let mut team: Vec<Callee> = Vec::new();
    if voice.team.is_empty() {
        let takers = people.iter().filter(|person| person.role != Role::Readonly);
        team.extend(takers.map(|person| Callee::browser(&person.id)));
    }
    let members = voice.team.iter().filter(|member| people.iter().any(|person| person.id == member.user_id));
    for member in members {
        team.push(Callee::browser(&member.user_id));
        let phone = member.phone.clone().map(Address::from);
        team.extend(phone.map(|phone| Callee { phone: Some(phone), ..Callee::browser(&member.user_id) }));
    }
    team.truncate(RUNG_AT_ONCE);
    Ok(team)
}

/// What has just ended in a call that goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The caller was asked whether the call may be recorded, and pressed this, or nothing.
    Consent {
        /// The keys.
        digits: Option<String>,
    },
    /// Phones were rung.
    Rang {
        /// On this way.
        way: Way,
        /// What the carrier says of the phone that took it, or of the last one.
        leg: Option<LegReport>,
        /// Whether somebody took it.
        was_taken: bool,
    },
    /// A line was redirected, or waits on hold.
    Asks {
        /// Whose line it is.
        side: Side,
        /// The room that has just ended for it, if it was in one.
        room: Option<u32>,
    },
}

/// What comes next on a line of a call.
///
/// # Errors
/// The store's; then [`excuse`] is the answer.
pub async fn continue_call(
    ports: &Ports,
    tenant: &TenantId,
    (id, status): (&CallId, Option<CallStatus>),
    step: &Step,
) -> PortResult<Answer> {
    let now = ports.clock.now();
    // Whoever hangs up is told nothing more; the report of a call's end is another request, which ends it.
    let is_gone = status.is_some_and(|status| status.is_final());
    let heard =
        change_and_tell(ports, tenant, id, |record| hear(&mut record.call, tenant, step, (is_gone, now))).await?;
    let Some((call, Heed { next, turned })) = heard else { return Ok(excuse()) };
    if let Some(sid) = turned {
        ports.calls.bind_call_sid(tenant, id, &sid).await?;
    }
    let Some(settings) = ports.settings.settings(tenant).await? else { return Ok(excuse()) };
    let is_ours = call.direction == Direction::Outbound;
    let plan = match (next, step) {
        (Some(next), Step::Asks { side, .. }) => Some(moved(next, *side, on_hold(&call, now))),
        (Some(next), Step::Rang { way, .. }) => Some(moved(next, Side::that_dials(*way), on_hold(&call, now))),
        _ if call.is_over() || is_gone => Some(Plan::HangUp),
        (_, Step::Rang { was_taken: true, .. }) => Some(Plan::HangUp),
        (_, Step::Rang { way: Way::Transfer, .. }) => returned(&call),
        _ => None,
    };
    let plan = match plan {
        Some(plan) => plan,
        None if is_ours => Plan::HangUp,
        None => routed(ports, tenant, (&call, &settings), step).await?,
    };
    let policy = settings.recording_policy;
    let mut followed = call.clone();
    follow(&mut followed, &plan, policy, now);
    // Most plans leave the call as it is; reading it once more would be in vain.
    if followed != call {
        change_call(ports, tenant, id, |record| follow(&mut record.call, &plan, policy, now)).await?;
    }
    Ok(Answer {
        voice: settings.voice,
        contact_name: call.contact_name,
        call: Some(call.id),
        caller_id: is_ours.then_some(call.our_number),
        plan,
    })
}

/// What comes next for a customer whom nobody has taken yet.
async fn routed(
    ports: &Ports,
    tenant: &TenantId,
    (call, settings): (&Call, &Settings),
    step: &Step,
) -> PortResult<Plan> {
    let Some(number) = ports.numbers.number(tenant, &NumberId::of(&call.our_number)).await? else {
        return Ok(excuse().plan);
    };
    let team = team(ports, tenant, &number).await?;
    let mut tried: Vec<Way> = call.rang.iter().map(|callee| callee.way).collect();
    tried.extend(match step {
        Step::Rang { way, .. } => Some(*way),
        Step::Consent { .. } | Step::Asks { .. } => None,
    });
    let facts = Facts {
        settings,
        number: &number,
        team: &team,
        began_at: call.started_at,
        tried: &tried,
        consent: call.consent.as_ref().map(|consent| consent.given),
    };
    Ok(planned(ports, &facts))
}

/// What a line does that was moved by hold or transfer.
fn moved(next: Next, side: Side, on_hold: Option<Heard>) -> Plan {
    match next {
        Next::Wait => Plan::Wait(on_hold),
        Next::Talk { room, ends } => Plan::Talk { side, room, ends },
        Next::Ring(callee) => ring(callee),
        Next::Excuse => excuse().plan,
        Next::HangUp => Plan::HangUp,
    }
}

/// What a customer hears on hold at this time. They ask again every few seconds, and hear it every half a minute.
fn on_hold(call: &Call, now: Timestamp) -> Option<Heard> {
    let waited = call.held_since.map_or(0, |since| now.duration_since(since).as_secs());
    (waited % ON_HOLD_EVERY_SECONDS < i64::from(HOLD_SECONDS)).then(|| Heard::Words(ON_HOLD.to_owned()))
}

/// Rings one person for a customer whom somebody has spoken to before; nothing of it is recorded.
fn ring(callee: Callee) -> Plan {
    Plan::Dial {
        opening: None,
        notice: None,
        way: callee.way,
        callees: vec![callee],
        seconds: TRANSFER_SECONDS,
        order: RingOrder::Together,
        is_recorded: false,
    }
}

/// A call that nobody took where it was passed on to goes back to whoever passed it on.
fn returned(call: &Call) -> Option<Plan> {
    let by = &call.transfers.last()?.by;
    let known = call.answered_by.iter().chain(&call.rang).find(|callee| callee.user_id.as_ref() == Some(by));
    Some(ring(Callee { way: Way::Return, ..known.cloned().unwrap_or_else(|| Callee::browser(by)) }))
}

/// What a step comes to.
#[derive(Debug)]
struct Heed {
    /// What a line does next that was moved by hold or transfer.
    next: Option<Next>,
    /// The customer's line, if it became the call's own by this step.
    turned: Option<String>,
}

/// What a step says of the call.
fn hear(call: &mut Call, tenant: &TenantId, step: &Step, (is_gone, now): (bool, Timestamp)) -> Heed {
    // The request itself shows that the customer's line was moved, before anything else can be told of the other one.
    let is_moved = match step {
        Step::Rang { way, .. } => call.has_left_dial(*way),
        Step::Asks { side, .. } => *side == Side::Customer,
        Step::Consent { .. } => false,
    };
    let turned = if is_moved { call.turn() } else { None };
    Heed { next: next(call, tenant, step, (is_gone, now)), turned }
}

fn next(call: &mut Call, tenant: &TenantId, step: &Step, (is_gone, now): (bool, Timestamp)) -> Option<Next> {
    match step {
        Step::Consent { digits } => {
            let agreed = digits.as_deref() == Some("1");
            if let Some(consent) = call.consent.as_mut().filter(|consent| agreed && !consent.given) {
                consent.given = true;
                consent.at = now;
            }
            None
        }
        // The line that this dial had led to went on elsewhere, so the end of the dial is not that line's.
        Step::Rang { way, .. } if call.has_left_dial(*way) => {
            Some(call.ask(Side::that_dials(*way), None, is_gone, now))
        }
        Step::Rang { leg, way, was_taken } => {
            // A line that was moved away from a dial is told of once more when the dial ends.
            let is_old = leg.as_ref().is_some_and(|leg| call.was_taken_on(&leg.sid));
            if let Some(leg) = leg {
                call.report_leg(tenant, leg, now);
            }
            if *way == Way::Transfer && !was_taken && !is_old {
                call.end_transfer(TransferState::Unanswered, now);
            }
            None
        }
        Step::Asks { side, room } => Some(call.ask(*side, *room, is_gone, now)),
    }
}

/// A person has taken their own phone on a call of theirs: the customer is rung.
///
/// # Errors
/// The store's; then [`excuse`] is the answer.
pub async fn connect_call(ports: &Ports, tenant: &TenantId, id: &CallId) -> PortResult<Answer> {
    let now = ports.clock.now();
    let followed = change_call(ports, tenant, id, |record| {
        let plan = connect(&record.call);
        follow(&mut record.call, &plan, RecordingPolicy::Announce, now);
    });
    let Some(call) = followed.await?.filter(|call| call.direction == Direction::Outbound) else {
        return Ok(excuse());
    };
    let settings = ports.settings.settings(tenant).await?;
    let voice = settings.map_or_else(|| USUAL_VOICE.to_owned(), |settings| settings.voice);
    let plan = connect(&call);
    Ok(Answer { voice, contact_name: None, call: Some(call.id), caller_id: Some(call.our_number), plan })
}

/// Whoever takes a recorded call is told so; who speaks to them.
///
/// # Errors
/// The store's.
pub async fn tell_callee(ports: &Ports, tenant: &TenantId, id: &CallId) -> PortResult<String> {
    let now = ports.clock.now();
    change_call(ports, tenant, id, |record| {
        if let Some(consent) = &mut record.call.consent {
            consent.callee_told_at.get_or_insert(now);
        }
    })
    .await?;
    let settings = ports.settings.settings(tenant).await?;
    Ok(settings.map_or_else(|| USUAL_VOICE.to_owned(), |settings| settings.voice))
}
