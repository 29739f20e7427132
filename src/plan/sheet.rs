//! The sheet in which the turn of a lead is written down.

use std::borrow::Cow;
use std::sync::Arc;

use crate::decide::Draft;
use crate::event::{Event, OfficeEvent};
use crate::explain::{Finding, SheetOf, Trace};
use crate::gate::Asker;
use crate::id::{QueueSlot, SheetSlot};
use crate::matching::Cell;
use crate::meter::rotation::Rotation;
use crate::plan::Course;
use crate::policy::{ApartBy, Sheets};

/// A sheet as this decision sees it.
pub(crate) struct Turns<'a> {
    sheet: SheetSlot,
    rotation: Cow<'a, Rotation>,
}

/// The value or the rule by which a queue tells a lead apart.
fn key(floor: &crate::gate::Floor<'_>, course: &Course<'_>, by: ApartBy) -> Option<Arc<str>> {
    match by {
        ApartBy::Rule => {
            let rule = course.rule.and_then(|rule| floor.policy.rules.id(rule));
            rule.map(|rule| rule.as_str().into())
        }
        ApartBy::Attribute(index) => match course.encoded.cell(index) {
            Cell::Text(text) => Some(text.into()),
            Cell::Integer(number) => Some(number.to_string().into()),
            Cell::Boolean(yes) => Some(if yes { "true" } else { "false" }.into()),
            Cell::Texts(_) | Cell::Absent => None,
        },
    }
}

impl<'a> Asker<'a> {
    /// The same queue, asking with these turns.
    pub(crate) fn with<'t>(&self, turns: Option<&'t Turns<'t>>) -> Asker<'t>
    where
        'a: 't,
    {
        match turns {
            Some(turns) => Asker { sheet: turns.sheet, turns: &turns.rotation, ..*self },
            None => *self,
        }
    }
}

impl<'a, T: Trace> Draft<'a, T> {
    /// The turns of this lead's sheet, with those this decision has given back; none where they are the queue's own as
    /// they stand.
    #[inline]
    pub(crate) fn turns_for(&self, course: &Course<'_>, asker: &Asker<'a>) -> Option<Turns<'a>> {
        let credited = !self.events.is_empty() && self.credits();
        if asker.policy.sheets == Sheets::Own && !credited {
            return None;
        }
        self.work_out_turns(course, asker)
    }

    #[cold]
    fn work_out_turns(&self, course: &Course<'_>, asker: &Asker<'a>) -> Option<Turns<'a>> {
        let state = self.floor.state;
        let (sheet, fresh) = self.sheet_for(course, asker);
        let mut rotation = match state.turns(sheet) {
            Some(turns) if !fresh => Cow::Borrowed(turns),
            _ => Cow::Owned(state.fresh_turns(asker.slot)),
        };
        for event in &*self.events {
            if let Event::TurnCredited { lead, sheet: of, agent } = event
                && *of == sheet
            {
                // Under a tally that is nobody else's affair, and the lead does not go back to whom it leaves.
                rotation.to_mut().credit(*agent, state.turn_size(*lead), None);
            }
            if let Event::Office(OfficeEvent::Left { office, credit: Some((of, size)), .. }) = event
                && *of == sheet
            {
                rotation.to_mut().credit(*office, *size, None);
            }
        }
        Some(Turns { sheet, rotation })
    }

    /// Whether this decision has given a turn back.
    fn credits(&self) -> bool {
        let credits = |event: &Event| {
            matches!(
                event,
                Event::TurnCredited { .. } | Event::Office(OfficeEvent::Left { credit: Some(_), .. })
            )
        };
        self.events.iter().any(credits)
    }

    /// The sheet, and whether it is yet to be opened.
    fn sheet_for(&self, course: &Course<'_>, asker: &Asker<'_>) -> (SheetSlot, bool) {
        let state = self.floor.state;
        let own = (SheetSlot::of(asker.slot), false);
        match asker.policy.sheets {
            Sheets::Own => own,
            Sheets::Shared(at) => state.shared_sheet(at).map_or(own, |sheet| (sheet, false)),
            Sheets::Apart { by, at_most } => {
                let Some(key) = key(self.floor, course, by) else { return own };
                match state.apart_sheet(asker.slot, &key) {
                    Some(sheet) => (sheet, false),
                    None if state.apart_len(asker.slot) < at_most => {
                        self.next_sheet_slot().map_or(own, |sheet| (sheet, true))
                    }
                    None => own,
                }
            }
        }
    }

    /// The slot the next sheet will have: they follow one another, those opened by this decision before included. An office
    /// and the people inside it may both be the first of a value or a rule to take a turn.
    fn next_sheet_slot(&self) -> Option<SheetSlot> {
        let opened = self.events.iter().filter(|event| matches!(event, Event::SheetOpened { .. })).count();
        let next = self.floor.state.next_sheet_slot()?.index();
        SheetSlot::from_index(next.saturating_add(opened))
    }

    /// Opens the sheet the queue asks with, where it is the first lead's of its value or rule.
    pub(crate) fn open_sheet(&mut self, course: &Course<'_>, asker: &Asker<'_>) {
        let Sheets::Apart { by, .. } = asker.policy.sheets else { return };
        let opened =
            |event: &Event| matches!(event, Event::SheetOpened { sheet, .. } if *sheet == asker.sheet);
        if self.floor.state.turns(asker.sheet).is_none()
            && !self.events.iter().any(opened)
            && let Some(key) = key(self.floor, course, by)
        {
            self.events.push(Event::SheetOpened { sheet: asker.sheet, queue: asker.slot, key });
        }
    }

    /// Writes down which sheet the turn is of, where a queue does not have its own for all its leads.
    pub(super) fn tell_sheet(&mut self, course: &Course<'_>, asker: &Asker<'_>) {
        let of = match asker.policy.sheets {
            Sheets::Own => return,
            Sheets::Shared(at) => {
                let Some(rotation) = self.floor.state.layout.rotations.get(at) else { return };
                SheetOf::Shared { rotation: rotation.clone() }
            }
            Sheets::Apart { by, at_most } => {
                let value = key(self.floor, course, by).map(|key| key.to_string());
                let attribute = match by {
                    ApartBy::Attribute(index) => self.floor.policy.schema.name(index).cloned(),
                    ApartBy::Rule => None,
                };
                match value {
                    Some(value) if QueueSlot::from_index(asker.sheet.index()) == Some(asker.slot) => {
                        SheetOf::Beyond { attribute, value, at_most }
                    }
                    Some(value) => SheetOf::Apart { attribute, value },
                    None => SheetOf::Rest { attribute },
                }
            }
        };
        let queue = asker.policy.id.clone();
        self.trace.add(|| Finding::Sheet { queue, of });
    }
}
