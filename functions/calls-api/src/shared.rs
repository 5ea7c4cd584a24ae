//! `GET /api/shared-calls/{token}`: what whoever has the link may hear and read of a call.

use hub_core::call::RecordingSource;
use hub_core::flows::share_call::open_share;
use hub_core::message::Direction;
use hub_lambda::http::{CallerAddress, CallerAgent, PathToken, Shown};
use hub_lambda::{ApiError, Hub, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::recording::RecordingUrl;

/// Behind the function `calls-shared`.
#[must_use]
pub fn route() -> Route {
    Route::public("calls-shared", handle)
}

/// A shared call. It names nobody, and no phone number in full.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedReply {
    /// The organisation's name.
    organization: String,
    /// Its IANA time zone.
    time_zone: String,
    /// A conversation, or a message that the caller left.
    kind: RecordingSource,
    /// Who called.
    direction: Direction,
    /// When it began.
    #[schemars(with = "String")]
    started_at: Timestamp,
    /// How long it was, in seconds.
    duration_seconds: Option<u64>,
    /// The last four figures of the customer's number.
    number_ending: Option<String>,
    /// Its words; null if there are none.
    transcript: Option<String>,
    /// Where it can be heard for some minutes; null if there is no sound. Asking again gives a new URL.
    recording: Option<RecordingUrl>,
    /// When the link ends.
    #[schemars(with = "String")]
    ends_at: Timestamp,
}

/// Shows the call and notes the opening: when, and with what kind of browser.
///
/// # Errors
/// 404 for an unknown link, 410 `link_expired` for one that was revoked or is older than 24 hours, 429.
pub async fn handle(
    hub: Hub,
    (PathToken(token), CallerAgent(agent), CallerAddress(from)): (PathToken, CallerAgent, CallerAddress),
) -> Result<Shown<SharedReply>, ApiError> {
    let shared = open_share(&hub.ports, &token, (&agent, &from)).await?;
    Ok(Shown(SharedReply {
        organization: shared.organization,
        time_zone: shared.time_zone,
        kind: shared.kind,
        direction: shared.direction,
        started_at: shared.started_at,
        duration_seconds: shared.duration_seconds,
        number_ending: shared.number_ending,
        transcript: shared.transcript,
        recording: shared.sound.map(RecordingUrl::from),
        ends_at: shared.ends_at,
    }))
}
