//! A charge for a number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One number bought, and so one charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// The account charged.
    pub account_sid: String,
    /// The number, E.164.
    pub number: String,
    /// When.
    pub at: Timestamp,
}
