//! `GET /` and everything that no other route has: the web page and its files.

use hub_lambda::http::{HttpCall, HttpReply};
use hub_lambda::{ApiError, Hub, Route};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Behind the function `dashboard-page`.
#[must_use]
pub fn route() -> Route {
    Route::page("dashboard-page", handle)
}

/// The built page: inside the binary in a release, read from the folder while developing.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

const PAGE: &str = "index.html";

/// Where the carrier's SDK for calls in the browser reports the quality of a call. Its sounds are not fetched: the page
/// makes its own.
///
/// # Source
/// "Content Security Policy" in the README of `@twilio/voice-sdk`.
const CALL_REPORTS: &str = "https://eventgw.twilio.com";

/// Calls in the browser need the microphone; nothing that the page shows needs more.
const PERMISSIONS: &str = "camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()";

/// What the page may load: its own, attachments from where they are kept (`blob:` is a picture before its upload), and
/// what calls in the browser need: the other side's voice is a `mediastream:`, and the way to the carrier a socket. Styles
/// come from files alone: what libraries make while they run is adopted (`web/build/adopted-styles.ts`).
fn policy(media_origin: Option<&str>) -> String {
    let media = media_origin.map(|origin| format!(" {origin}")).unwrap_or_default();
    format!(
        "default-src 'self'; style-src 'self'; img-src 'self' data: blob:{media}; media-src 'self' mediastream:{media}; font-src 'self'; connect-src 'self' ws: wss: {CALL_REPORTS}{media}; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Serves a file, or the page for any path that is one of its screens.
///
/// # Errors
/// 404 for a file or an API path that does not exist, 503 if the page was not built.
pub async fn handle(hub: Hub, call: HttpCall) -> Result<HttpReply, ApiError> {
    let path = call.path.trim_start_matches('/');
    let is_reserved = ["api/", "auth/", "webhooks/", "assets/", "media/"].iter().any(|prefix| path.starts_with(prefix));
    let name = if Built::get(path).is_some() { path } else { PAGE };
    if call.method != "GET" && call.method != "HEAD" || (name == PAGE && is_reserved) {
        return Err(ApiError::not_found());
    }
    let accepted = call.header("accept-encoding").unwrap_or_default();
    let (file, encoding) = smallest(name, accepted).ok_or_else(|| {
        ApiError::new(503, "unavailable", "The page is not built. Run npm run build in functions/dashboard/web.")
    })?;
    let mut reply = HttpReply::new(200, content_type(name), file.data.into_owned());
    // Assets carry their hash in the name; the page itself has to be asked for each time.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    reply.headers.extend([
        ("cache-control", cache.to_owned()),
        ("content-security-policy", policy(hub.settings.media_origin.as_deref())),
        ("permissions-policy", PERMISSIONS.to_owned()),
        ("vary", "accept-encoding".to_owned()),
    ]);
    if path.starts_with("shared/") {
        reply.headers.push(("x-robots-tag", "noindex, nofollow".to_owned()));
    }
    reply.headers.extend(encoding.map(|encoding| ("content-encoding", encoding.to_owned())));
    Ok(reply)
}

fn smallest(name: &str, accepted: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.split(',').any(|offer| offer.split(';').next().unwrap_or_default().trim() == encoding)
            && let Some(file) = Built::get(&format!("{name}{suffix}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Built::get(name).map(|file| (file, None))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "wav" => "audio/wav",
        "png" => "image/png",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}
