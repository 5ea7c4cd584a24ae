//! Handing attachments out: to the team by a URL of minutes, to the carrier by a link of hours.

use jiff::{SignedDuration, Timestamp};

use crate::flows::Ports;
use crate::ids::{MediaId, MessageId, TenantId};
use crate::media::{Media, MediaState, UNKNOWN_TYPE};
use crate::message::Message;
use crate::ports::{MediaLink, PortError, PortResult, Served};

/// A browser shows or keeps an attachment within this time.
pub const URL_LIFETIME: SignedDuration = SignedDuration::from_mins(5);
/// The carrier fetches what it sends within this time: it keeps a message in its queue for ten hours at most.
pub const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// A URL that needs no further proof of who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortUrl {
    /// The URL.
    pub url: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Why an attachment is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// There is no such attachment.
    #[error("Not found.")]
    NotFound,
    /// It is not fetched yet, or could not be.
    #[error("This file is not here yet.")]
    NotReady,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// A short-lived URL of an attachment: shown if it is a picture and not wanted `as_file`, otherwise kept as a file.
///
/// # Errors
/// [`ShowError`].
pub async fn show_media(
    ports: &Ports,
    tenant: &TenantId,
    (message, id): (&MessageId, &MediaId),
    as_file: bool,
) -> Result<ShortUrl, ShowError> {
    let message = ports.messages.message(tenant, message).await?.ok_or(ShowError::NotFound)?;
    let media = message.media.iter().find(|media| media.id == *id).ok_or(ShowError::NotFound)?;
    if media.state != MediaState::Ready {
        return Err(ShowError::NotReady);
    }
    let is_shown = media.is_picture() && !as_file;
    let served = Served {
        // Bytes that are no picture must not be taken for a page by any browser.
        content_type: if is_shown { &media.content_type } else { UNKNOWN_TYPE },
        file_name: file_name(media),
        is_shown,
    };
    Ok(short_url(ports, tenant, id, &served)?)
}

fn file_name(media: &Media) -> &str {
    media.file_name.as_deref().unwrap_or("file")
}

fn short_url(ports: &Ports, tenant: &TenantId, id: &MediaId, served: &Served<'_>) -> PortResult<ShortUrl> {
    let now = ports.clock.now();
    let url = ports.media.url(tenant, id, served, URL_LIFETIME)?;
    Ok(ShortUrl { url, expires_at: now + URL_LIFETIME })
}

/// Makes a link for each attachment of a message, for the carrier to fetch it.
///
/// A signed URL of the store would end with the credentials that signed it, which a function has for hours at best.
///
/// # Errors
/// The store's.
pub async fn carrier_links(
    ports: &Ports,
    public_base_url: &str,
    tenant: &TenantId,
    message: &Message,
) -> PortResult<Vec<String>> {
    let mut urls = Vec::with_capacity(message.media.len());
    for media in &message.media {
        let token = ports.ids.secret();
        let link = MediaLink {
            tenant_id: tenant.clone(),
            media_id: media.id.clone(),
            content_type: media.content_type.clone(),
            file_name: file_name(media).to_owned(),
        };
        ports.attachments.put_media_link(&token, &link, ports.clock.now() + LINK_LIFETIME).await?;
        urls.push(format!("{public_base_url}/media/{token}"));
    }
    Ok(urls)
}

/// A fresh short-lived URL of what a link opens; `None` if it opens nothing any more.
///
/// # Errors
/// The store's.
pub async fn open_link(ports: &Ports, token: &str) -> PortResult<Option<ShortUrl>> {
    let Some(link) = ports.attachments.media_link(token, ports.clock.now()).await? else { return Ok(None) };
    let served = Served { content_type: &link.content_type, file_name: &link.file_name, is_shown: false };
    tracing::info!(tenant.id = %link.tenant_id, media.id = %link.media_id, "a link to an attachment was opened");
    short_url(ports, &link.tenant_id, &link.media_id, &served).map(Some)
}
