//! What every handler gets.

use std::sync::Arc;

use hub_core::flows::Ports;

use crate::auth::Tokens;

/// What the deployment says. What is not set refuses where it is needed.
#[derive(Clone, Default)]
pub struct Settings {
    /// The origin that carriers call and sign, such as `https://hub.example.com`.
    pub public_base_url: Option<String>,
    /// Where browsers open their sockets, such as `wss://live.example.com`.
    pub live_url: Option<String>,
}

/// The ports, the settings and the session tokens of this process; cheap to clone.
#[derive(Clone)]
pub struct Hub {
    /// The ports.
    pub ports: Arc<Ports>,
    /// The settings.
    pub settings: Arc<Settings>,
    /// Makes and reads session tokens; `None` in functions without `JWT_SECRET`.
    pub tokens: Option<Arc<Tokens>>,
}
