//! Is the lead kept for whoever had the last one of the same person, household or account?

use crate::bits::AgentSet;
use crate::gate::{Candidate, Floor, Question, Verdict, refuse};
use crate::id::{AgentSlot, StickySlot};
use crate::outcome::Reason;
use crate::time::Timestamp;

/// Who had the last lead, or takes the turn of those this one belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastOwner {
    /// None where they take the turn.
    pub(crate) sticky: Option<StickySlot>,
    pub(crate) agent: AgentSlot,
    /// Whether they have registered the deal.
    pub(crate) registered: bool,
    /// Whether they are no member any longer, or have had this very lead or passed it up: only their team is asked.
    pub(crate) out: bool,
    /// From when on it is forgotten.
    pub(crate) until: Timestamp,
    /// From when on others may take the lead too; their team, if it comes first.
    pub(crate) kept_until: Timestamp,
    /// From when on others than the team may, where it comes first.
    pub(crate) team_until: Option<Timestamp>,
    pub(crate) counts_as_turn: bool,
}

impl LastOwner {
    /// The owner, as one who may be the next.
    pub(crate) fn in_person(&self) -> Option<AgentSlot> {
        (!self.out).then_some(self.agent)
    }

    /// Whether an agent is the owner or of the team that comes first.
    fn has_on_team(&self, floor: &Floor<'_>, agent: AgentSlot) -> bool {
        let team = |agent: AgentSlot| floor.state.agent(agent).and_then(|row| row.doc.team.as_ref());
        self.in_person() == Some(agent) || team(agent).is_some_and(|own| team(self.agent) == Some(own))
    }

    /// Those of these who are of the team that comes first; none where no team does.
    pub(crate) fn team_of(&self, floor: &Floor<'_>, among: &AgentSet) -> AgentSet {
        match self.team_until {
            Some(_) => among.iter().filter(|agent| self.has_on_team(floor, *agent)).collect(),
            None => AgentSet::default(),
        }
    }
}

pub(super) fn gate(question: &Question<'_, '_>, candidate: &Candidate<'_>, at: Timestamp) -> Verdict {
    let (floor, Some(own)) = (question.floor, question.lead.last_owner) else { return Ok(()) };
    let Some(row) = floor.state.agent(own.agent) else { return Ok(()) };
    let (agent, owner) = (candidate.row.doc.id.clone(), row.doc.id.clone());
    if own.in_person() == Some(candidate.slot) {
        return Ok(());
    }
    // A team that comes after the owner is told of their wait, others of the team's.
    let others_from = own.team_until.unwrap_or(own.kept_until);
    if at < own.kept_until {
        let until = own.kept_until;
        let clears = if own.has_on_team(floor, candidate.slot) { until } else { others_from };
        return refuse(Reason::KeptFor { agent, owner, until }, Some(clears));
    }
    match row.doc.team.clone() {
        Some(team) if at < others_from && !own.has_on_team(floor, candidate.slot) => {
            refuse(Reason::KeptForTeam { agent, owner, team, until: others_from }, Some(others_from))
        }
        _ => Ok(()),
    }
}

/// Drops everybody but those the lead is kept for.
pub(super) fn drop_others(question: &Question<'_, '_>, set: &mut AgentSet) {
    let (floor, Some(own)) = (question.floor, question.lead.last_owner) else { return };
    if floor.now < own.kept_until {
        let may = own.in_person().filter(|owner| set.contains(*owner));
        *set = may.into_iter().collect();
    } else if own.team_until.is_some_and(|until| floor.now < until) {
        *set = own.team_of(floor, set);
    }
}
