//! What can be wrong with the ring of a polygon.

use super::{Edge, Point};

/// A fault of a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::matching::territory) enum RingFault {
    /// Fewer than three corners.
    TooFew(usize),
    /// No room inside.
    Flat,
    /// The other way round than it should.
    Wound,
    /// Two of its edges run through one another.
    Crossing(Edge, Edge),
    /// Two of its edges touch elsewhere than at their common corner, or lie on one another: no harm is done.
    Touching(Edge, Edge),
}

/// The corners of a ring without the last where it repeats the first, and without repetitions one after the other.
pub(in crate::matching::territory) fn faults_of_ring(
    corners: &[Point],
    counterclockwise: bool,
) -> Vec<RingFault> {
    if corners.len() < 3 {
        return vec![RingFault::TooFew(corners.len())];
    }
    let mut twice_area = 0_i128;
    for edge in edges(corners) {
        let (ax, ay) = (i128::from(edge.a.x()), i128::from(edge.a.y()));
        let (bx, by) = (i128::from(edge.b.x()), i128::from(edge.b.y()));
        let part = ax.saturating_mul(by).saturating_sub(bx.saturating_mul(ay));
        twice_area = twice_area.saturating_add(part);
    }
    let mut faults = Vec::new();
    if twice_area == 0 {
        faults.push(RingFault::Flat);
    } else if (twice_area > 0) != counterclockwise {
        faults.push(RingFault::Wound);
    }
    let own: Vec<Edge> = edges(corners).collect();
    if let Some((a, b)) = first_crossing(&own, |_, _| false) {
        faults.push(RingFault::Crossing(a, b));
    } else if let Some((a, b)) = first_meeting(&own, |a, b| next_to(a, b, own.len())) {
        faults.push(RingFault::Touching(a, b));
    }
    faults
}

/// The edges of a ring, the last back to the first corner.
fn edges(corners: &[Point]) -> impl Iterator<Item = Edge> + '_ {
    let next = corners.iter().skip(1).chain(corners.first());
    corners.iter().zip(next).map(|(a, b)| Edge { a: *a, b: *b })
}

fn next_to(a: usize, b: usize, count: usize) -> bool {
    let apart = a.abs_diff(b);
    apart == 1 || apart.saturating_add(1) == count
}

/// The first two edges that have a point in common and should not, those `joined` aside that share no more than a corner.
fn first_meeting(edges: &[Edge], joined: impl Fn(usize, usize) -> bool) -> Option<(Edge, Edge)> {
    first_pair(edges, |at, before, own, other| meet(own, other, joined(at, before)))
}

/// The first two edges that run right through one another, those `passed_over` aside.
pub(in crate::matching::territory) fn first_crossing(
    edges: &[Edge],
    passed_over: impl Fn(usize, usize) -> bool,
) -> Option<(Edge, Edge)> {
    first_pair(edges, |at, before, own, other| !passed_over(at, before) && own.runs_through(other))
}

fn first_pair(edges: &[Edge], found: impl Fn(usize, usize, &Edge, &Edge) -> bool) -> Option<(Edge, Edge)> {
    let mut order: Vec<(i64, usize)> =
        edges.iter().enumerate().map(|(at, edge)| (edge.a.x().min(edge.b.x()), at)).collect();
    order.sort_unstable();
    // Those that reach as far east as where the next begins.
    let mut open: Vec<usize> = Vec::new();
    for (west, at) in order {
        let own = edges.get(at)?;
        open.retain(|other| edges.get(*other).is_some_and(|edge| edge.a.x().max(edge.b.x()) >= west));
        for before in &open {
            let other = edges.get(*before)?;
            if found(at, *before, own, other) {
                return Some(if at < *before { (*own, *other) } else { (*other, *own) });
            }
        }
        open.push(at);
    }
    None
}

/// Whether two edges have a point in common, or, where they are joined, more than their common corner.
fn meet(one: &Edge, other: &Edge, joined: bool) -> bool {
    let overlap = |read: fn(Point) -> i64| {
        read(one.a).max(read(one.b)) >= read(other.a).min(read(other.b))
            && read(other.a).max(read(other.b)) >= read(one.a).min(read(one.b))
    };
    if !overlap(Point::x) || !overlap(Point::y) {
        return false;
    }
    let of_one = [one.turn(other.a), one.turn(other.b)];
    let of_other = [other.turn(one.a), other.turn(one.b)];
    let apart = |[a, b]: [i8; 2]| a == b && a != 0;
    if apart(of_one) || apart(of_other) {
        return false;
    }
    if !joined {
        return true;
    }
    // They share a corner; more than that only on one line and in the same direction from it.
    if of_one.iter().chain(&of_other).any(|turn| *turn != 0) {
        return false;
    }
    let shared = |corner: Point| corner == other.a || corner == other.b;
    let (common, rest) = if shared(one.a) { (one.a, one.b) } else { (one.b, one.a) };
    let far = if other.a == common { other.b } else { other.a };
    let along = |to: Point| (to.x().cmp(&common.x()), to.y().cmp(&common.y()));
    along(rest) == along(far)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(i32, i32)]) -> Vec<Point> {
        corners.iter().map(|(lon, lat)| Point::new(*lon, *lat).unwrap()).collect()
    }

    #[test]
    fn every_fault_is_found_and_a_sound_ring_has_none() {
        let faults = |corners: &[(i32, i32)]| faults_of_ring(&ring(corners), true);
        assert_eq!(faults(&[(0, 0), (10, 0), (10, 10), (0, 10)]), []);
        assert_eq!(faults(&[(0, 0), (10, 0)]), [RingFault::TooFew(2)]);
        assert_eq!(faults(&[(0, 0), (0, 10), (10, 0)]), [RingFault::Wound]);
        assert!(matches!(faults(&[(0, 0), (5, 0), (10, 0)])[0], RingFault::Flat));
        let crossed = faults(&[(0, 0), (10, 10), (10, 0), (0, 12)]);
        assert!(crossed.iter().any(|fault| matches!(fault, RingFault::Crossing(..))), "{crossed:?}");
        let spike = faults(&[(0, 0), (10, 0), (10, 10), (10, 0), (5, 5)]);
        assert!(spike.iter().any(|fault| matches!(fault, RingFault::Touching(..))), "{spike:?}");
        let touching = faults(&[(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)]);
        assert!(touching.iter().any(|fault| matches!(fault, RingFault::Touching(..))), "{touching:?}");
        assert_eq!(faults(&[(0, 0), (5, 0), (10, 0), (10, 10)]), [], "a corner that turns nowhere");
    }
}
