//! Which lines of the audit a request wants.

use hub_core::audit::AuditFilter;
use hub_core::ids::UserId;
use hub_lambda::ApiError;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

/// The filters and the page.
#[derive(Deserialize, JsonSchema)]
pub struct AuditQuery {
    /// An action, such as `number_bought`, or a family of them, such as `number`.
    #[serde(default)]
    action: Option<String>,
    /// A person's id.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    actor: Option<UserId>,
    /// Not before this time.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    from: Option<Timestamp>,
    /// Before this time.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    to: Option<Timestamp>,
    /// How many rows, 1 to 100; 50 if it is not given.
    #[serde(default)]
    pub limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl AuditQuery {
    /// The filter.
    ///
    /// # Errors
    /// 400 for an action that can be none, or times in the wrong order.
    pub fn filter(&self) -> Result<AuditFilter, ApiError> {
        let is_word =
            |word: &str| (1..=40).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if self.action.as_deref().is_some_and(|word| !is_word(word)) {
            return Err(ApiError::invalid("action is a word such as number_bought, or number for all of them."));
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| from >= to) {
            return Err(ApiError::invalid("from must be before to."));
        }
        Ok(AuditFilter { action: self.action.clone(), actor: self.actor.clone(), from: self.from, to: self.to })
    }
}
