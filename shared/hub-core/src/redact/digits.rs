//! Numbers that are known by their figures alone, however these are grouped or spelled.

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::pattern;

const DIGITS: [(&str, char); 11] = [
    ("zero", '0'),
    ("oh", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
];
static FIGURES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\d+|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b"));
/// What a number means that stands behind it: something that was bought.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:order|invoice|tracking|confirmation|reference|ticket|booking|claim)(?: (?:number|no\.?|code|id))?(?: is)?[\s:#,]*$",
    )
});
static CALLING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:call|phone|cell|mobile|reach|text|number|dial)\b[^\d]{0,25}$"));

/// Figures that belong together, such as `(415)` in `(415) 555-0123`.
struct Group {
    digits: String,
    at: Range<usize>,
}

fn group(found: &str, at: Range<usize>) -> Group {
    let word = found.to_lowercase();
    let spelled = DIGITS.iter().find(|(name, _)| *name == word).map(|(_, digit)| digit.to_string());
    Group { digits: spelled.unwrap_or(word), at }
}

/// Groups with nothing but usual marks between them.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    for found in FIGURES.find_iter(text) {
        let next = group(found.as_str(), found.range());
        match runs.last_mut().filter(|run| run.last().is_some_and(|last| is_joint(&text[last.at.end..next.at.start]))) {
            Some(run) => run.push(next),
            None => runs.push(vec![next]),
        }
    }
    runs
}

fn is_joint(between: &str) -> bool {
    (1..=3).contains(&between.len()) && between.chars().all(|c| " -.()".contains(c))
}

fn digits(groups: &[Group]) -> String {
    groups.iter().map(|group| group.digits.as_str()).collect()
}

/// Replaces each stretch of whole groups that `word` has a word for, the longest one first.
fn replace(text: &str, word: impl Fn(&str, &[Group]) -> Option<&'static str>) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut copied = 0;
    for run in runs(text) {
        let mut first = 0;
        while first < run.len() {
            let longest = run.len().min(first + 19);
            let found = (first + 1..=longest).rev().find_map(|end| Some((end, word(text, &run[first..end])?)));
            let Some((end, label)) = found else {
                first += 1;
                continue;
            };
            kept.push_str(text[copied..run[first].at.start].trim_end_matches(['+', '(']));
            kept.push_str(label);
            copied = run[end - 1].at.end;
            first = end;
        }
    }
    kept.push_str(&text[copied..]);
    kept
}

/// Without card numbers.
pub(super) fn without_cards(text: &str) -> String {
    replace(text, |_, groups| {
        let digits = digits(groups);
        let is_card = (13..=19).contains(&digits.len()) && digits.starts_with(['2', '3', '4', '5', '6']);
        (is_card && luhn(&digits)).then_some("[card number]")
    })
}

/// Without Social Security and phone numbers.
pub(super) fn without_numbers_of_people(text: &str) -> String {
    replace(text, |text, groups| {
        let lengths: Vec<usize> = groups.iter().map(|group| group.digits.len()).collect();
        let before = &text[..groups[0].at.start];
        if lengths == [3, 2, 4] {
            return Some("[SSN]");
        }
        (is_phone(text, groups, &lengths) && !ORDER.is_match(before)).then_some("[phone number]")
    })
}

fn is_phone(text: &str, groups: &[Group], lengths: &[usize]) -> bool {
    let digits = digits(groups);
    let before = &text[..groups[0].at.start];
    let is_international = before.ends_with('+');
    let spelled = lengths.iter().all(|length| *length == 1);
    // Neither an area code nor an exchange begins with 0 or 1.
    let is_national = |digits: &str| {
        digits.len() == 10 && [0, 3].iter().all(|at| digits.as_bytes().get(*at).is_some_and(|first| *first >= b'2'))
    };
    let marked = || text[groups[0].at.end..groups[groups.len() - 1].at.start].contains(['-', '.']);
    match digits.len() {
        8..=15 if is_international => true,
        10 => is_national(&digits),
        11 => digits.strip_prefix('1').is_some_and(is_national),
        7 if spelled => true,
        7 if lengths == [3, 4] => marked() || CALLING.is_match(before),
        _ => false,
    }
}

/// Whether the last digit is the check digit of the others.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10) && digits.bytes().any(|byte| byte != b'0')
}
