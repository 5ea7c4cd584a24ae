//! The WebSocket API: sockets on one side, its management endpoint on the other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::Shared;

/// Where browsers open their sockets.
pub(crate) const PATH: &str = "/live";

/// The open sockets by the gateway's name.
#[derive(Clone, Default)]
pub(crate) struct Sockets(Arc<Mutex<HashMap<String, mpsc::UnboundedSender<String>>>>);

impl Sockets {
    fn map(&self) -> std::sync::MutexGuard<'_, HashMap<String, mpsc::UnboundedSender<String>>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

async fn invoke(shared: &Shared, route_key: &str, event: &Value) -> Value {
    let function =
        shared.template.live.iter().find(|route| route.path == route_key).map(|route| route.function.as_str());
    let Some(route) = function.and_then(|name| shared.routes.get(name)) else { return json!({ "statusCode": 500 }) };
    route.invoke(&shared.hub, &event.to_string()).await.unwrap_or_else(|_| json!({ "statusCode": 500 }))
}

fn event(
    shared: &Shared,
    connection: &str,
    route_key: &str,
    query: &HashMap<String, String>,
    body: Option<&str>,
) -> Value {
    let now = shared.hub.ports.clock.now().as_millisecond();
    let kind = match route_key {
        "$connect" => "CONNECT",
        "$disconnect" => "DISCONNECT",
        _ => "MESSAGE",
    };
    let context = json!({
        "routeKey": route_key, "eventType": kind, "connectionId": connection, "messageId": null, "stage": "live",
        "apiId": "local", "identity": {}, "connectedAt": now, "requestTimeEpoch": now,
    });
    json!({ "requestContext": context, "queryStringParameters": query, "body": body, "isBase64Encoded": false })
}

/// Opens a socket if `$connect` lets it through.
pub(crate) async fn open(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let connection = STANDARD.encode(rand::random::<[u8; 11]>());
    let answer = invoke(&shared, "$connect", &event(&shared, &connection, "$connect", &query, None)).await;
    match answer["statusCode"].as_u64() {
        Some(200) => {
            // Registered before the upgrade ends, so that no event falls between.
            let (sender, receiver) = mpsc::unbounded_channel();
            shared.sockets.map().insert(connection.clone(), sender);
            upgrade.on_upgrade(move |socket| serve(shared, connection, socket, receiver))
        }
        status => {
            let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

async fn serve(
    shared: Arc<Shared>,
    connection: String,
    socket: WebSocket,
    mut frames: mpsc::UnboundedReceiver<String>,
) {
    let (mut sink, mut stream) = socket.split();
    loop {
        let frame = tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => Some(frame),
                // The sockets were cut.
                None => break,
            },
            said = stream.next() => match said {
                Some(Ok(Message::Text(text))) => {
                    let answer = invoke(&shared, "$default", &event(&shared, &connection, "$default", &HashMap::new(), Some(text.as_str()))).await;
                    answer["body"].as_str().map(str::to_owned)
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => None,
            },
        };
        if let Some(frame) = frame
            && sink.send(Message::Text(frame.into())).await.is_err()
        {
            break;
        }
    }
    shared.sockets.map().remove(&connection);
    invoke(&shared, "$disconnect", &event(&shared, &connection, "$disconnect", &HashMap::new(), None)).await;
}

/// `POST /@connections/{id}`: pushes a frame; 410 if the socket is closed.
pub(crate) async fn push(State(shared): State<Arc<Shared>>, Path(connection): Path<String>, body: String) -> Response {
    let sent = shared.sockets.map().get(&connection).is_some_and(|sender| sender.send(body).is_ok());
    if sent {
        StatusCode::OK.into_response()
    } else {
        let gone = [("x-amzn-errortype", "GoneException")];
        (StatusCode::GONE, gone, "{\"message\":\"Gone\"}").into_response()
    }
}

/// `DELETE /@connections/{id}`: closes a socket; 410 if it is closed.
pub(crate) async fn close(State(shared): State<Arc<Shared>>, Path(connection): Path<String>) -> Response {
    match shared.sockets.map().remove(&connection) {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => {
            let gone = [("x-amzn-errortype", "GoneException")];
            (StatusCode::GONE, gone, "{\"message\":\"Gone\"}").into_response()
        }
    }
}

/// Closes every socket without a word, as a network does.
pub(crate) async fn cut(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.sockets.map().clear();
    StatusCode::NO_CONTENT
}
