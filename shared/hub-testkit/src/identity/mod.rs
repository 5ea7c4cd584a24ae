//! An identity provider that runs on loopback: it signs tokens, publishes its keys, rotates them and goes down.
//!
//! Tokens are put together from parts here, without a JWT library, so that wrong ones can be made as easily as right
//! ones. Keys are made at start; none is kept.

mod keys;
mod provider;
mod token;

pub use provider::IdentityProvider;
pub use token::{Signature, forge};
