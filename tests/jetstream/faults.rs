//! Writers in processes and threads while writers, servers and wires fail.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use fairdeal::AgentId;
use fairdeal::store::jetstream::{JetStreamOptions, JetStreamStore, client};
use fairdeal::testing::store::check;

use crate::floor::{Acknowledged, Met, Share, judge, work};
use crate::nats::{Cluster, Nats};
use crate::wire::Wire;

const WRITER: &str = "FAIRDEAL_TEST_WRITER";
const THREADS: usize = 2;

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

fn options() -> JetStreamOptions {
    JetStreamOptions::default().answer_within(Duration::from_millis(1_000)).snapshot_every(50)
}

/// One process of `writers_are_killed`, started by it.
#[test]
#[ignore = "a process that another test starts"]
fn writer_process() {
    let told = std::env::var(WRITER).expect("another test says what to do");
    let told: Vec<&str> = told.split('|').collect();
    let [url, process, all, leads, floors, done @ ..] = told.as_slice() else { panic!("{told:?}") };
    let number = |text: &str| text.parse::<usize>().unwrap();
    let store = JetStreamStore::connect(url, options()).unwrap();
    let met = Met::default();
    // The test's name stands on the line that has begun.
    println!();
    thread::scope(|scope| {
        for (thread, done) in done.iter().enumerate().take(THREADS) {
            let me = number(process) * THREADS + thread;
            let share = Share {
                me,
                all: number(all),
                leads: number(leads),
                floors: number(floors),
                done: number(done),
                // The clocks of the processes are minutes apart.
                ahead_s: 180 * (number(process) as u64),
            };
            let (store, met) = (&store, &met);
            scope.spawn(move || {
                work(store, share, met, Duration::from_secs(30), |said| {
                    let agent = said.agent.map_or_else(|| "-".to_owned(), |agent| agent.to_string());
                    println!("SAID {me} {} {} {agent} {} ;", said.floor, said.lead, said.revision);
                });
            });
        }
    });
    println!("MET {}", met.said());
}

/// What a writer has said, as far as it came to say it.
fn said(line: &str) -> Option<(usize, Acknowledged)> {
    let words: Vec<&str> = line.split(' ').collect();
    let ["SAID", me, floor, lead, agent, revision, ";"] = words.as_slice() else { return None };
    let agent = if *agent == "-" { None } else { Some(AgentId::new(agent).unwrap()) };
    let (floor, lead, revision) = (floor.parse().ok()?, lead.parse().ok()?, revision.parse().ok()?);
    Some((me.parse().ok()?, Acknowledged { floor, lead, agent, revision }))
}

#[test]
fn writers_are_killed() {
    const PROCESSES: usize = 3;
    const KILLS: u64 = 12;
    let server = Nats::start();
    let share = Share { me: 0, all: PROCESSES * THREADS, leads: 960, floors: 2, done: 0, ahead_s: 0 };
    let heard: Mutex<Vec<(usize, Acknowledged)>> = Mutex::default();
    let heard_of = |me: usize| heard.lock().unwrap().iter().filter(|(by, _)| *by == me).count();
    let start = |process: usize| -> Child {
        let done: Vec<String> = (0..THREADS).map(|t| heard_of(process * THREADS + t).to_string()).collect();
        Command::new(std::env::current_exe().unwrap())
            .args(["faults::writer_process", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
            .env(
                WRITER,
                format!(
                    "{}|{process}|{}|{}|{}|{}",
                    server.url(),
                    share.all,
                    share.leads,
                    share.floors,
                    done.join("|")
                ),
            )
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let mut dice = Dice(0x5eed);
    let mut kills = 0;
    let began = Instant::now();
    thread::scope(|scope| {
        let listen = |child: &mut Child| {
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let heard = &heard;
            scope.spawn(move || {
                for line in lines.map_while(Result::ok) {
                    heard.lock().unwrap().extend(said(&line));
                }
            })
        };
        let mut writers: Vec<_> = (0..PROCESSES)
            .map(|process| {
                let mut child = start(process);
                let ear = listen(&mut child);
                (process, child, Some(ear))
            })
            .collect();
        while !writers.is_empty() {
            assert!(began.elapsed() < Duration::from_secs(60), "the writers do not come to an end");
            thread::sleep(Duration::from_millis(40 + dice.below(120)));
            let at = dice.below(writers.len() as u64) as usize;
            let (process, child, ear) = &mut writers[at];
            match child.try_wait().unwrap() {
                Some(status) => {
                    assert!(status.success(), "writer {process} has failed");
                    ear.take().unwrap().join().unwrap();
                    writers.remove(at);
                }
                None if kills < KILLS => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    kills += 1;
                    // All that it has said before its end counts.
                    ear.take().unwrap().join().unwrap();
                    *child = start(*process);
                    *ear = Some(listen(child));
                }
                None => {}
            }
        }
    });
    let heard: Vec<Acknowledged> = heard.into_inner().unwrap().into_iter().map(|(_, said)| said).collect();
    let checked = judge(&server.url(), &options(), share, &heard);
    println!(
        "{PROCESSES} processes x {THREADS} threads, clocks minutes apart: {kills} writers killed, {checked} acknowledged decisions checked, {:?}",
        began.elapsed()
    );
    assert!(kills >= 3, "only {kills} writers were still at work when they were to be killed");
    assert_eq!(checked, (0..share.all).map(|me| Share { me, ..share }.mine().count()).sum::<usize>());
}

/// Lets writers in threads work, each over a store of its own, while something fails; then judges.
fn with_writers(
    urls: &[String],
    options: &JetStreamOptions,
    leads: usize,
    floors: usize,
    patience: Duration,
    fail: impl FnOnce(&dyn Fn() -> bool),
) -> (Share, Vec<Acknowledged>, Met) {
    let all = urls.len();
    let share = Share { me: 0, all, leads, floors, done: 0, ahead_s: 0 };
    let (heard, met) = (Mutex::default(), Met::default());
    thread::scope(|scope| {
        let writers: Vec<_> = urls
            .iter()
            .enumerate()
            .map(|(me, url)| {
                let (heard, met): (&Mutex<Vec<Acknowledged>>, &Met) = (&heard, &met);
                scope.spawn(move || {
                    let store = JetStreamStore::connect(url, options.clone()).unwrap();
                    let share = Share { me, ahead_s: 120 * (me as u64), ..share };
                    work(&store, share, met, patience, |said| heard.lock().unwrap().push(said));
                })
            })
            .collect();
        fail(&|| writers.iter().any(|writer| !writer.is_finished()));
    });
    (share, heard.into_inner().unwrap(), met)
}

#[test]
fn the_server_is_killed() {
    const KILLS: u64 = 6;
    let mut server = Nats::start();
    let url = server.url();
    let urls = vec![url.clone(); 4];
    let mut kills = 0;
    let mut dice = Dice(0xdead);
    let began = Instant::now();
    let (share, heard, met) = with_writers(&urls, &options(), 1_200, 2, Duration::from_secs(40), |working| {
        thread::sleep(Duration::from_millis(200));
        while working() && kills < KILLS {
            thread::sleep(Duration::from_millis(50 + dice.below(200)));
            server.kill();
            kills += 1;
            thread::sleep(Duration::from_millis(dice.below(150)));
            server.run();
            server.wait();
        }
    });
    let checked = judge(&url, &options(), share, &heard);
    println!(
        "the server killed {kills} times: {}; {checked} acknowledged decisions checked, {:?}",
        met.said(),
        began.elapsed()
    );
    assert!(kills >= 3, "the writers were done after {kills} kills");
}

#[test]
fn wires_are_cut() {
    const CUTS: u64 = 24;
    let server = Nats::start();
    let wires: Vec<Wire> = (0..4).map(|_| Wire::to(server.port)).collect();
    let urls: Vec<String> = wires.iter().map(Wire::url).collect();
    let options = options().answer_within(Duration::from_millis(300));
    let mut dice = Dice(0xcab1e);
    let began = Instant::now();
    let (share, heard, met) = with_writers(&urls, &options, 1_600, 2, Duration::from_secs(40), |working| {
        thread::sleep(Duration::from_millis(200));
        let cuts = || wires.iter().map(Wire::cuts).sum::<u64>();
        while working() && cuts() < CUTS {
            wires[dice.below(4) as usize].cut_after(1 + dice.below(3_000));
            thread::sleep(Duration::from_millis(20 + dice.below(60)));
        }
    });
    let cuts: u64 = wires.iter().map(Wire::cuts).sum();
    let checked = judge(&server.url(), &options, share, &heard);
    println!(
        "{cuts} wires cut: {}; {checked} acknowledged decisions checked, {:?}",
        met.said(),
        began.elapsed()
    );
    assert!(cuts >= 8, "the writers were done after {cuts} cuts");
    assert!(met.unknown.into_inner() > 0, "no commit was cut off from its acknowledgement");
}

#[test]
fn servers_of_a_cluster_are_killed() {
    let mut cluster = Cluster::start(3);
    let urls = cluster.urls();
    let options =
        options().replicas(3).answer_within(Duration::from_secs(2)).open_within(Duration::from_secs(30));
    // The suite races, too, and everything is there before the writers begin.
    check("cluster", || JetStreamStore::connect(&urls, options.clone()).unwrap())
        .unwrap_or_else(|faulty| panic!("{faulty}"));
    let began = Instant::now();
    let mut killed = Vec::new();
    let (share, heard, met) =
        with_writers(&vec![urls.clone(); 3], &options, 2_400, 2, Duration::from_secs(60), |working| {
            for role in ["leader", "another", "leader"] {
                thread::sleep(Duration::from_millis(700));
                if !working() {
                    break;
                }
                let leader = leader(&urls, "fairdeal");
                let name = match role {
                    "leader" => leader,
                    _ => (0..3).map(|n| format!("n{n}")).find(|name| *name != leader).unwrap(),
                };
                let server = cluster.named(&name);
                server.kill();
                killed.push(format!("{name} ({role})"));
                thread::sleep(Duration::from_millis(3_000));
                server.run();
                server.wait();
                thread::sleep(Duration::from_millis(1_000));
            }
        });
    let checked = judge(&urls, &options, share, &heard);
    println!(
        "three servers, killed {killed:?}: {}; {} commits acknowledged by the servers were void; {checked} acknowledged decisions checked, {:?}",
        met.said(),
        void(&urls, "fairdeal"),
        began.elapsed()
    );
    assert!(killed.len() >= 2, "the writers were done after {killed:?}");
}

/// How many messages of a stream are void: acknowledged by the servers on a revision that another was first to follow.
fn void(urls: &str, stream: &str) -> u64 {
    let mut valid: BTreeMap<String, u64> = BTreeMap::new();
    let mut void = 0;
    let urls: Vec<String> = urls.split(',').map(str::to_owned).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let context = client::jetstream::new(client::connect(urls).await.unwrap());
        let stream = context.get_stream(stream).await.unwrap();
        for sequence in 1..=stream.cached_info().state.last_sequence {
            let message = stream.get_raw_message(sequence).await.unwrap();
            let previous = u64::from_le_bytes(message.payload[17..25].try_into().unwrap());
            let last = valid.entry(message.subject.to_string()).or_default();
            if previous == *last {
                *last = sequence;
            } else {
                void += 1;
            }
        }
    });
    void
}

/// The server that leads a stream, once there is one.
fn leader(urls: &str, stream: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let urls: Vec<String> = urls.split(',').map(str::to_owned).collect();
    runtime.block_on(async {
        let context = client::jetstream::new(client::connect(urls).await.unwrap());
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < Duration::from_secs(20), "no server leads the stream");
            let found = context.get_stream(stream).await.ok();
            let cluster = found.and_then(|stream| stream.cached_info().cluster.clone());
            if let Some(leader) = cluster.and_then(|cluster| cluster.leader) {
                return leader;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
}
