//! What is too large for a message: objects, written once under a name of their own and never changed.

use core::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::time::{sleep, timeout};

use crate::store::jetstream::JetStreamError;
use crate::store::jetstream::asynchronous::Inner;
use crate::store::jetstream::stream::NOTHING;

/// What a message holds beside the body: its head, headers and subject.
const BESIDE: usize = 2_048;
/// The most bytes of one part of an object.
const PART: usize = 128 * 1_024;
/// How often an object is asked for: the bucket may be read from a replica that lags.
const TRIES: u32 = 3;

impl Inner {
    /// How large a body of a message may be.
    pub(super) fn room(&self) -> usize {
        let server = self.context.client().max_payload();
        self.largest.map_or(server, |stream| stream.min(server)).saturating_sub(BESIDE)
    }

    fn bucket(&self) -> String {
        format!("{}_large", self.options.stream)
    }

    /// Writes an object, durable on return.
    pub(super) async fn put(&self, name: &str, mut bytes: &[u8]) -> Result<(), JetStreamError> {
        let doing = || format!("write the object `{name}` to {}", self.bucket());
        let meta = async_nats::jetstream::object_store::ObjectMetadata {
            name: name.to_owned(),
            chunk_size: Some(self.context.client().max_payload().saturating_sub(BESIDE).clamp(1_024, PART)),
            ..Default::default()
        };
        // Each part is acknowledged by itself.
        let parts = u32::try_from(bytes.len().checked_div(PART).unwrap_or_default()).unwrap_or(u32::MAX);
        let within = self.options.answer_within.saturating_mul(parts.saturating_add(2));
        match timeout(within, self.large.put(meta, &mut bytes)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(JetStreamError::Refused { doing: doing(), why: error.to_string() }),
            Err(_) => Err(JetStreamError::Silent { doing: doing(), within, why: NOTHING.to_owned() }),
        }
    }

    /// The bytes of an object; its digest is checked.
    pub(super) async fn get(&self, name: &str) -> Result<Vec<u8>, JetStreamError> {
        let within = self.options.answer_within;
        let doing = || format!("read the object `{name}` from {}", self.bucket());
        let mut tried = 0_u32;
        loop {
            let why = match timeout(within, self.get_once(name)).await {
                Ok(Ok(bytes)) => return Ok(bytes),
                Ok(Err(why)) => why,
                Err(_) => {
                    return Err(JetStreamError::Silent { doing: doing(), within, why: NOTHING.to_owned() });
                }
            };
            tried = tried.saturating_add(1);
            if tried > TRIES {
                return Err(JetStreamError::Refused { doing: doing(), why });
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn get_once(&self, name: &str) -> Result<Vec<u8>, String> {
        let mut object = self.large.get(name).await.map_err(|error| error.to_string())?;
        let size = object.info().size;
        let mut bytes = Vec::with_capacity(size.min(1 << 26));
        object.read_to_end(&mut bytes).await.map_err(|error| error.to_string())?;
        if bytes.len() == size {
            Ok(bytes)
        } else {
            Err(format!("{} of {size} bytes are there", bytes.len()))
        }
    }

    /// Removes an object that nothing names any more. One that stays takes up room and does no harm.
    pub(super) async fn remove(&self, name: &str) {
        drop(timeout(self.options.answer_within, self.large.delete(name)).await);
    }
}
