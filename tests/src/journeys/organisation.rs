//! A new organisation.

use serde_json::json;

use super::Place;
use crate::Person;

/// An organisation with an owner and a number.
pub struct Organisation<'a> {
    /// Its owner.
    pub owner: Person<'a>,
    /// Its number.
    pub number: String,
    /// Its account at the carrier.
    pub account_sid: String,
    /// Its id.
    pub id: String,
}

impl<'a> Organisation<'a> {
    /// Signs up, lets the hub make an account at the carrier, and buys a number of an area, which the hub sets.
    pub async fn begins(place: &'a dyn Place, name: &str, email: &str, area: &str) -> Self {
        let nobody = Person::at(place.door(), None);
        let wanted = json!({ "organization": name, "name": "Nora", "email": email, "password": "a-long-password" });
        let session = nobody.post("/auth/signup", wanted).await;
        let owner = Person::at(place.door(), Some(session.text("token")));
        let made = owner.post("/api/integrations/twilio/subaccount", json!({})).await;
        assert!(made.is_done(), "{made}");
        let found = owner.get(&format!("/api/numbers/available?areaCode={area}&limit=5")).await;
        let number = found.body["numbers"][0]["number"].as_str().unwrap_or_else(|| panic!("no number in {found}"));
        let bought = owner.post("/api/numbers", json!({ "number": number, "label": "Main line" })).await;
        assert_eq!(bought.text("state"), "active", "{bought}");
        let health = owner.get("/api/numbers/health").await;
        assert_eq!(health.body["numbers"][0]["problems"], json!([]), "its webhooks are set");
        let owned = place.carrier().owned(number).unwrap_or_else(|| panic!("{number} is nobody's"));
        let me = owner.get("/api/me").await;
        let id = me.body["tenant"]["id"].as_str().unwrap_or_else(|| panic!("no tenant in {me}")).to_owned();
        Self { owner, number: number.to_owned(), account_sid: owned.account_sid, id }
    }

    /// A customer texts its number.
    pub async fn receives(&self, place: &dyn Place, from: &str, body: &str) {
        let problems = self.receives_after(place, from, body).await;
        assert!(problems.is_empty(), "{body}: {problems:?}");
    }

    /// The same, where it comes only after what the carrier notes as problems.
    pub async fn receives_after(&self, place: &dyn Place, from: &str, body: &str) -> Vec<String> {
        let delivery = place.carrier().send_inbound(from, &self.number, body).await;
        let delivery = delivery.unwrap_or_else(|error| panic!("the simulator could not deliver: {error}"));
        assert_eq!(delivery.status, Some(200), "{body}: {:?}", delivery.problems);
        delivery.problems
    }
}
