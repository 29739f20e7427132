//! Committing: one message, kept only if it follows the one it was decided on.

use core::time::Duration;

use async_nats::client::RequestErrorKind;
use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::response::Response;
use async_nats::{HeaderMap, Request};
use tokio::time::{Instant, sleep};

use crate::id::FloorId;
use crate::port::{Commit, CommitOutcome, Revision};
use crate::store::RecordForm;
use crate::store::jetstream::asynchronous::Inner;
use crate::store::jetstream::chain::{Broken, Known, Link};
use crate::store::jetstream::envelope::{self, Body, Head};
use crate::store::jetstream::follow::REVISION;
use crate::store::jetstream::{JetStreamError, subject};

/// What the server compares with the sequence of the subject's last message.
const EXPECTED: &str = "Nats-Expected-Last-Subject-Sequence";

/// How often a commit is tried again because void messages have come before it.
const TRIES: u32 = 16;

/// A commit as bytes.
pub(super) struct Written {
    floor: FloorId,
    based_on: Revision,
    last: Revision,
    body: Vec<u8>,
}

impl Written {
    pub(super) fn of(commit: &Commit, form: RecordForm) -> Result<Written, JetStreamError> {
        let (floor, based_on) = (commit.floor.clone(), commit.based_on);
        let last = commit.last_revision()?;
        match envelope::write_records(form, commit) {
            Ok(body) => Ok(Written { floor, based_on, last, body }),
            Err(error) => Err(JetStreamError::Unwritable { floor, why: error.to_string() }),
        }
    }
}

impl Inner {
    pub(super) async fn commit(&self, commit: Written) -> Result<CommitOutcome, JetStreamError> {
        let Written { floor, based_on, last, body } = commit;
        let nothing = last == based_on;
        let Some(at) = self.at(&floor, based_on, nothing).await? else {
            return Ok(CommitOutcome::Conflict);
        };
        if nothing {
            return Ok(CommitOutcome::Applied);
        }
        let (body, object) = if body.len() > self.room() {
            let id = self.context.client().new_inbox();
            let id = id.rsplit('.').next().unwrap_or_default();
            let name = format!("{}{last:020}-{id}", commits_of(&floor));
            self.put(&name, &body).await?;
            (Body::Object(name.clone()), Some(name))
        } else {
            (Body::Here(body), None)
        };
        let outcome = self.append(&floor, at, last, &body).await?;
        match (outcome, object) {
            (CommitOutcome::Conflict, Some(name)) => self.remove(&name).await,
            (CommitOutcome::Applied, _) => self.snapshot_if_due(&floor, based_on, last).await,
            (CommitOutcome::Conflict, None) => {}
        }
        Ok(outcome)
    }

    /// Where a floor is, if it is at a revision. `ask` wants to have it confirmed.
    async fn at(
        &self,
        floor: &FloorId,
        based_on: Revision,
        ask: bool,
    ) -> Result<Option<Known>, JetStreamError> {
        let at = match self.known(floor) {
            // What a revision's message was it is for good; whether it still is the last, the server says.
            Some(known) if known.revision == based_on && !ask => known,
            Some(known) if known.revision > based_on => return Ok(None),
            None if based_on == 0 && !ask => Known::default(),
            _ => self.position(floor).await?,
        };
        Ok(Some(at).filter(|at| at.revision == based_on))
    }

    /// Appends a message behind a point of the history, and finds out whether it was the first to follow it.
    async fn append(
        &self,
        floor: &FloorId,
        mut at: Known,
        last: Revision,
        body: &Body,
    ) -> Result<CommitOutcome, JetStreamError> {
        let head = Head { based_on: at.revision, last, previous: at.valid };
        let payload = envelope::write(head, body);
        let mut tried = 0_u32;
        loop {
            match self.publish(floor, at.seen, head, &payload).await? {
                Some(sequence) if !self.replicated || at.seen.checked_add(1) == Some(sequence) => {
                    self.learn(floor, Known::after(last, sequence));
                    return Ok(CommitOutcome::Applied);
                }
                Some(sequence) => return self.was_first(floor, at, head, sequence).await,
                None if !self.replicated => return Ok(CommitOutcome::Conflict),
                None => {
                    // Void messages may be all that has come.
                    at = self.position(floor).await?;
                    tried = tried.saturating_add(1);
                    if at.valid != head.previous || tried > TRIES {
                        return Ok(CommitOutcome::Conflict);
                    }
                }
            }
        }
    }

    /// Whether an acknowledged message is the first to follow the one it names.
    async fn was_first(
        &self,
        floor: &FloorId,
        mut at: Known,
        head: Head,
        sequence: u64,
    ) -> Result<CommitOutcome, JetStreamError> {
        let based_on = head.based_on;
        let unknown = |why: String| JetStreamError::Unknown { floor: floor.clone(), based_on, why };
        let started = Instant::now();
        while at.seen < sequence {
            match self.next(floor, at.seen).await {
                Ok(Some(next)) if next.sequence <= sequence => match at.take(next.sequence, next.head) {
                    Ok(link) if next.sequence == sequence => {
                        self.learn(floor, at);
                        return Ok(match link {
                            Link::Next => CommitOutcome::Applied,
                            Link::Void => CommitOutcome::Conflict,
                        });
                    }
                    Ok(_) => {}
                    Err(Broken::Gap) => return Err(unknown("a message before it is missing".to_owned())),
                    Err(Broken::Contradiction) => {
                        return Err(unknown("a message before it contradicts the history".to_owned()));
                    }
                },
                Ok(Some(_)) => break,
                // A leader that has just been elected has not got so far.
                Ok(None) if started.elapsed() < self.options.answer_within => {
                    sleep(Duration::from_millis(50)).await;
                }
                Ok(None) => break,
                Err(error) => return Err(unknown(format!("it was acknowledged, then: {error}"))),
            }
        }
        Err(unknown(format!("message {sequence} was acknowledged and is not there")))
    }

    /// Publishes a message and waits for its acknowledgement; gives its sequence, or none if the floor's last message
    /// is not the one that is expected. The client sends a message at most once, so that a refusal is never that of a
    /// second copy.
    async fn publish(
        &self,
        floor: &FloorId,
        expected: u64,
        head: Head,
        payload: &[u8],
    ) -> Result<Option<u64>, JetStreamError> {
        let Head { based_on, last, .. } = head;
        let unknown = |why: String| JetStreamError::Unknown { floor: floor.clone(), based_on, why };
        let subject = self.subject(floor);
        let refused =
            |why: String| JetStreamError::Refused { doing: format!("keep a commit under {subject}"), why };
        let mut headers = HeaderMap::new();
        // Servers before 2.10.19 may come to differ from one another over an expected 0: there the order alone decides.
        if expected > 0 || !self.replicated {
            headers.insert(EXPECTED, expected.to_string());
        }
        headers.insert(REVISION, last.to_string());
        let within = self.options.answer_within;
        let started = Instant::now();
        loop {
            let request = Request::new()
                .headers(headers.clone())
                .payload(payload.to_vec().into())
                .timeout(Some(within.saturating_sub(started.elapsed())));
            let reply = match self.context.client().send_request(subject.clone(), request).await {
                Ok(reply) => reply,
                Err(error) => match error.kind() {
                    // Nobody has received it: there is no leader just now.
                    RequestErrorKind::NoResponders if started.elapsed() < within => {
                        sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                    RequestErrorKind::NoResponders => {
                        return Err(refused(format!(
                            "no stream has taken it within {within:?}: it has no leader, or is gone"
                        )));
                    }
                    RequestErrorKind::InvalidSubject | RequestErrorKind::MaxPayloadExceeded => {
                        return Err(refused(error.to_string()));
                    }
                    RequestErrorKind::TimedOut => {
                        return Err(unknown(format!("no acknowledgement within {within:?}")));
                    }
                    _ => return Err(unknown(error.to_string())),
                },
            };
            return match serde_json::from_slice::<Response<PublishAck>>(&reply.payload) {
                Ok(Response::Ok(ack)) if ack.stream == self.options.stream => Ok(Some(ack.sequence)),
                Ok(Response::Ok(ack)) => {
                    Err(refused(format!("it is in stream `{}`, which has the subject", ack.stream)))
                }
                Ok(Response::Err { error })
                    if error.error_code() == ErrorCode::STREAM_WRONG_LAST_SEQUENCE =>
                {
                    Ok(None)
                }
                Ok(Response::Err { error }) => Err(refused(error.to_string())),
                Err(error) => Err(unknown(format!("the acknowledgement cannot be read: {error}"))),
            };
        }
    }
}

/// What the names of the objects of a floor's commits begin with.
pub(super) fn commits_of(floor: &FloorId) -> String {
    format!("commit/{}/", subject::token(floor))
}
