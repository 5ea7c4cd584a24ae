//! The state file: one JSON line per change, written before the change is answered.
//!
//! The lines go straight to the file (no buffer in this process), so that they outlive a `kill -9` of it.
//! A message is written whole each time it changes; the last line of a SID wins. A torn last line is ignored.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::message::Message;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Message(Box<Message>),
    Block(String, String),
    Unblock(String, String),
}

/// What a file held.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) messages: Vec<Message>,
    pub(crate) blocks: BTreeSet<(String, String)>,
}

/// An open state file.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
}

impl Journal {
    /// Opens or creates the file and reads what it holds.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Kept)> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if bytes.last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n")?;
        }
        let mut kept = Kept::default();
        for line in String::from_utf8_lossy(&bytes).lines() {
            match serde_json::from_str(line) {
                Ok(Line::Message(message)) => kept.put(*message),
                Ok(Line::Block(ours, theirs)) => drop(kept.blocks.insert((ours, theirs))),
                Ok(Line::Unblock(ours, theirs)) => drop(kept.blocks.remove(&(ours, theirs))),
                Err(error) => {
                    tracing::warn!(%error, "a line of the simulator's state file is not readable and is skipped")
                }
            }
        }
        Ok((Self { file }, kept))
    }

    pub(crate) fn message(&mut self, message: &Message) -> io::Result<()> {
        self.write(&Line::Message(Box::new(message.clone())))
    }

    pub(crate) fn block(&mut self, ours: &str, theirs: &str, blocked: bool) -> io::Result<()> {
        let (ours, theirs) = (ours.to_owned(), theirs.to_owned());
        self.write(&if blocked { Line::Block(ours, theirs) } else { Line::Unblock(ours, theirs) })
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.file.write_all(&text)
    }
}

impl Kept {
    fn put(&mut self, message: Message) {
        match self.messages.iter_mut().rev().find(|m| m.sid == message.sid) {
            Some(known) => *known = message,
            None => self.messages.push(message),
        }
    }
}
