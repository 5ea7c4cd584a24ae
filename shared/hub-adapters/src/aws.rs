//! SDK clients from plain settings: no default provider chain, which would cost 10 ms of every cold start.

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
}

impl AwsSettings {
    fn credentials(&self) -> Credentials {
        Credentials::new(&self.access_key_id, &self.secret_access_key, self.session_token.clone(), None, "environment")
    }

    /// A DynamoDB client; `endpoint` stands in for the region's own.
    #[must_use]
    pub fn dynamodb(&self, endpoint: Option<&str>) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials());
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
            .credentials_provider(self.credentials());
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
            .credentials_provider(self.credentials());
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
            .credentials_provider(self.credentials());
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
            .credentials_provider(self.credentials());
        config.set_endpoint_url(endpoint.map(str::to_owned));
        config.set_http_client(client(&self.region, endpoint));
        aws_sdk_sts::Client::from_conf(config.build())
    }
}
