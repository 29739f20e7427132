//! The states of the United States: their numbers in county codes, and the first digits of their ZIP codes.

use super::code::{Text, folded, prefix_of};

/// A state, or the District of Columbia.
#[derive(Debug)]
pub(super) struct State {
    /// The first two digits of its counties.
    pub(super) fips: u16,
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// The first three digits of its ZIP codes, from one to another, both in. Not each of them is in use.
    pub(super) prefixes: &'static [(u16, u16)],
}

const fn state(fips: u16, code: &'static str, name: &'static str, prefixes: &'static [(u16, u16)]) -> State {
    State { fips, code, name, prefixes }
}

/// All of them, by number.
#[rustfmt::skip]
pub(super) const STATES: [State; 51] = [
    state(1, "AL", "Alabama", &[(350, 369)]),
    state(2, "AK", "Alaska", &[(995, 999)]),
    state(4, "AZ", "Arizona", &[(850, 865)]),
    state(5, "AR", "Arkansas", &[(716, 729)]),
    state(6, "CA", "California", &[(900, 961)]),
    state(8, "CO", "Colorado", &[(800, 816)]),
    state(9, "CT", "Connecticut", &[(60, 69)]),
    state(10, "DE", "Delaware", &[(197, 199)]),
    state(11, "DC", "District of Columbia", &[(200, 200), (202, 205)]),
    state(12, "FL", "Florida", &[(320, 339), (341, 349)]),
    state(13, "GA", "Georgia", &[(300, 319), (398, 399)]),
    state(15, "HI", "Hawaii", &[(967, 968)]),
    state(16, "ID", "Idaho", &[(832, 838)]),
    state(17, "IL", "Illinois", &[(600, 629)]),
    state(18, "IN", "Indiana", &[(460, 479)]),
    state(19, "IA", "Iowa", &[(500, 528)]),
    state(20, "KS", "Kansas", &[(660, 679)]),
    state(21, "KY", "Kentucky", &[(400, 427)]),
    state(22, "LA", "Louisiana", &[(700, 714)]),
    state(23, "ME", "Maine", &[(39, 49)]),
    state(24, "MD", "Maryland", &[(206, 219)]),
    state(25, "MA", "Massachusetts", &[(10, 27), (55, 55)]),
    state(26, "MI", "Michigan", &[(480, 499)]),
    state(27, "MN", "Minnesota", &[(550, 567)]),
    state(28, "MS", "Mississippi", &[(386, 397)]),
    state(29, "MO", "Missouri", &[(630, 658)]),
    state(30, "MT", "Montana", &[(590, 599)]),
    state(31, "NE", "Nebraska", &[(680, 693)]),
    state(32, "NV", "Nevada", &[(889, 898)]),
    state(33, "NH", "New Hampshire", &[(30, 38)]),
    state(34, "NJ", "New Jersey", &[(70, 89)]),
    state(35, "NM", "New Mexico", &[(870, 884)]),
    state(36, "NY", "New York", &[(5, 5), (100, 149)]),
    state(37, "NC", "North Carolina", &[(270, 289)]),
    state(38, "ND", "North Dakota", &[(580, 588)]),
    state(39, "OH", "Ohio", &[(430, 459)]),
    state(40, "OK", "Oklahoma", &[(730, 731), (734, 749)]),
    state(41, "OR", "Oregon", &[(970, 979)]),
    state(42, "PA", "Pennsylvania", &[(150, 196)]),
    state(44, "RI", "Rhode Island", &[(28, 29)]),
    state(45, "SC", "South Carolina", &[(290, 299)]),
    state(46, "SD", "South Dakota", &[(570, 577)]),
    state(47, "TN", "Tennessee", &[(370, 385)]),
    state(48, "TX", "Texas", &[(733, 733), (750, 799), (885, 885)]),
    state(49, "UT", "Utah", &[(840, 847)]),
    state(50, "VT", "Vermont", &[(50, 54), (56, 59)]),
    state(51, "VA", "Virginia", &[(201, 201), (220, 246)]),
    state(53, "WA", "Washington", &[(980, 994)]),
    state(54, "WV", "West Virginia", &[(247, 268)]),
    state(55, "WI", "Wisconsin", &[(530, 549)]),
    state(56, "WY", "Wyoming", &[(820, 831)]),
];

/// Counties are numbered by odd numbers below this one; cities that are counties of their own come after it.
pub(super) const FIRST_CITY: u16 = 510;

/// Odd numbers that no county has, or has any more.
const NOT_IN_USE: [u32; 17] = [
    12_025, 13_041, 13_203, 24_007, 29_191, 29_193, 32_025, 46_001, 46_113, 46_131, 46_133, 51_039, 51_055,
    51_123, 51_129, 51_151, 51_189,
];

impl State {
    /// Whether a text, folded, says this state by its code or its name.
    pub(super) fn is(&self, text: &[u8]) -> bool {
        text == self.code.as_bytes() || *text == *folded(self.name)
    }

    /// The stretches of ZIP codes that are its own, both ends in.
    pub(super) fn zips(&self) -> impl Iterator<Item = (u32, u32)> {
        let first = |prefix: u16| u32::from(prefix).saturating_mul(100);
        self.prefixes.iter().map(move |(from, to)| (first(*from), first(*to).saturating_add(99)))
    }

    /// Whether a county of this state may have this number. Alaska and Connecticut number theirs otherwise.
    pub(super) fn may_have_county(&self, number: u16) -> bool {
        let own = u32::from(self.fips).saturating_mul(1_000).saturating_add(u32::from(number));
        let odd = number & 1 == 1 && number < FIRST_CITY;
        odd && !matches!(self.code, "AK" | "CT") && !NOT_IN_USE.contains(&own)
    }
}

/// The state whose counties begin with two digits, and the number of the county in it.
pub(super) fn of_county(county: &Text) -> Option<(&'static State, u16)> {
    let number: u32 = core::str::from_utf8(county).ok()?.parse().ok()?;
    let (fips, county) = (number.checked_div(1_000)?, number.checked_rem(1_000)?);
    let state = STATES.iter().find(|own| u32::from(own.fips) == fips)?;
    Some((state, u16::try_from(county).ok()?))
}

/// The state that ZIP codes of these first three digits lie in, but for a few along the borders.
pub(super) fn of_prefix(prefix: u16) -> Option<&'static State> {
    STATES.iter().find(|own| own.prefixes.iter().any(|(from, to)| (*from..=*to).contains(&prefix)))
}

/// The state that a ZIP code lies in, but for a few along the borders.
pub(super) fn of_zip(zip: u32) -> Option<&'static State> {
    of_prefix(prefix_of(zip))
}
