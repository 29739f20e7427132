//! A table of hashes that is built once: the entries of each hash stand side by side.

/// Numbers by hash. Two loads a look-up. An entry is a number, in three bytes where all fit, and as many bytes of its hash
/// as remain: one is enough where whoever looks up compares what is found, and 256 times less of it deceives.
#[derive(Clone, Debug, Default)]
pub(super) struct Buckets<const CHECKED: usize = 1> {
    shift: u32,
    /// How many bytes a number has.
    width: usize,
    /// Where the entries of each bucket begin, and where the last end.
    starts: Box<[u32]>,
    entries: Box<[u8]>,
}

impl<const CHECKED: usize> Buckets<CHECKED> {
    /// Those of one hash stand in the order in which they are listed.
    pub(super) fn new(list: &[(u64, u32)]) -> Self {
        let width = if list.iter().all(|(_, number)| *number < 1 << 24) { 3 } else { 4 };
        let size = CHECKED.saturating_add(width);
        // Of many entries more stand together: to read past some costs less than room for where each begins.
        let together = if list.len() > 1 << 22 { 4 } else { 3 };
        let bits = list.len().max(2).next_power_of_two().ilog2().saturating_sub(together).clamp(1, 31);
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
        let mut entries = vec![0; list.len().saturating_mul(size)];
        for (hash, number) in list {
            let Some(next) = starts.get_mut(bucket(*hash, shift)) else { continue };
            let at = (*next as usize).saturating_mul(size);
            let bytes = number.to_le_bytes().into_iter().take(width).chain(checked::<CHECKED>(*hash));
            let places = entries.get_mut(at..at.saturating_add(size)).unwrap_or_default();
            places.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
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
        Self { shift, width, starts: starts.into(), entries: entries.into() }
    }

    /// The numbers of a hash.
    #[inline]
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        self.agreeing(hash, 0)
    }

    /// The numbers of the hashes that differ from this one in their lowest so many bytes at the most.
    #[inline]
    pub(super) fn agreeing(&self, hash: u64, free: usize) -> impl Iterator<Item = u32> {
        let at = if self.starts.is_empty() { 0 } else { bucket(hash, self.shift) };
        let size = CHECKED.saturating_add(self.width);
        let range = match self.starts.get(at..at.saturating_add(2)) {
            Some([start, end]) => {
                (*start as usize).saturating_mul(size)..(*end as usize).saturating_mul(size)
            }
            _ => 0..0,
        };
        let wanted: [u8; CHECKED] = checked(hash);
        let entries = self.entries.get(range).unwrap_or_default().chunks_exact(size);
        entries.filter_map(move |entry| {
            let (number, own) = entry.split_last_chunk::<CHECKED>()?;
            if !own.iter().zip(&wanted).skip(free).all(|(a, b)| a == b) {
                return None;
            }
            match *number {
                [a, b, c] => Some(u32::from_le_bytes([a, b, c, 0])),
                [a, b, c, d] => Some(u32::from_le_bytes([a, b, c, d])),
                _ => None,
            }
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.len().saturating_mul(4).saturating_add(self.entries.len())
    }
}

#[inline]
fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or(0)
}

/// The lowest bytes of a hash.
#[inline]
fn checked<const CHECKED: usize>(hash: u64) -> [u8; CHECKED] {
    let mut own = [0; CHECKED];
    own.iter_mut().zip(hash.to_le_bytes()).for_each(|(place, byte)| *place = byte);
    own
}
