//! What a campaign would do if it started now.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use schemars::JsonSchema;
use serde::Serialize;

use crate::campaign::{Campaign, ReasonCount};
use crate::channel::ChannelClass;
use crate::flows::Ports;
use crate::flows::campaigns::{CampaignError, campaign};
use crate::flows::preflight::{Intent, check};
use crate::flows::run_campaigns::{Filled, filled};
use crate::flows::send_message::sender;
use crate::ids::{CampaignId, TenantId};
use crate::message::MessageKind;
use crate::page::PageRequest;
use crate::ports::PortResult;
use crate::prices::{PriceTable, Total};
use crate::recipient::{Recipient, RecipientState};

/// So many recipients are looked at at the same time.
const AT_A_TIME: usize = 32;
/// So many rows that are sent nothing are named.
const NAMED_MAX: usize = 50;

/// A row that would be sent nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The line of the file, or the place in the list.
    pub line: u32,
    /// What the row has in the place of a number.
    pub typed: Option<String>,
    /// A stable code.
    pub reason: String,
    /// A plain sentence.
    pub message: String,
}

/// What a campaign would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Recipients who would get a text, now or when time allows.
    pub allowed: u64,
    /// Of these, those who would wait: it is night there, or they just got an automated text.
    pub later: u64,
    /// Recipients who would be refused.
    pub refused: u64,
    /// Why, the commonest first.
    pub reasons: Vec<ReasonCount>,
    /// Rows without a number that can be texted.
    pub invalid: u64,
    /// Rows whose number stands in another row.
    pub duplicate: u64,
    /// The first rows that would be sent nothing, with the reason.
    pub problems: Vec<Problem>,
    /// The segments of all texts.
    pub segments: u64,
    /// The most segments of one text.
    pub longest: u32,
    /// What all of it costs at list prices.
    pub price: Option<Total>,
    /// The text as the first recipient gets it.
    pub sample: Option<String>,
}

enum Verdict {
    Goes { segments: u32, waits: bool, body: String },
    Stays { reason: String, message: String },
}

/// Looks at every row of a campaign and stores nothing. What is allowed now is asked again when the text goes out.
///
/// # Errors
/// [`CampaignError`].
pub async fn check_campaign(
    ports: &Ports,
    tenant: &TenantId,
    id: &CampaignId,
    prices: &PriceTable,
) -> Result<Check, CampaignError> {
    let campaign = campaign(ports, tenant, id).await?;
    let is_sender_verified = sender(ports, tenant, ChannelClass::Sms, Some(campaign.from.as_str())).await?.may_send();
    let (mut sum, mut after) = (Check::default(), None);
    let (mut reasons, mut countries) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
    loop {
        let page = ports.campaigns.recipients(tenant, id, None, &PageRequest { limit: 1_000, after }).await?;
        let judged = stream::iter(page.rows)
            .map(|recipient| {
                let campaign = &campaign;
                async move {
                    let verdict = judge(ports, tenant, (campaign, is_sender_verified), &recipient).await?;
                    PortResult::Ok((recipient, verdict))
                }
            })
            .buffered(AT_A_TIME);
        let judged: Vec<_> = judged.try_collect().await?;
        for (recipient, verdict) in judged {
            let (reason, message) = match verdict {
                Verdict::Goes { segments, waits, body } => {
                    sum.allowed += 1;
                    sum.later += u64::from(waits);
                    sum.segments += u64::from(segments);
                    sum.longest = sum.longest.max(segments);
                    sum.sample.get_or_insert(body);
                    let country = recipient.country.unwrap_or_else(|| "unknown".to_owned());
                    *countries.entry(country).or_default() += u64::from(segments);
                    continue;
                }
                Verdict::Stays { reason, message } => (reason, message),
            };
            match recipient.state {
                RecipientState::Invalid => sum.invalid += 1,
                RecipientState::Duplicate => sum.duplicate += 1,
                _ => {
                    sum.refused += 1;
                    *reasons.entry(reason.clone()).or_default() += 1;
                }
            }
            if sum.problems.len() < NAMED_MAX {
                sum.problems.push(Problem { line: recipient.line, typed: recipient.typed, reason, message });
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    sum.reasons = reasons.into_iter().map(|(reason, count)| ReasonCount { reason, count }).collect();
    sum.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.count));
    sum.problems.sort_by_key(|problem| problem.line);
    sum.price = prices.total(&countries);
    Ok(sum)
}

async fn judge(
    ports: &Ports,
    tenant: &TenantId,
    (campaign, is_sender_verified): (&Campaign, bool),
    recipient: &Recipient,
) -> PortResult<Verdict> {
    let to = match (&recipient.to, &recipient.reason, &recipient.reason_text) {
        (Some(to), _, _) if !matches!(recipient.state, RecipientState::Duplicate | RecipientState::Invalid) => to,
        (_, reason, message) => {
            let (reason, message) = (reason.clone().unwrap_or_default(), message.clone().unwrap_or_default());
            return Ok(Verdict::Stays { reason, message });
        }
    };
    let body = match filled(ports, tenant, campaign, recipient).await? {
        Filled::Body(body) => body,
        Filled::Missing { reason, message } => return Ok(Verdict::Stays { reason: reason.to_owned(), message }),
    };
    let intent = Intent {
        channel: ChannelClass::Sms,
        thread: None,
        is_template: false,
        is_sender_verified,
        to,
        body: &body,
        has_media: false,
        kind: MessageKind::Campaign,
        id: None,
    };
    let size = crate::segments::segmentation(&body);
    Ok(match check(ports, tenant, intent).await?.verdict {
        Ok(size) => Verdict::Goes { segments: size.segments, waits: false, body },
        Err(refusal) if refusal.until().is_some() => Verdict::Goes { segments: size.segments, waits: true, body },
        Err(refusal) => Verdict::Stays { reason: refusal.code().to_owned(), message: refusal.to_string() },
    })
}
