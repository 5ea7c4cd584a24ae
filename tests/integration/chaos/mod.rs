//! Workers that die or stall anywhere, a carrier that loses answers and reports, tasks that come twice: each text goes
//! out once.
//!
//! Every run is decided by its seed. A worker reaches table and carrier by a [`crossing`], where it is stopped for good
//! or for a while before or after a request. A time-out after acceptance is a connection that is closed there. The
//! simulator's log is the judge.

mod crossing;
mod run;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use run::{Outcome, World};

/// Runs of `cargo dev test`; `cargo dev chaos` asks for more.
const RUNS: u64 = 240;
/// Runs that share a hub, so that starting hubs is not what takes the time.
const RUNS_PER_HUB: u64 = 40;
const HUBS_AT_ONCE: usize = 2;

#[expect(clippy::disallowed_methods, reason = "the command passes its options on")]
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

async fn play(seeds: Vec<u64>) -> Vec<Outcome> {
    let mut world = World::new().await;
    let mut outcomes = Vec::new();
    for seed in seeds {
        outcomes.push(world.run(seed).await);
    }
    world.ends().await;
    outcomes
}

fn report(outcomes: &[Outcome], first: u64) -> String {
    let (mut statuses, mut stopped) = (BTreeMap::new(), BTreeMap::new());
    let (mut intents, mut creates) = (0, 0);
    for outcome in outcomes {
        intents += outcome.intents;
        creates += outcome.creates;
        outcome.statuses.iter().for_each(|word| *statuses.entry(word.as_str()).or_insert(0) += 1);
        outcome.stopped.iter().for_each(|place| *stopped.entry(place.as_str()).or_insert(0) += 1);
    }
    let mut text = format!(
        "chaos: {} runs from seed {first}: {intents} texts accepted, {creates} at the carrier, none twice\n",
        outcomes.len()
    );
    let _ = writeln!(text, "  they ended as {statuses:?}");
    for (place, count) in stopped {
        let _ = writeln!(text, "  {count:>5}  {place}");
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_dies_each_text_goes_out_once() {
    let (first, runs) = (setting("HUB_CHAOS_SEED", 1), setting("HUB_CHAOS_RUNS", RUNS));
    let seeds: Vec<u64> = (first..first + runs).collect();
    let mut outcomes = Vec::new();
    let batches: Vec<Vec<u64>> =
        seeds.chunks(usize::try_from(RUNS_PER_HUB).unwrap_or(1)).map(<[u64]>::to_vec).collect();
    for few in batches.chunks(HUBS_AT_ONCE) {
        let playing: Vec<_> = few.iter().map(|seeds| tokio::spawn(play(seeds.clone()))).collect();
        for hub in playing {
            outcomes.extend(hub.await.expect("no run failed"));
        }
    }
    println!("{}", report(&outcomes, first));
    assert_eq!(outcomes.len() as u64, runs);
    let is_seen = |word: &str| outcomes.iter().flat_map(|o| &o.stopped).any(|place| place.contains(word));
    if runs >= RUNS {
        for point in ["Before Claim", "After Claim", "Before Create", "After Create", "Before Bind", "before the queue"]
        {
            assert!(is_seen(point), "no worker died {point}");
        }
    }
}

#[tokio::test]
async fn a_run_is_repeated_by_its_seed() {
    let seeds = vec![5, 6, 7, 8];
    let (first, second) = (play(seeds.clone()).await, play(seeds.into_iter().rev().collect()).await);
    let second: Vec<_> = second.into_iter().rev().collect();
    assert_eq!(first, second, "the same steps, whatever ran before");
}
