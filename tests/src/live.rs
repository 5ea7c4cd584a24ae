//! A socket as a browser holds it.

use futures_util::StreamExt;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error;
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

    /// The events of the next frame; `None` when the socket closed.
    pub async fn next(&mut self) -> Option<Vec<Value>> {
        loop {
            let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            let frame = frame.unwrap_or_else(|_| panic!("no frame within {PATIENCE:?}"))?.ok()?;
            let Ok(text) = frame.into_text() else { continue };
            let frame: Value = serde_json::from_str(text.as_str()).unwrap_or(Value::Null);
            if let Some(events) = frame["events"].as_array() {
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
