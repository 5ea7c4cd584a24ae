//! Templates of `WhatsApp`: texts with gaps that Meta has approved, the only ones that may begin a conversation.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The word of an approved template.
const APPROVED: &str = "approved";

/// A template of the account, as the carrier had it when it was last asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// The carrier's id, `HX…`.
    pub sid: String,
    /// Its name.
    pub name: String,
    /// Its language, such as `en`.
    pub language: String,
    /// Its text, with gaps such as `{{1}}`; empty if it has none.
    pub body: String,
    /// What each gap is filled with, in the order of the text; the value is the account's own example.
    pub variables: Vec<Gap>,
    /// The carrier's word for its approval: `approved`, `pending`, `rejected`, or another one.
    pub status: String,
    /// Meta's category, such as `UTILITY`.
    #[serde(default)]
    pub category: Option<String>,
    /// Why it was rejected.
    #[serde(default)]
    pub rejection_reason: Option<String>,
    /// Whether it may be sent from here: it is approved, and it has a text.
    pub is_sendable: bool,
    /// When the carrier was asked.
    #[schemars(with = "String")]
    pub synced_at: Timestamp,
}

/// A gap of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// What stands between the braces.
    pub name: String,
    /// The account's example; may be empty.
    pub example: String,
}

/// The template that a message was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TemplateUse {
    /// The carrier's id, `HX…`.
    pub sid: String,
    /// Its name.
    pub name: String,
    /// What its gaps were filled with.
    pub variables: BTreeMap<String, String>,
}

/// Why a template cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateUseError {
    /// The organisation has no such template.
    #[error("There is no such template. Sync the templates first.")]
    Unknown,
    /// It waits for its approval, or was refused.
    #[error("This template is not approved, so it can't be sent.")]
    NotApproved,
    /// It has no text that the hub could show.
    #[error("This template has no text, so it can't be sent from here.")]
    NoText,
    /// A gap is not filled.
    #[error("The template's variable {0} is missing.")]
    Missing(String),
    /// There is no such gap.
    #[error("The template has no variable {0}.")]
    Surplus(String),
    /// Meta takes no line breaks there.
    #[error("The template's variable {0} must be a single line.")]
    ManyLines(String),
    /// Only `WhatsApp` knows templates.
    #[error("A template brings its own text, without attachments, and goes out on WhatsApp only.")]
    NotAlone,
}

impl TemplateUseError {
    /// The stable word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_template",
            Self::NotApproved => "template_not_approved",
            Self::NoText => "template_without_text",
            Self::Missing(_) => "template_variable_missing",
            Self::Surplus(_) => "template_variable_unknown",
            Self::ManyLines(_) => "template_variable_invalid",
            Self::NotAlone => "template_not_alone",
        }
    }
}

/// The names of the gaps of a text, in its order, each once.
#[must_use]
pub fn gaps(body: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = body.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim());
    names.filter(|name| is_name(name) && seen.insert((*name).to_owned())).map(str::to_owned).collect()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Template {
    /// Fills the gaps: the text that the customer reads.
    ///
    /// # Errors
    /// [`TemplateUseError`].
    pub fn fill(&self, variables: &BTreeMap<String, String>) -> Result<String, TemplateUseError> {
        if self.status != APPROVED {
            return Err(TemplateUseError::NotApproved);
        }
        if self.body.trim().is_empty() {
            return Err(TemplateUseError::NoText);
        }
        for Gap { name, .. } in &self.variables {
            match variables.get(name) {
                Some(value) if value.contains(['\n', '\r', '\t']) => {
                    return Err(TemplateUseError::ManyLines(name.clone()));
                }
                Some(value) if !value.trim().is_empty() => {}
                _ => return Err(TemplateUseError::Missing(name.clone())),
            }
        }
        let surplus = variables.keys().find(|name| !self.variables.iter().any(|gap| gap.name == **name));
        match surplus {
            Some(name) => Err(TemplateUseError::Surplus(name.clone())),
            None => Ok(filled(&self.body, variables)),
        }
    }

    /// Whether it may be sent, once its gaps are filled.
    #[must_use]
    pub fn may_be_sent(status: &str, body: &str) -> bool {
        status == APPROVED && !body.trim().is_empty()
    }
}

/// Each gap is filled once: a value that looks like a gap stays as it is.
fn filled(body: &str, variables: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let gap = after.split_once("}}").and_then(|(name, end)| Some((variables.get(name.trim())?, end)));
        if let Some((value, end)) = gap {
            text.push_str(value);
            rest = end;
        } else {
            text.push_str("{{");
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(body: &str) -> Template {
        Template {
            sid: "HX1".into(),
            name: "visit".into(),
            language: "en".into(),
            body: body.into(),
            variables: gaps(body).into_iter().map(|name| Gap { name, example: String::new() }).collect(),
            status: "approved".into(),
            category: None,
            rejection_reason: None,
            is_sendable: true,
            synced_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn gaps_are_filled_once_and_in_place() {
        let hello = template("Hello {{1}}, see you {{ day }} at {{2}}. {{1}}!");
        assert_eq!(gaps(&hello.body), ["1", "day", "2"]);
        let text = hello.fill(&values(&[("1", "Ada {{2}}"), ("2", "3 pm"), ("day", "Monday")]));
        assert_eq!(text.as_deref(), Ok("Hello Ada {{2}}, see you Monday at 3 pm. Ada {{2}}!"));
        assert_eq!(template("{{ }} {{a b}} {{").fill(&values(&[])).as_deref(), Ok("{{ }} {{a b}} {{"));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        use TemplateUseError::*;
        let hello = template("Hello {{1}}");
        for (given, expected) in [
            (&[][..], Missing("1".into())),
            (&[("1", " ")], Missing("1".into())),
            (&[("1", "a\nb")], ManyLines("1".into())),
            (&[("1", "Ada"), ("2", "x")], Surplus("2".into())),
        ] {
            assert_eq!(hello.fill(&values(given)), Err(expected));
        }
        for (status, body, expected) in
            [("pending", "Hi", NotApproved), ("rejected", "Hi", NotApproved), ("approved", " ", NoText)]
        {
            let template = Template { status: status.into(), ..template(body) };
            assert_eq!(template.fill(&values(&[])), Err(expected), "{status}");
        }
    }
}
