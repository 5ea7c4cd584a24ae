//! The numbers of a tenant.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::{Address, is_e164};
use crate::change::{Changed, given};
use crate::channel::ChannelClass;
use crate::hours::Hours;
use crate::ids::NotAnId;
use crate::pace::PACE_RANGE;
use crate::settings::FieldError;

pub use crate::voice::{RING_SECONDS, VoiceMode, VoiceSettings};

const LABEL_MAX_CHARACTERS: usize = 60;

/// Names a number in a path: `num_` and its digits; a sender of `WhatsApp`, which may have the same digits, `wa_`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct NumberId(String);

impl NumberId {
    /// The id of a number in E.164 that texts.
    #[must_use]
    pub fn of(number: &Address) -> Self {
        Self::on(ChannelClass::Sms, number)
    }

    /// The id of a number in E.164 on a channel.
    #[must_use]
    pub fn on(channel: ChannelClass, number: &Address) -> Self {
        Self(format!("{}{}", prefix(channel), number.as_str().trim_start_matches('+')))
    }

    /// The channel.
    #[must_use]
    pub fn channel(&self) -> ChannelClass {
        let is_whatsapp = self.0.starts_with(prefix(ChannelClass::Whatsapp));
        if is_whatsapp { ChannelClass::Whatsapp } else { ChannelClass::Sms }
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> Address {
        Address::from_carrier(&self.0.replacen(prefix(self.channel()), "+", 1))
    }
}

/// What ids of a channel's numbers begin with.
fn prefix(channel: ChannelClass) -> &'static str {
    match channel {
        ChannelClass::Sms => "num_",
        ChannelClass::Whatsapp => "wa_",
    }
}

impl TryFrom<String> for NumberId {
    type Error = NotAnId;
    fn try_from(text: String) -> Result<Self, NotAnId> {
        let digits = ChannelClass::ALL.into_iter().find_map(|channel| text.strip_prefix(prefix(channel)));
        let is_number = digits.is_some_and(|digits| is_e164(&format!("+{digits}")));
        if is_number { Ok(Self(text)) } else { Err(NotAnId("number id")) }
    }
}

impl std::str::FromStr for NumberId {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::try_from(text.to_owned())
    }
}

/// One of our numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnNumber {
    /// Names it in a path.
    pub id: NumberId,
    /// The number in E.164.
    pub number: Address,
    /// What the team calls it.
    pub label: String,
    /// The channel class.
    pub channel: ChannelClass,
    /// Whether it is ours for good.
    #[serde(default)]
    pub state: NumberState,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// Who answers STOP, START and HELP.
    #[serde(default)]
    pub opt_out_handling: OptOutHandling,
    /// Its own opening hours; without them the organisation's.
    #[serde(default)]
    pub business_hours: Option<Hours>,
    /// What happens to a call.
    #[serde(default)]
    pub voice: VoiceSettings,
    /// Segments a second that it may send, 0.1 to 1,000; without it the usual pace of its kind.
    #[serde(default)]
    pub pace: Option<f64>,
    /// Counts the changes; a change names the version that it was made from.
    #[serde(default = "first_version")]
    pub version: u64,
    /// When it came to the hub.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub created_at: Option<Timestamp>,
    /// The carrier's id, `PN…`; absent while the number is being bought.
    #[serde(default)]
    pub sid: Option<String>,
    /// The carrier account that owns it.
    #[serde(default)]
    pub account_sid: Option<String>,
}

fn first_version() -> u64 {
    1
}

/// Where a number stands between the carrier and the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NumberState {
    /// It is ours.
    #[default]
    Active,
    /// It is being bought; if it stays so, the carrier's answer was lost.
    Buying,
    /// It is being given back; if it stays so, the carrier's answer was lost.
    Releasing,
}

/// What a number can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "each field is named for its channel")]
pub struct Capabilities {
    pub sms: bool,
    pub mms: bool,
    pub voice: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self { sms: true, mms: false, voice: false }
    }
}

/// Who answers STOP, START and HELP on a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OptOutHandling {
    /// Twilio answers and blocks; the hub records.
    #[default]
    Provider,
    /// The hub answers with the organisation's texts.
    Hub,
}

/// A change of a number: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NumberChange {
    /// The version that the change was made from.
    pub version: u64,
    /// What the team calls it.
    #[serde(default)]
    pub label: Option<String>,
    /// Its own opening hours; null for the organisation's.
    #[serde(default, deserialize_with = "given")]
    pub business_hours: Option<Option<Hours>>,
    /// What happens to a call.
    #[serde(default)]
    pub voice: Option<VoiceSettings>,
    /// Who answers STOP, START and HELP.
    #[serde(default)]
    pub opt_out_handling: Option<OptOutHandling>,
    /// Segments a second that it may send, 0.1 to 1,000; null for the usual pace of its kind.
    #[serde(default, deserialize_with = "given")]
    pub pace: Option<Option<f64>>,
}

impl OwnNumber {
    /// A number with the default settings.
    #[must_use]
    pub fn new(number: Address, label: &str) -> Self {
        Self {
            id: NumberId::of(&number),
            number,
            label: label.to_owned(),
            channel: ChannelClass::Sms,
            state: NumberState::Active,
            capabilities: Capabilities::default(),
            opt_out_handling: OptOutHandling::default(),
            business_hours: None,
            voice: VoiceSettings::default(),
            pace: None,
            version: first_version(),
            created_at: None,
            sid: None,
            account_sid: None,
        }
    }

    /// A sender of `WhatsApp` with the default settings. Nobody but the hub answers a STOP there.
    #[must_use]
    pub fn whatsapp(number: Address, label: &str) -> Self {
        Self {
            id: NumberId::on(ChannelClass::Whatsapp, &number),
            channel: ChannelClass::Whatsapp,
            capabilities: Capabilities { sms: false, mms: false, voice: false },
            opt_out_handling: OptOutHandling::Hub,
            ..Self::new(number, label)
        }
    }

    /// Whether it may send on its channel.
    #[must_use]
    pub fn may_send(&self) -> bool {
        self.state == NumberState::Active && (self.channel == ChannelClass::Whatsapp || self.capabilities.sms)
    }

    /// The number after a change, one version up, and the JSON names of the fields that differ.
    ///
    /// # Errors
    /// The first field that cannot be so.
    pub fn after(&self, change: NumberChange) -> Result<(Self, Vec<&'static str>), FieldError> {
        let mut next = self.clone();
        next.version += 1;
        let mut changed = Changed::default();
        changed.take("label", &mut next.label, change.label);
        changed.take("businessHours", &mut next.business_hours, change.business_hours);
        changed.take("voice", &mut next.voice, change.voice);
        changed.take("optOutHandling", &mut next.opt_out_handling, change.opt_out_handling);
        changed.take("pace", &mut next.pace, change.pace);
        next.label = next.label.trim().to_owned();
        next.check()?;
        Ok((next, changed.names()))
    }

    fn check(&self) -> Result<(), FieldError> {
        let wrong = |field, sentence: &str| Err(FieldError { field, sentence: sentence.to_owned() });
        check_label(&self.label)?;
        if let Some(hours) = &self.business_hours {
            hours.check().map_err(|error| FieldError { field: "businessHours", sentence: error.to_string() })?;
        }
        if self.pace.is_some_and(|pace| !PACE_RANGE.contains(&pace)) {
            return wrong("pace", "A number sends 0.1 to 1,000 segments a second.");
        }
        self.voice.check(self.number.as_str()).or_else(|sentence| wrong("voice", sentence))
    }
}

/// Checks what the team calls a number.
///
/// # Errors
/// A label that is empty or too long.
pub fn check_label(label: &str) -> Result<(), FieldError> {
    if (1..=LABEL_MAX_CHARACTERS).contains(&label.trim().chars().count()) {
        return Ok(());
    }
    Err(FieldError { field: "label", sentence: format!("A label has 1 to {LABEL_MAX_CHARACTERS} characters.") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_leads_back_to_its_number() {
        let number = Address::from_carrier("+12015550123");
        for channel in ChannelClass::ALL {
            let id = NumberId::on(channel, &number);
            assert_eq!((id.channel(), id.number()), (channel, number.clone()));
            assert_eq!(id.0.parse(), Ok(id.clone()));
        }
        for text in ["num_", "wa_", "num_0123", "12015550123", "num_+12015550123", "num_1201555#123"] {
            assert!(text.parse::<NumberId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_that_was_stored_before_there_were_settings_has_the_defaults() {
        let stored =
            json!({ "id": "num_12015550123", "number": "+12015550123", "label": "Front desk", "channel": "sms" });
        let number: OwnNumber = serde_json::from_value(stored).expect("a number");
        assert_eq!(number, OwnNumber::new(Address::from_carrier("+12015550123"), "Front desk"));
    }

    #[test]
    fn a_wrong_change_names_its_field() {
        let number = OwnNumber::new(Address::from_carrier("+12015550123"), "Front desk");
        let ring = |seconds| json!({ "mode": "ring", "ringSeconds": seconds });
        for (fields, field) in [
            (json!({ "label": " " }), "label"),
            (json!({ "voice": { "mode": "forward" } }), "voice"),
            (json!({ "voice": { "mode": "forward", "forwardTo": "911" } }), "voice"),
            (json!({ "voice": { "mode": "forward", "forwardTo": "+12015550123" } }), "voice"),
            (json!({ "voice": ring(4) }), "voice"),
            (json!({ "pace": 0 }), "pace"),
            (json!({ "pace": 1000.5 }), "pace"),
            (json!({ "businessHours": { "monday": [{ "opens": "1", "closes": "2" }] } }), "businessHours"),
        ] {
            let mut fields = fields;
            fields["version"] = json!(1);
            let change: NumberChange = serde_json::from_value(fields.clone()).expect("a change");
            assert_eq!(number.after(change).expect_err("refused").field, field, "{fields}");
        }
    }
}
