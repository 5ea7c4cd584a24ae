//! The edge: a route is a name and a handler, a door turns Lambda events into arguments and results into answers.
//!
//! Authentication is a value. A handler that takes a [`Principal`](auth::Principal) or a
//! [`SignedTwilioForm`](twilio::SignedTwilioForm) can be called only after the door has made one, because nobody else
//! can: their fields are private.

pub mod auth;
pub mod bootstrap;
pub mod describe;
pub mod error;
pub mod http;
pub mod hub;
mod log_batch;
pub mod logging;
mod metrics;
mod route;
pub mod socket;
pub mod twilio;

pub use error::ApiError;
pub use hub::{Hub, Settings, TenantScope};
pub use route::{Invocation, Route};
