//! The external identity provider, if the deployment names one.

use std::sync::Arc;

use hub_adapters::jwks::Jwks;
use hub_core::identity::SigningAlgorithm;
use hub_core::ports::Clock;

use crate::auth::Provider;

const URL: &str = "IDENTITY_JWKS_URL";
const ISSUER: &str = "IDENTITY_ISSUER";
const AUDIENCE: &str = "IDENTITY_AUDIENCE";
const ALGORITHM: &str = "IDENTITY_ALGORITHM";

/// What the deployment says of its identity provider.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// Where its keys are; `https`, or `http` on this machine.
    pub jwks_url: String,
    /// The `iss` of its tokens, letter by letter.
    pub issuer: String,
    /// The `aud` of the tokens that it makes for this hub.
    pub audience: String,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
}

impl IdentitySettings {
    /// The settings in the environment; `None` if it names no provider.
    ///
    /// # Errors
    /// A sentence for a provider that is named by half, because half of the checks would be missing.
    pub(super) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, String> {
        let Some(jwks_url) = variable(URL) else {
            return match [ISSUER, AUDIENCE].into_iter().find(|name| variable(name).is_some()) {
                Some(name) => Err(format!("{name} is set, but {URL} is not")),
                None => Ok(None),
            };
        };
        let beside = |name: &str| variable(name).ok_or_else(|| format!("{URL} is set, but {name} is not"));
        let (issuer, audience) = (beside(ISSUER)?, beside(AUDIENCE)?);
        let algorithm = beside(ALGORITHM)?.parse().map_err(|error| format!("{ALGORITHM} {error}"))?;
        Ok(Some(Self { jwks_url, issuer, audience, algorithm }))
    }

    /// The provider, with its keys over HTTP.
    ///
    /// # Errors
    /// A sentence for a URL that is not safe.
    pub fn provider(self, clock: Arc<dyn Clock>) -> Result<Provider, String> {
        let keys = Jwks::new(&self.jwks_url, self.algorithm, clock).map_err(|error| format!("{URL}: {error}"))?;
        Ok(Provider::new(&self.issuer, &self.audience, self.algorithm, Arc::new(keys)))
    }
}

#[cfg(test)]
mod tests {
    use hub_adapters::local::SystemClock;

    use super::*;

    const WHOLE: [(&str, &str); 4] = [
        (URL, "https://id.example.com/jwks.json"),
        (ISSUER, "https://id.example.com/"),
        (AUDIENCE, "hub"),
        (ALGORITHM, "RS256"),
    ];

    fn start(variables: &[(&str, &str)]) -> Result<bool, String> {
        let variable =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        match IdentitySettings::read(variable)? {
            Some(settings) => settings.provider(Arc::new(SystemClock)).map(|_| true),
            None => Ok(false),
        }
    }

    #[tokio::test]
    async fn a_provider_is_named_wholly_or_not_at_all() {
        assert_eq!(start(&[]), Ok(false));
        assert_eq!(start(&[(ALGORITHM, "RS256")]), Ok(false), "the algorithm alone names nobody");
        assert_eq!(start(&WHOLE), Ok(true));
        for name in [ISSUER, AUDIENCE, ALGORITHM] {
            let rest: Vec<_> = WHOLE.into_iter().filter(|(key, _)| *key != name).collect();
            assert_eq!(start(&rest), Err(format!("IDENTITY_JWKS_URL is set, but {name} is not")));
        }
        assert_eq!(start(&WHOLE[1..]), Err("IDENTITY_ISSUER is set, but IDENTITY_JWKS_URL is not".to_owned()));
    }

    #[tokio::test]
    async fn what_is_not_safe_refuses_to_start() {
        for (name, value, part) in [
            (ALGORITHM, "HS256", "IDENTITY_ALGORITHM must be RS256 or ES256"),
            (ALGORITHM, "none", "IDENTITY_ALGORITHM must be RS256 or ES256"),
            (ALGORITHM, "rs256", "IDENTITY_ALGORITHM must be RS256 or ES256"),
            (URL, "http://id.example.com/jwks.json", "must be https"),
            (URL, "file:///etc/keys.json", "must be https"),
            (URL, "id.example.com", "IDENTITY_JWKS_URL"),
        ] {
            let mut variables = WHOLE;
            for variable in variables.iter_mut().filter(|(key, _)| *key == name) {
                variable.1 = value;
            }
            let refusal = start(&variables).expect_err(value);
            assert!(refusal.contains(part), "{value}: {refusal}");
        }
    }
}
