//! Texts: one that an attribute has, or several.

use std::borrow::Cow;

use crate::matching::texts::TextSet;
use crate::matching::tree::Test;

/// What a single text may be. Where texts are not listed there is no end of them.
#[derive(Clone, Debug)]
pub(super) struct OneText<'t> {
    /// Sorted symbols.
    listed: Option<Cow<'t, [u32]>>,
    prefix: &'t str,
    not: Vec<&'t Test>,
    never: bool,
}

impl<'t> OneText<'t> {
    pub(super) fn any() -> OneText<'t> {
        OneText { listed: None, prefix: "", not: Vec::new(), never: false }
    }

    pub(super) fn only(symbol: u32) -> OneText<'t> {
        OneText { listed: Some(Cow::Owned(vec![symbol])), ..OneText::any() }
    }

    pub(super) fn listed(&self) -> Option<&[u32]> {
        self.listed.as_deref()
    }

    pub(super) fn keep(&mut self, test: &'t Test, wanted: bool, texts: &[Box<str>]) {
        match test {
            // Of texts that have no symbol nothing is known here.
            Test::Text(set) if !set.is_known() => {}
            Test::Text(set) if wanted => {
                self.listed = Some(match self.listed.take() {
                    None => Cow::Borrowed(set.symbols()),
                    Some(own) => own.iter().copied().filter(|own| has(set, *own)).collect(),
                });
                self.sieve(texts);
            }
            Test::Prefix(prefix) if wanted => {
                if prefix.starts_with(self.prefix) {
                    self.prefix = prefix;
                } else if !self.prefix.starts_with(&**prefix) {
                    self.never = true;
                }
                self.sieve(texts);
            }
            Test::Text(_) | Test::Prefix(_) => {
                self.not.push(test);
                self.sieve(texts);
            }
            _ => {}
        }
    }

    /// Of what is listed, what passes all else.
    fn sieve(&mut self, texts: &[Box<str>]) {
        let (prefix, not) = (self.prefix, &self.not);
        if prefix.is_empty() && not.is_empty() {
            return;
        }
        if let Some(own) = &mut self.listed {
            let text = |symbol: u32| texts.get(symbol as usize).map(|own| &**own).unwrap_or_default();
            let stays = |symbol: &u32| {
                text(*symbol).starts_with(prefix) && !not.iter().any(|test| passes(test, *symbol, texts))
            };
            *own = own.iter().copied().filter(stays).collect();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let barred = |test: &&Test| matches!(test, Test::Prefix(own) if self.prefix.starts_with(&**own));
        match &self.listed {
            _ if self.never => true,
            Some(own) => own.is_empty(),
            None => self.not.iter().any(barred),
        }
    }

    /// Whether some of it may pass the test, or fail it.
    pub(super) fn meets(&self, test: &Test, wanted: bool, texts: &[Box<str>]) -> bool {
        if let Some(own) = &self.listed {
            if let Test::Text(set) = test
                && core::ptr::eq(&**own, set.symbols())
            {
                return wanted;
            }
            return own.iter().any(|symbol| passes(test, *symbol, texts) == wanted);
        }
        match test {
            Test::Text(set) if wanted && set.is_known() => set.symbols().iter().any(|symbol| {
                let text = texts.get(*symbol as usize).map(|own| &**own).unwrap_or_default();
                text.starts_with(self.prefix) && !self.not.iter().any(|test| passes(test, *symbol, texts))
            }),
            Test::Prefix(prefix) if wanted => {
                let longer = if prefix.starts_with(self.prefix) { prefix } else { self.prefix };
                let barred = |test: &&Test| matches!(test, Test::Prefix(own) if longer.starts_with(&**own));
                longer.starts_with(&**prefix) && !self.not.iter().any(barred)
            }
            Test::Prefix(prefix) => !self.prefix.starts_with(&**prefix),
            _ => true,
        }
    }

    pub(super) fn value(&self, last: bool, texts: &[Box<str>]) -> Option<Box<str>> {
        match &self.listed {
            None => Some(unnamed(self.prefix)),
            Some(own) => text(if last { own.last() } else { own.first() }, texts),
        }
    }
}

/// What an attribute that has several texts is asked: some of them pass each of the first, none of them one of the others.
#[derive(Clone, Debug, Default)]
pub(super) struct SeveralTexts<'t> {
    some: Vec<&'t Test>,
    none: Vec<&'t Test>,
}

impl<'t> SeveralTexts<'t> {
    pub(super) fn keep(&mut self, test: &'t Test, wanted: bool) {
        if wanted { self.some.push(test) } else { self.none.push(test) }
    }

    pub(super) fn is_empty(&self, texts: &[Box<str>]) -> bool {
        self.some.iter().any(|own| self.none.iter().any(|other| within(own, other, texts)))
    }

    pub(super) fn meets(&self, test: &Test, wanted: bool, texts: &[Box<str>]) -> bool {
        if wanted {
            !self.none.iter().any(|own| within(test, own, texts))
        } else {
            !self.some.iter().any(|own| within(own, test, texts))
        }
    }

    pub(super) fn values(&self, last: bool, texts: &[Box<str>]) -> Vec<Box<str>> {
        let one = |test: &&Test| match test {
            Test::Text(set) => text(if last { set.symbols().last() } else { set.symbols().first() }, texts),
            Test::Prefix(prefix) => Some(unnamed(prefix)),
            _ => None,
        };
        self.some.iter().filter_map(one).collect()
    }
}

fn text(symbol: Option<&u32>, texts: &[Box<str>]) -> Option<Box<str>> {
    texts.get(*symbol? as usize).cloned()
}

/// A text that begins so and that hardly any policy asks for by itself, as it ends in the last character there is. Where one does,
/// less is seen and nothing false is said: it is a text like any other.
fn unnamed(prefix: &str) -> Box<str> {
    format!("{prefix}{}", char::MAX).into()
}

fn has(set: &TextSet, symbol: u32) -> bool {
    set.symbols().binary_search(&symbol).is_ok()
}

fn passes(test: &Test, symbol: u32, texts: &[Box<str>]) -> bool {
    match test {
        Test::Text(set) => has(set, symbol),
        Test::Prefix(prefix) => texts.get(symbol as usize).is_some_and(|text| text.starts_with(&**prefix)),
        _ => false,
    }
}

/// Whether every text that passes the one passes the other.
fn within(one: &Test, other: &Test, texts: &[Box<str>]) -> bool {
    match (one, other) {
        (Test::Text(own), _) if own.is_known() => {
            if let Test::Text(other) = other
                && core::ptr::eq(own.symbols(), other.symbols())
            {
                return true;
            }
            own.symbols().iter().all(|symbol| passes(other, *symbol, texts))
        }
        (Test::Prefix(own), Test::Prefix(other)) => own.starts_with(&**other),
        _ => false,
    }
}
