//! Rounds: in each a member takes as many turns as it weighs. The number is the round a member is in, above 32 bits of the
//! turns taken in it; with its last turn of a round a member is in the next one. The circle's clock is the number of who
//! was last.
//!
//! The least is next, so those with turns left in the round come before all others, and of them who has taken fewest. When
//! nobody who could take a lead has turns left in it, whoever takes the lead is in the next round: that begins the round
//! for all, and turns that others had left in the old one lapse.

const TAKEN: i64 = 0xffff_ffff;

/// The round of a number, the first being 0; below it are turns owed.
pub(crate) fn round_of(mark: i64) -> i64 {
    mark >> 32
}

/// The turns taken in that round.
pub(crate) fn taken_of(mark: i64) -> i64 {
    mark & TAKEN
}

fn place(round: i64, taken: i64, weight: u32) -> i64 {
    let (round, taken) =
        if taken >= i64::from(weight) { (round.saturating_add(1), 0) } else { (round, taken) };
    (round << 32) | (taken & TAKEN)
}

pub(super) fn level(clock: i64, weight: u32) -> i64 {
    place(round_of(clock), taken_of(clock), weight)
}

/// The number and the clock after a turn.
pub(super) fn taken(mark: i64, clock: i64, weight: u32) -> (i64, i64) {
    // What was left of an earlier round has lapsed.
    let from = if round_of(mark) < round_of(clock) { round_of(clock) << 32 } else { mark };
    (place(round_of(from), taken_of(from).saturating_add(1), weight), from.max(clock))
}

pub(super) fn given_back(mark: i64, weight: u32) -> i64 {
    match (taken_of(mark), round_of(mark)) {
        (0, round) => (round.saturating_sub(1) << 32) | i64::from(weight.saturating_sub(1)),
        (taken, round) => (round << 32) | taken.saturating_sub(1),
    }
}

pub(super) fn reweighed(mark: i64, weight: u32) -> i64 {
    place(round_of(mark), taken_of(mark), weight)
}
