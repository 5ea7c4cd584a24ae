//! Accounts, numbers and Messaging Services.

use async_trait::async_trait;
use hub_core::address::Address;
use hub_core::carrier_account::{ApiKey, ApiLogin, CarrierAccount};
use hub_core::ports::{
    AvailableNumber, CarrierFailure, CarrierNumber, CarrierResult, CarrierSender, MessagingService, NumberSearch,
    Provisioning, Webhooks,
};
use hub_core::whatsapp::Template;
use jiff::Timestamp;
use reqwest::Method;
use secrecy::SecretString;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::Twilio;
use super::resources as wire;
use super::rest::Call;

const PAGE_SIZE: u32 = 200;
/// No account of a business has more pages; a list that never ends must not hang a request.
const PAGES_MAX: usize = 50;

fn get<'a>(url: String, form: &'a [(&'a str, String)]) -> Call<'a> {
    Call { method: Method::GET, url, form }
}

fn post<'a>(url: String, form: &'a [(&'a str, String)]) -> Call<'a> {
    Call { method: Method::POST, url, form }
}

fn by_token(account_sid: &str, auth_token: &SecretString) -> ApiLogin {
    ApiLogin { user: account_sid.to_owned(), password: auth_token.clone(), is_next_token: false }
}

fn active(account: &wire::Account) -> CarrierResult<()> {
    if account.status == "active" { Ok(()) } else { Err(CarrierFailure::NotActive) }
}

impl Twilio {
    /// Every page of a list; `next` says where the page after it is.
    pub(super) async fn pages<T: DeserializeOwned>(
        &self,
        account: &CarrierAccount,
        first: String,
        next: impl Fn(&T) -> Option<String>,
    ) -> CarrierResult<Vec<T>> {
        let (mut pages, mut url) = (Vec::new(), Some(first));
        while let Some(page_url) = url.take() {
            let page: T = self.call(account, &get(page_url, &[])).await?;
            url = next(&page).filter(|_| pages.len() < PAGES_MAX);
            pages.push(page);
        }
        Ok(pages)
    }

    async fn service_list(&self, account: &CarrierAccount) -> CarrierResult<Vec<wire::Service>> {
        let first = self.messaging_url(&format!("Services?PageSize={PAGE_SIZE}"));
        let next = |page: &wire::ServiceList| self.same_origin(page.meta.next_page_url.as_deref()?, &first);
        let pages = self.pages(account, first.clone(), next).await?;
        Ok(pages.into_iter().flat_map(|page| page.services).collect())
    }

    /// A next page is followed only on the origin that was asked, because credentials go along.
    pub(super) fn same_origin(&self, url: &str, asked: &str) -> Option<String> {
        let (url, asked) = (reqwest::Url::parse(url).ok()?, reqwest::Url::parse(asked).ok()?);
        (url.origin() == asked.origin()).then(|| url.to_string())
    }
}

#[async_trait]
impl Provisioning for Twilio {
    async fn check_account(&self, account_sid: &str, auth_token: &SecretString) -> CarrierResult<()> {
        let url = format!("{}/2010-04-01/Accounts/{account_sid}.json", self.base_url);
        let account: wire::Account = self.call_as(&by_token(account_sid, auth_token), &get(url, &[])).await?;
        active(&account)
    }

    async fn check_api_key(&self, account_sid: &str, key: &ApiKey) -> CarrierResult<()> {
        // A standard key may not read the account itself.
        let login = ApiLogin { user: key.sid.clone(), password: key.secret.clone(), is_next_token: false };
        let url = self.account_url(account_sid, "IncomingPhoneNumbers.json?PageSize=1");
        self.call_as::<IgnoredAny>(&login, &get(url, &[])).await.map(|_| ())
    }

    async fn make_api_key(&self, account: &CarrierAccount, name: &str) -> CarrierResult<ApiKey> {
        let url = self.account_url(&account.account_sid, "Keys.json");
        let form = [("FriendlyName", name.to_owned())];
        // A key may not make another one.
        let account = CarrierAccount { api_key: None, ..account.clone() };
        let made: wire::Key = self.call(&account, &post(url, &form)).await?;
        Ok(ApiKey { sid: made.sid, secret: made.secret.into() })
    }

    async fn subaccount(&self, master: &CarrierAccount, name: &str) -> CarrierResult<CarrierAccount> {
        let url = format!("{}/2010-04-01/Accounts.json", self.base_url);
        let login = by_token(&master.account_sid, &master.auth_token);
        let query = [("FriendlyName", name.to_owned()), ("Status", "active".to_owned())];
        let known: wire::Accounts = self.call_as(&login, &get(url.clone(), &query)).await?;
        let known = known.accounts.into_iter().find(|account| account.friendly_name == name);
        let account = match known {
            Some(account) => account,
            None => match self.call_as(&login, &post(url.clone(), &[("FriendlyName", name.to_owned())])).await {
                Err(CarrierFailure::Ambiguous { reason }) => {
                    let made: wire::Accounts = self.call_as(&login, &get(url, &query)).await?;
                    let made = made.accounts.into_iter().find(|account| account.friendly_name == name);
                    made.ok_or(CarrierFailure::Ambiguous { reason })?
                }
                made => made?,
            },
        };
        active(&account)?;
        let token = account.auth_token.filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| CarrierFailure::NotNow { reason: "the answer has no token".to_owned() })?;
        Ok(CarrierAccount::new(&account.sid, &token))
    }

    async fn available(&self, account: &CarrierAccount, search: &NumberSearch) -> CarrierResult<Vec<AvailableNumber>> {
        let resource = format!("AvailablePhoneNumbers/{}/{}.json", search.country, wire::kind(search.kind));
        let url = self.account_url(&account.account_sid, &resource);
        let list: wire::AvailableList = self.call(account, &get(url, &wire::search(search))).await?;
        Ok(list.available_phone_numbers.into_iter().map(Into::into).collect())
    }

    async fn owned(&self, account: &CarrierAccount) -> CarrierResult<Vec<CarrierNumber>> {
        let first = self.account_url(&account.account_sid, &format!("IncomingPhoneNumbers.json?PageSize={PAGE_SIZE}"));
        let next = |page: &wire::OwnedList| {
            let path = page.next_page_uri.as_deref().filter(|path| path.starts_with('/'))?;
            self.same_origin(&format!("{}{path}", self.base_url), &self.base_url)
        };
        let pages = self.pages(account, first, next).await?;
        Ok(pages.into_iter().flat_map(|page| page.incoming_phone_numbers).map(Into::into).collect())
    }

    async fn owned_number(&self, account: &CarrierAccount, number: &Address) -> CarrierResult<Option<CarrierNumber>> {
        let url = self.account_url(&account.account_sid, "IncomingPhoneNumbers.json");
        let query = [("PhoneNumber", number.as_str().to_owned())];
        let list: wire::OwnedList = self.call(account, &get(url, &query)).await?;
        let mut owned = list.incoming_phone_numbers.into_iter().map(CarrierNumber::from);
        // The filter takes patterns, so the answer is looked through.
        Ok(owned.find(|owned| owned.number == number.as_str()))
    }

    async fn buy(
        &self,
        account: &CarrierAccount,
        number: &Address,
        label: &str,
        webhooks: &Webhooks,
    ) -> CarrierResult<CarrierNumber> {
        let url = self.account_url(&account.account_sid, "IncomingPhoneNumbers.json");
        let mut form = vec![("PhoneNumber", number.as_str().to_owned()), ("FriendlyName", label.to_owned())];
        form.extend(wire::webhooks(webhooks).into_iter().filter(|(_, value)| !value.is_empty()));
        self.call::<wire::Owned>(account, &post(url, &form)).await.map(Into::into)
    }

    async fn configure(
        &self,
        account: &CarrierAccount,
        sid: &str,
        webhooks: &Webhooks,
    ) -> CarrierResult<CarrierNumber> {
        let url = self.account_url(&account.account_sid, &format!("IncomingPhoneNumbers/{sid}.json"));
        self.call::<wire::Owned>(account, &post(url, &wire::webhooks(webhooks))).await.map(Into::into)
    }

    async fn release(&self, account: &CarrierAccount, sid: &str) -> CarrierResult<()> {
        let url = self.account_url(&account.account_sid, &format!("IncomingPhoneNumbers/{sid}.json"));
        let call = Call { method: Method::DELETE, url, form: &[] };
        match self.call::<IgnoredAny>(account, &call).await {
            Ok(_) | Err(CarrierFailure::NotFound) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    async fn service_sids(&self, account: &CarrierAccount) -> CarrierResult<Vec<String>> {
        Ok(self.service_list(account).await?.into_iter().map(|service| service.sid).collect())
    }

    async fn services(&self, account: &CarrierAccount) -> CarrierResult<Vec<MessagingService>> {
        let mut services = Vec::new();
        for service in self.service_list(account).await? {
            let first = self.messaging_url(&format!("Services/{}/PhoneNumbers?PageSize={PAGE_SIZE}", service.sid));
            let pages = self
                .pages(account, first.clone(), |page: &wire::ServiceNumberList| {
                    self.same_origin(page.meta.next_page_url.as_deref()?, &first)
                })
                .await?;
            services.push(MessagingService {
                sid: service.sid,
                uses_number_webhooks: service.use_inbound_webhook_on_number,
                inbound_url: service.inbound_request_url.filter(|url| !url.is_empty()),
                number_sids: pages.into_iter().flat_map(|page| page.phone_numbers).map(|number| number.sid).collect(),
            });
        }
        Ok(services)
    }

    async fn use_number_webhooks(&self, account: &CarrierAccount, service_sid: &str) -> CarrierResult<()> {
        let url = self.messaging_url(&format!("Services/{service_sid}"));
        let form = [("UseInboundWebhookOnNumber", "true".to_owned())];
        self.call::<IgnoredAny>(account, &post(url, &form)).await.map(|_| ())
    }

    async fn whatsapp_senders(&self, account: &CarrierAccount) -> CarrierResult<Vec<CarrierSender>> {
        self.sender_list(account).await
    }

    async fn use_whatsapp_webhook(&self, account: &CarrierAccount, sid: &str, url: &str) -> CarrierResult<()> {
        self.set_sender_webhook(account, sid, url).await
    }

    async fn whatsapp_templates(&self, account: &CarrierAccount, now: Timestamp) -> CarrierResult<Vec<Template>> {
        self.template_list(account, now).await
    }
}
