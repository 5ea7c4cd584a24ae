//! What an organisation decides about itself, and the audit of what was done.

pub mod audit;
mod audit_query;
pub mod change_settings;
pub mod export_audit;
pub mod settings;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![settings::route(), change_settings::route(), audit::route(), export_audit::route()]
}
