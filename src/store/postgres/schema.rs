//! The schema: its name, its tables, and how older ones become it.

use crate::store::postgres::error::PostgresStoreError;

/// PostgreSQL cuts longer names off.
const MAX_NAME_BYTES: usize = 63;

/// What each version adds to the one before; the first makes version 1. `{s}` stands for the quoted schema.
const STEPS: [&str; 1] = [r#"
create table {s}.history (
    floor text collate "C" not null,
    revision bigint not null check (revision > 0),
    record bytea not null,
    primary key (floor, revision)
);
create table {s}.snapshots (
    floor text collate "C" not null,
    revision bigint not null check (revision > 0),
    state bytea not null,
    primary key (floor, revision)
);
alter table {s}.snapshots alter column state set storage external;
"#];

/// A schema by name, which is safe to be put into statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Schema {
    name: String,
    quoted: String,
}

impl Default for Schema {
    fn default() -> Schema {
        Schema { name: "fairdeal".to_owned(), quoted: quoted("fairdeal") }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Schema {
    pub(super) fn new(name: &str) -> Result<Schema, PostgresStoreError> {
        let why = if name.is_empty() {
            "it is empty"
        } else if name.contains('\0') {
            "it holds NUL"
        } else if name.len() > MAX_NAME_BYTES {
            "it has more than 63 bytes"
        } else if name.starts_with("pg_") {
            "names that begin with `pg_` are the server's own"
        } else {
            return Ok(Schema { name: name.to_owned(), quoted: quoted(name) });
        };
        Err(PostgresStoreError::SchemaName { name: name.to_owned(), why })
    }

    /// The name, which is that of the channel, too.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name as it stands in statements.
    pub(super) fn quoted(&self) -> &str {
        &self.quoted
    }

    /// The version this release makes and knows.
    pub(super) fn known() -> i32 {
        i32::try_from(STEPS.len()).unwrap_or(i32::MAX)
    }

    /// The statements that make the newest version out of another.
    pub(super) fn migration_sql(&self, from: i32) -> String {
        let mut sql = String::new();
        if from == 0 {
            sql.push_str(
                "create table {s}.schema_version (\n    version integer primary key,\n    \
                 made_at timestamptz not null default now()\n);\n",
            );
        }
        for (version, step) in (1_i32..).zip(STEPS).filter(|(version, _)| *version > from) {
            sql.push_str(step.trim_start());
            sql.push_str(&format!("insert into {{s}}.schema_version (version) values ({version});\n"));
        }
        sql.replace("{s}", &self.quoted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_or_refused() {
        assert_eq!(Schema::new("a\"; drop schema b; --").unwrap().quoted(), "\"a\"\"; drop schema b; --\"");
        for name in ["", "a\0b", "pg_mine", &"x".repeat(64)] {
            assert!(Schema::new(name).is_err(), "{name:?}");
        }
        assert!(Schema::new(&"x".repeat(63)).is_ok());
    }
}
