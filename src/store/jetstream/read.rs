//! Reading: the last message of a floor, those before it, and the whole of a history.

use core::future::Future;
use core::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::stream::{RawMessageError, RawMessageErrorKind};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, sleep, timeout};

use crate::store::jetstream::asynchronous::Inner;
use crate::store::jetstream::base::Base;
use crate::store::jetstream::chain::{Broken, Known, Link};
use crate::store::jetstream::envelope::{self, Body, Head};
use crate::store::jetstream::stream::NOTHING;
use crate::store::jetstream::{JetStreamError, subject};
use crate::{FloorId, Loaded, Recorded, Revision};

/// How many messages behind a host may be to be brought up one by one. Further behind a consumer is made.
const STEPS: u64 = 8;
/// The most messages asked for at once.
const BATCH: usize = 256;
/// How often a load begins again because what it read was removed or replaced meanwhile.
const TRIES: u32 = 3;

/// A commit as it is in the stream.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) sequence: u64,
    pub(super) head: Head,
    body: Body,
}

impl Inner {
    /// What a host at a revision must take in.
    pub(super) async fn load(&self, floor: &FloorId, after: Revision) -> Result<Loaded, JetStreamError> {
        // What was known before: where reading may begin.
        let known = self.known(floor).filter(|known| known.revision <= after);
        let Some(last) = self.last(floor).await? else {
            return Ok(Loaded::default());
        };
        let before = Some(Known::before(last.head)).filter(|before| before.revision <= after);
        let near = known.into_iter().chain(before).max_by_key(|near| near.valid);
        if let Some(near) = near
            && let Some((fresh, _)) = self.walk(floor, near, &last, STEPS).await?
        {
            let mut records = Vec::new();
            for message in &fresh {
                self.records(floor, message, after, &mut records).await?;
            }
            return Ok(Loaded { base: None, records });
        }
        let from = near.filter(|_| after > 0).unwrap_or_default();
        let mut tried = 0_u32;
        loop {
            match self.whole(floor, after, from, last.sequence).await {
                // A snapshot was replaced, or what it stands for removed, between two of the reads.
                Err(JetStreamError::Gap { .. } | JetStreamError::Refused { .. }) if tried < TRIES => {
                    tried = tried.saturating_add(1);
                    sleep(Duration::from_millis(100)).await;
                }
                Err(error) => return Err(error),
                Ok((loaded, end)) => {
                    self.learn(floor, end);
                    return Ok(loaded);
                }
            }
        }
    }

    /// How far a floor is, as its leader says now.
    pub(super) async fn position(&self, floor: &FloorId) -> Result<Known, JetStreamError> {
        let Some(last) = self.last(floor).await? else { return Ok(Known::default()) };
        let before = Known::before(last.head);
        let near =
            self.known(floor).into_iter().chain([before]).max_by_key(|near| near.valid).unwrap_or(before);
        match self.walk(floor, near, &last, u64::MAX).await? {
            Some((_, end)) => Ok(end),
            None => match self.walk(floor, before, &last, u64::MAX).await? {
                Some((_, end)) => Ok(end),
                None => Err(self.gap(floor, near.revision, before.revision)),
            },
        }
    }

    /// Goes from a point of the history on up to the last message, one message after the other; gives those that
    /// belong to the history and where they end. None if the last message is more steps away or one is missing.
    pub(super) async fn walk(
        &self,
        floor: &FloorId,
        from: Known,
        last: &Message,
        steps: u64,
    ) -> Result<Option<(Vec<Message>, Known)>, JetStreamError> {
        let (mut at, mut fresh, mut steps) = (from, Vec::new(), steps);
        while at.seen < last.sequence {
            // Nothing can be between one sequence and the next.
            let message = if at.seen.checked_add(1) == Some(last.sequence) {
                last.clone()
            } else {
                if steps == 0 {
                    return Ok(None);
                }
                steps = steps.saturating_sub(1);
                match self.next(floor, at.seen).await? {
                    Some(message) if message.sequence <= last.sequence => message,
                    _ => return Ok(None),
                }
            };
            match at.take(message.sequence, message.head) {
                Ok(Link::Next) => fresh.push(message),
                Ok(Link::Void) => {}
                Err(Broken::Gap) => return Ok(None),
                Err(Broken::Contradiction) => return Err(self.contradiction(floor, &message, at)),
            }
        }
        self.learn(floor, at);
        Ok(Some((fresh, at)))
    }

    /// The next message of a floor after a sequence, from the leader.
    pub(super) async fn next(&self, floor: &FloorId, after: u64) -> Result<Option<Message>, JetStreamError> {
        let subject = self.subject(floor);
        let first = after.saturating_add(1);
        let doing = || format!("read the message of {subject} from {first} on");
        let ask =
            || self.stream.raw_message_builder().sequence(first).next_by_subject(subject.clone()).send();
        match self.ask(&doing, ask).await? {
            Some(found) => self.message(floor, found.sequence, &found.payload).map(Some),
            None => Ok(None),
        }
    }

    /// The last message of a floor, from the leader, be it valid or void; none if nothing is kept of the floor.
    ///
    /// Never one that is older than what this handle has seen: a leader that has just been elected may lag a moment.
    pub(super) async fn last(&self, floor: &FloorId) -> Result<Option<Message>, JetStreamError> {
        let known = self.known(floor).unwrap_or_default();
        let subject = self.subject(floor);
        let doing = || format!("read the last message of {subject}");
        let deadline = Instant::now().checked_add(self.options.answer_within);
        loop {
            let ask = || self.stream.raw_message_builder().last_by_subject(subject.clone()).send();
            let found = self.ask(&doing, ask).await?;
            let sequence = found.as_ref().map_or(0, |message| message.sequence);
            if sequence >= known.seen {
                return match found {
                    Some(found) => self.message(floor, sequence, &found.payload).map(Some),
                    None => Ok(None),
                };
            }
            if deadline.is_none_or(|deadline| Instant::now() >= deadline) {
                return Err(JetStreamError::SetBack {
                    stream: self.options.stream.clone(),
                    floor: floor.clone(),
                    known: known.seen,
                    found: sequence,
                });
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Asks the leader, and again while there is none. None if there is no such message.
    async fn ask<T, F>(
        &self,
        doing: &impl Fn() -> String,
        ask: impl Fn() -> F,
    ) -> Result<Option<T>, JetStreamError>
    where
        F: Future<Output = Result<T, RawMessageError>>,
    {
        let within = self.options.answer_within;
        let silent = || JetStreamError::Silent { doing: doing(), within, why: NOTHING.to_owned() };
        let deadline = Instant::now().checked_add(within).ok_or_else(silent)?;
        // Where there is no leader nobody answers: a short wait finds the new one sooner.
        let once = (within.checked_div(4).unwrap_or(within)).max(Duration::from_millis(250)).min(within);
        while Instant::now() < deadline {
            match timeout(once, ask()).await {
                Ok(Ok(message)) => return Ok(Some(message)),
                Ok(Err(error)) => match error.kind() {
                    RawMessageErrorKind::NoMessageFound => return Ok(None),
                    RawMessageErrorKind::JetStream(error) if error.code() != 503 => {
                        return Err(JetStreamError::Refused { doing: doing(), why: error.to_string() });
                    }
                    RawMessageErrorKind::InvalidSubject => {
                        return Err(JetStreamError::Refused { doing: doing(), why: error.to_string() });
                    }
                    _ => sleep(Duration::from_millis(50)).await,
                },
                Err(_) => {}
            }
        }
        Err(silent())
    }

    /// The digest of a message of a floor; none if it is not there.
    pub(super) async fn mark(
        &self,
        floor: &FloorId,
        sequence: u64,
    ) -> Result<Option<[u8; 32]>, JetStreamError> {
        let doing = || format!("read message {sequence} of stream {}", self.options.stream);
        let found = self.ask(&doing, || self.stream.get_raw_message(sequence)).await?;
        let found = found.filter(|found| found.subject.as_str() == self.subject(floor));
        Ok(found.map(|found| Sha256::digest(&found.payload).into()))
    }

    fn message(&self, floor: &FloorId, sequence: u64, payload: &[u8]) -> Result<Message, JetStreamError> {
        match envelope::read(payload) {
            Ok((head, body)) => Ok(Message { sequence, head, body }),
            Err(why) => Err(self.damaged(floor, sequence, why)),
        }
    }

    pub(super) fn damaged(&self, floor: &FloorId, sequence: u64, why: String) -> JetStreamError {
        JetStreamError::Damaged { stream: self.options.stream.clone(), floor: floor.clone(), sequence, why }
    }

    /// Adds the records of a message after a revision.
    async fn records(
        &self,
        floor: &FloorId,
        message: &Message,
        after: Revision,
        into: &mut Vec<Recorded>,
    ) -> Result<(), JetStreamError> {
        if message.head.last <= after {
            return Ok(());
        }
        let read = match &message.body {
            Body::Here(bytes) => envelope::read_records(message.head, bytes, after, into),
            Body::Object(name) => {
                let bytes = self.get(name).await?;
                envelope::read_records(message.head, &bytes, after, into)
            }
        };
        read.map_err(|why| self.damaged(floor, message.sequence, why))
    }

    /// The newest usable snapshot if it is newer than what the host has, and all records after it up to a message.
    /// Gives the message at which it ends, too.
    pub(super) async fn whole(
        &self,
        floor: &FloorId,
        after: Revision,
        from: Known,
        until: u64,
    ) -> Result<(Loaded, Known), JetStreamError> {
        let base = self.base(floor).await?;
        let start = base.as_ref().map(|base| base.known).filter(|base| base.revision >= from.revision);
        let start = start.unwrap_or(from);
        let base = base.filter(|base| base.known.revision > after);
        let at = base.as_ref().map_or(after, |base| base.known.revision);
        let (records, end) = self.tail(floor, at, start, until).await?;
        let base = base.map(|Base { state, .. }| state);
        Ok((Loaded { base, records }, end))
    }

    /// Every record after a revision, whether or not there is a snapshot.
    pub(super) async fn history(
        &self,
        floor: &FloorId,
        after: Revision,
    ) -> Result<Vec<Recorded>, JetStreamError> {
        let Some(last) = self.last(floor).await? else { return Ok(Vec::new()) };
        if last.head.last <= after {
            return Ok(Vec::new());
        }
        self.tail(floor, after, Known::default(), last.sequence).await.map(|(records, _)| records)
    }

    /// The records after a revision, read from behind one message up to another.
    async fn tail(
        &self,
        floor: &FloorId,
        after: Revision,
        start: Known,
        until: u64,
    ) -> Result<(Vec<Recorded>, Known), JetStreamError> {
        let (mut at, mut records) = (start, Vec::new());
        let first = start.seen.saturating_add(1);
        if first > until {
            return Ok((records, at));
        }
        for message in self.between(floor, first, until).await? {
            match at.take(message.sequence, message.head) {
                Ok(Link::Next) => self.records(floor, &message, after, &mut records).await?,
                Ok(Link::Void) => {}
                Err(Broken::Gap) => return Err(self.gap(floor, at.revision, message.head.based_on)),
                Err(Broken::Contradiction) => return Err(self.contradiction(floor, &message, at)),
            }
        }
        Ok((records, at))
    }

    fn gap(&self, floor: &FloorId, after: Revision, next: Revision) -> JetStreamError {
        JetStreamError::Gap { stream: self.options.stream.clone(), floor: floor.clone(), after, next }
    }

    fn contradiction(&self, floor: &FloorId, message: &Message, at: Known) -> JetStreamError {
        let (based_on, revision) = (message.head.based_on, at.revision);
        let why = format!("it is based on revision {based_on} and follows a message that ends at {revision}");
        self.damaged(floor, message.sequence, why)
    }

    /// All messages of a floor from one sequence to another, in order. The other is known to be the floor's.
    async fn between(&self, floor: &FloorId, first: u64, until: u64) -> Result<Vec<Message>, JetStreamError> {
        let within = self.options.answer_within;
        let mut messages: Vec<Message> = Vec::new();
        let mut tried = 0_u32;
        loop {
            let next = messages.last().map_or(first, |message| message.sequence.saturating_add(1));
            let before = messages.len();
            // A consumer lives on one server and is gone with it: another one goes on.
            let failed = match timeout(within, self.consumer(floor, next)).await {
                Ok(Ok(consumer)) => {
                    let read = self.consume(floor, &consumer, until, &mut messages).await;
                    let name = consumer.cached_info().name.clone();
                    // Otherwise the server forgets it in a while.
                    drop(timeout(within, self.stream.delete_consumer(&name)).await);
                    match read {
                        Ok(()) => return Ok(messages),
                        Err(Read::Damaged(error)) => return Err(error),
                        Err(Read::Broken(why)) => why,
                    }
                }
                Ok(Err(why)) => why,
                Err(_) => format!("no answer within {within:?}"),
            };
            tried = if messages.len() > before { 0 } else { tried.saturating_add(1) };
            if tried > TRIES {
                let doing = format!("read the messages of {} from {next} on", self.subject(floor));
                return Err(JetStreamError::Refused { doing, why: failed });
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn consumer(
        &self,
        floor: &FloorId,
        first: u64,
    ) -> Result<async_nats::jetstream::consumer::Consumer<pull::Config>, String> {
        let config = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: first },
            ack_policy: AckPolicy::None,
            filter_subject: self.subject(floor),
            inactive_threshold: self.options.answer_within.saturating_mul(2),
            memory_storage: true,
            num_replicas: 1,
            ..pull::Config::default()
        };
        self.stream.create_consumer(config).await.map_err(|error| error.to_string())
    }

    async fn consume(
        &self,
        floor: &FloorId,
        consumer: &async_nats::jetstream::consumer::Consumer<pull::Config>,
        until: u64,
        messages: &mut Vec<Message>,
    ) -> Result<(), Read> {
        let within = self.options.answer_within;
        let broken = |error: &dyn core::fmt::Display| Read::Broken(error.to_string());
        loop {
            let asked =
                timeout(within, consumer.batch().max_messages(BATCH).expires(within).messages()).await;
            let mut batch = match asked {
                Ok(Ok(batch)) => batch,
                Ok(Err(error)) => return Err(broken(&error)),
                Err(error) => return Err(broken(&error)),
            };
            let mut any = false;
            loop {
                let message = match timeout(within, batch.next()).await {
                    Ok(Some(Ok(message))) => message,
                    Ok(Some(Err(error))) => return Err(broken(&error)),
                    Ok(None) if any => break,
                    Ok(None) => return Err(broken(&"no more messages although there are some")),
                    Err(error) => return Err(broken(&error)),
                };
                any = true;
                let sequence = message.info().map_err(|error| broken(&error))?.stream_sequence;
                if messages.last().is_some_and(|last| last.sequence >= sequence) {
                    continue;
                }
                messages.push(self.message(floor, sequence, &message.payload).map_err(Read::Damaged)?);
                if sequence >= until {
                    return Ok(());
                }
            }
        }
    }

    /// Every floor of which there is a message.
    pub(super) async fn floors(&self) -> Result<Vec<FloorId>, JetStreamError> {
        let refused = |why: String| JetStreamError::Refused {
            doing: format!("list the subjects of stream {}", self.options.stream),
            why,
        };
        let filter = format!("{}.*", self.options.prefix);
        let mut info =
            self.stream.info_with_subjects(&filter).await.map_err(|error| refused(error.to_string()))?;
        let mut floors = Vec::new();
        while let Some(entry) = info.next().await {
            let (found, _) = entry.map_err(|error| refused(error.to_string()))?;
            floors.extend(self.floor_of(&found));
        }
        floors.sort_unstable();
        Ok(floors)
    }

    pub(super) fn floor_of(&self, subject: &str) -> Option<FloorId> {
        subject.strip_prefix(&self.options.prefix)?.strip_prefix('.').and_then(subject::floor)
    }
}

enum Read {
    /// What is there cannot be read.
    Damaged(JetStreamError),
    /// Reading broke off.
    Broken(String),
}
