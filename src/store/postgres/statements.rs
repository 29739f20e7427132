//! Every statement a store sends once it is open.

use crate::store::postgres::options::PostgresOptions;
use crate::store::postgres::rows::Part;

/// The texts, with the schema's name in them.
#[derive(Debug)]
pub(super) struct Statements {
    commit: String,
    schema: String,
    /// How many parameters a commit without rows of tables has.
    parameters: usize,
    pub(super) load: String,
    pub(super) snapshot: String,
}

/// Commits, each judged by itself, in one statement, so in one transaction and one round trip.
///
/// 1. **The first record of a commit decides.** It goes in only if the record before it is there (or none is needed) and
///    no other has its number. That is to say that the history ends at `based_on`, for histories have no gaps. Of two
///    commits on one revision the second waits at the key for the first to end and then does nothing; a record before it
///    that another transaction has not yet committed is not seen. Sorted, so that two batches wait in one order.
/// 2. The other records of the commits that won follow. Nobody can have written them: whoever did would have seen
///    their first record, which was not there.
/// 3. So do the rows of the tables that a host can join.
/// 4. A row for each that won comes back; a conflict is a row that does not.
const COMMIT: &str = r#"
with asked as materialized (
    select floor, based_on, record, last, n
    from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bigint[]) with ordinality
        as a (floor, based_on, record, last, n)
), won as (
    insert into {s}.history (floor, revision, record)
    select floor, based_on + 1, record
    from asked
    where based_on = 0
        or exists (select from {s}.history h where h.floor = asked.floor and h.revision = asked.based_on)
    order by floor collate "C", based_on
    on conflict (floor, revision) do nothing
    returning floor, revision
), applied as (
    select n, asked.floor, last from asked join won on won.floor = asked.floor and won.revision = based_on + 1
), others as (
    insert into {s}.history (floor, revision, record)
    select floor, revision, record
    from unnest($5::bigint[], $6::bigint[], $7::bytea[]) as r (n, revision, record) join applied using (n)
)
{writes}
select n{notify} from applied
"#;

/// Tells whoever listens, when the transaction commits: the revision, a space, the floor.
const NOTIFY: &str = ", pg_notify($8::text, last || ' ' || floor)::text";

/// A base that is worth it (after `$3`, before `$4`) and the records after it, in one look at the database.
const LOAD: &str = r#"
with base as materialized (
    select s.revision, s.state from {s}.snapshots s
    where s.floor = $1 and s.revision > $3 and s.revision < $4
        and exists (select from {s}.history h where h.floor = $1 and h.revision = s.revision)
    order by s.revision desc limit 1
)
select true, revision, state from base
union all
select false, revision, record from {s}.history
where floor = $1 and revision > greatest($2, (select revision from base))
"#;

/// Keeps a snapshot and the one before it.
const SNAPSHOT: &str = r#"
with kept as (
    insert into {s}.snapshots (floor, revision, state) values ($1, $2, $3)
    on conflict (floor, revision) do update set state = excluded.state
)
delete from {s}.snapshots
where floor = $1 and revision < (select max(revision) from {s}.snapshots where floor = $1 and revision < $2)
"#;

impl Statements {
    pub(super) fn new(options: &PostgresOptions) -> Statements {
        let schema = &options.schema;
        let put = |text: &str| text.replace("{s}", schema.quoted());
        let notify = if options.notify { NOTIFY } else { "" };
        Statements {
            commit: put(&COMMIT.replace("{notify}", notify)),
            schema: schema.quoted().to_owned(),
            parameters: if options.notify { 8 } else { 7 },
            load: put(LOAD),
            snapshot: put(SNAPSHOT),
        }
    }

    /// The statement of commits that write rows of these parts.
    pub(super) fn commit(&self, parts: &[Part]) -> String {
        let mut next = self.parameters.saturating_add(1);
        let writes: String = parts.iter().map(|part| part.write(&self.schema, &mut next)).collect();
        self.commit.replace("{writes}", &writes)
    }
}
