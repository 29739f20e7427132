//! How the simulated agents behave: seeded, plausible, nothing more.

use fairdeal::{ReturnReason, Span};

use crate::dice::Dice;
use crate::when::minutes;

/// What the simulated people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum People {
    /// Accept, decline or miss offers, call, come to an end, give back, claim from pools, are away at times
    Work,
    /// Are always here in their shifts, accept every offer, claim from pools, and do nothing more
    Accept,
}

/// What an agent is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Character {
    accepts: u64,
    declines: u64,
    diligent: u64,
    pace: u64,
    closes: u64,
}

/// What an agent does about an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reply {
    /// Takes it.
    Accept,
    /// Does not want it.
    Decline,
}

/// What comes of working a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ending {
    /// The customer buys, or does not, or cannot be reached.
    Final(&'static str),
    /// A call back is agreed upon, so many minutes from now.
    CallBack(u64),
    /// Given back.
    Return(u8),
    /// Passed on, warmed up.
    WarmedUp,
}

impl Character {
    /// The character of the agent of this id.
    pub(crate) fn of(seed: u64, agent: &str) -> Character {
        let mut dice = Dice::of(seed, &["character", agent]);
        Character {
            accepts: dice.between(82, 95),
            declines: dice.between(2, 8),
            diligent: dice.between(86, 97),
            pace: dice.between(3, 14),
            closes: dice.between(16, 32),
        }
    }

    /// What the agent does about an offer open for so long, and when; none lets it run out.
    pub(crate) fn reply(&self, people: People, dice: &mut Dice, open: Span) -> Option<(Span, Reply)> {
        let seconds = u64::try_from(open.as_millis()).unwrap_or(0) / 1_000;
        let after = Span::seconds(dice.between(1, (seconds * 4 / 5).clamp(1, 240)));
        let throw = dice.between(1, 100);
        match people {
            People::Accept => Some((Span::seconds(1), Reply::Accept)),
            People::Work if throw <= self.accepts => Some((after, Reply::Accept)),
            People::Work if throw <= self.accepts + self.declines => Some((after, Reply::Decline)),
            People::Work => None,
        }
    }

    /// How long until the agent first calls; the less diligent put some leads aside.
    pub(crate) fn first_call(&self, dice: &mut Dice) -> Span {
        if dice.chance(self.diligent) {
            minutes(dice.between(1, self.pace * 2))
        } else {
            minutes(dice.between(400, 2_600))
        }
    }

    /// How long until the agent calls again after nobody answered.
    pub(crate) fn next_call(&self, dice: &mut Dice) -> Span {
        minutes(dice.between(90, 260) + self.pace)
    }

    /// Whether somebody answers.
    pub(crate) fn reached(&self, dice: &mut Dice) -> bool {
        dice.chance(48)
    }

    /// What comes of a talk, and how many minutes later it is written down.
    pub(crate) fn talk(&self, dice: &mut Dice, first: bool) -> (Ending, Span) {
        let ending = match dice.between(1, 100) {
            throw if throw <= self.closes => Ending::Final("won"),
            throw if throw <= self.closes + 22 && first => Ending::CallBack(dice.between(20, 52) * 60),
            throw if throw <= self.closes + 26 => Ending::CallBack(dice.between(12, 40) * 1_440),
            throw if throw <= 96 => Ending::Final("lost"),
            _ => Ending::Return(u8::from(dice.chance(50))),
        };
        (ending, minutes(dice.between(3, 8 + self.pace * 2)))
    }

    /// What becomes of a lead whose number nobody answers, call after call.
    pub(crate) fn gives_up(&self, dice: &mut Dice) -> Ending {
        if dice.chance(15) { Ending::Return(2) } else { Ending::Final("not_reached") }
    }

    /// How long until the agent looks into a pool again.
    pub(crate) fn looks(&self, dice: &mut Dice) -> Span {
        minutes(dice.between(4, 10 + self.pace))
    }
}

/// The reason a lead is given back for.
pub(crate) fn reason(number: u8) -> ReturnReason {
    match number {
        0 => ReturnReason::OutOfTerritory,
        1 => ReturnReason::Duplicate,
        _ => ReturnReason::BadContact,
    }
}
