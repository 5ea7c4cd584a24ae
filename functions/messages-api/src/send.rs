//! `POST /api/messages/send`: a person answers.

use std::collections::BTreeMap;

use hub_core::channel::ChannelClass;
use hub_core::flows::send_message::{Draft, SendError, send_message};
use hub_core::flows::whatsapp::use_template;
use hub_core::ids::{ConversationId, MediaId, MessageId};
use hub_core::message::{MessageKind, MessageStatus};
use hub_core::segments::Encoding;
use hub_core::whatsapp::TemplateUseError;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Accepted, Body, OptionalHeader};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Behind the function `messages-send`.
#[must_use]
pub fn route() -> Route {
    Route::api("messages-send", handle)
}

/// A text to send.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendRequest {
    /// The recipient, in E.164 or as dialled in the tenant's country.
    to: String,
    /// The text, at most 1,600 characters; may be empty if something is attached. Only with a template may it be absent.
    #[serde(default)]
    message: Option<String>,
    /// The number of ours to send from; the first one if absent.
    #[serde(default)]
    from: Option<String>,
    /// The client's own id of the message; a repeat with the same id sends nothing.
    #[serde(default)]
    client_id: Option<String>,
    /// The channel; `sms` if absent.
    #[serde(default)]
    channel: ChannelClass,
    /// An approved template of WhatsApp in place of the text.
    #[serde(default)]
    template: Option<TemplateRequest>,
    /// Attachments: what `POST /api/media` gave, at most 10 of 5 MB together.
    #[serde(default)]
    media_ids: Vec<MediaId>,
    /// Attachments by URL. Only what was uploaded here is sent, as `hub:<mediaId>`.
    #[serde(default)]
    media_urls: Vec<String>,
}

/// A template and what its variables are.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct TemplateRequest {
    /// The template's id, `HX…`.
    sid: String,
    /// A text for each variable.
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

/// A text that is stored and will be sent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendReply {
    /// Always `true`.
    success: bool,
    /// The message's id.
    message_id: MessageId,
    /// The id of the send job: the message's.
    job_id: MessageId,
    /// The thread.
    conversation_id: ConversationId,
    /// `queued`.
    status: MessageStatus,
    /// The alphabet it needs.
    encoding: Encoding,
    /// How many SMS segments it takes.
    segments: u32,
}

/// The upload that a URL names. A URL of anybody else could be made to answer something else each time it is asked.
fn uploaded(url: &str) -> Result<MediaId, ApiError> {
    let foreign = || {
        let sentence = "Only files that were uploaded here can be sent. Upload it with POST /api/media first.";
        ApiError::new(400, "foreign_media_url", sentence)
    };
    url.strip_prefix("hub:").and_then(|id| id.parse().ok()).ok_or_else(foreign)
}

/// Stores the text and queues it.
///
/// # Errors
/// 400 for what cannot be sent, 403 `opted_out`, 409 `unverified_sender`, `window_closed`, `template_required`,
/// `template_not_approved` or for a reused idempotency key.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (Body(request), OptionalHeader(idempotency_key)): (Body<SendRequest>, OptionalHeader),
) -> Result<Accepted<SendReply>, ApiError> {
    let mut media = request.media_ids;
    for url in &request.media_urls {
        media.push(uploaded(url)?);
    }
    if request.client_id.as_ref().is_some_and(|id| id.is_empty() || id.len() > 200) {
        return Err(ApiError::invalid("clientId must have 1 to 200 characters."));
    }
    let (body, template) = match request.template {
        None => (request.message.ok_or_else(|| ApiError::invalid("message is needed."))?, None),
        Some(template) => {
            let is_alone = request.message.is_none_or(|message| message.trim().is_empty()) && media.is_empty();
            if !is_alone || request.channel != ChannelClass::Whatsapp {
                return Err(SendError::Template(TemplateUseError::NotAlone).into());
            }
            let (body, used) = use_template(&hub.ports, who.tenant(), &template.sid, template.variables).await?;
            (body, Some(used))
        }
    };
    let draft = Draft {
        to: request.to,
        body,
        media,
        from: request.from,
        client_id: request.client_id,
        idempotency_key,
        author: Some(who.user().clone()),
        kind: MessageKind::Person,
        channel: request.channel,
        template,
    };
    let queued = send_message(&hub.ports, who.tenant(), draft).await?;
    Ok(Accepted(SendReply {
        success: true,
        job_id: queued.message_id.clone(),
        message_id: queued.message_id,
        conversation_id: queued.conversation_id,
        status: MessageStatus::Queued,
        encoding: queued.encoding,
        segments: queued.segments,
    }))
}
