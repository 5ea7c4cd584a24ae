//! Lists in pages, in the two forms Twilio has.
//!
//! The page token names the last row of the page before, so pages do not shift when rows are added in between.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::record::first;
use super::rest_error::RestError;

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;

/// One page of a list.
pub(crate) struct Page<'a, T> {
    query: &'a [(String, String)],
    shown: Vec<T>,
    page: usize,
    size: usize,
    /// Of the next page, when there is one.
    token: Option<String>,
}

/// Cuts the page a query asks for out of everything found.
///
/// # Errors
/// 400 for a page or size that is no number.
pub(crate) fn page<'a, T>(
    mut found: Vec<T>,
    sid: impl Fn(&T) -> &str,
    query: &'a [(String, String)],
) -> Result<Page<'a, T>, RestError> {
    let page: usize = number(query, "Page")?.unwrap_or(0);
    let size = page_size(query)?;
    let start = match first(query, "PageToken").and_then(|token| token.strip_prefix("PA")) {
        Some(last) => found.iter().position(|row| sid(row) == last).map_or(found.len(), |index| index + 1),
        None => (page * size).min(found.len()),
    };
    let more = found.len() > start + size;
    found.truncate(start + size);
    let shown = found.split_off(start);
    let token = shown.last().filter(|_| more).map(|last| format!("PA{}", sid(last)));
    Ok(Page { query, shown, page, size, token })
}

/// 50 by default, 1000 at most.
pub(crate) fn page_size(query: &[(String, String)]) -> Result<usize, RestError> {
    Ok(number(query, "PageSize")?.unwrap_or(DEFAULT_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE))
}

impl<T> Page<'_, T> {
    /// As under `/2010-04-01`: links are paths beside the rows.
    pub(crate) fn by_uri(&self, key: &str, path: &str, row: impl Fn(&T) -> Value) -> Value {
        let (page, size) = (self.page, self.size);
        let start = page * size;
        let mut body = json!({
            "end": start + self.shown.len().saturating_sub(1),
            "first_page_uri": self.link(path, 0, None),
            "next_page_uri": self.next(path),
            "page": page,
            "page_size": size,
            "previous_page_uri": self.previous(path),
            "start": start,
            "uri": self.link(path, page, first(self.query, "PageToken")),
        });
        body[key] = self.rows(row);
        body
    }

    /// As under `/v1`: links are whole URLs in `meta`.
    pub(crate) fn by_meta(&self, key: &str, url: &str, row: impl Fn(&T) -> Value) -> Value {
        let meta = json!({
            "first_page_url": self.link(url, 0, None),
            "key": key,
            "next_page_url": self.next(url),
            "page": self.page,
            "page_size": self.size,
            "previous_page_url": self.previous(url),
            "url": self.link(url, self.page, first(self.query, "PageToken")),
        });
        let body = [("meta".to_owned(), meta), (key.to_owned(), self.rows(row))];
        Value::Object(body.into_iter().collect::<Map<_, _>>())
    }

    fn rows(&self, row: impl Fn(&T) -> Value) -> Value {
        self.shown.iter().map(row).collect()
    }

    fn next(&self, path: &str) -> Option<String> {
        self.token.as_deref().map(|token| self.link(path, self.page + 1, Some(token)))
    }

    fn previous(&self, path: &str) -> Option<String> {
        self.page.checked_sub(1).map(|before| self.link(path, before, None))
    }

    fn link(&self, path: &str, page: usize, token: Option<&str>) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        for (key, value) in self.query.iter().filter(|(key, _)| !key.starts_with("Page")) {
            text.append_pair(key, value);
        }
        text.append_pair("PageSize", &self.size.to_string()).append_pair("Page", &page.to_string());
        if let Some(token) = token {
            text.append_pair("PageToken", token);
        }
        format!("{path}?{}", text.finish())
    }
}

fn number(query: &[(String, String)], name: &str) -> Result<Option<usize>, RestError> {
    first(query, name).map(|text| text.parse().map_err(|_| invalid(name, text))).transpose()
}

/// 400 with 20001.
pub(crate) fn invalid(name: &str, value: &str) -> RestError {
    RestError::new(StatusCode::BAD_REQUEST, 20001, format!("Invalid parameter {name}: {value}"))
}
