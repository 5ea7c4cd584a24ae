//! `POST /api/messages/preflight`: may this text be sent, and what does it take?

use hub_core::address::Address;
use hub_core::channel::ChannelClass;
use hub_core::flows::preflight::{Question, ask};
use hub_core::message::MessageKind;
use hub_core::phone::PhoneNumber;
use hub_core::preflight::{Refusal, size_on};
use hub_core::prices::Price;
use hub_core::segments::{Encoding, ForcedBy, forced_by};
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `messages-preflight`.
#[must_use]
pub fn route() -> Route {
    Route::api("messages-preflight", handle)
}

/// A text that somebody is about to send.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreflightRequest {
    /// The recipient, in E.164 or as dialled in the tenant's country.
    to: String,
    /// The text as it is so far; it may be empty.
    message: String,
    /// The number of ours to send from; the first one if absent.
    #[serde(default)]
    from: Option<String>,
    /// What makes us write it; `person` if absent.
    #[serde(default)]
    kind: MessageKind,
    /// The channel; `sms` if absent.
    #[serde(default)]
    channel: ChannelClass,
}

/// Whether the text may be sent now, and what it takes.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreflightReply {
    /// Whether a send would take it now.
    allowed: bool,
    /// Why not, in a stable word such as `opted_out`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// Why not, in a plain sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// When it may be sent, if time alone helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    until: Option<jiff::Timestamp>,
    /// The recipient in E.164; null if they cannot be read.
    to: Option<Address>,
    /// The alphabet that the text needs.
    encoding: Encoding,
    /// How many characters it has.
    characters: usize,
    /// How many SMS segments it takes.
    segments: u32,
    /// The first character that forces UCS-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    forced_by: Option<ForcedBy>,
    /// What it costs; absent where the price is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Price>,
}

/// Decides as a send would, and stores nothing.
///
/// # Errors
/// 400 for a body that is not right; what cannot be sent is an answer and no error.
pub async fn handle(
    hub: Hub,
    who: Editor,
    Body(request): Body<PreflightRequest>,
) -> Result<Shown<PreflightReply>, ApiError> {
    let body = request.message.as_str();
    let PreflightRequest { to, from, kind, channel, .. } = &request;
    let question = Question { to, body, from: from.as_deref(), kind: *kind, channel: *channel };
    let (to, verdict) = ask(&hub.ports, who.tenant(), question).await?;
    let refusal = verdict.err();
    let size = size_on(*channel, body);
    let country = to.as_ref().and_then(PhoneNumber::country);
    Ok(Shown(PreflightReply {
        allowed: refusal.is_none(),
        reason: refusal.map(Refusal::code),
        message: refusal.map(|refusal| refusal.to_string()),
        until: refusal.and_then(Refusal::until),
        to: to.as_ref().map(PhoneNumber::address),
        encoding: size.encoding,
        characters: body.chars().count(),
        segments: size.segments,
        forced_by: forced_by(body).filter(|_| *channel == ChannelClass::Sms),
        price: country
            .filter(|_| *channel == ChannelClass::Sms)
            .and_then(|country| hub.settings.prices.price(&country, size.segments)),
    }))
}
