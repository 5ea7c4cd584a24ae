//! One id for a request and for all that it causes: the task in a queue, the change in the table's stream, the carrier's
//! report. Every line of the log has it.
//!
//! Who handles an event says its id by [`scope`]; whoever passes work on asks for it by [`current`].

use std::future::Future;

/// The parameter of a carrier's report that names the request which caused what it reports on.
pub const PARAMETER: &str = "cause";
/// An id is no longer than this; the ids of a batch are cut there.
const LENGTH_MAX: usize = 200;

tokio::task_local! {
    static CURRENT: String;
}

/// Runs a future under an id.
pub async fn scope<F: Future>(id: String, future: F) -> F::Output {
    CURRENT.scope(id, future).await
}

/// The id of what is being handled here, if it has one.
#[must_use]
pub fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// An id that came from outside, without the padding that API Gateway ends its ids with: none unless it is made of letters
/// that stand as they are in an address and in a log.
#[must_use]
pub fn from_outside(text: &str) -> Option<String> {
    let id = text.trim_end_matches('=');
    let is_harmless = id.split(' ').all(is_one);
    (is_harmless && id.len() <= LENGTH_MAX).then(|| id.to_owned())
}

/// Whether this is the id of one request, and not those of a batch.
#[must_use]
pub fn is_one(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// What stands for several causes at the same time: each of them once, separated by a space, as many as there is room for.
#[must_use]
pub fn of_all<'a>(ids: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut all: Vec<&str> = Vec::new();
    let mut length = 0;
    for id in ids.into_iter().flat_map(|ids| ids.split(' ')).filter(|id| !id.is_empty()) {
        if !all.contains(&id) && length + id.len() < LENGTH_MAX {
            length += id.len() + 1;
            all.push(id);
        }
    }
    (!all.is_empty()).then(|| all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_a_short_harmless_word() {
        for text in ["JKJaXmPLvHcESHA", "3fa0a1f0-9d6c-4f2b-8c1a-0123456789ab", "a b"] {
            assert_eq!(from_outside(text).as_deref(), Some(text));
        }
        assert_eq!(from_outside("JKJaXmPLvHcESHA=").as_deref(), Some("JKJaXmPLvHcESHA"));
        for text in ["", "=", "\"}", "a\nb", "a  b", "+12015550123", &"a".repeat(201)] {
            assert_eq!(from_outside(text), None, "{text}");
        }
    }

    #[test]
    fn a_batch_has_each_of_its_causes_once() {
        assert_eq!(of_all([]), None);
        assert_eq!(of_all(["a", "b", "a", "b c"]).as_deref(), Some("a b c"));
        let many: Vec<String> = (0..100).map(|n| format!("request-{n:03}")).collect();
        let all = of_all(many.iter().map(String::as_str)).expect("ids");
        assert!(all.len() <= LENGTH_MAX && all.starts_with("request-000 request-001") && from_outside(&all).is_some());
    }
}
