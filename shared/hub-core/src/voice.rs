//! What a number does with a call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::is_e164;
use crate::ids::UserId;

const GREETING_MAX_CHARACTERS: usize = 1000;
const URL_MAX_BYTES: usize = 1000;
/// How long a phone may ring, in seconds.
pub const RING_SECONDS: std::ops::RangeInclusive<u32> = 5..=60;
/// So many phones are rung for one call at most.
///
/// # Source
/// Twilio's TwiML reference: up to ten nouns in a `<Dial>`.
pub const RUNG_AT_ONCE: usize = 10;

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VoiceSettings {
    /// Who takes it.
    pub mode: VoiceMode,
    /// Who takes it outside the business hours.
    pub after_hours: AfterHours,
    /// Where [`VoiceMode::Forward`] leads, in E.164.
    pub forward_to: Option<String>,
    /// The assistant's number, in E.164. Without it [`VoiceMode::Assistant`] rings the team.
    pub assistant_number: Option<String>,
    /// How long a phone rings, in seconds.
    pub ring_seconds: u32,
    /// Whether the team's phones ring together or one after the other.
    pub ring_order: RingOrder,
    /// Who of the team is rung, in this order; nobody named means every owner and agent.
    pub team: Vec<TeamMember>,
    /// What the caller hears first; without it a default.
    pub greeting: Option<String>,
    /// A recorded greeting in place of the spoken one: an `https` URL.
    pub greeting_url: Option<String>,
    /// Messages of callers.
    pub voicemail: VoicemailSettings,
}

/// Somebody who is rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeamMember {
    /// The person, whose open browsers ring.
    pub user_id: UserId,
    /// Their phone, in E.164, which rings as well.
    #[serde(default)]
    pub phone: Option<String>,
}

/// Messages of callers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VoicemailSettings {
    /// Whether a caller may leave one when nobody takes the call.
    pub on: bool,
    /// What the caller hears before the beep; without it a default.
    pub greeting: Option<String>,
    /// A recorded greeting in place of the spoken one: an `https` URL.
    pub greeting_url: Option<String>,
    /// Whether the carrier writes messages down, for a price and in English alone.
    pub transcribe: bool,
}

impl Default for VoicemailSettings {
    fn default() -> Self {
        Self { on: true, greeting: None, greeting_url: None, transcribe: false }
    }
}

impl Default for VoiceSettings {
    fn default() -> Self {
        Self {
            mode: VoiceMode::Greeting,
            after_hours: AfterHours::Same,
            forward_to: None,
            assistant_number: None,
            ring_seconds: 20,
            ring_order: RingOrder::Together,
            team: Vec::new(),
            greeting: None,
            greeting_url: None,
            voicemail: VoicemailSettings::default(),
        }
    }
}

/// Who takes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VoiceMode {
    /// The AI assistant.
    Assistant,
    /// The team's browsers and phones.
    Ring,
    /// Another phone.
    Forward,
    /// The voicemail box.
    Voicemail,
    /// An announcement, and no more.
    #[default]
    Greeting,
}

/// Who takes a call outside the business hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AfterHours {
    /// Whoever takes it at other times.
    #[default]
    Same,
    /// The voicemail box.
    Voicemail,
    /// An announcement, and no more.
    Greeting,
    /// Another phone.
    Forward,
}

/// In which order phones ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RingOrder {
    /// All at once; the first to take it has the call.
    #[default]
    Together,
    /// One after the other.
    Sequential,
}

impl VoiceSettings {
    /// Checks every field, for a number of ours.
    ///
    /// # Errors
    /// The first thing that cannot be so, in a plain sentence.
    pub fn check(&self, number: &str) -> Result<(), &'static str> {
        let forwards = self.mode == VoiceMode::Forward || self.after_hours == AfterHours::Forward;
        if forwards && self.forward_to.is_none() {
            return Err("Say where calls are forwarded to.");
        }
        let team = self.team.iter().filter_map(|member| member.phone.as_ref());
        for phone in self.forward_to.iter().chain(&self.assistant_number).chain(team) {
            if !is_e164(phone) {
                return Err("Invalid phone format. Must be E.164: +countrycode+number");
            }
            if phone == number {
                return Err("A number can't forward to itself.");
            }
        }
        if !RING_SECONDS.contains(&self.ring_seconds) {
            return Err("A phone rings 5 to 60 seconds.");
        }
        if self.team.len() > RUNG_AT_ONCE {
            return Err("At most 10 people are rung.");
        }
        for greeting in [&self.greeting, &self.voicemail.greeting].into_iter().flatten() {
            if greeting.chars().count() > GREETING_MAX_CHARACTERS {
                return Err("A greeting has at most 1,000 characters.");
            }
        }
        for url in [&self.greeting_url, &self.voicemail.greeting_url].into_iter().flatten() {
            if !is_sound_url(url) {
                return Err("A recorded greeting needs an https address.");
            }
        }
        Ok(())
    }
}

/// Whether the carrier can fetch a recorded greeting from there without anybody listening in.
fn is_sound_url(url: &str) -> bool {
    let host = url.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    url.len() <= URL_MAX_BYTES
        && url.bytes().all(|b| b.is_ascii_graphic())
        && host.is_some_and(|host| host.contains('.') && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_stored_before_there_was_voicemail_has_the_defaults() {
        let stored = json!({ "mode": "forward", "forwardTo": "+14155550150", "ringSeconds": 25, "greeting": null });
        let voice: VoiceSettings = serde_json::from_value(stored).expect("settings");
        assert_eq!((voice.after_hours, voice.voicemail), (AfterHours::Same, VoicemailSettings::default()));
    }

    #[test]
    fn settings_that_cannot_be_are_refused() {
        let team = |count: usize| vec![json!({ "userId": "usr_a" }); count];
        for (fields, why) in [
            (json!({ "mode": "forward" }), "nowhere to forward to"),
            (json!({ "afterHours": "forward" }), "nowhere to forward to after hours"),
            (json!({ "assistantNumber": "555" }), "no number"),
            (json!({ "assistantNumber": "+12015550123" }), "a circle"),
            (json!({ "team": [{ "userId": "usr_a", "phone": "1" }] }), "no number"),
            (json!({ "team": team(11) }), "too many"),
            (json!({ "greetingUrl": "http://example.com/a.mp3" }), "in the clear"),
            (json!({ "voicemail": { "greetingUrl": "https://localhost/a.mp3" } }), "no host"),
            (json!({ "voicemail": { "greetingUrl": "https://a@example.com/a.mp3" } }), "a name before the host"),
            (json!({ "voicemail": { "greeting": "x".repeat(1001) } }), "too long"),
        ] {
            let voice: VoiceSettings = serde_json::from_value(fields).expect("settings");
            assert!(voice.check("+12015550123").is_err(), "{why}");
        }
        let good = json!({ "greetingUrl": "https://files.example.com/hello.mp3?v=2", "team": team(10) });
        let voice: VoiceSettings = serde_json::from_value(good).expect("settings");
        assert_eq!(voice.check("+12015550123"), Ok(()));
    }
}
