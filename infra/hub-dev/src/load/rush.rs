//! An open model: requests come at their own rate, however the hub fares, as customers and carriers do.
//!
//! Half are texts of customers, posted with the carrier's signature, every tenth of them twice; half are texts of the
//! team. Times count from the moment at which a request was due, so a hub that is slow to take requests is not flattered
//! by those that it kept from being sent.

use std::time::{Duration, Instant};

use hub_testkit::twilio::sign;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::figures::Times;
use super::judge::{Outcome, Request, Verdict, judge};
use super::window::Person;
use super::words::customer;
use crate::seed::DEMOS;

/// Conversations of a stage.
const CONVERSATIONS: usize = 100;
/// Twilio waits no longer.
const PATIENCE: Duration = Duration::from_secs(15);
/// What was accepted is done within this time.
const DRAINED: Duration = Duration::from_secs(300);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// So many looks at the same time, so that they are no load of their own.
const LOOKS: usize = 8;

/// Requests at a rate.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Which stage this is: each has customers of its own.
    pub stage: usize,
    /// Requests a second.
    pub rate: u32,
    /// How many.
    pub requests: usize,
}

/// What came of a stage.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// What was asked.
    pub pace: Pace,
    /// Times of the texts of customers that were taken, and of those of the team.
    pub times: [Times; 2],
    /// Requests that were acknowledged.
    pub taken: usize,
    /// Requests that were answered 429 or 503.
    pub refused: usize,
    /// Requests without an answer, or with another one.
    pub broken: usize,
    /// How long after the last request everything accepted was done.
    pub drained: Duration,
    /// Whether what is there is right.
    pub verdict: Verdict,
}

/// The webhook of a customer's text, as the carrier signs it.
fn signed(person: &Person, customer: &str, sid: &str, text: &str) -> reqwest::RequestBuilder {
    let (acme, url) = (&DEMOS[0], format!("{}/webhooks/twilio/sms", person.base_url));
    let fields = [
        ("MessageSid", sid),
        ("AccountSid", acme.account_sid),
        ("From", customer),
        ("To", acme.number),
        ("Body", text),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("ApiVersion", "2010-04-01"),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = person.http.post(&url).form(&fields).timeout(PATIENCE);
    request.header("x-twilio-signature", sign(acme.auth_token, &url, &fields))
}

/// A customer's text that the hub takes.
///
/// # Errors
/// A sentence, if it does not.
pub(super) async fn post_text(person: &Person, customer: &str, sid: &str, text: &str) -> Result<(), String> {
    let reply = signed(person, customer, sid, text).send().await.and_then(reqwest::Response::error_for_status);
    reply.map(drop).map_err(|e| e.to_string())
}

#[derive(Clone)]
struct Rush {
    person: Person,
    pace: Pace,
    began: Instant,
}

fn is_inbound(number: usize) -> bool {
    number.is_multiple_of(2)
}

impl Pace {
    fn due(&self, number: usize) -> Duration {
        let nanos = number as u128 * 1_000_000_000 / u128::from(self.rate.max(1));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    fn customer(&self, conversation: usize) -> String {
        customer(self.stage * CONVERSATIONS + conversation)
    }
}

/// Sends a stage's requests, waits until what was accepted is done, and judges it.
///
/// # Errors
/// A sentence that says what could not be asked, or that something is never done.
pub async fn rush(person: &Person, pace: Pace) -> Result<Outcomes, String> {
    let rush = Rush { person: person.clone(), pace, began: Instant::now() };
    let mut sending = JoinSet::new();
    for number in 0..pace.requests {
        tokio::time::sleep_until((rush.began + pace.due(number)).into()).await;
        sending.spawn(rush.clone().request(number));
    }
    let mut requests = Vec::with_capacity(pace.requests);
    while let Some(request) = sending.join_next().await {
        requests.push(request.map_err(|e| e.to_string())?);
    }
    let ended = Instant::now();
    let verdict = rush.settled_verdict(&requests, ended).await?;
    let of = |inbound: bool| {
        let taken =
            requests.iter().filter(|(is_inbound, request)| *is_inbound == inbound && request.outcome == Outcome::Taken);
        Times::of(taken.map(|(_, request)| request.ended.saturating_sub(request.due)))
    };
    let count = |is: fn(&Outcome) -> bool| requests.iter().filter(|(_, request)| is(&request.outcome)).count();
    Ok(Outcomes {
        pace,
        times: [of(true), of(false)],
        taken: count(|outcome| *outcome == Outcome::Taken),
        refused: count(|outcome| *outcome == Outcome::Refused),
        broken: count(|outcome| matches!(outcome, Outcome::Failed(_) | Outcome::Unanswered)),
        drained: ended.elapsed(),
        verdict,
    })
}

impl Rush {
    async fn request(self, number: usize) -> (bool, Request) {
        let conversation = number / 2 % CONVERSATIONS;
        let (due, began) = (self.pace.due(number), self.began.elapsed());
        let text = format!("Stage {} text {number}", self.pace.stage);
        let customer = self.pace.customer(conversation);
        let outcome = if is_inbound(number) {
            self.customer_writes(&customer, number, &text).await
        } else {
            self.team_writes(&customer, number, &text).await
        };
        let ended = self.began.elapsed();
        (is_inbound(number), Request { conversation, text, due, began, ended, outcome })
    }

    async fn customer_writes(&self, customer: &str, number: usize, text: &str) -> Outcome {
        let once = self.posts(customer, number, text);
        // Every tenth comes twice at the same time, as from a carrier that doubts the answer.
        if number.is_multiple_of(20) {
            let (one, other) = tokio::join!(once, self.posts(customer, number, text));
            return if other == Outcome::Taken { other } else { one };
        }
        once.await
    }

    async fn posts(&self, customer: &str, number: usize, text: &str) -> Outcome {
        let sid = format!("SM{:016x}{number:016x}", self.pace.stage);
        outcome(signed(&self.person, customer, &sid, text).send().await)
    }

    async fn team_writes(&self, customer: &str, number: usize, text: &str) -> Outcome {
        let url = format!("{}/api/messages/send", self.person.base_url);
        let request = self.person.http.post(url).bearer_auth(&self.person.token).timeout(PATIENCE);
        let request = request.header("idempotency-key", format!("load-{}-{number}", self.pace.stage));
        outcome(request.json(&json!({ "to": customer, "message": text })).send().await)
    }

    /// Judges again and again until nothing is lost any more; what is lost after all is told.
    async fn settled_verdict(&self, requests: &[(bool, Request)], ended: Instant) -> Result<Verdict, String> {
        loop {
            let verdict = self.verdict(requests).await?;
            if verdict.lost == 0 || ended.elapsed() > DRAINED {
                return Ok(verdict);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn verdict(&self, requests: &[(bool, Request)]) -> Result<Verdict, String> {
        let threads = self.person.all("/api/conversations", "conversations").await?;
        let mut looking = JoinSet::new();
        let mut verdict = Verdict::default();
        for conversation in 0..CONVERSATIONS.min(requests.len()) {
            let customer = self.pace.customer(conversation);
            let thread = threads.iter().find(|thread| thread["theirAddress"] == customer.as_str());
            let thread = thread.and_then(|thread| thread["id"].as_str()).map(str::to_owned);
            let own: Vec<_> =
                requests.iter().filter(|(_, request)| request.conversation == conversation).cloned().collect();
            looking.spawn(self.clone().judged(customer, thread, own));
            while looking.len() >= LOOKS {
                verdict = verdict.and(joined(looking.join_next().await)?);
            }
        }
        while let Some(judged) = looking.join_next().await {
            verdict = verdict.and(joined(Some(judged))?);
        }
        Ok(verdict)
    }

    /// What customers wrote by the thread, and what the team wrote by the customer's phone.
    async fn judged(
        self,
        customer: String,
        thread: Option<String>,
        own: Vec<(bool, Request)>,
    ) -> Result<Verdict, String> {
        let mut entries = match thread {
            Some(id) => self.person.all(&format!("/api/conversations/{id}/timeline"), "entries").await?,
            None => Vec::new(),
        };
        entries.reverse();
        let stored = entries.iter().map(|entry| &entry["message"]).filter(|message| message["direction"] == "inbound");
        let phone = self.person.get(&format!("/_dev/phone/messages?number={}", customer.replace('+', "%2B"))).await?;
        let received = phone["messages"].as_array().into_iter().flatten().filter(|message| message["mine"] == false);
        let texts = |messages: Vec<&Value>| -> Vec<String> {
            messages.into_iter().filter_map(|message| message["body"].as_str().map(str::to_owned)).collect()
        };
        let of = |inbound: bool| -> Vec<&Request> {
            own.iter().filter(|(is_inbound, _)| *is_inbound == inbound).map(|(_, request)| request).collect()
        };
        let inbound = judge(&of(true), &texts(stored.collect()));
        Ok(inbound.and(judge(&of(false), &texts(received.collect()))))
    }
}

fn joined(done: Option<Result<Result<Verdict, String>, tokio::task::JoinError>>) -> Result<Verdict, String> {
    done.map_or(Ok(Verdict::default()), |done| done.map_err(|e| e.to_string())?)
}

fn outcome(reply: reqwest::Result<reqwest::Response>) -> Outcome {
    match reply.map(|reply| reply.status()) {
        Ok(status) if status.is_success() => Outcome::Taken,
        Ok(StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) => Outcome::Refused,
        Ok(status) => Outcome::Failed(status.as_u16()),
        Err(_) => Outcome::Unanswered,
    }
}
