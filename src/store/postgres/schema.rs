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
) with (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
create table {s}.snapshots (
    floor text collate "C" not null,
    revision bigint not null check (revision > 0),
    state bytea not null,
    primary key (floor, revision)
);
alter table {s}.snapshots alter column state set storage external;
create table {s}.leads (
    floor text collate "C" not null,
    "lead" text collate "C" not null,
    "received_at" timestamptz not null,
    "standing" text collate "C" not null,
    "queue" text collate "C",
    "plan" text collate "C",
    "stage" text collate "C",
    "owner" text collate "C",
    "offered_to" text collate "C",
    "office" text collate "C",
    "since" timestamptz,
    "deadline" timestamptz,
    "code" text collate "C",
    "assignments" bigint not null,
    "changed_at" timestamptz not null,
    "changed_by" bigint not null,
    primary key (floor, "lead")
) with (fillfactor = 70, autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
create table {s}.assignments (
    floor text collate "C" not null,
    "lead" text collate "C" not null,
    "revision" bigint not null,
    "position" bigint not null,
    "agent" text collate "C" not null,
    "queue" text collate "C",
    "how" text collate "C" not null,
    "at" timestamptz not null,
    "until" timestamptz,
    "ended" text collate "C",
    "code" text collate "C",
    primary key (floor, "lead", "revision", "position")
) with (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
create table {s}.agents (
    floor text collate "C" not null,
    "agent" text collate "C" not null,
    "standing" text collate "C" not null,
    "team" text collate "C",
    "open_leads" bigint not null,
    "open_units" bigint not null,
    "idle_since" timestamptz not null,
    "ready_at" timestamptz,
    "paused_until" timestamptz,
    "changed_at" timestamptz not null,
    "changed_by" bigint not null,
    primary key (floor, "agent")
) with (fillfactor = 70, autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
create table {s}.counters (
    floor text collate "C" not null,
    "cap" text collate "C" not null,
    "agent" text collate "C" not null,
    "apart" text collate "C" not null,
    "span" text collate "C" not null,
    "window_start" timestamptz,
    "window_end" timestamptz,
    "used" bigint not null,
    "allowed" bigint,
    "currency" text collate "C",
    "reached" bigint not null,
    "changed_at" timestamptz not null,
    "changed_by" bigint not null,
    primary key (floor, "cap", "agent", "apart")
) with (fillfactor = 70, autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
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

    /// The statements that make the newest version out of another; from nothing, with readable tables or without.
    pub(super) fn migration_sql(&self, from: i32, tables: bool) -> String {
        let mut sql = String::new();
        if from == 0 {
            sql.push_str(
                "create table {s}.schema_version (\n    version integer primary key,\n    \
                 made_at timestamptz not null default now()\n);\n\
                 create table {s}.settings (\n    tables boolean not null\n);\n",
            );
            sql.push_str(&format!("insert into {{s}}.settings (tables) values ({tables});\n"));
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
    use crate::store::tables::{Kind, TABLES};

    /// The text is kept as it was when the version was made; the rows that are written are those of today.
    #[test]
    fn the_tables_have_the_columns_that_are_written() {
        let sql = Schema::default().migration_sql(0, true);
        for table in TABLES {
            let mut lines: Vec<String> = table
                .columns
                .iter()
                .map(|column| {
                    let kind = match column.kind {
                        Kind::Text => "text collate \"C\"",
                        Kind::Number => "bigint",
                        Kind::Instant => "timestamptz",
                    };
                    format!(
                        "    \"{}\" {kind}{},",
                        column.name,
                        if column.optional { "" } else { " not null" }
                    )
                })
                .collect();
            let key: Vec<_> =
                table.columns[..table.key].iter().map(|own| format!("\"{}\"", own.name)).collect();
            lines.insert(0, "    floor text collate \"C\" not null,".to_owned());
            lines.push(format!("    primary key (floor, {})", key.join(", ")));
            let made = format!("create table \"fairdeal\".{} (\n{}\n)", table.name, lines.join("\n"));
            assert!(sql.contains(&made), "{made}\nis not in\n{sql}");
        }
    }

    #[test]
    fn names_are_quoted_or_refused() {
        assert_eq!(Schema::new("a\"; drop schema b; --").unwrap().quoted(), "\"a\"\"; drop schema b; --\"");
        for name in ["", "a\0b", "pg_mine", &"x".repeat(64)] {
            assert!(Schema::new(name).is_err(), "{name:?}");
        }
        assert!(Schema::new(&"x".repeat(63)).is_ok());
    }
}
