//! The turn ledger of one rotation: who is owed how many turns, and whose turn is next.
//!
//! Every deal is one turn. Whoever shares in it is credited its part, weight ÷ total weight; whoever takes it is debited one
//! turn. So deficits always sum to zero. Who is next is Tijdeman's rule (R. Tijdeman, "The chairman assignment problem",
//! Discrete Mathematics 32, 1980): while the same `n` agents stay eligible, nobody is ever further than 1 − 1/(2n − 2)
//! turns from its share, and no rule can promise less.
//!
//! A deal touches the row of the agent dealt to and a shared clock, whatever the number of agents.

mod candidates;
mod check;
mod clock;
mod document;
mod error;
mod front;
mod line;
mod next;
mod parts;
mod pick;
mod row;
mod score;
mod sized;
mod smooth;
mod turns;

use clock::Clock;
pub use error::LedgerError;
use line::Class;
pub use pick::{Due, Pick};
pub use row::LedgerRow;
use row::Row;
pub use sized::MOST_SIZE;
pub use turns::{Turns, UNIT};

use crate::bits::{AgentSet, SetMark};
use crate::id::AgentSlot;

/// A ledger has room for agents in slots below this: 2²⁴.
pub const MAX_SLOTS: usize = 1 << 24;

/// Turns that are nobody's yet, see [`TurnLedger::carried`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Remainder of dividing the deals so far by the total weight of who shares: at least 0, less units than that weight.
    pub share: Turns,
    /// Remainder of dividing what was folded so far by the total weight of all: at least 0, less units than that weight.
    pub fold: Turns,
    /// What could not be given to anybody because nobody had a weight.
    pub residue: Turns,
}

impl Carried {
    /// All three together.
    #[must_use]
    pub const fn total(self) -> Turns {
        self.share.plus(self.fold).plus(self.residue)
    }
}

/// Turns owed and turns taken, one row for each agent of a rotation.
///
/// **What is exact.** `Σ deficit + carried().total()` is zero after every operation, to the unit. The entitlement of one
/// agent is its [`deficit`](Self::deficit) and its part by weight of the [`carried`](Self::carried) remainders:
/// `weight × carried().share ÷ (weight of who shares)` if it shares, `weight × carried().fold ÷ (weight of all)`;
/// [`pick`](Self::pick) compares with these fractions. As long as nobody starts or stops sharing, joins, leaves or is
/// re-weighed, that is exact rational arithmetic. Each such change can move an entitlement by a few units (10⁻¹⁴ of a
/// turn), and only while a remainder is carried.
///
/// All operations are total: an agent that is not a member changes nothing.
///
/// ```
/// use fairdeal::bits::AgentSet;
/// use fairdeal::id::AgentSlot;
/// use fairdeal::meter::ledger::TurnLedger;
/// let [ann, bob] = [0, 1].map(|i| AgentSlot::from_index(i));
/// let (ann, bob) = (ann.ok_or("slot")?, bob.ok_or("slot")?);
/// let mut ledger = TurnLedger::new();
/// for (agent, weight) in [(ann, 2), (bob, 1)] {
///     assert!(ledger.join(agent, weight, agent.index() as u64));
///     ledger.set_sharing(agent, true);
/// }
/// let both: AgentSet = [ann, bob].into_iter().collect();
///
/// let pick = ledger.pick(&both, &both).ok_or("nobody")?;
/// assert_eq!(pick.agent, ann);
/// ledger.deal(pick.agent);
/// assert_eq!(ledger.deficit(ann).ok_or("member")?.to_string(), "-0.33");
/// assert_eq!(ledger.deficit(bob).ok_or("member")?.to_string(), "+0.33");
///
/// // Nobody eligible, or only agents of weight 0: nobody is picked.
/// assert_eq!(ledger.pick(&AgentSet::default(), &both), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct TurnLedger {
    /// In slot order.
    rows: Vec<Row>,
    /// Turns taken, beside `rows`.
    taken: Vec<u64>,
    /// Where ties end, beside `rows`.
    ranks: Vec<u64>,
    /// Where the row of a slot is, plus one; 0 is nowhere.
    places: Vec<u32>,
    sharing: AgentSet,
    /// The mark of who was here when those who share came to be all of them who have room; none once either changed.
    /// Not part of the document.
    under: Option<SetMark>,
    /// Members of positive weight.
    weighted: AgentSet,
    /// The members of each positive weight, by weight.
    classes: Vec<Class>,
    /// Runs for who shares in deals.
    share: Clock,
    /// Runs for all members.
    fold: Clock,
    residue: i128,
    sequence: u64,
    /// Whether it is dealt smoothly, see [`TurnLedger::smooth`]. Not part of the document.
    smooth: bool,
    /// The largest size a turn may have, see [`TurnLedger::sized`]; 0 where all are alike. Not part of the document.
    most: u32,
}

impl TurnLedger {
    /// A ledger without members.
    #[must_use]
    pub fn new() -> TurnLedger {
        TurnLedger::default()
    }

    /// How many members it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many deals there were, credited ones included: the number of the last deal.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Who accrues its part of the next deal.
    #[must_use]
    pub const fn sharing(&self) -> &AgentSet {
        &self.sharing
    }

    /// What of the turns dealt is nobody's yet.
    #[must_use]
    pub const fn carried(&self) -> Carried {
        Carried {
            share: Turns::from_units(self.share.carry),
            fold: Turns::from_units(self.fold.carry),
            residue: Turns::from_units(self.residue),
        }
    }

    /// Turns owed to the agent, in whole units; `None` if it is not a member. Constant time.
    #[must_use]
    pub fn deficit(&self, agent: AgentSlot) -> Option<Turns> {
        self.row(agent).map(|row| self.owed(row))
    }

    /// The agent's row; `None` if it is not a member. Constant time.
    #[must_use]
    pub fn row_of(&self, agent: AgentSlot) -> Option<LedgerRow> {
        let place = self.place(agent)?;
        Some(self.report(self.rows.get(place)?, *self.taken.get(place)?))
    }

    /// All rows in slot order.
    pub fn rows(&self) -> impl Iterator<Item = LedgerRow> + '_ {
        self.rows.iter().zip(&self.taken).map(|(row, taken)| self.report(row, *taken))
    }

    /// The largest deficit or surplus of any member: the live unfairness. Linear in the members.
    #[must_use]
    pub fn max_deviation(&self) -> Turns {
        self.rows.iter().map(|row| self.owed(row).abs()).max().unwrap_or_default()
    }

    /// Adds a member that is owed nothing and does not share yet, whatever happened before. Never a change for others.
    ///
    /// Ties end in the lowest `rank`: a number of the agent's own, such as the place of its id among all ids. It is no part
    /// of the row.
    ///
    /// `false` if it is a member already or its slot is not below [`MAX_SLOTS`]. Linear in the members of higher slots.
    pub fn join(&mut self, agent: AgentSlot, weight: u32, rank: u64) -> bool {
        self.add_row(Row { base: 0, last_turn: 0, weight, agent }, 0, rank)
    }

    /// Ranks every member anew, as [`join`](Self::join) does one; a ledger that was read from a document has no ranks
    /// before. O(n log n).
    pub fn rerank(&mut self, rank_of: impl Fn(AgentSlot) -> u64) {
        let sharing: Vec<usize> = self.sharing.iter().filter_map(|agent| self.place(agent)).collect();
        sharing.iter().for_each(|place| self.file(*place, false));
        for (row, rank) in self.rows.iter().zip(&mut self.ranks) {
            *rank = rank_of(row.agent);
        }
        sharing.iter().for_each(|place| self.file(*place, true));
    }

    /// Takes a member out. What it was owed goes to the others in proportion to weight; if nobody has a weight, to the
    /// [residue](Carried::residue), and so it does in a smooth ledger. Gives what it was owed, `None` if it was no member.
    /// Linear in the members.
    pub fn leave(&mut self, agent: AgentSlot) -> Option<Turns> {
        let place = self.place(agent)?;
        self.set_sharing(agent, false);
        let row = self.rows.get(place).copied()?;
        let owed = row.base.wrapping_add(self.fold.leave(row.weight));
        self.forget_weight(agent, row.weight);
        self.rows.remove(place);
        self.taken.remove(place);
        self.ranks.remove(place);
        self.renumber(place);
        if let Some(entry) = self.places.get_mut(agent.index()) {
            *entry = 0;
        }
        if self.smooth {
            self.residue = self.residue.wrapping_add(owed);
        } else {
            self.spread(owed);
        }
        Some(Turns::from_units(owed))
    }

    /// Gives a member another weight from the next deal on; what it is owed stays. `false` if it is no member.
    pub fn reweigh(&mut self, agent: AgentSlot, weight: u32) -> bool {
        let Some(place) = self.place(agent) else {
            return false;
        };
        let shares = self.sharing.contains(agent);
        self.set_sharing(agent, false);
        let Some(row) = self.rows.get_mut(place) else {
            return false;
        };
        let old = row.weight;
        row.base = row.base.wrapping_add(self.fold.leave(old));
        row.weight = weight;
        row.base = row.base.wrapping_add(self.fold.enter(weight));
        self.forget_weight(agent, old);
        self.note_weight(agent, weight);
        self.set_sharing(agent, shares);
        true
    }

    /// Says whether a member accrues its part of the deals from now on. `false` if it is no member. Constant time.
    ///
    /// While a remainder is carried, the order of several such calls decides who gets an odd unit: make them in an order
    /// that is the same on every machine, such as slot order.
    pub fn set_sharing(&mut self, agent: AgentSlot, shares: bool) -> bool {
        let Some(place) = self.place(agent) else {
            return false;
        };
        if self.sharing.contains(agent) == shares {
            return true;
        }
        if !shares {
            self.file(place, false);
        }
        self.sharing.set(agent, shares);
        self.under = None;
        if let Some(row) = self.rows.get_mut(place) {
            let moved = if shares { self.share.enter(row.weight) } else { self.share.leave(row.weight) };
            row.base = row.base.wrapping_add(moved);
        }
        if shares {
            self.file(place, true);
        }
        true
    }

    /// Writes down under which mark those who share are all who are here and have room, or that nothing is known of that.
    pub(crate) fn know_sharers(&mut self, under: Option<SetMark>) {
        self.under = under;
    }

    /// Whether those who share are surely all who are here, of whom this is the mark, and have room. Constant time.
    pub(crate) fn is_under(&self, here: Option<SetMark>) -> bool {
        here.is_some() && self.under == here
    }

    /// Deals one turn to a member: everyone who shares accrues its part, the member is debited one turn. If nobody of
    /// positive weight shares, all members accrue by weight; if nobody has a weight, the residue does.
    ///
    /// `false` if it is no member, and nothing happened. Constant time.
    pub fn deal(&mut self, agent: AgentSlot) -> bool {
        self.deal_sized(agent, 1)
    }

    /// [`deal`](Self::deal) of a turn that counts as so many: everyone accrues its part of that, the member is debited it.
    pub fn deal_sized(&mut self, agent: AgentSlot, size: u32) -> bool {
        let Some(place) = self.place(agent) else {
            return false;
        };
        let sequence = self.sequence.saturating_add(1);
        self.sequence = sequence;
        let price = self.price_of(size);
        self.change(place, |row| {
            row.base = row.base.wrapping_sub(price);
            row.last_turn = sequence;
        });
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = taken.saturating_add(1);
        }
        self.accrue(price);
        true
    }

    /// Takes one deal back: the member gets its turn back, and those who share now give back their part of it. With the
    /// same agents sharing as at the deal, deficits are exactly as before it. The order of last turns is kept.
    ///
    /// `false` if it is no member. That a lead is credited only once is the caller's to see to. Constant time.
    pub fn credit(&mut self, agent: AgentSlot) -> bool {
        self.credit_sized(agent, 1)
    }

    /// [`credit`](Self::credit) of a turn that counted as so many.
    pub fn credit_sized(&mut self, agent: AgentSlot, size: u32) -> bool {
        let Some(place) = self.place(agent) else {
            return false;
        };
        let price = self.price_of(size);
        self.change(place, |row| row.base = row.base.wrapping_add(price));
        if let Some(taken) = self.taken.get_mut(place) {
            *taken = taken.saturating_sub(1);
        }
        self.accrue(price.wrapping_neg());
        true
    }

    /// So many turns more (or fewer) are owed to a member from now on; those who share now pay for them (or gain) by
    /// weight, as at a [`credit`](Self::credit). No turn counts as taken by it.
    ///
    /// `false` if it is no member. Constant time.
    pub fn adjust(&mut self, agent: AgentSlot, turns: i32) -> bool {
        let Some(place) = self.place(agent) else {
            return false;
        };
        let amount = self.price().wrapping_mul(i128::from(turns));
        self.change(place, |row| row.base = row.base.wrapping_add(amount));
        self.accrue(amount.wrapping_neg());
        true
    }
}
