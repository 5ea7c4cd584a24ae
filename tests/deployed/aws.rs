//! What a story asks of the emulated AWS behind the hub's back.

use serde_json::{Value, json};

/// AWS by its endpoint.
pub struct Aws {
    endpoint: String,
    http: reqwest::Client,
}

impl Aws {
    /// At this address.
    pub fn at(endpoint: &str) -> Self {
        Self { endpoint: endpoint.to_owned(), http: reqwest::Client::new() }
    }

    /// Calls a service of the JSON protocol.
    pub async fn call(&self, target: &str, body: Value) -> Value {
        let request = self
            .http
            .post(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(body.to_string());
        let answer = request.send().await.unwrap_or_else(|error| panic!("{target}: {error}"));
        let (status, text) = (answer.status(), answer.text().await.unwrap_or_default());
        assert!(status.is_success(), "{target}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Makes a bucket.
    pub async fn makes_bucket(&self, name: &str) {
        let answer = self.http.put(format!("{}/{name}", self.endpoint)).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{name}: {}", answer.status());
    }

    /// Takes a domain as one that mail may come from.
    pub async fn verifies_domain(&self, name: &str) {
        let url = format!("{}/v2/email/identities", self.endpoint);
        let answer = self.http.post(url).json(&json!({ "EmailIdentity": name })).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{name}: {}", answer.status());
    }

    /// Invokes a function.
    pub async fn invoke(&self, function: &str, event: &Value) -> Value {
        let url = format!("{}/2015-03-31/functions/{function}/invocations", self.endpoint);
        let answer = self.http.post(url).body(event.to_string()).send().await.expect("an answer");
        assert!(answer.headers().get("x-amz-function-error").is_none(), "{function} failed");
        answer.json().await.unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    /// Every item of a table, as text.
    pub async fn items(&self, table: &str) -> String {
        let (mut found, mut start) = (String::new(), Value::Null);
        loop {
            let mut wanted = json!({ "TableName": table });
            if !start.is_null() {
                wanted["ExclusiveStartKey"] = start;
            }
            let page = self.call("DynamoDB_20120810.Scan", wanted).await;
            found.push_str(&page["Items"].to_string());
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                return found;
            }
        }
    }

    /// How many entries a queue has, in hand or not.
    pub async fn length(&self, queue: &str) -> u64 {
        let names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];
        let wanted = json!({ "QueueUrl": queue, "AttributeNames": names });
        let found = self.call("AmazonSQS.GetQueueAttributes", wanted).await;
        let count = |name: &str| found["Attributes"][name].as_str().and_then(|count| count.parse::<u64>().ok());
        names.into_iter().map(|name| count(name).unwrap_or_else(|| panic!("no {name} in {found}"))).sum()
    }

    /// The text of the newest mail to an address.
    pub async fn mail_to(&self, address: &str) -> Option<String> {
        let url = format!("{}/_ministack/ses/messages", self.endpoint);
        let found: Value = self.http.get(url).send().await.ok()?.json().await.ok()?;
        let mut mails = found["messages"].as_object()?.values().filter_map(Value::as_array).flatten();
        let mail = mails.rfind(|mail| mail["To"].as_array().is_some_and(|to| to.contains(&json!(address))))?;
        mail["BodyText"].as_str().map(str::to_owned)
    }
}
