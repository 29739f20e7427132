//! A line across the land, such as an interstate, and which side of it a point lies on.

use super::{Edge, Point, Reach};

/// Lines of any number of pieces, filed by meridian and by parallel.
#[derive(Clone, Debug)]
pub(in crate::matching::territory) struct Line {
    edges: Vec<Edge>,
    by_lon: Slabs,
    by_lat: Slabs,
}

/// A side by the compass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::matching::territory) enum SideOf {
    North,
    South,
    East,
    West,
}

impl Line {
    pub(in crate::matching::territory) fn new(paths: &[Vec<Point>]) -> Line {
        let edges: Vec<Edge> = paths
            .iter()
            .flat_map(|path| path.windows(2))
            .filter_map(|pair| match pair {
                [a, b] if a != b => Some(Edge { a: *a, b: *b }),
                _ => None,
            })
            .collect();
        let spans = |read: fn(Point) -> i64| {
            let span = |edge: &Edge| (read(edge.a).min(read(edge.b)), read(edge.a).max(read(edge.b)));
            Slabs::new(&edges.iter().map(span).collect::<Vec<_>>())
        };
        Line { by_lon: spans(Point::x), by_lat: spans(Point::y), edges }
    }

    /// Whether the point lies on this side: the line is crossed once or more on the way from it to the opposite side, along its
    /// meridian or parallel, and nowhere on the other way. None where both ways cross it, as in a bend, and where neither
    /// does, beyond its ends: there is no answer then.
    pub(in crate::matching::territory) fn is_on(&self, side: SideOf, point: Point) -> Option<bool> {
        let (x, y) = (point.x(), point.y());
        let (mut ahead, mut behind) = (false, false);
        let slabs = match side {
            SideOf::North | SideOf::South => &self.by_lon,
            SideOf::East | SideOf::West => &self.by_lat,
        };
        let at = if matches!(side, SideOf::North | SideOf::South) { x } else { y };
        for edge in slabs.around(at, at).filter_map(|at| self.edges.get(at)) {
            // Whether it lies on the side asked for, as seen from the point.
            let beyond = match side {
                SideOf::North | SideOf::South if !edge.crosses_meridian(x) => continue,
                SideOf::East | SideOf::West if !edge.crosses_parallel(y) => continue,
                SideOf::North => edge.is_north(x, y),
                SideOf::South => !edge.is_north(x, y),
                SideOf::East => edge.is_east(x, y),
                SideOf::West => !edge.is_east(x, y),
            };
            if beyond {
                ahead = true;
            } else {
                behind = true;
            }
        }
        match (ahead, behind) {
            (false, true) => Some(true),
            (true, false) => Some(false),
            _ => None,
        }
    }

    /// Whether the line comes that near.
    pub(in crate::matching::territory) fn touches(&self, reach: &Reach) -> bool {
        let [west, _, east, _] = reach.bounds();
        self.by_lon.around(west, east).filter_map(|at| self.edges.get(at)).any(|edge| reach.touches(edge))
    }
}

/// Spans of numbers, filed under the stretches of equal width they meet.
#[derive(Clone, Debug)]
struct Slabs {
    least: i64,
    /// Of a stretch, at least 1.
    width: i64,
    /// Where the spans of each stretch begin, and at last where they end.
    starts: Vec<u32>,
    spans: Vec<u32>,
}

impl Slabs {
    fn new(spans: &[(i64, i64)]) -> Slabs {
        let least = spans.iter().map(|span| span.0).min().unwrap_or(0);
        let most = spans.iter().map(|span| span.1).max().unwrap_or(0);
        let stretches = i64::try_from(spans.len()).unwrap_or(i64::MAX).clamp(1, 1 << 16);
        let width = most.saturating_sub(least).checked_div(stretches).unwrap_or(0).saturating_add(1);
        let mut slabs = Slabs { least, width, starts: vec![0], spans: Vec::new() };
        let mut filed: Vec<(usize, u32)> = Vec::new();
        for (at, (from, to)) in (0_u32..).zip(spans) {
            filed.extend((slabs.stretch(*from)..=slabs.stretch(*to)).map(|stretch| (stretch, at)));
        }
        filed.sort_unstable();
        let mut rest = filed.as_slice();
        for stretch in 0..=slabs.stretch(most) {
            let (own, later) = rest.split_at(rest.partition_point(|(other, _)| *other <= stretch));
            slabs.spans.extend(own.iter().map(|(_, at)| *at));
            slabs.starts.push(u32::try_from(slabs.spans.len()).unwrap_or(u32::MAX));
            rest = later;
        }
        slabs
    }

    fn stretch(&self, number: i64) -> usize {
        let above = number.saturating_sub(self.least).max(0);
        usize::try_from(above.checked_div(self.width).unwrap_or(0)).unwrap_or(usize::MAX)
    }

    /// Every span that may meet these numbers; some may come more than once.
    fn around(&self, from: i64, to: i64) -> impl Iterator<Item = usize> + '_ {
        let last = self.starts.len().saturating_sub(2);
        let (first, end) = (self.stretch(from), self.stretch(to).min(last));
        let list = if to < self.least || first > last {
            None
        } else {
            let start = self.starts.get(first).copied().unwrap_or(0);
            let end = self.starts.get(end.saturating_add(1)).copied().unwrap_or(0);
            self.spans.get(start as usize..end as usize)
        };
        list.unwrap_or_default().iter().map(|at| *at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::SideOf::{East, North, South, West};
    use super::*;

    fn point(lon: i32, lat: i32) -> Point {
        Point::new(lon, lat).unwrap()
    }

    fn line(corners: &[(i32, i32)]) -> Line {
        Line::new(&[corners.iter().map(|(lon, lat)| point(*lon, *lat)).collect()])
    }

    #[test]
    fn a_bend_and_the_ends_have_no_answer() {
        // Eastward, back to the west, and eastward again.
        let bent = line(&[(0, 0), (100, 0), (100, 10), (50, 20), (50, 30), (200, 30)]);
        assert_eq!(bent.is_on(North, point(20, 5)), Some(true));
        assert_eq!(bent.is_on(South, point(20, -5)), Some(true));
        assert_eq!(bent.is_on(North, point(20, -5)), Some(false));
        assert_eq!(bent.is_on(North, point(75, 5)), None, "in the bend");
        assert_eq!(bent.is_on(North, point(75, 35)), Some(true));
        assert_eq!(bent.is_on(South, point(75, -1)), Some(true));
        assert_eq!(bent.is_on(North, point(201, 5)), None, "beyond the end");
        assert_eq!(bent.is_on(North, point(-1, 5)), None);
        assert_eq!(bent.is_on(East, point(120, 15)), Some(true));
        assert_eq!(bent.is_on(West, point(60, 15)), Some(true));
    }

    #[test]
    fn a_point_on_the_line_lies_on_one_side() {
        for (corners, side) in
            [([(0, 0), (100, 0)], North), ([(0, 0), (100, 50)], South), ([(0, 50), (100, 0)], North)]
        {
            let line = line(&corners);
            let on = point(50, if side == North && corners[0].1 == 0 { 0 } else { 25 });
            assert_eq!(line.is_on(side, on), Some(true), "{corners:?}");
            let other = if side == North { South } else { North };
            assert_eq!(line.is_on(other, on), Some(false), "{corners:?}");
        }
    }

    #[test]
    fn an_end_on_the_meridian_counts_once() {
        let line = line(&[(0, 0), (50, 0), (100, 0)]);
        assert_eq!(line.is_on(North, point(50, 1)), Some(true));
        assert_eq!(line.is_on(North, point(0, 1)), Some(true), "the western end is met");
        assert_eq!(line.is_on(North, point(100, 1)), None, "the eastern one is not");
    }
}
