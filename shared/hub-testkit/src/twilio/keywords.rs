//! Twilio's own handling of STOP, START and HELP.

use super::number::KeywordHandling;

/// What a text asks of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
    Stop,
    Start,
    Help,
}

impl Keyword {
    /// The keyword that is the whole message, any case. YES is one only for a person who is opted out.
    ///
    /// # Source
    /// Twilio's default keywords for long codes and toll-free; `contracts/twilio.md` §2.
    pub(crate) fn of(body: &str, opted_out: bool) -> Option<Self> {
        match body.trim().to_ascii_uppercase().as_str() {
            "STOP" | "STOPALL" | "UNSUBSCRIBE" | "CANCEL" | "END" | "QUIT" | "REVOKE" | "OPTOUT" => Some(Self::Stop),
            "START" | "UNSTOP" => Some(Self::Start),
            "YES" if opted_out => Some(Self::Start),
            "HELP" | "INFO" => Some(Self::Help),
            _ => None,
        }
    }

    /// The value of `OptOutType`.
    pub(crate) fn opt_out_type(self) -> &'static str {
        match self {
            Self::Stop => "STOP",
            Self::Start => "START",
            Self::Help => "HELP",
        }
    }

    /// What Twilio texts back.
    pub(crate) fn reply(self) -> &'static str {
        match self {
            Self::Stop => {
                "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe."
            }
            Self::Start => {
                "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
            }
            Self::Help => "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        }
    }

    /// The keyword, where Twilio handles it at all.
    pub(crate) fn handled(handling: KeywordHandling, body: &str, opted_out: bool) -> Option<Self> {
        if handling == KeywordHandling::Off { None } else { Self::of(body, opted_out) }
    }
}

#[cfg(test)]
mod tests {
    use super::Keyword;

    #[test]
    fn only_a_whole_message_is_a_keyword() {
        let cases = [
            ("STOP", false, Some(Keyword::Stop)),
            (" Stop ", false, Some(Keyword::Stop)),
            ("optout", false, Some(Keyword::Stop)),
            ("Stop. Thank you", false, None),
            ("opt out", false, None),
            ("start", false, Some(Keyword::Start)),
            ("yes", true, Some(Keyword::Start)),
            ("yes", false, None),
            ("Info", false, Some(Keyword::Help)),
        ];
        for (body, opted_out, expected) in cases {
            assert_eq!(Keyword::of(body, opted_out), expected, "{body:?} opted out {opted_out}");
        }
    }
}
