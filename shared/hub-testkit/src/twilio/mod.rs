//! A Twilio that runs on loopback: the Messages REST resource, signed webhooks, opt-out blocks, faults and a handset page.
//!
//! The facts come from Twilio's documentation and libraries and are written here a second time on purpose (signature,
//! segments, keywords, error bodies), so that the hub is checked against them and not against itself.
//! Everything the hub sends, and everything it answers, lands in the [`Ledger`], which tests query and wait on.

mod account;
mod auth;
mod config;
mod course;
mod create;
mod dev;
mod error;
mod faults;
mod ids;
mod inbound;
mod inbound_params;
mod item;
mod journal;
mod keywords;
mod ledger;
mod list;
mod message;
mod queries;
mod record;
mod rest;
mod rest_error;
mod segments;
mod signature;
mod simulator;
mod state;
mod twiml;
mod validate;
mod webhook;
mod wire;

pub use account::{Account, ApiKey, KeywordHandling, MessagingService, Number};
pub use config::{Chaos, Clock, Delays, DeliverTo, SimulatorConfig};
pub use error::{SimulatorError, WaitTimedOut};
pub use faults::{ArmedFault, Fault};
pub use inbound::{Inbound, InboundDelivery};
pub use ledger::Ledger;
pub use message::{Direction, Message};
pub use record::{RequestOutcome, RequestRecord, WebhookKind, WebhookOutcome, WebhookRecord};
pub use rest::router;
pub use signature::sign;
pub use simulator::TwilioSimulator;
pub use state::SimulatorState;
