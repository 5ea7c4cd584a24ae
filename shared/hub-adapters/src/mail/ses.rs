//! Mail through Amazon SES.

use async_trait::async_trait;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use hub_core::ports::{Mail, Mailer, PortError, PortErrorKind, PortResult};

/// Sends from one address that SES has verified.
pub struct SesMailer {
    client: aws_sdk_sesv2::Client,
    sender: String,
}

impl SesMailer {
    /// Sends as `sender`, such as `Hub <no-reply@example.com>`.
    #[must_use]
    pub fn new(client: aws_sdk_sesv2::Client, sender: impl Into<String>) -> Self {
        Self { client, sender: sender.into() }
    }
}

fn port_error<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> PortError {
    let code = error.code().unwrap_or("no answer");
    let kind = match code {
        "TooManyRequestsException" | "LimitExceededException" => PortErrorKind::Throttled,
        _ => PortErrorKind::Unavailable,
    };
    PortError::new(kind, format!("SES: {code}"))
}

fn unbuildable(error: impl std::fmt::Display) -> PortError {
    PortError::new(PortErrorKind::Rejected, format!("mail cannot be built: {error}"))
}

#[async_trait]
impl Mailer for SesMailer {
    async fn send(&self, mail: &Mail) -> PortResult<()> {
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build().map_err(unbuildable);
        let body = Body::builder().text(content(&mail.text)?).build();
        let message = Message::builder().subject(content(&mail.subject)?).body(body).build();
        self.client
            .send_email()
            .from_email_address(&self.sender)
            .destination(Destination::builder().to_addresses(&mail.to).build())
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| port_error(&error))
    }
}
