//! Pushing to sockets through the WebSocket API's management endpoint.

use async_trait::async_trait;
use aws_sdk_apigatewaymanagement::error::SdkError;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use hub_core::ports::{LivePush, PortError, PortErrorKind, PortResult, Pushed};

/// The management endpoint of one WebSocket API stage.
#[derive(Clone)]
pub struct WebSocketPush {
    client: aws_sdk_apigatewaymanagement::Client,
}

impl WebSocketPush {
    /// Pushes through `client`, whose endpoint is the stage's.
    #[must_use]
    pub fn new(client: aws_sdk_apigatewaymanagement::Client) -> Self {
        Self { client }
    }
}

fn unavailable<E, R>(error: SdkError<E, R>) -> PortError
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let reason: String = format!("{:?}", error.into_source()).chars().take(300).collect();
    PortError::new(PortErrorKind::Unavailable, reason)
}

#[async_trait]
impl LivePush for WebSocketPush {
    async fn push(&self, gateway_id: &str, frame: &str) -> PortResult<Pushed> {
        let answer = self.client.post_to_connection().connection_id(gateway_id).data(Blob::new(frame)).send().await;
        match answer {
            Ok(_) => Ok(Pushed::Delivered),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_gone_exception()) => Ok(Pushed::Gone),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn close(&self, gateway_id: &str) -> PortResult<()> {
        match self.client.delete_connection().connection_id(gateway_id).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_gone_exception()) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }
}
