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
use hub_core::whatsapp::{Gap, Template};
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
    /// Its only number for texts.
    pub number: &'static str,
    /// What it has on WhatsApp.
    pub whatsapp: Option<DemoWhatsapp>,
    people: &'static [(&'static str, &'static str, Role)],
    /// Its carrier account.
    pub account_sid: &'static str,
    /// The account's token: no secret, because only the simulator knows the account.
    pub auth_token: &'static str,
}

/// A template of a demo: its id, name, approval, text, and an example for each gap.
type DemoTemplate = (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What a demo tenant has on WhatsApp.
pub struct DemoWhatsapp {
    /// Its sender.
    pub sender: &'static str,
    /// A sender that its account has and the hub does not know yet.
    pub further_sender: &'static str,
    /// The account's templates.
    pub templates: &'static [DemoTemplate],
}

/// The demo tenants.
pub const DEMOS: [Demo; 2] = [
    Demo {
        id: "acme",
        name: "Acme Dental",
        number: "+12015550123",
        whatsapp: Some(DemoWhatsapp {
            sender: "+12015550190",
            further_sender: "+12015550191",
            templates: &[
                (
                    "HX11111111111111111111111111111111",
                    "appointment_reminder",
                    "approved",
                    "Hello {{1}}, this is Acme Dental. You have an appointment on {{2}}. Please reply to confirm.",
                    &[("1", "Ada"), ("2", "Monday at 3 pm")],
                ),
                (
                    "HX22222222222222222222222222222222",
                    "get_in_touch",
                    "approved",
                    "Acme Dental has an answer to your question. Reply to this message to read it.",
                    &[],
                ),
                (
                    "HX33333333333333333333333333333333",
                    "spring_offer",
                    "pending",
                    "Hello {{1}}, teeth cleaning is half the price this week.",
                    &[("1", "Ada")],
                ),
            ],
        }),
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
        whatsapp: None,
        people: &[("owner", "Greta Owner", Role::Owner)],
        account_sid: "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        auth_token: "globex-simulator-token-012345678",
    },
];

impl DemoWhatsapp {
    /// The templates as a sync would keep them.
    fn templates(&self, ports: &Ports) -> Vec<Template> {
        let template = |(sid, name, status, body, variables): &DemoTemplate| Template {
            sid: (*sid).to_owned(),
            name: (*name).to_owned(),
            language: "en".to_owned(),
            body: (*body).to_owned(),
            variables: variables
                .iter()
                .map(|(name, example)| Gap { name: (*name).to_owned(), example: (*example).to_owned() })
                .collect(),
            status: (*status).to_owned(),
            category: Some("UTILITY".to_owned()),
            rejection_reason: None,
            is_sendable: Template::may_be_sent(status, body),
            synced_at: ports.clock.now(),
        };
        self.templates.iter().map(template).collect()
    }
}

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
                joined_at: Some(ports.clock.now()),
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
        let sender = demo.whatsapp.as_ref().map(|whatsapp| OwnNumber {
            account_sid: Some(demo.account_sid.to_owned()),
            pace,
            ..OwnNumber::whatsapp(Address::from_carrier(whatsapp.sender), "WhatsApp")
        });
        let settings = Settings::new(demo.name, "America/New_York", "US");
        let entry = Entry::new(ports, &Doer::hub(), Action::SignedUp).on(demo.name);
        let new = NewTenant { id, settings, people, numbers: [number].into_iter().chain(sender).collect(), carrier };
        ports.people.create_tenant(&new, &entry).await?;
        if let Some(whatsapp) = &demo.whatsapp {
            ports.whatsapp.replace_templates(&new.id, &whatsapp.templates(ports)).await?;
        }
    }
    Ok(())
}
