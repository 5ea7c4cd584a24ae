//! `PATCH /api/templates/{id}`: changes a template.

use hub_core::flows::templates::{TemplateChange, change_template};
use hub_core::ids::TemplateId;
use hub_core::templates::MessageTemplate;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, PathId, Shown};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `templates-change`.
#[must_use]
pub fn route() -> Route {
    Route::api("templates-change", handle)
}

/// Changes the version that the change names.
///
/// # Errors
/// 404, 400 or 409 `name_taken` as for a new one, 409 `conflict` with the `current` template.
pub async fn handle(
    hub: Hub,
    who: Editor,
    (PathId(id), Body(change)): (PathId<TemplateId>, Body<TemplateChange>),
) -> Result<Shown<MessageTemplate>, ApiError> {
    Ok(Shown(change_template(&hub.ports, who.tenant(), &id, change, who.user()).await?))
}
