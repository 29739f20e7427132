//! What changed from one policy to the next, and which leads would go elsewhere.

mod documents;
mod reroute;

pub use documents::{Difference, DifferenceKind};
pub use reroute::{Reroute, Route};

use crate::policy::Policy;

impl Policy {
    /// What is different in `new`, in the order of the documents: a line for each thing added, removed, changed or put
    /// elsewhere. Things of a list are known by their ids, so where one stands in its list plays no part but in the lists
    /// whose order is theirs to mean: stages, steps, rings, terms, keys.
    ///
    /// ```
    /// use fairdeal::policy::{PolicyDoc, QueueDoc, PlanDoc, StrategyDoc};
    /// let policy = |strategy| {
    ///     PolicyDoc::builder("p")
    ///         .queue(QueueDoc::new("web", strategy).expect("a name"))
    ///         .plan(PlanDoc::to_queue("standard", "web"))
    ///         .default_plan("standard")
    ///         .compile()
    /// };
    /// let (old, new) = (policy(StrategyDoc::RoundRobin)?, policy(StrategyDoc::LongestIdle)?);
    /// let changes = old.diff(&new);
    /// assert_eq!(
    ///     changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
    ///     [r#"queues[web].strategy: was "round_robin", is "longest_idle""#]
    /// );
    /// assert!(old.diff(&old).is_empty());
    /// # Ok::<(), fairdeal::PolicyError>(())
    /// ```
    ///
    /// # Complexity
    /// `n log n` in the size of both documents.
    #[must_use]
    pub fn diff(&self, new: &Policy) -> Vec<Difference> {
        documents::compare(self.json(), new.json())
    }
}
