//! What can go wrong with the simulator itself.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Why the simulator could not do what a caller asked.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// Its development endpoints are open, so it listens on loopback only.
    #[error("the simulator listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The port is taken or not allowed.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// The state file cannot be read or written.
    #[error("cannot use the state file {path}")]
    StateFile {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The HTTP client for webhooks could not be built.
    #[error("cannot build the webhook client")]
    Client(#[source] reqwest::Error),
    /// No account owns the number.
    #[error("no registered account owns the number {0}")]
    UnknownNumber(String),
    /// No such account.
    #[error("no account {0}")]
    UnknownAccount(String),
    /// The account has no secondary token to promote.
    #[error("the account {0} has no secondary token")]
    NoSecondaryToken(String),
    /// Twilio would not take the setting.
    #[error("{0}")]
    InvalidSetting(String),
    /// No such call, or it is over.
    #[error("no running call {0}")]
    UnknownCall(String),
    /// A client's access token is not accepted.
    #[error("the access token is refused: {0}")]
    RefusedToken(String),
    /// No such message.
    #[error("no message {0}")]
    UnknownMessage(String),
}

/// A wait that ended without what it waited for.
#[derive(Debug, thiserror::Error)]
#[error("waited {limit:?} in vain for {what}; so far: {summary}")]
pub struct WaitTimedOut {
    /// The bound.
    pub limit: Duration,
    /// What was waited for.
    pub what: String,
    /// The ledger at the end of the wait, in a line.
    pub summary: String,
}
