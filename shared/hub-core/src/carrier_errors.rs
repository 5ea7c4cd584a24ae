//! What the carrier's error codes mean to the team.
//!
//! # Source
//! Twilio's error dictionary.

/// A plain sentence for a Twilio error code.
#[must_use]
pub fn sentence(code: u64) -> &'static str {
    match code {
        21211 | 21214 | 21217 | 21614 => "This number can't receive text messages.",
        21408 | 13227 | 21215 => "Sending to this country isn't switched on.",
        21602 => "The message is empty.",
        21606 | 21212 | 21659 => "Your number can't send text messages.",
        21610 => "This number has opted out. They can text START to hear from you again.",
        21612 => "This number can't be reached from yours.",
        21617 => "The message is longer than 1,600 characters.",
        30003 => "The phone is switched off or out of reach.",
        30004 => "The phone's owner or carrier blocks messages.",
        30005 => "This number is not in service.",
        30006 => "This is a landline or its carrier can't be reached.",
        30007 => "The carrier filtered this message as spam.",
        30032 | 30034 => "Your number isn't registered for business texting yet.",
        _ => "The carrier refused the message.",
    }
}
