//! How fast the texts of one sender may follow each other.
//!
//! A sender's time is cut into turns, one for each segment, because that is what carriers count. A text that finds its
//! sender idle goes at once; otherwise it gets the next free turn. Nothing is saved up: at these rates a burst would win
//! less than a second, and would be over the rate for that second.
//!
//! While automated texts wait, every fifth turn is kept for people, who would otherwise wait behind a campaign. For that
//! the turns stand on a grid of whole intervals since 1970: four for automated texts, one for people. So two texts never
//! share a turn, and each lane is a counter that only rises, which many workers can raise at once without a lock.

use jiff::Timestamp;

use crate::address::{Address, AddressKind};
use crate::channel::ChannelClass;

/// Segments a second that an owner may set for a number.
pub const PACE_RANGE: std::ops::RangeInclusive<f64> = 0.1..=1000.0;
/// Turns of a cycle, of which the last one is kept for people.
const CYCLE: i64 = 5;
const SECOND_US: f64 = 1_000_000.0;

/// Segments a second that the carrier takes from a sender by default.
///
/// # Source
/// Twilio's throughput of US senders: long code 1, toll-free 3, short code 10, `WhatsApp` 80.
#[must_use]
pub fn usual_pace(sender: &Address, channel: ChannelClass) -> f64 {
    const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];
    if channel == ChannelClass::Whatsapp {
        return 80.0;
    }
    let north_american = sender.as_str().strip_prefix("+1").filter(|national| national.len() == 10);
    match (sender.kind(), north_american) {
        (AddressKind::ShortCode, _) => 10.0,
        (_, Some(national)) if TOLL_FREE.contains(&&national[..3]) => 3.0,
        _ => 1.0,
    }
}

/// The length of a turn in microseconds, rounded up so that the pace is never exceeded.
#[must_use]
pub fn interval(pace: f64) -> i64 {
    let (slowest, fastest) = (*PACE_RANGE.start(), *PACE_RANGE.end());
    #[expect(clippy::cast_possible_truncation, reason = "between a thousandth of a second and ten")]
    let interval = (SECOND_US / pace.clamp(slowest, fastest)).ceil() as i64;
    interval
}

/// What a text asks of its sender's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The length of a turn in microseconds.
    pub interval: i64,
    /// How many turns the text takes.
    pub segments: u32,
    /// Nobody wrote it just now.
    pub is_automated: bool,
}

/// A lane of turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Texts of people while no automated text waits; not bound to the grid.
    Open,
    /// Automated texts.
    Automated,
    /// What is kept for people while automated texts wait.
    Kept,
}

/// How much of a sender's time is given away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Book {
    /// The length of a turn in microseconds; 0 in an empty book.
    pub interval: i64,
    /// When the last text of [`Lane::Open`] is over, in microseconds since 1970.
    pub open: i64,
    /// The first free turn of [`Lane::Automated`], counted since 1970.
    pub automated: i64,
    /// The first free turn of [`Lane::Kept`], counted since 1970.
    pub kept: i64,
}

/// A reservation as one conditional write: the lane's counter rises by `cost`, from `floor` at the least, if the other
/// lanes are still at or under their limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whose counter.
    pub lane: Lane,
    /// The counter at the present moment.
    pub floor: i64,
    /// By how much it rises.
    pub cost: i64,
    /// What must hold of other lanes.
    pub limits: Vec<(Lane, i64)>,
}

impl Book {
    /// The counter of a lane.
    #[must_use]
    pub fn counter(&self, lane: Lane) -> i64 {
        match lane {
            Lane::Open => self.open,
            Lane::Automated => self.automated,
            Lane::Kept => self.kept,
        }
    }

    /// How a text gets its turn.
    #[must_use]
    pub fn step(&self, ask: &Ask, now: Timestamp) -> Step {
        let (interval, now) = (ask.interval, now.as_microsecond());
        let turns = i64::from(ask.segments.max(1));
        // An automated or kept turn that ends after this moment keeps people's lane closed.
        let over = now.div_euclid(interval) - 1;
        let (automated, kept) = (automated_until(over), kept_until(over));
        if !ask.is_automated && self.automated <= automated && self.kept <= kept {
            let limits = vec![(Lane::Automated, automated), (Lane::Kept, kept)];
            return Step { lane: Lane::Open, floor: now, cost: turns * interval, limits };
        }
        let from = now.max(self.open);
        let next = from.div_euclid(interval) + i64::from(from.rem_euclid(interval) != 0);
        let (lane, floor) = if ask.is_automated {
            (Lane::Automated, automated_from(next))
        } else {
            (Lane::Kept, next.div_euclid(CYCLE))
        };
        Step { lane, floor, cost: turns, limits: vec![(Lane::Open, from)] }
    }

    /// When the turn begins that a step took, by its lane's counter after it.
    #[must_use]
    pub fn turn(step: &Step, after: i64, interval: i64) -> Timestamp {
        let first = after - step.cost;
        let at = match step.lane {
            Lane::Open => first,
            Lane::Automated => place(first) * interval,
            Lane::Kept => (first * CYCLE + CYCLE - 1) * interval,
        };
        Timestamp::from_microsecond(at).unwrap_or(Timestamp::MAX)
    }

    /// The book for turns of another length: what was given away stays so, and everything else comes after it.
    #[must_use]
    pub fn at_interval(&self, interval: i64) -> Self {
        let ends = [
            (self.automated > 0).then(|| (place(self.automated - 1) + 1) * self.interval),
            (self.kept > 0).then(|| self.kept * CYCLE * self.interval),
        ];
        let open = ends.into_iter().flatten().fold(self.open, i64::max);
        Self { interval, open, automated: 0, kept: 0 }
    }
}

/// The place on the grid of an automated turn.
fn place(turn: i64) -> i64 {
    turn.div_euclid(CYCLE - 1) * CYCLE + turn.rem_euclid(CYCLE - 1)
}

/// The first automated turn at a place on the grid or after it.
fn automated_from(place: i64) -> i64 {
    place.div_euclid(CYCLE) * (CYCLE - 1) + place.rem_euclid(CYCLE)
}

/// How many automated turns there are up to a place on the grid.
fn automated_until(place: i64) -> i64 {
    place.div_euclid(CYCLE) * (CYCLE - 1) + (place.rem_euclid(CYCLE) + 1).min(CYCLE - 1)
}

/// How many kept turns there are up to a place on the grid.
fn kept_until(place: i64) -> i64 {
    (place + 1).div_euclid(CYCLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use proptest::prelude::*;

    const START: Timestamp = Timestamp::constant(1_790_000_000, 0);

    fn take(book: &mut Book, ask: &Ask, now: Timestamp) -> Timestamp {
        if book.interval != ask.interval {
            *book = book.at_interval(ask.interval);
        }
        let step = book.step(ask, now);
        assert!(step.limits.iter().all(|(lane, limit)| book.counter(*lane) <= *limit), "{book:?} {step:?}");
        let after = book.counter(step.lane).max(step.floor) + step.cost;
        match step.lane {
            Lane::Open => book.open = after,
            Lane::Automated => book.automated = after,
            Lane::Kept => book.kept = after,
        }
        Book::turn(&step, after, ask.interval)
    }

    fn ask(pace: f64, segments: u32, is_automated: bool) -> Ask {
        Ask { interval: interval(pace), segments, is_automated }
    }

    #[test]
    fn a_kind_has_its_pace() {
        for (sender, channel, expected) in [
            ("+12015550123", ChannelClass::Sms, 1.0),
            ("+447700900123", ChannelClass::Sms, 1.0),
            ("+18005550123", ChannelClass::Sms, 3.0),
            ("+448005550123", ChannelClass::Sms, 1.0),
            ("12345", ChannelClass::Sms, 10.0),
            ("+12015550123", ChannelClass::Whatsapp, 80.0),
        ] {
            let pace = usual_pace(&Address::from_carrier(sender), channel);
            assert!((pace - expected).abs() < f64::EPSILON, "{sender} {channel}: {pace}");
        }
    }

    #[test]
    fn the_first_text_goes_at_once_and_the_next_ones_follow_in_turn() {
        let mut book = Book::default();
        let now = START + SignedDuration::from_millis(123);
        let waits: Vec<i64> = [1, 1, 3, 1]
            .into_iter()
            .map(|segments| take(&mut book, &ask(1.0, segments, false), now).duration_since(now).as_secs())
            .collect();
        assert_eq!(waits, [0, 1, 2, 5], "a text of three segments takes three turns");
    }

    #[test]
    fn a_person_does_not_wait_behind_a_campaign() {
        let mut book = Book::default();
        let last = (0..500).map(|_| take(&mut book, &ask(1.0, 1, true), START)).max().expect("turns");
        assert_eq!(last.duration_since(START).as_secs(), 623, "four of five turns");
        let person = take(&mut book, &ask(1.0, 1, false), START);
        assert!(person.duration_since(START).as_secs() <= 5, "{person}");
        let again = take(&mut book, &ask(1.0, 1, false), START);
        assert_eq!(again.duration_since(person).as_secs(), 5);
        // When the campaign is over, people have all of the time again.
        let later = START + SignedDuration::from_secs(700);
        assert_eq!(take(&mut book, &ask(1.0, 1, false), later), later);
    }

    #[test]
    fn a_new_pace_comes_after_what_was_given_away() {
        let mut book = Book::default();
        for _ in 0..10 {
            take(&mut book, &ask(1.0, 1, false), START);
        }
        let next = take(&mut book, &ask(10.0, 1, false), START);
        assert_eq!(next.duration_since(START).as_secs(), 10);
        let then = take(&mut book, &ask(10.0, 1, false), START);
        assert_eq!(then.duration_since(next).as_millis(), 100);
    }

    proptest! {
        /// Whatever asks when: no two segments are closer than a turn, and no lane overtakes itself.
        #[test]
        fn turns_never_touch(
            pace in 0.1f64..300.0,
            asks in prop::collection::vec((0i64..3_000_000, 1u32..4, any::<bool>()), 1..120),
        ) {
            let (mut book, mut now) = (Book::default(), START);
            let mut taken: Vec<i64> = Vec::new();
            let mut newest = [START; 2];
            for (pause, segments, is_automated) in asks {
                now += SignedDuration::from_micros(pause);
                let ask = ask(pace, segments, is_automated);
                let step = book.step(&Ask { ..ask }, now);
                let at = take(&mut book, &ask, now);
                prop_assert!(at >= now);
                let lane = &mut newest[usize::from(is_automated)];
                prop_assert!(at >= *lane, "in the order in which they asked");
                *lane = at;
                for segment in 0..i64::from(segments) {
                    let first = book.counter(step.lane) - step.cost;
                    taken.push(match step.lane {
                        Lane::Open => first + segment * ask.interval,
                        Lane::Automated => place(first + segment) * ask.interval,
                        Lane::Kept => ((first + segment) * CYCLE + CYCLE - 1) * ask.interval,
                    });
                }
            }
            taken.sort_unstable();
            let closest = taken.windows(2).map(|pair| pair[1] - pair[0]).min();
            prop_assert!(closest.is_none_or(|closest| closest >= interval(pace)), "{closest:?}");
        }
    }
}
