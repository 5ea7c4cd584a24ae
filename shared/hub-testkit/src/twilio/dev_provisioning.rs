//! Development endpoints that do what a person would do in Twilio's console: rotate a token, break a number.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::SimulatorError;
use super::number::NumberSettings;
use super::state::SimulatorState;

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

pub(crate) fn routes() -> Router<SimulatorState> {
    Router::new()
        .route("/_dev/purchases", get(purchases))
        .route("/_dev/accounts/{sid}/rotate", post(rotate))
        .route("/_dev/numbers/{number}", get(show).post(set))
        .route("/_dev/numbers/{number}/service", post(set_service))
}

async fn purchases(State(state): State<SimulatorState>) -> Json<Value> {
    Json(json!({ "purchases": state.purchases() }))
}

/// A new primary token at once, as a person who promotes a secondary one.
async fn rotate(State(state): State<SimulatorState>, Path(sid): Path<String>) -> Answer {
    state.create_secondary_token(&sid).map_err(|error| refusal(&error))?;
    let token = state.promote_token(&sid).map_err(|error| refusal(&error))?;
    Ok(Json(json!({ "auth_token": token })))
}

async fn show(State(state): State<SimulatorState>, Path(number): Path<String>) -> Answer {
    let owned = state.owned(&number).ok_or_else(|| refusal(&SimulatorError::UnknownNumber(number)))?;
    let mut body = json!(owned.number.settings);
    body["number"] = json!(owned.number.address);
    body["sid"] = json!(owned.number.sid);
    body["account_sid"] = json!(owned.account_sid);
    body["service_sid"] = json!(owned.service_sid);
    Ok(Json(body))
}

async fn set(
    State(state): State<SimulatorState>,
    Path(number): Path<String>,
    Json(changes): Json<BTreeMap<String, Option<String>>>,
) -> Answer {
    let owned = state.owned(&number).ok_or_else(|| refusal(&SimulatorError::UnknownNumber(number.clone())))?;
    if let Some(name) = changes.keys().find(|name| !NumberSettings::has(name)) {
        return Err(refusal(&SimulatorError::InvalidSetting(format!("{name} is no setting of a number"))));
    }
    let changes: Vec<_> = changes.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect();
    let mut settings = owned.number.settings;
    settings.apply(&changes).map_err(|error| refusal(&SimulatorError::InvalidSetting(error.message)))?;
    state.set_number_config(&number, |known| *known = settings).map_err(|error| refusal(&error))?;
    show(State(state), Path(number)).await
}

#[derive(Deserialize)]
struct Pool {
    /// None: out of every pool.
    sid: Option<String>,
}

async fn set_service(
    State(state): State<SimulatorState>,
    Path(number): Path<String>,
    Json(pool): Json<Pool>,
) -> Answer {
    match pool.sid {
        Some(sid) => state.move_to_service(&number, &sid),
        None => state.leave_service(&number).map(drop),
    }
    .map_err(|error| refusal(&error))?;
    show(State(state), Path(number)).await
}

fn refusal(error: &SimulatorError) -> (StatusCode, Json<Value>) {
    let status = match error {
        SimulatorError::UnknownNumber(_) | SimulatorError::UnknownAccount(_) => StatusCode::NOT_FOUND,
        SimulatorError::StateFile { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    (status, Json(json!({ "error": error.to_string() })))
}
