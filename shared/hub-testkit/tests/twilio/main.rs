//! The Twilio simulator through its doors: REST, webhooks, handset, development endpoints.

mod callbacks;
mod dev_endpoints;
mod faults;
mod inbound;
mod log;
mod rest_create;
mod rest_item;
mod rest_list;
mod state_file;
mod support;
