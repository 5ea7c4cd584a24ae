//! The HTTP client of every outside API: no redirect, no retry by itself, no plain text beyond this machine.

use std::sync::OnceLock;
use std::time::Duration;

use hub_core::ports::{PortError, PortErrorKind, PortResult};
use reqwest::{Client, Url};

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// As a whole.
    pub whole: Duration,
}

/// Reads `what`'s URL: `https`, or `http` to this machine.
///
/// # Errors
/// `Rejected` for any other, over which others could read along.
pub fn safe_url(url: &str, what: &str) -> PortResult<Url> {
    let rejected = |reason: String| PortError::new(PortErrorKind::Rejected, reason);
    let url = Url::parse(url).map_err(|e| rejected(e.to_string()))?;
    if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)) {
        return Ok(url);
    }
    Err(rejected(format!("{what}'s URL must be https")))
}

/// Whether a URL is of this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// A client that does each call once.
///
/// # Errors
/// `Rejected` if the machine has no way to make one.
pub fn client(patience: Patience) -> PortResult<Client> {
    Client::builder()
        .timeout(patience.whole)
        .connect_timeout(patience.connect)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .map_err(|e| PortError::new(PortErrorKind::Rejected, e.to_string()))
}

/// A client that is made at its first use, because its roots of trust cost milliseconds of CPU.
pub struct LazyClient {
    patience: Patience,
    made: OnceLock<Client>,
}

impl LazyClient {
    /// A client of this patience, not made yet.
    #[must_use]
    pub fn new(patience: Patience) -> Self {
        Self { patience, made: OnceLock::new() }
    }

    /// The client.
    ///
    /// # Errors
    /// `Rejected` if the machine has no way to make one.
    pub fn get(&self) -> PortResult<&Client> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = client(self.patience)?;
        Ok(self.made.get_or_init(|| made))
    }
}

#[cfg(test)]
mod tests {
    use super::safe_url;

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        for (url, is_safe) in [
            ("https://api.example.com", true),
            ("http://127.0.0.1:4010", true),
            ("http://localhost:4010", true),
            ("http://api.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("ftp://127.0.0.1", false),
            ("api.example.com", false),
        ] {
            assert_eq!(safe_url(url, "the carrier").is_ok(), is_safe, "{url}");
        }
    }
}
