//! Whether a text may be sent, decided once for the API and for the worker.

use crate::message::BODY_MAX_CHARACTERS;
use crate::segments::{Segmentation, segmentation};

/// Why a text may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The customer said STOP.
    #[error("Customer has opted out of SMS")]
    OptedOut,
    /// There is nothing to send.
    #[error("The message is empty.")]
    Empty,
    /// Longer than a carrier takes.
    #[error("The message is longer than 1,600 characters.")]
    TooLong,
}

impl Refusal {
    /// The stable word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::Empty => "message_empty",
            Self::TooLong => "message_too_long",
        }
    }
}

/// Decides on a text to somebody who is, or is not, `opted_out` now. Attachments need no words.
///
/// # Errors
/// The [`Refusal`] that a person has to deal with first: an opt-out comes before the text's own faults.
pub fn preflight(body: &str, has_media: bool, opted_out: bool) -> Result<Segmentation, Refusal> {
    if opted_out {
        Err(Refusal::OptedOut)
    } else if body.trim().is_empty() && !has_media {
        Err(Refusal::Empty)
    } else if body.chars().count() > BODY_MAX_CHARACTERS {
        Err(Refusal::TooLong)
    } else {
        Ok(segmentation(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_text_passes_and_one_more_does_not() {
        assert!(preflight(&"é".repeat(1_600), false, false).is_ok());
        assert_eq!(preflight(&"é".repeat(1_601), true, false), Err(Refusal::TooLong));
    }

    #[test]
    fn an_opt_out_comes_first() {
        assert_eq!(preflight("", false, true), Err(Refusal::OptedOut));
        assert_eq!(preflight(" \n", false, false), Err(Refusal::Empty));
        assert!(preflight("", true, false).is_ok(), "a picture says enough");
    }
}
