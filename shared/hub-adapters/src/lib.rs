//! How the hub reaches out: each module implements ports of `hub_core::ports`.
//!
//! This is the only crate that names an AWS SDK or an HTTP client.

pub mod aws;
pub mod aws_ask;
mod aws_http;
pub mod crypto;
pub mod dynamo;
mod http;
pub mod jwks;
pub mod local;
pub mod mail;
pub mod memory;
pub mod s3_media;
pub mod sentry;
pub mod sqs;
pub mod tenant_sessions;
pub mod transcriber;
pub mod twilio;
pub mod websocket_push;
