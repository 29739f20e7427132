//! Passing over whoever a manager has skip a turn.

use smallvec::SmallVec;

use crate::bits::AgentSet;
use crate::decide::Draft;
use crate::event::Event;
use crate::explain::Trace;
use crate::gate::{Asker, Question};
use crate::id::AgentSlot;
use crate::pick::{self, Picked};
use crate::plan::Course;

impl<T: Trace> Draft<'_, T> {
    /// Who is next once those are passed over who have a turn to skip: they are eligible no longer. If nobody would be
    /// left, nobody is passed over.
    #[cold]
    pub(super) fn pass_over(
        &mut self,
        question: &Question<'_, '_>,
        (course, asker): (&Course<'_>, &Asker<'_>),
        eligible: &mut AgentSet,
        first: Picked,
    ) -> Picked {
        let floor = self.floor;
        let skips = |agent: AgentSlot| asker.row.skip(agent).is_some_and(|until| floor.now < until);
        let mut left = eligible.clone();
        let mut skipped: SmallVec<[AgentSlot; 2]> = SmallVec::new();
        let mut next = first.clone();
        while skips(next.agent) {
            skipped.push(next.agent);
            left.remove(next.agent);
            let absent = || pick::sharers(question, &left);
            match pick::pick(floor, asker, question.lead.doc, &left, absent) {
                Some(picked) => next = picked,
                None => return first,
            }
        }
        *eligible = left;
        let (sheet, size) = (asker.sheet, asker.size);
        if !skipped.is_empty() {
            self.open_sheet(course, asker);
        }
        self.events.extend(skipped.into_iter().map(|agent| Event::TurnSkipped { sheet, agent, size }));
        next
    }
}
