//! Where a hub is reached from outside.

/// The address of a hub's API, and how its sockets are reached.
pub struct Door {
    url: String,
    http: reqwest::Client,
    sockets: Option<(String, String)>,
}

impl Door {
    /// Of a hub that answers here, without a slash at the end.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), http: reqwest::Client::new(), sockets: None }
    }

    /// The hub names its sockets by one address, and they are reached at another.
    #[must_use]
    pub fn with_sockets(mut self, named: &str, reached: &str) -> Self {
        self.sockets = Some((named.to_owned(), reached.to_owned()));
        self
    }

    /// Where the API answers.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A client without any session.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Where the socket that the hub names is reached.
    #[must_use]
    pub fn socket(&self, named: &str) -> String {
        match &self.sockets {
            Some((public, reached)) => named.replacen(public, reached, 1),
            None => named.to_owned(),
        }
    }
}
