//! How somebody on a phone behaves: a caller, or whoever a call rings.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Somebody on a phone. What they do is decided beforehand, unless they are [`live`](Person::live).
///
/// Each [`Act`] waits for its moment: keys for the next `<Gather>`, words for the next `<Record>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// What they do when their phone rings.
    pub pickup: Pickup,
    /// What they do on the call, in order.
    pub acts: VecDeque<Act>,
    /// Hangs up so long after their own leg was answered.
    pub hangs_up_after_ms: Option<u64>,
    /// Hangs up so long after the call began when it is not answered by then. For a caller.
    pub gives_up_after_ms: Option<u64>,
    /// Also in a call that nobody answered, this is what a person drives (the handset page, a test) and no script.
    pub is_live: bool,
}

/// What somebody does when their phone rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pickup {
    /// Answers after so long.
    Answers {
        /// Milliseconds of ringing.
        after_ms: u64,
    },
    /// Lets it ring.
    Away,
    /// The line is busy (or they decline) after so long.
    Busy {
        /// Milliseconds of ringing.
        after_ms: u64,
    },
    /// The number cannot be reached.
    Unreachable,
}

/// One thing somebody does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Presses keys: `0`-`9`, `*`, `#`.
    Press(String),
    /// Talks.
    Speak(Speech),
}

/// Words somebody says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speech {
    /// The words: what a transcript says.
    pub text: String,
    /// How long it takes; 0 when a live person says it: as long as one takes for the words.
    #[serde(default)]
    pub length_ms: u64,
    /// What follows.
    #[serde(default)]
    pub then: After,
}

/// What somebody does when they have said their words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// Waits.
    #[default]
    Silence,
    /// Presses a key.
    Key(char),
    /// Hangs up.
    HangUp,
}

impl Default for Person {
    fn default() -> Self {
        Self::new()
    }
}

impl Person {
    /// Answers at once and does nothing: a call that nobody ends goes on until a bridge of 30 seconds is over.
    #[must_use]
    pub fn new() -> Self {
        Self {
            pickup: Pickup::Answers { after_ms: 0 },
            acts: VecDeque::new(),
            hangs_up_after_ms: None,
            gives_up_after_ms: None,
            is_live: false,
        }
    }

    /// Answers after so long.
    #[must_use]
    pub fn answering_after(ringing: Duration) -> Self {
        Self { pickup: Pickup::Answers { after_ms: millis(ringing) }, ..Self::new() }
    }

    /// Never answers.
    #[must_use]
    pub fn away() -> Self {
        Self { pickup: Pickup::Away, ..Self::new() }
    }

    /// Is on the phone already.
    #[must_use]
    pub fn busy() -> Self {
        Self { pickup: Pickup::Busy { after_ms: 0 }, ..Self::new() }
    }

    /// Has no working phone.
    #[must_use]
    pub fn unreachable() -> Self {
        Self { pickup: Pickup::Unreachable, ..Self::new() }
    }

    /// Does what [`SimulatorState::act`](crate::twilio::SimulatorState::act) or the handset page says. When the simulator
    /// has no pace, a call stands still, for everybody on it, while it waits for a live person: to answer, to press, to
    /// speak.
    #[must_use]
    pub fn live() -> Self {
        Self { pickup: Pickup::Away, is_live: true, ..Self::new() }
    }

    /// Presses keys at the next `<Gather>` (or ends the next `<Record>` with one).
    #[must_use]
    pub fn presses(mut self, keys: impl Into<String>) -> Self {
        self.acts.push_back(Act::Press(keys.into()));
        self
    }

    /// Says something at the next `<Record>` and then is silent.
    #[must_use]
    pub fn says(self, text: impl Into<String>, length: Duration) -> Self {
        self.says_then(text, length, After::Silence)
    }

    /// Says something at the next `<Record>`, and then this.
    #[must_use]
    pub fn says_then(mut self, text: impl Into<String>, length: Duration, then: After) -> Self {
        self.acts.push_back(Act::Speak(Speech { text: text.into(), length_ms: millis(length), then }));
        self
    }

    /// Hangs up so long after their own leg was answered.
    #[must_use]
    pub fn hangs_up_after(mut self, talk: Duration) -> Self {
        self.hangs_up_after_ms = Some(millis(talk));
        self
    }

    /// Hangs up so long after the call began when nobody has answered by then. For a caller.
    #[must_use]
    pub fn gives_up_after(mut self, ringing: Duration) -> Self {
        self.gives_up_after_ms = Some(millis(ringing));
        self
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
