//! The HTTP API and the function URLs: requests become events of payload format 2.0.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hub_core::ports::Clock;
use hub_testkit::twilio::SimulatorState;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Shared, outside, sockets};
use crate::seed::DEMOS;

/// API Gateway takes no larger payload.
const BODY_MAX_BYTES: usize = 10 * 1024 * 1024;

pub(super) fn serve(
    tasks: &mut JoinSet<()>,
    listener: TcpListener,
    shared: Arc<Shared>,
    simulator: Option<SimulatorState>,
) {
    let hub = Router::new()
        .route("/_dev/info", get(info))
        .route("/_dev/mail", get(mail))
        .route("/_dev/clock", get(clock).post(set_ahead))
        .route("/_dev/sockets/cut", post(sockets::cut))
        .route(sockets::PATH, get(sockets::open))
        .route("/@connections/{id}", post(sockets::push).delete(sockets::close))
        .route("/lambda-url/{function}/{*path}", axum::routing::any(function_url))
        .fallback(http_api)
        .with_state(shared.clone())
        .nest(outside::BUCKETS, shared.bucket.router());
    let app = match simulator {
        Some(state) => hub.merge(hub_testkit::twilio::router(state)),
        None => hub,
    };
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, app).await {
            tracing::error!(%error, "the local gateway stopped");
        }
    });
}

async fn info(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let tenants: Vec<Value> = DEMOS.iter().map(crate::seed::Demo::info).collect();
    Json(json!({
        "base_url": shared.base_url,
        "ws_url": shared.hub.settings.live_url,
        "carrier_url": shared.carrier_url,
        "tenants": tenants,
    }))
}

/// The hub's time.
async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "now": shared.clock.now().to_string() }))
}

/// Sets the hub's clock ahead, and not the machine's: `{"advance_seconds": 3600}`.
async fn set_ahead(State(shared): State<Arc<Shared>>, Json(request): Json<Value>) -> Response {
    let Some(seconds) = request["advance_seconds"].as_u64().and_then(|seconds| u32::try_from(seconds).ok()) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "advance_seconds is a whole number." })))
            .into_response();
    };
    shared.clock.advance(SignedDuration::from_secs(i64::from(seconds)));
    clock(State(shared)).await.into_response()
}

/// The mails that the hub sent, newest first: for a program as JSON, for a person as a page.
async fn mail(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let mails = shared.outbox.mails();
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !accepted.contains("text/html") {
        return Json(json!({ "mails": mails })).into_response();
    }
    let mut text = String::from("Mails that the hub sent, newest first. Reload to see more.\n");
    for mail in mails {
        let line = format!(
            "\n{}\nAt: {}\nTo: {}\nSubject: {}\n\n{}",
            "-".repeat(72),
            mail.at,
            mail.to,
            mail.subject,
            mail.text
        );
        text.push_str(&line);
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn http_api(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
    let lookup = if method == "HEAD" { "GET" } else { &method };
    let Some((route, parameters)) = shared.template.find(lookup, &path) else {
        return (StatusCode::NOT_FOUND, Json(json!({ "message": "Not Found" }))).into_response();
    };
    let key = format!("{} {}", route.method, route.path);
    let function = route.function.clone();
    invoke(&shared, &function, &key, parameters, request).await
}

/// `/lambda-url/<function>/…`: the event of a function URL, whose signed URL is this path under the base URL.
async fn function_url(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let function = path.split('/').nth(2).unwrap_or_default().to_owned();
    let has_url =
        shared.template.functions.get(&function).is_some_and(|properties| properties["FunctionUrlConfig"].is_object());
    if !has_url {
        return StatusCode::NOT_FOUND.into_response();
    }
    invoke(&shared, &function, "$default", Map::new(), request).await
}

async fn invoke(
    shared: &Shared,
    function: &str,
    route_key: &str,
    parameters: Map<String, Value>,
    request: Request,
) -> Response {
    // As API Gateway answers where Lambda runs no further execution.
    let Ok(_taken) = shared.in_flight.try_acquire() else {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "message": "Service Unavailable" }))).into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX_BYTES).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let http = json!({ "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "local" });
    let (body, is_base64) = match String::from_utf8(body.to_vec()) {
        Ok(text) => (text, false),
        Err(bytes) => (STANDARD.encode(bytes.as_bytes()), true),
    };
    let request_id = shared.hub.ports.ids.ulid(shared.clock.now()).to_string();
    let event = json!({
        "version": "2.0", "routeKey": route_key, "rawPath": path, "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers(&parts.headers), "pathParameters": parameters, "body": body, "isBase64Encoded": is_base64,
        "requestContext": { "accountId": "000000000000", "apiId": "local", "stage": "$default", "domainName": "localhost", "http": http, "requestId": request_id },
    });
    let Some(route) = shared.routes.get(function) else { return StatusCode::NOT_FOUND.into_response() };
    match route.invoke(&shared.hub, &event.to_string()).await {
        Ok(answer) => response(&answer),
        Err(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "message": "Internal Server Error" }))).into_response()
        }
    }
}

/// Lower-case names, repeated headers joined by a comma.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let mut map = Map::new();
    for name in headers.keys() {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        map.insert(name.as_str().to_owned(), Value::String(values.join(",")));
    }
    map
}

fn response(answer: &Value) -> Response {
    let status = answer["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
    let body = answer["body"].as_str().unwrap_or_default();
    let body = if answer["isBase64Encoded"] == true {
        STANDARD.decode(body).unwrap_or_default()
    } else {
        body.as_bytes().to_vec()
    };
    let mut builder = Response::builder().status(status);
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        builder = builder.header(name, value.as_str().unwrap_or_default());
    }
    builder
        .header(header::SERVER, "hub-local")
        .body(Body::from(body))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}
