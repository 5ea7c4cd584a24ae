//! The Twilio simulator through its doors: REST, webhooks, handset, development endpoints.

mod accounts;
mod auth_tokens;
mod available_numbers;
mod callbacks;
mod dev_endpoints;
mod dev_provisioning;
mod faults;
mod inbound;
mod incoming_numbers;
mod log;
mod messaging_services;
mod rest_create;
mod rest_item;
mod rest_list;
mod state_file;
mod state_file_provisioning;
mod support;
