//! A condition with its names resolved, before it is laid out flat.

use std::sync::Arc;

use super::texts::TextSet;

/// A condition. Equal conditions are equal trees once [`Tree::simple`] has seen them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tree {
    Always,
    Never,
    /// One attribute, by its index in the schema, and what is asked of it.
    Leaf(u16, Test),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

/// What is asked of one attribute. All but `Absent` are false where the attribute is absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    Text(Arc<TextSet>),
    Prefix(Box<str>),
    /// Sorted, each once.
    Integer(Box<[i64]>),
    /// Both ends are in.
    Between(i64, i64),
    Boolean(bool),
    Present,
    Absent,
}

impl Tree {
    /// The same condition without nesting that says nothing: lists in lists, doubled parts, double negation, parts
    /// that always or never hold. The order of parts is kept.
    pub(crate) fn simple(self) -> Tree {
        match self {
            Tree::Always | Tree::Never => self,
            Tree::Leaf(attribute, test) => simple_leaf(attribute, test),
            Tree::All(parts) => gathered(parts, true),
            Tree::Any(parts) => gathered(parts, false),
            Tree::Not(part) => match part.simple() {
                Tree::Always => Tree::Never,
                Tree::Never => Tree::Always,
                Tree::Not(inner) => *inner,
                Tree::Leaf(attribute, Test::Present) => Tree::Leaf(attribute, Test::Absent),
                Tree::Leaf(attribute, Test::Absent) => Tree::Leaf(attribute, Test::Present),
                other => Tree::Not(Box::new(other)),
            },
        }
    }

    /// Calls `visit` with every attribute asked for, once a test.
    pub(crate) fn attributes(&self, visit: &mut impl FnMut(usize)) {
        match self {
            Tree::Always | Tree::Never => {}
            Tree::Leaf(attribute, _) => visit(usize::from(*attribute)),
            Tree::All(parts) | Tree::Any(parts) => parts.iter().for_each(|part| part.attributes(visit)),
            Tree::Not(part) => part.attributes(visit),
        }
    }
}

fn simple_leaf(attribute: u16, test: Test) -> Tree {
    let never = match &test {
        Test::Text(set) => set.is_empty(),
        Test::Integer(numbers) => numbers.is_empty(),
        Test::Between(from, last) => from > last,
        _ => false,
    };
    match test {
        _ if never => Tree::Never,
        Test::Integer(numbers) => match *numbers {
            [one] => Tree::Leaf(attribute, Test::Between(one, one)),
            _ => Tree::Leaf(attribute, Test::Integer(numbers)),
        },
        Test::Between(i64::MIN, i64::MAX) => Tree::Leaf(attribute, Test::Present),
        test => Tree::Leaf(attribute, test),
    }
}

/// The parts of an `all` (or an `any`) in one list.
fn gathered(parts: Vec<Tree>, all: bool) -> Tree {
    let mut kept: Vec<Tree> = Vec::with_capacity(parts.len());
    for part in parts {
        match (part.simple(), all) {
            (Tree::Always, true) | (Tree::Never, false) => {}
            (Tree::Never, true) => return Tree::Never,
            (Tree::Always, false) => return Tree::Always,
            (Tree::All(inner), true) | (Tree::Any(inner), false) => kept.extend(inner),
            (other, _) => kept.push(other),
        }
    }
    // Long lists of parts are rare, and not worth a sort that would lose their order.
    if kept.len() <= 64 {
        let mut once: Vec<Tree> = Vec::with_capacity(kept.len());
        for part in kept {
            if !once.contains(&part) {
                once.push(part);
            }
        }
        kept = once;
    }
    match (kept.len(), all) {
        (0, true) => Tree::Always,
        (0, false) => Tree::Never,
        (1, _) => kept.pop().unwrap_or(Tree::Never),
        (_, true) => Tree::All(kept),
        (_, false) => Tree::Any(kept),
    }
}
