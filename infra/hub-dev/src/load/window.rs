//! Somebody of the team at the API.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::seed::PASSWORD;

const COME_AGAIN: Duration = Duration::from_millis(50);

/// Somebody of the team at the API.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) http: reqwest::Client,
    pub(super) base_url: String,
    pub(super) token: String,
}

impl Person {
    pub(super) async fn signs_in(base_url: &str) -> Result<Self, String> {
        let http = reqwest::Client::new();
        let login = json!({ "email": "agent@acme.test", "password": PASSWORD });
        let reply = http.post(format!("{base_url}/auth/login")).json(&login).send().await.map_err(|e| e.to_string())?;
        let reply: Value = reply.json().await.map_err(|e| e.to_string())?;
        let token = reply["token"].as_str().ok_or("nobody could sign in")?.to_owned();
        Ok(Self { http, base_url: base_url.to_owned(), token })
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, String> {
        loop {
            let request = self.http.get(format!("{}{path}", self.base_url)).bearer_auth(&self.token);
            let reply = request.send().await.map_err(|e| e.to_string())?;
            // Who only looks whether all is there comes again.
            if reply.status() == StatusCode::SERVICE_UNAVAILABLE {
                tokio::time::sleep(COME_AGAIN).await;
                continue;
            }
            return reply.error_for_status().map_err(|e| e.to_string())?.json().await.map_err(|e| e.to_string());
        }
    }

    /// Posts JSON.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<(), String> {
        let request = self.http.post(format!("{}{path}", self.base_url)).bearer_auth(&self.token).json(body);
        let reply = request.send().await.and_then(reqwest::Response::error_for_status);
        reply.map(drop).map_err(|e| e.to_string())
    }

    /// Every row of a list.
    pub(super) async fn all(&self, path: &str, rows: &str) -> Result<Vec<Value>, String> {
        self.all_of(path, rows, usize::MAX).await
    }

    /// The rows of the first pages of a list.
    pub(super) async fn all_of(&self, path: &str, rows: &str, pages: usize) -> Result<Vec<Value>, String> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        for _ in 0..pages {
            let page = self.get(&format!("{path}?limit=100{cursor}")).await?;
            all.extend(page[rows].as_array().into_iter().flatten().cloned());
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        Ok(all)
    }
}
