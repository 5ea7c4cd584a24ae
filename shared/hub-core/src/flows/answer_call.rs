//! Somebody calls: what the number's settings say.

use crate::flows::Ports;
use crate::ids::TenantId;
use crate::number::{NumberId, VoiceMode};
use crate::ports::PortResult;

/// What the caller hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An announcement, and no more.
    Speak {
        /// The voice.
        voice: String,
        /// The words.
        text: String,
    },
    /// Another phone, after an announcement if there is one.
    Forward {
        /// The voice.
        voice: String,
        /// The words.
        text: Option<String>,
        /// The phone, in E.164.
        to: String,
        /// How long it rings, in seconds.
        ring_seconds: u32,
    },
}

/// What a caller hears when nothing else can be found out.
#[must_use]
pub fn excuse() -> Answer {
    let text = "We can't take your call right now. Please send us a text message instead.";
    Answer::Speak { voice: "Polly.Joanna".to_owned(), text: text.to_owned() }
}

/// What the number's settings say to a call.
///
/// # Errors
/// The store's; then [`excuse`] is the answer.
pub async fn answer_call(ports: &Ports, tenant: &TenantId, id: &NumberId) -> PortResult<Answer> {
    let Some(settings) = ports.settings.settings(tenant).await? else { return Ok(excuse()) };
    let Some(number) = ports.numbers.number(tenant, id).await? else { return Ok(excuse()) };
    let voice = settings.voice;
    let greeting = number.voice.greeting.filter(|text| !text.trim().is_empty());
    if let (VoiceMode::Forward, Some(to)) = (number.voice.mode, number.voice.forward_to) {
        return Ok(Answer::Forward { voice, text: greeting, to, ring_seconds: number.voice.ring_seconds });
    }
    let text = greeting.unwrap_or_else(|| {
        format!(
            "Thank you for calling {}. We can't take your call right now. Please send us a text message instead.",
            settings.name
        )
    });
    Ok(Answer::Speak { voice, text })
}
