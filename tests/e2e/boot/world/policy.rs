//! What a policy says to a request: the part of IAM that template.yaml uses. What it does not know, it does not guess.
//!
//! # Source
//! IAM user guide: "Policy evaluation logic", "IAM JSON policy elements: Condition operators", "Set operators for
//! multivalued context keys", "Variables and tags".

use std::collections::BTreeMap;

use serde_json::Value;

use crate::boot::roles::{Action, action, many, rendered};

/// What is known about a request when a policy is asked: a key and its values.
pub type Context = BTreeMap<String, Vec<String>>;

/// An action on a resource, and what conditions can ask about it.
#[derive(Debug, Clone)]
pub struct Asked {
    action: String,
    resource: String,
    context: Context,
}

impl Asked {
    /// An operation of a service on a resource, named as in [`crate::boot::roles`].
    pub fn new(service: &str, operation: &str, resource: &str) -> Self {
        Self { action: format!("{service}:{operation}"), resource: resource.to_owned(), context: Context::new() }
    }

    /// The same with something that is known about it.
    pub fn with(mut self, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        self.context.insert(key.to_owned(), values.into_iter().collect());
        self
    }

    /// `dynamodb:GetItem`.
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The permission that it needs.
    pub fn permission(&self) -> Action {
        let (service, operation) = self.action.split_once(':').unwrap_or_default();
        action(service, operation, &self.resource)
    }

    /// The values of a key, none if it is not known.
    pub fn values(&self, key: &str) -> &[String] {
        self.context.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Whether these statements allow what is asked; a trust policy's name no resource.
pub fn allows(statements: &[Value], asked: &Asked) -> bool {
    let applying = statements.iter().filter(|statement| applies(statement, asked));
    let mut effects = applying.map(|statement| statement["Effect"].as_str().expect("an effect")).peekable();
    effects.peek().is_some() && effects.all(|effect| effect == "Allow")
}

fn applies(statement: &Value, asked: &Asked) -> bool {
    let known = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];
    let fields = statement.as_object().expect("a statement");
    assert!(fields.keys().all(|field| known.contains(&field.as_str())), "unknown to this test: {statement}");
    let is_one = |field: &str, wanted: &str| {
        many(&statement[field]).any(|pattern| is_like(&rendered(pattern), wanted, &Context::new()))
    };
    let is_there = fields.contains_key("Principal") || is_one("Resource", &asked.resource);
    is_there && is_one("Action", &asked.action) && holds(&statement["Condition"], &asked.context)
}

/// Whether every operator holds for every key.
fn holds(condition: &Value, context: &Context) -> bool {
    let operators = condition.as_object().into_iter().flatten();
    operators.flat_map(|(operator, keys)| keys.as_object().into_iter().flatten().map(move |key| (operator, key))).all(
        |(operator, (key, patterns))| {
            let patterns: Vec<String> = many(patterns).map(rendered).collect();
            is_met(operator, &patterns, context.get(key).filter(|values| !values.is_empty()), context)
        },
    )
}

fn is_met(operator: &str, patterns: &[String], values: Option<&Vec<String>>, context: &Context) -> bool {
    if operator == "Null" {
        return patterns == [values.is_none().to_string()];
    }
    // Without a value, "all of them" holds and a single one does not.
    let (operator, is_set) = match operator.strip_prefix("ForAllValues:") {
        Some(operator) => (operator, true),
        None => (operator, false),
    };
    let is_match: fn(&str, &str, &Context) -> bool = match operator {
        "StringEquals" => |pattern, value, context| literal(pattern, context).is_some_and(|text| text == value),
        "StringLike" => is_like,
        "ArnLike" => is_arn_like,
        other => panic!("unknown to this test: the operator {other}"),
    };
    let Some(values) = values else { return is_set };
    assert!(is_set || values.len() == 1, "{operator} asks for one value, not for {values:?}");
    values.iter().all(|value| patterns.iter().any(|pattern| is_match(pattern, value, context)))
}

/// Each part between colons by itself, so that a `*` stays in its part.
fn is_arn_like(pattern: &str, value: &str, context: &Context) -> bool {
    let (patterns, values): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), value.splitn(6, ':').collect());
    patterns.len() == values.len()
        && patterns.iter().zip(&values).all(|(pattern, value)| is_like(pattern, value, context))
}

/// What stands in a pattern: a character, any one, or any number of any.
#[derive(Clone, Copy)]
enum Sign {
    Is(char),
    One,
    Any,
}

/// The pattern with its variables replaced; a value that holds a `*` stays a text. `None` if a variable is not known.
fn signs(pattern: &str, context: &Context) -> Option<Vec<Sign>> {
    let (mut signs, mut rest) = (Vec::new(), pattern);
    while let Some(first) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}'))
            && name.starts_with("aws:")
        {
            let [value] = context.get(name)?.as_slice() else { return None };
            signs.extend(value.chars().map(Sign::Is));
            rest = after;
            continue;
        }
        signs.push(match first {
            '*' => Sign::Any,
            '?' => Sign::One,
            other => Sign::Is(other),
        });
        rest = &rest[first.len_utf8()..];
    }
    Some(signs)
}

fn literal(pattern: &str, context: &Context) -> Option<String> {
    let signs = signs(pattern, context)?;
    Some(
        signs
            .into_iter()
            .map(|sign| match sign {
                Sign::Is(char) => char,
                Sign::One => '?',
                Sign::Any => '*',
            })
            .collect(),
    )
}

fn is_like(pattern: &str, value: &str, context: &Context) -> bool {
    let Some(signs) = signs(pattern, context) else { return false };
    let value: Vec<char> = value.chars().collect();
    // `ends[n]`: the signs so far match the first n characters.
    let mut ends: Vec<bool> = (0..=value.len()).map(|length| length == 0).collect();
    for sign in signs {
        let matches = |at: usize| match sign {
            Sign::Is(char) => value[at] == char,
            Sign::One | Sign::Any => true,
        };
        let mut next = vec![false; ends.len()];
        for length in 0..ends.len() {
            next[length] = match sign {
                Sign::Any => ends[length] || (length > 0 && next[length - 1]),
                _ => length > 0 && ends[length - 1] && matches(length - 1),
            };
        }
        ends = next;
    }
    ends[value.len()]
}

#[test]
fn patterns_are_read_as_iam_reads_them() {
    let context = Context::from([("aws:PrincipalTag/tenant".to_owned(), vec!["ten_*".to_owned()])]);
    let own = "T#${aws:PrincipalTag/tenant}#*";
    for (pattern, value, expected, reason) in [
        ("D#*", "D#EMAIL#1", true, "any end"),
        ("D#*", "T#D#", false, "the beginning counts"),
        ("?*", "", false, "at least one character"),
        (own, "T#ten_*#ACCOUNT", true, "the tag's own value"),
        (own, "T#ten_a#ACCOUNT", false, "a star inside a tag is no pattern"),
        (own, "T#ten_*", false, "the separator belongs to the pattern"),
        ("T#${aws:PrincipalTag/other}#*", "T##ACCOUNT", false, "an unknown variable matches nothing"),
    ] {
        assert_eq!(is_like(pattern, value, &context), expected, "{reason}");
    }
    assert!(is_arn_like("arn:aws:iam::1:role/hub-*", "arn:aws:iam::1:role/hub-A", &context));
    assert!(!is_arn_like("arn:*:role/hub-A", "arn:aws:iam::1:role/hub-A", &context), "a star crosses no colon");
}
