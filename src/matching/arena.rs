//! Conditions laid out flat, one after the other: nodes in pre-order, operands in pools.

use std::sync::Arc;

use super::encode::Encoded;
use super::texts::TextSet;
use super::tree::{Test, Tree};

/// Eight bytes. The nodes of a composite are those after it, before `end`.
#[derive(Clone, Copy, Debug)]
enum Node {
    Always,
    Never,
    All {
        end: u32,
    },
    Any {
        end: u32,
    },
    Not {
        end: u32,
    },
    /// One text with a symbol.
    Symbol {
        attribute: u16,
        symbol: u32,
    },
    TextIn {
        attribute: u16,
        set: u32,
    },
    Prefix {
        attribute: u16,
        text: u32,
    },
    /// Numbers `at` and `at + 1`, both in.
    Between {
        attribute: u16,
        at: u32,
    },
    /// So many numbers as the one at `at` says, sorted, after it.
    IntegerIn {
        attribute: u16,
        at: u32,
    },
    Boolean {
        attribute: u16,
        value: bool,
    },
    Present {
        attribute: u16,
    },
    Absent {
        attribute: u16,
    },
}

/// A condition of an arena. Eight bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Check(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// A single test, or none: no node is read for it.
    Leaf(Node),
    /// Where its nodes begin.
    Nodes(u32),
}

// Of a million rules each byte is a megabyte.
const _: () = assert!(size_of::<Node>() == 8 && size_of::<Check>() == 8, "nodes and checks are eight bytes");

/// Many conditions.
#[derive(Clone, Debug, Default)]
pub(super) struct Arena {
    nodes: Vec<Node>,
    numbers: Vec<i64>,
    texts: Vec<Box<str>>,
    sets: Vec<Arc<TextSet>>,
}

impl Arena {
    /// Lays a condition out; none if the arena is full.
    pub(super) fn add(&mut self, tree: &Tree) -> Option<Check> {
        Some(Check(match tree {
            Tree::Always => Kind::Leaf(Node::Always),
            Tree::Leaf(attribute, test) => Kind::Leaf(self.leaf(*attribute, test)?),
            _ => {
                let start = self.here()?;
                self.lay(tree)?;
                Kind::Nodes(start)
            }
        }))
    }

    pub(super) fn shrink(&mut self) {
        self.nodes.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.sets.shrink_to_fit();
    }

    /// How many bytes it takes; sets are shared and not counted.
    pub(super) fn bytes(&self) -> usize {
        let texts = self.texts.iter().map(|text| text.len().saturating_add(16));
        let nodes = self.nodes.capacity().saturating_mul(size_of::<Node>());
        let numbers = self.numbers.capacity().saturating_add(self.sets.capacity()).saturating_mul(8);
        texts.fold(nodes.saturating_add(numbers), usize::saturating_add)
    }

    fn here(&self) -> Option<u32> {
        u32::try_from(self.nodes.len()).ok().filter(|at| *at < u32::MAX)
    }

    fn lay(&mut self, tree: &Tree) -> Option<()> {
        match tree {
            Tree::Always => self.nodes.push(Node::Always),
            Tree::Never => self.nodes.push(Node::Never),
            Tree::Leaf(attribute, test) => {
                let node = self.leaf(*attribute, test)?;
                self.nodes.push(node);
            }
            Tree::All(parts) => self.composite(parts, |end| Node::All { end })?,
            Tree::Any(parts) => self.composite(parts, |end| Node::Any { end })?,
            Tree::Not(part) => self.composite(core::slice::from_ref(part), |end| Node::Not { end })?,
        }
        Some(())
    }

    fn composite(&mut self, parts: &[Tree], node: impl Fn(u32) -> Node) -> Option<()> {
        let at = self.nodes.len();
        self.nodes.push(node(0));
        for part in parts {
            self.lay(part)?;
        }
        let end = self.here()?;
        *self.nodes.get_mut(at)? = node(end);
        Some(())
    }

    fn leaf(&mut self, attribute: u16, test: &Test) -> Option<Node> {
        Some(match test {
            Test::Text(set) => match set.symbols() {
                [symbol] if set.is_known() => Node::Symbol { attribute, symbol: *symbol },
                _ => {
                    let known = self.sets.last().is_some_and(|last| Arc::ptr_eq(last, set));
                    if !known {
                        self.sets.push(Arc::clone(set));
                    }
                    let at = u32::try_from(self.sets.len()).ok()?.checked_sub(1)?;
                    Node::TextIn { attribute, set: at }
                }
            },
            Test::Prefix(prefix) => {
                let at = u32::try_from(self.texts.len()).ok()?;
                self.texts.push(prefix.clone());
                Node::Prefix { attribute, text: at }
            }
            Test::Integer(numbers) => {
                let at = u32::try_from(self.numbers.len()).ok()?;
                self.numbers.push(i64::try_from(numbers.len()).ok()?);
                self.numbers.extend(numbers.iter());
                Node::IntegerIn { attribute, at }
            }
            Test::Between(from, last) => {
                let at = u32::try_from(self.numbers.len()).ok()?;
                self.numbers.extend([*from, *last]);
                Node::Between { attribute, at }
            }
            Test::Boolean(value) => Node::Boolean { attribute, value: *value },
            Test::Present => Node::Present { attribute },
            Test::Absent => Node::Absent { attribute },
        })
    }

    /// Whether a condition holds. Recurses as deep as the condition nests, which is bounded where it is read.
    #[inline]
    pub(super) fn holds(&self, check: &Check, lead: &Encoded<'_>) -> bool {
        match &check.0 {
            Kind::Leaf(leaf) => self.leaf_holds(leaf, lead),
            Kind::Nodes(at) => self.node_holds(*at, lead),
        }
    }

    fn node_holds(&self, at: u32, lead: &Encoded<'_>) -> bool {
        match self.nodes.get(at as usize) {
            Some(Node::All { end }) => self.parts(at, *end).all(|part| self.node_holds(part, lead)),
            Some(Node::Any { end }) => self.parts(at, *end).any(|part| self.node_holds(part, lead)),
            Some(Node::Not { .. }) => !self.node_holds(at.saturating_add(1), lead),
            Some(leaf) => self.leaf_holds(leaf, lead),
            None => false,
        }
    }

    #[inline]
    fn parts(&self, at: u32, end: u32) -> impl Iterator<Item = u32> {
        let mut next = at.saturating_add(1);
        core::iter::from_fn(move || {
            let this = next;
            if this >= end {
                return None;
            }
            next = match self.nodes.get(this as usize)? {
                Node::All { end } | Node::Any { end } | Node::Not { end } => *end,
                _ => this.saturating_add(1),
            };
            Some(this)
        })
    }

    #[inline]
    fn leaf_holds(&self, leaf: &Node, lead: &Encoded<'_>) -> bool {
        match *leaf {
            Node::Symbol { attribute, symbol } => lead.has_symbol(usize::from(attribute), symbol),
            Node::TextIn { attribute, set } => self.sets.get(set as usize).is_some_and(|set| {
                lead.any_symbol(usize::from(attribute), |symbol, text| set.holds(symbol, text))
            }),
            Node::Prefix { attribute, text } => self
                .texts
                .get(text as usize)
                .is_some_and(|prefix| lead.begins(usize::from(attribute), prefix)),
            Node::Between { attribute, at } => {
                let at = at as usize;
                let ends = (self.numbers.get(at), self.numbers.get(at.saturating_add(1)));
                match (lead.integer(usize::from(attribute)), ends) {
                    (Some(number), (Some(from), Some(last))) => *from <= number && number <= *last,
                    _ => false,
                }
            }
            Node::IntegerIn { attribute, at } => {
                let [len, numbers @ ..] = self.numbers.get(at as usize..).unwrap_or_default() else {
                    return false;
                };
                let numbers =
                    usize::try_from(*len).ok().and_then(|len| numbers.get(..len)).unwrap_or_default();
                lead.integer(usize::from(attribute))
                    .is_some_and(|number| numbers.binary_search(&number).is_ok())
            }
            Node::Boolean { attribute, value } => lead.is(usize::from(attribute), value),
            Node::Present { attribute } => lead.has(usize::from(attribute)),
            Node::Absent { attribute } => !lead.has(usize::from(attribute)),
            Node::Always => true,
            Node::Never | Node::All { .. } | Node::Any { .. } | Node::Not { .. } => false,
        }
    }
}
