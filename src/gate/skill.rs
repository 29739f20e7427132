//! Has the agent the skills that the lead's queue and stage ask for, as far as they do so after this wait?

use crate::bits::AgentSet;
use crate::gate::{Candidate, Floor, Question, Verdict, refuse};
use crate::id::{AgentSlot, PlanSlot, StageSlot};
use crate::matching::Cell;
use crate::outcome::{OfficeReason, Reason};
use crate::policy::{Queue, SkillRule, WhichSkill};
use crate::time::{Span, Timestamp};

/// What a queue and a stage ask for, in this order.
fn rules<'p>(
    floor: &Floor<'p>,
    queue: Option<&'p Queue>,
    at: Option<(PlanSlot, StageSlot)>,
) -> impl Iterator<Item = &'p SkillRule> + 'p {
    let stage = at.and_then(|(plan, stage)| floor.policy.plan(plan)?.stages.get(stage.index()));
    let of_queue = queue.into_iter().flat_map(|queue| &queue.skills);
    of_queue.chain(stage.into_iter().flat_map(|stage| &stage.skills))
}

/// Calls with every skill asked for after a wait: its index if it is declared, its name, the rule and the level.
/// Stops at the first answer.
fn asked_for<B>(
    question: &Question<'_, '_>,
    at: Timestamp,
    mut each: impl FnMut(Option<usize>, &str, &SkillRule, u32) -> Option<B>,
) -> Option<B> {
    let waited = at.since(question.lead.waiting_since);
    let policy = question.floor.policy;
    let queue = question.queue.as_ref().map(|asker| asker.policy);
    // What the stage asks was asked of the office.
    let stage = question.lead.at.filter(|_| !question.lead.inside);
    for rule in rules(question.floor, queue, stage) {
        let needed = rule.needed(waited);
        if needed == 0 {
            continue;
        }
        let found = match rule.which {
            WhichSkill::Named(index) => {
                let name = policy.doc.skills.get(index).map_or("", |skill| skill.id.as_str());
                each(Some(index), name, rule, needed)
            }
            WhichSkill::Attribute(attribute) => match question.lead.encoded.cell(attribute) {
                Cell::Text(text) => each(policy.skill_named(text), text, rule, needed),
                Cell::Texts(texts) => {
                    texts.iter().find_map(|text| each(policy.skill_named(text), text, rule, needed))
                }
                _ => None,
            },
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    if !question.floor.policy.asks_skills {
        return Ok(());
    }
    let lacking = asked_for(question, at, |index, name, rule, needed| {
        let lapsed = index.and_then(|index| candidate.row.place.lapsed(index, at));
        let has = index.map_or(0, |index| candidate.row.place.level(index, at));
        let clears = || rule.does_after(has).map(|wait| question.lead.waiting_since.plus(wait));
        (has < needed).then(|| (name.to_owned(), needed, (has, lapsed), clears()))
    });
    let Some((skill, needed, (has, lapsed), clears)) = lacking else { return Ok(()) };
    if let Some(lapsed_at) = lapsed {
        let agent = candidate.row.doc.id.clone();
        return refuse(Reason::Office(OfficeReason::Lapsed { agent, skill, needed, lapsed_at }), clears);
    }
    refuse(Reason::Unskilled { agent: candidate.row.doc.id.clone(), skill, needed, has }, clears)
}

/// Drops everybody who lacks a skill asked for. O(skills asked for × levels × words of 64 members).
pub(super) fn drop_unskilled(question: &Question<'_, '_>, set: &mut AgentSet) {
    let state = question.floor.state;
    asked_for(question, question.floor.now, |index, _, _, needed| {
        let mut able = AgentSet::default();
        for (level, agents) in index.map_or(&[][..], |index| state.skilled(index)) {
            if *level >= needed {
                able.union(agents);
            }
        }
        if able.meets(&state.certified) {
            drop_lapsed(question, &mut able, (index, needed));
        }
        set.intersect(&able);
        set.is_empty().then_some(())
    });
}

/// Drops those whose skill has lapsed.
#[cold]
fn drop_lapsed(question: &Question<'_, '_>, able: &mut AgentSet, (index, needed): (Option<usize>, u32)) {
    let floor = question.floor;
    let mut certified = able.clone();
    certified.intersect(&floor.state.certified);
    let lapsed = |agent: &AgentSlot| {
        let level =
            floor.state.agent(*agent).zip(index).map(|(row, index)| row.place.level(index, floor.now));
        level.is_none_or(|level| level < needed)
    };
    certified.iter().filter(lapsed).for_each(|agent| able.remove(agent));
}

/// The next instant after now at which less is asked of whoever takes a lead that has waited since then.
pub(crate) fn relaxes(
    floor: &Floor<'_>,
    queue: &Queue,
    at: Option<(PlanSlot, StageSlot)>,
    waiting_since: Timestamp,
) -> Timestamp {
    if !floor.policy.asks_skills {
        return Timestamp::MAX;
    }
    let rules = rules(floor, None, at).chain(&queue.skills);
    let turns = rules.flat_map(SkillRule::waits).map(|wait: Span| waiting_since.plus(wait));
    turns.filter(|turn| *turn > floor.now).min().unwrap_or(Timestamp::MAX)
}
