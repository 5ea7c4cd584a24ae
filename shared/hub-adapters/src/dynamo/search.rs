//! Looking into the index of the search.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use hub_core::conversation::Conversation;
use hub_core::ids::{ConversationId, MessageId, TenantId};
use hub_core::message::Message;
use hub_core::page::{Page, PageRequest, Position};
use hub_core::ports::{Indexed, PortResult, SearchIndex};
use hub_core::search::{Terms, words};

use super::expression::{Item, key_item, text, text_of};
use super::keys::{self, Key};
use super::pages::pages;
use super::{RIVAL_TRIES, Table, busy, from_item, pause, port_error, unbuildable};

/// So many names or numbers are compared for one search.
const NAMES_MAX: i32 = 50;
/// So many items are read by one request.
const READ_MAX: usize = 100;

#[async_trait]
impl SearchIndex for Table {
    async fn index(&self, changes: &[(TenantId, Indexed)]) -> PortResult<()> {
        self.write_index(changes).await
    }

    async fn messages_with(
        &self,
        tenant: &TenantId,
        terms: &Terms,
        page: &PageRequest,
    ) -> PortResult<Page<(Message, Conversation)>> {
        let (ids, next) = self.postings(tenant, terms, page).await?;
        let threads: BTreeSet<ConversationId> = ids.iter().filter_map(MessageId::conversation).collect();
        let messages = ids.iter().filter_map(|id| keys::message(tenant, id));
        let wanted = messages.chain(threads.iter().map(|id| keys::conversation(tenant, id)));
        let (mut messages, mut threads) = (Vec::<Message>::new(), HashMap::new());
        for item in self.read_all(wanted.collect()).await? {
            if text_of(&item, "entity") == Some("message") {
                messages.push(from_item(item)?);
            } else {
                let thread: Conversation = from_item(item)?;
                threads.insert(thread.id.clone(), thread);
            }
        }
        // A text may have changed since it was indexed.
        messages.retain(|message| terms.begin(words(&message.body).iter().map(String::as_str)));
        messages.sort_by(|a, b| b.id.cmp(&a.id));
        let with_thread =
            |message: Message| threads.get(&message.conversation_id).cloned().map(|thread| (message, thread));
        Ok(Page { rows: messages.into_iter().filter_map(with_thread).collect(), next })
    }

    async fn conversations_with(
        &self,
        tenant: &TenantId,
        terms: &Terms,
        limit: usize,
    ) -> PortResult<Vec<Conversation>> {
        let mut ids = BTreeSet::new();
        let parts =
            [terms.words().first().map(|word| keys::name_beginning(word)), terms.number().map(keys::number_part)];
        for part in parts.into_iter().flatten() {
            let names = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :pk AND begins_with(sk, :part)")
                .expression_attribute_values(":pk", text(keys::names(tenant)))
                .expression_attribute_values(":part", text(part))
                .limit(NAMES_MAX)
                .send()
                .await
                .map_err(port_error)?;
            ids.extend(
                names.items.unwrap_or_default().iter().filter_map(|item| keys::parse_name(text_of(item, "sk")?)),
            );
        }
        let found = self.read_all(ids.iter().map(|id| keys::conversation(tenant, id)).collect()).await?;
        let mut found = found.into_iter().map(from_item).collect::<PortResult<Vec<Conversation>>>()?;
        found.retain(|conversation| terms.mean(conversation));
        found.sort_by_key(|conversation| {
            let last = conversation.last_message.as_ref().map_or(conversation.created_at, |last| last.at);
            std::cmp::Reverse(last)
        });
        found.truncate(limit);
        Ok(found)
    }
}

impl Table {
    /// The messages whose words begin with the terms, newest first, and where the next page starts.
    async fn postings(
        &self,
        tenant: &TenantId,
        terms: &Terms,
        page: &PageRequest,
    ) -> PortResult<(Vec<MessageId>, Option<Position>)> {
        let longest = terms.words().first().and_then(|word| keys::posting_place(tenant, word));
        let Some(place) = longest else { return Ok((Vec::new(), None)) };
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(&place))
            .scan_index_forward(false);
        let is_message = |sk: &str| sk.parse::<MessageId>().is_ok_and(|id| id.conversation().is_some());
        let found = pages(query, &place, page, is_message, |item| {
            let begins = terms.begin(text_of(&item, "words").unwrap_or_default().split(' '));
            Ok(text_of(&item, "sk").filter(|_| begins).and_then(|id| id.parse::<MessageId>().ok()))
        })
        .await?;
        Ok((found.rows, found.next))
    }

    /// The items under keys that differ, in any order; what is not there is left out.
    async fn read_all(&self, keys: Vec<Key>) -> PortResult<Vec<Item>> {
        let mut items = Vec::with_capacity(keys.len());
        for keys in keys.chunks(READ_MAX) {
            items.extend(self.read_batch(keys.iter().map(key_item).collect()).await?);
        }
        Ok(items)
    }

    async fn read_batch(&self, keys: Vec<Item>) -> PortResult<Vec<Item>> {
        let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).build().map_err(unbuildable)?;
        let (mut items, mut left) = (Vec::new(), HashMap::from([(self.name.clone(), wanted)]));
        for attempt in 0..RIVAL_TRIES {
            let answer = self.client.batch_get_item().set_request_items(Some(left)).send().await.map_err(port_error)?;
            items.extend(answer.responses.unwrap_or_default().into_values().flatten());
            left = answer.unprocessed_keys.unwrap_or_default();
            if left.is_empty() {
                return Ok(items);
            }
            pause(attempt).await;
        }
        Err(busy())
    }
}
