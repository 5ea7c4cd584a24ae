//! Runs a target from a seed.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

#[expect(clippy::disallowed_methods, reason = "the engineer says how long and from where")]
fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Holds a property against `runs` inputs, or as many as `HUB_FUZZ_RUNS` says, from the seed in `HUB_FUZZ_SEED` or 1. What
/// fails is made as small as it goes.
pub fn holds<S: Strategy>(runs: u32, inputs: &S, property: impl Fn(S::Value) -> TestCaseResult) {
    let seed = wanted("HUB_FUZZ_SEED").unwrap_or(1);
    let cases = wanted("HUB_FUZZ_RUNS").and_then(|runs| u32::try_from(runs).ok()).unwrap_or(runs);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 1_000, ..Config::default() };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    if let Err(failed) = TestRunner::new_with_rng(config, random).run(inputs, property) {
        panic!("seed {seed}: {failed}");
    }
}
