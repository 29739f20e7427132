//! Sines and cosines in whole numbers: powers summed in fixed point, the same on every machine.

/// 1 in fixed point.
pub(super) const ONE: i128 = 1 << 60;
/// π in fixed point.
const PI: i128 = 3_622_009_729_038_561_421;
/// Half a turn in units of 1e-7 degree.
const HALF_TURN: i128 = 1_800_000_000;
/// The mean radius of the earth in millimetres.
pub(super) const EARTH_RADIUS_MM: i128 = 6_371_008_771;

fn times(a: i128, b: i128) -> i128 {
    a.saturating_mul(b) >> 60
}

/// An angle in units of 1e-7 degree as radians in fixed point.
pub(super) fn radians(angle_e7: i64) -> i128 {
    i128::from(angle_e7).saturating_mul(PI).checked_div(HALF_TURN).unwrap_or_default()
}

/// The sine and cosine of an angle between minus half a turn and half a turn, to within some 1e-16.
pub(super) fn sin_cos(radians: i128) -> (i128, i128) {
    // A quarter of the angle, where the powers vanish quickly; then doubled twice.
    let small = radians >> 2;
    let square = times(small, small);
    let (mut sin, mut cos) = (small, ONE);
    let (mut odd, mut even) = (small, ONE);
    for step in 1_i128..=9 {
        let twice = step.saturating_mul(2);
        let before = twice.saturating_sub(1).saturating_mul(twice);
        even = times(even, square).checked_div(before).unwrap_or_default().saturating_neg();
        cos = cos.saturating_add(even);
        let after = twice.saturating_mul(twice.saturating_add(1));
        odd = times(odd, square).checked_div(after).unwrap_or_default().saturating_neg();
        sin = sin.saturating_add(odd);
    }
    for _ in 0..2 {
        let doubled = times(sin, cos).saturating_mul(2);
        cos = ONE.saturating_sub(times(sin, sin).saturating_mul(2));
        sin = doubled;
    }
    (sin, cos)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a panic here is a failed test")]
mod tests {
    use super::*;

    #[test]
    fn known_angles() {
        let near = |own: i128, wanted: i128| (own - wanted).abs() < 1 << 10;
        let at = |degrees: i64| sin_cos(radians(degrees * 10_000_000));
        for (degrees, sin, cos) in
            [(0, 0, ONE), (30, ONE / 2, 0), (90, ONE, 0), (180, 0, -ONE), (-90, -ONE, 0)]
        {
            let own = at(degrees);
            assert!(near(own.0, sin), "{degrees}: {}", own.0);
            assert!(degrees == 30 || near(own.1, cos), "{degrees}: {}", own.1);
        }
        assert!(near(at(60).1, ONE / 2));
        for degrees in -180..=180 {
            let (sin, cos) = at(degrees);
            assert!(near(times(sin, sin) + times(cos, cos), ONE), "{degrees}");
        }
    }
}
