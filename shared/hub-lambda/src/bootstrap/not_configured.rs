//! Stands where a function has no setting for a port: it refuses.

use async_trait::async_trait;
use hub_core::address::Address;
use hub_core::carrier_account::{ApiKey, CarrierAccount, Sealed};
use hub_core::ids::{MediaId, TenantId};
use hub_core::message::Message;
use hub_core::ports::{
    AvailableNumber, Carrier, CarrierAnswer, CarrierCall, CarrierDial, CarrierFailure, CarrierMedia, CarrierMessage,
    CarrierNumber, CarrierRecord, CarrierResult, CarrierSender, Fetched, LivePush, Mail, Mailer, MediaQueue,
    MediaStore, MediaTask, MessagingService, NumberSearch, PortError, PortErrorKind, PortResult, Provisioning, Pushed,
    SendQueue, SendTask, Served, Telephony, Upload, UploadTarget, Vault, Webhooks,
};
use hub_core::whatsapp::Template;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

/// Refuses with the name of the variable that is missing.
pub(super) struct NotConfigured(pub(super) &'static str);

impl NotConfigured {
    fn refuse<T>(&self) -> PortResult<T> {
        Err(PortError::new(PortErrorKind::Unavailable, format!("{} is not set", self.0)))
    }

    fn refuse_call<T>(&self) -> CarrierResult<T> {
        Err(CarrierFailure::NotNow { reason: format!("{} is not set", self.0) })
    }
}

#[async_trait]
impl SendQueue for NotConfigured {
    async fn enqueue(&self, _: &SendTask) -> PortResult<()> {
        self.refuse()
    }
    async fn come_again(&self, _: &str, _: SignedDuration) -> PortResult<()> {
        self.refuse()
    }
}

#[async_trait]
impl MediaQueue for NotConfigured {
    async fn enqueue(&self, _: &MediaTask) -> PortResult<()> {
        self.refuse()
    }
    async fn come_again(&self, _: &str, _: SignedDuration) -> PortResult<()> {
        self.refuse()
    }
}

#[async_trait]
impl MediaStore for NotConfigured {
    fn upload_target(&self, _: &TenantId, _: &Upload, _: SignedDuration) -> PortResult<UploadTarget> {
        self.refuse()
    }
    async fn uploaded(&self, _: &TenantId, _: &MediaId, _: u64) -> PortResult<Option<Vec<u8>>> {
        self.refuse()
    }
    async fn kept(&self, _: &TenantId, _: &MediaId, _: u64) -> PortResult<Option<Vec<u8>>> {
        self.refuse()
    }
    async fn keep(&self, _: &TenantId, _: &MediaId, _: &str, _: Vec<u8>) -> PortResult<()> {
        self.refuse()
    }
    async fn remove(&self, _: &TenantId, _: &MediaId) -> PortResult<()> {
        self.refuse()
    }
    fn url(&self, _: &TenantId, _: &MediaId, _: &Served<'_>, _: SignedDuration) -> PortResult<String> {
        self.refuse()
    }
}

#[async_trait]
impl CarrierMedia for NotConfigured {
    async fn fetch(&self, _: &CarrierAccount, _: &str, _: u64) -> Fetched {
        Fetched::NotNow { reason: format!("{} is not set", self.0) }
    }
    async fn delete_message(&self, _: &CarrierAccount, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn delete_recording(&self, _: &CarrierAccount, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
}

#[async_trait]
impl LivePush for NotConfigured {
    async fn push(&self, _: &str, _: &str) -> PortResult<Pushed> {
        self.refuse()
    }
    async fn close(&self, _: &str) -> PortResult<()> {
        self.refuse()
    }
}

#[async_trait]
impl Carrier for NotConfigured {
    async fn sent_since(&self, _: &CarrierAccount, _: &Message, _: Timestamp) -> CarrierResult<Vec<CarrierRecord>> {
        self.refuse_call()
    }
    async fn send(&self, _: CarrierMessage<'_>) -> CarrierAnswer {
        CarrierAnswer::NotNow { reason: format!("{} is not set", self.0) }
    }
}

#[async_trait]
impl Telephony for NotConfigured {
    async fn start_call(&self, _: &CarrierAccount, _: &CarrierDial) -> CarrierResult<String> {
        self.refuse_call()
    }
    async fn calls_since(&self, _: &CarrierAccount, _: (&str, &str), _: Timestamp) -> CarrierResult<Vec<CarrierCall>> {
        self.refuse_call()
    }
    async fn call(&self, _: &CarrierAccount, _: &str) -> CarrierResult<CarrierCall> {
        self.refuse_call()
    }
    async fn redirect_call(&self, _: &CarrierAccount, _: &str, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn end_call(&self, _: &CarrierAccount, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
}

#[async_trait]
impl Vault for NotConfigured {
    async fn seal_beside(&self, _: &TenantId, _: &str, _: &SecretString, _: &Sealed) -> PortResult<Sealed> {
        self.refuse()
    }
    async fn seal(&self, _: &TenantId, _: &str, _: &SecretString) -> PortResult<Sealed> {
        self.refuse()
    }
    async fn open(&self, _: &TenantId, _: &str, _: &Sealed) -> PortResult<SecretString> {
        self.refuse()
    }
}

#[async_trait]
impl Mailer for NotConfigured {
    async fn send(&self, _: &Mail) -> PortResult<()> {
        self.refuse()
    }
}

#[async_trait]
impl Provisioning for NotConfigured {
    async fn check_account(&self, _: &str, _: &SecretString) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn check_api_key(&self, _: &str, _: &ApiKey) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn make_api_key(&self, _: &CarrierAccount, _: &str) -> CarrierResult<ApiKey> {
        self.refuse_call()
    }
    async fn subaccount(&self, _: &CarrierAccount, _: &str) -> CarrierResult<CarrierAccount> {
        self.refuse_call()
    }
    async fn available(&self, _: &CarrierAccount, _: &NumberSearch) -> CarrierResult<Vec<AvailableNumber>> {
        self.refuse_call()
    }
    async fn owned(&self, _: &CarrierAccount) -> CarrierResult<Vec<CarrierNumber>> {
        self.refuse_call()
    }
    async fn owned_number(&self, _: &CarrierAccount, _: &Address) -> CarrierResult<Option<CarrierNumber>> {
        self.refuse_call()
    }
    async fn buy(&self, _: &CarrierAccount, _: &Address, _: &str, _: &Webhooks) -> CarrierResult<CarrierNumber> {
        self.refuse_call()
    }
    async fn configure(&self, _: &CarrierAccount, _: &str, _: &Webhooks) -> CarrierResult<CarrierNumber> {
        self.refuse_call()
    }
    async fn release(&self, _: &CarrierAccount, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn service_sids(&self, _: &CarrierAccount) -> CarrierResult<Vec<String>> {
        self.refuse_call()
    }
    async fn services(&self, _: &CarrierAccount) -> CarrierResult<Vec<MessagingService>> {
        self.refuse_call()
    }
    async fn use_number_webhooks(&self, _: &CarrierAccount, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn whatsapp_senders(&self, _: &CarrierAccount) -> CarrierResult<Vec<CarrierSender>> {
        self.refuse_call()
    }
    async fn use_whatsapp_webhook(&self, _: &CarrierAccount, _: &str, _: &str) -> CarrierResult<()> {
        self.refuse_call()
    }
    async fn whatsapp_templates(&self, _: &CarrierAccount, _: Timestamp) -> CarrierResult<Vec<Template>> {
        self.refuse_call()
    }
}
