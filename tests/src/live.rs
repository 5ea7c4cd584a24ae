//! A socket as a browser holds it.

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::PATIENCE;

/// An open socket.
pub struct LiveClient {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl LiveClient {
    /// Opens a socket with a ticket.
    ///
    /// # Errors
    /// What the server answered instead.
    pub async fn open(url: &str, ticket: &str) -> Result<Self, Box<Error>> {
        let (socket, _) = connect_async(format!("{url}?ticket={ticket}")).await.map_err(Box::new)?;
        Ok(Self { socket })
    }

    /// Says something to the hub.
    pub async fn says(&mut self, words: &Value) {
        let sent = self.socket.send(Message::text(words.to_string())).await;
        sent.unwrap_or_else(|error| panic!("nothing was said: {error}"));
    }

    /// The next frame in JSON; `None` when the socket closed.
    pub async fn frame(&mut self) -> Option<Value> {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            let frame = frame.unwrap_or_else(|_| panic!("no frame within {PATIENCE:?}"))?.ok()?;
            let Ok(text) = frame.into_text() else { continue };
            return Some(serde_json::from_str(text.as_str()).unwrap_or(Value::Null));
        }
    }

    /// The next frame that has a field.
    pub async fn frame_with(&mut self, field: &str) -> Value {
        loop {
            let frame = self.frame().await.unwrap_or_else(|| panic!("the socket closed before {field}"));
            if !frame[field].is_null() {
                return frame;
            }
        }
    }

    /// The events of the next frame; `None` when the socket closed.
    pub async fn next(&mut self) -> Option<Vec<Value>> {
        loop {
            if let Some(events) = self.frame().await?["events"].as_array() {
                return Some(events.clone());
            }
        }
    }

    /// Events until one is like this.
    pub async fn until(&mut self, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut heard = Vec::new();
        while !heard.iter().any(&is_last) {
            match self.next().await {
                Some(events) => heard.extend(events),
                None => panic!("the socket closed after {} events", heard.len()),
            }
        }
        heard
    }
}
