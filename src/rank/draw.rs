//! Lots: each lead draws an order of the members, weight by weight.
//!
//! A member's lot is exponential: −log₂ of a number between 0 and 1, over the weight. The least of such lots is each
//! member's with a chance in proportion to weight, among any members whatever: so leaving out one who was not first
//! changes nothing, and of those left whoever declines leaves the next to be as likely as if drawn afresh.

use crate::hash::{mixed, text_hash};
use crate::id::{AgentId, LeadId};

/// One in 32 bits of fraction.
const ONE: u64 = 1 << 32;

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

    /// What other draws of a member for this lead begin with.
    pub(crate) fn seed_of(self, agent: &AgentId) -> u64 {
        self.number(agent)
    }

    /// Of all numbers from 1 on, each as likely.
    fn number(self, agent: &AgentId) -> u64 {
        mixed(self.seed ^ text_hash(&[agent.as_str()])).max(1)
    }
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
    let limit = u128::try_from(limit).unwrap_or(u128::MAX);
    usize::try_from(u128::from(drawn).saturating_mul(limit) >> 64).unwrap_or(0)
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
}
