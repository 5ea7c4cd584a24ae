//! `GET /api/calls/customers`: with whom the organisation had to do lately.

use hub_core::flows::customers::{Customer, customers};
use hub_lambda::auth::Principal;
use hub_lambda::http::{NoInput, Shown};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Serialize;

/// Behind the function `calls-customers`.
#[must_use]
pub fn route() -> Route {
    Route::api("calls-customers", handle)
}

/// The customers of the last thirty days, newest activity first, at most thirty.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CustomerList {
    /// The customers.
    customers: Vec<Customer>,
}

/// Lists them.
///
/// # Errors
/// 503 if they cannot be read.
pub async fn handle(hub: Hub, who: Principal, _: NoInput) -> Result<Shown<CustomerList>, ApiError> {
    Ok(Shown(CustomerList { customers: customers(&hub.ports, who.tenant()).await? }))
}
