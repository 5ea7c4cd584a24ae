//! What may be seen of the connection to the carrier: never a secret.

use hub_core::carrier_account::{AccountKind, CarrierConnection, CarrierStatus};
use hub_lambda::Hub;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// How the connection stands.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TwilioStatus {
    /// Whether texts go out.
    status: CarrierStatus,
    /// Who made the account.
    kind: Option<AccountKind>,
    /// The account's SID.
    account_sid: Option<String>,
    /// Whether an API key is stored.
    has_api_key: bool,
    /// Whether a token waits to become primary.
    has_next_token: bool,
    /// When it was connected or repaired.
    #[schemars(with = "Option<String>")]
    connected_at: Option<Timestamp>,
    /// When the carrier refused the credentials.
    #[schemars(with = "Option<String>")]
    stopped_at: Option<Timestamp>,
    /// Why, in a plain sentence.
    reason: Option<String>,
    /// Whether the hub can make an account for the organisation.
    subaccounts_offered: bool,
}

impl TwilioStatus {
    /// What may be seen of a connection, or of none.
    #[must_use]
    pub fn of(hub: &Hub, connection: Option<CarrierConnection>) -> Self {
        let subaccounts_offered = hub.settings.offers_subaccounts;
        match connection {
            None => Self {
                status: CarrierStatus::None,
                kind: None,
                account_sid: None,
                has_api_key: false,
                has_next_token: false,
                connected_at: None,
                stopped_at: None,
                reason: None,
                subaccounts_offered,
            },
            Some(connection) => Self {
                status: connection.status,
                kind: Some(connection.kind),
                account_sid: Some(connection.account_sid),
                has_api_key: connection.has_api_key,
                has_next_token: connection.has_next_token,
                connected_at: Some(connection.connected_at),
                stopped_at: connection.stopped_at,
                reason: connection.reason,
                subaccounts_offered,
            },
        }
    }
}
