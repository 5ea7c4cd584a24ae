//! Attachments: where their bytes are kept, where they come from, and who may fetch them.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{CarrierResult, PortResult};
use crate::carrier_account::CarrierAccount;
use crate::ids::{CallId, ErasureId, MediaId, MessageId, TenantId};
use crate::message::Message;

/// Where the bytes of one attachment are at the carrier. The team never sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct MediaSource {
    /// The carrier's URL.
    pub url: String,
    /// How many times it was asked in vain since a person last asked for it.
    pub tries: u64,
}

/// A message with the sources of its attachments, in the same order.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachments {
    /// The message.
    pub message: Message,
    /// Where its attachments come from; empty for a message of ours.
    pub sources: Vec<MediaSource>,
}

/// Who looks after attachments that are not fetched yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchWork {
    /// The sweep, from this time on.
    Due(Timestamp),
    /// The repair of the carrier's credentials.
    Parked,
    /// Nobody: all are ready or failed.
    Done,
}

/// A file that a person is about to upload.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Upload {
    /// Its id, which is the attachment's later.
    pub id: MediaId,
    /// Its name.
    pub file_name: String,
    /// Its type, as the person's browser says.
    pub content_type: String,
    /// Its size in bytes, as the browser says.
    pub size: u64,
}

/// What a link to an attachment opens.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaLink {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// The attachment.
    pub media_id: MediaId,
    /// Its type.
    pub content_type: String,
    /// Its name.
    pub file_name: String,
}

/// What the table knows of attachments.
#[async_trait]
pub trait AttachmentStore: Send + Sync {
    /// A message with the sources of its attachments.
    async fn attachments(&self, tenant: &TenantId, id: &MessageId) -> PortResult<Option<Attachments>>;
    /// Replaces attachments and sources if the message still has the version that it was read with; `false` if not.
    async fn put_attachments(&self, tenant: &TenantId, attachments: &Attachments, work: FetchWork) -> PortResult<bool>;
    /// Keeps what is said of a file until `expires`.
    async fn put_upload(&self, tenant: &TenantId, upload: &Upload, expires: Timestamp) -> PortResult<()>;
    /// What was said of a file.
    async fn upload(&self, tenant: &TenantId, id: &MediaId) -> PortResult<Option<Upload>>;
    /// Keeps what a link opens until `expires`.
    async fn put_media_link(&self, token: &str, link: &MediaLink, expires: Timestamp) -> PortResult<()>;
    /// What a link opens; `None` if it is unknown or expired.
    async fn media_link(&self, token: &str, now: Timestamp) -> PortResult<Option<MediaLink>>;
}

/// Where a browser sends a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadTarget {
    /// Where to `PUT` it.
    pub url: String,
    /// Headers that the request must carry.
    pub headers: Vec<(String, String)>,
}

/// How a browser gets a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served<'a> {
    /// The content type of the answer.
    pub content_type: &'a str,
    /// Its name.
    pub file_name: &'a str,
    /// To be shown in the page; otherwise it is only kept as a file.
    pub is_shown: bool,
}

/// The bytes of attachments: private, reached by short-lived URLs alone.
#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Lets a browser upload exactly this file, for as long as `lifetime`.
    fn upload_target(&self, tenant: &TenantId, upload: &Upload, lifetime: SignedDuration) -> PortResult<UploadTarget>;
    /// The bytes of an upload; `None` if there are none, or more than `limit`.
    async fn uploaded(&self, tenant: &TenantId, id: &MediaId, limit: u64) -> PortResult<Option<Vec<u8>>>;
    /// The bytes of an attachment that is kept; `None` if there are none, or more than `limit`.
    async fn kept(&self, tenant: &TenantId, id: &MediaId, limit: u64) -> PortResult<Option<Vec<u8>>>;
    /// Keeps the bytes of an attachment; a repeat replaces them.
    async fn keep(&self, tenant: &TenantId, id: &MediaId, content_type: &str, bytes: Vec<u8>) -> PortResult<()>;
    /// Removes the bytes of an attachment; there may be none any more.
    async fn remove(&self, tenant: &TenantId, id: &MediaId) -> PortResult<()>;
    /// A URL that shows an attachment to whoever has it, for as long as `lifetime`.
    fn url(&self, tenant: &TenantId, id: &MediaId, served: &Served<'_>, lifetime: SignedDuration)
    -> PortResult<String>;
}

/// What is to be fetched from the carrier or deleted there, as it travels through the queue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaTask {
    /// The shape of this task; 1.
    pub version: u32,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// What it is.
    #[serde(flatten)]
    pub work: MediaWork,
}

/// What a task is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum MediaWork {
    /// The attachments of a message.
    Message {
        /// The message.
        message_id: MessageId,
    },
    /// Whatever a call still needs from the carrier: its end, its recording.
    Call {
        /// The call.
        call_id: CallId,
    },
    /// What a contact left behind, here and at the carrier.
    Erasure {
        /// The erasure.
        erasure_id: ErasureId,
    },
}

impl MediaTask {
    /// The attachments of a message.
    #[must_use]
    pub fn of(tenant: &TenantId, message: &MessageId) -> Self {
        let work = MediaWork::Message { message_id: message.clone() };
        Self { version: 1, tenant_id: tenant.clone(), work }
    }

    /// What a call still needs.
    #[must_use]
    pub fn of_call(tenant: &TenantId, call: &CallId) -> Self {
        Self { version: 1, tenant_id: tenant.clone(), work: MediaWork::Call { call_id: call.clone() } }
    }

    /// What an erased contact left behind.
    #[must_use]
    pub fn of_erasure(tenant: &TenantId, erasure: &ErasureId) -> Self {
        let work = MediaWork::Erasure { erasure_id: erasure.clone() };
        Self { version: 1, tenant_id: tenant.clone(), work }
    }

    /// The id of what it is about.
    #[must_use]
    pub fn about(&self) -> &str {
        match &self.work {
            MediaWork::Message { message_id } => message_id.as_str(),
            MediaWork::Call { call_id } => call_id.as_str(),
            MediaWork::Erasure { erasure_id } => erasure_id.as_str(),
        }
    }
}

/// The queue of what is to be fetched or deleted: in no order, at least once.
#[async_trait]
pub trait MediaQueue: Send + Sync {
    /// Queues a task.
    async fn enqueue(&self, task: &MediaTask) -> PortResult<()>;
    /// Lets a task that a worker holds under `receipt` come again after `wait`, and not sooner.
    async fn come_again(&self, receipt: &str, wait: SignedDuration) -> PortResult<()>;
}

/// What became of a look for an attachment at the carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The carrier does not have it; a moment later it may.
    NotYet {
        /// Why, for the log.
        reason: String,
    },
    /// The carrier does not answer, or has too much to do.
    NotNow {
        /// Why, for the log.
        reason: String,
    },
    /// The carrier refuses every credential that we have.
    Unauthorized,
    /// It has more bytes than allowed.
    TooLarge,
    /// Its address, or one that it leads to, is not the carrier's. Nothing was asked of that address.
    ForeignHost,
    /// The carrier refuses it for good.
    Refused {
        /// The HTTP status.
        status: u16,
    },
}

/// Fetches attachments from the carrier, and deletes what it keeps.
#[async_trait]
pub trait CarrierMedia: Send + Sync {
    /// The bytes behind one of the carrier's URLs, at most `limit`.
    async fn fetch(&self, account: &CarrierAccount, url: &str, limit: u64) -> Fetched;
    /// Deletes the carrier's copy of a message, with its attachments.
    async fn delete_message(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()>;
    /// Deletes the carrier's copy of a recording.
    async fn delete_recording(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()>;
}
