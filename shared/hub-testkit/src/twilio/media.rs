//! The Media resource and the hosts behind it: files behind HTTP Basic, a redirect to another host, and what the hub's
//! own URLs gave.
//!
//! # Source
//! `contracts/twilio.md` §2, media download: Basic authentication is enforced; the answer is a redirect to a CDN, whose
//! short-lived URL is its own proof and which takes no other.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::attachment::{Attachment, MediaPart};
use super::faults::{Family, Fault};
use super::message::Message;
use super::rest::Reply;
use super::rest_error::RestError;
use super::state::SimulatorState;
use super::webhook::request;

/// Twilio's limit for all files of a message.
const TOTAL_MAX_BYTES: usize = 5 * 1024 * 1024;
const REDIRECTS_MAX: usize = 3;

/// A file and whose it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Label {
    message_sid: String,
    customer: String,
    content_type: String,
}

/// The files of all messages.
#[derive(Debug, Default)]
pub(crate) struct Files {
    folder: Option<PathBuf>,
    held: Mutex<HashMap<String, (Label, Vec<u8>)>>,
    /// What each URL of the CDN shows: a file, and what goes wrong with it.
    shown: Mutex<HashMap<String, (String, Option<Fault>)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Files {
    /// Files that are kept beside a state file.
    pub(crate) fn beside(state_file: Option<&PathBuf>) -> Self {
        Self { folder: state_file.map(|file| file.with_extension("media")), ..Self::default() }
    }

    fn keep(&self, sid: &str, label: Label, bytes: Vec<u8>) -> io::Result<()> {
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder)?;
            let mut file = serde_json::to_vec(&label)?;
            file.push(b'\n');
            file.extend_from_slice(&bytes);
            std::fs::write(folder.join(sid), file)?;
        }
        lock(&self.held).insert(sid.to_owned(), (label, bytes));
        Ok(())
    }

    fn find(&self, sid: &str) -> Option<(Label, Vec<u8>)> {
        if let Some(found) = lock(&self.held).get(sid) {
            return Some(found.clone());
        }
        let is_sid = sid.len() == 34 && sid.bytes().all(|b| b.is_ascii_alphanumeric());
        let file = std::fs::read(self.folder.as_ref().filter(|_| is_sid)?.join(sid)).ok()?;
        let end = file.iter().position(|byte| *byte == b'\n')?;
        Some((serde_json::from_slice(&file[..end]).ok()?, file[end + 1..].to_vec()))
    }
}

impl SimulatorState {
    /// Takes a handset's files in; each one's URL and type for the webhook.
    pub(crate) fn host(
        &self,
        message: &mut Message,
        attachments: &[Attachment],
    ) -> Result<Vec<(String, String)>, io::Error> {
        let origin = self.inner.config.origin.clone().unwrap_or_else(|| "https://api.twilio.com".to_owned());
        let mut hosted = vec![];
        for attachment in attachments {
            let part = self.file(message, &attachment.content_type, attachment.bytes.clone())?;
            let path =
                format!("/2010-04-01/Accounts/{}/Messages/{}/Media/{}", message.account_sid, message.sid, part.sid);
            hosted.push((format!("{origin}{path}"), attachment.content_type.clone()));
            message.media.push(part);
        }
        Ok(hosted)
    }

    fn file(&self, message: &Message, content_type: &str, bytes: Vec<u8>) -> io::Result<MediaPart> {
        let sid = self.fresh_sid("ME");
        let inbound = message.direction == super::message::Direction::Inbound;
        let customer = if inbound { message.from.clone().unwrap_or_default() } else { message.to.clone() };
        let part = MediaPart { sid: sid.clone(), content_type: content_type.to_owned(), size: bytes.len() };
        let label = Label { message_sid: message.sid.clone(), customer, content_type: content_type.to_owned() };
        self.inner.files.keep(&sid, label, bytes)?;
        Ok(part)
    }

    /// The bytes of a file.
    #[must_use]
    pub fn media(&self, sid: &str) -> Option<Vec<u8>> {
        self.inner.files.find(sid).map(|(_, bytes)| bytes)
    }

    /// Fetches what the hub wants to send, as Twilio does. The files, or what Twilio's debugger would say.
    pub(crate) async fn collect(&self, message: &Message) -> Result<Vec<MediaPart>, String> {
        let mut parts = vec![];
        let mut total = 0;
        for url in &message.media_urls {
            let (content_type, bytes) = self.fetch(url).await?;
            total += bytes.len();
            if total > TOTAL_MAX_BYTES {
                return Err("30019: the files are larger than 5 MB".to_owned());
            }
            parts.push(self.file(message, &content_type, bytes).map_err(|error| error.to_string())?);
        }
        Ok(parts)
    }

    async fn fetch(&self, url: &str) -> Result<(String, Vec<u8>), String> {
        let failed = |reason: String| format!("11200: {reason}");
        let mut url = reqwest::Url::parse(url).map_err(|error| failed(error.to_string()))?;
        for _ in 0..=REDIRECTS_MAX {
            let response = request(self, Method::GET, url.as_str()).send().await;
            let response = response.map_err(|error| failed(error.to_string()))?;
            let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            if response.status().is_redirection() {
                let next = header(LOCATION).and_then(|location| url.join(&location).ok());
                url = next.ok_or_else(|| failed("a redirect to nowhere".to_owned()))?;
                continue;
            }
            if !response.status().is_success() {
                return Err(failed(response.status().to_string()));
            }
            let content_type = header(CONTENT_TYPE).ok_or("12300: no content type")?;
            let bytes = response.bytes().await.map_err(|error| failed(error.to_string()))?;
            return Ok((content_type, bytes.to_vec()));
        }
        Err(failed("too many redirects".to_owned()))
    }
}

/// `GET …/Messages/{MM}/Media/{ME}`: leads to the CDN, or goes wrong the way a fault asks for.
pub(crate) fn serve(
    state: &SimulatorState,
    origin: &str,
    (message_sid, sid): (&str, &str),
) -> Result<Reply, RestError> {
    let missing = || RestError::not_found(sid);
    let (label, _) = state.inner.files.find(sid).ok_or_else(missing)?;
    if label.message_sid != message_sid {
        return Err(missing());
    }
    let fault = state.faults(|queue| queue.take(&label.customer, Family::Media));
    match fault {
        Some(Fault::MediaNotFound404) => return Err(missing()),
        Some(Fault::MediaServerError500) => return Err(RestError::server_error()),
        Some(Fault::MediaRedirect { location }) => return Ok(Reply::Redirect(location)),
        _ => {}
    }
    let token = state.dice(super::ids::token);
    lock(&state.inner.files.shown).insert(token.clone(), (sid.to_owned(), fault));
    Ok(Reply::Redirect(format!("{}/_cdn/{token}", other_name(origin))))
}

/// Puts bytes on the CDN; their URL.
pub(crate) fn show_bytes(
    state: &SimulatorState,
    origin: &str,
    (content_type, bytes): (&str, Vec<u8>),
    fault: Option<Fault>,
) -> String {
    let token = state.dice(super::ids::token);
    let label = Label { message_sid: String::new(), customer: String::new(), content_type: content_type.to_owned() };
    lock(&state.inner.files.held).insert(token.clone(), (label, bytes));
    lock(&state.inner.files.shown).insert(token.clone(), (token.clone(), fault));
    format!("{}/_cdn/{token}", other_name(origin))
}

/// This machine by its other name: to a client that is another host.
fn other_name(origin: &str) -> String {
    if origin.contains("127.0.0.1") {
        origin.replace("127.0.0.1", "localhost")
    } else {
        origin.replace("localhost", "127.0.0.1")
    }
}

/// The CDN: its URL is the proof, and a second one is refused, as S3 refuses it.
pub(crate) async fn cdn(
    State(state): State<SimulatorState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    if headers.contains_key(AUTHORIZATION) {
        return (StatusCode::BAD_REQUEST, "Only one auth mechanism allowed").into_response();
    }
    let shown = lock(&state.inner.files.shown).get(&token).cloned();
    let Some((sid, fault)) = shown else { return StatusCode::FORBIDDEN.into_response() };
    let Some((label, bytes)) = state.inner.files.find(&sid) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = [(CONTENT_TYPE, label.content_type)];
    match fault {
        Some(Fault::MediaWrongType) => (kind, "<!doctype html><script>alert(document.domain)</script>").into_response(),
        Some(Fault::MediaTooBig) => (kind, endless()).into_response(),
        Some(Fault::MediaCut) => (kind, cut(bytes)).into_response(),
        Some(Fault::MediaSlow { delay_ms }) => {
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            (kind, bytes).into_response()
        }
        _ => (kind, bytes).into_response(),
    }
}

/// Half of the bytes, and then the connection closes.
fn cut(bytes: Vec<u8>) -> Body {
    let half = Bytes::from(bytes[..bytes.len() / 2].to_vec());
    Body::from_stream(stream::iter([Ok(half), Err(io::Error::other("cut on purpose"))]))
}

/// A gigabyte without a length. A client that gives up ends it.
fn endless() -> Body {
    let chunk = Bytes::from(vec![0xFF; 64 * 1024]);
    Body::from_stream(stream::iter((0..16_384).map(move |_| Ok::<_, io::Error>(chunk.clone()))))
}

/// A file for the handset page.
pub(crate) async fn file(State(state): State<SimulatorState>, Path(sid): Path<String>) -> Response {
    match state.inner.files.find(&sid) {
        Some((label, bytes)) => ([(CONTENT_TYPE, label.content_type)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
