//! The clock of the month, with an outage in it.

use fairdeal::calendar::Zone;
use fairdeal::{Command, Outcome, Policy, Timestamp};

use crate::log::Log;
use crate::month::Month;
use crate::people::People;
use crate::simulate::{Happening, Sim};
use crate::stop::Stop;
use crate::story::Story;

/// A month that has been played.
pub(crate) struct Played {
    /// The floor as it stands.
    pub(crate) sim: Sim,
    /// Commands the engine would not have, and why.
    pub(crate) refused: Vec<String>,
    /// How many of them were leads.
    pub(crate) refused_leads: usize,
    /// How the floor came out of the outage, if it was reached.
    pub(crate) outage: Option<CatchUp>,
}

/// Catching up after an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CatchUp {
    /// How many things had fallen due and were carried out.
    pub(crate) ticks: usize,
    /// Whether a floor that ticked all the while ended the same, to the byte.
    pub(crate) as_if_live: bool,
}

/// Plays the month to its end.
pub(crate) fn play(
    policy: &Policy,
    zone: &Zone,
    month: &Month,
    seed: u64,
    story: Story,
    log: Log,
) -> Result<Played, Stop> {
    let mut sim = Sim::open(policy.clone(), zone.clone(), story, log, (seed, People::Work), month.from);
    sim.kept = Some(Vec::new());
    sim.expect(month.sent.clone(), month.until);
    let (mut refused, mut refused_leads, mut outage) = (Vec::new(), 0, None);
    let mut beat = |number: usize, _: Timestamp, outcome: &Outcome| {
        if let (Outcome::Refused(why), Some((at, command))) = (outcome, month.sent.get(number)) {
            refused_leads += usize::from(matches!(command, Command::Submit(_)));
            let said = serde_json::to_string(command).unwrap_or_default();
            refused.push(format!("{at}: {}: {why}", said.chars().take(60).collect::<String>()));
        }
    };
    while let Some(mut now) = sim.next(month.until) {
        if outage.is_none() && now >= month.outage.0 {
            now = month.outage.1;
            outage = Some(catch_up(&mut sim, month.outage));
        }
        sim.turn(now, &mut beat)?;
    }
    Ok(Played { sim, refused, refused_leads, outage })
}

/// The host falls silent, comes back, lets the engine catch up, and then hears what people have done meanwhile.
fn catch_up(sim: &mut Sim, (from, until): (Timestamp, Timestamp)) -> CatchUp {
    sim.shifts.heard(from);
    sim.floor.see(sim.shifts.signs(), from);
    let mut live = sim.floor.clone();
    while let Some(due) = live.state().next_deadline().filter(|due| *due < until) {
        let now = due.max(live.state().clock());
        if live.settle(now).is_empty() {
            break;
        }
    }
    live.settle(until);
    let before = sim.floor.state().revision();
    sim.settle(until);
    let state = sim.floor.state();
    let ticks = usize::try_from(state.revision().saturating_sub(before)).unwrap_or(usize::MAX);
    let as_if_live = state.snapshot() == live.state().snapshot();

    // Whoever has come and gone has done so by now; everything else is sent as the host comes back.
    sim.shifts.heard(Timestamp::MAX);
    sim.changed = true;
    let mut waiting = Vec::new();
    while let Some((at, what)) = sim.take(until) {
        match what {
            Happening::Sign(agent, state) => sim.shifts.set(agent, state, at),
            Happening::Block(agent) => sim.next_block(agent, at),
            what => waiting.push(what),
        }
    }
    for what in waiting {
        sim.plan(until, what);
    }
    CatchUp { ticks, as_if_live }
}
