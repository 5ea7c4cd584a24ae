//! Every route through the local runner, over the embedded table and the simulated carrier.

mod access;
mod identity;
mod identity_keys;
mod identity_owner;
mod inbound;
mod live;
mod load;
mod outbound;
mod sessions;
