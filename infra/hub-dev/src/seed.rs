//! The two demo tenants of the local runner.

use hub_core::account::{Login, Role, User};
use hub_core::address::Address;
use hub_core::audit::{Action, Doer, Entry};
use hub_core::carrier_account::{AccountKind, CarrierAccount, CarrierConnection, TWILIO};
use hub_core::flows::Ports;
use hub_core::ids::TenantId;
use hub_core::number::{Capabilities, OwnNumber};
use hub_core::ports::{NewTenant, PortError, PortErrorKind, PortResult};
use hub_core::settings::Settings;
use serde_json::{Value, json};

/// The operator's account of the local runner, under which subaccounts are made. Only the simulator knows it.
pub const MASTER_ACCOUNT_SID: &str = "ACcccccccccccccccccccccccccccccccc";
/// Its token.
pub const MASTER_AUTH_TOKEN: &str = "master-simulator-token-012345678";
/// The password of everybody in the demo.
pub const PASSWORD: &str = "demo-password-1";

/// A demo tenant.
pub struct Demo {
    /// Its id.
    pub id: &'static str,
    name: &'static str,
    /// Its only number.
    pub number: &'static str,
    people: &'static [(&'static str, &'static str, Role)],
    /// Its carrier account.
    pub account_sid: &'static str,
    /// The account's token: no secret, because only the simulator knows the account.
    pub auth_token: &'static str,
}

/// The demo tenants.
pub const DEMOS: [Demo; 2] = [
    Demo {
        id: "acme",
        name: "Acme Dental",
        number: "+12015550123",
        people: &[
            ("owner", "Olivia Owner", Role::Owner),
            ("agent", "Andy Agent", Role::Agent),
            ("viewer", "Vera Viewer", Role::Readonly),
        ],
        account_sid: "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        auth_token: "acme-simulator-token-0123456789a",
    },
    Demo {
        id: "globex",
        name: "Globex Clinic",
        number: "+14155550199",
        people: &[("owner", "Greta Owner", Role::Owner)],
        account_sid: "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        auth_token: "globex-simulator-token-012345678",
    },
];

impl Demo {
    /// The tenant's id.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the ids stand above")]
    pub fn tenant_id(&self) -> TenantId {
        self.id.parse().expect("a demo's id is an id")
    }

    /// The tenant as `GET /_dev/info` shows it.
    #[must_use]
    pub fn info(&self) -> Value {
        let users: Vec<Value> = self
            .people
            .iter()
            .map(|(word, _, role)| json!({ "email": self.email(word), "password": PASSWORD, "role": role }))
            .collect();
        json!({
            "tenant_id": self.id, "account_sid": self.account_sid, "auth_token": self.auth_token,
            "numbers": [self.number], "users": users,
        })
    }

    fn email(&self, word: &str) -> String {
        format!("{word}@{}.test", self.id)
    }
}

/// Makes the demo tenants that do not exist yet, each in one transaction. Their numbers send at `pace`, or at the usual one.
///
/// # Errors
/// The store's or the vault's.
pub async fn seed(ports: &Ports, pace: Option<f64>) -> PortResult<()> {
    for demo in &DEMOS {
        let id = demo.tenant_id();
        if ports.settings.settings(&id).await?.is_some() {
            continue;
        }
        let mut people = Vec::new();
        let password_hash = ports.passwords.hash(PASSWORD).await?;
        for (word, name, role) in demo.people {
            let user = User {
                id: format!("usr_{}_{word}", demo.id)
                    .parse()
                    .map_err(|_| PortError::new(PortErrorKind::Rejected, "demo user id"))?,
                name: (*name).to_owned(),
                email: demo.email(word),
                role: *role,
                tenant_id: id.clone(),
            };
            people.push(Login { user, password_hash: password_hash.clone(), signed_in_after: None });
        }
        let account = CarrierAccount::new(demo.account_sid, demo.auth_token);
        let sealed = ports.vault.seal(&id, TWILIO, &account.secrets()).await?;
        let carrier = Some(CarrierConnection::working(&account, AccountKind::Own, sealed, ports.clock.now()));
        let number = OwnNumber {
            account_sid: Some(demo.account_sid.to_owned()),
            capabilities: Capabilities { sms: true, mms: true, voice: true },
            pace,
            ..OwnNumber::new(Address::from_carrier(demo.number), "Front desk")
        };
        let settings = Settings::new(demo.name, "America/New_York", "US");
        let entry = Entry::new(ports, &Doer::hub(), Action::SignedUp).on(demo.name);
        let new = NewTenant { id, settings, people, numbers: vec![number], carrier };
        ports.people.create_tenant(&new, &entry).await?;
    }
    Ok(())
}
