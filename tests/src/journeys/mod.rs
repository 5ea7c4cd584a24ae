//! The journeys of the hub's users from end to end, told of a hub wherever it runs.
//!
//! The local runner and a deployment are two [`Place`]s; each journey is written once and holds at both, so they cannot
//! drift apart.

mod background;
mod organisation;
mod sockets;
mod texts;

use std::time::{Duration, Instant};

use async_trait::async_trait;
use hub_testkit::twilio::SimulatorState;
use serde_json::Value;

use crate::{Door, PATIENCE};

pub use organisation::Organisation;

/// Where a hub runs, and what a story has to know of it besides its API.
#[async_trait(?Send)]
pub trait Place {
    /// Where its API and its sockets are reached.
    fn door(&self) -> &Door;

    /// The simulated carrier that it talks to.
    fn carrier(&self) -> &SimulatorState;

    /// The text of the newest mail to an address.
    async fn mail_to(&self, address: &str) -> Option<String>;

    /// Hands a function an event; what it returns.
    async fn invoke(&self, function: &str, event: &Value) -> Value;

    /// Everything that its table holds, as text.
    async fn stored(&self) -> String;

    /// Lets these tasks be the ones that no worker could do, all at once; those that could not be buried either.
    async fn gives_up_on(&self, tasks: Vec<String>) -> Vec<String>;

    /// Lets the next minute come, with what is done by the clock.
    async fn passes_a_minute(&self);
}

/// Looks until something is there.
///
/// # Panics
/// When it is not there in time.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "there was no {what} within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Makes every journey, one after the other, at a hub that has no organisation called Initech or Hooli.
pub async fn all(place: &dyn Place) {
    let started = Instant::now();
    let told = |journey: &str| println!("  {:>4.0} s  {journey}", started.elapsed().as_secs_f64());
    told("two organisations begin: sign-up, a subaccount, a number with its webhooks");
    let initech = Organisation::begins(place, "Initech", "ida@initech.test", "415").await;
    let hooli = Organisation::begins(place, "Hooli", "hal@hooli.test", "201").await;
    told("a text is scheduled");
    let scheduled = background::schedules(&initech).await;
    told("a text comes in, is listed, pushed, and nobody else's");
    texts::comes_in(place, &initech, &hooli).await;
    told("a forged text is refused");
    texts::is_forged(place, &initech).await;
    told("a text comes in by the fallback");
    texts::comes_in_by_the_fallback(place, &initech).await;
    told("answers go out in their order and are delivered");
    texts::go_out_in_order(place, &initech).await;
    told("STOP refuses what follows");
    texts::is_stopped(place, &initech).await;
    told("a picture comes in");
    background::picture(place, &initech).await;
    told("a picture goes out");
    background::sent_picture(place, &initech).await;
    told("the search finds a text");
    background::search(&initech).await;
    told("an invitation is mailed");
    background::invitation(place, &initech).await;
    told("the page is served");
    background::page(place).await;
    told("a socket that is gone is forgotten");
    sockets::is_gone(place, &initech).await;
    told("a window that was away catches up");
    sockets::catches_up(place, &initech).await;
    told("the scheduled text goes out at its time");
    background::fires(place, &initech, &scheduled).await;
    told("what no worker can hand over is buried, and what cannot be buried is set aside");
    background::dead_letters(place, &hooli).await;
}
