//! Whether a condition holds for every lead that another one holds for.
//!
//! What is answered with yes is so; a no may be a yes that could not be seen. A condition is taken apart into branches,
//! each of them what is left of every attribute's values by tests joined by `all`; what is too large for that counts as
//! if it were not asked. Of tests joined by `all` and asked of one attribute each, the answer is exact.

mod domain;
mod numbers;
mod texts;

use domain::Domain;

use super::encode::Encoded;
use super::schema::Schema;
use super::tree::{Test, Tree};
use crate::lead::Attribute;

/// A condition is taken apart into so many branches at most.
const MOST_BRANCHES: usize = 64;

/// The largest list of values that is looked at one by one.
const MOST_VALUES: usize = 4_096;

/// What conditions speak of.
#[derive(Debug)]
pub(crate) struct Container<'s> {
    schema: &'s Schema,
    /// Every text by its symbol.
    texts: Vec<Box<str>>,
}

/// Leads that a condition may hold for: of each attribute that it speaks of, what it may be. Sorted by attribute.
#[derive(Clone, Debug)]
pub(crate) struct Branch<'t>(Vec<(u16, Domain<'t>)>);

/// A lead that nobody sent: the attributes it has, by their index in the schema.
#[derive(Debug)]
pub(crate) struct MadeUp(Vec<(u16, Attribute)>);

/// One test of one attribute, and whether it has to hold or has not to.
type Literal<'t> = (u16, &'t Test, bool);

impl<'s> Container<'s> {
    /// # Complexity
    /// A pass over the texts of the schema.
    pub(crate) fn new(schema: &'s Schema) -> Container<'s> {
        Container { schema, texts: schema.symbols().texts() }
    }

    /// The branches of a condition, at least one of which every lead is in that it holds for.
    pub(crate) fn branches<'t>(&self, tree: &'t Tree) -> Vec<Branch<'t>> {
        let literals = expanded(tree, true);
        literals.iter().map(|own| self.branch(own)).collect()
    }

    fn branch<'t>(&self, literals: &[Literal<'t>]) -> Branch<'t> {
        let mut literals = literals.to_vec();
        literals.sort_by_key(|(attribute, ..)| *attribute);
        let same = literals.chunk_by(|a, b| a.0 == b.0);
        Branch(same.filter_map(|own| self.domain(own)).collect())
    }

    fn domain<'t>(&self, literals: &[Literal<'t>]) -> Option<(u16, Domain<'t>)> {
        let (attribute, ..) = literals.first()?;
        let mut domain = Domain::whole(self.schema.attribute_type(usize::from(*attribute))?);
        for (_, test, wanted) in literals {
            domain.keep(test, *wanted, &self.texts);
        }
        Some((*attribute, domain))
    }

    /// Whether the condition holds for every lead of a branch that is not empty.
    pub(crate) fn holds_for_all(&self, branch: &Branch<'_>, tree: &Tree) -> bool {
        match tree {
            Tree::Always => true,
            Tree::Never => false,
            Tree::Leaf(attribute, test) => !self.meets(branch, *attribute, test, false),
            Tree::All(parts) => parts.iter().all(|part| self.holds_for_all(branch, part)),
            Tree::Any(parts) => parts.iter().any(|part| self.holds_for_all(branch, part)),
            Tree::Not(part) => self.holds_for_none(branch, part),
        }
    }

    fn holds_for_none(&self, branch: &Branch<'_>, tree: &Tree) -> bool {
        match tree {
            Tree::Always => false,
            Tree::Never => true,
            Tree::Leaf(attribute, test) => !self.meets(branch, *attribute, test, true),
            Tree::All(parts) => parts.iter().any(|part| self.holds_for_none(branch, part)),
            Tree::Any(parts) => parts.iter().all(|part| self.holds_for_none(branch, part)),
            Tree::Not(part) => self.holds_for_all(branch, part),
        }
    }

    /// Whether a lead of the branch may pass the test, or fail it where that is `wanted`.
    fn meets(&self, branch: &Branch<'_>, attribute: u16, test: &Test, wanted: bool) -> bool {
        let at = branch.0.binary_search_by_key(&attribute, |(own, _)| *own);
        // An attribute the branch does not speak of may be anything, and passing and failing are both possible.
        at.ok().and_then(|at| branch.0.get(at)).is_none_or(|(_, own)| own.meets(test, wanted, &self.texts))
    }

    /// A lead of the branch: the first of everything it may be, or the last.
    pub(crate) fn lead(&self, branch: &Branch<'_>, last: bool) -> MadeUp {
        let made_up = |(attribute, domain): &(u16, Domain<'_>)| {
            Some((*attribute, Attribute::new("", domain.value(last, &self.texts)?)))
        };
        MadeUp(branch.0.iter().filter_map(made_up).collect())
    }

    /// The same as conditions look at it.
    pub(crate) fn encoded<'b>(&'b self, lead: &'b MadeUp) -> Encoded<'b> {
        let mut encoded = Encoded::default();
        encoded.look_up_in(self.schema.symbols());
        let mut own = lead.0.iter().peekable();
        for at in 0..self.schema.len() {
            let own = own.next_if(|(attribute, _)| usize::from(*attribute) == at);
            encoded.push(own.map(|(_, own)| own));
        }
        encoded
    }

    /// The branch in parts, one for each value of an attribute of which it lists several; none if there is none such.
    pub(crate) fn apart<'b>(
        &self,
        branch: &'b Branch<'b>,
    ) -> Option<(usize, impl Iterator<Item = Branch<'b>> + use<'b>)> {
        let counts = branch.0.iter().enumerate().filter_map(|(at, (_, own))| Some((own.count()?, at)));
        let (count, at) = counts.filter(|(count, _)| (2..=MOST_VALUES).contains(count)).min()?;
        let (_, domain) = branch.0.get(at)?;
        let part = move |own| {
            let mut part = branch.clone();
            if let Some((_, domain)) = part.0.get_mut(at) {
                *domain = own;
            }
            part
        };
        Some((count, domain.each().map(part)))
    }
}

impl Branch<'_> {
    /// The attribute that cannot be all that is asked of it, so that no lead is in the branch.
    pub(crate) fn emptied_by(&self) -> Option<u16> {
        self.0.iter().find(|(_, own)| own.is_empty()).map(|(attribute, _)| *attribute)
    }
}

/// Every way in which a condition can hold, or fail, as tests joined by `all`. What would be too many ways is left out of
/// an `all`, so that more leads pass.
fn expanded(tree: &Tree, wanted: bool) -> Vec<Vec<Literal<'_>>> {
    match (tree, wanted) {
        (Tree::Always, true) | (Tree::Never, false) => vec![Vec::new()],
        (Tree::Always, false) | (Tree::Never, true) => Vec::new(),
        (Tree::Leaf(attribute, test), _) => vec![vec![(*attribute, test, wanted)]],
        (Tree::Not(part), _) => expanded(part, !wanted),
        (Tree::All(parts), true) | (Tree::Any(parts), false) => {
            let mut ways: Vec<Vec<Literal<'_>>> = vec![Vec::new()];
            for part in parts {
                let own = expanded(part, wanted);
                if ways.len().saturating_mul(own.len()) > MOST_BRANCHES {
                    continue;
                }
                if let [only] = own.as_slice() {
                    ways.iter_mut().for_each(|way| way.extend_from_slice(only));
                    continue;
                }
                let mut joined = Vec::with_capacity(ways.len().saturating_mul(own.len()));
                for way in &ways {
                    joined.extend(own.iter().map(|own| [way.as_slice(), own.as_slice()].concat()));
                }
                ways = joined;
            }
            ways
        }
        (Tree::Any(parts), true) | (Tree::All(parts), false) => {
            let mut ways = Vec::new();
            for part in parts {
                ways.extend(expanded(part, wanted));
                if ways.len() > MOST_BRANCHES {
                    return vec![Vec::new()];
                }
            }
            ways
        }
    }
}
