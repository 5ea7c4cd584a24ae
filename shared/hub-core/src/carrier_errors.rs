//! What the carrier's error codes mean to the team.
//!
//! # Source
//! Twilio's error dictionary.

/// What a refused request with a Twilio error code asks of us. Nothing was sent in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Too much at the moment: the same text may pass later.
    Congestion,
    /// The credentials are refused or the account is not active: every text of the tenant waits for a repair.
    Account,
    /// The recipient has opted out.
    OptedOut,
    /// For good, also every code that we do not know.
    Permanent,
}

/// Reads a Twilio error code.
#[must_use]
pub fn meaning(code: u64) -> Meaning {
    match code {
        20003 | 20005 | 30002 => Meaning::Account,
        20429 | 21611 | 30001 | 30017 | 30022 | 30036 | 63018 => Meaning::Congestion,
        21610 => Meaning::OptedOut,
        _ => Meaning::Permanent,
    }
}

/// A plain sentence for a Twilio error code.
#[must_use]
pub fn sentence(code: u64) -> &'static str {
    match code {
        21211 | 21214 | 21217 | 21614 => "This number can't receive text messages.",
        21408 | 13227 | 21215 => {
            "Sending to this country isn't switched on. Switch it on in Twilio under Geo permissions."
        }
        21602 => "The message is empty.",
        21623 | 21620 => "The attachment can't be sent.",
        21606 | 21603 | 21212 | 21659 => "Your number can't send text messages.",
        21610 => "This number has opted out. They can text START to hear from you again.",
        21612 => "This number can't be reached from yours.",
        21617 => "The message is longer than 1,600 characters.",
        30003 => "The phone is switched off or out of reach.",
        30004 => "The phone's owner or carrier blocks messages.",
        30005 => "This number is not in service.",
        30006 => "This is a landline or its carrier can't be reached.",
        30007 => "The carrier filtered this message as spam.",
        30008 | 30410 => "The carrier doesn't say why this was not delivered.",
        30023 | 30027 => "Your number has sent as much as it may in a day.",
        30450 => "The carrier takes this for fraud and stopped it.",
        30610 => "The carrier doesn't deliver texts at this hour.",
        30001 | 30017 | 30022 | 30036 => "The carrier was too busy to deliver this in time.",
        63001 | 63020 => "WhatsApp isn't set up right in Twilio for this sender.",
        63003 | 63024 => "This number can't be reached on WhatsApp.",
        63005 => "WhatsApp doesn't take this kind of content.",
        63007 | 63112 => "Your WhatsApp sender doesn't exist in Twilio, or is switched off.",
        63013 => "WhatsApp stopped this message because of its rules.",
        63016 => "The 24 hours for free texts on WhatsApp are over. Send an approved template.",
        63018 => "Your WhatsApp sender has sent too much at once.",
        63019 | 63021 => "The message or its attachment is not as WhatsApp needs it.",
        63027 | 63040 | 63041 | 63042 => "This template is not approved in this language, is paused, or doesn't exist.",
        63028 | 21656 | 21655 => "The template's variables don't fit the template.",
        63032 | 63033 => "WhatsApp doesn't let you write to this person.",
        63038 => "Your account has sent as much as it may in a day.",
        63049 => "Meta chose not to deliver this marketing message.",
        30032 | 30034 => "Your number isn't registered for business texting yet.",
        _ => "The carrier refused the message.",
    }
}
