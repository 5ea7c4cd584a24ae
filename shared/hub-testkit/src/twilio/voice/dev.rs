//! Development endpoints for calls: the handset's, and those of a script.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::error::SimulatorError;
use super::super::state::SimulatorState;
use super::call::{Call, CallDirection};
use super::live::Action;
use super::person::Person;

/// A handset shows no more calls than these.
const SHOWN_MAX: usize = 20;

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

pub(crate) fn routes() -> Router<SimulatorState> {
    Router::new()
        .route("/_dev/phone/call", post(place))
        .route("/_dev/phone/calls", get(shown))
        .route("/_dev/phone/calls/{sid}", post(act))
        .route("/_dev/clients/call", post(place_as_client))
        .route("/_dev/people", get(people))
        .route("/_dev/people/{address}", post(set_person).delete(forget_person))
        .route("/_dev/calls", get(everything))
}

#[derive(Deserialize)]
struct Placed {
    from: String,
    to: String,
    /// Who calls; a live person by default.
    #[serde(default = "Person::live")]
    person: Person,
}

async fn place(State(state): State<SimulatorState>, Json(call): Json<Placed>) -> Answer {
    let from = call.from.trim();
    if from.is_empty() {
        return Err(refusal(StatusCode::BAD_REQUEST, "A number to call from is needed."));
    }
    sid(state.place_call(from, &call.to, call.person))
}

#[derive(Deserialize)]
struct ClientCall {
    token: String,
    #[serde(default)]
    params: BTreeMap<String, String>,
    #[serde(default = "Person::live")]
    person: Person,
}

async fn place_as_client(State(state): State<SimulatorState>, Json(call): Json<ClientCall>) -> Answer {
    let params: Vec<(&str, &str)> = call.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sid(state.place_client_call(&call.token, &params, call.person))
}

fn sid(placed: Result<String, SimulatorError>) -> Answer {
    match placed {
        Ok(sid) => Ok(Json(json!({ "sid": sid }))),
        Err(error @ SimulatorError::RefusedToken(_)) => Err(refusal(StatusCode::UNAUTHORIZED, &error.to_string())),
        Err(error) => Err(refusal(StatusCode::NOT_FOUND, &error.to_string())),
    }
}

#[derive(Deserialize)]
struct Handset {
    number: String,
}

/// The newest calls of a handset, oldest first.
async fn shown(State(state): State<SimulatorState>, Query(handset): Query<Handset>) -> Json<Value> {
    let mut rows: Vec<Value> = state.look(|ledger| {
        let of_handset = ledger.calls().iter().rev().filter(|call| call.other_side() == handset.number);
        of_handset.take(SHOWN_MAX).map(row).collect()
    });
    rows.reverse();
    Json(json!({ "calls": rows }))
}

fn row(call: &Call) -> Value {
    let mine = call.direction == CallDirection::Inbound;
    json!({
        "sid": call.sid,
        "hub_number": if mine { &call.to } else { &call.from },
        "mine": mine,
        "status": call.status,
        "is_over": call.is_over(),
        "is_ringing_here": !mine && call.status == "ringing",
        "is_answered": call.answered_at.is_some(),
        "heard": call.heard,
        "duration": call.duration,
        "problems": call.problems,
        "at": call.created_at,
    })
}

async fn act(State(state): State<SimulatorState>, Path(sid): Path<String>, Json(action): Json<Action>) -> Answer {
    match state.act(&sid, action) {
        Ok(()) => Ok(Json(json!({ "sid": sid }))),
        Err(error) => Err(refusal(StatusCode::NOT_FOUND, &error.to_string())),
    }
}

async fn people(State(state): State<SimulatorState>) -> Json<Value> {
    Json(json!({ "people": state.people() }))
}

async fn set_person(
    State(state): State<SimulatorState>,
    Path(address): Path<String>,
    Json(person): Json<Person>,
) -> StatusCode {
    state.set_person(address, person);
    StatusCode::NO_CONTENT
}

async fn forget_person(State(state): State<SimulatorState>, Path(address): Path<String>) -> StatusCode {
    state.forget_person(&address);
    StatusCode::NO_CONTENT
}

async fn everything(State(state): State<SimulatorState>) -> Json<Value> {
    Json(state.look(|ledger| {
        json!({
            "calls": ledger.calls(),
            "recordings": ledger.recordings(),
            "documents": ledger.documents(),
            "verbs": ledger.verbs(),
        })
    }))
}

fn refusal(status: StatusCode, words: &str) -> (StatusCode, Json<Value>) {
    (status, Json(json!({ "error": words })))
}
