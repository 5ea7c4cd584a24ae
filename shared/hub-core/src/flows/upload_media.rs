//! A person attaches a file: it is announced, uploaded past the hub, and looked at before it is sent.

use jiff::{SignedDuration, Timestamp};

use crate::flows::Ports;
use crate::ids::{MediaId, TenantId};
use crate::media::{
    ATTACHMENTS_MAX, Media, MediaState, SENT_TOTAL_MAX_BYTES, plain_type, proven_type, safe_file_name,
    sendable_max_bytes,
};
use crate::ports::{PortError, Upload, UploadTarget};

/// A browser uploads an announced file within this time.
pub const UPLOAD_LIFETIME: SignedDuration = SignedDuration::from_mins(15);
/// An upload that was not sent is forgotten after this time; the bucket's own rule is as long.
pub const UPLOAD_KEPT: SignedDuration = SignedDuration::from_hours(72);

/// A file as a browser announces it.
#[derive(Debug, Clone)]
pub struct Announced {
    /// Its name.
    pub file_name: String,
    /// Its type.
    pub content_type: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A file that may be uploaded now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The file.
    pub upload: Upload,
    /// Where to.
    pub target: UploadTarget,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Why a file cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// Its type is not one that is sent.
    #[error(
        "Files of this type can't be sent. Pictures (JPEG, PNG, GIF) can, and small PDF, video, audio and contact files."
    )]
    WrongType,
    /// It is too large.
    #[error("{0}")]
    TooLarge(String),
    /// It has no bytes.
    #[error("The file is empty.")]
    Empty,
    /// There are too many of them.
    #[error("At most 10 files can be sent in one message.")]
    TooMany,
    /// The hub has no such upload.
    #[error("An attachment is not here any more. Attach it again.")]
    Unknown,
    /// It was announced and not uploaded.
    #[error("An attachment was not uploaded completely. Attach it again.")]
    NotUploaded,
    /// Its bytes are not what was announced.
    #[error("An attachment is not the kind of file that its name says.")]
    NotWhatItSays,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl AttachError {
    /// The stable word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongType => "media_type",
            Self::TooLarge(_) => "media_too_large",
            Self::Empty => "media_empty",
            Self::TooMany => "too_many_media",
            Self::Unknown => "unknown_media",
            Self::NotUploaded => "media_not_uploaded",
            Self::NotWhatItSays => "media_mismatch",
            Self::Port(_) => "unavailable",
        }
    }
}

fn check(content_type: &str, size: u64) -> Result<(), AttachError> {
    let limit = sendable_max_bytes(content_type).ok_or(AttachError::WrongType)?;
    if size == 0 {
        return Err(AttachError::Empty);
    }
    if size > limit {
        let sentence = if limit == SENT_TOTAL_MAX_BYTES {
            "The file is larger than 5 MB."
        } else {
            "Files other than JPEG, PNG and GIF can be 500 KB at most."
        };
        return Err(AttachError::TooLarge(sentence.to_owned()));
    }
    Ok(())
}

/// Lets a browser upload a file.
///
/// # Errors
/// [`AttachError`] for a file that could not be sent anyway.
pub async fn offer_upload(ports: &Ports, tenant: &TenantId, announced: Announced) -> Result<Offer, AttachError> {
    let content_type = plain_type(&announced.content_type);
    check(&content_type, announced.size)?;
    let now = ports.clock.now();
    let upload = Upload {
        id: MediaId::new(ports.ids.ulid(now)),
        file_name: safe_file_name(&announced.file_name),
        content_type,
        size: announced.size,
    };
    ports.attachments.put_upload(tenant, &upload, now + UPLOAD_KEPT).await?;
    let target = ports.media.upload_target(tenant, &upload, UPLOAD_LIFETIME)?;
    Ok(Offer { upload, target, expires_at: now + UPLOAD_LIFETIME })
}

/// Turns uploads into attachments of a message: each one's size and first bytes are looked at, and it is copied to where
/// no browser can write.
///
/// # Errors
/// [`AttachError`]; then nothing is attached.
pub async fn attach(ports: &Ports, tenant: &TenantId, ids: &[MediaId]) -> Result<Vec<Media>, AttachError> {
    if ids.len() > ATTACHMENTS_MAX {
        return Err(AttachError::TooMany);
    }
    let mut uploads: Vec<Upload> = Vec::with_capacity(ids.len());
    for id in ids {
        if uploads.iter().any(|upload| upload.id == *id) {
            continue;
        }
        uploads.push(ports.attachments.upload(tenant, id).await?.ok_or(AttachError::Unknown)?);
    }
    let total: u64 = uploads.iter().map(|upload| upload.size).sum();
    if total > SENT_TOTAL_MAX_BYTES {
        return Err(AttachError::TooLarge("All files of a message together can be 5 MB at most.".to_owned()));
    }
    let mut attached = Vec::with_capacity(uploads.len());
    for upload in uploads {
        attached.push(attach_one(ports, tenant, upload).await?);
    }
    Ok(attached)
}

async fn attach_one(ports: &Ports, tenant: &TenantId, upload: Upload) -> Result<Media, AttachError> {
    let bytes = ports.media.uploaded(tenant, &upload.id, upload.size).await?.ok_or(AttachError::NotUploaded)?;
    if bytes.len() as u64 != upload.size {
        return Err(AttachError::NotUploaded);
    }
    if proven_type(&upload.content_type, &bytes) != upload.content_type {
        return Err(AttachError::NotWhatItSays);
    }
    ports.media.keep(tenant, &upload.id, &upload.content_type, bytes).await?;
    Ok(Media {
        id: upload.id,
        content_type: upload.content_type,
        state: MediaState::Ready,
        size: Some(upload.size),
        file_name: Some(upload.file_name),
        error: None,
    })
}
