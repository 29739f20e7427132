//! Snapshots: kept in a KV bucket by floor, or named there where they are too large for it.

use std::sync::Arc;

use core::time::Duration;

use async_nats::jetstream::kv::{Entry, Operation};
use futures_util::StreamExt as _;
use tokio::time::{Instant, sleep, timeout};

use crate::store::jetstream::asynchronous::Inner;
use crate::store::jetstream::chain::Known;
use crate::store::jetstream::commit::commits_of;
use crate::store::jetstream::envelope::{self, Body, Head};
use crate::store::jetstream::stream::NOTHING;
use crate::store::jetstream::{JetStreamError, subject};
use crate::{FloorId, FloorState, Revision};

/// How often a snapshot that was replaced while it was read is looked up anew.
const TRIES: u32 = 3;

/// A snapshot of a floor that can be used.
pub(super) struct Base {
    /// The message after which it was made.
    pub(super) known: Known,
    pub(super) state: Arc<[u8]>,
}

/// A snapshot is the digest of the message it was made after, and then laid out as a message: which one that is, and
/// what it holds.
fn read(bytes: &[u8]) -> Option<(Mark, Head, Body)> {
    let (mark, rest) = bytes.split_first_chunk::<32>()?;
    envelope::read(rest).ok().map(|(head, body)| (*mark, head, body))
}

/// The digest of a message.
type Mark = [u8; 32];

/// What a bucket holds for a floor.
struct Kept {
    /// The bucket's own number of it.
    entry: u64,
    /// The message it was made after.
    mark: Mark,
    known: Known,
    body: Body,
}

impl Inner {
    /// The snapshot of a floor; none if there is none that this release can read.
    pub(super) async fn base(&self, floor: &FloorId) -> Result<Option<Base>, JetStreamError> {
        let mut seen = None;
        for _ in 0..TRIES {
            let Some(kept) = self.kept(floor).await? else { return Ok(None) };
            let bytes = match kept.body {
                Body::Here(bytes) => bytes,
                Body::Object(_) if seen == Some(kept.entry) => return Ok(None),
                Body::Object(name) => match self.get(&name).await {
                    Ok(bytes) => bytes,
                    Err(_) => {
                        // It may have been replaced by a newer one just now.
                        seen = Some(kept.entry);
                        continue;
                    }
                },
            };
            // One that outlived the stream it was made of is no use.
            let usable = FloorState::restore(&bytes)
                .is_ok_and(|state| state.revision() == kept.known.revision)
                && self.mark(floor, kept.known.valid).await? == Some(kept.mark);
            return Ok(usable.then(|| Base { known: kept.known, state: bytes.into() }));
        }
        Ok(None)
    }

    async fn kept(&self, floor: &FloorId) -> Result<Option<Kept>, JetStreamError> {
        let Some(entry) = self.entry(floor).await? else { return Ok(None) };
        Ok(read(&entry.value).map(|(mark, head, body)| Kept {
            entry: entry.revision,
            mark,
            known: Known::after(head.last, head.previous),
            body,
        }))
    }

    async fn entry(&self, floor: &FloorId) -> Result<Option<Entry>, JetStreamError> {
        let within = self.options.answer_within;
        let doing = || format!("look for a snapshot in {}", self.bases.name);
        let silent = || JetStreamError::Silent { doing: doing(), within, why: NOTHING.to_owned() };
        let deadline = Instant::now().checked_add(within).ok_or_else(silent)?;
        let token = subject::token(floor);
        loop {
            match tokio::time::timeout_at(deadline, self.bases.entry(token.clone())).await {
                Ok(Ok(entry)) => return Ok(entry.filter(|entry| entry.operation == Operation::Put)),
                Ok(Err(error)) if Instant::now() >= deadline => {
                    return Err(JetStreamError::Refused { doing: doing(), why: error.to_string() });
                }
                Ok(Err(_)) => sleep(Duration::from_millis(50)).await,
                Err(_) => return Err(silent()),
            }
        }
    }

    pub(super) async fn snapshot(&self, floor: &FloorId) -> Result<Revision, JetStreamError> {
        let Some(last) = self.last(floor).await? else { return Ok(0) };
        let (loaded, end) = self.whole(floor, 0, Known::default(), last.sequence).await?;
        let fault = |why: String| self.damaged(floor, end.valid, why);
        let mut state = match &loaded.base {
            Some(bytes) => FloorState::restore(bytes).map_err(|error| fault(error.to_string()))?,
            None => FloorState::new(),
        };
        for record in &loaded.records {
            state.apply(record).map_err(|error| fault(error.to_string()))?;
        }
        if !loaded.records.is_empty() {
            self.keep(floor, end, state.snapshot()).await?;
        }
        Ok(state.revision())
    }

    /// Puts a snapshot in place of an older one.
    async fn keep(&self, floor: &FloorId, known: Known, bytes: Vec<u8>) -> Result<(), JetStreamError> {
        let old = self.entry(floor).await?;
        let entry = old.as_ref().map_or(0, |entry| entry.revision);
        let old = old.and_then(|entry| read(&entry.value));
        let as_new = old.as_ref().is_some_and(|(_, head, _)| head.last >= known.revision);
        if as_new && self.base(floor).await?.is_some() {
            return Ok(());
        }
        let Some(mark) = self.mark(floor, known.valid).await? else {
            return Err(self.damaged(floor, known.valid, "it is gone".to_owned()));
        };
        let token = subject::token(floor);
        let (body, object) = if bytes.len() > self.room() {
            let id = self.context.client().new_inbox();
            let id = id.rsplit('.').next().unwrap_or_default();
            let name = format!("base/{token}/{:020}-{id}", known.revision);
            self.put(&name, &bytes).await?;
            (Body::Object(name.clone()), Some(name))
        } else {
            (Body::Here(bytes), None)
        };
        let head = Head { based_on: 0, last: known.revision, previous: known.valid };
        let value = [mark.as_slice(), &envelope::write(head, &body)].concat().into();
        let within = self.options.answer_within;
        let doing = || format!("keep a snapshot in {}", self.bases.name);
        match timeout(within, self.bases.update(&token, value, entry)).await {
            Ok(Ok(_)) => {
                if let Some((_, _, Body::Object(name))) = old {
                    self.remove(&name).await;
                }
                Ok(())
            }
            Ok(Err(error)) => {
                if let Some(name) = object {
                    self.remove(&name).await;
                }
                use async_nats::jetstream::kv::UpdateErrorKind;
                match error.kind() {
                    // Somebody else has put one there meanwhile.
                    UpdateErrorKind::WrongLastRevision => Ok(()),
                    _ => Err(JetStreamError::Refused { doing: doing(), why: error.to_string() }),
                }
            }
            Err(_) => Err(JetStreamError::Silent { doing: doing(), within, why: NOTHING.to_owned() }),
        }
    }

    /// Keeps a snapshot if a commit has passed a multiple of the interval. Whoever passes it makes it.
    pub(super) async fn snapshot_if_due(&self, floor: &FloorId, based_on: Revision, last: Revision) {
        let every = self.options.snapshot_every;
        let (Some(before), Some(now)) = (based_on.checked_div(every), last.checked_div(every)) else {
            return;
        };
        if before != now {
            let kept = self.snapshot(floor).await;
            self.set_trouble(kept.err());
        }
    }

    /// Removes the messages a snapshot stands in for, and their objects.
    pub(super) async fn forget_before_base(&self, floor: &FloorId) -> Result<u64, JetStreamError> {
        let refused = |why: String| JetStreamError::Refused {
            doing: format!("remove old messages of {}", self.subject(floor)),
            why,
        };
        let Some(Base { known, .. }) = self.base(floor).await? else {
            return Err(refused("it has no snapshot that this release can read; make one first".to_owned()));
        };
        // The message the snapshot was made after stays: it says how far the floor has come.
        let purge = self.stream.purge().filter(self.subject(floor)).sequence(known.valid);
        let purged = purge.await.map_err(|error| refused(error.to_string()))?;
        let prefix = commits_of(floor);
        let within = self.options.answer_within;
        let late = |_| refused(format!("its objects were not listed within {within:?}"));
        let list = timeout(within, self.large.list()).await.map_err(late)?;
        let mut list = list.map_err(|error| refused(error.to_string()))?;
        let mut old = Vec::new();
        while let Some(object) = timeout(within, list.next()).await.map_err(late)? {
            let object = object.map_err(|error| refused(error.to_string()))?;
            let rest = object.name.strip_prefix(&prefix).and_then(|rest| rest.split_once('-'));
            let revision = rest.and_then(|(revision, _)| revision.parse::<Revision>().ok());
            if revision.is_some_and(|revision| revision < known.revision) {
                old.push(object.name);
            }
        }
        for name in old {
            self.remove(&name).await;
        }
        Ok(purged.purged)
    }
}
