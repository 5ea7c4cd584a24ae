//! Whether what was sent is there: each once, and in order.

use std::collections::BTreeMap;
use std::time::Duration;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was acknowledged.
    Taken,
    /// It was answered 429 or 503: nothing was to be done.
    Refused,
    /// It was answered otherwise.
    Failed(u16),
    /// There was no answer; whether it was done nobody knows.
    Unanswered,
}

/// A request to a conversation. Times count from the beginning of the rush.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which conversation.
    pub conversation: usize,
    /// What its text says.
    pub text: String,
    /// When it was to be sent.
    pub due: Duration,
    /// When it was.
    pub began: Duration,
    /// When it was answered.
    pub ended: Duration,
    /// What became of it.
    pub outcome: Outcome,
}

/// What is wrong with what is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Acknowledged, and not there.
    pub lost: usize,
    /// There more than once.
    pub repeated: usize,
    /// There after one that was sent only when this one was acknowledged.
    pub reordered: usize,
    /// Refused, and there all the same.
    pub refused_and_done: usize,
}

impl Verdict {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            lost: self.lost + other.lost,
            repeated: self.repeated + other.repeated,
            reordered: self.reordered + other.reordered,
            refused_and_done: self.refused_and_done + other.refused_and_done,
        }
    }
}

/// Judges the requests to one conversation by the texts that are there, oldest first.
#[must_use]
pub fn judge(requests: &[&Request], there: &[String]) -> Verdict {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, text) in there.iter().enumerate() {
        places.entry(text).or_default().push(place);
    }
    let place = |request: &Request| places.get(request.text.as_str()).map(|places| places[0]);
    let mut verdict = Verdict::default();
    for request in requests {
        let found = places.get(request.text.as_str()).map_or(0, Vec::len);
        verdict.lost += usize::from(request.outcome == Outcome::Taken && found == 0);
        verdict.repeated += usize::from(found > 1);
        verdict.refused_and_done += usize::from(request.outcome == Outcome::Refused && found > 0);
    }
    let taken: Vec<_> = requests.iter().filter(|request| request.outcome == Outcome::Taken).collect();
    for later in &taken {
        // Two that were on their way at the same time have no order.
        let earlier = taken.iter().filter(|earlier| earlier.ended <= later.began);
        let is_before = |earlier: &&&&Request| place(earlier).zip(place(later)).is_some_and(|(one, two)| one > two);
        verdict.reordered += earlier.filter(is_before).count();
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str, (began, ended): (u64, u64), outcome: Outcome) -> Request {
        let at = Duration::from_millis;
        Request { conversation: 0, text: text.to_owned(), due: at(began), began: at(began), ended: at(ended), outcome }
    }

    #[test]
    fn each_fault_is_found() {
        let requests = [
            request("a", (0, 10), Outcome::Taken),
            request("b", (20, 30), Outcome::Taken),
            // On its way together with b.
            request("c", (25, 40), Outcome::Taken),
            request("d", (50, 60), Outcome::Refused),
            request("e", (50, 60), Outcome::Unanswered),
        ];
        let requests: Vec<_> = requests.iter().collect();
        let verdict =
            |there: &[&str]| judge(&requests, &there.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(verdict(&["a", "b", "c"]), Verdict::default());
        assert_eq!(verdict(&["a", "c", "b", "e"]), Verdict::default(), "they had no order");
        assert_eq!(verdict(&["b", "a", "c"]), Verdict { reordered: 1, ..Verdict::default() });
        assert_eq!(verdict(&["a", "c"]), Verdict { lost: 1, ..Verdict::default() });
        assert_eq!(verdict(&["a", "a", "b", "c"]), Verdict { repeated: 1, ..Verdict::default() });
        assert_eq!(verdict(&["a", "b", "c", "d"]), Verdict { refused_and_done: 1, ..Verdict::default() });
    }
}
