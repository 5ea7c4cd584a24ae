//! Calls: phones that call our numbers, calls made over REST, TwiML carried out, callbacks, recordings.
//!
//! Every leg of a call runs in one task, on a clock of the call ([`timeline`]), so that nothing waits in real time unless
//! it is wanted. People on phones follow a script ([`person`]) or a handset ([`live`]).

mod application;
mod book;
mod bridge;
mod call;
mod call_json;
pub(crate) mod call_recordings;
mod call_rules;
mod callbacks;
pub(crate) mod calls_resource;
mod capture;
pub(crate) mod client_dev;
mod client_events;
mod clients;
mod conference;
pub(crate) mod dev;
mod dial;
mod document;
mod exchange;
mod gather;
mod line;
mod live;
mod markup;
mod params;
mod person;
mod place;
mod queries;
mod record;
mod recording;
pub(crate) mod recordings_resource;
mod ring;
mod room;
mod room_book;
mod room_news;
mod rounds;
mod run;
mod schema;
mod speech;
mod timeline;
mod token;
mod waiting;
mod wav;

pub(crate) use book::CallBook;
pub(crate) use exchange::Exchange;

pub use application::Application;
pub use call::{Call, CallDirection, ExecutedDocument, ExecutedVerb, Heard, LegEvent};
pub use live::Action;
pub use person::{Act, After, Person, Pickup, Speech};
pub use recording::{HeardBefore, Recording};
pub use token::{TokenRefusal, VoiceClient};
