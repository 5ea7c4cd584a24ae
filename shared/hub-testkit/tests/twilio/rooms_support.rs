//! People who come into the room of a conference.

use hub_testkit::twilio::{Action, Call, Person, Speech, TwilioSimulator};

use crate::calls_support::{VoiceHub, answered, calls_url, carrier, happened};
use crate::support::{LIMIT, OURS, post};

/// A document that enters a room.
pub fn room(attributes: &str) -> String {
    format!(r#"<Dial action="/left"><Conference {attributes}>call-1</Conference></Dial>"#)
}

pub const PLAIN: &str = r#"beep="false" waitUrl="""#;
pub const ENDS: &str = r#"beep="false" waitUrl="" endConferenceOnExit="true""#;

pub async fn hub(attributes: &str) -> (VoiceHub, TwilioSimulator) {
    let hub = VoiceHub::start().await;
    let sim = carrier(&hub).await;
    hub.says("/voice", &room(attributes));
    hub.says("/left", r#"<Say>You left.</Say><Gather timeout="60"/>"#);
    hub.says("/hold", r#"<Say>Please hold.</Say><Pause length="20"/><Redirect>/hold</Redirect>"#);
    (hub, sim)
}

/// Somebody calls our number, and is in the room that it leads to.
pub async fn enters(sim: &TwilioSimulator, from: &str, person: Person) -> String {
    let sid = sim.place_call(from, OURS, person).expect("a known number");
    happened(sim, &sid, "entered", 1).await;
    sid
}

/// Somebody is rung over REST and led into a room.
pub async fn is_rung(hub: &VoiceHub, sim: &TwilioSimulator, to: &str, path: &str) -> String {
    sim.set_person(to, Person::live());
    let url = hub.url(path);
    post(&calls_url(sim), &[("To", to), ("From", OURS), ("Url", &url)]).await;
    answered(sim, to).await
}

pub async fn says(sim: &TwilioSimulator, sid: &str, words: &str) {
    sim.act(sid, Action::Speak(Speech::new(words))).expect("it runs");
}

pub async fn hangs_up(sim: &TwilioSimulator, sid: &str) -> Call {
    sim.act(sid, Action::HangUp).expect("it runs");
    sim.wait_for_end(sid, LIMIT).await.expect("over")
}
