//! What every table promises of counted tries.

use futures_util::future::join_all;
use hub_core::ports::{Allowance, Attempt, Attempts};
use jiff::{SignedDuration, Timestamp};

use crate::sample::{later, now};
use crate::stores::Stores;

const ALLOWANCE: Allowance = Allowance { free: 5, pause_max: SignedDuration::from_mins(15) };
const NAME: &str = "account agent@acme.test";

async fn attempt(stores: &Stores, at: Timestamp) -> Attempt {
    stores.table.attempt(NAME, ALLOWANCE, at).await.expect("an answer")
}

async fn granted(stores: &Stores, at: Timestamp) -> u32 {
    match attempt(stores, at).await {
        Attempt::Granted { count } => count,
        refused => panic!("{refused:?}"),
    }
}

fn wait(seconds: i64) -> Attempt {
    Attempt::Refused { wait: SignedDuration::from_secs(seconds) }
}

/// The five free tries set no pause; the sixth is granted, because no pause runs yet, and sets the first one. So six
/// pass at one moment, however many come, and never a seventh: each count is given out once.
pub async fn of_many_tries_at_once_the_free_ones_and_one_more_pass(stores: &Stores) {
    let outcomes = join_all((0..50).map(|_| attempt(stores, now()))).await;
    let mut counts: Vec<u32> = outcomes
        .iter()
        .filter_map(|outcome| match outcome {
            Attempt::Granted { count } => Some(*count),
            Attempt::Refused { .. } => None,
        })
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 2, 3, 4, 5, 6]);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == wait(1)).count(), 44);
    let another = stores.table.attempt("account owner@acme.test", ALLOWANCE, now()).await.expect("an answer");
    assert_eq!(another, Attempt::Granted { count: 1 }, "each name is counted for itself");
}

/// Two people of one office sign in at once; the function that serves one has a clock a little behind.
pub async fn a_free_try_blocks_nobody_with_a_slower_clock(stores: &Stores) {
    assert_eq!(granted(stores, later(2)).await, 1);
    assert_eq!(granted(stores, now()).await, 2);
}

pub async fn each_further_try_doubles_the_pause(stores: &Stores) {
    for count in 1..=6 {
        assert_eq!(granted(stores, now()).await, count);
    }
    assert_eq!(attempt(stores, now()).await, wait(1));
    assert_eq!(granted(stores, later(1)).await, 7, "the pause is over");
    assert_eq!(attempt(stores, later(1)).await, wait(2));
    assert_eq!(attempt(stores, later(2)).await, wait(1));
    let outcomes = join_all((0..50).map(|_| attempt(stores, later(3)))).await;
    let passed = outcomes.iter().filter(|outcome| matches!(outcome, Attempt::Granted { .. })).count();
    assert_eq!(passed, 1, "after a pause one passes at a time");
    assert_eq!(attempt(stores, later(3)).await, wait(4));
}

pub async fn a_rest_forgets_tries(stores: &Stores) {
    for count in 1..=6 {
        assert_eq!(granted(stores, now()).await, count);
    }
    assert_eq!(granted(stores, later(900)).await, 7, "not rested for longer than the longest pause");
    assert_eq!(granted(stores, later(900 + 2 + 901)).await, 1, "two seconds of pause and the rest");
}

pub async fn a_try_is_taken_back_and_tries_are_forgotten(stores: &Stores) {
    stores.table.take_back(NAME).await.expect("nothing to take back");
    for count in 1..=6 {
        assert_eq!(granted(stores, now()).await, count);
    }
    stores.table.take_back(NAME).await.expect("taken back");
    assert_eq!(granted(stores, now()).await, 6, "its pause went with it");
    assert_eq!(attempt(stores, now()).await, wait(1));
    stores.table.forget(NAME).await.expect("forgotten");
    stores.table.forget(NAME).await.expect("twice is fine");
    stores.table.take_back(NAME).await.expect("nothing to take back");
    assert_eq!(granted(stores, now()).await, 1);
}
