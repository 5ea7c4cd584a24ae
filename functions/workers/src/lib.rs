//! What runs behind the queue, the stream and the clock.

pub mod bury_dead_letters;
pub mod fire_scheduled;
pub mod forward_errors;
pub mod index_messages;
pub mod publish_changes;
pub mod run_campaigns;
pub mod send_outbound;
pub mod sweep;

/// The routes of this area.
#[must_use]
pub fn routes() -> Vec<hub_lambda::Route> {
    vec![
        send_outbound::route(),
        publish_changes::route(),
        sweep::route(),
        fire_scheduled::route(),
        run_campaigns::route(),
        index_messages::route(),
        bury_dead_letters::route(),
        forward_errors::route(),
    ]
}
