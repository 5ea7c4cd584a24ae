//! Writing down what is said in a recording.

use async_trait::async_trait;

/// A recording that is to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their type.
    pub content_type: String,
    /// A name with the right ending.
    pub file_name: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transcribed {
    /// The words; none where nothing was said.
    Words(String),
    /// Not now; later it may be.
    NotNow {
        /// Why, for the log.
        reason: String,
    },
    /// It cannot be written down, or the service refuses us.
    Refused {
        /// Why, for the log.
        reason: String,
    },
}

/// Writes down what is said in a recording, in whatever language it is.
#[async_trait]
pub trait Transcriber: Send + Sync {
    /// Whether there is one. Otherwise the carrier is asked to do it, in English alone.
    fn is_there(&self) -> bool;
    /// The words of a recording.
    async fn transcribe(&self, sound: Sound) -> Transcribed;
}

/// None: the carrier writes down.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTranscriber;

#[async_trait]
impl Transcriber for NoTranscriber {
    fn is_there(&self) -> bool {
        false
    }

    async fn transcribe(&self, _: Sound) -> Transcribed {
        Transcribed::Refused { reason: "no service is named".to_owned() }
    }
}
