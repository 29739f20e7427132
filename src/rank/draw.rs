//! Lots: each lead draws an order of the members, weight by weight, and a pick need not look at them all.
//!
//! First the lead tries its luck: each try names one of all the members by weight, and whoever of those who may take the
//! lead is named first has it. Who is named is told without a look at anybody else, and who may take the lead plays no
//! part in it; so whoever is named first of any members is each of them with a chance in proportion to weight, and leaving
//! out one who was not first changes nothing. If no try names one of them, which happens where hardly anybody may take the
//! lead, their lots are compared.
//!
//! A member's lot is exponential: −log₂ of a number between 0 and 1, over the weight. The least of such lots is each
//! member's with a chance in proportion to weight, among any members whatever: so leaving out one who was not first
//! changes nothing, and of those left whoever declines leaves the next to be as likely as if drawn afresh.

use crate::hash::{mixed, text_hash};
use crate::id::{AgentId, LeadId};

/// One in 32 bits of fraction.
const ONE: u64 = 1 << 32;

/// So many tries for each member, and never more than so many in all: as long as one member in a few hundred may take
/// a lead, one of them is named.
const TRIES_A_MEMBER: u64 = 16;
const MOST_TRIES: u64 = 1 << 10;

/// What tries are drawn for, that lots are not.
const TRIES: u64 = 0x7472_6965_735f_6f66;

/// The lots of one lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    seed: u64,
}

impl Draw {
    /// `seed` is the queue's. The same policy, queue and lead draw the same lots, on every machine.
    pub(crate) fn of(seed: u64, lead: &LeadId) -> Draw {
        Draw { seed: mixed(seed ^ text_hash(&[lead.as_str()])) }
    }

    /// A member's lot, the least is first; none without a weight.
    pub(crate) fn lot(self, agent: &AgentId, weight: u32) -> Option<i64> {
        lot(self.number(agent), weight)
    }

    /// The lot, unless it is surely more than this one: that is told without a logarithm, which is to be worked out for a
    /// few members only.
    pub(crate) fn lot_up_to(self, agent: &AgentId, weight: u32, most: i64) -> Option<i64> {
        let number = self.number(agent);
        // −log₂ u is more than 1 − u.
        if over(number.wrapping_neg() >> 32, weight)? > most {
            return None;
        }
        lot(number, weight)
    }

    /// The tries among so many members, of whom none weighs more than `most`.
    pub(crate) fn tries(self, members: usize, most: u32) -> Tries {
        Tries { seed: mixed(self.seed ^ TRIES), members, most }
    }

    /// What other draws of a member for this lead begin with.
    pub(crate) fn seed_of(self, agent: &AgentId) -> u64 {
        self.number(agent)
    }

    /// Of all numbers from 1 on, each as likely.
    fn number(self, agent: &AgentId) -> u64 {
        mixed(self.seed ^ text_hash(&[agent.as_str()])).max(1)
    }
}

/// Tries to name one of so many members, each by its weight. A try names a place among the members and a height below
/// the greatest weight: it names whoever has that place, if they weigh more than the height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tries {
    seed: u64,
    members: usize,
    most: u32,
}

impl Tries {
    /// Tries in which all weigh the same, drawn for the offer of this number and for one of several purposes.
    pub(crate) fn alike(seed: u64, number: u64, purpose: u64, members: usize) -> Tries {
        Tries { seed: mixed(mixed(seed ^ mixed(number)) ^ purpose), members, most: 1 }
    }

    /// How many there are. The first is number 1.
    pub(crate) fn count(self) -> u64 {
        let members = u64::try_from(self.members).unwrap_or(u64::MAX);
        members.saturating_mul(TRIES_A_MEMBER).min(MOST_TRIES)
    }

    /// The place and the height of a try, each as likely to within one in 2⁶⁴ of all.
    #[inline]
    pub(crate) fn at(self, number: u64) -> (usize, u32) {
        let drawn = mixed(self.seed.wrapping_add(number));
        let height = match self.most {
            0 | 1 => 0,
            most => below(mixed(drawn), u64::from(most)),
        };
        let members = u64::try_from(self.members).unwrap_or(u64::MAX);
        let place = below(drawn, members);
        (usize::try_from(place).unwrap_or(0), u32::try_from(height).unwrap_or(0))
    }

    /// Whom the tries name first of those who will do. `member` is who has a place, and is asked before `weighs_over`, whether
    /// they weigh more than a height: where hardly anybody will do, most tries end with a look at a bit.
    #[inline]
    pub(crate) fn first<M: Copy>(
        self,
        member: impl Fn(usize) -> Option<M>,
        will_do: impl Fn(M) -> bool,
        weighs_over: impl Fn(usize, u32) -> bool,
    ) -> Option<M> {
        for number in 1..self.count().saturating_add(1) {
            let (place, height) = self.at(number);
            if let Some(member) = member(place)
                && will_do(member)
                && weighs_over(place, height)
            {
                return Some(member);
            }
        }
        None
    }

    /// Whom the tries name, each with the number of the try. `member` is who has a place, and their weight.
    #[inline]
    pub(crate) fn named<M>(
        self,
        member: impl Fn(usize) -> Option<(M, u32)>,
    ) -> impl Iterator<Item = (u64, M)> {
        (1..=self.count()).filter_map(move |number| {
            let (place, height) = self.at(number);
            let (member, weight) = member(place)?;
            (weight > height).then_some((number, member))
        })
    }
}

/// A number of 64 bits brought below a limit.
#[inline]
fn below(drawn: u64, limit: u64) -> u64 {
    // Two numbers of 64 bits have a product of 128.
    u64::try_from(u128::from(drawn).wrapping_mul(u128::from(limit)) >> 64).unwrap_or(0)
}

fn lot(number: u64, weight: u32) -> Option<i64> {
    over(ONE.wrapping_mul(64).saturating_sub(log2(number)), weight)
}

fn over(amount: u64, weight: u32) -> Option<i64> {
    // `amount` is at most 2³⁸.
    i64::try_from((amount << 24).checked_div(u64::from(weight))?).ok()
}

/// The binary logarithm of a positive number, rounded down to 32 bits of fraction.
fn log2(number: u64) -> u64 {
    let whole = number.checked_ilog2().unwrap_or(0);
    let mut rest = u128::from(number.wrapping_shl(63_u32.saturating_sub(whole)));
    let mut fraction = 0_u64;
    for _ in 0..32 {
        rest = rest.wrapping_mul(rest) >> 63;
        let doubled = rest >> 64 != 0;
        fraction = (fraction << 1) | u64::from(doubled);
        rest >>= u32::from(doubled);
    }
    u64::from(whole).wrapping_mul(ONE) | fraction
}

/// One of so many, each as likely to within one in 2⁶⁴, drawn for an offer by its number and for one of several
/// purposes; 0 of none.
pub(crate) fn drawn_below(seed: u64, number: u64, purpose: u64, limit: usize) -> usize {
    let drawn = mixed(mixed(seed ^ mixed(number)) ^ purpose);
    usize::try_from(below(drawn, u64::try_from(limit).unwrap_or(u64::MAX))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_one() {
        assert_eq!(log2(1), 0);
        assert_eq!(log2(1 << 40), 40 * ONE);
        // log₂ 3 = 1.584962500721156…, log₂ 10 = 3.321928094887362…
        assert_eq!(log2(3), 6_807_362_105);
        assert_eq!(log2(10), 14_267_572_527);
        assert_eq!(log2(u64::MAX), 64 * ONE - 1);
    }

    #[test]
    fn lots_fall_by_weight_whoever_else_is_there() {
        let ids: Vec<AgentId> = ["ann", "bob", "cyd"].iter().map(|id| AgentId::new(id).unwrap()).collect();
        let weights = [5, 3, 2];
        let (mut all, mut two) = ([0_u32; 3], [0_u32; 3]);
        for number in 0..20_000 {
            let draw = Draw::of(7, &LeadId::new(&format!("L-{number}")).unwrap());
            let lot = |at: &usize| draw.lot(&ids[*at], weights[*at]).unwrap();
            let first = (0..3).min_by_key(lot).unwrap();
            let without = [0, 2].into_iter().min_by_key(lot).unwrap();
            assert!(first == 1 || first == without);
            let mut most = i64::MAX;
            for at in 0..3 {
                most = draw.lot_up_to(&ids[at], weights[at], most).map_or(most, |lot| most.min(lot));
            }
            assert_eq!(most, lot(&first), "the short way finds the same");
            all[first] += 1;
            two[without] += 1;
        }
        // Six standard deviations of a share of one half among 20 000 are 424.
        for (seen, meant) in all.iter().zip([10_000_u32, 6_000, 4_000]) {
            assert!(seen.abs_diff(meant) < 424, "{all:?}");
        }
        assert!(two[0].abs_diff(14_286) < 424, "{two:?}");
        assert_eq!(Draw::of(1, &LeadId::new("L").unwrap()).lot(&ids[0], 0), None);
    }

    #[test]
    fn tries_name_by_weight_whoever_else_is_there() {
        let weights = [5, 3, 0, 2];
        let (mut all, mut two, mut second) = ([0_u32; 4], [0_u32; 4], [0_u32; 4]);
        for number in 0..20_000 {
            let tries = Draw::of(7, &LeadId::new(&format!("L-{number}")).unwrap()).tries(4, 5);
            assert_eq!(tries.count(), 64);
            let named = |among: &[usize]| {
                let member = |place: usize| Some((place, *weights.get(place)?));
                tries.named(member).find(|(_, place)| among.contains(place)).map(|(_, place)| place).unwrap()
            };
            let first = named(&[0, 1, 2, 3]);
            let without = named(&[0, 3]);
            assert!(first == 1 || first == without, "one who was not first makes no difference");
            let others: Vec<usize> = (0..4).filter(|place| *place != first).collect();
            second[named(&others)] += u32::from(first == 0);
            all[first] += 1;
            two[without] += 1;
        }
        for (seen, meant) in all.iter().zip([10_000_u32, 6_000, 0, 4_000]) {
            assert!(seen.abs_diff(meant) < 424, "{all:?}");
        }
        assert!(two[0].abs_diff(14_286) < 424, "{two:?}");
        // Who comes second is drawn as if afresh among the others.
        assert!(second[1].abs_diff(all[0] * 3 / 5) < 300, "{second:?} of {all:?}");
        assert_eq!((all[2], two[2], second[2]), (0, 0, 0), "a weight of 0 is never named");
    }

    #[test]
    fn there_are_tries_as_there_are_members() {
        let tries = |members| Draw { seed: 1 }.tries(members, 3);
        assert_eq!(tries(0).count(), 0);
        assert_eq!((tries(2).count(), tries(100_000).count()), (32, 1_024));
        for number in 1..=1_024 {
            let (place, height) = tries(100_000).at(number);
            assert!(place < 100_000 && height < 3);
        }
    }
}
