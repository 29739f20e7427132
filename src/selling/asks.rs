//! What the host has been asked to do and has not yet brought an answer to.

use crate::attribute::Value;
use crate::id::{LeadId, Name};
use crate::lead::Lead;
use crate::policy::{Exchange, Policy};
use crate::selling::outcome::SaleAsk;
use crate::selling::state::{ExchangeState, MemberStanding, Sale, Says};

/// Every bid and every answer that is waited for, lead by lead, as the decisions asked for them: what a host does again that
/// does not know how far it came. A void sale is not among them; its record says [`Voided`](crate::selling::SaleEvent::Voided).
///
/// # Complexity
/// Linear in the sales that are not over.
#[must_use]
pub fn outstanding_asks(policy: &Policy, state: &ExchangeState) -> Vec<(LeadId, SaleAsk)> {
    let Some(exchange) = policy.exchange.as_deref() else { return Vec::new() };
    let open = state.sales.iter().filter(|(_, own)| own.closed.is_none());
    let asks = open.flat_map(|(id, own)| {
        let asks = pings(exchange, own).into_iter().chain(posts(own));
        asks.map(|ask| (id.clone(), ask)).collect::<Vec<_>>()
    });
    asks.collect()
}

/// The bids that are waited for.
pub(super) fn pings(exchange: &Exchange, sale: &Sale) -> Vec<SaleAsk> {
    let waiting = sale.asked.iter().filter_map(|(contract, own)| match own.says {
        Says::Waiting { until } => Some((contract, &own.buyer, until)),
        _ => None,
    });
    let asks = waiting.map(|(contract, buyer, until)| SaleAsk::Ping {
        contract: contract.clone(),
        buyer: buyer.clone(),
        shown: shown(exchange, &sale.lead),
        until,
    });
    asks.collect()
}

/// The answers that are waited for.
fn posts(sale: &Sale) -> Vec<SaleAsk> {
    let posted = sale.set.iter().filter_map(|own| match own.standing {
        MemberStanding::Posted(until) => Some(SaleAsk::Post {
            contract: own.contract.clone(),
            buyer: own.buyer.clone(),
            price_minor: own.price_minor,
            until,
        }),
        _ => None,
    });
    posted.collect()
}

/// What a buyer is shown of a lead who is asked for a bid.
fn shown(exchange: &Exchange, lead: &Lead) -> Vec<(Name, Value)> {
    let shown = exchange.shown.iter();
    shown.filter_map(|name| Some((name.clone(), lead.get(name.as_str())?.clone()))).collect()
}
