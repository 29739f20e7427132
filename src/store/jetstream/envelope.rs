//! A commit as the bytes of one message.

use crate::store::{RecordForm, RecordFormError};
use crate::{Commit, Recorded, Revision};

/// The first byte of a message: how the rest is laid out.
const LAYOUT: u8 = 1;
/// The records follow.
const HERE: u8 = 0;
/// The name of the object that holds the records follows.
const OBJECT: u8 = 1;
/// The bytes before the body: the layout, three numbers and where the records are.
const HEAD: usize = 26;

/// What a message says of its commit beside the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The revision the commit follows.
    pub(super) based_on: Revision,
    /// The revision of its last record.
    pub(super) last: Revision,
    /// The sequence of the message it follows, 0 if it is the floor's first.
    pub(super) previous: u64,
}

/// Where the records of a message are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// In the message: each as its length and its bytes.
    Here(Vec<u8>),
    /// In the object of this name.
    Object(String),
}

/// The bytes of a message.
pub(super) fn write(head: Head, body: &Body) -> Vec<u8> {
    let (kind, body) = match body {
        Body::Here(records) => (HERE, records.as_slice()),
        Body::Object(name) => (OBJECT, name.as_bytes()),
    };
    let mut bytes = Vec::with_capacity(HEAD.saturating_add(body.len()));
    bytes.push(LAYOUT);
    for number in [head.based_on, head.last, head.previous] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.push(kind);
    bytes.extend_from_slice(body);
    bytes
}

/// What a message says.
pub(super) fn read(bytes: &[u8]) -> Result<(Head, Body), String> {
    match bytes.first() {
        Some(&LAYOUT) => {}
        Some(other) => {
            return Err(format!("it is laid out in way {other}; this release reads way {LAYOUT}"));
        }
        None => return Err("it is empty".to_owned()),
    }
    let mut at = 1_usize;
    let mut number = || {
        let end = at.checked_add(8)?;
        let bytes = bytes.get(at..end)?;
        at = end;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    };
    let numbers = number().zip(number()).zip(number());
    let Some((((based_on, last), previous), (kind, body))) =
        numbers.zip(bytes.get(25..).and_then(<[u8]>::split_first))
    else {
        return Err(format!("it ends after {} bytes", bytes.len()));
    };
    if last < based_on {
        return Err(format!("it goes from revision {based_on} back to {last}"));
    }
    let body = match *kind {
        HERE => Body::Here(body.to_vec()),
        OBJECT => Body::Object(String::from_utf8(body.to_vec()).map_err(|error| error.to_string())?),
        other => return Err(format!("its records are in place {other}, which this release does not know")),
    };
    Ok((Head { based_on, last, previous }, body))
}

/// The records of a commit as the body of a message or of an object.
pub(super) fn write_records(form: RecordForm, commit: &Commit) -> Result<Vec<u8>, RecordFormError> {
    let mut bytes = Vec::with_capacity(commit.records.len().saturating_mul(128));
    for record in &commit.records {
        let start = bytes.len();
        bytes.extend_from_slice(&[0; 4]);
        form.write_to(record, &mut bytes)?;
        let length = bytes.len().saturating_sub(start).saturating_sub(4);
        let length = u32::try_from(length).map_err(|error| RecordFormError::Unwritable(error.to_string()))?;
        if let Some(place) = bytes.get_mut(start..start.saturating_add(4)) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }
    Ok(bytes)
}

/// The records of a body after a revision, each checked to be the next.
pub(super) fn read_records(
    head: Head,
    body: &[u8],
    after: Revision,
    into: &mut Vec<Recorded>,
) -> Result<(), String> {
    let mut rest = body;
    let mut revision = head.based_on;
    while let Some((length, tail)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some((record, tail)) = tail.split_at_checked(length) else {
            return Err(format!("it ends within the record after revision {revision}"));
        };
        rest = tail;
        revision = revision.saturating_add(1);
        if revision > after {
            let record = RecordForm::read(record).map_err(|error| format!("revision {revision}: {error}"))?;
            if record.revision != revision {
                return Err(format!("record {} is where {revision} should be", record.revision));
            }
            into.push(record);
        }
    }
    if !rest.is_empty() || revision != head.last {
        return Err(format!("it ends at revision {revision} and says {}", head.last));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_what_was_not_is_refused() {
        let head = Head { based_on: 7, last: 9, previous: u64::MAX };
        for body in [Body::Here(vec![1, 2, 3]), Body::Here(Vec::new()), Body::Object("commit/a/9".to_owned())]
        {
            let bytes = write(head, &body);
            assert_eq!(read(&bytes), Ok((head, body)));
            for short in 0..HEAD {
                assert!(read(&bytes[..short]).is_err(), "{short} bytes");
            }
        }
        let mut other = write(head, &Body::Here(Vec::new()));
        other[0] = 9;
        assert_eq!(read(&other).unwrap_err(), "it is laid out in way 9; this release reads way 1");
        let mut back = write(Head { based_on: 3, last: 2, previous: 0 }, &Body::Here(Vec::new()));
        assert!(read(&back).is_err());
        back[9] = 3;
        back[25] = 7;
        assert!(read(&back).unwrap_err().contains("place 7"));
    }

    #[test]
    fn records_that_are_cut_off_or_not_the_next_are_refused() {
        let policy = crate::Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#).unwrap();
        let first = crate::open(&policy, crate::Timestamp::MIN);
        let floor = crate::FloorId::new("north").unwrap();
        let commit = Commit { floor, based_on: 0, records: vec![first.clone()] };
        let bytes = write_records(RecordForm::Compact, &commit).unwrap();
        let head = Head { based_on: 0, last: 1, previous: 0 };
        let mut found = Vec::new();
        read_records(head, &bytes, 0, &mut found).unwrap();
        assert_eq!(found, [first]);
        let mut none = Vec::new();
        read_records(head, &bytes, 1, &mut none).unwrap();
        assert!(none.is_empty(), "nothing is newer");
        for cut in 0..bytes.len() {
            assert!(read_records(head, &bytes[..cut], 0, &mut none).is_err(), "{cut} bytes");
        }
        let later = Head { based_on: 4, last: 5, previous: 0 };
        assert!(read_records(later, &bytes, 0, &mut none).unwrap_err().contains("where 5 should be"));
    }
}
