//! Keeping each verified request, and doing one again.

use std::borrow::Cow;

use hub_core::ids::TenantId;
use hub_core::journal::{KEPT_FOR, KeptRequest, Outcome, POSTED, Request};
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use hub_core::redact::redact;
use secrecy::{ExposeSecret, SecretString};

use super::SignedTwilioForm;
use crate::http::HttpReply;
use crate::{ApiError, Hub};

/// A request that will be kept once it is answered.
pub struct Line {
    form: SignedTwilioForm,
    function: &'static str,
}

impl Line {
    /// Of a request to `function`.
    #[must_use]
    pub fn of(function: &'static str, form: &SignedTwilioForm) -> Self {
        Self { form: form.clone(), function }
    }

    /// Keeps the request with what became of it. The answer stands whether or not that works.
    pub async fn keep(self, hub: &Hub, answer: &Result<HttpReply, ApiError>) {
        let (tenant, function) = (self.form.tenant.clone(), self.function);
        if let Err(error) = self.try_keep(hub, answer).await {
            tracing::error!(route = function, tenant.id = %tenant, %error, "request could not be kept in the journal");
        }
    }

    async fn try_keep(self, hub: &Hub, answer: &Result<HttpReply, ApiError>) -> PortResult<()> {
        let (status, code) = match answer {
            Ok(reply) => (reply.status, None),
            Err(error) => (error.status, Some(error.code.to_owned())),
        };
        let (at, tenant) = (hub.ports.clock.now(), &self.form.tenant);
        let sid = ["MessageSid", "SmsSid", "CallSid"].into_iter().find_map(|name| self.form.field(name));
        let request = Request {
            id: hub.ports.ids.ulid(at).to_string(),
            at,
            function: self.function.to_owned(),
            path: self.form.path.clone(),
            sid: sid.map(str::to_owned),
            status,
            outcome: Outcome::of(status),
            code,
        };
        let posted = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept(&self.form)).finish();
        let posted = SecretString::from(posted);
        let sealed = hub.ports.vault.seal_beside(tenant, POSTED, &posted, &self.form.credentials).await?;
        hub.ports.journal.keep(tenant, &KeptRequest { request, sealed }, at + KEPT_FOR).await
    }
}

/// What is kept of a form: all of it, but of a transcript what the call keeps.
fn kept(form: &SignedTwilioForm) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    form.fields.iter().map(|(name, value)| match name.as_str() {
        "TranscriptionText" => (name.as_str(), Cow::Owned(redact(value))),
        name => (name, Cow::Borrowed(value.as_str())),
    })
}

/// A kept request as the form that it was.
///
/// # Errors
/// The vault's, or `NotFound` if the tenant has no carrier account any more.
pub async fn opened(hub: &Hub, tenant: &TenantId, kept: &KeptRequest) -> PortResult<SignedTwilioForm> {
    let posted = hub.ports.vault.open(tenant, POSTED, &kept.sealed).await?;
    let connection = hub.ports.integrations.carrier(tenant).await?;
    let connection =
        connection.ok_or_else(|| PortError::new(PortErrorKind::NotFound, "no carrier account is connected"))?;
    Ok(SignedTwilioForm {
        tenant: tenant.clone(),
        path: kept.request.path.clone(),
        fields: form_urlencoded::parse(posted.expose_secret().as_bytes()).into_owned().collect(),
        credentials: connection.sealed,
    })
}
