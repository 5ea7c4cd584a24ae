//! A Twilio that runs on loopback: messages, calls, accounts, numbers and Messaging Services over REST, signed
//! webhooks, opt-out blocks, faults and a handset page.
//!
//! The facts come from Twilio's documentation and libraries and are written here a second time on purpose (signature,
//! segments, keywords, error bodies), so that the hub is checked against them and not against itself.
//! Everything the hub sends, and everything it answers, lands in the [`Ledger`], which tests query and wait on.

mod account;
mod account_resource;
mod attachment;
mod auth;
mod auth_tokens;
mod available_numbers;
mod config;
mod content;
mod course;
mod create;
mod delivery;
mod dev;
mod dev_provisioning;
mod error;
mod faults;
mod ids;
mod inbound;
mod inbound_params;
mod incoming_numbers;
mod inventory;
mod item;
mod journal;
mod kept;
mod keys_resource;
mod keywords;
mod ledger;
mod list;
mod media;
mod message;
mod number;
mod number_json;
mod paging;
mod pattern;
mod pool;
mod provisioning;
mod purchase;
mod queries;
mod record;
mod registry;
mod rest;
mod rest_error;
mod routes;
mod segments;
mod senders;
mod service;
mod service_resource;
mod signature;
mod simulator;
mod state;
mod target;
mod twiml;
mod validate;
mod voice;
mod webhook;
mod wire;

pub use account::{Account, AccountStatus, ApiKey};
pub use attachment::{Attachment, MediaPart};
pub use config::{Chaos, Clock, Delays, DeliverTo, SimulatorConfig};
pub use content::Content;
pub use delivery::InboundDelivery;
pub use error::{SimulatorError, WaitTimedOut};
pub use faults::{ArmedFault, Fault};
pub use inbound::Inbound;
pub use ledger::Ledger;
pub use message::{Direction, Message};
pub use number::{KeywordHandling, Number, NumberSettings};
pub use provisioning::OwnedNumber;
pub use purchase::Purchase;
pub use record::{RequestOutcome, RequestRecord, WebhookKind, WebhookOutcome, WebhookRecord};
pub use rest::router;
pub use service::MessagingService;
pub use signature::sign;
pub use simulator::TwilioSimulator;
pub use state::SimulatorState;
pub use voice::{
    Act, Action, After, Application, Call, CallDirection, ExecutedDocument, ExecutedVerb, Heard, HeardBefore, LegEvent,
    Person, Pickup, Recording, Speech, TokenRefusal, VoiceClient,
};
