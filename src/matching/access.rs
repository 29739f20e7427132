//! Under which predicates a rule can be filed: its access predicates.

use super::guard::Guard;
use super::tree::{Test, Tree};

/// What a lead must have for the rules of one list to be looked at. Ordered by kind, attribute and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'t> {
    Text(u16, u32),
    Integer(u16, i64),
    Prefix(u16, &'t str),
    Between(u16, i64, i64),
    Boolean(u16, bool),
    Present(u16),
}

impl Key<'_> {
    /// How many times over a list of this kind counts: the more leads read it, the worse it is.
    pub(super) const fn weight(&self) -> u32 {
        match self {
            Key::Text(..) | Key::Integer(..) | Key::Prefix(..) => 1,
            Key::Between(..) => 2,
            Key::Boolean(..) => 4,
            Key::Present(..) => 64,
        }
    }
}

/// One way of filing a rule: under every one of `keys`. The rule can only hold for leads that have one of them.
#[derive(Debug)]
pub(super) struct Access<'t> {
    /// The part of the rule's `all` that the keys stand for; 0 if it is not an `all`.
    pub(super) part: usize,
    /// Whether having a key is all that the part asks, so that it need not be verified.
    pub(super) exact: bool,
    pub(super) keys: Vec<Key<'t>>,
}

/// The parts of which every one must hold.
pub(super) fn parts(tree: &Tree) -> &[Tree] {
    match tree {
        Tree::All(parts) => parts,
        other => core::slice::from_ref(other),
    }
}

/// Every way of filing a rule.
pub(super) fn accesses(tree: &Tree) -> Vec<Access<'_>> {
    let found = parts(tree).iter().enumerate();
    found
        .filter_map(|(part, tree)| {
            let (keys, exact) = keys(tree)?;
            Some(Access { part, exact, keys })
        })
        .collect()
}

/// The keys of one part, and whether they are all it asks.
fn keys(tree: &Tree) -> Option<(Vec<Key<'_>>, bool)> {
    match tree {
        Tree::Leaf(attribute, test) => Some((leaf_keys(*attribute, test)?, true)),
        Tree::Any(branches) => {
            let mut all = Vec::new();
            let mut exact = true;
            for branch in branches {
                let (keys, all_it_asks) = keys(branch)?;
                all.extend(keys);
                exact &= all_it_asks;
            }
            Some((all, exact))
        }
        // In a branch of an `any`: the part that few leads are likely to have.
        Tree::All(parts) => {
            let choices = parts.iter().filter_map(|part| keys(part).map(|(keys, _)| keys));
            let best = choices.min_by_key(|keys| (keys.iter().map(Key::weight).max(), keys.len()))?;
            Some((best, false))
        }
        Tree::Always | Tree::Never | Tree::Not(_) => None,
    }
}

fn leaf_keys(attribute: u16, test: &Test) -> Option<Vec<Key<'_>>> {
    Some(match test {
        Test::Text(set) if set.is_known() => set.symbols().iter().map(|s| Key::Text(attribute, *s)).collect(),
        Test::Text(_) | Test::Absent => return None,
        Test::Prefix(prefix) => vec![Key::Prefix(attribute, prefix)],
        Test::Integer(numbers) => numbers.iter().map(|number| Key::Integer(attribute, *number)).collect(),
        Test::Between(from, last) if from == last => vec![Key::Integer(attribute, *from)],
        Test::Between(from, last) => vec![Key::Between(attribute, *from, *last)],
        Test::Boolean(value) => vec![Key::Boolean(attribute, *value)],
        Test::Present => vec![Key::Present(attribute)],
    })
}

/// How a rule is filed, and the first look at it.
#[derive(Debug)]
pub(super) struct Choice<'t> {
    pub(super) access: Access<'t>,
    /// Of the rarest other part that can be looked at so.
    pub(super) guard: Guard,
}

/// Chooses for every rule the access whose longest list is shortest, lists being counted as if every rule were
/// filed in every way it can be. None for a rule that has no access: it is tried for every lead.
pub(super) fn choose(trees: &[Tree]) -> Option<Vec<Option<Choice<'_>>>> {
    let all: Vec<Vec<Access<'_>>> = trees.iter().map(accesses).collect();
    let mut filed: Vec<(Key<'_>, u32)> = Vec::new();
    let mut number = 0_u32;
    for access in all.iter().flatten() {
        filed.extend(access.keys.iter().map(|key| (*key, number)));
        number = number.checked_add(1)?;
    }
    filed.sort_unstable();
    let mut costs = vec![0_u32; number as usize];
    let mut say = |access: u32, key: &Key<'_>, length: usize| {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        if let Some(cost) = costs.get_mut(access as usize) {
            *cost = (*cost).max(length.saturating_mul(key.weight()));
        }
    };
    for list in filed.chunk_by(|(a, _), (b, _)| same_list(a, b)) {
        match list.first() {
            Some((Key::Between(..), _)) => {
                let depth = Depth::of(list);
                list.iter().for_each(|(key, access)| say(*access, key, depth.along(key)));
            }
            _ => list.iter().for_each(|(key, access)| say(*access, key, list.len())),
        }
    }
    let mut costs = costs.into_iter();
    let choices = trees.iter().zip(all).map(|(tree, ways)| best(tree, ways, costs.by_ref()));
    Some(choices.collect())
}

fn best<'t>(
    tree: &'t Tree,
    ways: Vec<Access<'t>>,
    costs: &mut impl Iterator<Item = u32>,
) -> Option<Choice<'t>> {
    let mut ways: Vec<(u32, Access<'t>)> =
        ways.into_iter().map(|way| (costs.next().unwrap_or(0), way)).collect();
    let rarest = ways.iter().enumerate().min_by_key(|(_, (cost, way))| (*cost, way.keys.len()))?.0;
    let (_, access) = ways.swap_remove(rarest);
    let guards = ways.iter().filter_map(|(cost, way)| Some((*cost, Guard::of(parts(tree).get(way.part)?)?)));
    let (guard, guard_exact) = guards.min().map_or((Guard::default(), false), |(_, guard)| guard);
    let said = usize::from(access.exact).saturating_add(usize::from(guard_exact));
    let guard = if parts(tree).len() == said { guard.sure() } else { guard };
    Some(Choice { access, guard })
}

/// Ranges of one attribute may overlap, so they are counted together.
fn same_list(a: &Key<'_>, b: &Key<'_>) -> bool {
    match (a, b) {
        (Key::Between(attribute, ..), Key::Between(other, ..)) => attribute == other,
        _ => a == b,
    }
}

/// How many ranges of one attribute hold a number.
struct Depth {
    /// Where ranges begin, ascending.
    from: Vec<i64>,
    /// The last number of each, ascending.
    last: Vec<i64>,
}

impl Depth {
    fn of(filed: &[(Key<'_>, u32)]) -> Depth {
        let ends = filed.iter().filter_map(|(key, _)| match key {
            Key::Between(_, from, last) => Some((*from, *last)),
            _ => None,
        });
        let (mut from, mut last): (Vec<i64>, Vec<i64>) = ends.unzip();
        from.sort_unstable();
        last.sort_unstable();
        Depth { from, last }
    }

    fn at(&self, number: i64) -> usize {
        let begun = self.from.partition_point(|from| *from <= number);
        begun.saturating_sub(self.last.partition_point(|last| *last < number))
    }

    /// The most of both ends and the middle.
    fn along(&self, key: &Key<'_>) -> usize {
        let Key::Between(_, from, last) = key else { return 0 };
        let middle = from.midpoint(*last);
        self.at(*from).max(self.at(middle)).max(self.at(*last))
    }
}
