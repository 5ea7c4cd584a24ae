//! Development endpoints for browsers that are clients: what rings them, what they do.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::state::SimulatorState;
use super::client_events::{Feed, rings};
use super::clients::Browser;
use super::live::Action;
use super::token::VoiceClient;

/// A browser that was closed is noticed when it is next told something.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

type Refusal = (StatusCode, Json<Value>);

pub(crate) fn routes() -> Router<SimulatorState> {
    Router::new().route("/_dev/clients/events", get(events)).route("/_dev/clients/calls/{sid}", post(act))
}

#[derive(Deserialize)]
struct Asker {
    /// An access token.
    #[serde(default)]
    token: String,
    /// A name of this browser, if it renews its token.
    tab: Option<String>,
}

impl Asker {
    fn client(&self, state: &SimulatorState) -> Result<VoiceClient, Refusal> {
        let client = state.client_of(&self.token).map_err(|why| refusal(StatusCode::UNAUTHORIZED, &why.to_string()))?;
        if client.may_receive {
            Ok(client)
        } else {
            Err(refusal(StatusCode::UNAUTHORIZED, "it does not allow incoming calls"))
        }
    }

    fn browser(self, client: &VoiceClient) -> Browser {
        Browser { address: client.address(), token: self.token, tab: self.tab }
    }
}

/// What rings the token's client, while the connection is open. It stays open when the token expires.
async fn events(
    State(state): State<SimulatorState>,
    Query(asker): Query<Asker>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Refusal> {
    let client = asker.client(&state)?;
    let presence = state.is_at_the_phone(&client.address());
    let feed = Feed::new(state.is_open_at(asker.browser(&client)), &client);
    let mut changes = state.changes();
    changes.mark_changed();
    // The receiver alone: a page left open must not keep a dropped simulator's state alive.
    drop(state);
    let stream = stream::unfold((feed, changes, presence), |(mut feed, mut changes, presence)| async move {
        loop {
            if let Some(event) = feed.next() {
                return Some((Ok(event), (feed, changes, presence)));
            }
            changes.changed().await.ok()?;
            changes.mark_unchanged();
            feed.look()?;
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

async fn act(
    State(state): State<SimulatorState>,
    Path(sid): Path<String>,
    Query(asker): Query<Asker>,
    Json(action): Json<Action>,
) -> Result<Json<Value>, Refusal> {
    let client = asker.client(&state)?;
    let is_running = |call: &super::Call| rings(call, &client.account_sid, &client.address()) && !call.is_over();
    if state.call(&sid).filter(is_running).is_none() {
        return Err(refusal(StatusCode::NOT_FOUND, "There is no running call of this client."));
    }
    if action == Action::Answer && !state.takes(&asker.browser(&client), &sid) {
        return Err(refusal(StatusCode::CONFLICT, "It was answered elsewhere."));
    }
    match state.act(&sid, action) {
        Ok(()) => Ok(Json(json!({ "sid": sid }))),
        Err(error) => Err(refusal(StatusCode::NOT_FOUND, &error.to_string())),
    }
}

fn refusal(status: StatusCode, words: &str) -> Refusal {
    (status, Json(json!({ "error": words })))
}
