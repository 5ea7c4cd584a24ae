//! Who takes a call: each way to the end of it, over every setting.

use hub_core::address::Address;
use hub_core::call::{Callee, Side, Way};
use hub_core::flows::answer_call::Answer;
use hub_core::hours::{Hours, Span};
use hub_core::ids::{CallId, TenantId};
use hub_core::number::OwnNumber;
use hub_core::routing::{CALLEE_NOTICE, Facts, Heard, NOTICE, ON_HOLD, Plan, QUESTION, decide};
use hub_core::settings::{RecordingPolicy, Settings};
use hub_core::voice::{AfterHours, RingOrder, TeamMember, VoiceMode, VoiceSettings, VoicemailSettings};
use hub_lambda::twilio::twiml::document;
use hub_lambda::twilio::twiml::voice::{Links, verbs, whisper};
use insta::assert_snapshot;
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::twiml::{Element, parse, problems};
use tests::{Person, TestHub};

const CALLER: &str = "+14155550123";

async fn answers(owner: &Person<'_>, voice: Value) {
    let number = owner.get("/api/numbers").await.body["numbers"][0].clone();
    let changed =
        owner.patch("/api/numbers/num_12015550123", json!({ "version": number["version"], "voice": voice })).await;
    assert!(changed.is_done(), "{changed}");
}

#[tokio::test]
async fn the_team_rings_and_a_message_is_taken_if_nobody_answers() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    acme.receives_sms(CALLER, "Hello").await;
    let id = owner.inbox().await[0]["id"].as_str().expect("an id").to_owned();
    owner.patch(&format!("/api/conversations/{id}"), json!({ "contactName": "Ada <A>" })).await;
    answers(&owner, json!({ "mode": "ring", "ringSeconds": 15 })).await;
    let mut call = acme.is_called("CA01", CALLER).await;
    assert_eq!(call.rings(), ["t_acme_u_usr_acme_agent", "t_acme_u_usr_acme_owner"], "not who may only read");
    assert_eq!(call.attribute("Dial", "sequential"), None);
    let named = call.document.all("Parameter");
    assert!(named.iter().any(|parameter| parameter.attribute("value") == Some("Ada <A>")), "{named:?}");
    call.dialled("no-answer", "").await;
    assert_snapshot!(call.hears(), @"This is Acme Dental. Please leave a message after the beep. [beep]");

    let team = json!([{ "userId": "usr_acme_owner", "phone": "+14155550150" }, { "userId": "usr_gone" }]);
    answers(&owner, json!({ "mode": "ring", "ringOrder": "sequential", "team": team, "voicemail": { "on": false } }))
        .await;
    let mut call = acme.is_called("CA02", CALLER).await;
    assert_eq!(call.rings(), ["t_acme_u_usr_acme_owner", "+14155550150"]);
    assert_eq!(call.attribute("Dial", "sequential").as_deref(), Some("true"));
    call.tells_of_leg("CA03", "+14155550150", "in-progress", &[]).await;
    let active = owner.get("/api/calls/active").await;
    assert_eq!(active.body["calls"][0]["answeredBy"]["userId"], "usr_acme_owner");
    call.dialled("busy", "").await;
    assert_snapshot!(call.hears(), @"We can't take your call right now. Please send us a text message instead. [end]");

    answers(&owner, json!({ "mode": "assistant", "assistantNumber": "+14155550151" })).await;
    let mut call = acme.is_called("CA04", CALLER).await;
    assert_eq!(call.rings(), ["+14155550151"]);
    call.dialled("failed", "").await;
    assert_eq!(call.rings().len(), 2, "then the team");
    call.dialled("canceled", "").await;
    assert!(call.hears().ends_with("[beep]"), "then the voicemail");
    for (sid, status) in [("CA01", "completed"), ("CA02", "completed"), ("CA04", "completed")] {
        let fields = [("CallSid", sid), ("CallStatus", status)];
        assert_eq!(call.posts("/webhooks/twilio/call-status", &fields).await.0, 204);
    }
    hub.settles().await;
}

#[tokio::test]
async fn a_call_after_hours_takes_its_own_way() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    let owner = acme.person("owner").await;
    let closed = json!({ "version": 1, "businessHours": {} });
    assert!(owner.patch("/api/settings", closed).await.is_done());
    for (at, (after_hours, heard)) in
        [("voicemail", "[beep]"), ("greeting", "[end]"), ("forward", "[ringing]"), ("same", "[ringing]")]
            .iter()
            .enumerate()
    {
        let voice = json!({ "mode": "ring", "afterHours": after_hours, "forwardTo": "+14155550150" });
        answers(&owner, voice).await;
        let call = acme.is_called(&format!("CA0{at}"), CALLER).await;
        assert!(call.hears().ends_with(heard), "{after_hours}: {}", call.hears());
        call.ends("completed", "3").await;
    }
    hub.settles().await;
}

#[tokio::test]
async fn a_caller_who_hangs_up_is_asked_nothing_more() {
    let hub = TestHub::start().await;
    let acme = hub.acme();
    answers(&acme.person("owner").await, json!({ "mode": "ring" })).await;
    let mut call = acme.is_called("CA01", CALLER).await;
    let action = call.attribute("Dial", "action").expect("an address");
    call.follows(&action, &[("DialCallStatus", "canceled"), ("CallStatus", "completed")]).await;
    assert_snapshot!(call.hears(), @"[end]");
    assert_eq!(call.posts(&action.replace("/ring", "/nowhere"), &[]).await.0, 404);
    call.ends("completed", "3").await;
    hub.settles().await;
}

/// Every combination of settings that decides on a document.
fn settings() -> Vec<(Settings, OwnNumber)> {
    let every_day = |spans: &[Span]| Hours {
        monday: spans.to_vec(),
        tuesday: spans.to_vec(),
        wednesday: spans.to_vec(),
        thursday: spans.to_vec(),
        friday: spans.to_vec(),
        saturday: spans.to_vec(),
        sunday: spans.to_vec(),
    };
    let all_day = Span { opens: "00:00".to_owned(), closes: "24:00".to_owned() };
    let hours = [every_day(&[all_day]), Hours::default()];
    let modes = [VoiceMode::Assistant, VoiceMode::Ring, VoiceMode::Forward, VoiceMode::Voicemail, VoiceMode::Greeting];
    let after = [AfterHours::Same, AfterHours::Voicemail, AfterHours::Greeting, AfterHours::Forward];
    let policies = [RecordingPolicy::Off, RecordingPolicy::Announce, RecordingPolicy::RequireKeypress];
    let sound = || Some("https://files.example.com/hello.mp3".to_owned());
    let mut all = Vec::new();
    for bits in 0..(2 * 5 * 4 * 3 * 2 * 2 * 2 * 2) {
        let mut rest = bits;
        let mut pick = |count: usize| {
            let picked = rest % count;
            rest /= count;
            picked
        };
        let mut settings = Settings::new("Acme & Sons <Dental>\u{1}", "America/New_York", "US");
        settings.business_hours = hours[pick(2)].clone();
        let (mode, after_hours) = (modes[pick(5)], after[pick(4)]);
        settings.recording_policy = policies[pick(3)];
        let (has_assistant, is_sequential, voicemail, greeting) = (pick(2) == 1, pick(2) == 1, pick(2) == 1, pick(2));
        let mut number = OwnNumber::new(Address::from_carrier("+12015550123"), "Front desk");
        number.voice = VoiceSettings {
            mode,
            after_hours,
            forward_to: Some("+14155550150".to_owned()),
            assistant_number: has_assistant.then(|| "+14155550151".to_owned()),
            ring_order: if is_sequential { RingOrder::Sequential } else { RingOrder::Together },
            team: vec![TeamMember { user_id: "usr_a".parse().expect("an id"), phone: None }],
            greeting: (greeting == 0).then(|| "Welcome \"home\" & hello.".to_owned()),
            greeting_url: (greeting == 1).then(sound).flatten(),
            voicemail: VoicemailSettings {
                on: voicemail,
                greeting: None,
                greeting_url: (greeting == 1).then(sound).flatten(),
                transcribe: is_sequential,
            },
            ..VoiceSettings::default()
        };
        assert_eq!(number.voice.check("+12015550123"), Ok(()));
        all.push((settings, number));
    }
    all
}

/// A caller who listens to documents.
struct Caller<'a> {
    settings: &'a Settings,
    number: &'a OwnNumber,
    team: Vec<Callee>,
    has_heard_notice: bool,
    has_agreed: bool,
    recorded: usize,
    messages: usize,
}

impl Caller<'_> {
    /// Goes every way from here on.
    fn listens(&mut self, tried: &[Way], consent: Option<bool>) {
        let (tenant, conversation): (TenantId, _) =
            ("acme".parse().expect("an id"), "cnv_aaaaaaaaaaaaaaaaaaaaaaaa".parse().expect("an id"));
        let call = CallId::new(ulid::Ulid::from_parts(1, 2), &conversation);
        let began_at = Timestamp::constant(1_790_000_000, 0);
        let facts = Facts { settings: self.settings, number: self.number, team: &self.team, began_at, tried, consent };
        let plan = decide(&facts);
        let answer = Answer {
            voice: "Polly.Joanna".to_owned(),
            contact_name: Some("Ada\u{7} <A> & \"B\"".to_owned()),
            call: Some(call.clone()),
            caller_id: None,
            plan,
        };
        let links = Links::new("https://hub.example.com", &tenant, &call);
        for links in [None, Some(links)] {
            let text = String::from_utf8(document(&verbs(&answer, &tenant, links))).expect("text");
            let document = parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(problems(&document), Vec::<String>::new(), "{text}");
            if links.is_some() {
                self.hears(&document);
            } else {
                assert!(!text.contains("record="), "nothing is recorded where nobody is told of it: {text}");
            }
        }
        match &answer.plan {
            Plan::Ask { .. } => {
                for agrees in [true, false] {
                    self.has_agreed = agrees;
                    self.listens(tried, Some(agrees));
                }
            }
            Plan::Dial { way, notice, .. } => {
                let consent = if notice.is_some() { Some(true) } else { consent };
                self.listens(&[tried, &[*way]].concat(), consent);
            }
            Plan::TakeMessage { .. } | Plan::Speak(_) | Plan::HangUp => {}
            Plan::Wait(_) | Plan::Talk { .. } => panic!("nobody has moved this call"),
        }
    }

    /// Listens to one document, verb by verb.
    fn hears(&mut self, document: &Element) {
        let mut heard_before = String::new();
        for verb in &document.children {
            match verb.name.as_str() {
                "Say" => {
                    heard_before.push_str(&verb.text);
                    self.has_heard_notice |= verb.text.contains(NOTICE);
                }
                "Play" => heard_before.push_str(&verb.text),
                "Gather" => {
                    let question = &verb.all("Say")[0].text;
                    assert_eq!(question, QUESTION);
                    self.has_heard_notice = true;
                }
                "Record" => {
                    assert!(!heard_before.is_empty(), "a message is taken after a greeting");
                    assert_eq!(verb.attribute("playBeep"), Some("true"), "and a beep");
                    self.messages += 1;
                }
                "Dial" if verb.attribute("record").is_some() => self.is_recorded(verb),
                _ => {}
            }
        }
    }

    fn is_recorded(&mut self, dial: &Element) {
        self.recorded += 1;
        assert_eq!(dial.attribute("record"), Some("record-from-answer-dual"), "not before somebody takes the call");
        assert!(self.has_heard_notice, "the caller was told");
        match self.settings.recording_policy {
            RecordingPolicy::Off => panic!("nothing is recorded"),
            RecordingPolicy::Announce => {}
            RecordingPolicy::RequireKeypress => assert!(self.has_agreed, "the caller agreed"),
        }
        for noun in &dial.children {
            assert!(noun.attribute("url").is_some_and(|url| url.contains("/whisper/")), "the callee is told");
        }
    }
}

#[test]
fn a_line_that_waits_or_was_passed_on_is_told_so_in_documents_that_twilio_takes() {
    let tenant: TenantId = "acme".parse().expect("an id");
    let conversation = "cnv_aaaaaaaaaaaaaaaaaaaaaaaa".parse().expect("an id");
    let call = CallId::new(ulid::Ulid::from_parts(1, 2), &conversation);
    let links = Links::new("https://hub.example.com", &tenant, &call);
    let talk = |side, ends| Plan::Talk { side, room: 3, ends };
    for (plan, verb, leads_on) in [
        (Plan::Wait(Some(Heard::Words(ON_HOLD.to_owned()))), "Redirect", "/now-customer"),
        (Plan::Wait(None), "Redirect", "/now-customer"),
        (Plan::Wait(Some(Heard::Sound("https://files.example.com/a.mp3".to_owned()))), "Redirect", "/now-customer"),
        (talk(Side::Customer, true), "Conference", "/room-customer-3"),
        (talk(Side::Team(0), true), "Conference", "/room-0-3"),
        (talk(Side::Team(2), false), "Conference", "/room-2-3"),
    ] {
        let caller_id = Some(Address::from_carrier("+12015550123"));
        let voice = "Polly.Joanna".to_owned();
        let answer = Answer { voice, contact_name: None, call: Some(call.clone()), caller_id, plan };
        let text = String::from_utf8(document(&verbs(&answer, &tenant, Some(links)))).expect("text");
        let read = parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(problems(&read), Vec::<String>::new(), "{text}");
        assert_eq!(read.all(verb).len(), 1, "{text}");
        assert!(text.contains(leads_on) && !text.contains("record="), "{text}");
        // A hub that does not know its own address cannot move a line, and says so.
        let text = String::from_utf8(document(&verbs(&answer, &tenant, None))).expect("text");
        assert!(text.contains("text message instead") && text.contains("Hangup"), "{text}");
    }
}

#[test]
fn every_document_is_one_that_twilio_takes_and_none_records_before_consent() {
    let told = String::from_utf8(document(&whisper("Polly.Joanna"))).expect("text");
    assert_eq!(parse(&told).expect("a document").all("Say")[0].text, CALLEE_NOTICE);
    let (mut recorded, mut messages) = (0, 0);
    for (settings, number) in &settings() {
        for team in [0, 1, 10] {
            let user = |at: usize| Callee::browser(&format!("usr-{at}").parse().expect("an id"));
            let mut caller = Caller {
                settings,
                number,
                team: (0..team).map(user).collect(),
                has_heard_notice: false,
                has_agreed: false,
                recorded: 0,
                messages: 0,
            };
            caller.listens(&[], None);
            recorded += caller.recorded;
            messages += caller.messages;
        }
    }
    assert!(recorded > 500 && messages > 500, "the walk is worth something: {recorded}, {messages}");
}
