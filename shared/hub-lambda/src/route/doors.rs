//! The doors: what is done with an event before the handler runs.

use std::future::Future;
use std::sync::Arc;

use hub_core::error_report::LogBatch;
use hub_core::flows::deliver_message::Delivery;
use hub_core::ids::TenantId;
use hub_core::live::Change;
use hub_core::ports::{Indexed, MediaTask, PortResult, SendTask};
use serde_json::Value;

use super::describe::describe;
use super::{Door, Handler, Route};
use crate::auth::Caller;
use crate::http::{HttpCall, HttpReply, Input, Output};
use crate::metrics::{self, Counter, MessageTally};
use crate::socket::{SocketCall, SocketReply};
use crate::twilio::journal::Line;
use crate::twilio::{SignedTwilioForm, verify};
use crate::{ApiError, Hub};

impl Route {
    /// A route of the API: the caller is authenticated, the input parsed, then `handle` runs.
    pub fn api<C, I, O, F>(name: &'static str, handle: impl Fn(Hub, C, I) -> F + Send + Sync + Copy + 'static) -> Self
    where
        C: Caller,
        I: Input,
        O: Output,
        F: Future<Output = Result<O, ApiError>> + Send + 'static,
    {
        let door = Door::Http(Arc::new(move |hub, call| {
            Box::pin(async move {
                let tokens = hub.tokens.clone().ok_or_else(|| ApiError::not_configured("JWT_SECRET"))?;
                let principal = tokens.principal(&call).await?;
                let hub = hub.for_tenant(principal.tenant()).await?;
                let caller = C::admit(&hub, principal).await?;
                handle(hub, caller, I::read(&call)?).await?.render()
            })
        }));
        Self { description: Some(describe::<I, O>), ..Self::new(name, C::SCOPE, door) }
    }

    /// A route that anybody may call.
    pub fn public<I, O, F>(name: &'static str, handle: impl Fn(Hub, I) -> F + Send + Sync + Copy + 'static) -> Self
    where
        I: Input,
        O: Output,
        F: Future<Output = Result<O, ApiError>> + Send + 'static,
    {
        let door = Door::Http(Arc::new(move |hub, call| {
            Box::pin(async move { handle(hub, I::read(&call)?).await?.render() })
        }));
        Self { description: Some(describe::<I, O>), is_public: true, ..Self::new(name, "anybody", door) }
    }

    /// A route that serves pages and files to anybody.
    pub fn page<F>(name: &'static str, handle: impl Fn(Hub, HttpCall) -> F + Send + Sync + Copy + 'static) -> Self
    where
        F: Future<Output = Result<HttpReply, ApiError>> + Send + 'static,
    {
        Self::new(name, "anybody", Door::Http(boxed(handle)))
    }

    /// A webhook of Twilio: verified before `handle` runs, and kept in the journal with its outcome.
    pub fn twilio<F>(
        name: &'static str,
        handle: impl Fn(Hub, SignedTwilioForm) -> F + Send + Sync + Copy + 'static,
    ) -> Self
    where
        F: Future<Output = Result<HttpReply, ApiError>> + Send + 'static,
    {
        let door = Door::Http(Arc::new(move |hub, call| {
            Box::pin(async move {
                let form = verify(&hub, &call).await?;
                answer_verified(name, &hub, form, handle).await
            })
        }));
        Self::webhook(name, door, handle)
    }

    /// A webhook of Twilio whose caller is a person on a phone: when the hub itself cannot verify it now, `excuse` is
    /// answered, which tells nothing of anybody. What is verified as forged is refused all the same.
    pub fn twilio_call<F>(
        name: &'static str,
        handle: impl Fn(Hub, SignedTwilioForm) -> F + Send + Sync + Copy + 'static,
        excuse: fn() -> HttpReply,
    ) -> Self
    where
        F: Future<Output = Result<HttpReply, ApiError>> + Send + 'static,
    {
        let door = Door::Http(Arc::new(move |hub, call| {
            Box::pin(async move {
                match verify(&hub, &call).await {
                    Ok(form) => answer_verified(name, &hub, form, handle).await,
                    Err(error) if error.status >= 500 => {
                        let reason = error.source_text.as_deref().unwrap_or_default();
                        tracing::error!(route = name, reason, "call could not be verified; answered by an excuse");
                        metrics::count(name, Counter::CallExcused, hub.ports.clock.now().as_millisecond());
                        Ok(excuse())
                    }
                    Err(error) => Err(error),
                }
            })
        }));
        Self::webhook(name, door, handle)
    }

    fn webhook<F>(
        name: &'static str,
        door: Door,
        handle: impl Fn(Hub, SignedTwilioForm) -> F + Send + Sync + Copy + 'static,
    ) -> Self
    where
        F: Future<Output = Result<HttpReply, ApiError>> + Send + 'static,
    {
        let webhook: Option<Handler<_, _>> = Some(boxed(handle));
        Self { webhook, ..Self::new(name, "Twilio's signature", door) }
    }

    /// A route of the WebSocket API.
    pub fn socket<F>(name: &'static str, handle: impl Fn(Hub, SocketCall) -> F + Send + Sync + Copy + 'static) -> Self
    where
        F: Future<Output = Result<SocketReply, ApiError>> + Send + 'static,
    {
        Self::new(name, "socket ticket", Door::Socket(boxed(handle)))
    }

    /// The worker of the send queue: one task at a time, in order per conversation.
    pub fn queue<F>(name: &'static str, handle: impl Fn(Hub, SendTask) -> F + Send + Sync + Copy + 'static) -> Self
    where
        F: Future<Output = PortResult<Delivery>> + Send + 'static,
    {
        Self::new(name, "queue task", Door::Queue(boxed(handle)))
    }

    /// The worker of the queue of attachments.
    pub fn media_queue<F>(
        name: &'static str,
        handle: impl Fn(Hub, MediaTask) -> F + Send + Sync + Copy + 'static,
    ) -> Self
    where
        F: Future<Output = PortResult<Delivery>> + Send + 'static,
    {
        let door = Door::MediaQueue(boxed(handle));
        Self::new(name, "queue task", door)
    }

    /// The worker of the table's stream.
    pub fn stream<F>(name: &'static str, handle: impl Fn(Hub, Vec<Change>) -> F + Send + Sync + Copy + 'static) -> Self
    where
        F: Future<Output = PortResult<()>> + Send + 'static,
    {
        Self::reading(name, hub_adapters::dynamo::stream::change, move |hub: Hub, changes: Vec<Change>| {
            let tally = MessageTally::of(&changes);
            async move {
                let now = hub.ports.clock.now().as_millisecond();
                handle(hub, changes).await?;
                tally.count(name, now);
                Ok(())
            }
        })
    }

    /// A worker of the table's stream that hears of what is searched.
    pub fn index<F>(
        name: &'static str,
        handle: impl Fn(Hub, Vec<(TenantId, Indexed)>) -> F + Send + Sync + Copy + 'static,
    ) -> Self
    where
        F: Future<Output = PortResult<()>> + Send + 'static,
    {
        Self::reading(name, hub_adapters::dynamo::stream::indexed, handle)
    }

    fn reading<C, F>(
        name: &'static str,
        read: fn(&Value) -> Option<C>,
        handle: impl Fn(Hub, Vec<C>) -> F + Send + Sync + Copy + 'static,
    ) -> Self
    where
        C: 'static,
        F: Future<Output = PortResult<()>> + Send + 'static,
    {
        let door = move |hub, records: Vec<Value>| handle(hub, records.iter().filter_map(read).collect());
        Self::new(name, "table stream", Door::Stream(boxed(door)))
    }

    /// A worker that runs by the clock.
    pub fn schedule<F>(name: &'static str, handle: impl Fn(Hub) -> F + Send + Sync + Copy + 'static) -> Self
    where
        F: Future<Output = PortResult<()>> + Send + 'static,
    {
        let door = Door::Schedule(Arc::new(move |hub, _| Box::pin(handle(hub))));
        Self::new(name, "schedule", door)
    }

    /// A worker that runs by the clock, several at the same time: each event names its `shard`, and one that names none
    /// means all of them.
    pub fn sharded_schedule<F>(
        name: &'static str,
        handle: impl Fn(Hub, Option<usize>) -> F + Send + Sync + Copy + 'static,
    ) -> Self
    where
        F: Future<Output = PortResult<()>> + Send + 'static,
    {
        Self::new(name, "schedule", Door::Schedule(boxed(handle)))
    }

    /// A worker behind subscriptions to the functions' logs.
    pub fn logs<F>(name: &'static str, handle: impl Fn(Hub, LogBatch) -> F + Send + Sync + Copy + 'static) -> Self
    where
        F: Future<Output = PortResult<()>> + Send + 'static,
    {
        Self::new(name, "log subscription", Door::Logs(boxed(handle)))
    }
}

/// Runs the handler of a verified webhook and keeps the request with what became of it.
async fn answer_verified<F>(
    name: &'static str,
    hub: &Hub,
    form: SignedTwilioForm,
    handle: impl Fn(Hub, SignedTwilioForm) -> F + Send,
) -> Result<HttpReply, ApiError>
where
    F: Future<Output = Result<HttpReply, ApiError>> + Send,
{
    let line = Line::of(name, &form);
    let answer = handle(hub.clone(), form).await;
    line.keep(hub, &answer).await;
    answer
}

fn boxed<A: Send + 'static, T: 'static, F>(handle: impl Fn(Hub, A) -> F + Send + Sync + 'static) -> Handler<A, T>
where
    F: Future<Output = T> + Send + 'static,
{
    Arc::new(move |hub, argument| Box::pin(handle(hub, argument)))
}
