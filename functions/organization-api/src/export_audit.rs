//! `GET /api/audit/export`: the audit as a CSV file.

use hub_core::audit::{Action, Entry};
use hub_core::page::PageRequest;
use hub_lambda::auth::Owner;
use hub_lambda::http::{CallerAddress, Download, Query};
use hub_lambda::{ApiError, Hub, Route};

use crate::audit_query::AuditQuery;

/// A Lambda answers at most 6 MB; a row has well under 400 bytes.
const ROWS_MAX: usize = 12_000;

/// Behind the function `audit-export`.
#[must_use]
pub fn route() -> Route {
    Route::api("audit-export", handle)
}

/// Writes the wanted rows, newest first. The export itself is a line of the audit.
///
/// # Errors
/// 400 `too_many_rows` with more rows than one file holds: narrow the dates.
pub async fn handle(
    hub: Hub,
    who: Owner,
    (CallerAddress(from), Query(query)): (CallerAddress, Query<AuditQuery>),
) -> Result<Download, ApiError> {
    let filter = query.filter()?;
    let (mut rows, mut after): (Vec<Entry>, _) = (Vec::new(), None);
    loop {
        let page = PageRequest { limit: 1000, after };
        let found = hub.ports.audit.entries(who.tenant(), &filter, &page).await?;
        rows.extend(found.rows);
        if rows.len() > ROWS_MAX {
            let sentence = "There are more than 12,000 rows. Export a shorter time.";
            return Err(ApiError::new(400, "too_many_rows", sentence));
        }
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    let body = table(&rows).map_err(ApiError::internal)?;
    let entry = Entry::new(&hub.ports, &who.doer(&from), Action::AuditExported).with("rows", rows.len());
    hub.ports.audit.record(who.tenant(), &entry).await?;
    let day = hub.ports.clock.now().strftime("%Y-%m-%d");
    Ok(Download { content_type: "text/csv; charset=utf-8", file_name: format!("audit-{day}.csv"), body })
}

fn table(rows: &[Entry]) -> csv::Result<Vec<u8>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["time", "action", "person", "person id", "address", "target", "details"])?;
    for row in rows {
        let details = if row.details.is_empty() { String::new() } else { serde_json::json!(row.details).to_string() };
        file.write_record([
            row.at.to_string(),
            row.action.word(),
            harmless(&row.actor.name),
            row.actor.id.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.from.clone().unwrap_or_default(),
            harmless(row.target.as_deref().unwrap_or_default()),
            details,
        ])?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (text, cell) in [
            ("Olivia", "Olivia"),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("+12015550123", "'+12015550123"),
            ("@x", "'@x"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), cell);
        }
    }
}
