//! What an attribute may be by all that is asked of it.

use super::numbers::Numbers;
use super::texts::{OneText, SeveralTexts};
use crate::attribute::{AttributeType, Value};
use crate::matching::tree::Test;

/// Values of one attribute, and whether it may be absent.
#[derive(Clone, Debug)]
pub(super) struct Domain<'t> {
    absent: bool,
    values: Values<'t>,
}

#[derive(Clone, Debug)]
enum Values<'t> {
    None,
    Text(OneText<'t>),
    Texts(SeveralTexts<'t>),
    Integer(Numbers),
    /// Whether it may be no, and yes.
    Boolean(bool, bool),
}

impl<'t> Domain<'t> {
    /// Anything.
    pub(super) fn whole(of: AttributeType) -> Domain<'t> {
        let values = match of {
            AttributeType::Text => Values::Text(OneText::any()),
            AttributeType::Texts => Values::Texts(SeveralTexts::default()),
            AttributeType::Integer => Values::Integer(Numbers::all()),
            AttributeType::Boolean => Values::Boolean(true, true),
        };
        Domain { absent: true, values }
    }

    /// Only what passes the test, or only what fails it.
    pub(super) fn keep(&mut self, test: &'t Test, wanted: bool, texts: &[Box<str>]) {
        match (test, wanted) {
            (Test::Present, true) | (Test::Absent, false) => self.absent = false,
            (Test::Absent, true) | (Test::Present, false) => self.values = Values::None,
            _ => {
                self.absent &= !wanted;
                match &mut self.values {
                    Values::None => {}
                    Values::Text(own) => own.keep(test, wanted, texts),
                    Values::Texts(own) => own.keep(test, wanted),
                    Values::Integer(own) => own.keep(test, wanted),
                    Values::Boolean(no, yes) => {
                        if let Test::Boolean(asked) = test {
                            *no &= *asked != wanted;
                            *yes &= *asked == wanted;
                        }
                    }
                }
            }
        }
        if self.has_no_value(texts) {
            self.values = Values::None;
        }
    }

    fn has_no_value(&self, texts: &[Box<str>]) -> bool {
        match &self.values {
            Values::None => true,
            Values::Text(own) => own.is_empty(),
            Values::Texts(own) => own.is_empty(texts),
            Values::Integer(own) => own.is_empty(),
            Values::Boolean(no, yes) => !no && !yes,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.absent && matches!(self.values, Values::None)
    }

    /// Whether some of it may pass the test, or fail it.
    pub(super) fn meets(&self, test: &Test, wanted: bool, texts: &[Box<str>]) -> bool {
        let some = !matches!(self.values, Values::None);
        match (test, wanted) {
            (Test::Present, true) | (Test::Absent, false) => some,
            (Test::Absent, true) | (Test::Present, false) => self.absent,
            _ => {
                (self.absent && !wanted)
                    || match &self.values {
                        Values::None => false,
                        Values::Text(own) => own.meets(test, wanted, texts),
                        Values::Texts(own) => own.meets(test, wanted, texts),
                        Values::Integer(own) => own.meets(test, wanted),
                        Values::Boolean(no, yes) => match test {
                            Test::Boolean(asked) if *asked == wanted => *yes,
                            _ => *no,
                        },
                    }
            }
        }
    }

    /// One of it, absence first.
    pub(super) fn value(&self, last: bool, texts: &[Box<str>]) -> Option<Value> {
        match &self.values {
            _ if self.absent => None,
            Values::None => None,
            Values::Text(own) => own.value(last, texts).map(Value::Text),
            Values::Texts(own) => Some(Value::Texts(own.values(last, texts))),
            Values::Integer(own) => own.value(last).map(Value::Integer),
            Values::Boolean(no, _) => Some(Value::Boolean(!no)),
        }
    }

    /// How many values it lists, if it lists them.
    pub(super) fn count(&self) -> Option<usize> {
        match &self.values {
            _ if self.absent => None,
            Values::Text(own) => own.listed().map(<[u32]>::len),
            Values::Integer(own) => own.count(),
            _ => None,
        }
    }

    /// Each value it lists by itself.
    pub(super) fn each(&self) -> impl Iterator<Item = Domain<'t>> + use<'t> {
        let values: Vec<Values<'t>> = match &self.values {
            Values::Text(own) => own
                .listed()
                .unwrap_or_default()
                .iter()
                .map(|symbol| Values::Text(OneText::only(*symbol)))
                .collect(),
            Values::Integer(own) => own.each().map(Values::Integer).collect(),
            _ => Vec::new(),
        };
        values.into_iter().map(|values| Domain { absent: false, values })
    }
}
