//! Endpoints for people and scripts, under `/_dev/`: the handset page, faults, the request log.

use std::convert::Infallible;

use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::attachment::Attachment;
use super::faults::ArmedFault;
use super::inbound::Inbound;
use super::media;
use super::message::{Direction, Message};
use super::state::SimulatorState;
use super::target::target;

const PAGE: &str = include_str!("handset/phone.html");
const SCRIPT: &str = include_str!("handset/phone.js");
const CALL_SCRIPT: &str = include_str!("handset/phone-call.js");
const STYLE: &str = include_str!("handset/phone.css");
/// Ten files of 5 MB, as base64.
const SENT_MAX_BYTES: usize = 70 * 1024 * 1024;

pub(crate) fn routes() -> Router<SimulatorState> {
    Router::new()
        .route("/_dev/phone", get(|| async { asset("text/html; charset=utf-8", PAGE) }))
        .route("/_dev/phone.js", get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/_dev/phone-call.js", get(|| async { asset("text/javascript; charset=utf-8", CALL_SCRIPT) }))
        .route("/_dev/phone.css", get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route("/_dev/phone/numbers", get(numbers))
        .route("/_dev/phone/messages", get(messages))
        .route("/_dev/phone/send", post(send).layer(DefaultBodyLimit::max(SENT_MAX_BYTES)))
        .route("/_dev/media/{sid}", get(media::file))
        .route("/_dev/phone/events", get(events))
        .route("/_dev/faults", get(faults).post(arm).delete(clear))
        .route("/_dev/requests", get(requests))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, "default-src 'self'; img-src 'self' data: http: https:; frame-ancestors 'self'"),
    ];
    (headers, text).into_response()
}

async fn numbers(State(state): State<SimulatorState>) -> Json<Value> {
    let mut rows = vec![];
    for account in state.accounts() {
        for number in &account.numbers {
            rows.push(json!({
                "number": number.address,
                "label": number.label,
                "account_sid": account.sid,
                "takes_calls": !number.settings.voice_url.is_empty() || !number.settings.voice_application_sid.is_empty(),
                "listening": state.registry(|r| r.is_active(&account)) && target(&account, &number.address).is_ok(),
            }));
        }
    }
    Json(json!({ "numbers": rows }))
}

#[derive(Deserialize)]
struct Handset {
    number: String,
}

async fn messages(State(state): State<SimulatorState>, Query(handset): Query<Handset>) -> Json<Value> {
    let rows: Vec<Value> = state.look(|ledger| ledger.handset(&handset.number).map(row).collect());
    Json(json!({ "messages": rows }))
}

fn row(message: &Message) -> Value {
    let mine = message.direction == Direction::Inbound;
    let hub_number = if mine { Some(message.to.as_str()) } else { message.from.as_deref() };
    json!({
        "sid": message.sid,
        "hub_number": hub_number,
        "mine": mine,
        "by_provider": message.by_provider,
        "body": message.body,
        "media_urls": message.media_urls,
        "media": message.media.iter().map(|part| json!({
            "url": format!("/_dev/media/{}", part.sid), "content_type": part.content_type, "size": part.size,
        })).collect::<Vec<_>>(),
        "status": message.status,
        "at": message.created_at,
    })
}

#[derive(Deserialize)]
struct Text {
    from: String,
    to: String,
    #[serde(default)]
    body: String,
    /// The name that a person on WhatsApp gives themselves.
    #[serde(default)]
    profile_name: Option<String>,
    /// So many pictures that the simulator makes.
    #[serde(default)]
    pictures: u64,
    #[serde(default)]
    files: Vec<SentFile>,
}

#[derive(Deserialize)]
struct SentFile {
    content_type: String,
    base64: String,
}

async fn send(State(state): State<SimulatorState>, Json(text): Json<Text>) -> Response {
    let is_empty = text.body.is_empty() && text.pictures == 0 && text.files.is_empty();
    if text.from.trim().is_empty() || is_empty {
        return refusal(StatusCode::BAD_REQUEST, "Both a customer number and a text or a picture are needed.");
    }
    let mut inbound = Inbound::text(text.from.trim(), text.to, text.body);
    if let Some(name) = text.profile_name.filter(|name| !name.is_empty()) {
        inbound = inbound.with_param("ProfileName", name);
    }
    for _ in 0..text.pictures.min(10) {
        inbound = inbound.with_attachment(Attachment::picture(state.dice(rand::Rng::random)));
    }
    for file in text.files {
        let Ok(bytes) = STANDARD.decode(file.base64) else {
            return refusal(StatusCode::BAD_REQUEST, "A file is not base64.");
        };
        inbound = inbound.with_attachment(Attachment::new(file.content_type, bytes));
    }
    match state.send(inbound).await {
        Ok(delivery) => Json(delivery).into_response(),
        Err(error) => refusal(StatusCode::NOT_FOUND, &error.to_string()),
    }
}

fn refusal(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "error": words }))).into_response()
}

#[derive(Deserialize)]
struct Listener {
    /// The number whose handset is open: calls ring it.
    #[serde(default)]
    number: String,
    /// The access token of a browser: calls ring it as its client.
    token: Option<String>,
}

/// One `changed` event at once and one after each change; the page then asks for what it shows.
async fn events(
    State(state): State<SimulatorState>,
    Query(listener): Query<Listener>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let client = listener.token.and_then(|token| state.client_of(&token).ok()).filter(|client| client.may_receive);
    let address = client.map_or(listener.number, |client| client.address());
    let presence = state.is_at_the_phone(&address);
    let mut changes = state.changes();
    changes.mark_changed();
    // The receiver alone: a page left open must not keep a dropped simulator's state alive.
    drop(state);
    let stream = stream::unfold((changes, presence), |(mut changes, presence)| async move {
        changes.changed().await.ok()?;
        let version = *changes.borrow_and_update();
        Some((Ok(Event::default().event("changed").data(version.to_string())), (changes, presence)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn faults(State(state): State<SimulatorState>) -> Json<Value> {
    Json(json!({ "faults": state.armed_faults() }))
}

async fn arm(State(state): State<SimulatorState>, Json(fault): Json<ArmedFault>) -> (StatusCode, Json<Value>) {
    state.arm_fault(fault);
    (StatusCode::CREATED, Json(json!({ "faults": state.armed_faults() })))
}

async fn clear(State(state): State<SimulatorState>) -> StatusCode {
    state.clear_faults();
    StatusCode::NO_CONTENT
}

async fn requests(State(state): State<SimulatorState>) -> Json<Value> {
    Json(json!({ "requests": state.requests(), "webhooks": state.webhooks() }))
}
