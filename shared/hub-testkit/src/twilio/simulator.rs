//! A simulator with a port of its own.

use std::net::SocketAddr;
use std::ops::Deref;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::config::SimulatorConfig;
use super::error::SimulatorError;
use super::rest::router;
use super::state::SimulatorState;

/// A running simulator: its [`SimulatorState`] (every method of which it has) behind a loopback port.
///
/// The port closes when it is dropped.
pub struct TwilioSimulator {
    state: SimulatorState,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl TwilioSimulator {
    /// Listens, and answers from then on.
    ///
    /// # Errors
    /// When the address is not on loopback or is taken, or the state file cannot be used.
    pub async fn start(mut config: SimulatorConfig) -> Result<Self, SimulatorError> {
        let wanted = config.listen;
        if !wanted.ip().is_loopback() {
            return Err(SimulatorError::NotLoopback(wanted));
        }
        let failed = |source| SimulatorError::Listen { address: wanted, source };
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        config.origin.get_or_insert_with(|| format!("http://{address}"));
        let state = SimulatorState::new(config)?;
        let app = router(state.clone());
        let server = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::error!(%error, "the Twilio simulator stopped listening");
            }
        });
        Ok(Self { state, address, server })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stands in for `https://api.twilio.com`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A handle to share.
    #[must_use]
    pub fn state(&self) -> SimulatorState {
        self.state.clone()
    }
}

impl Deref for TwilioSimulator {
    type Target = SimulatorState;

    fn deref(&self) -> &SimulatorState {
        &self.state
    }
}

impl Drop for TwilioSimulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}
