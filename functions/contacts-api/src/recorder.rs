//! Who changes consent, for ledger and audit.

use hub_core::audit::Doer;
use hub_lambda::auth::{Editor, Origin};
use hub_lambda::{ApiError, Hub};

/// The caller with the name that they have now.
pub async fn doer(hub: &Hub, who: &Editor, from: &str) -> Result<Doer, ApiError> {
    if who.origin() == Origin::Provider {
        return Ok(who.doer(from));
    }
    let login = hub.ports.accounts.login(who.tenant(), who.user()).await?.ok_or_else(ApiError::invalid_token)?;
    Ok(Doer::person(who.user(), &login.user.name, from))
}
