//! Attachments: where they come from (in the message's item), announced uploads, and links for the carrier.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::AttributeValue;
use hub_core::ids::{MediaId, MessageId, TenantId};
use hub_core::ports::{AttachmentStore, Attachments, FetchWork, MediaLink, MediaSource, PortResult, Upload};
use jiff::Timestamp;

use super::expression::{Change, number, number_of, text};
use super::outbound::WORK;
use super::{Table, broken, from_item, keys, to_item, unbuildable};

/// The attribute with the carrier's URLs. It is no part of a message as the team sees it.
pub(super) const SOURCES: &str = "mediaSources";
const EXPIRES: &str = "expires_at";

/// The sources as an attribute.
pub(super) fn sources(sources: &[MediaSource]) -> PortResult<AttributeValue> {
    serde_dynamo::to_attribute_value(sources).map_err(unbuildable)
}

#[async_trait]
impl AttachmentStore for Table {
    async fn attachments(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Attachments>> {
        let Some(key) = keys::message(tenant, id) else { return Ok(None) };
        let Some(mut item) = self.read(&key, true).await? else { return Ok(None) };
        let sources = item.remove(SOURCES).map(serde_dynamo::from_attribute_value).transpose().map_err(broken)?;
        Ok(Some(Attachments { message: from_item(item)?, sources: sources.unwrap_or_default() }))
    }

    async fn put_attachments(&self, tenant: &TenantId, attachments: &Attachments, work: FetchWork) -> PortResult<bool> {
        let message = &attachments.message;
        let media: AttributeValue = serde_dynamo::to_attribute_value(&message.media).map_err(unbuildable)?;
        let change = Change::new()
            .set("media", media)
            .set(SOURCES, sources(&attachments.sources)?)
            .add("version", 1)
            .when("version", "=", number(message.version));
        let change = match work {
            FetchWork::Due(due) => {
                change.set("gsi2pk", text(keys::due_shard(&message.id))).set("gsi2sk", text(keys::due_position(due)))
            }
            FetchWork::Parked => {
                change.set("gsi2pk", text(keys::parked(tenant))).set("gsi2sk", text(message.id.sort_key()))
            }
            FetchWork::Done => change.remove(&WORK),
        };
        Ok(self.change_message(tenant, &message.id, change).await?.is_some())
    }

    async fn put_upload(&self, tenant: &TenantId, upload: &Upload, expires: Timestamp) -> PortResult<()> {
        let mut item = to_item(&keys::upload(tenant, &upload.id), "upload", upload)?;
        item.insert(EXPIRES.to_owned(), number(expires.as_second()));
        self.write(item).await
    }

    async fn upload(&self, tenant: &TenantId, id: &MediaId) -> PortResult<Option<Upload>> {
        self.read(&keys::upload(tenant, id), true).await?.map(from_item).transpose()
    }

    async fn put_media_link(&self, token: &str, link: &MediaLink, expires: Timestamp) -> PortResult<()> {
        let mut item = to_item(&keys::directory_media(token), "media_link", link)?;
        item.insert(EXPIRES.to_owned(), number(expires.as_second()));
        self.write(item).await
    }

    async fn media_link(&self, token: &str, now: Timestamp) -> PortResult<Option<MediaLink>> {
        let Some(item) = self.read(&keys::directory_media(token), true).await? else { return Ok(None) };
        // The table removes expired items only some time later.
        if number_of::<i64>(&item, EXPIRES).is_none_or(|expires| expires <= now.as_second()) {
            return Ok(None);
        }
        from_item(item).map(Some)
    }
}
