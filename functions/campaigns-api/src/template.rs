//! `GET /api/templates/{id}`: one template.

use hub_core::ids::TemplateId;
use hub_core::templates::MessageTemplate;
use hub_lambda::auth::Principal;
use hub_lambda::http::{PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `templates-show`.
#[must_use]
pub fn route() -> Route {
    Route::api("templates-show", handle)
}

/// Shows the template.
///
/// # Errors
/// 404.
pub async fn handle(
    hub: Hub,
    who: Principal,
    PathId(id): PathId<TemplateId>,
) -> Result<Shown<MessageTemplate>, ApiError> {
    let found = hub.ports.templates.template(who.tenant(), &id).await?;
    found.map(Shown).ok_or_else(ApiError::not_found)
}
