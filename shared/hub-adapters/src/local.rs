//! Ports that need nothing outside the process: the clock, randomness and passwords.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_core::ids::millis;
use hub_core::ports::{Clock, Ids, Passwords, PortError, PortErrorKind, PortResult};
use jiff::Timestamp;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // Milliseconds, because that is what JSON, ULIDs and the browser carry.
        Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Ids from the operating system's randomness.
#[derive(Default)]
pub struct RandomIds {
    generator: Mutex<ulid::Generator>,
}

impl Ids for RandomIds {
    fn ulid(&self, at: Timestamp) -> ulid::Ulid {
        let at = SystemTime::UNIX_EPOCH + Duration::from_millis(millis(at));
        let mut generator = self.generator.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        generator.generate_from_datetime(at).unwrap_or_else(|_| ulid::Ulid::from_datetime(at))
    }

    fn secret(&self) -> String {
        let bytes: [u8; 32] = rand::random();
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// argon2id with the crate's recommended cost (19 MiB, 2 passes).
#[derive(Debug, Clone, Copy, Default)]
pub struct Argon2Passwords;

/// Verified when there is no such person, so that the answer takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keQ$Z3mJ6VtRiDdXTF1eZ3JpbmQtdGhlLXNhbWUtbG9hZCE";

/// The memory of the last verification, kept for the next one: the allocator's arenas would break it up, and a process
/// would hold more than 200 MB after some dozen sign-ins.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// Whether a password is the one of a hash; `None` if the hash cannot be read.
fn opens(password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let (salt, expected) = (hash.salt?, hash.hash?);
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let params = Params::try_from(&hash).ok()?;
    // Who comes while another verifies takes memory of its own.
    let mut memory = MEMORY.try_lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default();
    memory.resize(params.block_count(), Block::default());
    let mut output = vec![0; expected.len()];
    let argon2 = Argon2::new(algorithm, version, params);
    let hashed = argon2.hash_password_into_with_memory(password.as_bytes(), &salt, &mut output, &mut memory);
    if let Ok(mut kept) = MEMORY.try_lock() {
        *kept = memory;
    }
    hashed.ok()?;
    // Compares in constant time.
    Some(Output::new(&output).ok()? == expected)
}

#[async_trait]
impl Passwords for Argon2Passwords {
    async fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let (password, is_somebody) = (password.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let verified = tokio::task::spawn_blocking(move || opens(&password, &hash));
        matches!(verified.await, Ok(Some(true))) && is_somebody
    }

    async fn hash(&self, password: &str) -> PortResult<String> {
        let password = password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
        });
        let failed = |reason: String| PortError::new(PortErrorKind::Unavailable, reason);
        hashed.await.map_err(|e| failed(e.to_string()))?.map_err(|e| failed(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let hash = Argon2Passwords.hash("right").await.expect("a hash");
        assert!(hash.starts_with("$argon2id$"));
        assert!(Argon2Passwords.verify("right", Some(&hash)).await);
        assert!(!Argon2Passwords.verify("wrong", Some(&hash)).await);
        assert!(!Argon2Passwords.verify("right", None).await);
    }

    #[test]
    fn the_hash_of_nobody_is_well_formed_and_costs_as_much_as_any() {
        let nobody = PasswordHash::new(NOBODY).expect("a hash");
        assert_eq!(Params::try_from(&nobody).expect("parameters").m_cost(), Params::DEFAULT_M_COST);
        assert_eq!(opens("nobody", NOBODY), Some(false));
    }

    #[tokio::test]
    async fn kept_memory_changes_no_answer() {
        let hash = Argon2Passwords.hash("right").await.expect("a hash");
        for (password, expected) in [("right", true), ("wrong", false), ("right", true), ("", false)] {
            assert_eq!(Argon2Passwords.verify(password, Some(&hash)).await, expected, "{password}");
        }
        // A hash of another cost, as an older release could have left it.
        let cheap = "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$+cgL0wsb7bBR3yjQ0bNR3w";
        assert!(opens("anything", cheap).is_some());
        assert!(!Argon2Passwords.verify("right", Some(cheap)).await);
        assert!(!Argon2Passwords.verify("right", Some("not a hash")).await);
        assert!(Argon2Passwords.verify("right", Some(&hash)).await);
    }

    #[test]
    fn ids_of_one_millisecond_rise() {
        let ids = RandomIds::default();
        let now = Timestamp::now();
        let made: Vec<_> = (0..100).map(|_| ids.ulid(now)).collect();
        assert!(made.is_sorted());
    }
}
