//! Many calls at once, and calls after a restart.

use std::time::{Duration, Instant};

use hub_testkit::twilio::{Person, SimulatorConfig};

use crate::calls_support::{VoiceHub, calls_url, carrier, listening, seconds};
use crate::support::{LIMIT, OURS, THEIRS, get, start, state_file};

#[tokio::test]
async fn five_hundred_calls_at_once_run_to_their_end() {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    let number = r#"<Number statusCallback="/child" statusCallbackEvent="ringing completed">+14155550150</Number>"#;
    hub.says("/voice", &format!(r#"<Say>One moment.</Say><Dial action="/dialed" timeout="20">{number}</Dial>"#));
    hub.says("/dialed", r#"<Say>Leave a message.</Say><Record action="/left" recordingStatusCallback="/recording"/>"#);
    hub.says("/left", "<Hangup/>");
    let begun = Instant::now();
    for index in 0..500 {
        let person = Person::new().says(format!("Message {index}"), seconds(5));
        sim.place_call(&format!("+1415555{index:04}"), OURS, person).expect("a known number");
    }
    sim.settled(Duration::from_secs(60)).await.expect("over");
    let took = begun.elapsed();
    let calls = sim.calls();
    assert_eq!((calls.len(), calls.iter().filter(|call| call.is_over()).count()), (1_000, 1_000));
    assert_eq!(
        (sim.recordings().len(), hub.told_at("/recording").len(), hub.told_at("/child").len()),
        (500, 500, 1_000)
    );
    assert!(sim.recordings().iter().all(|recording| recording.duration == Some(5)));
    sim.calls_had_no_problems();
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[tokio::test]
async fn calls_and_recordings_are_known_after_a_restart() {
    let hub = VoiceHub::start().await;
    hub.says("/voice", r#"<Record action="/left"/>"#);
    hub.says("/left", "<Hangup/>");
    let config = SimulatorConfig::immediate().with_account(listening(&hub)).with_state_file(state_file("calls"));
    let sim = start(config.clone()).await;
    let ended =
        sim.call_through(THEIRS, OURS, Person::new().says("Hello there", seconds(4))).await.expect("a known number");
    sim.settled(LIMIT).await.expect("told");
    let recording = sim.recordings().remove(0);
    drop(sim);

    let sim = start(config).await;
    assert_eq!((sim.call(&ended.sid), sim.recordings()), (Some(ended), vec![recording.clone()]));
    let listed = get(&calls_url(&sim)).await;
    assert_eq!(listed.json["calls"].as_array().map(Vec::len), Some(1));
    assert_eq!(get(&format!("{}.json", sim.recording_url(&recording))).await.text("duration"), "4");
}
