//! A signed request to any service of AWS, for the few that the operator's command asks: no SDK of their own is worth its
//! size for that.
//!
//! # Source
//! AWS Signature Version 4; the query protocol (`CloudFormation`, `CloudWatch`) and the JSON protocol (`SQS`, `DynamoDB`).

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use aws_sdk_dynamodb::config::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use hub_core::ports::{PortError, PortErrorKind, PortResult};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Body, Client, Request};

use crate::aws::AwsSettings;
use crate::http::{Patience, client, safe_url};

const PATIENCE: Patience = Patience { connect: Duration::from_secs(5), whole: Duration::from_secs(20) };

/// Asks services under somebody's credentials.
pub struct AwsAsk {
    http: Client,
    aws: AwsSettings,
    endpoint: Option<String>,
}

/// How a request is put.
pub enum Ask<'a> {
    /// A form, answered by XML: the action and its parameters, the service's version among them.
    Query(&'a [(&'a str, &'a str)]),
    /// JSON of a version, such as `1.0`, answered by JSON: the target and the body.
    Json(&'a str, &'a str, String),
}

fn rejected(error: impl std::fmt::Display) -> PortError {
    PortError::new(PortErrorKind::Rejected, error.to_string())
}

impl AwsAsk {
    /// Asks the region's own services, or one stand-in for all of them.
    ///
    /// # Errors
    /// `Rejected` for a stand-in that is reached in the clear.
    pub fn new(aws: AwsSettings, endpoint: Option<&str>) -> PortResult<Self> {
        if let Some(endpoint) = endpoint {
            safe_url(endpoint, "the endpoint")?;
        }
        Ok(Self { http: client(PATIENCE)?, aws, endpoint: endpoint.map(|url| url.trim_end_matches('/').to_owned()) })
    }

    /// The answer of a service, such as `monitoring`: its status and its text.
    ///
    /// # Errors
    /// `Unavailable` if it cannot be reached.
    pub async fn ask(&self, service: &str, ask: &Ask<'_>) -> PortResult<(u16, String)> {
        let host = format!("https://{service}.{}.amazonaws.com", self.aws.region);
        let url = format!("{}/", self.endpoint.clone().unwrap_or(host));
        let request = match ask {
            Ask::Query(parameters) => self.http.post(url).form(parameters),
            Ask::Json(version, target, body) => {
                let request = self.http.post(url).header(CONTENT_TYPE, format!("application/x-amz-json-{version}"));
                request.header("x-amz-target", *target).body(body.clone())
            }
        };
        let mut request = request.build().map_err(rejected)?;
        let signature = self.signature(service, &request)?;
        request.headers_mut().extend(signature);
        let unavailable =
            |error: reqwest::Error| PortError::new(PortErrorKind::Unavailable, error.without_url().to_string());
        let answer = self.http.execute(request).await.map_err(unavailable)?;
        Ok((answer.status().as_u16(), answer.text().await.map_err(unavailable)?))
    }

    /// The headers that sign a request.
    fn signature(&self, service: &str, request: &Request) -> PortResult<HeaderMap> {
        let (id, secret) = (&self.aws.access_key_id, &self.aws.secret_access_key);
        let identity = Credentials::new(id, secret, self.aws.session_token.clone(), None, "environment").into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.aws.region)
            .name(service)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(rejected)?;
        let headers = request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let body = SignableBody::Bytes(request.body().and_then(Body::as_bytes).unwrap_or_default());
        let request = SignableRequest::new(request.method().as_str(), request.url().as_str(), headers, body);
        let signed = sign(request.map_err(rejected)?, &parameters.into()).map_err(rejected)?;
        let (made, _) = signed.into_parts().0.into_parts();
        let made: HashMap<_, _> =
            made.into_iter().map(|made| (made.name().to_owned(), made.value().to_owned())).collect();
        HeaderMap::try_from(&made).map_err(rejected)
    }
}
