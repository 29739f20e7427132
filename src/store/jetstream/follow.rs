//! Following: which floors have moved, so that other processes tick at once.

use core::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, Consumer, DeliverPolicy, pull};
use futures_util::StreamExt as _;
use tokio::time::{Instant, sleep, timeout};

use crate::store::jetstream::{AsyncJetStreamStore, JetStreamError};
use crate::{FloorId, Revision};

/// The header that says at which revision a floor is after a message.
pub(super) const REVISION: &str = "Fairdeal-Revision";
/// How long the server waits for messages before it is asked again.
const PULL: Duration = Duration::from_secs(2);
/// The most messages asked for at once.
const BATCH: usize = 256;

/// A floor that is further than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorMoved {
    /// The floor.
    pub floor: FloorId,
    /// Its revision after the commit. An engine that is as far has nothing to do.
    pub revision: Revision,
}

/// Floors as they move, for asynchronous hosts.
///
/// What it gives is a hint of when to tick: whether a floor is free to be decided on, the commit says. Records are not
/// sent with it. A server that is lost or started again holds it up for some seconds, and nothing is missed.
pub struct AsyncJetStreamFollower {
    store: AsyncJetStreamStore,
    consumer: Option<Consumer<pull::Config>>,
    batch: Option<Pulled>,
    /// The last message that was given.
    seen: u64,
}

struct Pulled {
    batch: pull::Batch,
    asked: Instant,
    any: bool,
}

impl core::fmt::Debug for AsyncJetStreamFollower {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AsyncJetStreamFollower").field("store", &self.store).finish_non_exhaustive()
    }
}

impl AsyncJetStreamStore {
    /// Follows all floors: each as it stands at first, then each that moves, whoever moved it, this handle too.
    ///
    /// # Errors
    /// [`JetStreamError`].
    pub async fn follow(&self) -> Result<AsyncJetStreamFollower, JetStreamError> {
        let mut follower =
            AsyncJetStreamFollower { store: self.clone(), consumer: None, batch: None, seen: 0 };
        follower.begin().await?;
        Ok(follower)
    }
}

impl AsyncJetStreamFollower {
    /// The next floor that has moved; waits until there is one. A call that is dropped half way misses nothing.
    ///
    /// # Errors
    /// [`JetStreamError`] when the servers cannot be reached. The next call goes on where this one ended.
    pub async fn next(&mut self) -> Result<FloorMoved, JetStreamError> {
        loop {
            let Some(pulled) = &mut self.batch else {
                self.begin().await?;
                continue;
            };
            match timeout(PULL.saturating_mul(2), pulled.batch.next()).await {
                Ok(Some(Ok(message))) => {
                    pulled.any = true;
                    let sequence = message.info().map_or(0, |info| info.stream_sequence);
                    self.seen = self.seen.max(sequence);
                    let revision = message.headers.as_ref().and_then(|headers| headers.get(REVISION));
                    let revision = revision.and_then(|value| value.as_str().parse().ok());
                    // What another program has put there is passed over; a load of the floor says what is wrong.
                    let floor = self.store.inner.floor_of(&message.subject);
                    if let (Some(floor), Some(revision)) = (floor, revision) {
                        return Ok(FloorMoved { floor, revision });
                    }
                }
                // Nothing has come for so long, or as many as were asked for.
                Ok(None) if pulled.any || pulled.asked.elapsed().saturating_mul(2) > PULL => {
                    self.batch = None
                }
                // The consumer has gone with its server.
                Ok(Some(Err(_)) | None) | Err(_) => {
                    (self.batch, self.consumer) = (None, None);
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    /// Asks for more, by another consumer if there is none.
    async fn begin(&mut self) -> Result<(), JetStreamError> {
        let inner = &self.store.inner;
        let within = inner.options.answer_within;
        let doing = || format!("follow stream {}", inner.options.stream);
        let silent = |_| JetStreamError::Silent { doing: doing(), within, why: "no consumer".to_owned() };
        let consumer = match self.consumer.take() {
            Some(consumer) => consumer,
            None => {
                let config = pull::Config {
                    filter_subject: format!("{}.*", inner.options.prefix),
                    deliver_policy: match self.seen.checked_add(1) {
                        Some(start_sequence) if self.seen > 0 => {
                            DeliverPolicy::ByStartSequence { start_sequence }
                        }
                        _ => DeliverPolicy::LastPerSubject,
                    },
                    ack_policy: AckPolicy::None,
                    headers_only: true,
                    inactive_threshold: PULL.saturating_mul(5),
                    memory_storage: true,
                    num_replicas: 1,
                    ..pull::Config::default()
                };
                let made = timeout(within, inner.stream.create_consumer(config)).await.map_err(silent)?;
                made.map_err(|error| JetStreamError::Refused { doing: doing(), why: error.to_string() })?
            }
        };
        let asked = consumer.batch().max_messages(BATCH).expires(PULL).messages();
        match timeout(within, asked).await.map_err(silent)? {
            Ok(batch) => self.batch = Some(Pulled { batch, asked: Instant::now(), any: false }),
            Err(error) => {
                return Err(JetStreamError::Refused { doing: doing(), why: error.to_string() });
            }
        }
        self.consumer = Some(consumer);
        Ok(())
    }
}
