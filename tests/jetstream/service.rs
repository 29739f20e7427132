//! What a JetStream store does beside loading and committing, and what it says when it cannot.

use std::time::Duration;

use fairdeal::store::jetstream::{
    AsyncJetStreamStore, FloorMoved, JetStreamError, JetStreamOptions, JetStreamStore, client,
};
use fairdeal::testing::store::check;
use fairdeal::*;

use crate::floor::start;
use crate::nats::{Nats, free_port};

fn options() -> JetStreamOptions {
    JetStreamOptions::default().answer_within(Duration::from_secs(2)).snapshot_every(0)
}

fn id(text: &str) -> FloorId {
    FloorId::new(text).unwrap()
}

fn policy() -> Policy {
    Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "p"}"#).unwrap()
}

/// A floor under a policy without rules, with so many leads, one commit each.
fn grow(
    store: &JetStreamStore,
    floor: &str,
    leads: std::ops::Range<usize>,
) -> Engine<JetStreamStore, PresenceBoard, ManualClock> {
    let clock = ManualClock::new(start());
    let mut host = Engine::open(id(floor), store.clone(), PresenceBoard::new(), clock, policy()).unwrap();
    for lead in leads {
        host.run(&Command::Submit(Lead::new(&format!("L-{lead}")).unwrap())).unwrap();
    }
    host
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What changes a stream behind the store's back: a busy disk may take its time for that.
async fn patient(server: &Nats) -> client::jetstream::Context {
    let mut context = client::jetstream::new(client::connect(server.url()).await.unwrap());
    context.set_timeout(Duration::from_secs(60));
    context
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn odd_floors_are_kept_apart_and_listed() {
    let server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    let long = "ß".repeat(100);
    let mut ids = [
        "north",
        "North",
        "a.b",
        "a b",
        "*",
        ">",
        "=",
        "=41",
        "A",
        "ä 東京 🦀",
        "a/b\\c",
        "$JS.API",
        "\u{a0}x",
        &long,
    ];
    for (number, floor) in ids.iter().enumerate() {
        grow(&store, floor, 0..number);
    }
    for (number, floor) in ids.iter().enumerate() {
        let history = store.history(&id(floor), 0).unwrap();
        assert_eq!(history.len(), number + 1, "{floor}");
    }
    ids.sort_unstable();
    let found: Vec<String> = store.floors().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(found, ids);
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn what_is_too_large_for_a_message_is_kept_all_the_same() {
    let server = Nats::start_with("max_payload: 16KB");
    let options = options().snapshot_every(5);
    check("small payload", || JetStreamStore::connect(&server.url(), options.clone()).unwrap())
        .unwrap_or_else(|faulty| panic!("{faulty}"));
    let store = JetStreamStore::connect(&server.url(), options).unwrap();
    assert_eq!(store.snapshot_trouble(), None);
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn snapshots_stand_in_for_what_is_removed() {
    let server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    let floor = id("north");
    assert_eq!(store.snapshot(&floor).unwrap(), 0, "nothing is known of it");
    let error = store.forget_before_snapshot(&floor).unwrap_err();
    assert!(error.to_string().contains("make one first"), "{error}");
    let host = grow(&store, "north", 0..40);
    let behind = host.state().unwrap().revision();
    grow(&store, "south", 0..3);
    let whole = store.history(&floor, 0).unwrap();
    assert_eq!(store.snapshot(&floor).unwrap(), 41);
    assert_eq!(store.snapshot(&floor).unwrap(), 41, "once more changes nothing");
    grow(&store, "north", 40..60);

    let loaded = store.load(&floor, 0).unwrap();
    let base = FloorState::restore(loaded.base.as_deref().unwrap()).unwrap();
    assert_eq!((base.revision(), loaded.records.len()), (41, 20));
    assert_eq!(base.snapshot(), FloorState::replay(&whole).unwrap().snapshot());

    let whole = store.history(&floor, 0).unwrap();
    assert_eq!(
        store.forget_before_snapshot(&floor).unwrap(),
        40,
        "all but the one the snapshot was made after"
    );
    let error = store.history(&floor, 0).unwrap_err();
    assert!(matches!(error, JetStreamError::Gap { after: 0, next: 40, .. }), "{error}");
    // A handle that knows nothing, a host that is up to date with the snapshot, one behind it, and one far behind.
    for store in [store.clone(), JetStreamStore::connect(&server.url(), options()).unwrap()] {
        for after in [0, 1, 30, 40, 41, behind, 50, 60, 61] {
            let loaded = store.load(&floor, after).unwrap();
            let mut records = loaded.records;
            let mut at = after;
            if let Some(base) = loaded.base {
                at = FloorState::restore(&base).unwrap().revision();
            }
            assert!(at >= after && (after < 41 || at == after), "{at} for {after}");
            records.splice(0..0, whole[..at as usize].iter().cloned());
            assert_eq!(records, whole, "after {after}");
        }
    }
    assert_eq!(store.history(&id("south"), 0).unwrap().len(), 4, "the others are as they were");
    grow(&store, "north", 60..61);
    assert_eq!(store.load(&floor, 61).unwrap().records.len(), 1);
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn a_snapshot_that_outlived_its_stream_is_not_used() {
    let server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    grow(&store, "north", 0..9);
    assert_eq!(store.snapshot(&id("north")).unwrap(), 10);
    drop(store);
    block_on(async {
        let context = patient(&server).await;
        context.delete_stream("fairdeal").await.unwrap();
    });
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    // As many records as before, and others.
    grow(&store, "north", 100..112);
    let loaded = store.load(&id("north"), 0).unwrap();
    assert_eq!((loaded.base, loaded.records.len()), (None, 13));
    assert_eq!(store.snapshot(&id("north")).unwrap(), 13, "another one takes its place");
    assert!(store.load(&id("north"), 0).unwrap().base.is_some());
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn void_messages_are_nothing_to_anybody() {
    let server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    let mut north = grow(&store, "north", 0..6);
    let history = store.history(&id("north"), 0).unwrap();
    // What a cluster does to commits that race, this does to all of them: each is there once more.
    block_on(async {
        let context = patient(&server).await;
        let stream = context.get_stream("fairdeal").await.unwrap();
        for sequence in 1..=7 {
            let message = stream.get_raw_message(sequence).await.unwrap();
            context.publish(message.subject, message.payload).await.unwrap().await.unwrap();
        }
    });
    for store in [store.clone(), JetStreamStore::connect(&server.url(), options()).unwrap()] {
        assert_eq!(store.history(&id("north"), 0).unwrap(), history);
        for after in 0..=7 {
            assert_eq!(
                store.load(&id("north"), after).unwrap().records,
                history[after as usize..],
                "after {after}"
            );
        }
    }
    let answer = north.run(&Command::Submit(Lead::new("L-6").unwrap())).unwrap();
    assert_eq!((answer.revision, answer.conflicts), (8, 0));
    assert_eq!(store.snapshot(&id("north")).unwrap(), 8);
    assert_eq!(store.forget_before_snapshot(&id("north")).unwrap(), 14);
    assert_eq!(store.load(&id("north"), 0).unwrap().records, []);
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn snapshots_come_of_themselves() {
    let server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options().snapshot_every(16)).unwrap();
    grow(&store, "north", 0..50);
    let loaded = store.load(&id("north"), 0).unwrap();
    let base = FloorState::restore(loaded.base.as_deref().unwrap()).unwrap();
    assert_eq!((base.revision(), loaded.records.len()), (48, 3));
    assert_eq!(store.snapshot_trouble(), None);
    assert_eq!(store.history(&id("north"), 0).unwrap().len(), 51, "nothing is removed");
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn followers_see_what_others_do() {
    let server = Nats::start();
    let here = JetStreamStore::connect(&server.url(), options()).unwrap();
    let there = JetStreamStore::connect(&server.url(), options()).unwrap();
    let mut north = grow(&here, "north", 0..3);
    let follower = there.follow().unwrap();
    let wait = Duration::from_secs(5);
    let moved = |floor: &str, revision| Some(FloorMoved { floor: id(floor), revision });
    assert_eq!(follower.next(wait).unwrap(), moved("north", 4), "as it stands");
    assert_eq!(follower.next(Duration::from_millis(20)).unwrap(), None);
    north.run(&Command::Submit(Lead::new("L-3").unwrap())).unwrap();
    assert_eq!(follower.next(wait).unwrap(), moved("north", 5));
    grow(&there, "a.b", 0..1);
    assert_eq!(follower.next(wait).unwrap(), moved("a.b", 1));
    assert_eq!(follower.next(wait).unwrap(), moved("a.b", 2));
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn followers_outlive_a_server() {
    let mut server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    let mut north = grow(&store, "north", 0..2);
    let follower = store.follow().unwrap();
    let wait = Duration::from_secs(5);
    assert_eq!(follower.next(wait).unwrap().map(|moved| moved.revision), Some(3));
    server.kill();
    server.run();
    server.wait();
    let began = std::time::Instant::now();
    while north.run(&Command::Submit(Lead::new("L-2").unwrap())).is_err() {}
    let seen = loop {
        match follower.next(Duration::from_secs(1)) {
            Ok(Some(moved)) => break moved.revision,
            Ok(None) => {}
            Err(error) => println!("{error}"),
        }
        assert!(began.elapsed() < Duration::from_secs(45), "the follower has come to a stand");
    };
    println!("followed on after {:?}", began.elapsed());
    assert_eq!(seen, 4);
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn the_blocking_store_works_within_a_task() {
    let server = Nats::start();
    block_on(async {
        let store = JetStreamStore::connect(&server.url(), options()).unwrap();
        let host = grow(&store, "north", 0..2);
        assert_eq!(store.asynchronous().load(&id("north"), 0).await.unwrap().records.len(), 3);
        drop(host);
        drop(store);
    });
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn the_asynchronous_store_drives_a_flow() {
    let server = Nats::start();
    block_on(async {
        let store = AsyncJetStreamStore::connect(&server.url(), options()).await.unwrap();
        let mut follower = store.follow().await.unwrap();
        let mut replica = Replica::new(id("north"), policy());
        let command = Command::Submit(Lead::new("L-1").unwrap());
        let mut flow = Flow::new(&mut replica, start(), PresenceSnapshot::default(), &command);
        let mut reply = Reply::Start;
        let answer = loop {
            reply = match flow.next(reply).unwrap() {
                Step::Load { after } => Reply::Loaded(store.load(&id("north"), after).await.unwrap()),
                Step::Commit(commit) => Reply::Committed(store.commit(&commit).await.unwrap()),
                Step::Done(answer) => break answer,
            };
        };
        assert_eq!(answer.revision, 2);
        let moved = follower.next().await.unwrap();
        assert_eq!(moved.floor, id("north"));
        assert_eq!(store.history(&id("north"), 0).await.unwrap().len(), 2);
    });
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn a_stream_that_would_lose_records_is_refused_by_name() {
    use client::jetstream::stream::{Config, DiscardPolicy, StorageType};
    let server = Nats::start();
    let faulty = [
        ("storage", Config { storage: StorageType::Memory, ..Config::default() }),
        ("max_age", Config { max_age: Duration::from_secs(86_400), ..Config::default() }),
        ("max_msgs", Config { max_messages: 1_000, discard: DiscardPolicy::Old, ..Config::default() }),
        ("subjects", Config { subjects: vec!["other.>".to_owned()], ..Config::default() }),
    ];
    for (number, (setting, config)) in faulty.into_iter().enumerate() {
        let (name, prefix) = (format!("faulty-{number}"), format!("p{number}"));
        block_on(async {
            let context = patient(&server).await;
            let subjects =
                if setting == "subjects" { config.subjects.clone() } else { vec![format!("{prefix}.>")] };
            context.create_stream(Config { name: name.clone(), subjects, ..config }).await.unwrap();
        });
        let error =
            JetStreamStore::connect(&server.url(), options().stream(&name).prefix(&prefix)).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains(&format!("the stream `{name}` cannot keep floors: its `{setting}` is")),
            "{said}"
        );
    }
    // Replicas that one server cannot have.
    let short = options().open_within(Duration::from_millis(500));
    let error =
        JetStreamStore::connect(&server.url(), short.stream("r3").prefix("r3").replicas(3)).unwrap_err();
    assert!(error.to_string().contains("replicas"), "{error}");
    let first = JetStreamStore::connect(&server.url(), options()).unwrap();
    drop(first);
    let error = JetStreamStore::connect(&server.url(), options().replicas(3)).unwrap_err();
    assert!(error.to_string().contains("its `num_replicas` is 1 and must be 3 at least"), "{error}");
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn errors_say_what_and_where_and_never_a_secret() {
    let short = options().open_within(Duration::from_millis(400)).answer_within(Duration::from_millis(300));
    // Nobody there.
    let url = format!("nats://zoe:s3cret@127.0.0.1:{}", free_port());
    let error = JetStreamStore::connect(&url, short.clone()).unwrap_err().to_string();
    assert!(error.starts_with("cannot connect to NATS at nats://127.0.0.1:"), "{error}");
    assert!(!error.contains("s3cret") && !error.contains("zoe"), "{error}");
    // The wrong password.
    let server = Nats::start_with("authorization { user: zoe, password: right1 }");
    let url = format!("nats://zoe:s3cret@127.0.0.1:{}", server.port);
    let error = JetStreamStore::connect(&url, short.clone()).unwrap_err().to_string();
    assert!(error.contains("cannot connect") && !error.contains("s3cret"), "{error}");
    // The right one, within the address and beside it.
    let url = format!("nats://zoe:right%31@127.0.0.1:{}", server.port);
    let store = JetStreamStore::connect(&url, short.clone()).unwrap();
    assert!(!format!("{store:?}").contains("right1"));
    let login = client::ConnectOptions::with_user_and_password("zoe".to_owned(), "right1".to_owned());
    JetStreamStore::connect_with(&server.url(), login, short.clone()).unwrap();
    // What cannot be an option is found before any server is asked.
    for (faulty, said) in [
        (options().stream("a.b"), "the option `stream` cannot be `a.b`"),
        (options().prefix("a.>"), "the option `prefix` cannot be `a.>`"),
        (options().replicas(0), "the option `replicas` cannot be `0`"),
        (options().answer_within(Duration::ZERO), "the option `answer_within` cannot be `0ns`"),
        (options().open_within(Duration::ZERO), "the option `open_within` cannot be `0ns`"),
    ] {
        let error = JetStreamStore::connect("nats://nowhere.invalid", faulty).unwrap_err().to_string();
        assert!(error.starts_with(said), "{error}");
    }
    // Records out of order are not sent.
    let first = fairdeal::open(&policy(), start());
    let commit = Commit { floor: id("north"), based_on: 4, records: vec![first] };
    let error = store.commit(&commit).unwrap_err();
    assert!(
        matches!(error, JetStreamError::Misnumbered(fairdeal::Misnumbered { found: 1, expected: 5, .. })),
        "{error}"
    );
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn a_full_disk_is_an_error_and_loses_nothing() {
    let server = Nats::start_with_room(60_000);
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    let mut host = grow(&store, "north", 0..1);
    let mut kept = 2;
    let error = loop {
        match host.run(&Command::Submit(Lead::new(&format!("L-{kept}")).unwrap())) {
            Ok(answer) => kept = answer.revision,
            Err(error) => break error,
        }
        assert!(kept < 5_000, "the disk is never full");
    };
    let said = error.to_string();
    assert!(said.contains("the server refused to keep a commit under fairdeal.north: "), "{said}");
    println!("full after {kept} records: {said}");
    let history = store.history(&id("north"), 0).unwrap();
    assert_eq!(history.len() as u64, kept, "what was acknowledged is there, and nothing else");
    // Refused commands still are answered, and so is a snapshot that has no room.
    let unknown = Command::Forget { lead: LeadId::new("nobody").unwrap(), keys: false };
    assert!(matches!(host.run(&unknown).map(|answer| answer.outcome().clone()), Ok(Outcome::Refused(_))));
    assert!(store.snapshot(&id("north")).is_err());
}

#[test]
#[ignore = "starts a NATS server, which has to be installed"]
fn a_server_that_is_gone_and_a_stream_that_was_set_back_are_errors() {
    let mut server = Nats::start();
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    let mut host = grow(&store, "north", 0..5);
    server.kill();
    let error = host.run(&Command::Submit(Lead::new("L-5").unwrap())).unwrap_err().to_string();
    assert!(
        error.contains("it is not known whether the commit after revision 6 of floor `north` was kept"),
        "{error}"
    );
    let error = store.load(&id("north"), 6).unwrap_err();
    assert!(matches!(error, JetStreamError::Silent { .. }), "{error}");
    server.run();
    server.wait();
    // Somebody makes the stream anew, as a restore of an old backup would.
    block_on(async {
        let context = patient(&server).await;
        let mut config = context.get_stream("fairdeal").await.unwrap().cached_info().config.clone();
        context.delete_stream("fairdeal").await.unwrap();
        config.deny_delete = false;
        context.create_stream(config).await.unwrap();
    });
    let error = store.load(&id("north"), 6).unwrap_err();
    assert!(matches!(error, JetStreamError::SetBack { found: 0, .. }), "{error}");
    // Opened anew it goes on from what is there: nothing.
    let store = JetStreamStore::connect(&server.url(), options()).unwrap();
    assert_eq!(store.load(&id("north"), 0).unwrap(), Loaded::default());
}
