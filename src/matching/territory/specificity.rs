//! How narrowly a territory is drawn.

use core::fmt;

/// How narrowly a part of a territory is drawn, the widest first. What all of several conditions hold is as specific as the
/// most specific of them; what one of several holds as the least; what something does not hold is [`Specificity::Everywhere`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Specificity {
    /// Any place, or all but some.
    Everywhere,
    /// Something the lead says of itself.
    Attribute,
    /// A country.
    Country,
    /// A state.
    State,
    /// A telephone area code.
    AreaCode,
    /// A city.
    City,
    /// A county.
    County,
    /// The first three digits of a ZIP code.
    Scf,
    /// A range of ZIP codes.
    ZipRange,
    /// A ZIP code, or an outward code.
    Zip,
    /// An area, a circle, or one side of a line.
    Area,
    /// A range of ZIP+4 codes.
    Zip4Range,
    /// A ZIP+4 code.
    Zip4,
    /// House numbers of a street.
    Street,
    /// An account by name.
    Account,
}

impl fmt::Display for Specificity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Specificity::Everywhere => "everywhere",
            Specificity::Attribute => "attribute",
            Specificity::Country => "country",
            Specificity::State => "state",
            Specificity::AreaCode => "area code",
            Specificity::City => "city",
            Specificity::County => "county",
            Specificity::Scf => "SCF",
            Specificity::ZipRange => "ZIP range",
            Specificity::Zip => "ZIP",
            Specificity::Area => "area",
            Specificity::Zip4Range => "ZIP+4 range",
            Specificity::Zip4 => "ZIP+4",
            Specificity::Street => "street",
            Specificity::Account => "account",
        })
    }
}
