//! What a floor remembers of a queue.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::id::{AgentSlot, LeadSlot};
use crate::layout::{LinesLayout, QueueLayout, Seat};
use crate::meter::merit::{FullFrom, Grade};
use crate::meter::rotation::Rotation;
use crate::meter::tally::{Entry, Rule, Tally};
use crate::policy::RankKeyDoc;
use crate::rank::{Facts, Rank, Ranking, Sheet, entry};
use crate::state::affinity::AffinityRow;
use crate::state::agent::AgentRow;
use crate::state::busy::Busy;
use crate::state::line::Ages;
use crate::state::measure::Measure;
use crate::state::owners::Owners;
use crate::state::ramp::Ramp;
use crate::state::waitlist::Waitlist;
use crate::time::Timestamp;

/// One queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QueueRow {
    /// Its own turns; those of all leads but where the queue shares a rotation, or keeps some apart. Its ledger knows the
    /// members and their weights in any case.
    pub(crate) turns: Rotation,
    /// Members by agent slot; `None` is no member.
    pub(crate) seats: Vec<Option<SeatRow>>,
    /// Who is passed over at their next turn, and until when that holds; by slot.
    pub(crate) skips: Vec<(AgentSlot, Timestamp)>,
    /// Whose weight still grows since they joined, by slot.
    pub(crate) ramps: Vec<Ramp>,
    /// Who takes the turn of all leads of a key, where leads that belong together take one.
    pub(crate) turn_takers: Owners,
    /// How many offers and assignments this queue has made.
    pub(crate) offers: u64,
    /// How many leads that waited it has given to somebody, for a share of these picks reserved to the oldest.
    pub(crate) taken: u64,
    /// The last claims of each agent where picking is held in check, the newest last: under which limits each was
    /// picked.
    pub(crate) claims: BTreeMap<AgentSlot, VecDeque<u32>>,
    /// When to look at the line again.
    pub(crate) wake: Timestamp,
    /// What is written down of each member, by agent slot, for rank keys of this queue's own; empty where there is nothing.
    pub(crate) measures: Vec<Measure>,
    /// Where members stand by merit as of the last review, by slot; whoever is missing stands as newcomers do.
    pub(crate) grades: Vec<(AgentSlot, Grade)>,
    /// From how many open leads on members are full by merit, as of the last review, by slot; the others are not.
    pub(crate) full_from: Vec<(AgentSlot, FullFrom)>,
    /// What members make of leads of each value, where the queue deals by that.
    pub(crate) affinities: Option<Box<AffinityRow>>,
    /// The day by which idle time is added up, as of the last pick: its first instant, and the next day's.
    pub(crate) idle_day: Option<(Timestamp, Timestamp)>,
    /// Where the sheet is, of those that are no queue's own, that holds the turns of all its leads, if it shares one;
    /// computed from the layout.
    #[serde(skip)]
    pub(crate) shares: Option<usize>,
    /// Who is a member; computed from the seats.
    #[serde(skip)]
    pub(crate) members: AgentSet,
    /// Members who are on the floor, not blocked, with room for one more lead of this queue; computed from the leads.
    #[serde(skip)]
    pub(crate) room: AgentSet,
    /// The revision at which it last changed.
    #[serde(skip)]
    pub(crate) room_since: u64,
    /// The members of each tier, the lowest first; computed from the seats.
    #[serde(skip)]
    pub(crate) tiers: SmallVec<[(u32, AgentSet); 2]>,
    /// The members in the order of the queue's keys, where numbers say it; computed from the seats and the agents.
    #[serde(skip)]
    pub(crate) ranking: Option<Ranking>,
    /// The leads that wait to be pushed; computed from the leads.
    #[serde(skip)]
    pub(crate) line: Waitlist,
    /// The leads that lie in the open pool; computed from the leads.
    #[serde(skip)]
    pub(crate) pool: Waitlist,
    /// What beside the keys decides who is next; computed from the layout.
    #[serde(skip)]
    pub(crate) lines: LinesLayout,
    /// The same leads by age, where that is asked for and no other order; computed from the leads.
    #[serde(skip)]
    pub(crate) ages: Option<Box<Ages>>,
    /// Since when more leads wait than may, in line and in the pool; computed from the leads.
    #[serde(skip)]
    pub(crate) overfull: [Option<Timestamp>; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SeatRow {
    pub(crate) seat: Seat,
    /// The number of the last offer, 0 for none.
    pub(crate) last_offer: u64,
    /// Where the member stands in the queue's ranking; computed.
    #[serde(skip)]
    pub(crate) filed: Option<Rank>,
}

impl QueueRow {
    pub(crate) fn new() -> QueueRow {
        QueueRow {
            turns: Rotation::new(false, None),
            skips: Vec::new(),
            ramps: Vec::new(),
            turn_takers: Owners::default(),
            seats: Vec::new(),
            offers: 0,
            taken: 0,
            claims: BTreeMap::new(),
            wake: Timestamp::MAX,
            measures: Vec::new(),
            grades: Vec::new(),
            full_from: Vec::new(),
            affinities: None,
            idle_day: None,
            shares: None,
            members: AgentSet::default(),
            room: AgentSet::default(),
            room_since: 0,
            tiers: SmallVec::new(),
            ranking: None,
            line: Waitlist::default(),
            pool: Waitlist::default(),
            lines: LinesLayout::default(),
            ages: None,
            overfull: [None; 2],
        }
    }

    pub(crate) fn seat(&self, agent: AgentSlot) -> Option<&SeatRow> {
        self.seats.get(agent.index()).and_then(Option::as_ref)
    }

    pub(crate) fn seat_mut(&mut self, agent: AgentSlot) -> Option<&mut SeatRow> {
        self.seats.get_mut(agent.index()).and_then(Option::as_mut)
    }

    /// Where a member stands in the ranking.
    pub(crate) fn rank_of(&self, agent: AgentSlot) -> Option<Rank> {
        self.seat(agent).and_then(|row| row.filed)
    }

    /// What the keys look at of a member.
    pub(crate) fn facts(
        &self,
        agent: AgentSlot,
        (row, busy): (&AgentRow, Option<&Busy>),
        (layout, shared): (&QueueLayout, Option<&Tally>),
    ) -> Option<Facts> {
        let seat = self.seat(agent)?;
        let measure = self.measures.get(agent.index());
        let idle_since = match (layout.idle, measure) {
            (Some(rule), Some(measure)) if rule.once_ready => measure.idle_since.max(row.ready_at),
            (Some(_), Some(measure)) => measure.idle_since,
            _ => row.idle_since,
        };
        let idle_in_all = self.idle_day.zip(busy).map(|((from, _), busy)| busy.idle_since(from));
        let tally = self.turns.tally.as_deref().or(shared);
        let mark = mark(tally, agent, &seat.seat);
        let recent = tally.is_some_and(|tally| tally.kind().rule == Rule::Recent);
        let response = layout.response.zip(measure).map(|(rule, measure)| measure.response(rule));
        Some(Facts {
            seat: seat.seat,
            last_offer: if recent { u64::try_from(mark).unwrap_or(0) } else { seat.last_offer },
            idle_since,
            idle_in_all: idle_in_all.unwrap_or_default(),
            units: row.load.units,
            leads: row.load.leads,
            free: row.free(layout.work_kind, layout.interruptible),
            response: response.unwrap_or_default(),
            mark,
        })
    }

    /// Files a member where it belongs in the ranking now.
    pub(crate) fn refile(
        &mut self,
        agent: AgentSlot,
        known: (&AgentRow, Option<&Busy>),
        layout: (&QueueLayout, Option<&Tally>),
        id_order: u64,
    ) {
        if self.ranking.is_none() {
            return;
        }
        let Some(facts) = self.facts(agent, known, layout) else { return };
        let Some(ranking) = &mut self.ranking else { return };
        let Some(row) = self.seats.get_mut(agent.index()).and_then(Option::as_mut) else { return };
        let rank = ranking.place(&facts, id_order, agent);
        if row.filed != rank {
            ranking.file(row.filed, rank);
            row.filed = rank;
        }
    }

    /// An agent is asked, or given a lead, by this queue.
    pub(crate) fn asked(&mut self, agent: AgentSlot) {
        self.offers = self.offers.saturating_add(1);
        let number = self.offers;
        if let Some(seat) = self.seat_mut(agent) {
            seat.last_offer = number;
        }
    }

    /// Files a member as one who has room for one more lead, or has not.
    pub(crate) fn set_room(&mut self, agent: AgentSlot, has: bool, at: u64) {
        if self.room.contains(agent) != has {
            self.room.set(agent, has);
            self.room_since = at;
            self.turns.ledger.know_sharers(None);
        }
    }

    /// A member was picked by the ranking: those before were passed over.
    pub(crate) fn passed_over_for(&mut self, agent: AgentSlot) {
        let Some(ranking) = &mut self.ranking else { return };
        let row = self.seats.get(agent.index()).and_then(Option::as_ref);
        if let Some(picked) = row.and_then(|row| row.filed.as_ref()) {
            ranking.set_aside_before(picked);
        }
    }

    /// Ranks nobody yet, by these keys.
    pub(crate) fn rank_by(&mut self, keys: &[RankKeyDoc]) {
        self.ranking = self.unranked(keys);
        self.seats.iter_mut().flatten().for_each(|row| row.filed = None);
    }

    /// A ranking by these keys with nobody in it; none where no numbers say it, or not before the day is known.
    pub(crate) fn unranked(&self, keys: &[RankKeyDoc]) -> Option<Ranking> {
        Ranking::by(keys).filter(|ranking| !ranking.adds_up() || self.idle_day.is_some())
    }

    /// Whether an instant is within the day by which idle time is added up.
    pub(crate) fn is_idle_day(&self, at: Timestamp) -> bool {
        self.idle_day.is_some_and(|(from, until)| from <= at && at < until)
    }

    /// Begins anew what is written down of a member.
    pub(crate) fn measure_anew(&mut self, agent: AgentSlot, measure: Measure) {
        if self.measures.len() <= agent.index() {
            self.measures.resize(agent.index().saturating_add(1), Measure::default());
        }
        if let Some(place) = self.measures.get_mut(agent.index()) {
            *place = measure;
        }
    }

    /// Writes turns down by another sheet from now on, where it is another, or anew where they were counted elsewhere or
    /// by other sizes; everybody begins level.
    pub(crate) fn sheet_by(&mut self, sheet: Sheet, anew: bool) {
        let (smooth, kind) = (sheet.smooth, sheet.tally);
        let others = anew || self.turns.ledger.is_smooth() != smooth;
        if others || self.turns.tally_kind() != kind {
            let mut fresh = Rotation::new(smooth, kind);
            for (agent, row) in self.members() {
                fresh.seat((agent, 0), None, Some(entry(&row.seat)));
            }
            if others {
                self.turns = fresh;
            } else {
                self.turns.tally = fresh.tally;
            }
        }
    }

    /// Where a member stands in the queue's own turns.
    pub(crate) fn entry(&self, agent: AgentSlot) -> Option<Entry> {
        self.seat(agent).map(|row| entry(&row.seat))
    }

    /// Until when a member is passed over at the next turn; none if they are not.
    pub(crate) fn skip(&self, agent: AgentSlot) -> Option<Timestamp> {
        self.skips.iter().find(|(other, _)| *other == agent).map(|(_, until)| *until)
    }

    /// Has a member passed over at the next turn, until an instant, or no longer.
    pub(crate) fn set_skip(&mut self, agent: AgentSlot, until: Option<Timestamp>) {
        self.skips.retain(|(other, _)| *other != agent);
        if let Some(until) = until {
            let place = self.skips.partition_point(|(other, _)| *other < agent);
            self.skips.insert(place, (agent, until));
        }
    }

    /// Whether another lead than this one waits in line. O(1).
    pub(crate) fn others_in_line(&self, lead: LeadSlot) -> bool {
        match self.line.len() {
            0 => false,
            1 => self.line.first().is_some_and(|key| key.lead != lead),
            _ => true,
        }
    }

    /// Files a member under a tier, or under none.
    pub(crate) fn set_tier(&mut self, agent: AgentSlot, tier: Option<u32>) {
        self.tiers.iter_mut().for_each(|(_, members)| members.remove(agent));
        if let Some(tier) = tier {
            let place = match self.tiers.binary_search_by_key(&tier, |(other, _)| *other) {
                Ok(place) => place,
                Err(place) => {
                    self.tiers.insert(place, (tier, AgentSet::default()));
                    place
                }
            };
            if let Some((_, members)) = self.tiers.get_mut(place) {
                members.insert(agent);
            }
        }
        self.tiers.retain(|(_, members)| !members.is_empty());
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = (AgentSlot, &SeatRow)> {
        self.members.iter().filter_map(|agent| self.seat(agent).map(|row| (agent, row)))
    }
}

/// What a tally keeps of a member, as its rank key compares it; under a pointer the place in the circle.
pub(in crate::state) fn mark(tally: Option<&Tally>, agent: AgentSlot, seat: &Seat) -> i64 {
    match tally {
        None => 0,
        Some(tally) if tally.kind().rule == Rule::Pointer => i64::from(seat.priority).saturating_neg(),
        Some(tally) => tally.mark(agent),
    }
}
