//! A carrier at whose door a worker hesitates, so that stories see what happens between the last look and the call.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hub_core::carrier_account::CarrierAccount;
use hub_core::message::Message;
use hub_core::ports::{Carrier, CarrierAnswer, CarrierMessage, CarrierRecord, CarrierResult};
use jiff::Timestamp;
use rand::Rng;

pub(super) struct Hesitant {
    pub carrier: Arc<dyn Carrier>,
    pub at_most: Duration,
}

#[async_trait]
impl Carrier for Hesitant {
    async fn sent_since(
        &self,
        account: &CarrierAccount,
        message: &Message,
        since: Timestamp,
    ) -> CarrierResult<Vec<CarrierRecord>> {
        self.carrier.sent_since(account, message, since).await
    }

    async fn send(&self, message: CarrierMessage<'_>) -> CarrierAnswer {
        let pause = rand::rng().random_range(Duration::ZERO..=self.at_most);
        tokio::time::sleep(pause).await;
        self.carrier.send(message).await
    }
}
