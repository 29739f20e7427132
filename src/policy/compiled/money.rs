//! What a cap counts in place of leads, and how it is spread over its window; names resolved.

use crate::currency::Currency;
use crate::id::Name;

/// A cap on money.
#[derive(Clone, Debug)]
pub(crate) struct Money {
    pub(crate) currency: Currency,
    pub(crate) price: Price,
    /// Whether the last lead may cost more than remains.
    pub(crate) overspend: bool,
    /// What a lead costs whose price is not known; none stops it.
    pub(crate) unpriced: Option<u32>,
}

/// What a lead costs, in minor units.
#[derive(Clone, Debug)]
pub(crate) enum Price {
    Fixed(u32),
    /// What attributes say, each with its index in the schema.
    Said {
        price: (Name, usize),
        currency: Option<(Name, usize)>,
    },
}

/// How a cap opens over its window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) burst: u64,
    /// Index into the policy's calendars: whose open time counts.
    pub(crate) hours: Option<usize>,
}
