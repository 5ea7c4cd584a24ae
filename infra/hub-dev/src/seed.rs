//! The two demo tenants of the local runner.

use hub_core::account::{CarrierAccount, Login, OwnNumber, Role, Tenant, User};
use hub_core::address::Address;
use hub_core::flows::Ports;
use hub_core::ids::TenantId;
use hub_core::ports::{NewTenant, PortResult};
use serde_json::{Value, json};

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

/// Makes the demo tenants that do not exist yet.
///
/// # Errors
/// The store's.
pub async fn seed(ports: &Ports) -> PortResult<()> {
    for demo in &DEMOS {
        let id = demo.tenant_id();
        if ports.accounts.tenant(&id).await?.is_some() {
            continue;
        }
        let mut people = Vec::new();
        let password_hash = ports.passwords.hash(PASSWORD).await?;
        for (word, name, role) in demo.people {
            let user = User {
                // The same id at every try, so that a seed which was cut short is completed, not doubled.
                id: format!("usr_{}_{word}", demo.id).parse().map_err(|_| {
                    hub_core::ports::PortError::new(hub_core::ports::PortErrorKind::Rejected, "demo user id")
                })?,
                name: (*name).to_owned(),
                email: demo.email(word),
                role: *role,
                tenant_id: id.clone(),
            };
            people.push(Login { user, password_hash: password_hash.clone() });
        }
        let tenant = Tenant {
            id,
            name: demo.name.to_owned(),
            time_zone: "America/New_York".to_owned(),
            default_country: "US".to_owned(),
        };
        let number = Address::from_carrier(demo.number);
        let numbers = vec![OwnNumber { number, label: "Front desk".to_owned(), channel: "sms".to_owned() }];
        let carrier = CarrierAccount {
            account_sid: demo.account_sid.to_owned(),
            auth_token: demo.auth_token.to_owned(),
            next_auth_token: None,
        };
        ports.accounts.create_tenant(&NewTenant { tenant, people, numbers, carrier }).await?;
    }
    Ok(())
}
