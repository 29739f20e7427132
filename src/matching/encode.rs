//! A lead's attributes as cells: what conditions look at.

use smallvec::{SmallVec, smallvec};

use super::cell::{Asked, Cell, Slot};
use super::symbol::Symbols;
use crate::attribute::{AttributeType, Value};
use crate::hash::TextMark;
use crate::id::Name;
use crate::lead::{Attribute, Glance, MAX_ATTRIBUTES, MAX_TEXT_BYTES};

/// Why a lead's attributes cannot be read under a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributeFault {
    /// The value has another type than the policy declares.
    #[error("attribute `{attribute}` is declared as {expected}, this lead gives it as {found}")]
    WrongType {
        /// The attribute.
        attribute: Name,
        /// The type the policy declares.
        expected: AttributeType,
        /// The type of the lead's value.
        found: AttributeType,
    },
    /// A text is longer than [`MAX_TEXT_BYTES`].
    #[error("attribute `{attribute}` has a text of {bytes} bytes, {MAX_TEXT_BYTES} are allowed")]
    TooLong {
        /// The attribute, declared or not.
        attribute: String,
        /// The length of its longest text.
        bytes: usize,
    },
    /// More than [`MAX_ATTRIBUTES`] attributes.
    #[error("a lead has {count} attributes, {MAX_ATTRIBUTES} are allowed")]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

/// The declared attributes of one lead, by their index in the schema.
#[derive(Clone, Debug)]
pub(crate) struct Encoded<'a> {
    /// One that passes every guard, and then one an attribute, or no more.
    slots: SmallVec<[Slot<'a>; 17]>,
    /// The symbols of texts in lists, by the index of their attribute.
    listed: SmallVec<[(usize, Asked); 4]>,
    /// Where symbols are looked up.
    symbols: Option<&'a Symbols>,
}

impl Default for Encoded<'_> {
    fn default() -> Self {
        let first = Slot { own: None, glance: Glance::EVERYTHING, symbol: Asked::not_yet() };
        Encoded { slots: smallvec![first], listed: SmallVec::new(), symbols: None }
    }
}

impl<'a> Encoded<'a> {
    /// Looks symbols up here from now on.
    #[inline]
    pub(super) fn look_up_in(&mut self, symbols: &'a Symbols) {
        self.symbols = Some(symbols);
    }

    /// The next attribute.
    #[inline]
    pub(super) fn push(&mut self, own: Option<&'a Attribute>) {
        let glance = own.map_or(Glance::NOTHING, |own| own.glance);
        if own.is_some_and(|own| own.attribute_type == AttributeType::Texts) {
            self.push_list(own);
        }
        self.slots.push(Slot { own, glance, symbol: Asked::not_yet() });
    }

    /// Apart from the usual way, which is shorter for it, as are the other two.
    #[cold]
    #[inline(never)]
    fn push_list(&mut self, own: Option<&'a Attribute>) {
        if let Some(Attribute { value: Value::Texts(list), .. }) = own {
            let index = self.slots.len().saturating_sub(1);
            self.listed.extend(list.iter().map(|_| (index, Asked::not_yet())));
        }
    }

    #[inline]
    fn slot(&self, index: usize) -> Option<&Slot<'a>> {
        self.slots.get(index.wrapping_add(1))
    }

    #[inline]
    fn value(&self, index: usize) -> Option<&'a Value> {
        Some(&self.slot(index)?.own?.value)
    }

    /// One attribute; absent past the last declared one.
    #[inline]
    pub(crate) fn cell(&self, index: usize) -> Cell<'a> {
        match self.value(index) {
            None => Cell::Absent,
            Some(Value::Text(text)) => Cell::Text(text),
            Some(Value::Integer(number)) => Cell::Integer(*number),
            Some(Value::Boolean(yes)) => Cell::Boolean(*yes),
            Some(Value::Texts(texts)) => Cell::Texts(texts),
        }
    }

    /// One attribute as a number.
    #[inline]
    pub(crate) fn integer(&self, index: usize) -> Option<i64> {
        match self.value(index)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether one attribute is this answer.
    #[inline]
    pub(super) fn is(&self, index: usize, answer: bool) -> bool {
        matches!(self.value(index), Some(Value::Boolean(own)) if *own == answer)
    }

    /// Whether one of the attribute's texts begins so.
    #[inline]
    pub(super) fn begins(&self, index: usize, prefix: &str) -> bool {
        match self.value(index) {
            Some(Value::Text(text)) => text.starts_with(prefix),
            Some(Value::Texts(texts)) => texts.iter().any(|text| text.starts_with(prefix)),
            _ => false,
        }
    }

    /// Calls `each` with every text of one attribute, and its mark.
    #[inline]
    pub(super) fn each_text(&self, index: usize, mut each: impl FnMut(&str, TextMark)) {
        match self.slot(index).and_then(|slot| slot.own) {
            Some(Attribute { value: Value::Text(text), mark, .. }) => each(text, *mark),
            Some(Attribute { value: Value::Texts(texts), .. }) => each_listed(texts, each),
            _ => {}
        }
    }

    /// Whether the symbol of one of the attribute's texts, [`Symbols::NONE`] if it has none, is one that is looked for.
    #[inline]
    pub(super) fn any_symbol(&self, index: usize, mut is_it: impl FnMut(u32, &str) -> bool) -> bool {
        let (Some(slot), Some(symbols)) = (self.slot(index), self.symbols) else { return false };
        match slot.own {
            Some(Attribute { value: Value::Text(text), mark, .. }) => {
                is_it(slot.symbol.get(|| symbols.find_marked(*mark, text)), text)
            }
            Some(Attribute { value: Value::Texts(texts), .. }) => {
                self.any_symbol_listed(index, texts, symbols, is_it)
            }
            _ => false,
        }
    }

    #[cold]
    #[inline(never)]
    fn any_symbol_listed(
        &self,
        index: usize,
        texts: &[Box<str>],
        symbols: &Symbols,
        mut is_it: impl FnMut(u32, &str) -> bool,
    ) -> bool {
        let asked = self.listed.iter().filter(|(own, _)| *own == index);
        texts.iter().zip(asked).any(|(text, (_, asked))| {
            is_it(asked.get(|| symbols.find_marked(TextMark::of(text), text)), text)
        })
    }

    /// Whether one of the attribute's texts has this symbol.
    #[inline]
    pub(super) fn has_symbol(&self, index: usize, symbol: u32) -> bool {
        self.any_symbol(index, |own, _| own == symbol)
    }

    /// Whether the attribute before this number may be what is wanted; before the first is one that may be anything.
    #[inline]
    pub(super) fn glance(&self, number: usize) -> Glance {
        self.slots.get(number).map_or(Glance::NOTHING, |slot| slot.glance)
    }

    /// Whether the lead has the attribute.
    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        self.value(index).is_some()
    }
}

#[cold]
#[inline(never)]
fn each_listed(texts: &[Box<str>], mut each: impl FnMut(&str, TextMark)) {
    texts.iter().for_each(|text| each(text, TextMark::of(text)));
}
