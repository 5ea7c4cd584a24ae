//! Somebody who uses the API.

use std::fmt;

use serde_json::{Value, json};

use crate::{Door, LiveClient, TestHub};

/// An answer of the API.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    /// The JSON body, or null.
    pub body: Value,
}

impl Reply {
    /// Of an answer.
    pub async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let text = response.text().await.unwrap_or_default();
        Self { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// The status, such as `403 Forbidden`.
    #[must_use]
    pub fn status(&self) -> String {
        let words = http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        format!("{} {}", self.status, words.unwrap_or_default())
    }

    /// Whether the hub did what it was asked.
    #[must_use]
    pub fn is_done(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The answer's `code`, or nothing.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A text of the body.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_else(|| panic!("no text {name} in {self}"))
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status(), self.body)
    }
}

/// A signed-in person, or with no token nobody.
#[derive(Clone)]
pub struct Person<'a> {
    door: &'a Door,
    token: Option<String>,
}

impl<'a> Person<'a> {
    /// Signs in with the demo password.
    pub async fn sign_in(hub: &'a TestHub, email: &str) -> Self {
        let nobody = Self::at(hub.door(), None);
        let reply = nobody.post("/auth/login", json!({ "email": email, "password": hub_dev::seed::PASSWORD })).await;
        Self::at(hub.door(), Some(reply.text("token")))
    }

    /// Somebody with this token at a hub's door.
    #[must_use]
    pub fn at(door: &'a Door, token: Option<&str>) -> Self {
        Self { door, token: token.map(str::to_owned) }
    }

    /// Somebody with this token.
    #[must_use]
    pub fn with_token(hub: &'a TestHub, token: Option<&str>) -> Self {
        Self::at(hub.door(), token)
    }

    /// Their token.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Calls the API.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let method = method.parse().unwrap_or_else(|_| panic!("{method} is no method"));
        let mut request = self.door.http().request(method, format!("{}{path}", self.door.url()));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        Reply::of(request.send().await.unwrap_or_else(|error| panic!("{path}: {error}"))).await
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    /// The body of a `GET` as it came.
    pub async fn get_text(&self, path: &str) -> String {
        let request = self.door.http().get(format!("{}{path}", self.door.url()));
        let request = self.token.iter().fold(request, |request, token| request.bearer_auth(token));
        let response = request.send().await.unwrap_or_else(|error| panic!("{path}: {error}"));
        response.text().await.unwrap_or_default()
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.call("POST", path, Some(body)).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.call("PATCH", path, Some(body)).await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.call("PUT", path, Some(body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, None).await
    }

    /// Sends a text and answers the hub's reply.
    pub async fn sends(&self, to: &str, message: &str) -> Reply {
        self.post("/api/messages/send", json!({ "to": to, "message": message })).await
    }

    /// Announces a file and uploads it as a browser does; its id.
    pub async fn uploads(&self, name: &str, content_type: &str, bytes: Vec<u8>) -> String {
        let announced = json!({ "fileName": name, "contentType": content_type, "size": bytes.len() });
        let offer = self.post("/api/media", announced).await;
        let request = self.door.http().put(offer.text("uploadUrl")).header("content-type", content_type).body(bytes);
        let response = request.send().await.unwrap_or_else(|error| panic!("the upload of {name}: {error}"));
        assert!(response.status().is_success(), "the upload of {name}: {}", response.status());
        offer.text("mediaId").to_owned()
    }

    /// Fetches a URL that is its own proof: status, content type, disposition, bytes.
    pub async fn fetches(&self, url: &str) -> (u16, String, String, Vec<u8>) {
        let response = self.door.http().get(url).send().await.unwrap_or_else(|error| panic!("{error}"));
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (kind, disposition) = (header("content-type"), header("content-disposition"));
        (response.status().as_u16(), kind, disposition, response.bytes().await.unwrap_or_default().to_vec())
    }

    /// The open conversations, newest first.
    pub async fn inbox(&self) -> Vec<Value> {
        self.rows("/api/conversations", "conversations").await
    }

    /// The messages with a customer, newest first.
    pub async fn thread(&self, customer: &str) -> Vec<Value> {
        let inbox = self.inbox().await;
        let Some(conversation) = inbox.iter().find(|row| row["theirAddress"] == customer) else { return Vec::new() };
        let id = conversation["id"].as_str().unwrap_or_default();
        self.messages_in(id).await
    }

    /// The messages of a conversation, newest first.
    pub async fn messages_in(&self, id: &str) -> Vec<Value> {
        let entries = self.rows(&format!("/api/conversations/{id}/timeline"), "entries").await;
        entries
            .into_iter()
            .filter(|entry| entry["kind"] == "message")
            .map(|mut entry| entry["message"].take())
            .collect()
    }

    /// Every row of a paged list.
    pub async fn rows(&self, path: &str, name: &str) -> Vec<Value> {
        let (mut rows, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let next = cursor.map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{joint}limit=100{next}")).await;
            let Some(found) = page.body[name].as_array() else { panic!("{path} answered {page}") };
            rows.extend(found.iter().cloned());
            cursor = page.body["nextCursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return rows;
            }
        }
    }

    /// Opens a socket with a fresh ticket.
    pub async fn listens(&self) -> LiveClient {
        let ticket = self.post("/api/ws-ticket", json!({})).await;
        LiveClient::open(&self.door.socket(ticket.text("url")), ticket.text("ticket"))
            .await
            .unwrap_or_else(|error| panic!("no socket: {error}"))
    }
}
