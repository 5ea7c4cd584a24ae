//! What both ways of settling a doubt answer.

use hub_core::ids::{MessageId, TenantId};
use hub_lambda::{ApiError, Hub};
use schemars::JsonSchema;
use serde::Serialize;

/// It was asked for; what comes of it is told live.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Always true.
    success: bool,
    /// The message.
    message_id: MessageId,
}

impl Asked {
    /// It was asked for.
    #[must_use]
    pub fn of(message_id: MessageId) -> Self {
        Self { success: true, message_id }
    }
}

/// Why there is no doubt about a message.
///
/// # Errors
/// The store's.
pub async fn not_in_doubt(hub: &Hub, tenant: &TenantId, id: &MessageId) -> Result<ApiError, ApiError> {
    Ok(match hub.ports.messages.message(tenant, id).await? {
        None => ApiError::not_found(),
        Some(_) => ApiError::new(409, "not_uncertain", "It is known by now what became of this message."),
    })
}
