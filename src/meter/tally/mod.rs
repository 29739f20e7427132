//! What the simple rotations keep, beside the turn ledger: a number for each member, which only the member's own turns
//! change, and for each circle how far it has come. The least number is next. One file a rule.
//!
//! So nobody's number depends on who else is there, and whoever is not picked stands as before.

mod count;
mod quota;
mod recent;
mod stride;

use serde::{Deserialize, Serialize};

use crate::id::AgentSlot;

pub(crate) use quota::{round_of, taken_of};
pub(crate) use stride::SCALE;

/// How a rotation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rule {
    /// Only who was last.
    Pointer,
    /// Who was when.
    Recent,
    LowestCount,
    Stride,
    Quota,
}

/// Which rotation keeps a tally: its rule, and whether each tier is a circle of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kind {
    pub(crate) rule: Rule,
    pub(crate) by_tier: bool,
}

impl Kind {
    /// Whether members of two tiers share a circle.
    pub(crate) fn same_circle(self, tier: u32, other: u32) -> bool {
        !self.by_tier || tier == other
    }

    /// Whether turns come to a weight.
    fn serves(self, weight: u32) -> bool {
        weight > 0 || self.rule == Rule::Recent
    }
}

/// What a tally knows of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) tier: u32,
    pub(crate) weight: u32,
    pub(crate) priority: i32,
}

impl Entry {
    /// One entry for a member of several queues.
    pub(crate) fn joined(self, other: Entry) -> Entry {
        Entry {
            tier: self.tier.min(other.tier),
            weight: self.weight.max(other.weight),
            priority: self.priority.max(other.priority),
        }
    }
}

/// The numbers of the members of one rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    kind: Kind,
    /// By agent slot; 0 for who is no member or has no weight.
    marks: Vec<i64>,
    /// Circles with a turn behind them, by tier.
    circles: Vec<Circle>,
}

/// Members who share a rotation: those of a tier, or all of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Circle {
    tier: u32,
    /// Where the member with the last turn stood when it came.
    clock: i64,
    /// Who had the last turn, with the priority of that time. It may have left since.
    last: Option<(i32, AgentSlot)>,
}

impl Tally {
    pub(crate) fn new(kind: Kind) -> Tally {
        Tally { kind, marks: Vec::new(), circles: Vec::new() }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// A member's number.
    pub(crate) fn mark(&self, agent: AgentSlot) -> i64 {
        self.marks.get(agent.index()).copied().unwrap_or(0)
    }

    /// Gives a member this number.
    pub(crate) fn set_mark(&mut self, agent: AgentSlot, mark: i64) {
        if self.marks.len() <= agent.index() {
            if mark == 0 {
                return;
            }
            self.marks.resize(agent.index().saturating_add(1), 0);
        }
        if let Some(place) = self.marks.get_mut(agent.index()) {
            *place = mark;
        }
    }

    fn circle(&self, tier: u32) -> Circle {
        let tier = if self.kind.by_tier { tier } else { 0 };
        let found = self.circles.iter().find(|circle| circle.tier == tier);
        found.copied().unwrap_or(Circle { tier, ..Circle::default() })
    }

    fn set_circle(&mut self, circle: Circle) {
        match self.circles.binary_search_by_key(&circle.tier, |other| other.tier) {
            Ok(place) => {
                if let Some(place) = self.circles.get_mut(place) {
                    *place = circle;
                }
            }
            Err(place) => self.circles.insert(place, circle),
        }
    }

    /// Who had the last turn in a tier's circle, with the priority of that time.
    pub(crate) fn last(&self, tier: u32) -> Option<(i32, AgentSlot)> {
        self.circle(tier).last
    }

    /// Whether a change of membership makes an agent begin in a circle, so that it has to be given a number.
    pub(crate) fn begins(kind: Kind, before: Option<Entry>, after: Option<Entry>) -> bool {
        let weighted = |entry: Option<Entry>| entry.filter(|entry| kind.serves(entry.weight));
        match (weighted(before), weighted(after)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(after)) => kind.by_tier && before.tier != after.tier,
        }
    }

    /// Takes in a change of membership. Whoever begins in a circle begins level; others keep their number.
    pub(crate) fn seat(&mut self, agent: AgentSlot, before: Option<Entry>, after: Option<Entry>) {
        let Kind { rule, .. } = self.kind;
        let mark = match after {
            None => 0,
            Some(Entry { weight, .. }) if !self.kind.serves(weight) => 0,
            Some(entry) if Tally::begins(self.kind, before, after) => {
                rule.level(self.circle(entry.tier).clock, entry.weight)
            }
            Some(entry) => rule.reweighed(self.mark(agent), entry.weight),
        };
        self.set_mark(agent, mark);
    }

    /// A member takes a turn. A weight of 0 has no part in it.
    pub(crate) fn take(&mut self, agent: AgentSlot, entry: Entry) {
        if !self.kind.serves(entry.weight) {
            return;
        }
        let mut circle = self.circle(entry.tier);
        circle.last = Some((entry.priority, agent));
        if let Some((mark, clock)) = self.kind.rule.taken(self.mark(agent), circle.clock, entry.weight) {
            circle.clock = clock;
            self.set_mark(agent, mark);
        }
        self.set_circle(circle);
    }

    /// A member is given a turn back. The circle goes on from where it is.
    pub(crate) fn credit(&mut self, agent: AgentSlot, entry: Entry) {
        if entry.weight > 0 {
            self.set_mark(agent, self.kind.rule.given_back(self.mark(agent), entry.weight));
        }
    }

    /// So many turns more or fewer are written down for a member. The circle goes on from where it is. O(turns).
    pub(crate) fn adjust(&mut self, agent: AgentSlot, entry: Entry, turns: i32) {
        for _ in 0..turns {
            self.credit(agent, entry);
        }
        for _ in turns..0 {
            if self.kind.rule == Rule::Recent {
                return;
            }
            // By a clock that is behind all: nothing lapses by it.
            if let Some((mark, _)) = self.kind.rule.taken(self.mark(agent), i64::MIN, entry.weight)
                && entry.weight > 0
            {
                self.set_mark(agent, mark);
            }
        }
    }
}

impl Rule {
    /// The member's number and the circle's clock after a turn; none under a pointer, which keeps neither.
    fn taken(self, mark: i64, clock: i64, weight: u32) -> Option<(i64, i64)> {
        match self {
            Rule::Pointer => None,
            Rule::Recent => Some(recent::taken(clock)),
            Rule::LowestCount => Some((count::taken(mark), clock)),
            Rule::Stride => Some(stride::taken(mark, clock, weight)),
            Rule::Quota => Some(quota::taken(mark, clock, weight)),
        }
    }

    fn given_back(self, mark: i64, weight: u32) -> i64 {
        match self {
            Rule::Pointer | Rule::Recent => mark,
            Rule::LowestCount => count::given_back(mark),
            Rule::Stride => stride::given_back(mark, weight),
            Rule::Quota => quota::given_back(mark, weight),
        }
    }

    /// Where a member begins; under a count, whoever decides says so.
    fn level(self, clock: i64, weight: u32) -> i64 {
        match self {
            Rule::Pointer | Rule::Recent | Rule::LowestCount => 0,
            Rule::Stride => stride::level(clock, weight),
            Rule::Quota => quota::level(clock, weight),
        }
    }

    fn reweighed(self, mark: i64, weight: u32) -> i64 {
        match self {
            Rule::Pointer | Rule::Recent | Rule::LowestCount | Rule::Stride => mark,
            Rule::Quota => quota::reweighed(mark, weight),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn play(rule: Rule, weights: &[u32], turns: usize) -> Vec<usize> {
        let mut tally = Tally::new(Kind { rule, by_tier: false });
        let slot = |at: usize| AgentSlot::from_index(at).unwrap();
        let entry = |at: usize| Entry { tier: 1, weight: weights[at], priority: 0 };
        (0..weights.len()).for_each(|at| tally.seat(slot(at), None, Some(entry(at))));
        let next = |tally: &Tally| (0..weights.len()).min_by_key(|at| tally.mark(slot(*at))).unwrap();
        (0..turns)
            .map(|_| {
                let at = next(&tally);
                tally.take(slot(at), entry(at));
                at
            })
            .collect()
    }

    #[test]
    fn each_rule_has_its_own_order() {
        assert_eq!(play(Rule::Recent, &[5, 0, 1], 7), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(play(Rule::LowestCount, &[5, 1, 1], 7), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(play(Rule::Stride, &[5, 1, 1], 7), [0, 0, 0, 0, 0, 1, 2]);
        assert_eq!(play(Rule::Quota, &[5, 1, 1], 7), [0, 1, 2, 0, 0, 0, 0]);
        assert_eq!(play(Rule::Quota, &[2, 3], 10), [0, 1, 0, 1, 1, 0, 1, 0, 1, 1]);
    }

    #[test]
    fn a_turn_given_back_is_as_if_it_had_not_been_taken() {
        for rule in [Rule::LowestCount, Rule::Stride, Rule::Quota] {
            let mut tally = Tally::new(Kind { rule, by_tier: true });
            let ann = AgentSlot::from_index(3).unwrap();
            let entry = Entry { tier: 2, weight: 3, priority: 0 };
            tally.seat(ann, None, Some(entry));
            for _ in 0..7 {
                let before = tally.mark(ann);
                tally.take(ann, entry);
                tally.credit(ann, entry);
                assert_eq!(tally.mark(ann), before, "{rule:?}");
                tally.take(ann, entry);
            }
        }
    }
}
