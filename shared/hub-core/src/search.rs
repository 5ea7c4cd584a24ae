//! Words as a search compares them: which words a text has, and where a query meets them.
//!
//! Case, accents and the form of a character do not count, and a word is met by its beginning. What is stored beside a
//! text and what is asked for are made by the same function, so they always agree.

use schemars::JsonSchema;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::conversation::Conversation;

/// So many different words of one text are found; what follows them is not.
const WORDS_MAX: usize = 40;
/// A word is compared up to here.
const WORD_MAX_CHARACTERS: usize = 20;
/// So many words of a query count.
const TERMS_MAX: usize = 6;
/// A telephone number is met by at least so many of its digits.
pub const DIGITS_MIN: usize = 3;
/// An excerpt is about so long, in characters.
const EXCERPT_CHARACTERS: usize = 120;
/// So much of an excerpt stands before the first match.
const EXCERPT_LEAD: usize = 30;

/// A word of a text and where it stands, in bytes.
struct Word {
    folded: String,
    start: usize,
    end: usize,
}

/// A word without case, accents, compatibility forms and marks; empty where nothing is left.
fn fold(word: &str) -> String {
    let letters = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.filter(|c| c.is_alphanumeric()).take(WORD_MAX_CHARACTERS).collect()
}

fn words_of(text: &str) -> impl Iterator<Item = Word> {
    text.unicode_word_indices().filter_map(|(start, word)| {
        let folded = fold(word);
        // A single letter says nothing; a single ideograph is a word.
        let is_idle = folded.is_empty() || (folded.len() == 1 && folded.bytes().all(|b| b.is_ascii_lowercase()));
        (!is_idle).then(|| Word { folded, start, end: start + word.len() })
    })
}

/// The different words of a text, in its order.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in words_of(text) {
        if !words.contains(&word.folded) {
            words.push(word.folded);
        }
        if words.len() == WORDS_MAX {
            break;
        }
    }
    words
}

/// The digits of a number, however it is written.
#[must_use]
pub fn digits(text: &str) -> String {
    text.nfkd().filter(char::is_ascii_digit).collect()
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The words, the longest first: it is the rarest.
    words: Vec<String>,
    /// All digits, where nothing but a number was written.
    number: Option<String>,
}

impl Terms {
    /// Reads a query; `None` if it has nothing that could be found.
    #[must_use]
    pub fn of(query: &str) -> Option<Self> {
        let digits = digits(query);
        let is_number = digits.len() >= DIGITS_MIN && !query.chars().any(char::is_alphabetic);
        let mut words = words(query);
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words.truncate(TERMS_MAX);
        let number = is_number.then_some(digits);
        (!words.is_empty()).then_some(Self { words, number })
    }

    /// The words, the longest first.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The digits of a query that is a number or a part of one.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// Whether each word begins one of `words`.
    #[must_use]
    pub fn begin<'a>(&self, words: impl Iterator<Item = &'a str> + Clone) -> bool {
        self.words.iter().all(|term| words.clone().any(|word| word.starts_with(term.as_str())))
    }

    /// Whether a conversation's name has the words, or its number the digits.
    #[must_use]
    pub fn mean(&self, conversation: &Conversation) -> bool {
        let name = words(conversation.contact_name.as_deref().unwrap_or_default());
        let theirs = conversation.their_address.as_str();
        let has_number = self.number.as_ref().is_some_and(|number| digits(theirs).contains(number.as_str()));
        has_number
            || self.begin(name.iter().map(String::as_str))
            || self.begin(words(theirs).iter().map(String::as_str))
    }

    /// The part of a text around the first word that was met, with every word that was met in it.
    #[must_use]
    pub fn excerpt(&self, text: &str) -> Excerpt {
        let is_met = |word: &Word| self.words.iter().any(|term| word.folded.starts_with(term.as_str()));
        let met: Vec<Word> = words_of(text).filter(is_met).collect();
        let first = met.first().map_or(0, |word| word.start);
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let first = bounds.partition_point(|at| *at < first);
        let last = bounds.len() - 1;
        let from = if last <= EXCERPT_CHARACTERS { 0 } else { first.saturating_sub(EXCERPT_LEAD) };
        let to = (from + EXCERPT_CHARACTERS).min(last);
        let (start, end) = (bounds[from], bounds[to]);
        let (before, after) = (if from > 0 { "…" } else { "" }, if to < last { "…" } else { "" });
        let units = |text: &str| text.encode_utf16().count();
        let within = met.iter().filter(|word| word.start >= start && word.end <= end);
        let matches = within.map(|word| {
            let begin = units(before) + units(&text[start..word.start]);
            Match { start: begin, end: begin + units(&text[word.start..word.end]) }
        });
        Excerpt { matches: matches.collect(), text: format!("{before}{}{after}", &text[start..end]) }
    }
}

/// A word that was met; positions in UTF-16 code units, as browsers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Match {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Excerpt {
    /// The part, with `…` where something was left out.
    pub text: String,
    /// What was met in it, from left to right.
    pub matches: Vec<Match>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_accents_and_forms() {
        for (text, wanted) in [
            ("Éclair, ÉCLAIR & e\u{301}clair", vec!["eclair"]),
            ("Don't I know you?", vec!["dont", "know", "you"]),
            ("Ｆｕｌｌ ﬁt ⅷ", vec!["full", "fit", "viii"]),
            ("İstanbul Straße", vec!["istanbul", "straße"]),
            ("call (415) 555-0123", vec!["call", "415", "555", "0123"]),
            ("你好", vec!["你", "好"]),
            ("🎉 !!", vec![]),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_long_text_has_a_bounded_number_of_bounded_words() {
        let text: String = (0..500).map(|n| format!("word{n}{} ", "x".repeat(30))).collect();
        let words = words(&text);
        assert_eq!(words.len(), WORDS_MAX);
        assert!(words.iter().all(|word| word.chars().count() <= WORD_MAX_CHARACTERS));
    }

    #[test]
    fn a_query_is_met_by_beginnings_in_any_order() {
        let words = words("Can I move my appointment to Friday?");
        let begins = |query: &str| Terms::of(query).is_some_and(|t| t.begin(words.iter().map(String::as_str)));
        for (query, wanted) in
            [("friday", true), ("FRI app", true), ("fri monday", false), ("pointment", false), ("mov", true)]
        {
            assert_eq!(begins(query), wanted, "{query}");
        }
        assert_eq!(Terms::of(" ?! "), None);
    }

    #[test]
    fn a_number_is_one_however_it_is_written() {
        for text in ["+1 (415) 555-0123", "14155550123", "1.415.555.0123"] {
            assert_eq!(
                Terms::of(text).and_then(|terms| terms.number().map(str::to_owned)).as_deref(),
                Some("14155550123")
            );
        }
        for text in ["12", "room 12345"] {
            assert_eq!(Terms::of(text).and_then(|terms| terms.number().map(str::to_owned)), None, "{text}");
        }
    }

    #[test]
    fn an_excerpt_marks_what_was_met() {
        let excerpt = |query: &str, text: &str| Terms::of(query).expect("terms").excerpt(text);
        let shown = |excerpt: &Excerpt| -> Vec<String> {
            let units: Vec<u16> = excerpt.text.encode_utf16().collect();
            excerpt.matches.iter().map(|at| String::from_utf16_lossy(&units[at.start..at.end])).collect()
        };
        let short = excerpt("fri caf", "🎉 Friday at the Café, on friday!");
        assert_eq!(
            (short.text.as_str(), shown(&short)),
            ("🎉 Friday at the Café, on friday!", vec!["Friday".to_owned(), "Café".to_owned(), "friday".to_owned()])
        );
        let long = excerpt("needle", &format!("{}needle {}", "äöü ".repeat(100), "end ".repeat(100)));
        assert_eq!(shown(&long), ["needle"]);
        assert!(long.text.starts_with('…') && long.text.ends_with('…') && long.text.chars().count() <= 122);
        assert_eq!(excerpt("gone", "").text, "");
    }
}
