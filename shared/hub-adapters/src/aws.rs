//! SDK clients from plain settings: no default provider chain, which would cost 10 ms of every cold start.

use std::time::Duration;

use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};

use crate::aws_http::client;

/// What an SDK client needs; Lambda sets all of it in the environment.
#[derive(Clone)]
pub struct AwsSettings {
    /// The region.
    pub region: String,
    /// The access key id.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The session token of a role.
    pub session_token: Option<String>,
    /// How long a service may take.
    pub patience: Patience,
}

/// How long a service of AWS may take. The SDK itself would wait for an answer without an end, and the function would be
/// ended by its own limit without a word in its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// One try; three are made.
    pub attempt: Duration,
    /// All tries of a request and the pauses between them.
    pub whole: Duration,
}

impl Patience {
    /// For a function that must answer within ten seconds.
    pub const OF_A_FUNCTION: Self = Self { attempt: Duration::from_secs(3), whole: Duration::from_secs(8) };
    /// For a machine that does other work, too.
    pub const LOCAL: Self = Self { attempt: Duration::from_secs(60), whole: Duration::from_secs(120) };

    fn timeouts(self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.attempt.min(Duration::from_secs(1)))
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.whole)
            .build()
    }
}

impl AwsSettings {
    /// For a stand-in on this machine, which takes any credentials.
    #[must_use]
    pub fn local() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
            session_token: None,
            patience: Patience::LOCAL,
        }
    }

    fn credentials(&self) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key, self.session_token.clone(), None, "environment")
    }

    /// A DynamoDB client; `endpoint` stands in for the region's own.
    #[must_use]
    pub fn dynamodb(&self, endpoint: Option<&str>) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials())
            .timeout_config(self.patience.timeouts());
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_http_client(client(&self.region, endpoint));
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// An SQS client; `endpoint` stands in for the region's own.
    #[must_use]
    pub fn sqs(&self, endpoint: Option<&str>) -> aws_sdk_sqs::Client {
        let mut config = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
            .region(aws_sdk_sqs::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials())
            .timeout_config(self.patience.timeouts());
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_http_client(client(&self.region, endpoint));
        aws_sdk_sqs::Client::from_conf(config.build())
    }

    /// A client of one WebSocket API stage's management endpoint.
    #[must_use]
    pub fn websocket(&self, endpoint: &str) -> aws_sdk_apigatewaymanagement::Client {
        let mut config = aws_sdk_apigatewaymanagement::Config::builder()
            .behavior_version(aws_sdk_apigatewaymanagement::config::BehaviorVersion::latest())
            .region(aws_sdk_apigatewaymanagement::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials())
            .timeout_config(self.patience.timeouts())
            .endpoint_url(endpoint);
        config.set_http_client(client(&self.region, Some(endpoint)));
        aws_sdk_apigatewaymanagement::Client::from_conf(config.build())
    }

    /// A KMS client; `endpoint` stands in for the region's own.
    #[must_use]
    pub fn kms(&self, endpoint: Option<&str>) -> aws_sdk_kms::Client {
        let mut config = aws_sdk_kms::Config::builder()
            .behavior_version(aws_sdk_kms::config::BehaviorVersion::latest())
            .region(aws_sdk_kms::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials())
            .timeout_config(self.patience.timeouts());
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_http_client(client(&self.region, endpoint));
        aws_sdk_kms::Client::from_conf(config.build())
    }

    /// An SES client; `endpoint` stands in for the region's own.
    #[must_use]
    pub fn ses(&self, endpoint: Option<&str>) -> aws_sdk_sesv2::Client {
        let mut config = aws_sdk_sesv2::Config::builder()
            .behavior_version(aws_sdk_sesv2::config::BehaviorVersion::latest())
            .region(aws_sdk_sesv2::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials())
            .timeout_config(self.patience.timeouts());
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_http_client(client(&self.region, endpoint));
        aws_sdk_sesv2::Client::from_conf(config.build())
    }

    /// An STS client; `endpoint` stands in for the region's own.
    #[must_use]
    pub fn sts(&self, endpoint: Option<&str>) -> aws_sdk_sts::Client {
        let mut config = aws_sdk_sts::Config::builder()
            .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
            .region(aws_sdk_sts::config::Region::new(self.region.clone()))
            .credentials_provider(self.credentials())
            .timeout_config(self.patience.timeouts());
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_http_client(client(&self.region, endpoint));
        aws_sdk_sts::Client::from_conf(config.build())
    }
}
