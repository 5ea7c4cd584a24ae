//! The hub, deployed.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use async_trait::async_trait;
use hub_dev::seed::{MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN};
use hub_testkit::twilio::{Account, DeliverTo, SimulatorConfig, SimulatorState, TwilioSimulator};
use serde_json::{Value, json};
use tests::Door;
use tests::journeys::{Place, until};

use crate::aws::Aws;
use crate::process::{self, Emulator, runs, tool};

const STACK: &str = "hub";
const CODE_BUCKET: &str = "hub-code";
const MASTER_SECRET: &str = "hub-twilio-master";
const MAIL_DOMAIN: &str = "example.com";
/// Two gigabytes of code are packed for it.
const DEPLOYED_WITHIN: Duration = Duration::from_secs(900);
const LOOK_WITHIN: Duration = Duration::from_secs(60);
/// How often a story looks whether something has been done by the clock, which nobody can hurry.
const PAUSE: Duration = Duration::from_millis(500);

/// A deployed hub; it ends when it is dropped.
pub struct Deployment {
    aws: Aws,
    door: Door,
    carrier: TwilioSimulator,
    outputs: BTreeMap<String, String>,
    _emulator: Emulator,
}

/// The API of an address such as `https://<api>.execute-api.…`.
fn api(address: &str) -> &str {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    host.split('.').next().unwrap_or_default()
}

/// `https://host` of `https://host/…`.
fn origin(address: &str) -> &str {
    let after = address.find("://").map_or(0, |at| at + 3);
    address[after..].find('/').map_or(address, |at| &address[..after + at])
}

async fn deploy(emulator: &Emulator, carrier_port: u16) {
    let template = tool("HUB_BUILT", "target/cloud/build").join("template.yaml");
    assert!(template.exists(), "{} is missing: run `cargo dev cloud-test`", template.display());
    let parameters = [
        "SignUp=open".to_owned(),
        format!("MailSender=hub@{MAIL_DOMAIN}"),
        format!("MailIdentity={MAIL_DOMAIN}"),
        format!("TwilioApiBaseUrl=http://127.0.0.1:{carrier_port}"),
        format!("TwilioMasterAccountSid={MASTER_ACCOUNT_SID}"),
        format!("TwilioMasterTokenSecret={MASTER_SECRET}"),
    ];
    let template = template.to_string_lossy();
    let mut arguments = vec!["deploy", "--config-env", "cloud-test", "--stack-name", STACK, "--s3-bucket", CODE_BUCKET];
    arguments.extend(["--template-file", &template, "--region", "us-east-1", "--no-progressbar"]);
    arguments.extend(["--no-confirm-changeset", "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]);
    arguments.push("--parameter-overrides");
    arguments.extend(parameters.iter().map(String::as_str));
    let sam = tool("HUB_SAM", "target/venvs/lint/bin/sam");
    runs(&sam, &arguments, &emulator.endpoint, "deploy.log", DEPLOYED_WITHIN).await;
}

/// What the stack says of itself.
async fn outputs(emulator: &Emulator) -> BTreeMap<String, String> {
    let sam = tool("HUB_SAM", "target/venvs/lint/bin/sam");
    let arguments = ["list", "stack-outputs", "--stack-name", STACK, "--output", "json", "--region", "us-east-1"];
    let said = runs(&sam, &arguments, &emulator.endpoint, "outputs.log", LOOK_WITHIN).await;
    let (from, to) = (said.find('[').unwrap_or_default(), said.rfind(']').map_or(0, |at| at + 1));
    let rows: Vec<Value> = serde_json::from_str(&said[from..to]).unwrap_or_else(|error| panic!("{error}: {said}"));
    let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    rows.iter().filter_map(|row| Some((text(row, "OutputKey")?, text(row, "OutputValue")?))).collect()
}

impl Deployment {
    /// Starts the emulated AWS, deploys to it, and lets a simulated carrier answer.
    pub async fn start() -> Self {
        let (emulator, carrier_port) = (Emulator::start().await, process::free_port());
        let aws = Aws::at(&emulator.endpoint);
        aws.makes_bucket(CODE_BUCKET).await;
        let secret = json!({ "Name": MASTER_SECRET, "SecretString": MASTER_AUTH_TOKEN });
        aws.call("secretsmanager.CreateSecret", secret).await;
        aws.verifies_domain(MAIL_DOMAIN).await;
        deploy(&emulator, carrier_port).await;
        let outputs = outputs(&emulator).await;
        let (http_api, live_api) = (&outputs["ApiUrl"], &outputs["LiveUrl"]);
        let reached = |api: &str| format!("{}/_aws/execute-api/{api}", emulator.endpoint);
        let sockets = reached(api(live_api)).replacen("http", "ws", 1);
        let door = Door::at(&format!("{}/$default", reached(api(http_api)))).with_sockets(origin(live_api), &sockets);

        let mut config = SimulatorConfig::immediate().with_account(Account::new(MASTER_ACCOUNT_SID, MASTER_AUTH_TOKEN));
        config.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, carrier_port));
        // A cold start on a busy machine is not a hub that does not answer.
        config.webhook_timeout = LOOK_WITHIN;
        // No name server knows the emulator's names; the signatures and the host stay those of the public address.
        let public = outputs.iter().filter(|(name, _)| *name == "ApiUrl" || name.ends_with("FunctionUrl"));
        config.deliver_to = public
            .map(|(_, url)| DeliverTo { public_base: origin(url).to_owned(), local_base: emulator.endpoint.clone() })
            .collect();
        let carrier = TwilioSimulator::start(config).await.expect("a carrier");
        Self { aws, door, carrier, outputs, _emulator: emulator }
    }

    /// No queue holds anything that failed.
    pub async fn left_nothing(&self) {
        for (name, queue) in self.outputs.iter().filter(|(name, _)| name.ends_with("Url") && name.contains("Failures"))
        {
            assert_eq!(self.aws.length(queue).await, 0, "{name}");
        }
        for name in ["SendQueueUrl", "SendDeadLettersUrl", "SendUnreadableUrl"] {
            until(name, async || (self.aws.length(&self.outputs[name]).await == 0).then_some(())).await;
        }
    }
}

#[async_trait(?Send)]
impl Place for Deployment {
    fn door(&self) -> &Door {
        &self.door
    }

    fn carrier(&self) -> &SimulatorState {
        &self.carrier
    }

    async fn mail_to(&self, address: &str) -> Option<String> {
        self.aws.mail_to(address).await
    }

    async fn invoke(&self, function: &str, event: &Value) -> Value {
        self.aws.invoke(&format!("{STACK}-{function}"), event).await
    }

    async fn stored(&self) -> String {
        self.aws.items(&self.outputs["TableName"]).await
    }

    async fn gives_up_on(&self, tasks: Vec<String>) -> Vec<String> {
        let (dead, unreadable) = (&self.outputs["SendDeadLettersUrl"], &self.outputs["SendUnreadableUrl"]);
        // What cannot be buried comes again at once instead of after half a minute, five times.
        let hurry = json!({ "QueueUrl": dead, "Attributes": { "VisibilityTimeout": "1" } });
        self.aws.call("AmazonSQS.SetQueueAttributes", hurry).await;
        let entry = |(number, task): (usize, &String)| {
            let name = number.to_string();
            json!({ "Id": name, "MessageBody": task, "MessageGroupId": name, "MessageDeduplicationId": name })
        };
        let entries: Vec<Value> = tasks.iter().enumerate().map(entry).collect();
        let sent = json!({ "QueueUrl": dead, "Entries": entries });
        self.aws.call("AmazonSQS.SendMessageBatch", sent).await;
        until("empty queue of dead letters", async || (self.aws.length(dead).await == 0).then_some(())).await;
        let wanted = json!({ "QueueUrl": unreadable, "MaxNumberOfMessages": 10 });
        let found = self.aws.call("AmazonSQS.ReceiveMessage", wanted).await;
        let found = found["Messages"].as_array().cloned().unwrap_or_default();
        for message in &found {
            let done = json!({ "QueueUrl": unreadable, "ReceiptHandle": message["ReceiptHandle"] });
            self.aws.call("AmazonSQS.DeleteMessage", done).await;
        }
        found.iter().filter_map(|message| message["Body"].as_str().map(str::to_owned)).collect()
    }

    async fn passes_a_minute(&self) {
        tokio::time::sleep(PAUSE).await;
    }
}
