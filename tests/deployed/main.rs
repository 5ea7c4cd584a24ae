//! A true deployment: template.yaml and the release binaries at MiniStack, an emulated AWS, by `sam deploy`.
//!
//! `cargo dev cloud-test` builds what this needs and runs it.

mod aws;
mod deployment;
mod process;

use std::time::Instant;

use deployment::Deployment;
use tests::journeys;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_journey_is_made_at_a_deployment() {
    let started = Instant::now();
    let deployment = Deployment::start().await;
    println!("  deployed in {:.0?}", started.elapsed());
    let started = Instant::now();
    journeys::all(&deployment).await;
    println!("  journeys made in {:.0?}", started.elapsed());
    deployment.left_nothing().await;
}
