//! The unit of account.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Units in one turn: 2¹⁰·3⁴·5³·7²·11·13·17·19·23 = 539 706 271 104 000.
///
/// Every total weight up to 28, and most that occur, divide it, so most shares are whole numbers.
pub const UNIT: i128 = 539_706_271_104_000;

const _: () = assert!(UNIT == 1_024 * 81 * 125 * 49 * 11 * 13 * 17 * 19 * 23);

/// A number of turns, in units of 1/[`UNIT`] of a turn: positive is owed to the agent, negative is taken in advance.
///
/// As text it is a signed decimal rounded to hundredths, half away from zero; in serde the whole number of units.
///
/// ```
/// use fairdeal::meter::ledger::{Turns, UNIT};
/// assert_eq!(Turns::from_units(UNIT / 3).to_string(), "+0.33");
/// assert_eq!(Turns::from_units(-UNIT * 5 / 2).to_string(), "-2.50");
/// assert_eq!(Turns::from_units(1).to_string(), "0.00");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Turns(i128);

impl Turns {
    /// Nothing owed.
    pub const ZERO: Turns = Turns(0);
    /// One turn.
    pub const ONE: Turns = Turns(UNIT);

    /// So many whole turns, saturating.
    #[must_use]
    pub const fn whole(turns: i64) -> Turns {
        // A cast from i64 to i128 loses nothing.
        Turns(UNIT.saturating_mul(turns as i128))
    }

    /// So many units of 1/[`UNIT`] of a turn.
    #[must_use]
    pub const fn from_units(units: i128) -> Turns {
        Turns(units)
    }

    /// The number of units of 1/[`UNIT`] of a turn.
    #[must_use]
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The size without the sign, saturating.
    #[must_use]
    pub const fn abs(self) -> Turns {
        Turns(self.0.saturating_abs())
    }

    /// Both together, saturating.
    #[must_use]
    pub const fn plus(self, other: Turns) -> Turns {
        Turns(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNIT.unsigned_abs();
        let size = self.0.unsigned_abs();
        let whole = size.checked_div(unit).unwrap_or(0);
        let part = size.checked_rem(unit).unwrap_or(0);
        // `part` is below 2^49, so the product is below 2^56.
        let rounded = part.saturating_mul(200).saturating_add(unit).checked_div(unit.saturating_mul(2));
        let rounded = rounded.unwrap_or(0);
        let (whole, hundredths) =
            if rounded >= 100 { (whole.saturating_add(1), 0) } else { (whole, rounded) };
        let sign = match (whole, hundredths) {
            (0, 0) => "",
            _ if self.0 < 0 => "-",
            _ => "+",
        };
        write!(f, "{sign}{whole}.{hundredths:02}")
    }
}
