//! Documents that Twilio acts on: typed verbs ([`verbs`]), written as XML ([`write`]), and what the hub says with them
//! ([`voice`]).

pub mod verbs;
pub mod voice;
mod write;

pub use write::document;

use crate::http::HttpReply;
use verbs::Verb;

/// Makes documents.
pub struct Twiml;

/// A document as the answer to Twilio.
#[must_use]
pub fn reply(verbs: &[Verb]) -> HttpReply {
    HttpReply::new(200, "text/xml", document(verbs))
}

impl Twiml {
    /// Asks Twilio to do nothing more.
    #[must_use]
    pub fn empty() -> HttpReply {
        reply(&[])
    }

    /// Answers a text by a text.
    #[must_use]
    pub fn message(text: &str) -> HttpReply {
        reply(&[Verb::Message(text.to_owned())])
    }
}
