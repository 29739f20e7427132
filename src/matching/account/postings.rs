//! The names that each word stands in.

use super::index::NameRow;

/// Names by word, for words that few enough names have.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    starts: Box<[u32]>,
    names: Box<[u32]>,
}

impl Postings {
    /// The names of each word, ascending; a word that more than `most` names have has none.
    pub(super) fn new(words: usize, rows: &[NameRow], terms: &[u32], most: u32) -> Postings {
        let mut starts = vec![0_u32; words.saturating_add(1)];
        for word in terms {
            if let Some(count) = starts.get_mut(*word as usize) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            let count = if *start > most { 0 } else { *start };
            *start = sum;
            sum = sum.saturating_add(count);
        }
        let mut names = vec![0; sum as usize];
        let kept: Vec<bool> = starts.windows(2).map(|two| two.first() != two.last()).collect();
        for (name, row) in (0_u32..).zip(rows) {
            let start = row.start as usize;
            let own = start..start.saturating_add(row.words());
            for word in terms.get(own).unwrap_or_default() {
                if !kept.get(*word as usize).copied().unwrap_or(false) {
                    continue;
                }
                let Some(next) = starts.get_mut(*word as usize) else { continue };
                if let Some(place) = names.get_mut(*next as usize) {
                    *place = name;
                }
                *next = next.saturating_add(1);
            }
        }
        starts.rotate_right(1);
        if let Some(first) = starts.first_mut() {
            *first = 0;
        }
        if let Some(last) = starts.last_mut() {
            *last = sum;
        }
        Postings { starts: starts.into(), names: names.into() }
    }

    pub(super) fn of(&self, word: u32) -> &[u32] {
        let at = word as usize;
        match self.starts.get(at..at.saturating_add(2)) {
            Some([start, end]) => self.names.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.len().saturating_add(self.names.len()).saturating_mul(4)
    }
}
