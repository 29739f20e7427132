//! Which way the rings of a map file run.

use super::doc::Position;

/// A ring that runs anticlockwise on the whole, or clockwise, from the corner it began with.
pub(super) fn wound(mut corners: Vec<Position>, counterclockwise: bool) -> Vec<Position> {
    if (twice_area(&corners) > 0) != counterclockwise {
        corners.get_mut(1..).unwrap_or_default().reverse();
    }
    corners
}

/// Whether all corners lie on one line.
pub(super) fn is_flat(corners: &[Position]) -> bool {
    let Some((first, second)) =
        corners.first().and_then(|first| Some((first, corners.iter().find(|own| *own != first)?)))
    else {
        return true;
    };
    corners.iter().all(|third| twice_area(&[*first, *second, *third]) == 0)
}

/// Positive where the corners run anticlockwise, on the whole.
fn twice_area(corners: &[Position]) -> i128 {
    let next = corners.iter().skip(1).chain(corners.first());
    let parts = corners.iter().zip(next).map(|([ax, ay], [bx, by])| {
        let wide = |own: &i32| i128::from(*own);
        wide(ax).saturating_mul(wide(by)).saturating_sub(wide(bx).saturating_mul(wide(ay)))
    });
    parts.fold(0, i128::saturating_add)
}
