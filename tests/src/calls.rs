//! A customer on the phone: the requests that Twilio makes for a call, and the documents that it gets.

use hub_core::call::{
    Call as StoredCall, CarrierCopy, Recording, RecordingSource, RecordingState, Transcript, TranscriptState,
    Voicemail, VoicemailState,
};
use hub_core::flows::calls::change_call;
use hub_testkit::twilio::{Action, Call, Person as Caller, sign};

use serde_json::json;

use crate::twiml::{Element, parse, problems};
use crate::{TestHub, TestTenant};

/// A call that goes on.
pub struct PhoneCall<'a> {
    hub: &'a TestHub,
    tenant: TestTenant<'a>,
    /// Its SID.
    pub sid: String,
    /// The caller.
    pub from: String,
    /// The newest document.
    pub document: Element,
}

impl<'a> TestTenant<'a> {
    /// A customer calls the tenant's number.
    pub async fn is_called(&self, sid: &str, from: &str) -> PhoneCall<'a> {
        let mut call = PhoneCall {
            hub: self.hub,
            tenant: *self,
            sid: sid.to_owned(),
            from: from.to_owned(),
            document: Element::default(),
        };
        call.follows("/webhooks/twilio/voice", &[("CallStatus", "ringing")]).await;
        call
    }
}

impl<'a> TestTenant<'a> {
    /// The carrier's side of a call that a person of the tenant wanted.
    #[must_use]
    pub fn is_calling(&self, sid: &str, own_phone: &str) -> PhoneCall<'a> {
        PhoneCall {
            hub: self.hub,
            tenant: *self,
            sid: sid.to_owned(),
            from: own_phone.to_owned(),
            document: Element::default(),
        }
    }
}

impl TestTenant<'_> {
    /// A call that goes on, with a voicemail whose sound is an attachment that is here; its id.
    pub async fn has_a_voicemail(&self, sid: &str, from: &str, media_id: &str) -> String {
        let _ = self.is_called(sid, from).await;
        let (ports, tenant) = (&self.hub.runner().hub().ports, self.demo.tenant_id());
        let id = ports.calls.call_by_sid(&tenant, sid).await;
        let id = id.unwrap_or_else(|error| panic!("{error}")).unwrap_or_else(|| panic!("{sid} is not stored"));
        let media_id = media_id.parse().unwrap_or_else(|error| panic!("{error}"));
        let recording = Recording {
            source: RecordingSource::Voicemail,
            sid: format!("RE{sid}"),
            state: RecordingState::Completed,
            media_id: Some(media_id),
            content_type: Some("audio/mpeg".to_owned()),
            duration_seconds: Some(7),
            error: None,
            carrier_copy: CarrierCopy::default(),
        };
        let left_at = self.hub.now();
        let changed = change_call(ports, &tenant, &id, |record| {
            let transcript = Transcript { state: TranscriptState::Ready, text: Some("Private words.".to_owned()) };
            record.call.recording = Some(recording.clone());
            record.call.voicemail = Some(Voicemail { state: VoicemailState::New, transcript, left_at });
        });
        changed.await.unwrap_or_else(|error| panic!("{error}"));
        id.to_string()
    }
}

impl PhoneCall<'_> {
    /// What Twilio says of the call in each request.
    fn fields(&self, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let demo = self.tenant.demo;
        let usual = [
            ("CallSid", self.sid.as_str()),
            ("AccountSid", demo.account_sid),
            ("From", &self.from),
            ("To", demo.number),
            ("Direction", "inbound"),
            ("CallStatus", "in-progress"),
            ("ApiVersion", "2010-04-01"),
        ];
        let usual = usual.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let all = usual.chain(more).filter(|(_, value)| !value.is_empty());
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Posts a signed form; status and body of the answer. An empty value leaves a field out.
    pub async fn posts(&self, path: &str, more: &[(&str, &str)]) -> (u16, String) {
        self.posts_with(self.tenant.demo.auth_token, path, more).await
    }

    /// The same, signed with another token.
    pub async fn posts_with(&self, token: &str, path: &str, more: &[(&str, &str)]) -> (u16, String) {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.hub.url()) };
        let fields = self.fields(more);
        let signature = sign(token, &url, &fields);
        let request = self.hub.http().post(&url).form(&fields).header("x-twilio-signature", signature);
        let answer = request.send().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        (answer.status().as_u16(), answer.text().await.unwrap_or_default())
    }

    /// Asks for the next document, which must be one that Twilio takes.
    pub async fn follows(&mut self, path: &str, more: &[(&str, &str)]) {
        let (status, body) = self.posts(path, more).await;
        assert_eq!(status, 200, "{path}: {body}");
        let document = parse(&body).unwrap_or_else(|error| panic!("{path}: {error} in {body}"));
        assert_eq!(problems(&document), Vec::<String>::new(), "{body}");
        self.document = document;
    }

    /// What the caller hears now, a word for each verb that is no speech.
    #[must_use]
    pub fn hears(&self) -> String {
        let heard = self.document.children.iter().map(|verb| match verb.name.as_str() {
            "Say" | "Play" => verb.text.clone(),
            "Gather" => verb.all("Say").iter().map(|say| say.text.clone()).collect(),
            "Record" => "[beep]".to_owned(),
            "Dial" => "[ringing]".to_owned(),
            "Hangup" => "[end]".to_owned(),
            other => other.to_owned(),
        });
        heard.collect::<Vec<_>>().join(" ")
    }

    /// Who is rung now.
    #[must_use]
    pub fn rings(&self) -> Vec<String> {
        let nouns = self.document.all("Dial").into_iter().flat_map(|dial| &dial.children);
        nouns.map(|noun| noun.all("Identity").first().map_or_else(|| noun.text.clone(), |id| id.text.clone())).collect()
    }

    /// An attribute of the first verb of a name, or of a noun.
    #[must_use]
    pub fn attribute(&self, element: &str, name: &str) -> Option<String> {
        self.document.all(element).first()?.attribute(name).map(str::to_owned)
    }

    fn address(&self, element: &str, name: &str) -> String {
        self.attribute(element, name).unwrap_or_else(|| panic!("{element} has no {name}"))
    }

    /// Twilio tells of a leg to a phone that rings.
    pub async fn tells_of_leg(&self, leg: &str, to: &str, status: &str, more: &[(&str, &str)]) {
        let noun = if to.starts_with("client:") { "Client" } else { "Number" };
        let path = self.address(noun, "statusCallback");
        let mut fields = vec![
            ("CallSid", leg),
            ("ParentCallSid", &self.sid),
            ("To", to),
            ("Direction", "outbound-dial"),
            ("CallStatus", status),
        ];
        fields.extend(more);
        let (code, body) = self.posts(&path, &fields).await;
        assert_eq!(code, 204, "{body}");
    }

    /// The phones have rung; the next document.
    pub async fn dialled(&mut self, status: &str, leg: &str) {
        let path = self.address("Dial", "action");
        let fields = [("DialCallStatus", status), ("DialCallSid", leg), ("DialCallDuration", "31")];
        self.follows(&path, &fields).await;
    }

    /// The caller presses a key, or nothing; the next document.
    pub async fn presses(&mut self, digits: &str) {
        let path = self.address("Gather", "action");
        self.follows(&path, &[("Digits", digits)]).await;
    }

    /// The caller speaks after the beep; the next document.
    pub async fn leaves_a_message(&mut self, recording: &str, url: &str) {
        let path = self.address("Record", "action");
        let fields = [("RecordingSid", recording), ("RecordingUrl", url), ("RecordingDuration", "7")];
        self.follows(&path, &fields).await;
    }

    /// Twilio tells that the call is over.
    pub async fn ends(&self, status: &str, seconds: &str) {
        let fields = [
            ("CallStatus", status),
            ("CallDuration", seconds),
            ("Duration", "1"),
            ("SequenceNumber", "3"),
            ("CallbackSource", "call-progress-events"),
        ];
        let (code, body) = self.posts("/webhooks/twilio/call-status", &fields).await;
        assert_eq!(code, 204, "{body}");
    }
}

/// A customer and a person of acme who talk over the simulated carrier.
pub struct Talk {
    /// The call's id.
    pub id: String,
    /// The customer's line.
    pub customer: String,
    /// The person's line.
    pub person: String,
}

/// What the simulator does is waited for so long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

impl TestHub {
    /// From now on calls of acme's number ring the owner alone.
    pub async fn rings_the_owner(&self) {
        let owner = self.acme().person("owner").await;
        let version = owner.get("/api/numbers").await.body["numbers"][0]["version"].clone();
        let voice = json!({ "mode": "ring", "team": [{ "userId": "usr_acme_owner" }] });
        let reply = owner.patch("/api/numbers/num_12015550123", json!({ "version": version, "voice": voice })).await;
        assert!(reply.is_done(), "{reply}");
    }

    /// A customer calls acme's number, and the owner takes the call in a browser. Both are live: they do what the story
    /// says.
    pub async fn talks_with(&self, customer: &str) -> Talk {
        let (twilio, browser) = (self.twilio(), "client:t_acme_u_usr_acme_owner");
        twilio.set_person(browser, Caller::live());
        let placed = twilio.place_call(customer, "+12015550123", Caller::live());
        let sid = placed.unwrap_or_else(|error| panic!("{error}"));
        let person = self.takes(browser, |call| call.parent_sid.as_ref() == Some(&sid)).await;
        let (ports, tenant) = (&self.runner().hub().ports, self.acme().demo.tenant_id());
        let id = ports.calls.call_by_sid(&tenant, &sid).await.unwrap_or_else(|error| panic!("{error}"));
        let talk = Talk { id: id.unwrap_or_else(|| panic!("{sid} is not stored")).to_string(), customer: sid, person };
        self.knows(&talk, |call| call.answered_by.is_some()).await;
        talk
    }

    /// Waits until the hub knows of a call that goes on what the carrier has told it.
    pub async fn knows(&self, talk: &Talk, fits: impl Fn(&StoredCall) -> bool) -> StoredCall {
        let (ports, tenant) = (&self.runner().hub().ports, self.acme().demo.tenant_id());
        let id = talk.id.parse().unwrap_or_else(|error| panic!("{error}"));
        let known = async {
            loop {
                let record = ports.calls.call_record(&tenant, &id).await.unwrap_or_else(|error| panic!("{error}"));
                if let Some(record) = record.filter(|record| fits(&record.call)) {
                    return record.call;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        match tokio::time::timeout(PATIENCE, known).await {
            Ok(call) => call,
            Err(_) => panic!("the hub waits in vain: {:?}", ports.calls.call_record(&tenant, &id).await),
        }
    }

    /// A live phone that rings is taken; its line.
    pub async fn takes(&self, address: &str, is_it: impl Fn(&Call) -> bool) -> String {
        let twilio = self.twilio();
        let rings = |call: &Call| call.to.starts_with(address) && call.status == "ringing" && is_it(call);
        let ringing = twilio.wait_for_call(PATIENCE, &format!("{address} to ring"), rings).await;
        let sid = ringing.unwrap_or_else(|error| panic!("{error}")).sid;
        twilio.act(&sid, Action::Answer).unwrap_or_else(|error| panic!("{error}"));
        let taken = |call: &Call| call.sid == sid && call.answered_at.is_some();
        let taken = twilio.wait_for_call(PATIENCE, &format!("{address} to be taken"), taken).await;
        taken.unwrap_or_else(|error| panic!("{error}")).sid
    }
}
