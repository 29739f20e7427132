//! The store in a SQLite file: its contract by every option, files of other versions and of others, damage, no room, no
//! right to write, and processes that end at any point.
#![cfg(feature = "sqlite")]
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test may panic: that is a failed test"
)]
#![allow(clippy::all, clippy::pedantic)]

mod kept;
mod sqlite;

use fairdeal::store::RecordForm;
use fairdeal::store::sqlite::*;
use fairdeal::testing::store::check;
use sqlite::*;

#[test]
fn it_keeps_to_the_contract_by_every_option() {
    let options = [
        ("default", SqliteOptions::new()),
        ("normal", SqliteOptions::new().durability(Durability::Normal)),
        ("tables", SqliteOptions::new().durability(Durability::Normal).tables(true)),
        ("json", SqliteOptions::new().durability(Durability::Normal).record_form(RecordForm::Json)),
        ("states", SqliteOptions::new().durability(Durability::Normal).snapshot_every(Some(3))),
        ("states of tables", SqliteOptions::new().tables(true).snapshot_every(Some(1))),
        ("no states", SqliteOptions::new().durability(Durability::Normal).snapshot_every(None)),
    ];
    for (name, options) in options {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("floors.db");
        check("suite", || options.open(&path).unwrap()).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        // The same through clones of one handle, which write together.
        let store = options.open(&path).unwrap();
        check("clones", || store.clone()).unwrap_or_else(|faults| panic!("{name}, clones: {faults}"));
        if store.keeps_tables().unwrap() {
            for floor in floors(&path) {
                tables_are_right(&path, &floor);
            }
        }
    }
}
