//! A lead comes in for sale.

use super::Decided;
use super::draft::Draft;
use super::keys::digest;
use crate::id::Name;
use crate::lead::Lead;
use crate::policy::{DuplicateDecisionDoc, Exchange, Policy, SellDoc};
use crate::selling::count::SaleKey;
use crate::selling::event::SaleEvent;
use crate::selling::outcome::{SaleOutcome, SaleRefused};
use crate::selling::state::{ExchangeState, Sale, SaleTermsOf};
use crate::time::Timestamp;

pub(super) fn offer(
    (policy, exchange): (&Policy, &Exchange),
    state: &ExchangeState,
    now: Timestamp,
    lead: &Lead,
    suppressed_buyers: &[Name],
) -> Decided {
    if state.sale(lead.id()).is_some() {
        return Err(SaleRefused::KnownLead(lead.id().clone()));
    }
    let encoded = policy.schema.encode(lead).map_err(SaleRefused::Attributes)?;
    let mut all = exchange.terms.iter();
    let terms = all.find(|own| own.when.as_ref().is_none_or(|when| when.holds(&encoded)));
    let terms = terms.ok_or(SaleRefused::NoTerms)?;
    let mut suppressed: Vec<Name> = terms.suppressed.iter().chain(suppressed_buyers).cloned().collect();
    let keys = keys(exchange, state, now, lead, &mut suppressed)?;
    suppressed.sort();
    suppressed.dedup();
    let (least, most) = match terms.sell {
        SellDoc::Either => (1, terms.max_sales),
        SellDoc::Exclusive => (1, 1),
        SellDoc::Shared => (2, terms.max_sales),
    };
    let terms = SaleTermsOf { least, most, floor_minor: terms.floor_minor, suppressed };
    let sale = Sale::new(lead.clone(), terms.clone(), keys.clone(), now);
    let mut draft = Draft::new((policy, exchange), state, now, sale);
    draft.add(SaleEvent::Offered { lead: lead.clone(), terms, keys });
    draft.enter(0);
    Ok((SaleOutcome::Lead(draft.news()), draft.events))
}

/// By what the lead is known again, and whether it is one that was sold already. Those who have it are not sold it again where
/// the rule says so.
fn keys(
    exchange: &Exchange,
    state: &ExchangeState,
    now: Timestamp,
    lead: &Lead,
    suppressed: &mut Vec<Name>,
) -> Result<Vec<SaleKey>, SaleRefused> {
    let mut keys = Vec::new();
    for rule in &exchange.duplicates {
        let asker = format!("lead {}", rule.id);
        let Some(digest) = digest(&asker, &rule.keys, rule.same.as_ref(), lead) else { continue };
        keys.push(SaleKey { digest, keep: rule.look_back });
        for seen in state.seen.get(&digest).into_iter().flatten() {
            let refuse = |clears_at| SaleRefused::Duplicate {
                rule: rule.id.clone(),
                of: seen.lead.clone(),
                clears_at,
            };
            // What is for sale may be sold at any moment, to whomever.
            let (at, until) = seen.sold.ok_or_else(|| refuse(None))?;
            if until <= now {
                continue;
            }
            match rule.decision {
                DuplicateDecisionDoc::Reject {} => return Err(refuse(Some(until))),
                DuplicateDecisionDoc::SellToOthers {} => suppressed.extend(seen.buyers.iter().cloned()),
                DuplicateDecisionDoc::ResellAfter { after_s } => {
                    let again = at.plus(crate::time::Span::seconds(after_s));
                    if now < again {
                        return Err(refuse(Some(again)));
                    }
                }
            }
        }
    }
    Ok(keys)
}
