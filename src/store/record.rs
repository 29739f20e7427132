//! A record as bytes.

use crate::event::Recorded;

/// The first byte of a compact record: the shape of the records of this release.
const COMPACT: u8 = 1;

/// How a store writes a record as bytes. What was written in either form is read by [`RecordForm::read`].
///
/// ```
/// use fairdeal::store::{RecordForm, RecordFormError};
/// use fairdeal::{Policy, Timestamp};
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#)?;
/// let record = fairdeal::open(&policy, Timestamp::MIN);
/// for form in [RecordForm::Compact, RecordForm::Json] {
///     assert_eq!(RecordForm::read(&form.write(&record)?)?, record);
/// }
/// assert_eq!(RecordForm::read(b""), Err(RecordFormError::Empty));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordForm {
    /// A byte that says which shape it is, and the record in postcard: some 100 bytes for a lead that is dealt.
    /// Read by releases that know the shape; others refuse it by [`RecordFormError::Shape`].
    #[default]
    Compact,
    /// JSON, some six times as long: for whoever reads histories with other tools.
    Json,
}

/// Why bytes are not a record, or a record could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordFormError {
    /// There are no bytes.
    #[error("a record has no bytes")]
    Empty,
    /// It was written by another release, in a shape this one does not know.
    #[error("a record has shape {found}; this release reads shape {known} and JSON")]
    Shape {
        /// The shape it has.
        found: u8,
        /// The shape that is known.
        known: u8,
    },
    /// The bytes are damaged, or cut off.
    #[error("a record cannot be read: {0}")]
    Damaged(String),
    /// The record has no such form.
    #[error("a record cannot be written: {0}")]
    Unwritable(String),
}

impl RecordForm {
    /// The bytes of a record. O(size).
    ///
    /// # Errors
    /// [`RecordFormError::Unwritable`], which no record of this crate has been seen to give.
    pub fn write(self, record: &Recorded) -> Result<Vec<u8>, RecordFormError> {
        let mut bytes = Vec::with_capacity(128);
        self.write_to(record, &mut bytes)?;
        Ok(bytes)
    }

    /// Appends the bytes of a record to others. O(size).
    ///
    /// # Errors
    /// As for [`RecordForm::write`]; the bytes may then end in a part of the record.
    pub fn write_to(self, record: &Recorded, bytes: &mut Vec<u8>) -> Result<(), RecordFormError> {
        match self {
            RecordForm::Compact => {
                bytes.push(COMPACT);
                let all = postcard::to_extend(record, core::mem::take(bytes));
                *bytes = all.map_err(|error| RecordFormError::Unwritable(error.to_string()))?;
                Ok(())
            }
            RecordForm::Json => serde_json::to_writer(bytes, record)
                .map_err(|error| RecordFormError::Unwritable(error.to_string())),
        }
    }

    /// The record of bytes written in either form. O(size).
    ///
    /// # Errors
    /// [`RecordFormError`] when the bytes are no record, end early or go on.
    pub fn read(bytes: &[u8]) -> Result<Recorded, RecordFormError> {
        match bytes {
            [] => Err(RecordFormError::Empty),
            [b'{', ..] => {
                serde_json::from_slice(bytes).map_err(|error| RecordFormError::Damaged(error.to_string()))
            }
            [COMPACT, body @ ..] => match postcard::take_from_bytes(body) {
                Ok((record, [])) => Ok(record),
                Ok((_, rest)) => Err(RecordFormError::Damaged(format!("{} bytes too many", rest.len()))),
                Err(error) => Err(RecordFormError::Damaged(error.to_string())),
            },
            [found, ..] => Err(RecordFormError::Shape { found: *found, known: COMPACT }),
        }
    }
}
