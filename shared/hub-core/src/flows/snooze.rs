//! Putting a conversation off: it leaves the inbox and comes back by itself.

use jiff::{SignedDuration, Timestamp};

use crate::settings::{FieldError, wrong};

/// Whoever means longer mistook the year.
const SNOOZE_MAX: SignedDuration = SignedDuration::from_hours(24 * 365 * 50);

/// Whether a conversation may be put off until a time.
///
/// # Errors
/// A time that has passed, or that is more than fifty years away.
pub fn may_snooze_until(until: Timestamp, now: Timestamp) -> Result<(), FieldError> {
    if until <= now {
        return Err(wrong("snoozedUntil", "The time must be in the future."));
    }
    if until > now + SNOOZE_MAX {
        return Err(wrong("snoozedUntil", "The time must be within the next fifty years."));
    }
    Ok(())
}
