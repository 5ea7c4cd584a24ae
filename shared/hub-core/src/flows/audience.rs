//! The rows of a campaign's audience are gathered.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::address::Address;
use crate::audience::{AudienceFilter, Listed, PART_MAX_ROWS, Row, read};
use crate::campaign::{Campaign, CampaignState, ROWS_MAX};
use crate::flows::Ports;
use crate::flows::campaigns::{CampaignError, campaign};
use crate::ids::{CampaignId, RecipientId, TenantId};
use crate::page::{PageRequest, Position};
use crate::phone::PhoneNumber;
use crate::ports::{PortError, PortErrorKind};
use crate::recipient::{Recipient, RecipientState};

/// A part may come again, so that its rows are counted twice here.
const PART_SLACK: i64 = PART_MAX_ROWS as i64;

/// What became of the rows of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gathered {
    /// Rows that get a text.
    pub added: u32,
    /// Rows without a number that can be texted.
    pub invalid: u32,
    /// Rows whose number stands in another row.
    pub duplicate: u32,
    /// The columns, as variables are named.
    pub columns: Vec<String>,
    /// The column that the numbers were taken from.
    pub number_column: Option<String>,
}

/// A part of a file, with its header.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The text.
    pub csv: &'a str,
    /// The column of numbers; found by its name if it is not given.
    pub number_column: Option<&'a str>,
    /// The line of the file on which the first row after the header stands.
    pub first_line: u32,
}

async fn draft(ports: &Ports, tenant: &TenantId, id: &CampaignId) -> Result<Campaign, CampaignError> {
    let found = campaign(ports, tenant, id).await?;
    if found.state == CampaignState::Draft { Ok(found) } else { Err(CampaignError::NotNow(Box::new(found))) }
}

/// Adds the rows of a part of a file to a draft; a part that comes twice adds nothing.
///
/// # Errors
/// [`CampaignError`]; some rows may be added then, and the part can come again.
pub async fn add_rows(
    ports: &Ports,
    tenant: &TenantId,
    id: &CampaignId,
    part: Part<'_>,
) -> Result<Gathered, CampaignError> {
    draft(ports, tenant, id).await?;
    let sheet = read(part.csv, part.number_column, part.first_line.max(2))?;
    let account = ports.accounts.tenant(tenant).await?;
    let country = account.ok_or_else(|| PortError::new(PortErrorKind::NotFound, "the tenant is gone"))?.default_country;
    let now = ports.clock.now();
    let rows = sheet.rows.into_iter().map(|row| recipient_of(id, row, &country, now)).collect();
    let gathered = add(ports, tenant, id, rows).await?;
    Ok(Gathered { columns: sheet.columns, number_column: Some(sheet.number_column), ..gathered })
}

/// Adds a page of the inbox's customers who match to a draft; and where the next page starts.
///
/// # Errors
/// As [`add_rows`].
pub async fn add_listed(
    ports: &Ports,
    tenant: &TenantId,
    id: &CampaignId,
    (filter, first_line, page): (&AudienceFilter, u32, &PageRequest),
) -> Result<(Gathered, Option<Position>), CampaignError> {
    draft(ports, tenant, id).await?;
    let now = ports.clock.now();
    let listed = ports.campaigns.audience(tenant, filter, page).await?;
    let since = filter.wrote_within_days.map(|days| now - SignedDuration::from_hours(24 * i64::from(days)));
    let wanted = |listed: &Listed| {
        let is_named = !filter.named_only || listed.name.is_some();
        is_named && since.is_none_or(|since| listed.last_inbound_at.is_some_and(|at| at >= since))
    };
    let rows = listed.rows.into_iter().filter(wanted).zip(first_line..);
    let rows = rows.map(|(listed, line)| {
        let (number, name) = (listed.address.as_str().to_owned(), listed.name);
        recipient_of(id, Row { line, number, name, variables: BTreeMap::new() }, "", now)
    });
    let mut rows: Vec<Recipient> = rows.collect();
    // A sender that is no number cannot be texted, and nobody typed it wrongly.
    rows.retain(|row| row.to.is_some());
    let gathered = add(ports, tenant, id, rows).await?;
    Ok((Gathered { duplicate: 0, ..gathered }, listed.next))
}

async fn add(
    ports: &Ports,
    tenant: &TenantId,
    id: &CampaignId,
    rows: Vec<Recipient>,
) -> Result<Gathered, CampaignError> {
    let there: i64 = ports
        .campaigns
        .tally(tenant, id)
        .await?
        .iter()
        .filter(|(name, _)| !name.contains('_'))
        .map(|(_, count)| count)
        .sum();
    let is_far = rows.iter().any(|row| row.line > ROWS_MAX + 1);
    if is_far || there + i64::try_from(rows.len()).unwrap_or(i64::MAX) > i64::from(ROWS_MAX) + PART_SLACK {
        return Err(CampaignError::TooManyRows);
    }
    let added = ports.campaigns.add_recipients(tenant, &rows).await?;
    let again: Vec<Recipient> =
        rows.iter().zip(&added).filter(|(_, is_there)| !**is_there).map(|(row, _)| duplicate(row)).collect();
    ports.campaigns.add_recipients(tenant, &again).await?;
    let count = |wanted| rows.iter().zip(&added).filter(|(row, is_there)| **is_there && row.state == wanted).count();
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Gathered {
        added: small(count(RecipientState::Waiting)),
        invalid: small(count(RecipientState::Invalid)),
        duplicate: small(again.len()),
        ..Gathered::default()
    })
}

fn recipient_of(campaign: &CampaignId, row: Row, country: &str, now: Timestamp) -> Recipient {
    let number = PhoneNumber::parse(&row.number, Some(country).filter(|country| !country.is_empty()));
    let to: Option<Address> = number.as_ref().ok().map(PhoneNumber::address);
    let invalid = number.as_ref().err().map(|error| ("invalid_number".to_owned(), error.to_string()));
    let (reason, reason_text) = invalid.unzip();
    Recipient {
        id: to.as_ref().map_or_else(|| RecipientId::of_row(row.line), RecipientId::of),
        campaign_id: campaign.clone(),
        typed: Some(row.number),
        name: row.name,
        variables: row.variables,
        line: row.line,
        country: number.ok().and_then(|number| number.country()),
        state: if to.is_some() { RecipientState::Waiting } else { RecipientState::Invalid },
        to,
        reason,
        reason_text,
        due_at: now,
        message_id: None,
        message_version: 0,
        segments: 0,
        sent_at: None,
        delivered_at: None,
        failed_at: None,
        updated_at: now,
        version: 1,
    }
}

fn duplicate(row: &Recipient) -> Recipient {
    Recipient {
        id: RecipientId::of_row(row.line),
        state: RecipientState::Duplicate,
        reason: Some("duplicate".to_owned()),
        reason_text: Some("The number stands in another row.".to_owned()),
        ..row.clone()
    }
}
