//! What became of a text to the hub.

use serde::Serialize;

/// What the hub made of an inbound text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InboundDelivery {
    /// The message's SID; empty when Twilio dropped it without a trace.
    pub sid: String,
    /// The HTTP status of the last attempt; none without an answer.
    pub status: Option<u16>,
    /// Its content type.
    pub content_type: String,
    /// Its body, TwiML if all is well.
    pub twiml: String,
    /// The texts the handset got back from the hub.
    pub replies: Vec<String>,
    /// What Twilio's debugger would show, each with its code.
    pub problems: Vec<String>,
}

impl InboundDelivery {
    /// Nobody was told.
    pub(crate) fn dropped(problem: &str) -> Self {
        Self {
            sid: String::new(),
            status: None,
            content_type: String::new(),
            twiml: String::new(),
            replies: vec![],
            problems: vec![problem.to_owned()],
        }
    }
}
