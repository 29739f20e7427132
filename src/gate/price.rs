//! What a lead counts as under a cap.

use crate::gate::Asked;
use crate::matching::Cell;
use crate::outcome::{NoPrice, Reason};
use crate::policy::{Cap, Money, Price};

/// What a lead counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// 1, or the price in minor units.
    pub(crate) units: u32,
    /// Whether the policy says it of leads whose price is not known.
    pub(crate) by_default: bool,
}

/// What a lead counts as under a cap: 1, or what it costs where that is counted; a named refusal where that is not known.
#[inline]
pub(crate) fn amount(lead: &Asked<'_, '_>, cap: &Cap) -> Result<Amount, Reason> {
    match &cap.money {
        None => Ok(Amount { units: 1, by_default: false }),
        Some(money) => price(lead, cap, money),
    }
}

#[cold]
fn price(lead: &Asked<'_, '_>, cap: &Cap, money: &Money) -> Result<Amount, Reason> {
    let known = match &money.price {
        Price::Fixed(price) => Ok(*price),
        Price::Said { price, currency } => said(lead, money, price, currency.as_ref()),
    };
    match (known, money.unpriced) {
        (Ok(units), _) => Ok(Amount { units, by_default: false }),
        (Err(_), Some(units)) => Ok(Amount { units, by_default: true }),
        (Err(why), None) => Err(Reason::NoPrice { cap: cap.id.clone(), currency: money.currency, why }),
    }
}

type Attribute = (crate::id::Name, usize);

fn said(
    lead: &Asked<'_, '_>,
    money: &Money,
    (name, index): &Attribute,
    currency: Option<&Attribute>,
) -> Result<u32, NoPrice> {
    if let Some((name, index)) = currency {
        match lead.encoded.cell(*index) {
            Cell::Text(code) if code == money.currency.as_str() => {}
            Cell::Text(code) => {
                return Err(NoPrice::OtherCurrency { attribute: name.clone(), found: code.to_owned() });
            }
            _ => return Err(NoPrice::NoCurrency { attribute: name.clone() }),
        }
    }
    match lead.encoded.cell(*index) {
        Cell::Integer(found) => {
            u32::try_from(found).map_err(|_| NoPrice::OutOfRange { attribute: name.clone(), found })
        }
        _ => Err(NoPrice::Missing { attribute: name.clone() }),
    }
}
