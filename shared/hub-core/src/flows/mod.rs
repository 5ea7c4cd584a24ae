//! The use cases: each a function over the ports that it needs.

pub mod deliver_message;
pub mod live;
pub mod receive_message;
pub mod record_status;
pub mod send_message;
pub mod sessions;
pub mod sweep;

use std::sync::Arc;

use crate::ports::{
    Accounts, Carrier, Clock, ConsentLedger, ConversationStore, Directory, Ids, LivePush, LiveStore, MessageStore,
    Passwords, SendQueue,
};

/// The ports that a process has.
///
/// A Lambda builds only what it uses; the rest refuses when called, which the deployment tests would show.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is named for the port that it holds")]
pub struct Ports {
    pub directory: Arc<dyn Directory>,
    pub accounts: Arc<dyn Accounts>,
    pub messages: Arc<dyn MessageStore>,
    pub conversations: Arc<dyn ConversationStore>,
    pub consent: Arc<dyn ConsentLedger>,
    pub live: Arc<dyn LiveStore>,
    pub queue: Arc<dyn SendQueue>,
    pub push: Arc<dyn LivePush>,
    pub carrier: Arc<dyn Carrier>,
    pub passwords: Arc<dyn Passwords>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}
