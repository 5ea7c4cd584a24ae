//! Every Lambda of the bundle.

use hub_lambda::Route;

/// The routes of all areas.
#[must_use]
pub fn all() -> Vec<Route> {
    let areas = [
        twilio_webhooks::routes(),
        voice_webhooks::routes(),
        calls_api::routes(),
        messages_api::routes(),
        media_api::routes(),
        schedule_api::routes(),
        campaigns_api::routes(),
        whatsapp_api::routes(),
        conversations_api::routes(),
        contacts_api::routes(),
        accounts_api::routes(),
        people_api::routes(),
        organization_api::routes(),
        integrations_api::routes(),
        numbers_api::routes(),
        search_api::routes(),
        live_socket::routes(),
        operations_api::routes(),
        dashboard::routes(),
        workers::routes(),
    ];
    areas.into_iter().flatten().collect()
}
