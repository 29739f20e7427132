//! Who could take which lead: the mixes that rotations are measured by.

/// Members and who of them could take each lead.
pub(crate) struct Mix {
    pub(crate) name: &'static str,
    pub(crate) weights: Vec<u32>,
    pub(crate) leads: usize,
    presence: Presence,
}

#[derive(Clone, Copy)]
enum Presence {
    Everyone,
    CoinFlip,
    Skills,
    OneAway,
    Shifts,
}

/// Small seeded dice (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number from 0 to below this.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)).checked_rem(bound).unwrap_or(0)
    }
}

impl Mix {
    /// Who could take the lead of this number, by place.
    pub(crate) fn eligible(&self, lead: usize, dice: &mut Dice) -> Vec<usize> {
        let all = 0..self.weights.len();
        let here: Vec<usize> = match self.presence {
            Presence::Everyone => all.collect(),
            Presence::CoinFlip => all.filter(|_| dice.below(2) == 0).collect(),
            // Everybody has the first skill, every other one the second, the last two the third.
            Presence::Skills => match dice.below(100) {
                0..=79 => all.collect(),
                80..=94 => all.filter(|at| at.is_multiple_of(2)).collect(),
                _ => all.filter(|at| at.saturating_add(2) >= self.weights.len()).collect(),
            },
            // The first is away for 40 leads of every 120.
            Presence::OneAway => {
                let away = lead.checked_rem(120).is_some_and(|at| at < 40);
                all.filter(|at| !(away && *at == 0)).collect()
            }
            // Two shifts of 50 leads, in turn, and two members who work in both.
            Presence::Shifts => {
                let early = (lead / 50).is_multiple_of(2);
                all.filter(|at| *at < 2 || at.is_multiple_of(2) == early).collect()
            }
        };
        here
    }
}

/// The weights of the mixes in which everybody is always here, up to 40 members.
fn fixed() -> Vec<Vec<u32>> {
    let mut sets =
        vec![vec![5, 1, 1], vec![1, 1], vec![3, 2], vec![200, 100, 100], vec![1, 2, 3, 4, 5, 6, 7]];
    let mut dice = Dice(40);
    for members in [5, 10, 20, 30, 40_usize] {
        sets.push(vec![1; members]);
        sets.push(
            (0..members).map(|_| u32::try_from(dice.below(9)).unwrap_or(0).saturating_add(1)).collect(),
        );
    }
    sets
}

/// All mixes, those of one name together.
pub(crate) fn all() -> Vec<Mix> {
    let mut mixes: Vec<Mix> = fixed()
        .into_iter()
        .map(|weights| Mix { name: "fixed weights", weights, leads: 300, presence: Presence::Everyone })
        .collect();
    for (name, presence) in [
        ("everyone", Presence::Everyone),
        ("coin flip", Presence::CoinFlip),
        ("three skills", Presence::Skills),
        ("one away", Presence::OneAway),
        ("two shifts", Presence::Shifts),
    ] {
        mixes.push(Mix { name, weights: vec![1; 8], leads: 1_000, presence });
    }
    mixes
}
