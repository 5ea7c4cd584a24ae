//! `DELETE /api/templates/{id}`: removes a template.

use hub_core::flows::templates::delete_template;
use hub_core::ids::TemplateId;
use hub_lambda::auth::Editor;
use hub_lambda::http::{NoContent, PathId};
use hub_lambda::{ApiError, Hub, Route};

/// Behind the function `templates-delete`.
#[must_use]
pub fn route() -> Route {
    Route::api("templates-delete", handle)
}

/// Removes the template; campaigns keep the text that they took from it.
///
/// # Errors
/// 404, or 409 `conflict` with the `current` template if somebody changes it at the same moment.
pub async fn handle(hub: Hub, who: Editor, PathId(id): PathId<TemplateId>) -> Result<NoContent, ApiError> {
    delete_template(&hub.ports, who.tenant(), &id).await?;
    Ok(NoContent)
}
