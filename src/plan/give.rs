//! Giving a lead to an agent: the turn, the counts, the offer or the assignment.

use crate::bits::{AgentSet, SetMark};
use crate::decide::Draft;
use crate::event::{AssignedHow, CounterWindow, Event, OfficeEvent};
use crate::explain::{Candidate, DecidedBy, Finding, Picked, Trace};
use crate::gate::price::amount;
use crate::gate::{Asker, Question, Way, cap, examine};
use crate::id::{AgentId, AgentSlot, CapSlot, CounterSlot, LeadSlot};
use crate::lead::Lead;
use crate::meter::make_up::Pace;
use crate::outcome::{Reason, Refused};
use crate::pick::{self, Share};
use crate::plan::{Awaited, Course, Rest, Stay, follow_up};
use crate::policy::{Cap, CapWindow, CountsDoc, RankKeyDoc, Timer};
use crate::time::Timestamp;

impl<T: Trace> Draft<'_, T> {
    /// Offers the lead, or assigns it where nobody has to accept. `share` is who shares the turn, if one is dealt.
    pub(crate) fn give(
        &mut self,
        course: &Course<'_>,
        asker: Option<&Asker<'_>>,
        agent: AgentSlot,
        accept_within: Option<Timer>,
        share: Option<&Share>,
    ) -> Rest {
        let way = if asker.is_some() { Way::Push } else { Way::Owner };
        self.count(course, asker, agent, way);
        if let Some(asker) = asker.filter(|_| self.floor.state.knows_busy()) {
            self.begin_idle_day(asker);
        }
        if let (Some(share), Some(asker)) = (share, asker) {
            self.open_sheet(course, asker);
            self.take_turn((course.slot, course.doc), asker, agent, share);
        }
        let office = course.office.map(|own| own.until).filter(|until| *until < Timestamp::MAX);
        let own = accept_within.map(|timer| timer.due(self.floor.policy, self.floor.now));
        // Inside an office nobody has longer than the office has.
        let Some(until) = own.into_iter().chain(office).min() else {
            return self.assign(course, asker, agent, AssignedHow::Pushed, None);
        };
        let queue = asker.map(|asker| asker.slot);
        self.events.push(Event::Offered { lead: course.slot, agent, queue, until });
        Rest::Offered { agent, until }
    }

    /// Counts a pick by rank where the queue counts them value by value.
    pub(crate) fn count_value(&mut self, course: &Course<'_>, asker: &Asker<'_>) {
        if let Some(value) = pick::value_of(self.floor, asker, course.doc) {
            self.events.push(Event::ValuePicked { queue: asker.slot, value });
        }
    }

    /// Makes an agent the owner.
    pub(crate) fn assign(
        &mut self,
        course: &Course<'_>,
        asker: Option<&Asker<'_>>,
        agent: AgentSlot,
        how: AssignedHow,
        lease_until: Option<Timestamp>,
    ) -> Rest {
        let plan = course.at.and_then(|(plan, _)| self.floor.policy.plan(plan));
        let due = plan.filter(|plan| !plan.follow_up.is_empty()).and_then(|plan| {
            let stay = Stay::begun(self.floor.now, self.born(course));
            follow_up(self.floor.policy, plan, stay)
        });
        let queue = asker.map(|asker| asker.slot);
        self.events.push(Event::Assigned {
            lead: course.slot,
            agent,
            queue,
            how,
            lease_until,
            follow_up: due,
        });
        if let Some(own) = course.office {
            self.events.push(Event::Office(OfficeEvent::Accepted { lead: course.slot, office: own.agent }));
        }
        if self.floor.policy.asks_standards {
            self.has_to_be_worked(course, (queue, agent), how);
        }
        if !self.floor.policy.merits.is_empty() {
            self.count_if_left_open(course.slot, agent, how);
        }
        if !self.floor.policy.sticky.is_empty() {
            self.remember_owner(course, agent);
        }
        if plan.is_some_and(|plan| plan.cadence.is_some()) {
            self.begin_cadence(course);
        }
        Rest::Assigned { agent, queue }
    }

    /// When the enquiry came in.
    fn born(&self, course: &Course<'_>) -> Timestamp {
        let known = self.floor.state.lead(course.slot).filter(|row| row.doc.id() == course.doc.id());
        known.map_or(course.ordered_from, |row| row.born)
    }

    /// Deals a turn of the queue's rotation, shared by `share`.
    pub(crate) fn take_turn(
        &mut self,
        (lead, doc): (LeadSlot, &Lead),
        asker: &Asker<'_>,
        agent: AgentSlot,
        share: &Share,
    ) {
        if let Share::Of(share) = share {
            let changed = asker.turns.ledger.sharing().differing(share);
            let agents = changed.filter(|agent| asker.turns.ledger.deficit(*agent).is_some()).collect();
            let under = self.all_here(asker, share);
            self.events.push(Event::SharersToggled { sheet: asker.sheet, agents, under });
        }
        let (sheet, queue, size) = (asker.sheet, asker.slot, asker.policy.size_of(doc));
        self.events.push(Event::TurnTaken { lead, sheet, agent, queue, size });
        if !asker.row.ramps.is_empty() {
            self.ramp_by_turn(asker, agent, size);
        }
        if self.trace.keeps() {
            self.tell_size(doc, asker);
        }
    }

    /// The mark of who is here, if these are all of them who have room in a queue that deals by its own sheet.
    fn all_here(&self, asker: &Asker<'_>, share: &AgentSet) -> Option<SetMark> {
        if asker.sheet.index() != asker.slot.index() {
            return None;
        }
        let mark = self.floor.mark()?;
        share.is_common(&asker.row.room, self.floor.here()).then_some(mark)
    }

    /// Says what a turn counts as, where not all are alike.
    #[cold]
    fn tell_size(&mut self, doc: &Lead, asker: &Asker<'_>) {
        let Some(own) = &asker.policy.turn_size else { return };
        let (size, said) = own.of(doc);
        let (queue, attribute, most) = (asker.policy.id.clone(), own.attribute.clone(), own.most);
        self.trace.add(|| Finding::TurnSize { queue, attribute, said, size, most });
    }

    /// Counts the lead under every cap that applies.
    pub(crate) fn count(
        &mut self,
        course: &Course<'_>,
        asker: Option<&Asker<'_>>,
        agent: AgentSlot,
        way: Way,
    ) {
        if self.floor.policy.caps.is_empty() {
            return;
        }
        let asked = course.asked(self.floor);
        let question = Question { floor: self.floor, queue: asker.copied(), lead: &asked, way };
        for (slot, cap) in cap::caps(&question) {
            if cap.counts != CountsDoc::Returned {
                self.count_under(&question, course, (slot, cap), agent);
            }
        }
    }

    /// Counts a lead given back under every cap on returns.
    pub(crate) fn count_return(&mut self, course: &Course<'_>, asker: Option<&Asker<'_>>, agent: AgentSlot) {
        let asked = course.asked(self.floor);
        let question = Question { floor: self.floor, queue: asker.copied(), lead: &asked, way: Way::Push };
        for (slot, cap) in cap::caps(&question) {
            if cap.counts == CountsDoc::Returned {
                self.count_under(&question, course, (slot, cap), agent);
            }
        }
    }

    fn count_under(
        &mut self,
        question: &Question<'_, '_>,
        course: &Course<'_>,
        (slot, cap): (CapSlot, &Cap),
        agent: AgentSlot,
    ) {
        let (state, policy) = (self.floor.state, self.floor.policy);
        let (counted, label) = (cap::counted_agent(cap, agent), cap::label(question, cap, Some(agent)));
        let known = state.counter_slot(slot, counted, label.as_str());
        let now = self.floor.now;
        let row = known.and_then(|counter| state.counter(counter));
        let row = row.filter(|row| row.window == CounterWindow::Fixed && row.from <= now && now < row.until);
        let (from, until, window) = match (row, cap.window) {
            // Known already: nobody has to ask the zone.
            (Some(row), CapWindow::Calendar(_)) => (row.from, row.until, CounterWindow::Fixed),
            // A return while a cap by blocks is closed counts nowhere.
            _ => match cap::window_at(policy, cap, now) {
                Some(window) => window,
                None => return,
            },
        };
        let amount = amount(question.lead, cap).map_or(0, |amount| amount.units);
        let counter = match known {
            Some(counter) => counter,
            None => {
                // Slots follow one another, those opened by this decision before included.
                let opened =
                    self.events.iter().filter(|event| matches!(event, Event::CounterOpened { .. })).count();
                let next = state.next_counter_slot().map(CounterSlot::index);
                let next = next.and_then(|next| CounterSlot::from_index(next.saturating_add(opened)));
                let Some(counter) = next else { return };
                let label = Some(label.as_str()).filter(|text| !text.is_empty()).map(std::sync::Arc::from);
                self.events.push(Event::CounterOpened { counter, cap: slot, agent: counted, label });
                counter
            }
        };
        let lead = course.slot;
        self.events.push(Event::Counted { lead, counter, from, until, window, amount });
        self.say_if_reached(counter, (slot, counted, label.as_str()), until);
        if cap.looks_closely() || cap.reserve.is_some() {
            self.after_count(
                question,
                (slot, cap),
                (lead, counter),
                (counted, label.as_str()),
                (from, until),
            );
        }
        let used = state.counter(counter).map_or(0, |row| row.used(now));
        let full =
            cap.looks_closely() || used.saturating_add(u64::from(amount)) >= state.full_from(slot, counted);
        if full && !cap.is_per_agent() && self.floor.policy.leads_move_on {
            // Leads that wait at a stage with a way on for a full cap take it now.
            self.events.extend(state.waiting().map(|queue| Event::QueueChecked { queue, wake: now }));
        }
    }

    /// Writes down every member as the gates and the ranks saw them, and what decided.
    pub(crate) fn tell_candidates(
        &mut self,
        question: &Question<'_, '_>,
        asker: &Asker<'_>,
        picked: Option<&pick::Picked>,
        (eligible, awaited): (&AgentSet, Option<Awaited>),
    ) {
        let floor = self.floor;
        let deals_turns = asker.policy.rotation == Some(RankKeyDoc::Turns);
        let rotates = asker.policy.rotation.is_some();
        let lead = question.lead.doc;
        let members = floor.state.agent_ids().filter(|(_, slot)| asker.row.seat(*slot).is_some());
        // Members without a weight pass every gate and yet are never next in a rotation.
        let weightless =
            |slot: AgentSlot| rotates && asker.row.seat(slot).is_some_and(|member| member.seat.weight == 0);
        let held = pick::held_back(asker, eligible);
        let is_picked = |slot: AgentSlot| picked.is_some_and(|picked| picked.agent == slot);
        let refused = |id: &AgentId, slot: AgentSlot| {
            let gate = examine(question, slot).err().filter(|_| !eligible.contains(slot));
            let reason = || Reason::NoWeight { agent: id.clone(), queue: asker.policy.id.clone() };
            let gate =
                gate.or_else(|| weightless(slot).then(|| Refused { reason: reason(), clears_at: None }));
            let skips = || {
                let until =
                    asker.row.skip(slot).filter(|until| floor.now < *until && !eligible.contains(slot))?;
                let reason = Reason::SkippedOnce { agent: id.clone(), queue: asker.policy.id.clone() };
                Some(Refused { reason, clears_at: (until < Timestamp::MAX).then_some(until) })
            };
            let waits = || {
                let own = awaited.filter(|own| own.agent != slot)?;
                let (agent, next, until) = (id.clone(), floor.agent_id(own.agent)?.clone(), own.until);
                Some(Refused { reason: Reason::NotInTurn { agent, next, until }, clears_at: Some(until) })
            };
            let paced = || {
                let pace = asker.policy.catch_up.filter(|_| held.contains(slot) && !is_picked(slot))?;
                let (agent, queue) = (id.clone(), asker.policy.id.clone());
                let Pace { extra_turns, per_turns, .. } = pace;
                let reason = Reason::MakesUp { agent, queue, extra_turns, per_turns };
                Some(Refused { reason, clears_at: None })
            };
            gate.or_else(skips).or_else(waits).or_else(paced)
        };
        let keys = pick::Keys::of(floor, asker, lead);
        let candidates = members.map(|(id, slot)| Candidate {
            agent: id.clone(),
            refused: refused(id, slot),
            rank: keys.worth(slot),
            merit: asker.row.grade(slot).cloned(),
            drawn: pick::drawn(floor, asker, lead, slot),
            affinity: pick::affined(floor, asker, lead, slot),
            score: pick::weighed(floor, asker, lead, slot),
            ramp_percent: Some(asker.row.ramp_percent(slot)).filter(|percent| *percent < 100),
            turns_owed: asker.turns.ledger.deficit(slot).filter(|_| deals_turns),
        });
        let candidates: Vec<Candidate> = candidates.collect();
        self.trace.add(|| Finding::Candidates { queue: asker.policy.id.clone(), candidates });
        if let Some((value, picks)) = pick::diverse(floor, asker, lead) {
            let share_bp = asker.policy.affinity.map_or(0, |own| own.diversity_bp);
            self.trace.add(|| Finding::Diverse { queue: asker.policy.id.clone(), value, picks, share_bp });
        }
        let Some(picked) = picked else { return };
        let Some(agent) = floor.agent_id(picked.agent) else { return };
        let mut others = eligible.clone();
        others.remove(picked.agent);
        // Whoever is held back comes after everybody else, and is told so.
        others.subtract(&held);
        let runner_up = match pick::two_drawn(floor, asker, lead, eligible) {
            Some((first, second)) => Some(if first == picked.agent { second } else { first }),
            None => pick::pick(floor, asker, lead, &others, || None).map(|other| other.agent),
        };
        let decided_by = decided_by(question, asker, &keys, (picked, eligible), runner_up);
        let runner_up = runner_up.and_then(|other| floor.agent_id(other)).cloned();
        self.trace.add(|| Finding::Picked(Picked { agent: agent.clone(), runner_up, decided_by }));
    }
}

fn decided_by(
    question: &Question<'_, '_>,
    asker: &Asker<'_>,
    keys: &pick::Keys<'_>,
    (picked, eligible): (&pick::Picked, &AgentSet),
    runner_up: Option<AgentSlot>,
) -> DecidedBy {
    if let Some(own) = question.lead.last_owner {
        if own.in_person() == Some(picked.agent) {
            return match own.sticky {
                Some(_) if own.registered => DecidedBy::Registration,
                Some(_) => DecidedBy::LastOwner,
                None => DecidedBy::OneTurn,
            };
        }
        if own.team_of(question.floor, eligible).contains(picked.agent) {
            return DecidedBy::TeamOfLastOwner;
        }
    }
    let Some(other) = runner_up else { return DecidedBy::OnlyOne };
    let (mine, theirs) = (keys.worth(picked.agent), keys.worth(other));
    for ((key, mine), (_, theirs)) in mine.iter().zip(&theirs) {
        if *key == RankKeyDoc::PowerOfTwo {
            return DecidedBy::Drawn { units: *mine, other_units: *theirs };
        }
        if mine != theirs {
            return DecidedBy::Key { key: *key, margin: theirs.saturating_sub(*mine) };
        }
    }
    let turns = asker.policy.rotation == Some(RankKeyDoc::Turns);
    let share = picked.share.as_ref().filter(|_| turns).map(|share| share.set(&asker.turns.ledger));
    let among = pick::with_part(asker, eligible.clone());
    let pick = share.and_then(|share| asker.turns.ledger.pick_sized(&among, share, asker.size));
    pick.map_or(DecidedBy::Id, |pick| DecidedBy::Turns {
        owed: asker.turns.ledger.deficit(picked.agent).unwrap_or_default(),
        runner_up_owed: asker.turns.ledger.deficit(other).unwrap_or_default(),
        tied: pick.tied_with,
    })
}
