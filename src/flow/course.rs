//! The machine under [`Flow`](crate::Flow) and [`Batch`](crate::Batch).

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::command::Command;
use crate::decide::Decision;
use crate::event::Recorded;
use crate::floor::{Floor, Ran};
use crate::flow::{Answer, FlowError, Replica, Reply, Step};
use crate::outcome::Outcome;
use crate::port::{Commit, CommitOutcome, Revision};
use crate::presence::PresenceSnapshot;
use crate::time::Timestamp;

/// One a command. A single one is not worth an allocation.
pub(super) type Answers = SmallVec<[Answer; 1]>;

/// Commands on their way, one or many.
#[derive(Debug)]
pub(super) struct Course<'a> {
    replica: &'a mut Replica,
    commands: &'a [Command],
    now: Timestamp,
    signs: Arc<PresenceSnapshot>,
    waiting_for: WaitingFor,
    /// Whether the store has confirmed the replica since the commands came in.
    fresh: bool,
    opened: Option<Recorded>,
    /// What was done of each command, the last being under way.
    done: SmallVec<[Done; 1]>,
    /// How much of `done` is in the store.
    kept: Kept,
    /// Records decided and not committed.
    pending: Vec<Recorded>,
    /// Whether those have been applied to the replica.
    ahead: bool,
    in_a_row: u32,
    conflicts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WaitingFor {
    Start,
    Load,
    Commit,
    Nothing,
}

/// What was done of a command.
#[derive(Clone, Debug, Default)]
struct Done {
    before: Vec<Decision>,
    decision: Option<Decision>,
    after: Vec<Decision>,
    /// The floor's revision when the next command was begun.
    revision: Revision,
}

#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    any: bool,
    opened: bool,
    /// How many commands are in the store with all that followed; of the next one, what the others say.
    commands: usize,
    before: usize,
    decision: bool,
    after: usize,
}

impl<'a> Course<'a> {
    pub(super) fn new(
        replica: &'a mut Replica,
        now: Timestamp,
        signs: Arc<PresenceSnapshot>,
        commands: &'a [Command],
    ) -> Course<'a> {
        // An earlier flow may have been dropped on its way.
        replica.fall_back();
        Course {
            replica,
            commands,
            now,
            signs,
            waiting_for: WaitingFor::Start,
            fresh: false,
            opened: None,
            done: smallvec![Done::default()],
            kept: Kept::default(),
            pending: Vec::new(),
            ahead: false,
            in_a_row: 0,
            conflicts: 0,
        }
    }

    pub(super) fn next(&mut self, reply: Reply) -> Result<Step<Answers>, FlowError> {
        let step = self.take(reply);
        if step.is_err() {
            self.waiting_for = WaitingFor::Nothing;
        }
        step
    }

    fn take(&mut self, reply: Reply) -> Result<Step<Answers>, FlowError> {
        match (self.waiting_for, reply) {
            (WaitingFor::Start, Reply::Start) => match (self.commands, &self.replica.floor) {
                ([], _) => Ok(self.finish()),
                ([_], Some(_)) => self.work(),
                _ => Ok(self.load()),
            },
            (WaitingFor::Load, Reply::Loaded(loaded)) => {
                self.replica.take_in(&loaded)?;
                self.fresh = true;
                self.work()
            }
            (WaitingFor::Commit, Reply::Committed(CommitOutcome::Applied)) => {
                self.keep()?;
                self.work()
            }
            (WaitingFor::Commit, Reply::Committed(CommitOutcome::Conflict)) => self.conflict(),
            (WaitingFor::Start, _) => Err(FlowError::Driven("`Start`")),
            (WaitingFor::Load, _) => Err(FlowError::Driven("`Loaded`")),
            (WaitingFor::Commit, _) => Err(FlowError::Driven("`Committed`")),
            (WaitingFor::Nothing, _) => Err(FlowError::Driven("nothing, being over")),
        }
    }

    fn load(&mut self) -> Step<Answers> {
        self.waiting_for = WaitingFor::Load;
        Step::Load { after: self.replica.confirmed }
    }

    /// What was decided is in the store now.
    fn keep(&mut self) -> Result<(), FlowError> {
        let pending = core::mem::take(&mut self.pending);
        if let Some(floor) = &mut self.replica.floor {
            if !self.ahead {
                for record in &pending {
                    floor.apply(record)?;
                }
            }
            self.replica.confirmed = floor.state().revision();
        }
        self.ahead = false;
        self.fresh = true;
        self.in_a_row = 0;
        self.kept = Kept { any: true, opened: self.opened.is_some(), ..Kept::default() };
        if let [all @ .., last] = self.done.as_slice() {
            self.kept.commands = all.len();
            self.kept.before = last.before.len();
            self.kept.decision = last.decision.is_some();
            self.kept.after = last.after.len();
        }
        Ok(())
    }

    /// Somebody else was first: drop what is not in the store.
    fn conflict(&mut self) -> Result<Step<Answers>, FlowError> {
        self.pending.clear();
        self.ahead = false;
        self.fresh = false;
        self.done.truncate(self.kept.commands.saturating_add(1));
        if let Some(last) = self.done.last_mut() {
            last.before.truncate(self.kept.before);
            last.after.truncate(self.kept.after);
            if !self.kept.decision {
                last.decision = None;
            }
        }
        if !self.kept.opened {
            self.opened = None;
        }
        let confirmed = self.replica.confirmed;
        self.replica.fall_back();
        self.replica.be_wary();
        self.conflicts = self.conflicts.saturating_add(1);
        self.in_a_row = self.in_a_row.saturating_add(1);
        if self.kept.decision {
            // The command itself is in the store. Whoever was first goes on with what follows from it, or the next
            // tick does.
            if self.is_last() {
                return Ok(self.finish());
            }
            self.begin_next(confirmed);
        }
        if self.in_a_row > self.replica.limits().conflicts {
            // Should the store have been set back, everything is loaded anew with the next command.
            self.replica.clear();
            let floor = self.replica.id().clone();
            return Err(FlowError::Contended { floor, conflicts: self.in_a_row });
        }
        Ok(self.load())
    }

    /// Whether the command under way is the last one.
    fn is_last(&self) -> bool {
        self.done.len() >= self.commands.len()
    }

    /// Nothing follows from the command under way any more: the next one.
    fn begin_next(&mut self, revision: Revision) {
        if let Some(last) = self.done.last_mut() {
            last.revision = revision;
        }
        self.done.push(Done::default());
        if self.pending.is_empty() {
            // All before it is in the store.
            self.kept = Kept {
                any: self.kept.any,
                opened: self.kept.opened,
                commands: self.done.len().saturating_sub(1),
                ..Kept::default()
            };
        }
        if self.in_a_row == 0 {
            self.replica.wary = self.replica.wary.saturating_sub(1);
        }
    }

    /// Decides as far as the next commit.
    fn work(&mut self) -> Result<Step<Answers>, FlowError> {
        if self.replica.floor.is_none() {
            let (floor, first) = Floor::open(Arc::clone(self.replica.opening_policy()), self.now);
            self.replica.floor = Some(floor);
            self.pending.push(first.clone());
            self.opened = Some(first);
            self.ahead = true;
        }
        let limits = self.replica.limits();
        if let Some(floor) = &mut self.replica.floor {
            let clock = floor.state().clock();
            if self.now < clock && clock.since(self.now) <= limits.clock_tolerance {
                self.now = clock;
            }
            floor.notice(&self.signs, self.now);
        }
        while self.pending.len() < limits.records.max(1) {
            if !self.step()? {
                break;
            }
        }
        self.commit()
    }

    /// One decision more; false if there is nothing more to decide before a commit.
    fn step(&mut self) -> Result<bool, FlowError> {
        let now = self.now;
        let wary = self.replica.wary > 0;
        let (Some(floor), Some(done)) = (&mut self.replica.floor, self.done.last()) else {
            return Err(FlowError::Driven("a floor"));
        };
        let tick = floor.prepare(now, &Command::Tick {});
        let is_tick = tick.recorded.is_some();
        if !is_tick && done.decision.is_some() {
            let revision = floor.state().revision();
            if self.is_last() {
                return Ok(false);
            }
            self.begin_next(revision);
        }
        let at = self.done.len().saturating_sub(1);
        let (Some(floor), Some(done), Some(command)) =
            (&mut self.replica.floor, self.done.last_mut(), self.commands.get(at))
        else {
            return Err(FlowError::Driven("a floor"));
        };
        let decision = if is_tick { tick } else { floor.prepare(now, command) };
        let Some(record) = decision.recorded.clone() else {
            done.decision = Some(decision);
            return Ok(!self.is_last());
        };
        let one_will_do = match command {
            Command::Tick {} => !self.kept.any,
            command => !is_tick && touches_one_lead(command) && floor.nobody_waits(),
        };
        let is_single = self.commands.len() == 1;
        let alone = self.pending.is_empty() && (wary || is_single && one_will_do);
        if !alone {
            floor.apply(&record)?;
            self.ahead = true;
        }
        self.pending.push(record);
        match (is_tick, done.decision.is_some()) {
            (false, _) => done.decision = Some(decision),
            (true, false) => done.before.push(decision),
            (true, true) => done.after.push(decision),
        }
        Ok(!alone)
    }

    fn commit(&mut self) -> Result<Step<Answers>, FlowError> {
        if !self.pending.is_empty() {
            self.waiting_for = WaitingFor::Commit;
            // What has been applied is not wanted again.
            let records = if self.ahead { core::mem::take(&mut self.pending) } else { self.pending.clone() };
            let (floor, based_on) = (self.replica.id().clone(), self.replica.confirmed);
            return Ok(Step::Commit(Commit { floor, based_on, records }));
        }
        if !self.fresh {
            // Nothing to commit means that nothing has been checked: look whether there is anything newer.
            if let Some(done) = self.done.last_mut() {
                done.decision = None;
            }
            return Ok(self.load());
        }
        Ok(self.finish())
    }

    fn finish(&mut self) -> Step<Answers> {
        self.waiting_for = WaitingFor::Nothing;
        if self.in_a_row == 0 {
            self.replica.wary = self.replica.wary.saturating_sub(1);
        }
        if let Some(last) = self.done.last_mut() {
            last.revision = self.replica.confirmed;
        }
        let done = core::mem::take(&mut self.done).into_iter().take(self.commands.len());
        let answers = done.map(|done| {
            let unchanged = Decision { outcome: Outcome::Unchanged { lead: None }, recorded: None };
            Answer {
                ran: Ran {
                    before: done.before,
                    decision: done.decision.unwrap_or(unchanged),
                    after: done.after,
                },
                opened: self.opened.take(),
                revision: done.revision,
                at: self.now,
                conflicts: self.conflicts,
            }
        });
        Step::Done(answers.collect())
    }
}

/// Whether a command touches one lead and its agent only, so that while nobody waits in line nothing follows from it.
/// Where something does after all, it follows in a commit of its own.
fn touches_one_lead(command: &Command) -> bool {
    match command {
        Command::Submit(_)
        | Command::Accept { .. }
        | Command::Decline { .. }
        | Command::Claim { .. }
        | Command::View { .. }
        | Command::Attempt { .. }
        | Command::Dispose { .. }
        | Command::Return { .. }
        | Command::Reassign { .. }
        | Command::Transfer { .. }
        | Command::Bridge { .. }
        | Command::Revise { .. }
        | Command::TakeLeave { .. }
        | Command::TakeShift { .. }
        | Command::KeepCalendar { .. }
        | Command::Join(_)
        | Command::Reinstate { .. }
        | Command::Register { .. }
        | Command::Withdraw { .. }
        | Command::Adjust { .. }
        | Command::Reopen { .. }
        | Command::Forget { .. } => true,
        Command::Ready { .. }
        | Command::ClaimSeveral { .. }
        | Command::Change(_)
        | Command::Leave { .. }
        | Command::ReplacePolicy(_)
        | Command::Tick {} => false,
    }
}
