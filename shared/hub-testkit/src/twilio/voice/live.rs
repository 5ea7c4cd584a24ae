//! What is said to a running call from outside: by a person at a handset, by a test, over REST.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::super::error::SimulatorError;
use super::super::state::SimulatorState;
use super::document::Source;
use super::line::{Event, Line, Stop};
use super::person::{After, Speech};

/// What a person does on a running leg.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Takes the call that rings.
    Answer,
    /// Declines it: busy.
    Decline,
    /// Lets it ring out: no answer.
    Ignore,
    /// Presses keys.
    Press(String),
    /// Says something.
    Speak(Speech),
    /// Hangs up.
    HangUp,
}

/// Something for a running leg.
#[derive(Debug)]
pub(crate) enum Command {
    Act(Action),
    Replace(Source),
    End(&'static str),
}

impl From<Command> for Event {
    fn from(command: Command) -> Self {
        match command {
            Command::Act(Action::Answer) => Self::Answered,
            Command::Act(Action::Decline) => Self::Declined,
            Command::Act(Action::Ignore) => Self::Ignored,
            Command::Act(Action::Press(keys)) => Self::Keys(keys),
            Command::Act(Action::Speak(speech)) if speech.length_ms == 0 => {
                Self::Voice(Speech { then: speech.then, ..Speech::new(speech.text) })
            }
            Command::Act(Action::Speak(speech)) => Self::Voice(speech),
            Command::Act(Action::HangUp) => Self::Stop(Stop::HungUp),
            Command::Replace(source) => Self::Stop(Stop::Replaced(source)),
            Command::End(status) => Self::Stop(Stop::Ended(status)),
        }
    }
}

/// The running legs, by SID.
pub(crate) type Lines = HashMap<String, (UnboundedSender<Command>, Line)>;

impl Speech {
    /// Words, as long as a person takes for them, and then silence.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let length_ms = (text.split_whitespace().count() as u64 * 400).max(3_000);
        Self { text, length_ms, then: After::Silence }
    }
}

impl SimulatorState {
    /// Does something on a running leg, as the person on it.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownCall`] when there is no such leg, or it is over.
    pub fn act(&self, sid: &str, action: Action) -> Result<(), SimulatorError> {
        self.command(sid, Command::Act(action)).map_err(|_| SimulatorError::UnknownCall(sid.to_owned()))
    }

    pub(crate) fn command(&self, sid: &str, command: Command) -> Result<(), Command> {
        let sender = self.lines(|lines| lines.get(sid).map(|(sender, _)| sender.clone()));
        match sender {
            Some(sender) => sender.send(command).map_err(|refused| refused.0),
            None => Err(command),
        }
    }

    /// The line of a running leg.
    pub(crate) fn running(&self, sid: &str) -> Option<Line> {
        self.lines(|lines| lines.get(sid).map(|(_, line)| line.clone()))
    }

    pub(crate) fn open_line(&self, sid: &str, line: &Line) -> UnboundedReceiver<Command> {
        let (sender, receiver) = unbounded_channel();
        self.lines(|lines| lines.insert(sid.to_owned(), (sender, line.clone())));
        receiver
    }

    /// A running leg goes on by another clock.
    pub(crate) fn move_line(&self, sid: &str, line: &Line) {
        // Dropped outside the lock: a line holds the simulator.
        drop(self.lines(|lines| lines.get_mut(sid).map(|(_, known)| std::mem::replace(known, line.clone()))));
    }

    pub(crate) fn forget_line(&self, sid: &str) {
        // Dropped outside the lock: a line holds the simulator.
        drop(self.lines(|lines| lines.remove(sid)));
    }
}
