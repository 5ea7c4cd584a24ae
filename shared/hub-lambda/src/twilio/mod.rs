//! Twilio's webhooks: verified before anything else is done.

pub mod access_token;
pub mod journal;
pub mod signature;
pub mod twiml;

use hub_core::address::Address;
use hub_core::carrier_account::Sealed;
use hub_core::flows::credentials::carrier_account;
use hub_core::ids::TenantId;
use hub_core::ports::PortResult;
use secrecy::{ExposeSecret, SecretString};

use crate::http::HttpCall;
use crate::{ApiError, Hub};

pub use twiml::Twiml;

/// A form that Twilio signed with the token of `tenant`'s account.
#[derive(Debug, Clone)]
pub struct SignedTwilioForm {
    tenant: TenantId,
    path: String,
    fields: Vec<(String, String)>,
    /// The sealed credentials of the account, whose data key also seals what is kept of the form.
    credentials: Sealed,
}

impl SignedTwilioForm {
    /// The tenant whose token signed the form.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The path that was called.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A field's first value; an empty one counts as absent.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        field(&self.fields, name)
    }
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// Verifies a webhook.
///
/// The tenant that its path names (as the hub's own callback addresses do), the number of ours that it names (`To`
/// inbound, `From` in a status report) or its Messaging Service only says whose token to verify with; nothing else in it
/// is believed before. The path counts first, because a call that is forwarded may lead to another tenant's number.
///
/// # Errors
/// 403 whatever is wrong with it, so that a forger learns nothing; 503 if the owner cannot be looked up.
pub async fn verify(hub: &Hub, call: &HttpCall) -> Result<SignedTwilioForm, ApiError> {
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(&call.body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    let owner = match tenant_of_path(&call.path) {
        Some(tenant) => Some(tenant),
        None => owner(hub, &fields).await?,
    };
    let Some(tenant) = owner else { return Err(refused("no owner for the number")) };
    let Some((connection, account)) = carrier_account(&hub.ports, &tenant).await? else {
        return Err(refused("the owner has no carrier account"));
    };
    if field(&fields, "AccountSid").is_some_and(|sid| sid != account.account_sid) {
        return Err(refused("signed for another account"));
    }
    let url = signed_url(hub, call)?;
    if is_signed(call, &url, &account.signing_tokens(hub.ports.clock.now())) {
        Ok(SignedTwilioForm { tenant, path: call.path.clone(), fields, credentials: connection.sealed })
    } else {
        Err(refused("bad or missing signature"))
    }
}

/// The tenant in `/webhooks/twilio/<what>/<tenant>/<of which thing>`.
fn tenant_of_path(path: &str) -> Option<TenantId> {
    let mut parts = path.strip_prefix("/webhooks/twilio/")?.split('/').skip(1);
    let tenant = parts.next()?;
    parts.next()?;
    tenant.parse().ok()
}

async fn owner(hub: &Hub, fields: &[(String, String)]) -> PortResult<Option<TenantId>> {
    let directory = &hub.ports.directory;
    let ours = if field(fields, "MessageStatus").is_some() { ["From", "To"] } else { ["To", "From"] };
    if let Some(number) = field(fields, ours[0])
        && let Some(tenant) = directory.tenant_by_number(&Address::from_carrier(number)).await?
    {
        return Ok(Some(tenant));
    }
    match field(fields, "MessagingServiceSid") {
        Some(sid) => directory.tenant_by_messaging_service(sid).await,
        None => Ok(None),
    }
}

fn refused(reason: &str) -> ApiError {
    ApiError::new(403, "forbidden", "Forbidden").because(reason)
}

/// The URL that Twilio called: the configured origin (or a function URL's own host, which AWS names) and the bytes of
/// path and query. Never a header.
fn signed_url(hub: &Hub, call: &HttpCall) -> Result<String, ApiError> {
    let origin = if is_function_url(&call.domain_name) {
        format!("https://{}", call.domain_name)
    } else {
        let configured = hub.settings.public_base_url.as_deref();
        configured.ok_or_else(|| refused("PUBLIC_BASE_URL is not set"))?.to_owned()
    };
    let query = if call.raw_query.is_empty() { String::new() } else { format!("?{}", call.raw_query) };
    Ok(format!("{origin}{}{query}", call.path))
}

fn is_function_url(domain_name: &str) -> bool {
    domain_name.contains(".lambda-url.") && domain_name.ends_with(".on.aws")
}

fn is_signed(call: &HttpCall, url: &str, tokens: &[&SecretString]) -> bool {
    let request = signature::SignedRequest {
        url,
        method: &call.method,
        content_type: call.header("content-type").unwrap_or_default(),
        signature: call.header("x-twilio-signature").unwrap_or_default(),
        body: &call.body,
    };
    tokens.iter().any(|token| signature::verify(&request, token.expose_secret()))
}

/// A plain sentence for an error code in a status report.
#[must_use]
pub fn error_sentence(code: &str) -> &'static str {
    hub_core::carrier_errors::sentence(code.parse().unwrap_or_default())
}

/// A spoken excuse, for a caller whose call cannot be looked up.
#[must_use]
pub fn excused() -> crate::http::HttpReply {
    twiml::reply(&twiml::voice::excuse())
}
