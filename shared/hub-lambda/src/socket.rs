//! The WebSocket API's three routes.

use lambda_http::aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;

use crate::ApiError;

/// A connect, disconnect or message event of one socket.
#[derive(Debug, Clone)]
pub struct SocketCall {
    /// The gateway's name of the socket.
    pub connection: String,
    /// The `ticket` of the query, when connecting.
    pub ticket: Option<String>,
    /// The text frame, for a message.
    pub frame: Option<String>,
    /// The gateway's name of the event.
    pub request_id: Option<String>,
}

impl SocketCall {
    /// Reads an event.
    ///
    /// # Errors
    /// 400 for an event of another shape.
    pub fn from_event(event: &str) -> Result<Self, ApiError> {
        let event: ApiGatewayWebsocketProxyRequest = serde_json::from_str(event)
            .map_err(|error| ApiError::invalid("The request can't be read.").because(error))?;
        let connection = event.request_context.connection_id.ok_or_else(|| ApiError::invalid("No connection id."))?;
        let ticket = event.query_string_parameters.first("ticket").map(str::to_owned);
        Ok(Self { connection, ticket, frame: event.body, request_id: event.request_context.request_id })
    }
}

/// What a socket route answers: a status, and a frame where the route has a response.
#[derive(Debug, Clone)]
pub struct SocketReply {
    /// 200 lets a connect through; anything else refuses it.
    pub status: u16,
    /// The frame that goes back.
    pub frame: Option<String>,
}
