//! The account in which the turn of a lead is written down.

use std::borrow::Cow;
use std::sync::Arc;

use crate::decide::Draft;
use crate::event::{Event, OfficeEvent};
use crate::explain::{AccountOf, Finding, Trace};
use crate::gate::Asker;
use crate::id::{QueueSlot, TurnAccountSlot};
use crate::matching::Cell;
use crate::meter::rotation::Rotation;
use crate::plan::Course;
use crate::policy::{Accounts, ApartBy};

/// An account as this decision sees it.
pub(crate) struct Turns<'a> {
    account: TurnAccountSlot,
    rotation: Cow<'a, Rotation>,
}

/// The value or the rule by which a queue tells a lead apart.
fn key(floor: &crate::gate::Floor<'_>, course: &Course<'_>, by: ApartBy) -> Option<Arc<str>> {
    match by {
        ApartBy::Rule => {
            let rule = course.rule.and_then(|rule| floor.policy.rule_ids.get(rule.index()));
            rule.map(|rule| rule.as_str().into())
        }
        ApartBy::Attribute(index) => match course.encoded.cell(index) {
            Cell::Text(text) => Some(text.text.into()),
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
            Some(turns) => Asker { account: turns.account, turns: &turns.rotation, ..*self },
            None => *self,
        }
    }
}

impl<'a, T: Trace> Draft<'a, T> {
    /// The turns of this lead's account, with those this decision has given back; none where they are the queue's own as
    /// they stand.
    #[inline]
    pub(crate) fn turns_for(&self, course: &Course<'_>, asker: &Asker<'a>) -> Option<Turns<'a>> {
        let credited = !self.events.is_empty() && self.credits();
        if asker.policy.accounts == Accounts::Own && !credited {
            return None;
        }
        self.work_out_turns(course, asker)
    }

    #[cold]
    fn work_out_turns(&self, course: &Course<'_>, asker: &Asker<'a>) -> Option<Turns<'a>> {
        let state = self.floor.state;
        let (account, fresh) = self.account_for(course, asker);
        let mut rotation = match state.turns(account) {
            Some(turns) if !fresh => Cow::Borrowed(turns),
            _ => Cow::Owned(state.fresh_turns(asker.slot)),
        };
        for event in &*self.events {
            if let Event::TurnCredited { lead, account: of, agent } = event
                && *of == account
            {
                // Under a tally that is nobody else's affair, and the lead does not go back to whom it leaves.
                rotation.to_mut().credit(*agent, state.turn_size(*lead), None);
            }
            if let Event::Office(OfficeEvent::Left { office, credit: Some((of, size)), .. }) = event
                && *of == account
            {
                rotation.to_mut().credit(*office, *size, None);
            }
        }
        Some(Turns { account, rotation })
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

    /// The account, and whether it is yet to be opened.
    fn account_for(&self, course: &Course<'_>, asker: &Asker<'_>) -> (TurnAccountSlot, bool) {
        let state = self.floor.state;
        let own = (TurnAccountSlot::of(asker.slot), false);
        match asker.policy.accounts {
            Accounts::Own => own,
            Accounts::Shared(at) => state.shared_account(at).map_or(own, |account| (account, false)),
            Accounts::Apart { by, at_most } => {
                let Some(key) = key(self.floor, course, by) else { return own };
                match state.apart_account(asker.slot, &key) {
                    Some(account) => (account, false),
                    None if state.apart_len(asker.slot) < at_most => {
                        state.next_account_slot().map_or(own, |account| (account, true))
                    }
                    None => own,
                }
            }
        }
    }

    /// Opens the account the queue asks with, where it is the first lead's of its value or rule.
    pub(crate) fn open_account(&mut self, course: &Course<'_>, asker: &Asker<'_>) {
        let Accounts::Apart { by, .. } = asker.policy.accounts else { return };
        let opened = |event: &Event| matches!(event, Event::AccountOpened { account, .. } if *account == asker.account);
        if self.floor.state.turns(asker.account).is_none()
            && !self.events.iter().any(opened)
            && let Some(key) = key(self.floor, course, by)
        {
            self.events.push(Event::AccountOpened { account: asker.account, queue: asker.slot, key });
        }
    }

    /// Writes down which account the turn is of, where a queue does not have its own for all its leads.
    pub(super) fn tell_account(&mut self, course: &Course<'_>, asker: &Asker<'_>) {
        let of = match asker.policy.accounts {
            Accounts::Own => return,
            Accounts::Shared(at) => {
                let Some(rotation) = self.floor.state.layout.rotations.get(at) else { return };
                AccountOf::Shared { rotation: rotation.clone() }
            }
            Accounts::Apart { by, at_most } => {
                let value = key(self.floor, course, by).map(|key| key.to_string());
                let attribute = match by {
                    ApartBy::Attribute(index) => self.floor.policy.schema.name(index).cloned(),
                    ApartBy::Rule => None,
                };
                match value {
                    Some(value) if QueueSlot::from_index(asker.account.index()) == Some(asker.slot) => {
                        AccountOf::Beyond { attribute, value, at_most }
                    }
                    Some(value) => AccountOf::Apart { attribute, value },
                    None => AccountOf::Rest { attribute },
                }
            }
        };
        let queue = asker.policy.id.clone();
        self.trace.add(|| Finding::Account { queue, of });
    }
}
