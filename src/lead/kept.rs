//! One attribute as a lead keeps it, with what look-ups ask of it worked out once.

use crate::attribute::{AttributeType, Value};
use crate::hash::TextMark;
use crate::lead::Glance;

/// One attribute. Names are compared by their key first, which nearly always tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) key: NameKey,
    pub(crate) name: Box<str>,
    pub(crate) value: Value,
    /// Of a single text; of any other value that of an empty one.
    pub(crate) mark: TextMark,
    pub(crate) glance: Glance,
    pub(crate) attribute_type: AttributeType,
}

impl Attribute {
    pub(crate) fn new(name: &str, value: Value) -> Attribute {
        let mark = mark_of(&value);
        let (glance, attribute_type) = (Glance::of(&value, mark), value.attribute_type());
        Attribute { key: NameKey::of(name), name: name.into(), value, mark, glance, attribute_type }
    }

    /// Another value under the same name.
    pub(crate) fn set(&mut self, value: Value) {
        self.mark = mark_of(&value);
        (self.glance, self.attribute_type) = (Glance::of(&value, self.mark), value.attribute_type());
        self.value = value;
    }
}

/// Apart from the usual way, which is shorter for it.
#[cold]
#[inline(never)]
fn order_of_long(own: &str, name: &str) -> core::cmp::Ordering {
    own.cmp(name)
}

fn mark_of(value: &Value) -> TextMark {
    match value {
        Value::Text(text) => TextMark::of(text),
        Value::Integer(_) | Value::Boolean(_) | Value::Texts(_) => TextMark::of(""),
    }
}

/// The first fifteen bytes of a name and its length as one number: names of different keys are in the order of their
/// keys, and names of fifteen bytes or fewer with the same key are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NameKey(u128);

impl NameKey {
    /// The length said of every name longer than the bytes there is room for.
    const LONG: u8 = 16;

    pub(crate) fn of(name: &str) -> NameKey {
        let mut bytes = [0_u8; 16];
        for (byte, own) in bytes.iter_mut().zip(name.bytes()) {
            *byte = own;
        }
        bytes[15] = u8::try_from(name.len()).unwrap_or(NameKey::LONG).min(NameKey::LONG);
        NameKey(u128::from_be_bytes(bytes))
    }

    /// The order of two names, this one being the key of `own`.
    #[inline]
    pub(crate) fn order(self, other: NameKey, own: &str, name: &str) -> core::cmp::Ordering {
        use core::cmp::Ordering::{Equal, Greater, Less};
        if self != other {
            return if self < other { Less } else { Greater };
        }
        if self.0 & 0xff == u128::from(NameKey::LONG) { order_of_long(own, name) } else { Equal }
    }
}
