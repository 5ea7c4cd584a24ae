//! What an organisation decides about itself.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::is_e164;
use crate::change::{Changed, given};
use crate::hours::{Hours, minutes};
use crate::segments::segmentation;

const NAME_MAX_CHARACTERS: usize = 100;
/// Ten years.
const KEPT_MAX_DAYS: u32 = 3650;
/// A keyword's answer of more segments than this is no short answer.
const REPLY_MAX_SEGMENTS: u32 = 3;

/// An organisation's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Counts the changes; a change names the version that it was made from.
    #[serde(default = "first_version")]
    pub version: u64,
    /// The organisation's name.
    pub name: String,
    /// Its IANA time zone, such as `America/New_York`.
    pub time_zone: String,
    /// The ISO 3166 country in which numbers without a country code are read.
    pub default_country: String,
    /// When it is open.
    #[serde(default = "Hours::office")]
    pub business_hours: Hours,
    /// Answers to STOP, START and HELP on numbers where the hub answers them.
    #[serde(default)]
    pub replies: KeywordReplies,
    /// What the hub answers by itself.
    #[serde(default)]
    pub auto_replies: AutoReplies,
    /// The number that HELP names, in E.164.
    #[serde(default)]
    pub support_phone: Option<String>,
    /// The e-mail address that HELP names.
    #[serde(default)]
    pub support_email: Option<String>,
    /// When automated texts wait.
    #[serde(default)]
    pub quiet_hours: QuietHours,
    /// Whether calls are recorded, and how the caller is asked.
    #[serde(default)]
    pub recording_policy: RecordingPolicy,
    /// Whether the carrier keeps its copy of a recording once the hub has it.
    #[serde(default)]
    pub recordings_at_carrier: CarrierCopies,
    /// After so many days recordings are removed, with the words of a voicemail; never if absent.
    #[serde(default)]
    pub recordings_kept_days: Option<u32>,
    /// The voice of spoken announcements, such as `Polly.Joanna`.
    #[serde(default = "default_voice")]
    pub voice: String,
    /// Who is told of urgent things by text, in E.164.
    #[serde(default)]
    pub alert_number: Option<String>,
}

/// Answers to keywords. `{phone}` and `{email}` stand for the support number and address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is named for its keyword")]
pub struct KeywordReplies {
    pub stop: String,
    pub start: String,
    pub help: String,
}

/// What the hub answers by itself; nothing where a text is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AutoReplies {
    /// To a text outside the business hours of the number that it came to, at most once in four hours to each customer.
    pub after_hours: Option<String>,
    /// To a call that nobody took, at most once in four hours to each customer, answers after hours included.
    pub missed_call: Option<String>,
}

/// A time of day in the recipient's own zone in which automated texts wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct QuietHours {
    /// Whether they are kept.
    pub enabled: bool,
    /// When they begin, `21:00`.
    pub from: String,
    /// When they end, mostly on the next morning, `08:00`.
    pub to: String,
}

/// Whether calls are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordingPolicy {
    /// Never.
    #[default]
    Off,
    /// After an announcement.
    Announce,
    /// After the caller agreed by a key.
    RequireKeypress,
}

/// What the carrier does with its copies of recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CarrierCopies {
    /// It keeps them.
    #[default]
    Keep,
    /// It is told to delete each one that the hub has, from now on.
    Delete,
}

fn first_version() -> u64 {
    1
}

fn default_voice() -> String {
    "Polly.Joanna".to_owned()
}

/// # Source
/// requirements CMP-3.
impl Default for KeywordReplies {
    fn default() -> Self {
        Self {
            stop: "You have been unsubscribed. Reply START to opt back in.".to_owned(),
            start: "You have been re-subscribed. Reply STOP to opt out.".to_owned(),
            help: "For support, call {phone} or email {email}. Reply STOP to opt out.".to_owned(),
        }
    }
}

/// # Source
/// TCPA: 8:00 to 21:00 in the recipient's zone.
impl Default for QuietHours {
    fn default() -> Self {
        Self { enabled: true, from: "21:00".to_owned(), to: "08:00".to_owned() }
    }
}

/// A change of settings: what is absent stays, null takes an optional one away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the one of `Settings`")]
pub struct SettingsChange {
    /// The version that the change was made from.
    pub version: u64,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub default_country: Option<String>,
    #[serde(default)]
    pub business_hours: Option<Hours>,
    #[serde(default)]
    pub replies: Option<KeywordReplies>,
    #[serde(default)]
    pub auto_replies: Option<AutoReplies>,
    #[serde(default, deserialize_with = "given")]
    pub support_phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub support_email: Option<Option<String>>,
    #[serde(default)]
    pub quiet_hours: Option<QuietHours>,
    #[serde(default)]
    pub recording_policy: Option<RecordingPolicy>,
    #[serde(default)]
    pub recordings_at_carrier: Option<CarrierCopies>,
    #[serde(default, deserialize_with = "given")]
    pub recordings_kept_days: Option<Option<u32>>,
    #[serde(default)]
    pub voice: Option<String>,
    #[serde(default, deserialize_with = "given")]
    pub alert_number: Option<Option<String>>,
}

/// A field that cannot be as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct FieldError {
    /// The field's JSON name.
    pub field: &'static str,
    /// What is wrong with it.
    pub sentence: String,
}

pub(crate) fn wrong(field: &'static str, sentence: impl Into<String>) -> FieldError {
    FieldError { field, sentence: sentence.into() }
}

impl Settings {
    /// The settings of a new organisation.
    #[must_use]
    pub fn new(name: &str, time_zone: &str, default_country: &str) -> Self {
        Self {
            version: first_version(),
            name: name.to_owned(),
            time_zone: time_zone.to_owned(),
            default_country: default_country.to_owned(),
            business_hours: Hours::office(),
            replies: KeywordReplies::default(),
            auto_replies: AutoReplies::default(),
            support_phone: None,
            support_email: None,
            quiet_hours: QuietHours::default(),
            recording_policy: RecordingPolicy::default(),
            recordings_at_carrier: CarrierCopies::default(),
            recordings_kept_days: None,
            voice: default_voice(),
            alert_number: None,
        }
    }

    /// The settings after a change, one version up, and the JSON names of the fields that differ.
    ///
    /// # Errors
    /// The first field that cannot be so.
    pub fn after(&self, change: SettingsChange) -> Result<(Self, Vec<&'static str>), FieldError> {
        let mut next = self.clone();
        next.version += 1;
        let mut changed = Changed::default();
        changed.take("name", &mut next.name, change.name);
        changed.take("timeZone", &mut next.time_zone, change.time_zone);
        changed.take("defaultCountry", &mut next.default_country, change.default_country);
        changed.take("businessHours", &mut next.business_hours, change.business_hours);
        changed.take("replies", &mut next.replies, change.replies);
        changed.take("autoReplies", &mut next.auto_replies, change.auto_replies);
        changed.take("supportPhone", &mut next.support_phone, change.support_phone);
        changed.take("supportEmail", &mut next.support_email, change.support_email);
        changed.take("quietHours", &mut next.quiet_hours, change.quiet_hours);
        changed.take("recordingPolicy", &mut next.recording_policy, change.recording_policy);
        changed.take("recordingsAtCarrier", &mut next.recordings_at_carrier, change.recordings_at_carrier);
        changed.take("recordingsKeptDays", &mut next.recordings_kept_days, change.recordings_kept_days);
        changed.take("voice", &mut next.voice, change.voice);
        changed.take("alertNumber", &mut next.alert_number, change.alert_number);
        next.name = next.name.trim().to_owned();
        next.check()?;
        Ok((next, changed.names()))
    }

    /// Checks every field.
    ///
    /// # Errors
    /// The first field that cannot be so.
    pub fn check(&self) -> Result<(), FieldError> {
        check_name(&self.name)?;
        check_time_zone(&self.time_zone)?;
        check_country(&self.default_country)?;
        self.business_hours.check().map_err(|error| wrong("businessHours", error.to_string()))?;
        let is_answer = |text: &String| !text.trim().is_empty() && segmentation(text).segments <= REPLY_MAX_SEGMENTS;
        for (text, keyword) in
            [(&self.replies.stop, "STOP"), (&self.replies.start, "START"), (&self.replies.help, "HELP")]
        {
            if !is_answer(text) {
                return Err(wrong(
                    "replies",
                    format!("The answer to {keyword} must have 1 to {REPLY_MAX_SEGMENTS} segments."),
                ));
            }
        }
        for (text, name) in [
            (&self.auto_replies.after_hours, "answer after hours"),
            (&self.auto_replies.missed_call, "answer to a missed call"),
        ] {
            if text.as_ref().is_some_and(|text| !is_answer(text)) {
                let sentence = format!("The {name} must have 1 to {REPLY_MAX_SEGMENTS} segments.");
                return Err(wrong("autoReplies", sentence));
            }
        }
        for (number, field) in [(&self.support_phone, "supportPhone"), (&self.alert_number, "alertNumber")] {
            if number.as_deref().is_some_and(|number| !is_e164(number)) {
                return Err(wrong(field, "Invalid phone format. Must be E.164: +countrycode+number"));
            }
        }
        if self.support_email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(wrong("supportEmail", "That is no e-mail address."));
        }
        for time in [&self.quiet_hours.from, &self.quiet_hours.to] {
            if minutes(time).is_none() {
                return Err(wrong("quietHours", format!("{time:?} is not a time like 21:00.")));
            }
        }
        if self.recordings_kept_days.is_some_and(|days| !(1..=KEPT_MAX_DAYS).contains(&days)) {
            return Err(wrong("recordingsKeptDays", "Recordings are kept for 1 to 3,650 days."));
        }
        let is_voice = !self.voice.is_empty()
            && self.voice.len() <= 60
            && self.voice.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
        if is_voice { Ok(()) } else { Err(wrong("voice", "That is no voice, such as Polly.Joanna.")) }
    }

    /// What began before this time has recordings and words of voicemails that are not kept any more; `None` if all are.
    #[must_use]
    pub fn recordings_kept_since(&self, now: Timestamp) -> Option<Timestamp> {
        let days = self.recordings_kept_days?;
        Some(now - SignedDuration::from_hours(24 * i64::from(days)))
    }

    /// Whether it is open now, by the hours of a number if that has its own.
    #[must_use]
    pub fn is_open(&self, hours: Option<&Hours>, now: Timestamp) -> bool {
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        let local = now.to_zoned(zone).datetime();
        hours.unwrap_or(&self.business_hours).are_open(local.weekday(), local.time())
    }

    /// The answer to a keyword, with the support number and address filled in.
    #[must_use]
    pub fn reply(&self, keyword: crate::keywords::Keyword) -> String {
        use crate::keywords::Keyword;
        let text = match keyword {
            Keyword::Stop => &self.replies.stop,
            Keyword::Start => &self.replies.start,
            Keyword::Help => &self.replies.help,
        };
        let phone = self.support_phone.as_deref().unwrap_or("our office");
        let email = self.support_email.as_deref().unwrap_or("our office");
        text.replace("{phone}", phone).replace("{email}", email)
    }
}

/// Checks an organisation's or a person's name.
///
/// # Errors
/// A name that is empty or too long.
pub fn check_name(name: &str) -> Result<(), FieldError> {
    let length = name.trim().chars().count();
    if (1..=NAME_MAX_CHARACTERS).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(wrong("name", format!("A name has 1 to {NAME_MAX_CHARACTERS} characters.")))
}

/// Checks an IANA time zone's name.
///
/// # Errors
/// A name that the time zone database does not have.
pub fn check_time_zone(name: &str) -> Result<(), FieldError> {
    TimeZone::get(name).map(|_| ()).map_err(|_| wrong("timeZone", "That is no time zone, such as America/New_York."))
}

/// Checks an ISO 3166 country code.
///
/// # Errors
/// A text that is not two capital letters.
pub fn check_country(code: &str) -> Result<(), FieldError> {
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(wrong("defaultCountry", "A country has two capital letters, such as US."))
}

/// Whether a text can be an e-mail address: whether it really is one shows when a mail arrives.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c))
        && !local.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keywords::Keyword;
    use serde_json::json;

    fn change(fields: serde_json::Value) -> SettingsChange {
        serde_json::from_value(fields).expect("a change")
    }

    #[test]
    fn a_change_is_checked_and_counted() {
        let settings = Settings::new("Acme", "America/New_York", "US");
        let (next, changed) = settings
            .after(change(json!({ "version": 1, "name": " Acme Dental ", "alertNumber": "+12015550123", "voice": "Polly.Joanna" })))
            .expect("a good change");
        assert_eq!((next.version, next.name.as_str(), changed), (2, "Acme Dental", vec!["name", "alertNumber"]));
        let (cleared, changed) = next.after(change(json!({ "version": 2, "alertNumber": null }))).expect("null clears");
        assert_eq!((cleared.alert_number, changed), (None, vec!["alertNumber"]));
    }

    #[test]
    fn a_wrong_field_is_named() {
        let settings = Settings::new("Acme", "America/New_York", "US");
        for (fields, field) in [
            (json!({ "name": " " }), "name"),
            (json!({ "timeZone": "America/Nowhere" }), "timeZone"),
            (json!({ "defaultCountry": "us" }), "defaultCountry"),
            (json!({ "businessHours": { "monday": [{ "opens": "x", "closes": "y" }] } }), "businessHours"),
            (json!({ "replies": { "stop": "" } }), "replies"),
            (json!({ "replies": { "help": "x".repeat(600) } }), "replies"),
            (json!({ "supportPhone": "555" }), "supportPhone"),
            (json!({ "supportEmail": "nobody" }), "supportEmail"),
            (json!({ "quietHours": { "from": "9pm" } }), "quietHours"),
            (json!({ "voice": "<Say>" }), "voice"),
            (json!({ "alertNumber": "" }), "alertNumber"),
            (json!({ "recordingsKeptDays": 0 }), "recordingsKeptDays"),
            (json!({ "recordingsKeptDays": 3651 }), "recordingsKeptDays"),
        ] {
            let mut fields = fields;
            fields["version"] = json!(1);
            let refused = settings.after(change(fields.clone())).expect_err("refused");
            assert_eq!(refused.field, field, "{fields}");
        }
    }

    #[test]
    fn a_reply_names_the_support() {
        let mut settings = Settings::new("Acme", "UTC", "US");
        settings.support_phone = Some("+12015550123".to_owned());
        settings.support_email = Some("help@acme.test".to_owned());
        let expected = "For support, call +12015550123 or email help@acme.test. Reply STOP to opt out.";
        assert_eq!(settings.reply(Keyword::Help), expected);
    }
}
