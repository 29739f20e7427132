//! Who listens hears of commits, and knows when it may have missed some.

use std::time::{Duration, Instant};

use fairdeal::store::postgres::*;
use fairdeal::*;

use crate::contract::{open, place, schema};
use crate::host::floors;
use crate::proxy::Proxy;
use crate::server::Server;

const SOON: Duration = Duration::from_secs(20);

fn submit(store: &PostgresStore, floor: &FloorId, lead: &str) -> Revision {
    let clock = ManualClock::new(crate::host::start());
    let mut host =
        Engine::open(floor.clone(), store, crate::host::board(), clock, crate::host::policy()).unwrap();
    host.run(&Command::Submit(Lead::new(lead).unwrap())).unwrap().revision
}

#[test]
fn a_commit_is_heard_by_whoever_listens() {
    let server = Server::shared();
    let options = schema("heard 'here'");
    let store = open(&server, &options);
    let mut listener = PostgresListener::new(&place(&server), &options).unwrap();
    assert_eq!(listener.next(SOON).unwrap(), Some(Heard::Began {}));
    for floor in floors() {
        let begun = Instant::now();
        assert_eq!(submit(&store, &floor, "L-1"), 2);
        for revision in [1, 2] {
            let heard = listener.next(SOON).unwrap();
            assert_eq!(heard, Some(Heard::Moved { floor: floor.clone(), revision }));
        }
        println!("heard of two commits in {:?}", begun.elapsed());
    }
    // Neither another store nor one that tells nobody is heard.
    submit(&open(&server, &schema("elsewhere")), &floors()[0], "L-2");
    submit(&open(&server, &options.clone().without_notify()), &floors()[0], "L-2");
    server.sql("notify \"heard 'here'\", 'not from a store'");
    assert_eq!(listener.next(Duration::from_millis(100)).unwrap(), None);
}

#[test]
fn what_is_missed_while_a_connection_is_down_shows_in_a_load() {
    let server = Server::shared();
    let options = schema("missed");
    let store = open(&server, &options);
    let floor = floors()[0].clone();
    let proxy = Proxy::before(server.port(), 1 << 40, 1);
    let through = PostgresServer::new(&server.url_by("postgres", proxy.port())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut listener = AsyncPostgresListener::new(&through, &options);
        assert_eq!(listener.next().await.unwrap(), Heard::Began {});
        // Dropping a call that waits loses nothing.
        assert!(tokio::time::timeout(Duration::from_millis(20), listener.next()).await.is_err());
        let known = tokio::task::spawn_blocking({
            let floor = floor.clone();
            move || (submit(&store, &floor, "L-1"), store)
        });
        let (known, store) = known.await.unwrap();
        for revision in 1..=known {
            let heard = Heard::Moved { floor: floor.clone(), revision };
            assert_eq!(listener.next().await.unwrap(), heard);
        }
        let cut = "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen \"missed\"'";
        assert_eq!(server.sql_beside(cut), [["t"]]);
        let error = listener.next().await.unwrap_err().to_string();
        assert!(!error.contains("secret") && error.contains(&proxy.port().to_string()), "{error}");
        let missed = tokio::task::spawn_blocking({
            let floor = floor.clone();
            move || (submit(&store, &floor, "L-2"), store)
        });
        let (missed, store) = missed.await.unwrap();
        assert_eq!(listener.next().await.unwrap(), Heard::Began {}, "load now");
        let loaded = tokio::task::spawn_blocking(move || store.load(&floor, known).unwrap()).await.unwrap();
        assert_eq!(loaded.records.last().unwrap().revision, missed);
    });
}

#[test]
fn the_example_of_an_asynchronous_host_runs() {
    let server = Server::shared();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let lines =
        runtime.block_on(crate::example::run(&server.url())).unwrap_or_else(|error| panic!("{error}"));
    println!("{}", lines.join("\n"));
    assert!(lines.iter().any(|line| line.starts_with("the follower stands at record 61")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("of 30")), "cy has half the weight: {lines:?}");
}
