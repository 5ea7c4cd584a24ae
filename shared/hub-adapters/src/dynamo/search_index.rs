//! Writing the index of the search: a posting for each beginning of a text's words, a place for each part of a name and
//! a number. A posting has all words of its text, so that several words are compared without reading the text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};
use hub_core::conversation::Conversation;
use hub_core::ids::{ConversationId, MessageId, TenantId};
use hub_core::ports::{Indexed, PortResult};
use hub_core::search::{DIGITS_MIN, digits, words};

use super::expression::{Item, key_item, text};
use super::keys::{self, Key};
use super::{RIVAL_TRIES, Table, busy, from_item, pause, port_error, unbuildable};

/// So many writes fit into one request.
const BATCH: usize = 25;

/// What a place of the index shall hold; `None` for nothing. The last word for a place counts.
type Writes = BTreeMap<(String, String), Option<Item>>;

fn put(writes: &mut Writes, key: Key, entity: &str, all_words: Option<&str>) {
    let mut item = key_item(&key);
    item.insert("entity".to_owned(), text(entity));
    if let Some(words) = all_words {
        item.insert("words".to_owned(), text(words));
    }
    writes.insert((key.pk, key.sk), Some(item));
}

fn places(tenant: &TenantId, words: &[String]) -> BTreeSet<String> {
    words.iter().flat_map(|word| keys::postings(tenant, word)).collect()
}

fn index_text(writes: &mut Writes, tenant: &TenantId, id: &MessageId, before: Option<&str>, after: Option<&str>) {
    let now = words(after.unwrap_or_default());
    let (old, new) = (places(tenant, &words(before.unwrap_or_default())), places(tenant, &now));
    let all = now.join(" ");
    for pk in old.difference(&new) {
        writes.insert((pk.clone(), id.as_str().to_owned()), None);
    }
    for pk in new {
        put(writes, Key { pk, sk: id.as_str().to_owned() }, "posting", Some(&all));
    }
}

/// The places of a name and an address.
fn parts(name: &str, address: &str) -> BTreeSet<String> {
    let digits = digits(address);
    let numbers = (0..(digits.len() + 1).saturating_sub(DIGITS_MIN)).map(|from| keys::number_part(&digits[from..]));
    let named = words(name).into_iter().chain(words(address)).map(|word| keys::name_beginning(&word));
    numbers.chain(named).collect()
}

impl Table {
    pub(super) async fn write_index(&self, changes: &[(TenantId, Indexed)]) -> PortResult<()> {
        let mut writes = Writes::new();
        for (tenant, change) in changes {
            match change {
                Indexed::Text { id, before, after } => {
                    index_text(&mut writes, tenant, id, before.as_deref(), after.as_deref());
                }
                Indexed::Names { id, before, after } => {
                    self.index_names(&mut writes, tenant, id, [before, after]).await?;
                }
                Indexed::Result(_) => {}
            }
        }
        let mut requests = Vec::with_capacity(writes.len());
        for ((pk, sk), item) in writes {
            let request = WriteRequest::builder();
            requests.push(match item {
                Some(item) => request
                    .put_request(PutRequest::builder().set_item(Some(item)).build().map_err(unbuildable)?)
                    .build(),
                None => {
                    let delete = DeleteRequest::builder().set_key(Some(key_item(&Key { pk, sk })));
                    request.delete_request(delete.build().map_err(unbuildable)?).build()
                }
            });
        }
        for batch in requests.chunks(BATCH) {
            self.write_batch(batch.to_vec()).await?;
        }
        Ok(())
    }

    /// What the conversation is called now decides, not what a change said: changes of a name may come again.
    async fn index_names(
        &self,
        writes: &mut Writes,
        tenant: &TenantId,
        id: &ConversationId,
        told: [&Option<(String, String)>; 2],
    ) -> PortResult<()> {
        let now = match told {
            // A new conversation has no name yet. Its number stays, and a name has a change of its own.
            [None, Some((name, address))] if name.is_empty() => Some((String::new(), address.clone())),
            _ => {
                let stored: Option<Conversation> =
                    self.read(&keys::conversation(tenant, id), true).await?.map(from_item).transpose()?;
                stored.map(|now| (now.contact_name.unwrap_or_default(), now.their_address.as_str().to_owned()))
            }
        };
        let now = now.map(|(name, address)| parts(&name, &address)).unwrap_or_default();
        let told = told.into_iter().flatten().flat_map(|(name, address)| parts(name, address));
        for part in told.filter(|part| !now.contains(part)) {
            let key = keys::name(tenant, &part, id);
            writes.insert((key.pk, key.sk), None);
        }
        for part in &now {
            put(writes, keys::name(tenant, part, id), "name", None);
        }
        Ok(())
    }

    pub(super) async fn write_batch(&self, batch: Vec<WriteRequest>) -> PortResult<()> {
        let mut left = HashMap::from([(self.name.clone(), batch)]);
        for attempt in 0..RIVAL_TRIES {
            let answer =
                self.client.batch_write_item().set_request_items(Some(left)).send().await.map_err(port_error)?;
            left = answer.unprocessed_items.unwrap_or_default();
            if left.values().all(Vec::is_empty) {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(busy())
    }
}
