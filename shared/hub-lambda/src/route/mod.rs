//! Routes: a name, and a door that turns events into calls of one handler.

mod answer;
mod describe;
mod doors;
mod queue;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hub_core::error_report::LogBatch;
use hub_core::flows::deliver_message::Delivery;
use hub_core::ports::{MediaTask, PortResult, SendTask};
use schemars::SchemaGenerator;
use serde_json::Value;

use crate::http::{HttpCall, HttpReply};
use crate::socket::{SocketCall, SocketReply};
use crate::twilio::SignedTwilioForm;
use crate::{ApiError, Hub};

type Running<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type Handler<A, T> = Arc<dyn Fn(Hub, A) -> Running<T> + Send + Sync>;
type Describe = fn(&mut Value, &mut SchemaGenerator);

enum Door {
    Http(Handler<HttpCall, Result<HttpReply, ApiError>>),
    Socket(Handler<SocketCall, Result<SocketReply, ApiError>>),
    Queue(Handler<SendTask, PortResult<Delivery>>),
    MediaQueue(Handler<MediaTask, PortResult<Delivery>>),
    Stream(Handler<Vec<Value>, PortResult<()>>),
    Schedule(Handler<Option<usize>, PortResult<()>>),
    Logs(Handler<LogBatch, PortResult<()>>),
}

/// What stands behind one Lambda.
pub struct Route {
    /// The name of the binary.
    pub name: &'static str,
    /// Who may call it, or what does.
    pub scope: &'static str,
    door: Door,
    /// What runs for a verified webhook, to run it again.
    webhook: Option<Handler<SignedTwilioForm, Result<HttpReply, ApiError>>>,
    description: Option<Describe>,
    is_public: bool,
}

/// Why an invocation failed as a whole; Lambda tries it again where the trigger does.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Invocation(String);

impl Route {
    fn new(name: &'static str, scope: &'static str, door: Door) -> Self {
        Self { name, scope, door, webhook: None, description: None, is_public: false }
    }

    /// Handles a request of the journal again; `None` if this is no webhook. The signature was verified when it came.
    pub async fn replay(&self, hub: &Hub, form: SignedTwilioForm) -> Option<Result<HttpReply, ApiError>> {
        let handle = self.webhook.as_ref()?;
        Some(handle(hub.clone(), form).await)
    }
}
