//! `POST /api/ws-ticket`: a ticket that opens one socket.

use hub_core::flows::live::{TICKET_LIFETIME, issue_ticket};
use hub_lambda::auth::{Origin, Principal};
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `live-ticket`.
#[must_use]
pub fn route() -> Route {
    Route::api("live-ticket", handle)
}

/// A ticket and where to use it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// Goes into the socket's URL as `?ticket=`; good once.
    ticket: String,
    /// Seconds until it expires.
    expires_in: i64,
    /// The socket's URL.
    url: String,
}

/// Makes a ticket.
///
/// # Errors
/// 503 without `LIVE_URL`, 401 for somebody who was removed.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<Ticket>, ApiError> {
    let url = hub.settings.live_url.clone().ok_or_else(|| ApiError::not_configured("LIVE_URL"))?;
    // A token outlives the person's removal by minutes; a socket would by hours.
    if who.origin() == Origin::Hub && hub.ports.accounts.login(who.tenant(), who.user()).await?.is_none() {
        return Err(ApiError::invalid_token());
    }
    let ticket = issue_ticket(&hub.ports, who.visitor()).await?;
    Ok(Shown(Ticket { ticket, expires_in: TICKET_LIFETIME.as_secs(), url }))
}
