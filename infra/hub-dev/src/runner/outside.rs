//! What a runner's hub reaches outside the table: queues in memory, sockets and a bucket of its own, the carrier.

use std::sync::Arc;

use hub_adapters::aws::AwsSettings;
use hub_adapters::crypto::{EnvelopeVault, LocalKeys};
use hub_adapters::mail::Outbox;
use hub_adapters::s3_media::S3Media;
use hub_adapters::transcriber::SpeechService;
use hub_adapters::twilio::Twilio;
use hub_adapters::websocket_push::WebSocketPush;
use hub_core::ports::{Carrier, Clock, NoTranscriber, SendQueue, Transcriber};
use hub_lambda::bootstrap::Outside;
use hub_testkit::objects::{Bucket, BucketConfig};

use super::faults::FaultyQueue;
use super::hesitant::Hesitant;
use super::{Options, Queues};

/// The name of the bucket.
pub(super) const BUCKET: &str = "media";
/// Where the stand-in for S3 answers.
pub(super) const BUCKETS: &str = "/_s3";
/// Seals local credentials: it is written here, so it is no secret, and no deployment uses it.
const LOCAL_VAULT_KEY: &str = "bG9jYWwtcnVubmVyLW9ubHktdmF1bHQta2V5LTMyLWI=";

/// The outside of a hub that answers at `base_url`.
pub(super) fn outside(
    (base_url, carrier_url): (&str, &str),
    queues: &Queues,
    mailer: Arc<Outbox>,
    options: &Options,
) -> Result<Outside, String> {
    let twilio = Arc::new(Twilio::new(carrier_url).map_err(|e| format!("--carrier-url: {e}"))?);
    let carrier: Arc<dyn Carrier> = match options.hesitation {
        Some(at_most) => Arc::new(Hesitant { carrier: twilio.clone(), at_most }),
        None => twilio.clone(),
    };
    let queue: Arc<dyn SendQueue> = match &options.faults {
        Some(faults) => Arc::new(FaultyQueue { queue: queues.send.clone(), faults: faults.clone() }),
        None => queues.send.clone(),
    };
    let (aws, clock) = (AwsSettings::local(), Arc::new(options.clock.clone()));
    let push = Arc::new(WebSocketPush::new(aws.websocket(base_url)));
    let media = S3Media::new(aws, BUCKET, Some(&format!("{base_url}{BUCKETS}")), clock);
    Ok(Outside {
        queue,
        push,
        carrier,
        telephony: twilio.clone(),
        transcriber: transcriber(options)?,
        provisioning: twilio.clone(),
        vault: Arc::new(vault(options.vault_key.as_deref())?),
        mailer,
        media: Arc::new(media.map_err(|e| e.to_string())?),
        media_queue: queues.media.clone(),
        carrier_media: twilio,
    })
}

/// The bucket with the attachments: in the data folder, or in memory.
pub(super) fn bucket(options: &Options) -> Bucket {
    let (aws, clock) = (AwsSettings::local(), options.clock.clone());
    Bucket::new(BucketConfig {
        access_key_id: aws.access_key_id,
        secret_access_key: aws.secret_access_key,
        clock: Arc::new(move || clock.now()),
        folder: options.data.as_ref().map(|data| data.join("media")),
    })
}

fn vault(key: Option<&str>) -> Result<EnvelopeVault, String> {
    let keys = LocalKeys::new(key.unwrap_or(LOCAL_VAULT_KEY)).map_err(|e| format!("--vault-key: {}", e.reason))?;
    Ok(EnvelopeVault::new(Arc::new(keys)))
}

fn transcriber(options: &Options) -> Result<Arc<dyn Transcriber>, String> {
    let Some((url, key)) = &options.transcriber else { return Ok(Arc::new(NoTranscriber)) };
    let service = SpeechService::new(url, Some(key.clone().into()), "whisper-1");
    Ok(Arc::new(service.map_err(|error| format!("the transcriber: {error}"))?))
}
