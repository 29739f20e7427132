//! Whether a border comes as near to a point as the point is known to.

use super::{Edge, Point};

/// So many units of latitude are a thousand kilometres, on a sphere of the mean radius of the earth.
const UNITS_PER_1000_KM: u64 = 89_932_036;

/// All that lies within so many metres of a point. Lengths are measured in the plane that touches the globe there: east
/// and west are shortened by the cosine of the latitude.
#[derive(Clone, Copy, Debug)]
pub(in crate::matching::territory) struct Reach {
    point: Point,
    /// The cosine of the latitude, of 2^30.
    shortened: i64,
    /// In units of 1e-7 degree of latitude, rounded up.
    radius: i64,
    /// The same along the parallel, at most the whole globe.
    radius_lon: i64,
}

impl Reach {
    pub(in crate::matching::territory) fn new(point: Point, radius_m: u32) -> Reach {
        let shortened = cosine(point.y()).max(1);
        let radius = units(radius_m);
        let stretched = radius.saturating_mul(1 << 30).checked_div(shortened).unwrap_or(i64::MAX);
        let radius_lon = stretched.saturating_add(1).min(3_600_000_000);
        Reach { point, shortened, radius, radius_lon }
    }

    /// West, south, east, north: a box with all of it.
    pub(in crate::matching::territory) fn bounds(&self) -> [i64; 4] {
        let (x, y) = (self.point.x(), self.point.y());
        [
            x.saturating_sub(self.radius_lon),
            y.saturating_sub(self.radius),
            x.saturating_add(self.radius_lon),
            y.saturating_add(self.radius),
        ]
    }

    /// Whether some point of the edge lies in it, its rim included.
    pub(in crate::matching::territory) fn touches(&self, edge: &Edge) -> bool {
        let [west, south, east, north] = self.bounds();
        let (a, b) = (edge.a, edge.b);
        if a.x().max(b.x()) < west || a.x().min(b.x()) > east {
            return false;
        }
        if a.y().max(b.y()) < south || a.y().min(b.y()) > north {
            return false;
        }
        let flat = |corner: Point| {
            let x = corner.x().saturating_sub(self.point.x()).saturating_mul(self.shortened) >> 30;
            (i128::from(x), i128::from(corner.y().saturating_sub(self.point.y())))
        };
        let (ax, ay) = flat(a);
        let (bx, by) = flat(b);
        let (dx, dy) = (bx.saturating_sub(ax), by.saturating_sub(ay));
        let dot = |(ax, ay): (i128, i128), (bx, by): (i128, i128)| {
            ax.saturating_mul(bx).saturating_add(ay.saturating_mul(by))
        };
        let radius = i128::from(self.radius);
        let radius_squared = radius.saturating_mul(radius);
        let length_squared = dot((dx, dy), (dx, dy));
        let along = dot((ax, ay), (dx, dy)).saturating_neg();
        if along <= 0 {
            return dot((ax, ay), (ax, ay)) <= radius_squared;
        }
        if along >= length_squared {
            return dot((bx, by), (bx, by)) <= radius_squared;
        }
        let across = ax.saturating_mul(dy).saturating_sub(ay.saturating_mul(dx));
        across.saturating_mul(across) <= radius_squared.saturating_mul(length_squared)
    }
}

/// The cosine of a latitude, of 2^30, to within some 4 in 100,000: between whole degrees as the crow flies.
fn cosine(lat_e7: i64) -> i64 {
    const DEGREE: i64 = 10_000_000;
    let lat = lat_e7.saturating_abs();
    let (degree, rest) = (lat.wrapping_div(DEGREE), lat.wrapping_rem(DEGREE));
    let at = usize::try_from(degree).unwrap_or(usize::MAX);
    let (Some(here), Some(next)) = (COSINES.get(at), COSINES.get(at.saturating_add(1))) else { return 0 };
    here.wrapping_sub(here.wrapping_sub(*next).wrapping_mul(rest).wrapping_div(DEGREE))
}

/// The cosines of whole degrees, of 2^30.
const COSINES: [i64; 92] = [
    1_073_741_824,
    1_073_578_288,
    1_073_087_729,
    1_072_270_298,
    1_071_126_243,
    1_069_655_912,
    1_067_859_754,
    1_065_738_315,
    1_063_292_242,
    1_060_522_280,
    1_057_429_273,
    1_054_014_162,
    1_050_277_989,
    1_046_221_891,
    1_041_847_103,
    1_037_154_959,
    1_032_146_887,
    1_026_824_413,
    1_021_189_159,
    1_015_242_840,
    1_008_987_269,
    1_002_424_350,
    995_556_083,
    988_384_560,
    980_911_966,
    973_140_576,
    965_072_759,
    956_710_970,
    948_057_759,
    939_115_760,
    929_887_697,
    920_376_381,
    910_584_710,
    900_515_665,
    890_172_315,
    879_557_810,
    868_675_383,
    857_528_349,
    846_120_104,
    834_454_122,
    822_533_958,
    810_363_241,
    797_945_680,
    785_285_058,
    772_385_229,
    759_250_125,
    745_883_746,
    732_290_163,
    718_473_518,
    704_438_018,
    690_187_940,
    675_727_625,
    661_061_475,
    646_193_961,
    631_129_609,
    615_873_009,
    600_428_808,
    584_801_711,
    568_996_477,
    553_017_922,
    536_870_912,
    520_560_366,
    504_091_252,
    487_468_587,
    470_697_435,
    453_782_903,
    436_730_145,
    419_544_355,
    402_230_767,
    384_794_656,
    367_241_333,
    349_576_144,
    331_804_471,
    313_931_728,
    295_963_357,
    277_904_834,
    259_761_657,
    241_539_355,
    223_243_478,
    204_879_599,
    186_453_311,
    167_970_228,
    149_435_979,
    130_856_211,
    112_236_583,
    93_582_766,
    74_900_443,
    56_195_305,
    37_473_049,
    18_739_379,
    0,
    0,
];

/// Metres in units of 1e-7 degree of latitude, rounded up.
fn units(metres: u32) -> i64 {
    let scaled = u64::from(metres).saturating_mul(UNITS_PER_1000_KM).wrapping_div(1_000_000);
    let units = scaled.saturating_add(u64::from(metres > 0));
    i64::try_from(units).unwrap_or(i64::MAX).min(1_800_000_000)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "a panic here is a failed test")]
mod tests {
    use super::*;

    #[test]
    fn a_metre_is_some_ninety_units_of_latitude() {
        assert_eq!(units(0), 0);
        assert_eq!(units(1), 90);
        assert_eq!(units(1_000), 89_933);
    }

    #[test]
    fn the_table_and_the_unit_are_those_of_the_sphere() {
        use crate::matching::territory::geometry::trig::{EARTH_RADIUS_MM, radians, sin_cos};
        for lat in (0..=900).map(|tenth| tenth * 1_000_000) {
            let exact = i64::try_from(sin_cos(radians(lat)).1 >> 30).unwrap();
            assert!((cosine(lat) - exact).abs() < 45_000, "{lat}: {} {exact}", cosine(lat));
            assert_eq!(cosine(lat), cosine(-lat));
        }
        // Half a turn is the radius times pi.
        let half_turn_mm = (EARTH_RADIUS_MM * radians(1_800_000_000)) >> 60;
        let exact = 1_800_000_000_i128 * 1_000_000_000 / half_turn_mm;
        assert_eq!(i128::from(UNITS_PER_1000_KM), exact);
    }

    #[test]
    fn edges_near_and_far() {
        let point = |lon, lat| Point::new(lon, lat).unwrap();
        let reach = Reach::new(point(0, 600_000_000), 100);
        // 8,993 units north and south, twice as many east and west at 60 degrees.
        let upright = |lon| Edge::new(point(lon, 599_000_000), point(lon, 601_000_000));
        assert!(reach.touches(&upright(17_900)));
        assert!(!reach.touches(&upright(18_100)));
        let flat = |lat| Edge::new(point(-1_000_000, lat), point(1_000_000, lat));
        assert!(reach.touches(&flat(600_008_990)));
        assert!(!reach.touches(&flat(600_009_100)));
        let beside = Edge::new(point(13_000, 600_006_500), point(90_000, 600_006_500));
        assert!(!reach.touches(&Edge::new(point(16_000, 600_007_000), beside.b)), "the corner of the box");
        assert!(Reach::new(point(0, 0), 0).touches(&Edge::new(point(-1, -1), point(1, 1))), "on it");
    }
}
