//! What comes of a command: pure, from the policy, the state and the instant.

mod answers;
mod choosing;
mod draft;
mod keys;
mod level;
mod offer;
mod room;
mod sell;

use crate::id::LeadId;
use crate::policy::{Exchange, Policy};
use crate::selling::command::{PostAnswer, SaleCommand};
use crate::selling::event::{SaleEvent, SaleRecord};
use crate::selling::outcome::{SaleDecision, SaleOutcome, SaleRefused};
use crate::selling::state::{ExchangeState, GivenBack};
use crate::time::Timestamp;
use draft::Draft;

/// Decides a command on an exchange. Changes nothing: it is true once the host has kept the record, which is then
/// [applied](ExchangeState::apply). The same inputs give the same decision, on every machine.
///
/// What is due (bids and answers that are late) is not done by the way: send [`SaleCommand::Tick`] until nothing is, as
/// [`ExchangeFloor`](crate::selling::ExchangeFloor) does.
///
/// # Complexity
/// For a lead that comes to a level, the contracts of the exchange and a [`choose`](crate::selling::choose) among those that
/// would have it. A `rolling` cap looks at what was counted in its span, instant by instant.
#[must_use]
pub fn decide_sale(
    policy: &Policy,
    state: &ExchangeState,
    now: Timestamp,
    command: &SaleCommand,
) -> SaleDecision {
    match decided(policy, state, now, command) {
        Ok((outcome, events)) if events.is_empty() => SaleDecision { outcome, recorded: None },
        Ok((outcome, events)) => {
            let recorded = SaleRecord { revision: state.revision().saturating_add(1), at: now, events };
            SaleDecision { outcome, recorded: Some(recorded) }
        }
        Err(why) => SaleDecision { outcome: SaleOutcome::Refused(why), recorded: None },
    }
}

type Decided = Result<(SaleOutcome, Vec<SaleEvent>), SaleRefused>;

fn decided(policy: &Policy, state: &ExchangeState, now: Timestamp, command: &SaleCommand) -> Decided {
    let exchange = policy.exchange.as_deref().ok_or(SaleRefused::NoExchange)?;
    if now < state.clock() {
        return Err(SaleRefused::ClockBack { clock: state.clock() });
    }
    let both = (policy, exchange);
    let with = |lead: &LeadId, act: &dyn Fn(&mut Draft<'_>) -> Result<(), SaleRefused>| -> Decided {
        let sale = state.sale(lead).ok_or_else(|| SaleRefused::UnknownLead(lead.clone()))?;
        let mut draft = Draft::new(both, state, now, sale.clone());
        act(&mut draft)?;
        Ok((SaleOutcome::Lead(draft.news()), draft.events))
    };
    match command {
        SaleCommand::Offer { lead, suppressed_buyers } => {
            offer::offer(both, state, now, lead, suppressed_buyers)
        }
        SaleCommand::Bid { lead, contract, price_minor, currency, valid_s } => {
            with(lead, &|draft| draft.bid(contract, *price_minor, *currency, *valid_s))
        }
        SaleCommand::NoBid { lead, contract } => with(lead, &|draft| draft.no_bid(contract)),
        SaleCommand::Answer { lead, contract, answer } => with(lead, &|draft| draft.answer(contract, answer)),
        SaleCommand::Resolve { lead, contract, accepted } => {
            let answer = if *accepted {
                PostAnswer::Accepted {}
            } else {
                PostAnswer::Rejected { reason: "resolved: not taken".to_owned() }
            };
            with(lead, &|draft| draft.answer(contract, &answer))
        }
        SaleCommand::Return { lead, contract, reason } => {
            with(lead, &|draft| draft.give_back(contract, reason))
        }
        SaleCommand::DecideReturn { lead, contract, accepted } => {
            with(lead, &|draft| draft.decide_return(contract, *accepted))
        }
        SaleCommand::Deposit { buyer, amount_minor } => deposit(exchange, buyer, *amount_minor),
        SaleCommand::Forget { lead } => forget(state, lead),
        SaleCommand::Tick {} => match state.timers.first() {
            Some((at, lead)) if *at <= now => with(lead, &|draft| {
                draft.tick();
                Ok(())
            }),
            _ => Ok((SaleOutcome::Unchanged, Vec::new())),
        },
    }
}

fn deposit(exchange: &Exchange, buyer: &crate::id::Name, amount_minor: u64) -> Decided {
    if exchange.buyer(buyer).is_none_or(|own| own.credit_minor.is_none()) {
        return Err(SaleRefused::NotPrepaid(buyer.clone()));
    }
    if amount_minor == 0 {
        return Err(SaleRefused::NoAmount);
    }
    Ok((SaleOutcome::Done, vec![SaleEvent::Deposited { buyer: buyer.clone(), amount_minor }]))
}

fn forget(state: &ExchangeState, lead: &LeadId) -> Decided {
    let sale = state.sale(lead).ok_or_else(|| SaleRefused::UnknownLead(lead.clone()))?;
    let undecided = sale.sold().iter().any(|own| matches!(own.back, GivenBack::Asked { .. }));
    if sale.closed.is_none() || undecided {
        return Err(SaleRefused::NotDone(lead.clone()));
    }
    Ok((SaleOutcome::Done, vec![SaleEvent::Forgotten { lead: lead.clone() }]))
}
