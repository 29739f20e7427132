//! Many texts in one.

/// Texts by number, dense from 0, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text; past 4 GiB it is empty.
    pub(super) fn push(&mut self, text: &str) {
        match u32::try_from(self.all.len().saturating_add(text.len())) {
            Ok(end) => {
                self.all.push_str(text);
                self.ends.push(end);
            }
            Err(_) => self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX)),
        }
    }

    pub(super) fn get(&self, at: u32) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before as usize)).copied().unwrap_or(0);
        let end = self.ends.get(at as usize).copied().unwrap_or(start);
        self.all.get(start as usize..end as usize).unwrap_or_default()
    }

    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub(super) fn bytes(&self) -> usize {
        self.all.capacity().saturating_add(self.ends.capacity().saturating_mul(4))
    }
}
