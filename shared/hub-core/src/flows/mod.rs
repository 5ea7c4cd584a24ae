//! The use cases: each a function over the ports that it needs.

pub mod answer_call;
pub mod attend_call;
pub mod audience;
pub mod auto_reply;
pub mod browser_phone;
pub mod calls;
pub mod campaign_results;
pub mod campaigns;
pub mod check_campaign;
pub mod consent;
pub mod contacts;
pub mod credentials;
pub mod customers;
pub mod dead_letters;
pub mod deliver_message;
pub mod erase_contact;
pub mod export_contact;
pub mod export_transcript;
pub mod fetch_media;
pub mod fire_scheduled;
pub mod follow_up;
pub mod initiate_call;
pub mod invitations;
pub mod keep_recordings;
pub mod live;
pub mod notes;
pub mod number_health;
pub mod numbers;
mod pacing;
pub mod passwords;
pub mod people;
pub mod preflight;
pub mod receive_message;
pub mod reconcile;
pub mod record_status;
pub mod report_errors;
pub mod run_campaigns;
pub mod schedule;
pub mod search;
pub mod send_message;
pub mod sessions;
pub mod settings;
pub mod share_call;
pub mod show_media;
pub mod sign_up;
pub mod snooze;
pub mod steer_call;
pub mod sweep;
pub mod templates;
pub mod typing;
pub mod upload_media;
pub mod whatsapp;

use std::sync::Arc;

use crate::ports::{
    Accounts, AttachmentStore, Attempts, AuditLog, CallShares, CallStore, CampaignStore, Carrier, CarrierMedia, Clock,
    ConsentLedger, Contacts, ConversationStore, DeadLetters, Directory, Erasures, ErrorReports, Ids, Integrations,
    Journal, LivePush, LiveStore, Mailer, MediaQueue, MediaStore, MessageStore, Numbers, Pacing, Passwords, People,
    Provisioning, ScheduleStore, SearchIndex, SendQueue, SettingsStore, Telephony, TemplateStore, Threads, Transcriber,
    Vault, WhatsAppTemplates,
};

/// The ports that a process has.
///
/// A Lambda builds only what it uses; the rest refuses when called, which the deployment tests would show.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is named for the port that it holds")]
pub struct Ports {
    pub directory: Arc<dyn Directory>,
    pub accounts: Arc<dyn Accounts>,
    pub people: Arc<dyn People>,
    pub settings: Arc<dyn SettingsStore>,
    pub numbers: Arc<dyn Numbers>,
    pub integrations: Arc<dyn Integrations>,
    pub vault: Arc<dyn Vault>,
    pub audit: Arc<dyn AuditLog>,
    pub dead_letters: Arc<dyn DeadLetters>,
    pub journal: Arc<dyn Journal>,
    pub attempts: Arc<dyn Attempts>,
    pub mailer: Arc<dyn Mailer>,
    pub messages: Arc<dyn MessageStore>,
    pub attachments: Arc<dyn AttachmentStore>,
    pub media: Arc<dyn MediaStore>,
    pub media_queue: Arc<dyn MediaQueue>,
    pub carrier_media: Arc<dyn CarrierMedia>,
    pub pacing: Arc<dyn Pacing>,
    pub schedule: Arc<dyn ScheduleStore>,
    pub templates: Arc<dyn TemplateStore>,
    pub campaigns: Arc<dyn CampaignStore>,
    pub calls: Arc<dyn CallStore>,
    pub shares: Arc<dyn CallShares>,
    pub conversations: Arc<dyn ConversationStore>,
    pub threads: Arc<dyn Threads>,
    pub consent: Arc<dyn ConsentLedger>,
    pub contacts: Arc<dyn Contacts>,
    pub erasures: Arc<dyn Erasures>,
    pub search: Arc<dyn SearchIndex>,
    pub whatsapp: Arc<dyn WhatsAppTemplates>,
    pub live: Arc<dyn LiveStore>,
    pub queue: Arc<dyn SendQueue>,
    pub push: Arc<dyn LivePush>,
    pub carrier: Arc<dyn Carrier>,
    pub telephony: Arc<dyn Telephony>,
    pub transcriber: Arc<dyn Transcriber>,
    pub reports: Arc<dyn ErrorReports>,
    pub provisioning: Arc<dyn Provisioning>,
    pub passwords: Arc<dyn Passwords>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}
