//! A service that writes down what is said: any that takes `OpenAI`'s request for it, in the cloud or on a machine nearby.
//!
//! # Source
//! `OpenAI`'s API reference, "Create transcription": a form with `file` and `model`, answered by `{"text": …}`.

use std::time::Duration;

use async_trait::async_trait;
use hub_core::ports::{PortResult, Sound, Transcribed, Transcriber};
use reqwest::multipart::{Form, Part};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::http::{Patience, client, safe_url};

/// Three minutes of voicemail take such a service some seconds.
const PATIENCE: Patience = Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(25) };

/// The client of such a service.
pub struct SpeechService {
    http: reqwest::Client,
    url: String,
    key: Option<SecretString>,
    model: String,
}

#[derive(Deserialize)]
struct Answer {
    text: String,
}

impl SpeechService {
    /// The service whose routes begin with `base_url`, such as `https://api.openai.com/v1`; plain HTTP only to this machine.
    ///
    /// # Errors
    /// `Rejected` for a URL that would carry voices in the clear.
    pub fn new(base_url: &str, key: Option<SecretString>, model: &str) -> PortResult<Self> {
        safe_url(base_url, "the transcriber")?;
        let url = format!("{}/audio/transcriptions", base_url.trim_end_matches('/'));
        Ok(Self { http: client(PATIENCE)?, url, key, model: model.to_owned() })
    }
}

#[async_trait]
impl Transcriber for SpeechService {
    fn is_there(&self) -> bool {
        true
    }

    async fn transcribe(&self, sound: Sound) -> Transcribed {
        let part = match Part::bytes(sound.bytes).file_name(sound.file_name).mime_str(&sound.content_type) {
            Ok(part) => part,
            Err(error) => return Transcribed::Refused { reason: error.to_string() },
        };
        let form = Form::new().text("model", self.model.clone()).text("response_format", "json").part("file", part);
        let mut request = self.http.post(&self.url).multipart(form);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key.expose_secret());
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Transcribed::NotNow { reason: error.without_url().to_string() },
        };
        let status = response.status();
        // A wrong key may be mended while the words are still waited for.
        let is_later = status.is_server_error() || matches!(status.as_u16(), 401 | 403 | 408 | 409 | 429);
        if is_later {
            return Transcribed::NotNow { reason: status.to_string() };
        }
        if !status.is_success() {
            return Transcribed::Refused { reason: status.to_string() };
        }
        match response.json::<Answer>().await {
            Ok(answer) => Transcribed::Words(answer.text),
            Err(error) => Transcribed::NotNow { reason: error.without_url().to_string() },
        }
    }
}
