//! Who is writing an answer at this moment. Nothing of it is kept.

use serde_json::json;

use crate::flows::Ports;
use crate::ids::{ConnectionId, ConversationId};
use crate::ports::{PortResult, Pushed};

/// Tells a person's teammates that the person writes in a conversation: `{"typing":{"conversationId","userId"}}`.
///
/// The frame counts for a few seconds. A socket that cannot be reached misses it.
///
/// # Errors
/// The store's.
pub async fn tell_typing(ports: &Ports, gateway_id: &str, conversation: &ConversationId) -> PortResult<()> {
    let Some(id) = ConnectionId::from_gateway(gateway_id) else { return Ok(()) };
    let Some(writer) = ports.live.visitor(&id).await? else { return Ok(()) };
    let frame = json!({ "typing": { "conversationId": conversation, "userId": writer.user_id } }).to_string();
    for connection in ports.live.connections(&writer.tenant_id, ports.clock.now()).await? {
        if connection.user_id == writer.user_id {
            continue;
        }
        match ports.push.push(&connection.gateway_id, &frame).await {
            Ok(Pushed::Delivered) => {}
            Ok(Pushed::Gone) => ports.live.remove_connection(&connection.id).await?,
            Err(error) => tracing::debug!(tenant.id = %writer.tenant_id, %error, "typing was not told"),
        }
    }
    Ok(())
}
