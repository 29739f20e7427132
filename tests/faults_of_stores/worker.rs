//! A process at work: threads with a handle of the store and a journal each.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use fairdeal::{
    Answer, Clock, Command, Disposition, Engine, EngineError, FlowError, Lead, LeadStanding, LeadStore,
    Limits, Name, Outcome, Policy, PresenceBoard, Reason, Span, Timestamp,
};
use fairdeal::{ClaimWay, LeadId};

use super::journal::{self, Entry, Journal, hash, hash_of};
use super::line::{Failed, Line};
use super::{Rng, TOLD, Told, floors, now_ms};

/// How far the clocks of processes are off: a minute and a half apart, which the hosts tolerate, and ten minutes behind,
/// which they do not.
const CLOCKS_MS: [i64; 4] = [0, -60_000, 30_000, -600_000];
const TOLERANCE: Span = Span::minutes(2);
/// How long a store may be out of reach.
const PATIENCE: Duration = Duration::from_secs(40);

/// Does the work if this process has been started for it; otherwise nothing. To be called by a test of its own.
pub fn work<S: LeadStore>(open: impl Fn(&str) -> S + Sync) {
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Told = serde_json::from_str(&told).unwrap();
    let policy = floors::policy();
    std::thread::scope(|scope| {
        for thread in 0..told.threads {
            let (told, open, policy) = (&told, &open, &policy);
            scope.spawn(move || Thread::new(told, thread, open(&told.place), policy).work());
        }
    });
}

#[derive(Clone, Copy)]
struct OffClock(i64);

impl Clock for OffClock {
    fn now(&self) -> Timestamp {
        Timestamp::clamped(now_ms() + self.0)
    }
}

type Host<'a, S> = Engine<&'a Line<S>, PresenceBoard, OffClock>;
type Error = EngineError<Failed, std::convert::Infallible>;

struct Thread<'a, S> {
    told: &'a Told,
    thread: usize,
    policy: &'a Policy,
    line: Line<S>,
    clock: OffClock,
    board: PresenceBoard,
}

impl<'a, S: LeadStore> Thread<'a, S> {
    fn new(told: &'a Told, thread: usize, store: S, policy: &'a Policy) -> Thread<'a, S> {
        let journal = RefCell::new(Journal::open(&told.folder, told.process, thread));
        let seed = [told.seed, told.process as u64, thread as u64, told.life as u64];
        let rng = seed.iter().fold(7_u64, |seed, part| seed.wrapping_mul(1_000_003).wrapping_add(part + 1));
        let line = Line { store, journal, rng: RefCell::new(Rng::new(rng)), cut_of_1000: told.cut_of_1000 };
        let clock = OffClock(CLOCKS_MS[(told.process + told.life) % CLOCKS_MS.len()]);
        Thread { told, thread, policy, line, clock, board: floors::board(&told.prefix, told.floors) }
    }

    fn below(&self, end: u64) -> u64 {
        self.line.rng.borrow_mut().below(end)
    }

    fn work(&self) {
        let told = self.told;
        self.line.note(&Entry::Begun { life: told.life, clock_ms: self.clock.0 });
        let (mut number, unsure) = self.before();
        let mut hosts: Vec<Option<Host<'_, S>>> = (0..told.floors).map(|_| None).collect();
        if let Some((number, floor, command)) = unsure {
            let command = serde_json::from_str(&command).unwrap();
            if !self.carry_out(&mut hosts[floor], number, floor, &command, 1) {
                return;
            }
        }
        // Where whoever started it is gone, as after a test that was broken off, it ends too.
        while !told.folder.join("stop").exists() && std::os::unix::process::parent_id() == told.parent {
            number += 1;
            let floor = self.below(told.floors as u64) as usize;
            let command = self.choose(hosts[floor].as_ref(), number);
            let text = serde_json::to_string(&command).unwrap();
            self.line.note(&Entry::Means { number, floor, command: text });
            if !self.carry_out(&mut hosts[floor], number, floor, &command, 0) {
                return;
            }
        }
    }

    /// The last number that was used in former lives, and the command of which it is not known what came.
    fn before(&self) -> (u64, Option<(u64, usize, String)>) {
        let (mut last, mut unsure) = (0, None);
        for entry in journal::read(&journal::path(&self.told.folder, self.told.process, self.thread)).0 {
            match entry {
                Entry::Means { number, floor, command } => {
                    last = number;
                    unsure = Some((number, floor, command));
                }
                Entry::Told { .. } => unsure = None,
                _ => {}
            }
        }
        (last, unsure)
    }

    fn choose(&self, host: Option<&Host<'_, S>>, number: u64) -> Command {
        let submit = |list: bool| {
            let lead = Lead::new(&format!("p{}-t{}-{number}", self.told.process, self.thread)).unwrap();
            Command::Submit(if list { lead.with("source", "list") } else { lead })
        };
        let kind = self.below(100);
        let Some(state) = host.and_then(Engine::state) else { return submit(kind < 20) };
        let mut offered = Vec::new();
        let mut owned = Vec::new();
        if (40..86).contains(&kind) {
            for view in state.lead_views() {
                match view.standing {
                    LeadStanding::Offered { agent, .. } => offered.push((view.lead.id().clone(), agent)),
                    LeadStanding::Owned { agent, .. } => owned.push((view.lead.id().clone(), agent)),
                    _ => {}
                }
            }
        }
        let one = |of: &[(LeadId, fairdeal::AgentId)]| of.get(self.below(of.len() as u64) as usize).cloned();
        match kind {
            0..40 => submit(kind < 12),
            40..72 => match one(&offered) {
                Some((lead, agent)) => Command::Accept { lead, agent },
                None => submit(false),
            },
            72..86 => match one(&owned) {
                Some((lead, agent)) => Command::Dispose {
                    lead,
                    agent,
                    disposition: Disposition::Final { code: "won".to_owned() },
                },
                None => submit(true),
            },
            86..97 => Command::Claim {
                agent: floors::agent(self.below(floors::AGENTS as u64)),
                queue: Some(Name::new("pool").unwrap()),
                way: ClaimWay::Next {},
            },
            97 => Command::ReplacePolicy(Box::new(floors::policy_doc(self.below(3) as usize))),
            _ => Command::Tick {},
        }
    }

    /// Gives a command until it is known what came of it; whether that was found out.
    fn carry_out<'b>(
        &'b self,
        host: &mut Option<Host<'b, S>>,
        number: u64,
        floor: usize,
        command: &Command,
        mut again: u32,
    ) -> bool {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.give(host, floor, command) {
                Ok(answer) => {
                    let behind = self.tell(host.as_ref(), number, floor, again, &answer);
                    if behind {
                        std::thread::sleep(Duration::from_millis(20));
                    }
                    return true;
                }
                Err(error) => {
                    match &error {
                        EngineError::Store(Failed { cut: true, .. }) => {}
                        EngineError::Store(failed) => {
                            self.line.note(&Entry::Failed { what: failed.what.clone() });
                            std::thread::sleep(Duration::from_millis(50));
                        }
                        EngineError::Flow(FlowError::Contended { .. }) => {}
                        _ => {
                            self.line.note(&Entry::Broken { what: error.to_string() });
                            return false;
                        }
                    }
                    if self.told.folder.join("stop").exists() {
                        return false;
                    }
                    if Instant::now() > until {
                        let what = format!("the store is still out of reach: {error}");
                        self.line.note(&Entry::Broken { what });
                        return false;
                    }
                    // Some hosts go on, others begin anew.
                    if number % 2 == 0 {
                        *host = None;
                    }
                    again += 1;
                }
            }
        }
    }

    fn give<'b>(
        &'b self,
        host: &mut Option<Host<'b, S>>,
        floor: usize,
        command: &Command,
    ) -> Result<Answer, Error> {
        if host.is_none() {
            let id = floors::id(&self.told.prefix, floor);
            let limits = Limits { clock_tolerance: TOLERANCE, ..Limits::default() };
            let (board, clock) = (self.board.clone(), self.clock);
            *host = Some(Engine::open_with(id, &self.line, board, clock, self.policy.clone(), limits)?);
        }
        host.as_mut().unwrap().run(command)
    }

    /// Writes down what the host was told; whether its clock was too far behind.
    fn tell(
        &self,
        host: Option<&Host<'_, S>>,
        number: u64,
        floor: usize,
        again: u32,
        answer: &Answer,
    ) -> bool {
        // The whole state now and then: every host at a revision has the same.
        let state = host.and_then(Engine::state).filter(|_| number % 8 == 0);
        let state = state.map(|state| (state.revision(), hash(&state.snapshot())));
        let outcome = answer.outcome().clone();
        let behind = matches!(&outcome, Outcome::Refused(refused) if matches!(refused.reason, Reason::ClockBehind { .. }));
        self.line.note(&Entry::Told {
            number,
            floor,
            decided: answer.ran.decision.recorded.as_ref().map(|record| record.revision),
            outcome,
            records: answer.records().map(|record| (record.revision, hash_of(record))).collect(),
            state,
            again,
        });
        behind
    }
}
