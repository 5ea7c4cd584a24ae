//! The environment of a function: Lambda's own variables, and those that the template gives it.

use std::collections::BTreeMap;

use crate::template::Template;

/// The table's name.
pub const TABLE: &str = "hub";
/// The vault's key.
pub const VAULT_KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/5c7e1f2a-0000-4000-8000-000000000001";
/// The key id of every function's role.
pub const ACCESS_KEY: &str = "bench";
/// Signs the events' session tokens.
const JWT_SECRET: &str = "events-secret-events-secret-events-secret";
/// The origin that the events' webhooks were signed for.
const PUBLIC_BASE_URL: &str = "https://hub.example.com";

/// What Lambda itself gives every function; the services of AWS stand at `outside`.
#[must_use]
pub fn of_lambda(function: &str, outside: &str) -> BTreeMap<String, String> {
    let mut environment: BTreeMap<String, String> = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("AWS_LAMBDA_FUNCTION_NAME", function),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("RUST_LOG", "info"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let services = ["DYNAMODB", "SQS", "KMS", "SESV2", "STS", "S3"];
    environment.extend(services.map(|service| (format!("AWS_ENDPOINT_URL_{service}"), outside.to_owned())));
    environment
}

/// The whole environment of a function over the outside world at a URL.
///
/// # Errors
/// A sentence that names a variable of the template which is not known here.
pub fn of_function(template: &Template, function: &str, outside: &str) -> Result<BTreeMap<String, String>, String> {
    let mut environment = of_lambda(function, outside);
    let properties = template.functions.get(function).ok_or_else(|| format!("template.yaml has no {function}"))?;
    for (name, given) in properties["Environment"]["Variables"].as_object().into_iter().flatten() {
        let value = match name.as_str() {
            "TABLE_NAME" => TABLE.to_owned(),
            "JWT_SECRET" => JWT_SECRET.to_owned(),
            "SEND_QUEUE_URL" => format!("{outside}/123456789012/hub-send.fifo"),
            "MEDIA_QUEUE_URL" => format!("{outside}/123456789012/hub-media"),
            "MEDIA_BUCKET" => "hub-media".to_owned(),
            "MEDIA_MAX_BYTES" | "MEDIA_MAX_BYTES_WHATSAPP" => "5242880".to_owned(),
            "PUBLIC_BASE_URL" => PUBLIC_BASE_URL.to_owned(),
            "LIVE_URL" => "wss://live.example.com".to_owned(),
            "LIVE_PUSH_URL" => format!("{outside}/live"),
            "MEDIA_ORIGIN" | "TWILIO_API_BASE_URL" => outside.to_owned(),
            "VAULT_KEY_ID" => VAULT_KEY.to_owned(),
            "MAIL_SENDER" => "Hub <no-reply@hub.example.com>".to_owned(),
            "ERROR_REPORTING_DSN" => format!("{}/42", outside.replacen("http://", "http://bench@", 1)),
            "SIGN_UP" => "open".to_owned(),
            "SMS_FALLBACK_URL" | "VOICE_FALLBACK_URL" => format!("{PUBLIC_BASE_URL}/fallback/"),
            "TENANT_ROLE_ARN" => "arn:aws:iam::123456789012:role/hub-TenantRole".to_owned(),
            "TENANT_ACTIONS" => given.as_str().unwrap_or_default().to_owned(),
            "SUBACCOUNTS" => "offered".to_owned(),
            "TWILIO_MASTER_ACCOUNT_SID" => "ACcccccccccccccccccccccccccccccccc".to_owned(),
            "TWILIO_MASTER_AUTH_TOKEN" => "events-master-token".to_owned(),
            // Empty is off, as in a deployment that leaves the parameter out.
            "SMS_PRICES" => String::new(),
            name if ["IDENTITY_", "TRANSCRIBER_", "RESEND_"].iter().any(|family| name.starts_with(family)) => {
                String::new()
            }
            other => return Err(format!("template.yaml gives {function} the variable {other}, unknown to the bench")),
        };
        environment.insert(name.clone(), value);
    }
    Ok(environment)
}
