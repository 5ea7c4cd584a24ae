//! Stand-ins for the outside world, for tests and for the local runner.
//!
//! Nothing here depends on the hub's own crates: a simulator that shared their code would share their mistakes.
//! [`twilio`] speaks Twilio's messaging interface as Twilio's own client libraries expect it. [`identity`] signs tokens
//! as Auth0, Entra or Supabase do. [`speech`] writes recordings down.

pub mod identity;
pub mod objects;
pub mod speech;
pub mod twilio;
