//! A table of hashes that is built once: the entries of each hash stand side by side.

/// Numbers by hash. Two loads a look-up. An entry is a number in four bytes and of the hash as many more as remain: one
/// is enough where whoever looks up compares what is found, and 256 times less of it deceives.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets<const ENTRY: usize = 5> {
    shift: u32,
    /// Where the entries of each bucket begin, and where the last end.
    starts: Box<[u32]>,
    entries: Box<[[u8; ENTRY]]>,
}

impl<const ENTRY: usize> Buckets<ENTRY> {
    /// Those of one hash stand in the order in which they are listed.
    pub(super) fn new(list: &[(u64, u32)]) -> Self {
        let bits = list.len().max(2).next_power_of_two().ilog2().saturating_sub(2).clamp(1, 31);
        let shift = 64_u32.saturating_sub(bits);
        let mut starts = vec![0_u32; (1_usize << bits).saturating_add(1)];
        for (hash, _) in list {
            if let Some(count) = starts.get_mut(bucket(*hash, shift)) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            let count = *start;
            *start = sum;
            sum = sum.saturating_add(count);
        }
        let mut entries = vec![[0; ENTRY]; list.len()];
        for (hash, number) in list {
            let Some(next) = starts.get_mut(bucket(*hash, shift)) else { continue };
            if let Some(entry) = entries.get_mut(*next as usize) {
                *entry = packed(*hash, *number);
            }
            *next = next.saturating_add(1);
        }
        // Every start has moved on to the next bucket's: put them back.
        starts.rotate_right(1);
        if let Some(first) = starts.first_mut() {
            *first = 0;
        }
        if let Some(last) = starts.last_mut() {
            *last = sum;
        }
        Self { shift, starts: starts.into(), entries: entries.into() }
    }

    /// The numbers of a hash.
    #[inline]
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        let at = if self.starts.is_empty() { 0 } else { bucket(hash, self.shift) };
        let range = match self.starts.get(at..at.saturating_add(2)) {
            Some([start, end]) => *start as usize..*end as usize,
            _ => 0..0,
        };
        let wanted: [u8; ENTRY] = packed(hash, 0);
        let entries = self.entries.get(range).unwrap_or_default();
        entries.iter().filter_map(move |entry| {
            match (entry.split_first_chunk::<4>(), wanted.split_first_chunk::<4>()) {
                (Some((number, own)), Some((_, rest))) if own == rest => Some(u32::from_le_bytes(*number)),
                _ => None,
            }
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.len().saturating_mul(4).saturating_add(self.entries.len().saturating_mul(ENTRY))
    }
}

#[inline]
fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(0)
}

/// A number and the lowest bytes of a hash.
#[inline]
fn packed<const ENTRY: usize>(hash: u64, number: u32) -> [u8; ENTRY] {
    let mut entry = [0; ENTRY];
    let bytes = number.to_le_bytes().into_iter().chain(hash.to_le_bytes());
    entry.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    entry
}
