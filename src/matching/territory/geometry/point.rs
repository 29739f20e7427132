//! A place on the map.

use core::fmt;

/// So many units of a coordinate are one degree.
pub const E7_PER_DEGREE: i32 = 10_000_000;
const MAX_LAT: i32 = 90 * E7_PER_DEGREE;
const MAX_LON: i32 = 180 * E7_PER_DEGREE;

/// A place on the map: longitude and latitude in units of 1e-7 degree (about a centimetre), east and north positive.
///
/// ```
/// use fairdeal::territory::Point;
/// let point = Point::new(-932_828_000, 449_673_000).ok_or("out of range")?;
/// assert_eq!(point.to_string(), "44.9673, -93.2828");
/// assert_eq!(Point::parse("44.9673", "-93.2828"), Some(point));
/// assert_eq!(Point::new(0, 900_000_001), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    lon: i32,
    lat: i32,
}

impl Point {
    /// A point; none outside 180 degrees of longitude and 90 of latitude.
    #[must_use]
    pub const fn new(lon_e7: i32, lat_e7: i32) -> Option<Point> {
        if lon_e7 < -MAX_LON || lon_e7 > MAX_LON || lat_e7 < -MAX_LAT || lat_e7 > MAX_LAT {
            return None;
        }
        Some(Point { lon: lon_e7, lat: lat_e7 })
    }

    /// A point from decimal texts, read exactly; digits past the seventh are rounded half away from zero. None for
    /// anything else than a decimal number in range.
    #[must_use]
    pub fn parse(lat: &str, lon: &str) -> Option<Point> {
        Point::new(parse_e7(lon)?, parse_e7(lat)?)
    }

    /// Longitude in 1e-7 degree, east positive.
    #[must_use]
    pub const fn lon_e7(self) -> i32 {
        self.lon
    }

    /// Latitude in 1e-7 degree, north positive.
    #[must_use]
    pub const fn lat_e7(self) -> i32 {
        self.lat
    }

    #[inline]
    pub(in crate::matching::territory) fn x(self) -> i64 {
        i64::from(self.lon)
    }

    #[inline]
    pub(in crate::matching::territory) fn y(self) -> i64 {
        i64::from(self.lat)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", Degrees(self.lat), Degrees(self.lon))
    }
}

struct Degrees(i32);

impl fmt::Display for Degrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let per = E7_PER_DEGREE.unsigned_abs();
        let (whole, rest) =
            (units.checked_div(per).unwrap_or_default(), units.checked_rem(per).unwrap_or_default());
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{rest:07}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// A decimal number of degrees in units of 1e-7.
pub(in crate::matching::territory) fn parse_e7(text: &str) -> Option<i32> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut units: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut bytes = fraction.bytes();
    for _ in 0..7 {
        let digit = bytes.next().map_or(0, |byte| i64::from(byte.wrapping_sub(b'0')));
        units = units.checked_mul(10)?.checked_add(digit)?;
    }
    if bytes.next().is_some_and(|byte| byte >= b'5') {
        units = units.checked_add(1)?;
    }
    i32::try_from(if negative { units.checked_neg()? } else { units }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        assert_eq!(parse_e7("-93.2828"), Some(-932_828_000));
        assert_eq!(parse_e7(" +.5 "), Some(5_000_000));
        assert_eq!(parse_e7("1.00000005"), Some(10_000_001), "half away from zero");
        assert_eq!(parse_e7("-1.00000005"), Some(-10_000_001));
        assert_eq!(parse_e7("1.00000004"), Some(10_000_000));
        for not in ["", ".", "-", "1e3", "1,5", "--1", "NaN", "999"] {
            assert_eq!(parse_e7(not).filter(|own| *own <= MAX_LON), None, "{not}");
        }
        assert_eq!(Point::new(MAX_LON, -MAX_LAT).map(|point| point.to_string()).as_deref(), Some("-90, 180"));
    }
}
