//! Every route through the local runner, over the embedded table and the simulated carrier.

mod access;
mod calls;
mod carrier;
mod chaos;
mod dead_letters;
mod identity;
mod identity_keys;
mod identity_owner;
mod inbound;
mod journal;
mod live;
mod load;
mod numbers;
mod outbound;
mod people;
mod retry_table;
mod search;
mod sessions;
mod settings;
mod sign_up;
