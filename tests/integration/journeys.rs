//! The journeys that a deployment makes, too, at the local runner.

use async_trait::async_trait;
use hub_testkit::twilio::SimulatorState;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::journeys::{self, Place};
use tests::{Door, TestHub};

#[async_trait(?Send)]
impl Place for Local {
    fn door(&self) -> &Door {
        self.0.door()
    }

    fn carrier(&self) -> &SimulatorState {
        self.0.twilio()
    }

    async fn mail_to(&self, address: &str) -> Option<String> {
        self.0.mail_to(address).map(|mail| mail.text)
    }

    async fn invoke(&self, function: &str, event: &Value) -> Value {
        let route = self.0.runner().route(function).unwrap_or_else(|| panic!("{function} is no function"));
        let answer = route.invoke(self.0.runner().hub(), &event.to_string()).await;
        answer.unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    async fn stored(&self) -> String {
        self.0.runner().stored().unwrap_or_else(|error| panic!("{error}"))
    }

    async fn gives_up_on(&self, tasks: Vec<String>) -> Vec<String> {
        let record = |(number, task): (usize, &String)| json!({ "messageId": number.to_string(), "body": task });
        let event = json!({ "Records": tasks.iter().enumerate().map(record).collect::<Vec<_>>() });
        let answer = self.invoke("bury-dead-letters", &event).await;
        let failed = answer["batchItemFailures"].as_array().cloned().unwrap_or_default();
        let number = |failure: &Value| failure["itemIdentifier"].as_str()?.parse::<usize>().ok();
        failed.iter().filter_map(number).map(|number| tasks[number].clone()).collect()
    }

    async fn passes_a_minute(&self) {
        self.0.advance(SignedDuration::from_mins(1));
        self.0.ticks().await;
    }
}

/// The local runner.
struct Local(TestHub);

#[tokio::test]
async fn every_journey_of_a_deployment_is_made_at_the_local_runner() {
    let place = Local(TestHub::start().await);
    journeys::all(&place).await;
    place.0.settles().await;
}
