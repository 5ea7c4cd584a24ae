//! Where the carrier asks and reports about a call.

use hub_core::call::Side;
use hub_core::flows::initiate_call::CallLinks;
use hub_core::flows::steer_call::LineLinks;
use hub_core::ids::{CallId, TenantId};
use hub_lambda::twilio::twiml::voice::Links;
use hub_lambda::{ApiError, Hub};

/// The hub's own addresses for the calls of a tenant.
pub struct Addresses<'a> {
    base: &'a str,
    tenant: &'a TenantId,
}

impl<'a> Addresses<'a> {
    /// # Errors
    /// 503 without `PUBLIC_BASE_URL`.
    pub fn of(hub: &'a Hub, tenant: &'a TenantId) -> Result<Self, ApiError> {
        Ok(Self { base: hub.settings.public_base_url()?, tenant })
    }
}

impl CallLinks for Addresses<'_> {
    fn document(&self, call: &CallId) -> String {
        Links::new(self.base, self.tenant, call).outbound()
    }
    fn status(&self, call: &CallId) -> String {
        Links::new(self.base, self.tenant, call).status()
    }
}

impl LineLinks for Addresses<'_> {
    fn line(&self, call: &CallId, side: Side) -> String {
        Links::new(self.base, self.tenant, call).line(side)
    }
    fn status(&self, call: &CallId) -> String {
        Links::new(self.base, self.tenant, call).status()
    }
}
