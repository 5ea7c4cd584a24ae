//! What the hub decides: rules, ports and flows.
//!
//! Nothing here reaches out. A flow is a use case (`flows::send_message`), a port is a capability that it needs
//! (`ports::MessageStore`), a rule is a plain function (`keywords::recognise`). Adapters implement the ports,
//! `hub-lambda` translates events into calls of the flows.

pub mod account;
pub mod address;
pub mod audience;
pub mod audit;
pub mod call;
pub mod campaign;
pub mod carrier_account;
pub mod carrier_errors;
pub mod change;
pub mod channel;
pub mod consent;
pub mod contact;
pub mod conversation;
pub mod correlation;
pub mod erasure;
pub mod error_report;
pub mod flows;
pub mod hours;
pub mod identity;
pub mod ids;
pub mod journal;
pub mod keywords;
pub mod live;
pub mod media;
pub mod message;
pub mod number;
pub mod pace;
pub mod page;
pub mod phone;
pub mod ports;
pub mod preflight;
pub mod prices;
pub mod recipient;
pub mod redact;
pub mod routing;
pub mod schedule;
pub mod search;
pub mod segments;
pub mod settings;
pub mod templates;
pub mod thread;
pub mod time_zones;
pub mod voice;
pub mod whatsapp;
