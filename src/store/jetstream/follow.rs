//! Following: which floors have moved, so that other processes tick at once.

use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use futures_util::StreamExt as _;

use crate::store::jetstream::{AsyncJetStreamStore, JetStreamError};
use crate::{FloorId, Revision};

/// The header that says at which revision a floor is after a message.
pub(super) const REVISION: &str = "Fairdeal-Revision";

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
/// sent with it.
pub struct AsyncJetStreamFollower {
    store: AsyncJetStreamStore,
    messages: pull::Ordered,
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
        let refused = |why: String| JetStreamError::Refused {
            doing: format!("follow stream {}", self.inner.options.stream),
            why,
        };
        let config = pull::OrderedConfig {
            filter_subject: format!("{}.*", self.inner.options.prefix),
            deliver_policy: DeliverPolicy::LastPerSubject,
            headers_only: true,
            ..pull::OrderedConfig::default()
        };
        let consumer =
            self.inner.stream.create_consumer(config).await.map_err(|error| refused(error.to_string()))?;
        let messages = consumer.messages().await.map_err(|error| refused(error.to_string()))?;
        Ok(AsyncJetStreamFollower { store: self.clone(), messages })
    }
}

impl AsyncJetStreamFollower {
    /// The next floor that has moved; waits until there is one. None when the connection has been closed for good.
    ///
    /// # Errors
    /// [`JetStreamError`] when following broke off: go on, or follow anew; what was missed comes then.
    pub async fn next(&mut self) -> Option<Result<FloorMoved, JetStreamError>> {
        loop {
            let message = match self.messages.next().await? {
                Ok(message) => message,
                Err(error) => {
                    let doing = format!("follow stream {}", self.store.inner.options.stream);
                    return Some(Err(JetStreamError::Refused { doing, why: error.to_string() }));
                }
            };
            let revision = message.headers.as_ref().and_then(|headers| headers.get(REVISION));
            let revision = revision.and_then(|value| value.as_str().parse().ok());
            // What another program has put there is passed over; a load of the floor says what is wrong with it.
            if let (Some(floor), Some(revision)) = (self.store.inner.floor_of(&message.subject), revision) {
                return Some(Ok(FloorMoved { floor, revision }));
            }
        }
    }
}
