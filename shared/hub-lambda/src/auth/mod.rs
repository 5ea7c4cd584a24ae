//! Who calls: tokens, the principals that they prove, and the callers that a route admits.
//!
//! A route names its caller as a type ([`Principal`], [`Editor`], [`Owner`]). A handler that has such a value needs no
//! check of its own, because only the door can make one.

mod caller;
mod claims;
mod doer;
mod principal;
mod provider;
mod tokens;

pub use caller::{Caller, Editor, Owner};
pub use doer::named_doer;
pub use principal::{Origin, Principal};
pub use provider::{PROVIDER_LEEWAY_SECONDS, Provider};
pub use tokens::{SECRET_MIN_BYTES, TOKEN_LIFETIME_SECONDS, Tokens};
