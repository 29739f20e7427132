//! Processes that are killed at random points lose nothing over the stores of the crate, whose servers are killed, too.
#![cfg(any(feature = "sqlite", feature = "postgres", feature = "jetstream"))]
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a panic here is a failed test, and servers take files, clocks and processes"
)]

mod faults_of_stores;
#[cfg(feature = "jetstream")]
#[path = "servers/nats.rs"]
mod nats;
#[cfg(feature = "postgres")]
#[path = "servers/postgres.rs"]
mod server;

use faults_of_stores::{Found, Trial};

/// One floor that all share, and several.
fn trials(worker: &'static str, place: &str) -> [Trial; 2] {
    let trial = Trial { worker, place: place.to_owned(), ..Trial::default() };
    let many = Trial { floors: 5, kills: 8, seed: 2, prefix: "many".to_owned(), ..trial.clone() };
    [trial, many]
}

fn sound(store: &str, found: &Found) {
    println!("{store}: {found}");
    found.assert_sound();
}

#[cfg(feature = "sqlite")]
mod of_sqlite {
    use super::{faults_of_stores, sound, trials};
    use fairdeal::store::sqlite::{Durability, SqliteOptions, SqliteStore};

    /// With a state every hundred records, which the audit does not want.
    fn at_work(place: &str) -> SqliteStore {
        let options = SqliteOptions::new().durability(Durability::Normal).tables(true);
        options.snapshot_every(Some(100)).open(place).unwrap()
    }

    #[test]
    fn worker() {
        faults_of_stores::work(at_work);
    }

    #[test]
    fn killed_writers_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("floors.db");
        for trial in trials("of_sqlite::worker", path.to_str().unwrap()) {
            // Every record is wanted, so the states go before the audit opens the file.
            let open = |place: &str| {
                let sql = rusqlite::Connection::open(place).unwrap();
                sql.execute("DELETE FROM snapshots", []).unwrap();
                at_work(place)
            };
            sound("SQLite", &faults_of_stores::try_out(&trial, open, |_| 0));
        }
    }
}

#[cfg(feature = "postgres")]
mod of_postgres {
    use super::server::Server;
    use super::{faults_of_stores, sound, trials};
    use fairdeal::store::postgres::{PostgresOptions, PostgresServer, PostgresStore};

    fn open(place: &str) -> PostgresStore {
        let server = PostgresServer::new(place).unwrap();
        // Its server may just have been killed.
        for _ in 0..200 {
            if let Ok(store) = PostgresStore::open(&server, PostgresOptions::new().without_snapshots()) {
                return store;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        PostgresStore::open(&server, PostgresOptions::new().without_snapshots()).unwrap()
    }

    #[test]
    fn worker() {
        faults_of_stores::work(open);
    }

    #[test]
    #[ignore = "starts a PostgreSQL server, which has to be installed"]
    fn killed_writers_and_servers_lose_nothing() {
        let server = Server::start();
        for trial in trials("of_postgres::worker", &server.url()) {
            let disturb = |kill: usize| {
                if kill % 5 != 2 {
                    return 0;
                }
                server.kill();
                server.run();
                1
            };
            sound("PostgreSQL", &faults_of_stores::try_out(&trial, open, disturb));
        }
    }
}

#[cfg(feature = "jetstream")]
mod of_jetstream {
    use super::nats::Nats;
    use super::{faults_of_stores, sound, trials};
    use fairdeal::store::jetstream::{JetStreamOptions, JetStreamStore};

    /// With a state every hundred records, which the audit does not want.
    fn at_work(place: &str) -> JetStreamStore {
        let open = || JetStreamStore::connect(place, JetStreamOptions::default().snapshot_every(100));
        // Its server may just have been killed.
        for _ in 0..200 {
            if let Ok(store) = open() {
                return store;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        open().unwrap()
    }

    /// Every record is wanted, so the states go first.
    fn for_the_audit(place: &str) -> JetStreamStore {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = async_nats::connect(place).await.unwrap();
            let mut context = async_nats::jetstream::new(client);
            // A busy disk may take its time.
            context.set_timeout(std::time::Duration::from_secs(60));
            context.delete_key_value("fairdeal_bases").await.unwrap();
        });
        at_work(place)
    }

    #[test]
    fn worker() {
        faults_of_stores::work(at_work);
    }

    #[test]
    #[ignore = "starts a NATS server, which has to be installed"]
    fn killed_writers_and_servers_lose_nothing() {
        let mut server = Nats::start();
        for trial in trials("of_jetstream::worker", &server.url()) {
            let disturb = |kill: usize| {
                if kill % 5 != 2 {
                    return 0;
                }
                server.kill();
                server.run();
                server.wait();
                1
            };
            sound("NATS JetStream", &faults_of_stores::try_out(&trial, for_the_audit, disturb));
        }
    }
}
