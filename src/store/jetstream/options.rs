//! What a host may choose.

use core::time::Duration;

use crate::store::RecordForm;
use crate::store::jetstream::JetStreamError;

/// What a host may choose of a JetStream store.
///
/// All processes that share floors give the same names. What else is chosen takes effect where a stream is made, and
/// for this handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JetStreamOptions {
    pub(super) stream: String,
    pub(super) prefix: String,
    pub(super) replicas: usize,
    pub(super) answer_within: Duration,
    pub(super) open_within: Duration,
    pub(super) snapshot_every: u64,
    pub(super) form: RecordForm,
}

impl Default for JetStreamOptions {
    fn default() -> JetStreamOptions {
        JetStreamOptions {
            stream: "fairdeal".to_owned(),
            prefix: "fairdeal".to_owned(),
            replicas: 1,
            answer_within: Duration::from_secs(5),
            open_within: Duration::from_secs(10),
            snapshot_every: 4_096,
            form: RecordForm::Compact,
        }
    }
}

impl JetStreamOptions {
    /// The stream, `fairdeal` unless set. The buckets for snapshots and for what is large are named after it:
    /// `NAME_bases` and `NAME_large`.
    #[must_use]
    pub fn stream(mut self, name: &str) -> JetStreamOptions {
        name.clone_into(&mut self.stream);
        self
    }

    /// What subjects begin with, `fairdeal` unless set: floor `north` is kept under `fairdeal.north`.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> JetStreamOptions {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// On how many servers everything is kept, 1 unless set; 3 goes on when one server is lost, 5 when two are. A
    /// stream that is there with fewer is an error, so that nobody believes in replicas that are not.
    #[must_use]
    pub fn replicas(mut self, replicas: usize) -> JetStreamOptions {
        self.replicas = replicas;
        self
    }

    /// How long to wait for the answer to a commit or a read, 5 s unless set. A commit without an answer by then is
    /// [`JetStreamError::Unknown`]; an election of a leader takes a few seconds.
    #[must_use]
    pub fn answer_within(mut self, wait: Duration) -> JetStreamOptions {
        self.answer_within = wait;
        self
    }

    /// How long opening may take, 10 s unless set: a cluster that has just started elects its leaders first.
    #[must_use]
    pub fn open_within(mut self, wait: Duration) -> JetStreamOptions {
        self.open_within = wait;
        self
    }

    /// After how many records of a floor a snapshot is kept, 4,096 unless set; 0 is never. Whoever commits the record
    /// that makes it due makes it in the same call, after the commit: O(floor).
    #[must_use]
    pub fn snapshot_every(mut self, records: u64) -> JetStreamOptions {
        self.snapshot_every = records;
        self
    }

    /// How records are written, compact unless set. Both forms are read.
    #[must_use]
    pub fn form(mut self, form: RecordForm) -> JetStreamOptions {
        self.form = form;
        self
    }

    /// All that cannot be, found before any server is asked.
    pub(super) fn check(&self) -> Result<(), JetStreamError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let fault = |option, value: &dyn core::fmt::Display, must| {
            Err(JetStreamError::Option { option, value: value.to_string(), must })
        };
        if self.stream.is_empty() || self.stream.len() > 200 || !self.stream.chars().all(plain) {
            return fault("stream", &self.stream, "up to 200 letters, digits, `-` and `_`");
        }
        let prefix = |token: &str| !token.is_empty() && token.chars().all(plain);
        if self.prefix.len() > 200 || !self.prefix.split('.').all(prefix) {
            return fault(
                "prefix",
                &self.prefix,
                "words of letters, digits, `-` and `_` with a `.` between them",
            );
        }
        if !matches!(self.replicas, 1..=5) {
            return fault("replicas", &self.replicas, "from 1 to 5; use 1, 3 or 5");
        }
        if self.answer_within < Duration::from_millis(10) {
            return fault("answer_within", &format!("{:?}", self.answer_within), "10 ms at least");
        }
        if self.open_within < Duration::from_millis(10) {
            return fault("open_within", &format!("{:?}", self.open_within), "10 ms at least");
        }
        Ok(())
    }
}
