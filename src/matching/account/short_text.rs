//! A word in sixteen bytes.

/// A text of up to fifteen bytes in place, or where a longer one stands in a text that holds all of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShortText([u8; 16]);

/// What the last byte says of a text that is too long; of the others it says the length.
const LONG: u8 = 16;

impl ShortText {
    /// Puts a text away; a long one at the end of `long`.
    pub(super) fn new(text: &str, long: &mut String) -> ShortText {
        let mut bytes = [0; 16];
        let [place @ .., length] = &mut bytes;
        if text.len() < usize::from(LONG) {
            place.iter_mut().zip(text.bytes()).for_each(|(byte, own)| *byte = own);
            *length = u8::try_from(text.len()).unwrap_or(0);
        } else {
            let start = u32::try_from(long.len()).unwrap_or(u32::MAX).to_le_bytes();
            let size = u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes();
            long.push_str(text);
            place.iter_mut().zip(start.into_iter().chain(size)).for_each(|(byte, own)| *byte = own);
            *length = LONG;
        }
        ShortText(bytes)
    }

    pub(super) fn get<'t>(&'t self, long: &'t str) -> &'t str {
        let [a, b, c, d, e, f, .., length] = self.0;
        if length < LONG {
            return core::str::from_utf8(self.0.get(..usize::from(length)).unwrap_or_default())
                .unwrap_or_default();
        }
        let start = u32::from_le_bytes([a, b, c, d]) as usize;
        let end = start.saturating_add(usize::from(u16::from_le_bytes([e, f])));
        long.get(start..end).unwrap_or_default()
    }

    pub(super) fn is(&self, text: &str, long: &str) -> bool {
        let length = usize::from(*self.0.last().unwrap_or(&0));
        if length < usize::from(LONG) {
            text.len() == length && self.0.get(..length) == Some(text.as_bytes())
        } else {
            self.get(long) == text
        }
    }
}
