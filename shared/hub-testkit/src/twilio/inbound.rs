//! Texts from a handset to the hub.

use futures_util::future::join_all;

use super::account::Account;
use super::attachment::Attachment;
use super::delivery::InboundDelivery;
use super::error::SimulatorError;
use super::inbound_params::webhook_for;
use super::keywords::Keyword;
use super::message::{Direction, Message};
use super::number::KeywordHandling;
use super::segments;
use super::state::{SimulatorState, block_scope};
use super::target::{Lost, target};
use super::twiml;
use super::webhook::{self, Webhook, WebhookAnswer};

/// A text about to be sent from a handset.
#[derive(Debug, Clone, Default)]
pub struct Inbound {
    /// The customer: E.164, a short code, a name, or `whatsapp:` and E.164.
    pub from: String,
    /// The hub's number.
    pub to: String,
    /// The text.
    pub body: String,
    /// URL and content type of each attachment, as they are posted.
    pub media: Vec<(String, String)>,
    /// Files that the simulator hosts; they follow `media`.
    pub attachments: Vec<Attachment>,
    /// Forces `OptOutType` (STOP, START, HELP); otherwise it follows from the number's keyword handling.
    pub opt_out_type: Option<String>,
    /// Further parameters, as Twilio adds them without notice.
    pub extra: Vec<(String, String)>,
}

impl Inbound {
    /// A plain text.
    #[must_use]
    pub fn text(from: impl Into<String>, to: impl Into<String>, body: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), body: body.into(), ..Self::default() }
    }

    /// Adds a file that the simulator hosts.
    #[must_use]
    pub fn with_attachment(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Adds an attachment that stands anywhere.
    #[must_use]
    pub fn with_media(mut self, url: impl Into<String>, content_type: impl Into<String>) -> Self {
        self.media.push((url.into(), content_type.into()));
        self
    }

    /// Forces `OptOutType`.
    #[must_use]
    pub fn with_opt_out_type(mut self, kind: impl Into<String>) -> Self {
        self.opt_out_type = Some(kind.into());
        self
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }
}

impl SimulatorState {
    /// Texts the hub and waits for its answer.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`] when no account owns `to`.
    pub async fn send_inbound(&self, from: &str, to: &str, body: &str) -> Result<InboundDelivery, SimulatorError> {
        self.send(Inbound::text(from, to, body)).await
    }

    /// As [`send_inbound`](Self::send_inbound), with attachments and the rest.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownNumber`], [`SimulatorError::StateFile`].
    pub async fn send(&self, mut inbound: Inbound) -> Result<InboundDelivery, SimulatorError> {
        let account = self.owner_of(&inbound.to).ok_or_else(|| SimulatorError::UnknownNumber(inbound.to.clone()))?;
        if !self.registry(|r| r.is_active(&account)) {
            return Ok(InboundDelivery::dropped("10001: the account is not active; the message is lost"));
        }
        let target = target(&account, &inbound.to);
        if target == Err(Lost::Dropped) {
            return Ok(InboundDelivery::dropped(Lost::Dropped.words()));
        }
        let handling = account.number(&inbound.to).map_or(KeywordHandling::Default, |number| number.keywords);
        let scope = block_scope(&account, &inbound.to).to_owned();
        let opted_out = self.look(|ledger| ledger.is_blocked(&scope, &inbound.from));
        let keyword = Keyword::handled(handling, &inbound.body, opted_out);

        let mut message = received(self, &account, &inbound);
        let hosted = self.host(&mut message, &inbound.attachments).map_err(|source| self.not_kept(source))?;
        message.media_urls.extend(hosted.iter().map(|(url, _)| url.clone()));
        inbound.media.extend(hosted);
        let sid = message.sid.clone();
        self.keep(message)?;
        match keyword {
            Some(Keyword::Stop) => self.edit(|ledger| ledger.set_blocked(&scope, &inbound.from, true)),
            Some(Keyword::Start) => self.edit(|ledger| ledger.set_blocked(&scope, &inbound.from, false)),
            _ => {}
        }
        if let Some(keyword) = keyword {
            self.keep(self.reply(&account, &inbound.to, &inbound.from, keyword.reply(), true))?;
        }
        let advanced = keyword.filter(|_| handling == KeywordHandling::Advanced).map(Keyword::opt_out_type);
        let opt_out_type = inbound.opt_out_type.clone().or(advanced.map(ToOwned::to_owned));
        match target {
            Err(lost) => Ok(InboundDelivery { sid, ..InboundDelivery::dropped(lost.words()) }),
            Ok(target) => {
                let hook = webhook_for(self, &account, &inbound, (&sid, opt_out_type), target);
                self.keep_inbound(&sid, hook.clone());
                self.post_inbound(&hook).await
            }
        }
    }

    /// Posts the webhook of an inbound message again, as Twilio does when it doubts the first answer.
    ///
    /// # Errors
    /// [`SimulatorError::UnknownMessage`] when it was not received since the start.
    pub async fn redeliver(
        &self,
        sid: &str,
        times: usize,
        concurrently: bool,
    ) -> Result<Vec<InboundDelivery>, SimulatorError> {
        let hook = self.kept_inbound(sid).ok_or_else(|| SimulatorError::UnknownMessage(sid.to_owned()))?;
        if concurrently {
            return join_all((0..times).map(|_| self.post_inbound(&hook))).await.into_iter().collect();
        }
        let mut deliveries = vec![];
        for _ in 0..times {
            deliveries.push(self.post_inbound(&hook).await?);
        }
        Ok(deliveries)
    }

    async fn post_inbound(&self, hook: &Webhook) -> Result<InboundDelivery, SimulatorError> {
        let mut answer = webhook::post(self, hook).await;
        let mut problems = vec![];
        if let (false, Some(fallback)) = (answer.is_success(), hook.fallback.clone()) {
            problems.extend(twiml::read(&answer).problems);
            let mut again = Webhook { url: fallback.url, method: fallback.method, ..hook.clone() };
            again.params.push(("ErrorCode".to_owned(), "11200".to_owned()));
            again.params.push(("ErrorUrl".to_owned(), hook.url.clone()));
            answer = webhook::post(self, &again).await;
        }
        self.take_answer(hook, answer, problems)
    }

    fn take_answer(
        &self,
        hook: &Webhook,
        answer: WebhookAnswer,
        mut problems: Vec<String>,
    ) -> Result<InboundDelivery, SimulatorError> {
        let said = twiml::read(&answer);
        problems.extend(said.problems);
        let mut replies = vec![];
        let origin = self.message(&hook.message_sid).zip(self.account(&hook.account_sid));
        if let Some((message, account)) = origin {
            let customer = message.from.unwrap_or_default();
            let scope = block_scope(&account, &message.to);
            for text in said.texts {
                if self.look(|ledger| ledger.is_blocked(scope, &customer)) {
                    problems.push("21610: reply to an unsubscribed recipient".to_owned());
                    continue;
                }
                self.keep(self.reply(&account, &message.to, &customer, &text, false))?;
                replies.push(text);
            }
        }
        Ok(InboundDelivery {
            sid: hook.message_sid.clone(),
            status: answer.status,
            content_type: answer.content_type,
            twiml: answer.body,
            replies,
            problems,
        })
    }

    fn keep(&self, message: Message) -> Result<(), SimulatorError> {
        self.edit(|ledger| ledger.add(message)).map_err(|source| self.not_kept(source))
    }

    fn reply(&self, account: &Account, from: &str, to: &str, body: &str, by_provider: bool) -> Message {
        let mut message = self.blank(account, Direction::OutboundReply, body);
        message.from = Some(from.to_owned());
        message.to = to.to_owned();
        message.status = "delivered".to_owned();
        message.by_provider = by_provider;
        message.on_handset = true;
        message
    }

    fn blank(&self, account: &Account, direction: Direction, body: &str) -> Message {
        let now = self.now();
        Message {
            sid: self.fresh_sid("SM"),
            account_sid: account.sid.clone(),
            from: None,
            to: String::new(),
            messaging_service_sid: None,
            body: body.to_owned(),
            media_urls: vec![],
            media: vec![],
            direction,
            status: "received".to_owned(),
            error_code: None,
            segments: segments::count(body),
            created_at: now,
            updated_at: now,
            sent_at: Some(now),
            send_at: None,
            status_callback: None,
            by_provider: false,
            on_handset: false,
            deleted: false,
        }
    }
}

fn received(state: &SimulatorState, account: &Account, inbound: &Inbound) -> Message {
    let mut message = state.blank(account, Direction::Inbound, &inbound.body);
    if !inbound.media.is_empty() || !inbound.attachments.is_empty() {
        message.sid = state.fresh_sid("MM");
    }
    message.from = Some(inbound.from.clone());
    message.to.clone_from(&inbound.to);
    message.media_urls = inbound.media.iter().map(|(url, _)| url.clone()).collect();
    message.messaging_service_sid = account.service_of(&inbound.to).map(|service| service.sid.clone());
    message
}
