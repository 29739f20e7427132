//! What can go wrong between a store and its server, said with the place and the way out.

use core::error::Error;
use core::fmt;
use std::sync::Arc;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::id::FloorId;
use crate::port::{Misnumbered, Revision};
use crate::store::RecordFormError;

/// Why a store in PostgreSQL did not do what it was asked. No password is in it, neither printed nor by `Debug`.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PostgresStoreError {
    /// The connection string is none.
    #[error(
        "the connection string cannot be read: write `postgresql://user:password@host:5432/database` with special \
         characters percent-encoded, or `host=… user=… password='…' dbname=…`"
    )]
    ConnectionString,
    /// A name that no schema can have.
    #[error("`{name}` cannot be the name of a schema: {why}")]
    SchemaName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// There is no way to the server, or it lets nobody in.
    #[error("cannot connect to PostgreSQL at {place}: {why}")]
    Connect {
        /// Host, port, database and user.
        place: String,
        /// What the driver said.
        why: ServerError,
    },
    /// The client that the host gave has lost its connection.
    #[error("the connection the store was given is closed: give it a new one with `use_client`")]
    Closed,
    /// The server takes no writes, and may lag behind one that does.
    #[error(
        "{place} is a standby, which may lag behind: connect to the primary, with several hosts by `target_session_attrs=read-write`"
    )]
    Standby {
        /// Host, port, database and user.
        place: String,
    },
    /// The database cannot hold every text.
    #[error(
        "the database at {place} has the encoding {found}, in which not every name can be written: create it with `encoding 'UTF8'`"
    )]
    Encoding {
        /// Host, port, database and user.
        place: String,
        /// Its encoding.
        found: String,
    },
    /// A newer release has made the schema.
    #[error(
        "schema `{schema}` has version {found}; this release knows {known}: run the release that made it, or a later one"
    )]
    Newer {
        /// The schema.
        schema: String,
        /// Its version.
        found: i32,
        /// The version of this release.
        known: i32,
    },
    /// The schema is not there or older, and the store was told not to change that.
    #[error(
        "schema `{schema}` has version {found}, this release needs {known}: open the store once with migrating on, or run `migration_sql()`"
    )]
    Older {
        /// The schema.
        schema: String,
        /// Its version; 0 if it is not there.
        found: i32,
        /// The version of this release.
        known: i32,
    },
    /// The schema was made with readable tables and is opened without, or the other way round.
    #[error(
        "schema `{schema}` was made {} readable tables and is opened {}: open it as it was made, or another schema",
        if *.kept { "with" } else { "without" }, if *.kept { "without" } else { "with" }
    )]
    Tables {
        /// The schema.
        schema: String,
        /// Whether it keeps them.
        kept: bool,
    },
    /// The server refused. Nothing was kept.
    #[error("PostgreSQL at {place} refused {what}: {why}{}", way_out(.why))]
    Refused {
        /// Host, port, database and user.
        place: String,
        /// What it was asked.
        what: String,
        /// What it said.
        why: ServerError,
    },
    /// The connection was lost on the way. Of a commit nobody knows whether it was kept: load, and decide again.
    #[error(
        "the connection to PostgreSQL at {place} was lost during {what}: {why}; whether it was carried out shows in the next load"
    )]
    Lost {
        /// Host, port, database and user.
        place: String,
        /// What it was asked.
        what: String,
        /// What the driver said.
        why: ServerError,
    },
    /// The server has ended the connection of a listener.
    #[error("PostgreSQL at {place} has ended the connection: listen again, and load every floor then")]
    Silent {
        /// Host, port, database and user.
        place: String,
    },
    /// A record that is no record, or could not be written.
    #[error("floor `{floor}`, revision {revision}: {why}")]
    Record {
        /// The floor.
        floor: FloorId,
        /// The record's number.
        revision: Revision,
        /// What is wrong.
        why: RecordFormError,
    },
    /// A history with a hole in it. Only a hand from outside can have made it.
    #[error(
        "floor `{floor}`: the history lacks revision {expected}, {found} comes next: restore the table `history` from a backup"
    )]
    Gap {
        /// The floor.
        floor: FloorId,
        /// The number that should come.
        expected: Revision,
        /// The number that comes.
        found: Revision,
    },
    /// A commit whose records are not numbered from its base on. Nothing was kept.
    #[error(transparent)]
    Misnumbered(#[from] Misnumbered),
    /// A commit without records, which has no revision to be kept at.
    #[error(
        "a commit to floor `{floor}` has no records: commit what a decision recorded, and nothing where it recorded none"
    )]
    NoRecords {
        /// The floor.
        floor: FloorId,
    },
    /// Records that do not apply, so that neither rows nor a snapshot can be made of them. Nothing was kept.
    #[error("floor `{floor}`: the records make no state: {why}")]
    History {
        /// The floor.
        floor: FloorId,
        /// What is wrong.
        why: String,
    },
    /// There is no Tokio runtime, or the system gives none.
    #[error("{0}")]
    Runtime(&'static str),
}

/// What the driver or the server said.
#[derive(Clone)]
pub struct ServerError(Arc<tokio_postgres::Error>);

impl ServerError {
    /// The error of the driver.
    #[must_use]
    pub fn driver(&self) -> &tokio_postgres::Error {
        &self.0
    }

    /// The five letters that say what kind of error it is, if the server sent it.
    #[must_use]
    pub fn sql_state(&self) -> Option<&SqlState> {
        self.0.code()
    }
}

impl From<tokio_postgres::Error> for ServerError {
    fn from(error: tokio_postgres::Error) -> ServerError {
        ServerError(Arc::new(error))
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(said) = self.0.as_db_error() {
            return write!(f, "{} ({})", said.message(), said.code().code());
        }
        write!(f, "{}", self.0)?;
        // The driver keeps what it is about in the causes.
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl Error for ServerError {}

/// What an error of a call means: the server refused and kept nothing, or nobody knows.
pub(super) fn of_call(place: &str, what: String, error: tokio_postgres::Error) -> PostgresStoreError {
    let place = place.to_owned();
    let fatal = |said: &DbError| {
        matches!(said.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
            || [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN].contains(said.code())
    };
    let refused = error.as_db_error().is_some_and(|said| !fatal(said));
    let why = ServerError::from(error);
    if refused {
        PostgresStoreError::Refused { place, what, why }
    } else {
        PostgresStoreError::Lost { place, what, why }
    }
}

/// What helps against a refusal, if anything general does.
fn way_out(why: &ServerError) -> &'static str {
    let Some(code) = why.sql_state() else { return "" };
    let ways = [
        (
            SqlState::INSUFFICIENT_PRIVILEGE,
            "; grant the role `usage` on the schema and `select, insert, update, delete` on its tables, or open the \
             store once as their owner",
        ),
        (SqlState::UNDEFINED_TABLE, "; somebody dropped it while the store was open: open the store anew"),
        (SqlState::DISK_FULL, "; free space on the server's disk, then give the command again"),
        (
            SqlState::READ_ONLY_SQL_TRANSACTION,
            "; connect to the primary, with `default_transaction_read_only` off",
        ),
        (SqlState::TOO_MANY_CONNECTIONS, "; raise `max_connections` or close some"),
    ];
    ways.into_iter().find(|(state, _)| state == code).map_or("", |(_, way)| way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_is_not_repeated_in_an_error() {
        let error = PostgresStoreError::ConnectionString;
        assert!(!format!("{error:?} {error}").contains("secret"));
    }
}
