//! Committing: one message, kept only if it follows the one it was decided on.

use core::time::Duration;

use async_nats::client::RequestErrorKind;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::ErrorCode;
use async_nats::{HeaderMap, Request};
use tokio::time::{Instant, sleep};

use crate::store::RecordForm;
use crate::store::jetstream::asynchronous::{Inner, Known};
use crate::store::jetstream::envelope::{self, Body, Head};
use crate::store::jetstream::follow::REVISION;
use crate::store::jetstream::{JetStreamError, subject};
use crate::{Commit, CommitOutcome, FloorId, Revision};

/// What the server compares with the sequence of the subject's last message.
const EXPECTED: &str = "Nats-Expected-Last-Subject-Sequence";

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
        let mut last = based_on;
        for record in &commit.records {
            last = last.saturating_add(1);
            let (found, expected) = (record.revision, last);
            if found != expected {
                return Err(JetStreamError::Misnumbered { floor, based_on, found, expected });
            }
        }
        match envelope::write_records(form, commit) {
            Ok(body) => Ok(Written { floor, based_on, last, body }),
            Err(error) => Err(JetStreamError::Unwritable { floor, why: error.to_string() }),
        }
    }
}

impl Inner {
    pub(super) async fn commit(&self, commit: Written) -> Result<CommitOutcome, JetStreamError> {
        let Written { floor, based_on, last, body } = commit;
        let Some(previous) = self.follows(&floor, based_on, last == based_on).await? else {
            return Ok(CommitOutcome::Conflict);
        };
        if last == based_on {
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
        let head = Head { based_on, last, previous };
        let outcome = self.publish(&floor, head, envelope::write(head, &body)).await?;
        match (outcome, object) {
            (CommitOutcome::Conflict, Some(name)) => self.remove(&name).await,
            (CommitOutcome::Applied, _) => self.snapshot_if_due(&floor, based_on, last).await,
            (CommitOutcome::Conflict, None) => {}
        }
        Ok(outcome)
    }

    /// The sequence of the message at which a floor is at a revision, if that is its last one. `ask` wants to have it
    /// confirmed.
    async fn follows(
        &self,
        floor: &FloorId,
        based_on: Revision,
        ask: bool,
    ) -> Result<Option<u64>, JetStreamError> {
        let known = self.known(floor);
        match known {
            // What was once the last message of a revision is so for good; whether it still is the last, the server says.
            Some(known) if known.revision == based_on && !ask => return Ok(Some(known.sequence)),
            Some(known) if known.revision > based_on => return Ok(None),
            None if based_on == 0 && !ask => return Ok(Some(0)),
            _ => {}
        }
        let last = self.last(floor).await?;
        let (revision, sequence) = last.map_or((0, 0), |last| (last.head.last, last.sequence));
        Ok((revision == based_on).then_some(sequence))
    }

    /// Publishes a message and waits for its acknowledgement. The client sends a message at most once, so that a
    /// refusal is never that of a second copy.
    async fn publish(
        &self,
        floor: &FloorId,
        head: Head,
        payload: Vec<u8>,
    ) -> Result<CommitOutcome, JetStreamError> {
        let Head { based_on, last, previous } = head;
        let unknown = |why: String| JetStreamError::Unknown { floor: floor.clone(), based_on, why };
        let subject = self.subject(floor);
        let refused = |why: String| JetStreamError::Refused { doing: format!("keep a commit under {subject}"), why };
        let mut headers = HeaderMap::new();
        headers.insert(EXPECTED, previous.to_string());
        headers.insert(REVISION, last.to_string());
        let payload = bytes::Bytes::from(payload);
        let within = self.options.answer_within;
        let started = Instant::now();
        loop {
            let request = Request::new()
                .headers(headers.clone())
                .payload(payload.clone())
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
                        return Err(refused(format!("no stream has taken it within {within:?}: it has no leader, or is gone")));
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
                Ok(Response::Ok(ack)) if ack.stream != self.options.stream => {
                    Err(refused(format!("it is in stream `{}`, which has the subject", ack.stream)))
                }
                Ok(Response::Ok(ack)) => {
                    self.learn(floor, Known { revision: last, sequence: ack.sequence });
                    Ok(CommitOutcome::Applied)
                }
                Ok(Response::Err { error })
                    if error.error_code() == ErrorCode::STREAM_WRONG_LAST_SEQUENCE =>
                {
                    Ok(CommitOutcome::Conflict)
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
