//! One event as Lambda gets it, and the answer as Lambda expects it.

use std::future::Future;
use std::time::Instant;

use hub_core::correlation;
use hub_core::ports::PortError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Door, Handler, Invocation, Route};
use crate::http::{HttpCall, HttpReply};
use crate::metrics::{self, Counter};
use crate::socket::{SocketCall, SocketReply};
use crate::{ApiError, Hub, log_batch};

impl Route {
    /// Handles one event as Lambda gets it and answers as Lambda expects.
    ///
    /// # Errors
    /// [`Invocation`] for a stream, schedule or unreadable event: the trigger delivers it again. HTTP, socket and queue
    /// events always answer, because their failures have a form of their own.
    pub async fn invoke(&self, hub: &Hub, event: &str) -> Result<Value, Invocation> {
        match &self.door {
            Door::Http(handle) => {
                let call = HttpCall::from_event(event);
                let cause = call.as_ref().ok().and_then(|call| self.cause_of(call));
                let answer = self.answer_http(hub, handle, call);
                caused(cause, self.timed(async { Ok(answer.await.into_event()) })).await
            }
            Door::Socket(handle) => {
                let call = SocketCall::from_event(event);
                let cause = call.as_ref().ok().and_then(|call| correlation::from_outside(call.request_id.as_deref()?));
                let answer = self.answer_socket(hub, handle, call);
                caused(cause, self.timed(async { Ok(answer.await) })).await
            }
            Door::Queue(handle) => self.answer_queue(hub, handle, event).await,
            Door::MediaQueue(handle) => self.answer_queue(hub, handle, event).await,
            Door::Stream(handle) => {
                let records = read::<StreamEvent>(event)?.records;
                let cause = correlation::of_all(records.iter().filter_map(hub_adapters::dynamo::stream::cause));
                let done = async {
                    let done = handle(hub.clone(), records).await;
                    done.map(|()| json!({ "batchItemFailures": [] })).map_err(|error| self.failed(&error))
                };
                caused(cause, self.timed(done)).await
            }
            Door::Schedule(handle) => {
                let shard = read::<Tick>(event)?.shard;
                let done = async { handle(hub.clone(), shard).await.map(|()| Value::Null) };
                self.timed(async { done.await.map_err(|error| self.failed(&error)) }).await
            }
            Door::Logs(handle) => {
                let batch = log_batch::read(event).map_err(Invocation)?;
                let done = handle(hub.clone(), batch).await;
                done.map(|()| Value::Null).map_err(|error| self.failed(&error))
            }
        }
    }

    /// The request that a request comes from: the one that the carrier reports on, or the request itself.
    fn cause_of(&self, call: &HttpCall) -> Option<String> {
        let told = self.webhook.as_ref().and_then(|_| {
            let mut query = form_urlencoded::parse(call.raw_query.as_bytes());
            correlation::from_outside(&query.find(|(name, _)| name == correlation::PARAMETER)?.1)
        });
        told.or_else(|| correlation::from_outside(call.request_id.as_deref()?))
    }

    /// Logs that an event was handled, with the id of what caused it. What a person or the clock asks for is told by
    /// the access log and by metrics already.
    pub(super) async fn timed<T>(&self, answer: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let answer = answer.await;
        let duration_ms = started.elapsed().as_millis();
        match (&self.door, &self.webhook) {
            (Door::Schedule(_) | Door::Socket(_), _) | (Door::Http(_), None) => {
                tracing::debug!(route = self.name, duration_ms, "event handled");
            }
            _ => tracing::info!(route = self.name, duration_ms, "event handled"),
        }
        answer
    }

    async fn answer_http(
        &self,
        hub: &Hub,
        handle: &Handler<HttpCall, Result<HttpReply, ApiError>>,
        call: Result<HttpCall, ApiError>,
    ) -> HttpReply {
        let answer = match call {
            Ok(call) => handle(hub.clone(), call).await,
            Err(error) => Err(error),
        };
        let answer = answer.unwrap_or_else(|error| {
            self.log(hub, &error);
            error.into()
        });
        answer.protected()
    }

    async fn answer_socket(
        &self,
        hub: &Hub,
        handle: &Handler<SocketCall, Result<SocketReply, ApiError>>,
        call: Result<SocketCall, ApiError>,
    ) -> Value {
        let answer = match call {
            Ok(call) => handle(hub.clone(), call).await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(SocketReply { status, frame }) => json!({ "statusCode": status, "body": frame }),
            Err(error) => {
                self.log(hub, &error);
                json!({ "statusCode": error.status, "body": null })
            }
        }
    }

    fn failed(&self, error: &PortError) -> Invocation {
        tracing::error!(route = self.name, %error, "worker failed; the trigger will deliver again");
        Invocation(error.to_string())
    }

    pub(super) fn count(&self, hub: &Hub, counter: Counter) {
        metrics::count(self.name, counter, hub.ports.clock.now().as_millisecond());
    }

    fn log(&self, hub: &Hub, error: &ApiError) {
        let reason = error.source_text.as_deref().unwrap_or_default();
        let (status, code) = (error.status, error.code);
        if status >= 500 {
            tracing::error!(route = self.name, status, code, reason, "request failed");
            self.count(hub, Counter::RequestFailed);
        } else if status == 403 {
            tracing::warn!(route = self.name, status, code, reason, "request refused");
            if self.name.starts_with("twilio-") {
                self.count(hub, Counter::WebhookRefused);
            }
        } else {
            tracing::debug!(route = self.name, status, code, reason, "request refused");
        }
    }
}

#[derive(Deserialize)]
struct Tick {
    #[serde(default)]
    shard: Option<usize>,
}

#[derive(Deserialize)]
struct StreamEvent {
    #[serde(rename = "Records")]
    records: Vec<Value>,
}

/// An event of a trigger.
pub(super) fn read<T: DeserializeOwned>(event: &str) -> Result<T, Invocation> {
    serde_json::from_str(event).map_err(|error| Invocation(error.to_string()))
}

/// Runs a future under the id of what caused it, or under the one that is known already.
pub(super) async fn caused<F: Future>(cause: Option<String>, future: F) -> F::Output {
    match cause {
        Some(id) => correlation::scope(id, future).await,
        None => future.await,
    }
}
