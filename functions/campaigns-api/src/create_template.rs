//! `POST /api/templates`: a person keeps a text for repeated use.

use hub_core::flows::templates::create_template;
use hub_core::templates::MessageTemplate;
use hub_lambda::auth::Editor;
use hub_lambda::http::{Body, Created};
use hub_lambda::{ApiError, Hub, Route};
use schemars::JsonSchema;
use serde::Deserialize;

/// Behind the function `templates-create`.
#[must_use]
pub fn route() -> Route {
    Route::api("templates-create", handle)
}

/// A new template.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTemplate {
    /// Its name, at most 80 characters.
    name: String,
    /// The text, at most 1,600 characters; `{{first_name}}`, `{{name}}`, `{{number}}` and own variables are filled in.
    body: String,
}

/// Makes the template.
///
/// # Errors
/// 400 for a name or text that cannot be, 409 `name_taken`.
pub async fn handle(
    hub: Hub,
    who: Editor,
    Body(request): Body<NewTemplate>,
) -> Result<Created<MessageTemplate>, ApiError> {
    let made = create_template(&hub.ports, who.tenant(), (&request.name, &request.body), who.user()).await?;
    Ok(Created(made))
}
