//! What outlives the process.

use std::fs;

use hub_testkit::twilio::{Fault, SimulatorConfig};

use crate::support::{
    FakeHub, LIMIT, OURS, THEIRS, account, create, messages_url, simulator, start, state_file, try_post,
};

#[tokio::test]
async fn an_accepted_create_is_known_after_a_restart() {
    let path = state_file("accepted");
    let config = SimulatorConfig::immediate().with_account(account()).with_state_file(&path);
    let sim = start(config.clone()).await;
    sim.arm(Fault::AcceptThenCut, 1);
    sim.arm(Fault::NoCallbacks, 1);
    let params = [("To", THEIRS), ("From", OURS), ("Body", "Once")];
    assert!(try_post(&messages_url(&sim), &params, LIMIT).await.is_err());
    let written = fs::read_to_string(&path).expect("the file is there before any answer");
    assert_eq!(written.lines().count(), 1);
    let before = sim.creates();
    drop(sim);
    // A line torn by the kill, and a file without its last line end.
    fs::write(&path, format!("{written}{{\"message\":{{\"sid\":")).expect("writable");

    let sim = start(config.clone()).await;
    assert_eq!(sim.creates(), before);
    let hub = FakeHub::start().await;
    let again = create(&sim, Some(&hub)).await;
    assert_ne!(again.text("sid"), before[0].sid, "the same seed does not repeat a SID");
    sim.settled(LIMIT).await.expect("the second is delivered");
    assert_eq!(sim.resume_deliveries(), 1, "the first goes on");
    sim.settled(LIMIT).await.expect("delivered");
    drop(sim);

    let sim = start(config).await;
    let statuses: Vec<String> = sim.creates().into_iter().map(|m| m.status).collect();
    assert_eq!(statuses, ["delivered", "delivered"]);
}

#[tokio::test]
async fn an_opt_out_is_known_after_a_restart() {
    let config = SimulatorConfig::immediate().with_account(account()).with_state_file(state_file("blocks"));
    let sim = start(config.clone()).await;
    sim.send_inbound(THEIRS, OURS, "STOP").await.expect("a known number");
    drop(sim);
    let sim = start(config).await;
    assert_eq!(create(&sim, None).await.refusal(), (400, 21610));
}

#[tokio::test]
async fn it_refuses_to_listen_beyond_loopback() {
    let config = SimulatorConfig { listen: ([0, 0, 0, 0], 0).into(), ..SimulatorConfig::immediate() };
    assert!(hub_testkit::twilio::TwilioSimulator::start(config).await.is_err());
}

#[tokio::test]
async fn a_wait_in_vain_says_what_was_missing() {
    let sim = simulator().await;
    let error = sim.wait_until(std::time::Duration::ZERO, "a text", |l| l.creates().next().is_some()).await;
    let words = error.expect_err("nothing was sent").to_string();
    assert!(words.contains("a text") && words.contains("0 requests"), "{words}");
}
