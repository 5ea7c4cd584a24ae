//! All data in one DynamoDB table. `keys` spells every key; each other file holds one entity's access.

mod accounts;
mod attachments;
mod attempts;
mod audience;
mod audit;
mod calls;
mod campaigns;
mod consent;
mod contacts;
mod conversations;
mod copy;
mod dead_letters;
mod directory;
mod doubt;
mod due;
mod erasures;
mod expression;
mod handovers;
mod inbound;
mod integrations;
mod journal;
mod keys;
mod lists;
mod live;
mod messages;
mod numbers;
mod outbound;
mod pacing;
mod pages;
mod people;
mod recipients;
mod schedule;
mod search;
mod search_index;
mod settings;
mod shares;
mod sids;
pub mod stream;
mod templates;
mod tenant_items;
mod threads;
mod timeline;
mod whatsapp;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use hub_core::correlation;
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use copy::{Copied, Copying};
use expression::{Change, Item, key_item};
use keys::Key;
pub use tenant_items::{TenantItem, Walk};

/// The table: implements every store of `hub_core::ports`.
#[derive(Clone)]
pub struct Table {
    client: aws_sdk_dynamodb::Client,
    name: String,
}

/// Why a transaction did nothing.
enum Canceled {
    /// The condition of the part with this index did not hold.
    Condition(usize),
}

impl Table {
    /// The table of this name, reached through `client`.
    #[must_use]
    pub fn new(client: aws_sdk_dynamodb::Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into() }
    }

    async fn read(&self, key: &Key, consistent: bool) -> PortResult<Option<Item>> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key_item(key)))
            .consistent_read(consistent)
            .send()
            .await
            .map_err(port_error)?;
        Ok(answer.item)
    }

    async fn write(&self, item: Item) -> PortResult<()> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        for attempt in 0.. {
            match put.clone().send().await {
                Ok(_) => break,
                Err(error) => outlast(&error, attempt).await?,
            }
        }
        Ok(())
    }

    /// Writes an item that does not exist yet; `false` if it does.
    async fn create(&self, item: Item) -> PortResult<bool> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(pk)");
        for attempt in 0.. {
            match put.clone().send().await {
                Ok(_) => break,
                Err(error) if error.code() == Some(CONDITION_FAILED) => return Ok(false),
                Err(error) => outlast(&error, attempt).await?,
            }
        }
        Ok(true)
    }

    /// Deletes an item and answers what it was: one caller at most gets it.
    async fn delete(&self, key: &Key) -> PortResult<Option<Item>> {
        // Without the condition, callers at the same moment may all be told what the item was.
        let delete = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key_item(key)))
            .condition_expression("attribute_exists(pk)")
            .return_values(ReturnValue::AllOld);
        for attempt in 0.. {
            match delete.clone().send().await {
                Ok(answer) => return Ok(answer.attributes),
                Err(error) if error.code() == Some(CONDITION_FAILED) => break,
                Err(error) => outlast(&error, attempt).await?,
            }
        }
        Ok(None)
    }

    /// Changes an item: its new state, or its old one as `Err(Some(old))` if the condition did not hold.
    async fn change(&self, key: &Key, change: Change) -> PortResult<Result<Item, Option<Item>>> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key_item(key)))
            .update_expression(change.expression())
            .set_condition_expression(change.condition())
            .set_expression_attribute_values(change.values_or_none())
            .set_expression_attribute_names(Some(change.names))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        for attempt in 0.. {
            let error = match update.clone().send().await {
                Ok(answer) => return Ok(Ok(answer.attributes.unwrap_or_default())),
                Err(error) => error,
            };
            if let Some(UpdateItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() {
                return Ok(Err(failed.item.clone()));
            }
            outlast(&error, attempt).await?;
        }
        Ok(Err(None))
    }

    /// Writes all parts or none. Rivals for the same items are waited for a few times.
    async fn transact(&self, parts: Vec<TransactWriteItem>) -> PortResult<Result<(), Canceled>> {
        for attempt in 0..RIVAL_TRIES {
            let answer = self.client.transact_write_items().set_transact_items(Some(parts.clone())).send().await;
            let error = match answer {
                Ok(_) => return Ok(Ok(())),
                Err(error) => error,
            };
            let reasons: &[CancellationReason] = match error.as_service_error() {
                Some(aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    canceled.cancellation_reasons()
                }
                _ => return Err(port_error(error)),
            };
            let code_at = |code: &str| reasons.iter().position(|reason| reason.code() == Some(code));
            if let Some(index) = code_at("ConditionalCheckFailed") {
                return Ok(Err(Canceled::Condition(index)));
            }
            if code_at("TransactionConflict").is_none() {
                return Err(port_error(error));
            }
            pause(attempt).await;
        }
        Err(busy())
    }
}

/// The code of a condition that did not hold.
const CONDITION_FAILED: &str = "ConditionalCheckFailedException";
/// So often a write is tried while transactions of others hold its items.
const RIVAL_TRIES: u32 = 6;

fn busy() -> PortError {
    PortError::new(PortErrorKind::Throttled, "other transactions kept the items busy")
}

async fn pause(attempt: u32) {
    let pause = (10u64 << attempt.min(RIVAL_TRIES)) + u64::from(rand::random::<u8>() % 16);
    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
}

/// Waits a moment if a transaction of somebody else holds the item; any other error is final.
async fn outlast<E, R>(error: &SdkError<E, R>, attempt: u32) -> PortResult<()>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    if error.code() != Some("TransactionConflictException") {
        return Err(port_error(error));
    }
    if attempt + 1 >= RIVAL_TRIES {
        return Err(busy());
    }
    pause(attempt).await;
    Ok(())
}

fn port_error<E, R>(error: impl std::borrow::Borrow<SdkError<E, R>>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    let error = error.borrow();
    let kind = match error.code() {
        Some("ProvisionedThroughputExceededException" | "ThrottlingException" | "RequestLimitExceeded") => {
            PortErrorKind::Throttled
        }
        Some("ValidationException") => PortErrorKind::Rejected,
        _ => PortErrorKind::Unavailable,
    };
    let detail = match error.code() {
        Some(code) => format!("{code}: {}", error.message().unwrap_or_default()),
        None => format!("{error:?}").chars().take(300).collect(),
    };
    PortError::new(kind, detail)
}

fn broken(error: impl std::fmt::Display) -> PortError {
    PortError::new(PortErrorKind::Rejected, format!("stored item cannot be read: {error}"))
}

fn unbuildable(error: impl std::fmt::Display) -> PortError {
    PortError::new(PortErrorKind::Rejected, format!("request cannot be built: {error}"))
}

/// A value as an item under `key`, absent fields left out, marked with its kind, and with the request that it comes from
/// where the stream tells of it.
fn to_item(key: &Key, entity: &str, value: &impl Serialize) -> PortResult<Item> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(unbuildable)?;
    item.retain(|_, attribute| !attribute.is_null());
    item.extend(key_item(key));
    item.insert("entity".to_owned(), expression::text(entity));
    if stream::TELLS_ITS_CAUSE.contains(&entity) {
        item.extend(correlation::current().map(|id| (stream::CAUSE.to_owned(), expression::text(id))));
    }
    Ok(item)
}

fn from_item<T: DeserializeOwned>(item: Item) -> PortResult<T> {
    serde_dynamo::from_item(item).map_err(broken)
}
