//! Who does something, for the audit.

use hub_core::audit::Doer;

use super::{Editor, Origin};
use crate::{ApiError, Hub};

/// The caller with the name that they have now.
///
/// # Errors
/// 401 if the person is gone.
pub async fn named_doer(hub: &Hub, who: &Editor, from: &str) -> Result<Doer, ApiError> {
    if who.origin() == Origin::Provider {
        return Ok(who.doer(from));
    }
    let login = hub.ports.accounts.login(who.tenant(), who.user()).await?.ok_or_else(ApiError::invalid_token)?;
    Ok(Doer::person(who.user(), &login.user.name, from))
}
