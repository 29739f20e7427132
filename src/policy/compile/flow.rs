//! Which stages a lead can come to, and whether it can go round in circles.

use super::report::Report;
use crate::id::StageSlot;
use crate::policy::compiled::{Action, HandOff, HoldUntil, NoCloser, Plan, Stage, Timer};
use crate::policy::doc::{AtLimitDoc, PolicyDoc};
use crate::policy::issue::IssueKind;
use crate::policy::path::Path;
use crate::time::Span;

/// Where a lead can go from a stage.
struct Ways {
    /// At the same instant, with nobody doing anything, any number of times.
    at_once: Vec<usize>,
    /// In any way whatever.
    any: Vec<usize>,
    /// Of these the one that is taken only so many times.
    counted: Option<usize>,
}

/// Reports endless loops, stages that no lead comes to, and a last stage that leads nowhere.
pub(super) fn check(plan: &Plan, doc: &PolicyDoc, path: &Path<'_>, report: &mut Report) {
    let stages = path.field("stages");
    let ways: Vec<Ways> = plan.stages.iter().enumerate().map(|(at, stage)| ways(at, stage, doc)).collect();
    let round = |cycle: &[usize]| {
        let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|at| name(plan, *at)).collect();
        names.join(" → ")
    };
    let at_once = cycles(&ways, |ways| ways.at_once.clone());
    for cycle in &at_once {
        let Some(first) = cycle.first() else { continue };
        let message = format!("a lead could go round for ever at one instant: {}", round(cycle));
        report.error(&stages.index(*first), IssueKind::EndlessLoop, message);
    }
    let uncounted =
        |ways: &Ways| ways.any.iter().copied().filter(|to| Some(*to) != ways.counted).collect::<Vec<_>>();
    for cycle in cycles(&ways, uncounted) {
        let Some(first) = cycle.first().filter(|_| at_once.is_empty()) else { continue };
        let message = format!(
            "a lead that nobody takes may go round for ever: {}; a recycle stage counts the rounds",
            round(&cycle)
        );
        report.warn(&stages.index(*first), IssueKind::GoesRound, message);
    }
    let reached = reached(plan, &ways);
    for (at, (reached, ways)) in reached.iter().zip(&ways).enumerate() {
        if !reached {
            report.warn(&stages.index(at), IssueKind::Unreachable, "no lead can come to this stage");
        } else if ways.any.contains(&plan.stages.len()) {
            let message =
                "a lead can go on from this last stage and becomes unroutable; add an archive stage";
            report.warn(&stages.index(at), IssueKind::RunsOffEnd, message);
        }
    }
}

/// Whether a lead can come to each stage of a plan that leads come to.
pub(in crate::policy) fn reached_stages(plan: &Plan, doc: &PolicyDoc) -> Vec<bool> {
    let ways: Vec<Ways> = plan.stages.iter().enumerate().map(|(at, stage)| ways(at, stage, doc)).collect();
    reached(plan, &ways)
}

fn name(plan: &Plan, at: usize) -> String {
    plan.stages.get(at).map(|stage| format!("`{}`", stage.id)).unwrap_or_default()
}

fn ways(at: usize, stage: &Stage, doc: &PolicyDoc) -> Ways {
    let after = at.saturating_add(1);
    let or_after = |slot: Option<StageSlot>| slot.map_or(after, StageSlot::index);
    let mut ways = Ways { at_once: Vec::new(), any: Vec::new(), counted: None };
    if stage.when.is_some() {
        ways.at_once.push(after);
    }
    let next = &stage.next;
    match &stage.action {
        Action::OfferOwner { accept_within } => {
            // No owner, or not one who may take it now.
            ways.at_once.push(or_after(next.nobody_eligible));
            ways.at_once.push(or_after(next.cap_full));
            if accept_within.is_some() {
                ways.any.extend([or_after(next.declined), or_after(next.timed_out)]);
            }
        }
        Action::Queue { queue, accept_within, wait, .. } => {
            if doc.queues.get(queue.index()).is_some_and(|queue| queue.max_waiting.is_some()) {
                ways.at_once.push(or_after(next.pushed_out));
            }
            ways.at_once.extend(next.nobody_eligible.map(StageSlot::index));
            ways.at_once.extend(next.cap_full.map(StageSlot::index));
            ways.at_once.extend(next.shut.map(StageSlot::index));
            ways.at_once.extend(next.contact_shut.map(StageSlot::index));
            if doc.caps.iter().any(|cap| cap.at_limit == AtLimitDoc::Next) {
                ways.at_once.push(or_after(next.cap_full));
            }
            if stage.spill_above_bp.is_some() {
                ways.at_once.push(or_after(next.spilled));
            }
            if accept_within.is_some() {
                ways.any.extend([or_after(next.declined), or_after(next.timed_out)]);
            }
            waited_out(&mut ways, *wait, or_after(next.waited_out));
        }
        Action::Pool { queue, wait, .. } => {
            if doc.queues.get(queue.index()).is_some_and(|queue| queue.max_pooled.is_some()) {
                ways.at_once.push(or_after(next.pushed_out));
            }
            ways.at_once.extend(next.nobody_eligible.map(StageSlot::index));
            ways.at_once.extend(next.cap_full.map(StageSlot::index));
            waited_out(&mut ways, *wait, or_after(next.waited_out));
        }
        // Going back is bounded by `cycles`, so only going on can be endless.
        Action::Recycle { back_to, .. } => {
            ways.counted = Some(back_to.index());
            ways.at_once.push(after);
        }
        Action::Hold { until } => {
            let to = or_after(next.waited_out);
            match until {
                HoldUntil::Timer(timer) => waited_out(&mut ways, Some(*timer), to),
                HoldUntil::Open { .. } => ways.at_once.push(to),
                HoldUntil::Field { at_most, .. } => {
                    ways.at_once.push(or_after(next.filled));
                    waited_out(&mut ways, Some(*at_most), to);
                }
            }
        }
        Action::Archive { .. } => {}
    }
    ways.any.extend(&ways.at_once);
    ways.any.extend(ways.counted);
    ways
}

fn waited_out(ways: &mut Ways, wait: Option<Timer>, to: usize) {
    match wait {
        None => {}
        Some(Timer::Wall(Span::ZERO) | Timer::Business { open: Span::ZERO, .. }) => ways.at_once.push(to),
        Some(_) => ways.any.push(to),
    }
}

/// One cycle for each group of stages that these ways lead round, from its first stage.
fn cycles(ways: &[Ways], of: impl Fn(&Ways) -> Vec<usize>) -> Vec<Vec<usize>> {
    let ways: Vec<Vec<usize>> = ways.iter().map(of).collect();
    let mut found = Vec::new();
    let mut taken = vec![false; ways.len()];
    for start in 0..ways.len() {
        if taken.get(start).copied().unwrap_or(true) {
            continue;
        }
        if let Some(cycle) = way_back(&ways, start) {
            for at in &cycle {
                if let Some(taken) = taken.get_mut(*at) {
                    *taken = true;
                }
            }
            found.push(cycle);
        }
    }
    found
}

/// The shortest way from a stage back to itself.
fn way_back(ways: &[Vec<usize>], start: usize) -> Option<Vec<usize>> {
    let mut from: Vec<Option<usize>> = vec![None; ways.len()];
    let mut open = vec![start];
    let mut at = 0;
    while let Some(stage) = open.get(at).copied() {
        at = at.checked_add(1)?;
        for to in ways.get(stage).map(Vec::as_slice).unwrap_or_default() {
            if *to == start {
                let mut way = vec![stage];
                let mut last = stage;
                while last != start {
                    last = from.get(last).copied().flatten()?;
                    way.push(last);
                }
                way.reverse();
                return Some(way);
            }
            if let Some(unseen @ None) = from.get_mut(*to) {
                *unseen = Some(stage);
                open.push(*to);
            }
        }
    }
    None
}

fn reached(plan: &Plan, ways: &[Ways]) -> Vec<bool> {
    let mut reached = vec![false; ways.len()];
    let mut open = vec![0];
    open.extend(plan.follow_up.iter().map(|follow_up| follow_up.then.index()));
    open.extend(plan.on_change.iter().map(|(_, then)| then.index()));
    if let Some(HandOff { otherwise: NoCloser::Stage(stage), .. }) = &plan.hand_off {
        open.push(stage.index());
    }
    open.extend(plan.cadence.map(|own| own.then.index()));
    if plan.max_assignments.is_some() {
        open.extend(plan.exhausted.map(StageSlot::index));
    }
    while let Some(at) = open.pop() {
        if let Some(unseen @ false) = reached.get_mut(at) {
            *unseen = true;
            open.extend(ways.get(at).map(|ways| &*ways.any).unwrap_or_default());
        }
    }
    reached
}
