//! Texts that are kept for repeated use, with places for what differs from customer to customer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{TemplateId, UserId};
use crate::message::BODY_MAX_CHARACTERS;
use crate::settings::FieldError;

/// The longest name of a template or a campaign, in characters.
pub const NAME_MAX_CHARACTERS: usize = 80;
/// The longest name of a variable.
const VARIABLE_MAX_CHARACTERS: usize = 40;

/// A template as it is stored and as the team sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageTemplate {
    /// Its id.
    pub id: TemplateId,
    /// Its name, which no other template of the organisation has, in whatever case.
    pub name: String,
    /// The text; `{{first_name}}` is replaced by what is known of the recipient.
    pub body: String,
    /// The variables in the text, in the order in which they come.
    #[serde(default)]
    pub variables: Vec<String>,
    /// Who wrote it.
    pub author_id: UserId,
    /// Who changed it last.
    #[serde(default)]
    pub changed_by: Option<UserId>,
    /// When it was made.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[schemars(with = "String")]
    pub updated_at: Timestamp,
    /// Counts the changes; a change names the version that it was made from.
    pub version: u64,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    Variable(&'a str),
}

/// Names of variables are letters, digits and `_`.
fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= VARIABLE_MAX_CHARACTERS
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// What is between braces and no variable stays as it is written.
fn parts(body: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), body);
    while let Some((before, after)) = rest.split_once("{{") {
        let found = after.split_once("}}").filter(|(name, _)| is_variable(name.trim()));
        let Some((name, next)) = found else {
            parts.push(Part::Words(&rest[..before.len() + 2]));
            rest = after;
            continue;
        };
        parts.extend([Part::Words(before), Part::Variable(name.trim())]);
        rest = next;
    }
    parts.push(Part::Words(rest));
    parts
}

/// The variables in a text, each once, in the order in which they come.
#[must_use]
pub fn variables(body: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in parts(body) {
        if let Part::Variable(name) = part
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The text with every variable replaced.
///
/// # Errors
/// The first variable that has no value, or an empty one.
pub fn fill(body: &str, values: &BTreeMap<String, String>) -> Result<String, String> {
    let mut text = String::with_capacity(body.len());
    for part in parts(body) {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Variable(name) => match values.get(name).filter(|value| !value.trim().is_empty()) {
                Some(value) => text.push_str(value.trim()),
                None => return Err(name.to_owned()),
            },
        }
    }
    Ok(text)
}

/// What is known of every recipient: `number`, and with a name `name` and `first_name`.
#[must_use]
pub fn built_in(number: &str, name: Option<&str>) -> BTreeMap<String, String> {
    let mut values = BTreeMap::from([("number".to_owned(), number.to_owned())]);
    if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) {
        let first = name.split_whitespace().next().unwrap_or(name);
        values.extend([("name".to_owned(), name.to_owned()), ("first_name".to_owned(), first.to_owned())]);
    }
    values
}

/// A name without what surrounds it.
///
/// # Errors
/// A [`FieldError`] for none, or one that is too long.
pub fn good_name(name: &str) -> Result<String, FieldError> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(FieldError { field: "name", sentence: "A name is needed.".to_owned() }),
        1..=NAME_MAX_CHARACTERS => Ok(name.to_owned()),
        _ => {
            let sentence = format!("A name has at most {NAME_MAX_CHARACTERS} characters.");
            Err(FieldError { field: "name", sentence })
        }
    }
}

/// A text that can be kept.
///
/// # Errors
/// A [`FieldError`] for none, or one that is too long.
pub fn good_body(body: &str) -> Result<String, FieldError> {
    let sentence = match body.chars().count() {
        _ if body.trim().is_empty() => "The message is empty.",
        1..=BODY_MAX_CHARACTERS => return Ok(body.to_owned()),
        _ => "The message is longer than 1,600 characters.",
    };
    Err(FieldError { field: "body", sentence: sentence.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_and_other_braces_stay() {
        let mut values = built_in("+14155550123", Some(" Ada  Lovelace "));
        values.insert("day".to_owned(), "Monday".to_owned());
        for (body, expected) in [
            ("Hi {{first_name}}, see you {{ day }}.", Ok("Hi Ada, see you Monday.")),
            ("{{name}} {{number}}", Ok("Ada  Lovelace +14155550123")),
            ("{{day}}{{day}}", Ok("MondayMonday")),
            ("No {braces} {{not a name}} {{open", Ok("No {braces} {{not a name}} {{open")),
            ("{{{{day}}", Ok("{{Monday")),
            ("{{town}}", Err("town")),
        ] {
            assert_eq!(fill(body, &values), expected.map(str::to_owned).map_err(str::to_owned), "{body}");
        }
        assert_eq!(variables("{{b}} {{a}} {{b}}"), ["b", "a"]);
        assert_eq!(fill("{{name}}", &built_in("+1", None)), Err("name".to_owned()));
    }
}
