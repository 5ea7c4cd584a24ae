//! SIDs and tokens from a seedable generator.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// The generator: repeatable for a seed.
pub(crate) fn generator(seed: Option<u64>) -> StdRng {
    seed.map_or_else(StdRng::from_os_rng, StdRng::seed_from_u64)
}

/// `prefix` and 32 hex digits.
pub(crate) fn sid(rng: &mut StdRng, prefix: &str) -> String {
    format!("{prefix}{:032x}", rng.random::<u128>())
}

/// An auth token: 32 hex digits.
pub(crate) fn auth_token(rng: &mut StdRng) -> String {
    sid(rng, "")
}

/// A token in the form of a UUID.
pub(crate) fn token(rng: &mut StdRng) -> String {
    let hex = format!("{:032x}", rng.random::<u128>());
    let mut text = String::with_capacity(36);
    for (i, c) in hex.chars().enumerate() {
        if matches!(i, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        // Writing to a String cannot fail.
        let _ = text.write_char(c);
    }
    text
}
