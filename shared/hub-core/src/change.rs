//! Changes that name only what they change.

use serde::{Deserialize, Deserializer};

/// Collects the JSON names of the fields that a change made different.
#[derive(Debug, Default)]
pub struct Changed(Vec<&'static str>);

impl Changed {
    /// Puts a value in the place of another, if one is given.
    pub fn take<T: PartialEq>(&mut self, name: &'static str, field: &mut T, value: Option<T>) {
        if let Some(value) = value {
            if *field != value {
                self.0.push(name);
            }
            *field = value;
        }
    }

    /// The names, in the order in which they were taken.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        self.0
    }
}

/// Tells a field that is null from one that is absent: with `default`, absent is `None` and null is `Some(None)`.
///
/// # Errors
/// The field's own.
pub fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::Changed;

    #[test]
    fn only_what_differs_is_named() {
        let (mut changed, mut name, mut voice) = (Changed::default(), "Acme", "Amy");
        changed.take("name", &mut name, Some("Globex"));
        changed.take("voice", &mut voice, Some("Amy"));
        changed.take("voice", &mut voice, None);
        assert_eq!((name, voice, changed.names()), ("Globex", "Amy", vec!["name"]));
    }
}
