//! A file of SQLite.

use criterion::{BatchSize, Criterion};
use fairdeal::store::sqlite::{Durability, SqliteOptions};
use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::plain::{CAP, TABLES};
use crate::work::{AGENTS, Import, group, leads};

pub fn import(c: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    let mut files = 0_u32;
    let mut path = || {
        files += 1;
        folder.path().join(format!("{files}.db"))
    };
    let import = Import::new();
    for (name, durability) in [("full", Durability::Full), ("normal", Durability::Normal)] {
        let mut group = group(c, &format!("SQLite, synchronous = {name}"));
        for (transaction, each) in [("a lead", true), ("for all", false)] {
            group.bench_function(format!("plain SQL, a transaction {transaction}"), |b| {
                b.iter_batched(|| plain(&path(), name), |db| deal(db, each), BatchSize::PerIteration);
            });
        }
        for (tables, said) in [(false, ""), (true, ", with tables")] {
            let options = SqliteOptions::new().durability(durability).tables(tables).snapshot_every(None);
            let mut open = || options.open(path()).unwrap();
            import.one_by_one(&mut group, said, &mut open);
            for most in [1_000, 16_000] {
                import.by_groups(&mut group, said, most, &mut open);
            }
        }
        group.finish();
    }
}

fn plain(path: &std::path::Path, synchronous: &str) -> Connection {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&format!("pragma journal_mode = wal; pragma synchronous = {synchronous};")).unwrap();
    TABLES.iter().for_each(|table| db.execute_batch(table).unwrap());
    db.execute_batch("create index idle on agent (last_at, id)").unwrap();
    for agent in 0..AGENTS {
        db.execute("insert into agent values (?1, 0, 0)", [format!("agent {agent:03}")]).unwrap();
    }
    db
}

fn deal(mut db: Connection, each: bool) -> Connection {
    let one = |db: &Connection, number: i64| {
        let next = "select id from agent where given < ?1 order by last_at, id limit 1";
        let agent: String = db.prepare_cached(next).unwrap().query_row([CAP], |row| row.get(0)).unwrap();
        let lead = format!("L-{number}");
        let mut insert = db.prepare_cached("insert into lead values (?1, ?2, ?3)").unwrap();
        insert.execute(params![lead, agent, number]).unwrap();
        let given = "update agent set last_at = ?1, given = given + 1 where id = ?2";
        db.prepare_cached(given).unwrap().execute(params![number + 1, agent]).unwrap();
    };
    let leads = i64::try_from(leads()).unwrap();
    if each {
        for number in 0..leads {
            let transaction = db.transaction().unwrap();
            one(&transaction, number);
            transaction.commit().unwrap();
        }
    } else {
        let transaction = db.transaction().unwrap();
        (0..leads).for_each(|number| one(&transaction, number));
        transaction.commit().unwrap();
    }
    db
}
