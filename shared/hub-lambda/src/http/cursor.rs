//! Cursors: positions in a list, opaque to clients.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_core::page::{PageRequest, Position};
use hub_core::ports::{PortError, PortErrorKind};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::ApiError;

const LIMIT_MAX: usize = 100;
/// The longest sort key of the table.
///
/// # Source
/// Amazon DynamoDB Developer Guide, "Quotas": sort keys have 1 to 1,024 bytes.
const POSITION_MAX_BYTES: usize = 1_024;

/// A page as a client asks for it.
pub struct Cursor;

impl Cursor {
    /// Reads `limit` and `cursor`.
    ///
    /// # Errors
    /// 400 for a limit outside 1 to 100 or a cursor that this hub did not make.
    pub fn page(limit: Option<usize>, default: usize, cursor: Option<&str>) -> Result<PageRequest, ApiError> {
        let limit = limit.unwrap_or(default);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(ApiError::invalid(format!("limit must be from 1 to {LIMIT_MAX}.")));
        }
        let after = cursor.map(|cursor| {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            let text = text.filter(|text| (1..=POSITION_MAX_BYTES).contains(&text.len()));
            text.map(Position).ok_or_else(|| ApiError::invalid("The cursor is not one of ours."))
        });
        Ok(PageRequest { limit, after: after.transpose()? })
    }
}

/// Rows on a page whose caller does not say how many.
const LIMIT: usize = 50;

/// Which page of a list that is not filtered.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct PageQuery {
    /// Rows on a page, 1 to 100; 50 if absent.
    #[serde(default)]
    limit: Option<usize>,
    /// `nextCursor` of the page before.
    #[serde(default)]
    cursor: Option<String>,
}

impl PageQuery {
    /// The page.
    ///
    /// # Errors
    /// 400 for a limit or cursor that is none.
    pub fn page(&self) -> Result<PageRequest, ApiError> {
        Cursor::page(self.limit, LIMIT, self.cursor.as_deref())
    }
}

/// The cursor that leads to what follows a position.
#[must_use]
pub fn cursor_of(next: Option<Position>) -> Option<String> {
    next.map(|position| URL_SAFE_NO_PAD.encode(position.0))
}

/// A store's refusal of a position is a cursor that this hub did not make for this list.
#[must_use]
pub fn bad_cursor(error: PortError) -> ApiError {
    match error.kind {
        PortErrorKind::Rejected => ApiError::invalid("The cursor is not one of ours."),
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_that_no_key_can_be_is_refused() {
        let page = |length: usize| Cursor::page(None, 30, Some(&URL_SAFE_NO_PAD.encode("M".repeat(length))));
        assert!(page(1).is_ok() && page(POSITION_MAX_BYTES).is_ok());
        assert!(page(0).is_err() && page(POSITION_MAX_BYTES + 1).is_err());
    }
}
