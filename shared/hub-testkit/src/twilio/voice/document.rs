//! Asks for TwiML and reads the answer; a URL that fails is followed by the fallback.

use super::super::ids;
use super::super::record::WebhookKind;
use super::super::webhook::{self, Endpoint, Webhook, WebhookAnswer};
use super::call::ExecutedDocument;
use super::line::Leg;
use super::markup::{self, Element};
use super::{params, schema};

/// Where the next TwiML comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Ask(Ask),
    /// Given over REST.
    Inline(String),
}

/// A request for TwiML.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) endpoint: Endpoint,
    /// What goes with the standard parameters.
    pub(crate) params: Vec<(String, String)>,
}

/// TwiML to carry out.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Where it came from: relative URLs in it are meant from there.
    pub(crate) url: Option<String>,
    pub(crate) root: Element,
}

impl Document {
    /// What an attribute that names a URL asks for; none when it is not there. A URL that is none is taken as it is, so
    /// that asking for it fails.
    pub(crate) fn endpoint(&self, verb: &Element, url: &str, method: &str) -> Option<Endpoint> {
        Endpoint::new(&self.absolute(verb.given(url)?), verb.given(method).unwrap_or("POST"))
    }

    /// This document once more: what a `<Record>` or `<Gather>` without an action asks for.
    pub(crate) fn again(&self, method: &str) -> Option<Endpoint> {
        Endpoint::new(self.url.as_deref()?, method)
    }

    pub(crate) fn absolute(&self, url: &str) -> String {
        if url.contains("://") {
            return url.to_owned();
        }
        let base = self.url.as_deref().and_then(|base| reqwest::Url::parse(base).ok());
        base.and_then(|base| base.join(url).ok()).map_or_else(|| url.to_owned(), String::from)
    }
}

/// The document a leg carries out next; none when there is none to be had, which is a problem of the call.
pub(crate) async fn obtain(leg: &Leg, source: Source) -> Option<Document> {
    let ask = match source {
        Source::Inline(twiml) => return keep(leg, None, &twiml, markup::parse(&twiml)),
        Source::Ask(ask) => ask,
    };
    let answer = post(leg, &ask).await;
    if leg.is_gone {
        if !answer.is_success() {
            leg.line.problem(&leg.sid, retrieval_failure(&answer));
        }
        return None;
    }
    if let Some(document) = keep(leg, Some(&ask.endpoint.url), &answer.body, read(&answer)) {
        return Some(document);
    }
    let fallback =
        leg.line.fallback.clone().filter(|fallback| fallback.url != ask.endpoint.url && !leg.is_whispering)?;
    let mut again = Ask { endpoint: fallback, params: ask.params };
    let code = leg.line.call(&leg.sid).and_then(|call| call.problems.last()?.get(..5).map(ToOwned::to_owned));
    again.params.push(("ErrorCode".to_owned(), code.unwrap_or_else(|| "11200".to_owned())));
    again.params.push(("ErrorUrl".to_owned(), ask.endpoint.url));
    let answer = post(leg, &again).await;
    keep(leg, Some(&again.endpoint.url), &answer.body, read(&answer))
}

async fn post(leg: &Leg, ask: &Ask) -> WebhookAnswer {
    let Some(call) = leg.line.call(&leg.sid) else { return WebhookAnswer::default() };
    let mut params = params::standard(&call);
    params.extend(ask.params.iter().cloned());
    let state = &leg.line.state;
    let hook = Webhook {
        kind: WebhookKind::Call,
        message_sid: leg.sid.clone(),
        account_sid: leg.line.account_sid.clone(),
        url: ask.endpoint.url.clone(),
        method: ask.endpoint.method.clone(),
        fallback: None,
        params,
        idempotency_token: state.dice(ids::token),
    };
    leg.line.timeline.while_busy(webhook::post(state, &hook)).await
}

fn read(answer: &WebhookAnswer) -> Result<Element, String> {
    if !answer.is_success() {
        return Err(retrieval_failure(answer));
    }
    let kind = answer.content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    match kind.as_str() {
        "text/xml" | "application/xml" | "text/html" => markup::parse(&answer.body),
        other => Err(format!("12300: invalid content type {other:?}")),
    }
}

fn retrieval_failure(answer: &WebhookAnswer) -> String {
    let cause = answer.failure.clone().or(answer.status.map(|status| format!("HTTP {status}")));
    format!("11200: HTTP retrieval failure: {}", cause.unwrap_or_default())
}

fn keep(leg: &Leg, url: Option<&str>, twiml: &str, read: Result<Element, String>) -> Option<Document> {
    let (root, problems) = match read {
        Ok(mut root) => {
            let problems = schema::check(&mut root);
            (Some(root), problems)
        }
        Err(problem) => (None, vec![problem]),
    };
    for problem in &problems {
        leg.line.problem(&leg.sid, problem);
    }
    let executed = ExecutedDocument {
        call_sid: leg.sid.clone(),
        at_ms: leg.line.at_ms(),
        url: url.map(ToOwned::to_owned),
        twiml: twiml.to_owned(),
        problems,
    };
    leg.line.state.edit(|ledger| ledger.voice.documents.push(executed));
    root.map(|root| Document { url: url.map(ToOwned::to_owned), root })
}
