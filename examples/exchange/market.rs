//! What comes in, and what buyers do: by dice of their own for each lead and contract.

use fairdeal::policy::{ContractDoc, ExchangeDoc, SalePriceDoc};
use fairdeal::selling::PostAnswer;
use fairdeal::{IdError, Lead};

use crate::dice::Dice;

/// A lead and how many milliseconds after the one before it comes in.
pub(crate) fn lead(seed: u64, number: u64) -> Result<(Lead, u64), IdError> {
    let id = format!("L-{number:05}");
    let mut dice = Dice::of(seed, &["lead", &id]);
    let gap = dice.between(5_000, 180_000);
    // Somebody who has been there before, if anybody has.
    let person = if number > 20 && dice.chance(5) { number - dice.between(1, 20) } else { number };
    let source = *dice.weighted(&[("search", 5), ("social", 3), ("premium", 1)]).unwrap_or(&"search");
    let state = *dice.one(&["CA", "NV", "OR", "WA", "AZ", "TX", "NY"]).unwrap_or(&"CA");
    let score = i64::try_from(dice.between(0, 99)).unwrap_or(0);
    let lead = Lead::new(&id)?
        .with("source", source)
        .with("state", state)
        .with("score", score)
        .with("email", format!("person{person}@example.org"))
        .with("phone", format!("(555) {:04}", person % 10_000));
    Ok((lead, gap))
}

/// What a buyer who is asked for a bid does.
pub(crate) enum Reply {
    Bid { after_ms: u64, price_minor: u32 },
    Declines { after_ms: u64 },
    Silent,
}

pub(crate) fn bid(seed: u64, lead: &str, contract: &ContractDoc) -> Reply {
    let mut dice = Dice::of(seed, &["bid", lead, contract.id.as_str()]);
    let after_ms = if dice.chance(4) { dice.between(5_000, 9_000) } else { dice.between(80, 2_500) };
    match dice.between(1, 100) {
        1..=70 => Reply::Bid { after_ms, price_minor: price(contract, &mut dice) },
        71..=93 => Reply::Declines { after_ms },
        _ => Reply::Silent,
    }
}

fn price(contract: &ContractDoc, dice: &mut Dice) -> u32 {
    match contract.price {
        SalePriceDoc::Fixed { price_minor } => price_minor,
        SalePriceDoc::Bid { min_minor, max_minor } => {
            let span = max_minor - min_minor;
            // Low bids are more common than high ones.
            let throw = dice.between(0, u64::from(span)).min(dice.between(0, u64::from(span)));
            min_minor + u32::try_from(throw).unwrap_or(0)
        }
    }
}

/// What a buyer who is given a lead answers, and after how long; whether they have taken it, if they do not answer.
pub(crate) fn answer(seed: u64, lead: &str, contract: &ContractDoc) -> (Option<(u64, PostAnswer)>, bool) {
    let mut dice = Dice::of(seed, &["post", lead, contract.id.as_str()]);
    let after_ms = dice.between(100, 6_000);
    let answer = match dice.between(1, 100) {
        1..=84 => PostAnswer::Accepted {},
        85..=92 => PostAnswer::Rejected { reason: "no capacity".to_owned() },
        93..=96 => PostAnswer::PriceChanged { price_minor: price(contract, &mut dice) },
        97 => PostAnswer::Unknown {},
        _ => return (None, dice.chance(50)),
    };
    (Some((after_ms, answer)), dice.chance(50))
}

/// Whether a lead is given back, after how long and why.
pub(crate) fn gives_back(seed: u64, lead: &str, contract: &str) -> Option<(u64, &'static str)> {
    let mut dice = Dice::of(seed, &["return", lead, contract]);
    if !dice.chance(12) {
        return None;
    }
    let reason = dice.one(&["bad number", "duplicate", "out of area", "did not buy"])?;
    Some((dice.between(600_000, 1_500_000_000), reason))
}

/// Whether a lead that a buyer wants to give back is taken back; none where nobody looks at it.
pub(crate) fn decision(seed: u64, lead: &str, contract: &str) -> Option<(u64, bool)> {
    let mut dice = Dice::of(seed, &["decision", lead, contract]);
    dice.chance(60).then(|| (dice.between(3_600_000, 200_000_000), dice.chance(70)))
}

pub(crate) fn contract<'d>(exchange: &'d ExchangeDoc, id: &str) -> Option<&'d ContractDoc> {
    exchange.buyers.iter().flat_map(|buyer| &buyer.contracts).find(|own| own.id.as_str() == id)
}
