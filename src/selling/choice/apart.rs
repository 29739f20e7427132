//! Where nobody excludes another, the dearest of each buyer are the best.

use super::Contender;

/// The first so many of different buyers; none where there are fewer.
pub(super) fn first_of_each<'c>(
    ranked: impl Iterator<Item = (usize, &'c Contender<'c>)>,
    wanted: usize,
) -> Option<Vec<usize>> {
    let mut taken: Vec<(usize, u32)> = Vec::with_capacity(wanted);
    if wanted > 0 {
        for (place, own) in ranked {
            if taken.iter().all(|(_, buyer)| *buyer != own.buyer) {
                taken.push((place, own.buyer));
            }
            if taken.len() == wanted {
                break;
            }
        }
    }
    (taken.len() == wanted).then(|| taken.into_iter().map(|(place, _)| place).collect())
}
