//! Every route through the local runner, over the embedded table and the simulated carrier.

mod access;
mod calls;
mod carrier;
mod chaos;
mod identity;
mod identity_keys;
mod identity_owner;
mod inbound;
mod live;
mod load;
mod numbers;
mod outbound;
mod pacing;
mod people;
mod schedule;
mod schedule_ahead;
mod schedule_many;
mod sessions;
mod settings;
mod sign_up;
