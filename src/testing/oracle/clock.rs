//! Time: what is due when, and every instant at which time alone could let somebody take a waiting lead.

use super::cap::calendar_window;
use super::model::{LeadState, Standing};
use super::ratio::Ratio;
use super::{Fault, Oracle};
use crate::calendar::bounds;
use crate::decide::CLOCK_LIMIT_DAYS;
use crate::outcome::{Reason, Refused};
use crate::policy::{BetweenQueuesDoc, HoldUntilDoc, TimerDoc, WindowDoc};
use crate::time::{Span, Timestamp};

impl Oracle {
    /// Everything that happens by itself up to an instant, one instant after the other.
    pub fn settle(&mut self, now: Timestamp) {
        if self.sane(now).is_err() {
            return;
        }
        loop {
            self.settle_here();
            match self.next_instant() {
                Some(at) if at <= now => self.now = at,
                _ => break,
            }
        }
        self.now = now;
        self.settle_here();
    }

    /// Whether a clock that says this can be trusted: not before what has happened, nor long after it.
    pub(super) fn sane(&self, now: Timestamp) -> Result<(), Refused> {
        let floor_at = self.clock;
        if now < floor_at && !self.is(Fault::ClockTrusted) {
            return Err(Refused { reason: Reason::ClockBehind { floor_at }, clears_at: Some(floor_at) });
        }
        let limit_days = CLOCK_LIMIT_DAYS;
        if now > floor_at.plus(Span::days(u64::from(limit_days))) && !self.is(Fault::ClockTrusted) {
            return Err(Refused { reason: Reason::ClockAhead { floor_at, limit_days }, clears_at: None });
        }
        Ok(())
    }

    /// Takes in that the engine has recorded a look at a line that changed nothing.
    pub fn looked(&mut self, at: Timestamp) {
        self.clock = self.clock.max(at);
    }

    /// When something last happened.
    #[must_use]
    pub fn clock(&self) -> Timestamp {
        self.clock
    }

    /// The instant it stands at.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The first instant after now at which something happens by itself, presence staying as it is: none if nothing does
    /// at any of the next `looks` instants at which something could.
    #[must_use]
    pub fn next_change(&self, looks: usize) -> Option<Timestamp> {
        let mut ahead = self.clone();
        for _ in 0..looks {
            ahead.now = ahead.next_instant()?;
            if ahead.one_thing_here() {
                let early = if self.is(Fault::WakesEarly) { Span::millis(1) } else { Span::ZERO };
                return Some(ahead.now.minus(early));
            }
        }
        None
    }

    /// Everything that happens at this instant.
    fn settle_here(&mut self) {
        for _ in 0..10_000 {
            if !self.one_thing_here() {
                return;
            }
            self.clock = self.now;
            self.note_busy();
        }
    }

    /// The next thing that happens at this instant, if anything does.
    fn one_thing_here(&mut self) -> bool {
        (self.leaving, self.leaving_office) = (None, None);
        self.still_rung.clear();
        self.back = None;
        self.in_turn = false;
        if self.review_one() || self.ramp_one() || self.count_one_open() || self.end_one_reservation() {
            return true;
        }
        let due = self.leads.iter().map(|(id, lead)| (lead.deadline(), lead.number, id.clone())).min();
        let late = if self.is(Fault::TimersLate) { Span::millis(1) } else { Span::ZERO };
        match due {
            Some((at, _, id)) if at < Timestamp::MAX && at.plus(late) <= self.now => {
                let id = self.first_taken(id);
                self.lead_due(&id);
                true
            }
            _ => match self.ring_over(late) {
                Some(id) => {
                    let _ = self.ring_on(&id);
                    true
                }
                None => self.judge_one(late) || self.step_one() || self.deal_one() || self.push_one_out(),
            },
        }
    }

    /// The queues, the most urgent first: by the value of dealing the next lead of each.
    fn queues_in_order(&self) -> Vec<crate::id::Name> {
        let mut queues: Vec<_> = self.policy.queues.iter().collect();
        let value = |doc: &&crate::policy::QueueDoc| {
            let lead =
                self.line(&doc.id, false).into_iter().next().and_then(|id| self.leads.get(&id).cloned());
            let waited = lead.map_or(0, |lead| i128::from(self.now.since(lead.waiting_since).as_millis()));
            match self.policy.between_queues {
                _ if self.is(Fault::QueuesListed) => Ratio::new(0, 1),
                BetweenQueuesDoc::Listed => Ratio::new(0, 1),
                BetweenQueuesDoc::Oldest => Ratio::new(waited, 1),
                BetweenQueuesDoc::CMu => {
                    let each = if doc.delay.grows { waited } else { 1_000 };
                    let cost = i128::from(doc.delay.cost_per_s).saturating_mul(each);
                    Ratio::new(cost, i128::from(doc.delay.handling_s))
                }
            }
        };
        queues.sort_by_key(|doc| core::cmp::Reverse(value(doc)));
        queues.into_iter().map(|doc| doc.id.clone()).collect()
    }

    /// Deals the first lead that can be dealt, queue by queue.
    fn deal_one(&mut self) -> bool {
        let mut queues = self.queues_in_order();
        if self.is(Fault::QueueGoesOn) {
            queues.sort_by_key(|queue| self.dealt.as_ref() != Some(queue));
        }
        for queue in queues {
            for lead in self.line(&queue, false) {
                if self.can_move(&lead, &queue) {
                    self.dealt = Some(queue);
                    self.in_turn = true;
                    self.go_on(&lead);
                    return true;
                }
            }
        }
        self.dealt = None;
        false
    }

    /// Pushes one lead out of the first line or pool that holds too many.
    fn push_one_out(&mut self) -> bool {
        for doc in self.policy.queues.clone() {
            for (pool, bound) in [(false, doc.max_waiting), (true, doc.max_pooled)] {
                if let Some(lead) = bound.and_then(|bound| self.one_too_many(&doc.id, pool, bound)) {
                    self.pushed_out(&lead);
                    return true;
                }
            }
        }
        false
    }

    fn next_instant(&self) -> Option<Timestamp> {
        let mut instants: Vec<Timestamp> = self.leads.values().map(LeadState::deadline).collect();
        let rings = self.leads.values().filter_map(|lead| lead.bridge.as_ref());
        instants.extend(rings.map(|bridge| bridge.until));
        instants.extend(self.reviews.values());
        instants.extend(self.open_instants());
        instants.extend(self.counted.iter().filter(|row| row.current).filter_map(|row| row.reserved_until));
        instants.extend(self.step_instants());
        instants.extend(self.attempt_instants());
        let ramps = self.queues.values().flat_map(|queue| queue.ramps.values());
        instants.extend(ramps.map(|(_, next, _)| *next));
        if self.is(Fault::TimersLate) {
            instants = instants.into_iter().map(|at| at.plus(Span::millis(1))).collect();
        }
        for lead in self.leads.values() {
            if matches!(lead.standing, Standing::Waiting { pool: false, .. }) {
                instants.extend(self.turning_points(lead));
            }
        }
        instants.into_iter().filter(|at| *at > self.now && *at < Timestamp::MAX).min()
    }

    /// Every instant after now at which something a gate looks at of a lead changes by time alone, presence left aside. The
    /// lead need not be on the floor: whoever claims is asked first whether they may claim any.
    pub(super) fn turning_points(&self, lead: &LeadState) -> Vec<Timestamp> {
        let mut points = Vec::new();
        for agent in self.agents.values() {
            points.push(agent.ready_at);
            points.extend(agent.doc.skills.iter().filter_map(|own| own.until));
            points.extend(agent.entered.iter().flat_map(|own| [own.from, own.until]));
        }
        for cap in &self.policy.caps {
            if let WindowDoc::Block { calendar } = &cap.window {
                let block = self.calendars.get(calendar).and_then(|own| own.block_at(self.now));
                points.extend(block.map(|(_, until)| until));
            }
            let window = calendar_window(&cap.window);
            if let (Some(window), Some(zone)) = (window, self.zones.get(&cap.id)) {
                points.push(bounds(window, zone, self.now).1);
            }
            if let WindowDoc::Rolling { span_s } = cap.window {
                let rows = self.counted.iter().filter(|row| row.cap == cap.id);
                points.extend(rows.map(|row| row.at.plus(Span::seconds(span_s))));
            }
        }
        points.extend(self.suspensions());
        points.push(lead.again_at);
        let kept = self.last_owner(lead);
        points.extend(kept.iter().filter_map(|kept| kept.until));
        points.extend(kept.iter().filter_map(|kept| kept.team.as_ref()).map(|(_, until)| *until));
        for queue in self.policy.queues.iter().filter(|queue| queue.strict.is_some()) {
            points.extend(self.waits_until(lead, &queue.id));
            points.extend(self.queues.get(&queue.id).into_iter().flat_map(|queue| queue.skips.values()));
        }
        if let Some((first, rest_from)) = &lead.roll_out {
            points.extend(first.iter().map(|(_, at)| *at).chain([*rest_from]));
        }
        let forget = self.plan_of(lead).and_then(|plan| plan.exclude_previous.forget_after_s);
        let cooldowns =
            self.policy.queues.iter().filter_map(|queue| queue.pull.as_ref()).map(|pull| pull.cooldown_s);
        let spans: Vec<u64> = forget.into_iter().chain(cooldowns).collect();
        for former in &lead.former {
            points.extend(spans.iter().map(|span| former.left_at.plus(Span::seconds(*span))));
        }
        let tiers = self.policy.queues.iter().flat_map(|queue| &queue.tiers);
        let of_queues = self.policy.queues.iter().flat_map(|queue| &queue.skills);
        let stages = self.policy.plans.iter().flat_map(|plan| &plan.stages);
        for rule in of_queues.chain(stages.flat_map(|stage| &stage.skills)) {
            let waits = rule.relax.iter().map(|step| step.after_s).chain(rule.drop_after_s);
            points.extend(waits.map(|wait| lead.waiting_since.plus(Span::seconds(wait))));
        }
        points.extend(tiers.map(|tier| lead.waiting_since.plus(Span::seconds(tier.opens_after_s))));
        self.opens_by_pace(lead, &mut points);
        // Shifts begin and end: at the next change after now, and after each of the others.
        let mut starts = points.clone();
        starts.push(self.now);
        starts.retain(|at| *at >= self.now && *at < Timestamp::MAX);
        for calendar in self.calendars.values().chain(self.apart.values()) {
            for at in &starts {
                points.extend(calendar.next_open(*at));
                if calendar.is_open(*at) {
                    let closes = calendar.next_close(*at);
                    points.extend(closes);
                    points.extend(closes.and_then(|at| calendar.next_open(at)));
                }
            }
        }
        self.opens_by_pace(lead, &mut points);
        points.extend(starts.iter().filter_map(|at| self.contact_opens(lead, *at)));
        // And what a queue asks of working time to come turns so long before.
        let queues = self.policy.queues.iter();
        let mut early: Vec<u64> =
            queues.flat_map(|queue| [queue.stop_before_end_s, queue.look_ahead_s]).flatten().collect();
        early.sort_unstable();
        early.dedup();
        let turns = points.clone();
        for seconds in early {
            points.extend(turns.iter().map(|at| at.minus(Span::seconds(seconds))));
        }
        points.retain(|at| *at > self.now && *at < Timestamp::MAX);
        points.sort_unstable();
        points.dedup();
        points
    }

    /// When enough of caps on their pace has opened for a lead, now or after one of these instants.
    fn opens_by_pace(&self, lead: &LeadState, points: &mut Vec<Timestamp>) {
        if !self.policy.caps.iter().any(|cap| cap.pace.is_some()) {
            return;
        }
        let mut turns = points.clone();
        turns.push(self.now);
        turns.retain(|at| *at >= self.now && *at < Timestamp::MAX);
        turns.sort_unstable();
        turns.dedup();
        points.extend(self.cap_points(lead, &turns));
    }

    /// The next instants at which calendars open, in order: those of which several have to be open at once may miss one
    /// another for weeks.
    pub(super) fn openings(&self) -> Vec<Timestamp> {
        let mut points = Vec::new();
        for calendar in self.calendars.values().chain(self.apart.values()) {
            let mut opens = calendar.next_open(self.now);
            for _ in 0..60 {
                let Some(at) = opens else { break };
                points.push(at);
                opens = calendar.next_close(at).and_then(|at| calendar.next_open(at));
            }
        }
        points.sort_unstable();
        points
    }

    pub(super) fn timer(&self, timer: &TimerDoc, from: Timestamp) -> Timestamp {
        match timer {
            TimerDoc::WallS(seconds) => from.plus(Span::seconds(*seconds)),
            TimerDoc::Business { open_s, calendar } => {
                let calendar = self.calendars.get(calendar);
                calendar
                    .and_then(|it| it.add_business(from, Span::seconds(*open_s)))
                    .unwrap_or(Timestamp::MAX)
            }
        }
    }

    pub(super) fn hold_until(&self, until: &HoldUntilDoc) -> Timestamp {
        match until {
            HoldUntilDoc::Timer(timer) | HoldUntilDoc::Field { at_most: timer, .. } => {
                self.timer(timer, self.now)
            }
            HoldUntilDoc::Open { calendar } => {
                self.calendars.get(calendar).and_then(|it| it.next_open(self.now)).unwrap_or(Timestamp::MAX)
            }
        }
    }
}
