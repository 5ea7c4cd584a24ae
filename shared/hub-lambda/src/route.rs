//! Routes: a name, and a door that turns events into calls of one handler.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use hub_core::correlation;
use hub_core::error_report::LogBatch;
use hub_core::flows::deliver_message::Delivery;
use hub_core::ids::TenantId;
use hub_core::live::Change;
use hub_core::ports::{Indexed, MediaTask, PortError, PortResult, SendTask};
use jiff::SignedDuration;
use schemars::SchemaGenerator;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::auth::Caller;
use crate::http::{HttpCall, HttpReply, Input, Output};
use crate::log_batch;
use crate::metrics::{self, Counter, MessageTally};
use crate::socket::{SocketCall, SocketReply};
use crate::twilio::journal::Line;
use crate::twilio::{SignedTwilioForm, verify};
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

    fn new(name: &'static str, scope: &'static str, door: Door) -> Self {
        Self { name, scope, door, webhook: None, description: None, is_public: false }
    }

    /// Handles a request of the journal again; `None` if this is no webhook. The signature was verified when it came.
    pub async fn replay(&self, hub: &Hub, form: SignedTwilioForm) -> Option<Result<HttpReply, ApiError>> {
        let handle = self.webhook.as_ref()?;
        Some(handle(hub.clone(), form).await)
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

    /// Whether the route has a JSON contract, and fills it into an `OpenAPI` operation.
    pub fn describe(&self, operation: &mut Value, schemas: &mut SchemaGenerator) -> bool {
        let Some(describe) = self.description else { return false };
        if !self.is_public {
            operation["security"] = json!([{ "session": [] }]);
        }
        describe(operation, schemas);
        true
    }

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
    async fn timed<T>(&self, answer: impl Future<Output = T>) -> T {
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

    async fn answer_queue<T: Task>(
        &self,
        hub: &Hub,
        handle: &Handler<T, PortResult<Delivery>>,
        event: &str,
    ) -> Result<Value, Invocation> {
        let failures = self.run_queue(hub, handle, event).await?;
        failures.iter().for_each(|_| self.count(hub, Counter::TaskRetried));
        Ok(json!({ "batchItemFailures": failures }))
    }

    /// One task at a time. After a failure the rest of the same group is handed back untouched, to keep its order.
    async fn run_queue<T: Task>(
        &self,
        hub: &Hub,
        handle: &Handler<T, PortResult<Delivery>>,
        event: &str,
    ) -> Result<Vec<Value>, Invocation> {
        let mut failed_groups: Vec<String> = Vec::new();
        let mut failures = Vec::new();
        for record in read::<QueueEvent>(event)?.records {
            let group = record.attributes["MessageGroupId"].as_str().unwrap_or_default().to_owned();
            // A standard queue has no groups.
            let is_held = !group.is_empty() && failed_groups.contains(&group);
            let is_done = !is_held && caused(record.cause(), self.timed(run_task(hub, handle, &record))).await;
            if !is_done {
                failures.push(json!({ "itemIdentifier": record.message_id }));
                failed_groups.push(group);
            }
        }
        Ok(failures)
    }

    fn failed(&self, error: &PortError) -> Invocation {
        tracing::error!(route = self.name, %error, "worker failed; the trigger will deliver again");
        Invocation(error.to_string())
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

    fn count(&self, hub: &Hub, counter: Counter) {
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

fn describe<I: Input, O: Output>(operation: &mut Value, schemas: &mut SchemaGenerator) {
    I::describe(operation, schemas);
    O::describe(operation, schemas);
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

#[derive(Deserialize)]
struct QueueEvent {
    #[serde(rename = "Records")]
    records: Vec<QueueRecord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QueueRecord {
    message_id: String,
    #[serde(default)]
    receipt_handle: String,
    body: String,
    #[serde(default)]
    attributes: Value,
    #[serde(default)]
    message_attributes: Value,
}

impl QueueRecord {
    /// The request that queued the task.
    fn cause(&self) -> Option<String> {
        correlation::from_outside(self.message_attributes[hub_adapters::sqs::CAUSE]["stringValue"].as_str()?)
    }
}

fn read<T: DeserializeOwned>(event: &str) -> Result<T, Invocation> {
    serde_json::from_str(event).map_err(|error| Invocation(error.to_string()))
}

/// Runs a future under the id of what caused it, or under the one that is known already.
async fn caused<F: Future>(cause: Option<String>, future: F) -> F::Output {
    match cause {
        Some(id) => correlation::scope(id, future).await,
        None => future.await,
    }
}

/// What travels through a queue.
trait Task: DeserializeOwned + Send + 'static {
    /// The id of what it is about.
    fn about(&self) -> &str;
    /// Lets the task come again after `wait`.
    fn come_again<'a>(hub: &'a Hub, receipt: &'a str, wait: SignedDuration) -> Coming<'a>;
}

type Coming<'a> = Pin<Box<dyn Future<Output = PortResult<()>> + Send + 'a>>;

impl Task for SendTask {
    fn about(&self) -> &str {
        self.message_id.as_str()
    }
    fn come_again<'a>(hub: &'a Hub, receipt: &'a str, wait: SignedDuration) -> Coming<'a> {
        hub.ports.queue.come_again(receipt, wait)
    }
}

impl Task for MediaTask {
    fn about(&self) -> &str {
        self.about()
    }
    fn come_again<'a>(hub: &'a Hub, receipt: &'a str, wait: SignedDuration) -> Coming<'a> {
        hub.ports.media_queue.come_again(receipt, wait)
    }
}

async fn run_task<T: Task>(hub: &Hub, handle: &Handler<T, PortResult<Delivery>>, record: &QueueRecord) -> bool {
    let task: T = match serde_json::from_str(&record.body) {
        Ok(task) => task,
        Err(error) => {
            tracing::error!(%error, "task cannot be read; it goes to the dead-letter queue");
            return false;
        }
    };
    let about = task.about().to_owned();
    match handle(hub.clone(), task).await {
        Ok(Delivery::Done) => true,
        Ok(Delivery::Retry(wait)) => {
            // Without it the task would come again only after the queue's own visibility time-out.
            if let Err(error) = T::come_again(hub, &record.receipt_handle, wait).await {
                tracing::warn!(task.about = about, %error, "task keeps the queue's own pause");
            }
            false
        }
        Err(error) => {
            tracing::error!(task.about = about, %error, "task failed; the queue will deliver it again");
            false
        }
    }
}
