//! ZIP+4: for each five-digit code a run of segments, and the list of each.

use super::zips::ZIPS;

/// Add-on codes of one ZIP from the first to the last, both in, and what is filed under them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::matching::territory) struct Segment {
    pub(in crate::matching::territory) zip: u32,
    pub(in crate::matching::territory) from: u16,
    pub(in crate::matching::territory) to: u16,
    pub(in crate::matching::territory) what: u32,
}

/// Four bytes a segment where segments adjoin, four more for a gap behind one, and four a ZIP.
#[derive(Clone, Debug, Default)]
pub(in crate::matching::territory) struct Segments {
    /// Where the run of each ZIP begins, and at last where they end; empty where there are no segments.
    runs: Vec<u32>,
    /// Run by run: the first add-on code of each stretch, which ends where the next begins, then, while they fit in two bytes,
    /// the list of each, so that they lie beside one another.
    codes: Vec<u16>,
    /// The list of each stretch, where they do not fit; else empty.
    wide: Vec<u32>,
}

impl Segments {
    /// `file` makes a list of what is filed under one stretch, sorted. None if it does, or past the limits of `u32`.
    ///
    /// # Complexity
    /// `n log n` in the number of segments, times how many overlap.
    pub(in crate::matching::territory) fn new(
        mut segments: Vec<Segment>,
        mut file: impl FnMut(&[u32]) -> Option<u32>,
    ) -> Option<Segments> {
        if segments.is_empty() {
            return Some(Segments::default());
        }
        segments.sort_unstable();
        // Each ZIP with its stretches, and where they begin.
        let mut found: Vec<(u16, u32)> = Vec::with_capacity(segments.len());
        let mut runs = Vec::with_capacity(ZIPS.saturating_add(1));
        for run in segments.chunk_by(|a, b| a.zip == b.zip) {
            let zip = run.first().map_or(0, |segment| segment.zip as usize);
            runs.resize(zip.saturating_add(1), u32::try_from(found.len()).ok()?);
            let mut previous = 0;
            for (first, what) in stretches(run) {
                let list = file(&what)?;
                if list != previous {
                    found.push((first, list));
                    previous = list;
                }
            }
        }
        runs.resize(ZIPS.saturating_add(1), u32::try_from(found.len()).ok()?);
        let narrow = found.iter().all(|(_, list)| u16::try_from(*list).is_ok());
        let mut own = Segments { runs, ..Segments::default() };
        own.codes.reserve_exact(found.len().saturating_mul(if narrow { 2 } else { 1 }));
        for ends in own.runs.windows(2) {
            let [start, end] = ends else { continue };
            let run = found.get(*start as usize..*end as usize).unwrap_or_default();
            own.codes.extend(run.iter().map(|(first, _)| *first));
            if narrow {
                own.codes.extend(run.iter().filter_map(|(_, list)| u16::try_from(*list).ok()));
            }
        }
        if !narrow {
            own.wide = found.into_iter().map(|(_, list)| list).collect();
        }
        Some(own)
    }

    /// The list of a code; the empty one where no segment holds it.
    #[inline]
    pub(in crate::matching::territory) fn find(&self, zip: u32, plus4: u16) -> u32 {
        let at = zip as usize;
        let ends = self.runs.get(at).zip(self.runs.get(at.wrapping_add(1)));
        let Some((start, end)) = ends.map(|(start, end)| (*start as usize, *end as usize)) else { return 0 };
        let count = end.wrapping_sub(start);
        let narrow = self.wide.is_empty();
        let from = if narrow { start.wrapping_mul(2) } else { start };
        let Some((firsts, rest)) = self.codes.get(from..).and_then(|own| own.split_at_checked(count)) else {
            return 0;
        };
        // Few: counted without a branch.
        let begun = if count <= 64 {
            firsts.iter().map(|first| u16::from(*first <= plus4)).fold(0, u16::wrapping_add).into()
        } else {
            firsts.partition_point(|first| *first <= plus4)
        };
        let Some(before) = begun.checked_sub(1) else { return 0 };
        if narrow {
            rest.get(before).map_or(0, |list| u32::from(*list))
        } else {
            self.wide.get(start.wrapping_add(before)).copied().unwrap_or(0)
        }
    }

    pub(in crate::matching::territory) fn bytes(&self) -> usize {
        let numbers = self.runs.len().saturating_add(self.wide.len()).saturating_mul(4);
        numbers.saturating_add(self.codes.len().saturating_mul(2))
    }
}

/// The stretches of one ZIP over which the same segments hold, in order, each with what is filed there.
fn stretches(run: &[Segment]) -> Vec<(u16, Vec<u32>)> {
    let mut cuts: Vec<u16> = run.iter().map(|segment| segment.from).collect();
    cuts.extend(run.iter().map(|segment| segment.to.saturating_add(1)));
    cuts.sort_unstable();
    cuts.dedup();
    let mut open: Vec<&Segment> = Vec::new();
    let mut rest = run;
    let mut found = Vec::with_capacity(cuts.len());
    for cut in cuts {
        open.retain(|segment| segment.to >= cut);
        let (begun, later) = rest.split_at(rest.partition_point(|segment| segment.from <= cut));
        open.extend(begun.iter().filter(|segment| segment.to >= cut));
        rest = later;
        let mut what: Vec<u32> = open.iter().map(|segment| segment.what).collect();
        what.sort_unstable();
        what.dedup();
        found.push((cut, what));
    }
    found
}
