//! One call: where it stands, whose phones rang, what was recorded, and what became of it.
//!
//! The carrier tells of a call in reports that come late, twice or in any order. Each is applied by a method of [`Call`]
//! that moves a state only up ([`progress`]), so that every order of the same reports leads to the same call.

pub mod line;
pub mod progress;
pub mod recording;
pub mod share;
mod status;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::ids::{CallId, ConversationId, TenantId, UserId};
use crate::message::Direction;
use crate::settings::RecordingPolicy;

pub use line::{Line, LineError, Moves, Next, Side, Transfer, TransferKind, TransferState};
pub use progress::{LegReport, Place, Report};
pub use recording::{
    CarrierCopy, Recording, RecordingSource, RecordingState, Transcript, TranscriptState, Voicemail, VoicemailState,
};
pub use status::CallStatus;

/// A call as it is stored and as the team sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The call's id.
    pub id: CallId,
    /// The thread it belongs to.
    pub conversation_id: ConversationId,
    /// The carrier's id, once it has one.
    #[serde(default)]
    pub sid: Option<String>,
    /// Who called.
    pub direction: Direction,
    /// Our number.
    pub our_number: Address,
    /// The customer.
    pub their_address: Address,
    /// The customer's name when the call began, if the team gave one.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// Where it stands.
    pub status: CallStatus,
    /// What became of it; absent while it goes on.
    #[serde(default)]
    pub outcome: Option<CallOutcome>,
    /// Who took it, once somebody did.
    #[serde(default)]
    pub answered_by: Option<Callee>,
    /// Whose phones were rung for it.
    #[serde(default)]
    pub rang: Vec<Callee>,
    /// The connections to those phones.
    #[serde(default)]
    pub legs: Vec<Leg>,
    /// When it began.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// When somebody took it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
    /// How long it was, in seconds.
    #[serde(default)]
    pub duration_seconds: Option<u64>,
    /// What the caller was told and asked about a recording.
    #[serde(default)]
    pub consent: Option<RecordingConsent>,
    /// What was recorded of it.
    #[serde(default)]
    pub recording: Option<Recording>,
    /// The message that the caller left. Its sound is [`Call::recording`].
    #[serde(default)]
    pub voicemail: Option<Voicemail>,
    /// A call of ours that is recorded once the customer is told so.
    #[serde(default)]
    pub is_to_be_recorded: bool,
    /// Since when the customer is on hold, if they are.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub held_since: Option<Timestamp>,
    /// To whom it was passed on.
    #[serde(default)]
    pub transfers: Vec<Transfer>,
    /// Where its lines are; the store's own business.
    #[serde(default)]
    #[schemars(skip)]
    pub line: Line,
    /// How far the carrier's reports have come; the store's own business.
    #[serde(default)]
    #[schemars(skip)]
    pub place: Place,
    /// A word of the carrier that this hub does not know, kept as it came.
    #[serde(default)]
    pub carrier_status: Option<String>,
    /// Rises with every change of the call.
    pub version: u64,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallOutcome {
    /// Somebody of the team took it; of a call of ours, the customer.
    Answered,
    /// The phone that it was forwarded to took it.
    Forwarded,
    /// The assistant took it.
    Assistant,
    /// The caller left a message.
    Voicemail,
    /// Nobody took it.
    Missed,
}

impl CallOutcome {
    /// Whether somebody of the team should look after the caller.
    #[must_use]
    pub fn wants_attention(self) -> bool {
        matches!(self, Self::Voicemail | Self::Missed)
    }
}

/// Which way a call takes to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// To the AI assistant's number.
    Assistant,
    /// To the team's browsers and phones.
    Ring,
    /// To another phone.
    Forward,
    /// To the customer, on a call of ours.
    Customer,
    /// To somebody that the call was passed on to.
    Transfer,
    /// Back to whoever passed it on, because nobody took it there.
    Return,
}

impl Way {
    /// The word in JSON and in paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Ring => "ring",
            Self::Forward => "forward",
            Self::Customer => "customer",
            Self::Transfer => "transfer",
            Self::Return => "return",
        }
    }

    /// The way with a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Assistant, Self::Ring, Self::Forward, Self::Customer, Self::Transfer, Self::Return];
        all.into_iter().find(|way| way.as_str() == word)
    }
}

/// Somebody whose phone is rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Callee {
    /// On which way.
    pub way: Way,
    /// The person of the team, if it is one.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// The phone; absent for a browser.
    #[serde(default)]
    pub phone: Option<Address>,
}

impl Callee {
    /// The browsers of a person.
    #[must_use]
    pub fn browser(user: &UserId) -> Self {
        Self { way: Way::Ring, user_id: Some(user.clone()), phone: None }
    }

    /// The name by which the carrier is asked to ring it: a phone number, or `client:` and the identity.
    #[must_use]
    pub fn on_carrier_api(&self, tenant: &TenantId) -> String {
        let name = self.on_carrier(tenant);
        if self.phone.is_some() { name } else { format!("client:{name}") }
    }

    /// The carrier's name for it: a phone number, or a person's identity at the Voice SDK.
    #[must_use]
    pub fn on_carrier(&self, tenant: &TenantId) -> String {
        match (&self.phone, &self.user_id) {
            (Some(phone), _) => phone.as_str().to_owned(),
            (None, Some(user)) => identity(tenant, user),
            (None, None) => String::new(),
        }
    }
}

/// A person's identity at the Voice SDK: letters, digits and `_` alone.
#[must_use]
pub fn identity(tenant: &TenantId, user: &UserId) -> String {
    let plain = |id: &str| id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect::<String>();
    format!("t_{}_u_{}", plain(tenant.as_str()), plain(user.as_str()))
}

/// The connection of a call to one phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Leg {
    /// The carrier's id.
    pub sid: String,
    /// Whose phone it is, if it is one that we rang.
    #[serde(default)]
    pub callee: Option<Callee>,
    /// Where it stands.
    pub status: CallStatus,
    /// When it was taken.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
    /// How long it was, in seconds.
    #[serde(default)]
    pub duration_seconds: Option<u64>,
    /// How far its reports have come; the store's own business.
    #[serde(default)]
    #[schemars(skip)]
    pub place: Place,
}

/// What the two sides of a call were told of its recording, and what the caller said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordingConsent {
    /// The organisation's policy at that time.
    pub policy: RecordingPolicy,
    /// The caller was told, and asked where the policy wants that.
    pub asked: bool,
    /// The caller agreed: by a key, or by staying where an announcement is enough.
    pub given: bool,
    /// When they were told, or agreed.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When the one who took the call was told.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub callee_told_at: Option<Timestamp>,
}

impl Call {
    /// A call of a customer that has just come.
    #[must_use]
    pub fn inbound(
        id: CallId,
        conversation: &ConversationId,
        (ours, theirs): (&Address, &Address),
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            conversation_id: conversation.clone(),
            sid: None,
            direction: Direction::Inbound,
            our_number: ours.clone(),
            their_address: theirs.clone(),
            contact_name: None,
            status: CallStatus::Ringing,
            outcome: None,
            answered_by: None,
            rang: Vec::new(),
            legs: Vec::new(),
            started_at: now,
            answered_at: None,
            ended_at: None,
            duration_seconds: None,
            consent: None,
            recording: None,
            voicemail: None,
            is_to_be_recorded: false,
            held_since: None,
            transfers: Vec::new(),
            line: Line::default(),
            place: Place::of(&CallStatus::Ringing, None),
            carrier_status: None,
            version: 1,
        }
    }

    /// A call of ours to a customer, of which the carrier does not know yet.
    #[must_use]
    pub fn outbound(
        id: CallId,
        conversation: &ConversationId,
        (ours, theirs): (&Address, &Address),
        now: Timestamp,
    ) -> Self {
        let status = CallStatus::Queued;
        let place = Place::of(&status, None);
        Self { direction: Direction::Outbound, status, place, ..Self::inbound(id, conversation, (ours, theirs), now) }
    }

    /// Whether the customer's name when the call began, or their number, has a text in it.
    fn is_of(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let is_number = text.chars().all(|c| c.is_ascii_digit() || " -.()+".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let name = self.contact_name.as_deref().unwrap_or_default().to_lowercase();
        name.contains(&text) || (is_number && !digits.is_empty() && self.their_address.as_str().contains(&digits))
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.status.is_final()
    }

    /// Whether the caller has agreed to a recording.
    #[must_use]
    pub fn may_be_recorded(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| consent.policy != RecordingPolicy::Off && consent.given)
    }

    /// The call in a few words, for the row of its thread.
    #[must_use]
    pub fn in_words(&self) -> String {
        let length = |seconds: Option<u64>| seconds.map_or_else(String::new, |s| format!(", {}:{:02}", s / 60, s % 60));
        match (self.outcome, self.direction) {
            (Some(CallOutcome::Voicemail), _) => {
                let seconds = self.recording.as_ref().and_then(|recording| recording.duration_seconds);
                format!("Voicemail{}", length(seconds))
            }
            (Some(CallOutcome::Missed), Direction::Inbound) => "Missed call".to_owned(),
            (Some(CallOutcome::Missed), Direction::Outbound) => "Call, no answer".to_owned(),
            (Some(_), _) => format!("Call{}", length(self.duration_seconds)),
            (None, Direction::Inbound) => "Incoming call".to_owned(),
            (None, Direction::Outbound) => "Outgoing call".to_owned(),
        }
    }
}

/// Which calls a list shows; what is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CallFilter {
    /// Who called.
    pub direction: Option<Direction>,
    /// What became of it.
    pub outcome: Option<CallOutcome>,
    /// Our number.
    pub our_number: Option<Address>,
    /// Only those with a voicemail; `Some(None)` whatever its state.
    pub voicemail: Option<Option<VoicemailState>>,
    /// Part of the customer's name, or of their number.
    pub customer: Option<String>,
}

impl CallFilter {
    /// Whether a call is wanted.
    #[must_use]
    pub fn wants(&self, call: &Call) -> bool {
        self.direction.is_none_or(|direction| call.direction == direction)
            && self.outcome.is_none_or(|outcome| call.outcome == Some(outcome))
            && self.our_number.as_ref().is_none_or(|number| call.our_number == *number)
            && self.customer.as_ref().is_none_or(|text| call.is_of(text))
            && self.voicemail.is_none_or(|state| {
                call.voicemail.as_ref().is_some_and(|voicemail| state.is_none_or(|state| voicemail.state == state))
            })
    }

    /// Whether every call is wanted.
    #[must_use]
    pub fn wants_all(&self) -> bool {
        *self == Self::default()
    }
}
