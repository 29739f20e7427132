//! Merit, from a list of every lead that ever ended and when.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{LeadState, Standing};
use super::ratio::Ratio;
use super::{Fault, Oracle, Way};
use crate::agent::MembershipDoc;
use crate::calendar::{Window, Zone, bounds};
use crate::event::AssignedHow;
use crate::hash::{mixed, text_hash};
use crate::id::{AgentId, LeadId, Name};
use crate::meter::merit::{Adjusted, Change, Grade, Metric, Raise, Score};
use crate::policy::{
    CapAdjustDoc, CapDoc, MeritDoc, MetricDoc, PeriodDoc, PolicyDoc, QueueDoc, QueueMeritDoc,
};
use crate::state::{GradeView, MeritView};
use crate::time::{Span, Timestamp};

/// Something an owner did with a lead that was dealt to them, or how that ended.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub(super) merit: Name,
    pub(super) agent: AgentId,
    pub(super) value: Option<String>,
    pub(super) at: Timestamp,
    pub(super) score: Score,
    /// Which, where it is counted before its end.
    pub(super) lead: Option<LeadId>,
    /// How many other leads the owner held when it was dealt, where the merit asks.
    pub(super) held: Option<u32>,
}

/// Leads, successes, and what was to be expected in thousandths.
type Measured = (u32, u32, i128);

pub(super) fn same_period(old: &PolicyDoc, was: &MeritDoc, new: &PolicyDoc, is: &MeritDoc) -> bool {
    let zone = |policy: &PolicyDoc, merit: &MeritDoc| merit.zone.clone().unwrap_or(policy.zone.clone());
    was.id == is.id
        && was.period == is.period
        && was.normalise_by == is.normalise_by
        && zone(old, was) == zone(new, is)
}

impl Oracle {
    pub(super) fn merit_doc(&self, name: &Name) -> Option<&MeritDoc> {
        self.policy.merits.iter().find(|merit| merit.id == *name)
    }

    fn period(&self, merit: &MeritDoc, at: Timestamp) -> (Timestamp, Timestamp) {
        let window = match merit.period {
            PeriodDoc::Hour => Window::Hour,
            PeriodDoc::Day => Window::Day,
            PeriodDoc::Week { starts } => Window::Week { starts },
            PeriodDoc::Month => Window::Month,
        };
        let zone = Zone::named(merit.zone.as_ref().unwrap_or(&self.policy.zone));
        zone.map_or((Timestamp::MIN, Timestamp::MAX), |zone| bounds(window, &zone, at))
    }

    fn window_from(&self, merit: &MeritDoc, at: Timestamp) -> Timestamp {
        let one_less = u32::from(self.is(Fault::WindowOfMeritShort));
        (one_less..merit.periods).fold(at, |from, _| self.period(merit, from.minus(Span::millis(1))).0)
    }

    /// A lead leaves its owner for good, by what they did or left undone.
    pub(super) fn ended(&mut self, lead: &LeadId, code: Option<&str>) {
        let contacted = self.leads.get(lead).is_some_and(|state| state.ever_contacted);
        self.score(lead, |merit, _| {
            let among = |codes: &[String]| code.is_some_and(|code| codes.iter().any(|other| other == code));
            let won = among(&merit.won);
            Score::Ended { won, qualified: won || among(&merit.qualified), contacted }
        });
    }

    /// An owner tries to reach somebody.
    pub(super) fn tried(&mut self, lead: &LeadId, reached: bool) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        let now = self.now;
        let after = |since: Timestamp| {
            u32::try_from(now.since(since).as_millis().checked_div(1_000).unwrap_or(0)).unwrap_or(u32::MAX)
        };
        if !state.ever_attempted {
            self.score(lead, |_, since| Score::Attempted { after_s: after(since) });
        }
        if reached && !state.ever_contacted {
            self.score(lead, |_, since| Score::Contacted { after_s: after(since) });
        }
        self.change(lead, |state| {
            state.ever_attempted = true;
            state.ever_contacted |= reached;
        });
    }

    fn score(&mut self, lead: &LeadId, score_of: impl Fn(&MeritDoc, Timestamp) -> Score) {
        let Some(state) = self.leads.get(lead).cloned() else { return };
        let Standing::Owned { agent, how, since, .. } = &state.standing else { return };
        let dealt = matches!(how, AssignedHow::Pushed | AssignedHow::Accepted | AssignedHow::Bridged);
        if !dealt && !self.is(Fault::ClaimsMakeMerit) {
            return;
        }
        for merit in self.policy.merits.clone() {
            let value = merit.normalise_by.as_ref().and_then(|name| self.value(&state, name));
            let (agent, at, score) = (agent.clone(), self.now, score_of(&merit, *since));
            if matches!(score, Score::Ended { .. }) && !self.counts_at_end(lead, &merit.id, score) {
                continue;
            }
            self.expect_review(&merit);
            let ends = matches!(score, Score::Ended { .. });
            let held = self.beside(&merit, lead).filter(|_| ends);
            self.scored.push(Scored { merit: merit.id, agent, value, at, score, lead: None, held });
        }
    }

    /// Something is counted: a review comes when the period ends.
    pub(super) fn expect_review(&mut self, merit: &MeritDoc) {
        let until = self.period(merit, self.now).1;
        self.reviews.entry(merit.id.clone()).or_insert(until);
    }

    pub(super) fn value(&self, lead: &LeadState, name: &Name) -> Option<String> {
        super::condition::read(&self.policy, &lead.doc, name).map(ToString::to_string)
    }

    /// The first review due at this instant, done; whether there was one.
    pub(super) fn review_one(&mut self) -> bool {
        let names: Vec<Name> = self.policy.merits.iter().map(|merit| merit.id.clone()).collect();
        let due = names.into_iter().find(|name| self.reviews.get(name).is_some_and(|at| *at <= self.now));
        let Some(merit) = due.and_then(|name| self.merit_doc(&name).cloned()) else { return false };
        self.review(&merit);
        true
    }

    fn review(&mut self, merit: &MeritDoc) {
        let from = self.window_from(merit, self.now);
        let mut judged = false;
        for queue in self.policy.queues.clone() {
            let Some(own) = queue.merit.as_ref().filter(|own| own.by == merit.id) else { continue };
            let grades = self.grades(merit, &queue.id, own, from);
            judged |= !grades.is_empty();
            self.grades.insert(queue.id.clone(), grades);
        }
        self.judge_affinities(merit, from);
        self.judge_loads(merit, from);
        let by_it = |queue: &&QueueDoc| queue.merit.as_ref().is_some_and(|own| own.by == merit.id);
        let mut queues = self.policy.queues.iter().filter(by_it);
        judged |= queues.any(|queue| self.full.get(&queue.id).is_some_and(|full| !full.is_empty()));
        for cap in self.policy.caps.clone() {
            if let Some(own) = cap.adjust.as_ref().filter(|own| own.by == merit.id) {
                let adjusted = self.adjusts(&merit.id, own, from);
                self.adjusted.insert(cap.id.clone(), adjusted);
            }
        }
        let counts = self.scored.iter().any(|scored| scored.merit == merit.id && scored.at >= from);
        if judged || counts {
            let next = self.period(merit, self.now).1;
            self.reviews.insert(merit.id.clone(), next);
        } else {
            self.reviews.remove(&merit.id);
        }
        // What was counted before the window is gone, however long the window becomes.
        self.scored.retain(|scored| scored.merit != merit.id || scored.at >= from);
        self.reseat();
    }

    /// Each agent's number, and what it is worth.
    fn adjusts(&self, merit: &Name, own: &CapAdjustDoc, from: Timestamp) -> BTreeMap<AgentId, Adjusted> {
        let mut adjusted = BTreeMap::new();
        for agent in self.agents.iter().filter(|(_, state)| !state.left).map(|(id, _)| id) {
            let within = |scored: &&Scored| {
                scored.merit == *merit && scored.agent == *agent && from <= scored.at && scored.at < self.now
            };
            let numbers =
                self.scored.iter().filter(within).filter_map(|scored| match (own.metric, scored.score) {
                    (MetricDoc::SpeedToAttempt { .. }, Score::Attempted { after_s })
                    | (MetricDoc::SpeedToContact { .. }, Score::Contacted { after_s }) => {
                        Some(i128::from(after_s))
                    }
                    (MetricDoc::ContactRate { .. }, Score::Ended { contacted: yes, .. })
                    | (MetricDoc::QualificationRate { .. }, Score::Ended { qualified: yes, .. })
                    | (MetricDoc::ConversionRate { .. }, Score::Ended { won: yes, .. })
                    | (MetricDoc::ContactRate { .. }, Score::LeftOpen { contacted: yes }) => {
                        Some(if yes { 10_000 } else { 0 })
                    }
                    (
                        MetricDoc::QualificationRate { .. } | MetricDoc::ConversionRate { .. },
                        Score::LeftOpen { .. },
                    ) => Some(0),
                    _ => None,
                });
            let numbers: Vec<i128> = numbers.collect();
            let over = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            if over < own.min_tried || over == 0 {
                continue;
            }
            let value = Ratio::new(numbers.iter().sum(), i128::from(over)).floor();
            let (metric, well, badly) = match own.metric {
                MetricDoc::SpeedToAttempt { top_s, bottom_s } => {
                    (Metric::SpeedToAttempt, value <= i128::from(top_s), value >= i128::from(bottom_s))
                }
                MetricDoc::SpeedToContact { top_s, bottom_s } => {
                    (Metric::SpeedToContact, value <= i128::from(top_s), value >= i128::from(bottom_s))
                }
                MetricDoc::ContactRate { top_bp, bottom_bp } => {
                    (Metric::ContactRate, value >= i128::from(top_bp), value <= i128::from(bottom_bp))
                }
                MetricDoc::QualificationRate { top_bp, bottom_bp } => {
                    (Metric::QualificationRate, value >= i128::from(top_bp), value <= i128::from(bottom_bp))
                }
                MetricDoc::ConversionRate { top_bp, bottom_bp } => {
                    (Metric::ConversionRate, value >= i128::from(top_bp), value <= i128::from(bottom_bp))
                }
            };
            let by = if well {
                i32::try_from(own.reward).unwrap_or(i32::MAX)
            } else if badly {
                i32::try_from(own.penalty).unwrap_or(i32::MAX).saturating_neg()
            } else {
                0
            };
            let value = u64::try_from(value).unwrap_or(0);
            adjusted.insert(agent.clone(), Adjusted { metric, over, value, by });
        }
        adjusted
    }

    /// A draw from what is known of an agent's rate: of as many numbers as there are leads and one, the one with as many
    /// below it as leads were won.
    pub(super) fn drawn(&self, queue: &QueueDoc, by: &Name, lead: &LeadId, agent: &AgentId) -> u64 {
        let Some(merit) = self.merit_doc(by) else { return 0 };
        let from = self.window_from(merit, self.period(merit, self.now).0);
        let state = self.leads.get(lead).cloned();
        let value = merit.normalise_by.as_ref().and_then(|name| self.value(state.as_ref()?, name));
        let own = self.scored.iter().filter(|scored| {
            let alike = scored.value == value || self.is(Fault::DrawnFromAll);
            scored.merit == *by && scored.agent == *agent && scored.at >= from && alike
        });
        let ends: Vec<bool> = own
            .filter_map(|scored| match scored.score {
                Score::Ended { won, .. } => Some(won),
                Score::LeftOpen { .. } => Some(false),
                _ => None,
            })
            .collect();
        let won = ends.iter().filter(|won| **won).count();
        let seed = text_hash(&[self.policy.id.as_str(), queue.id.as_str()]);
        let seed = mixed(mixed(seed ^ text_hash(&[lead.as_str()])) ^ text_hash(&[agent.as_str()]));
        let numbers = (0..=ends.len()).map(|at| mixed(seed.wrapping_add(at.try_into().unwrap_or(0))));
        let mut numbers: Vec<u64> = numbers.collect();
        numbers.sort_unstable();
        numbers.get(won).copied().unwrap_or(0)
    }

    /// The limit under a cap for a way to an agent.
    pub(super) fn limit(&self, cap: &CapDoc, own: u32, agent: Option<&AgentId>, way: Way) -> u32 {
        let pushed = matches!(way, Way::Push | Way::Owner) || self.is(Fault::ClaimsRewarded);
        let adjusted = agent.and_then(|agent| self.adjusted.get(&cap.id)?.get(agent));
        match (adjusted, &cap.adjust) {
            (Some(adjusted), Some(adjust)) if pushed && own > 0 => {
                own.saturating_add_signed(adjusted.by).max(adjust.least.min(own))
            }
            _ => own,
        }
    }

    /// The limits of caps that follow merit.
    #[must_use]
    pub fn adjusted_limits(&self, cap: &Name) -> Vec<(AgentId, Adjusted, u32)> {
        let Some(doc) = self.policy.caps.iter().find(|doc| doc.id == *cap) else { return Vec::new() };
        let row = self.adjusted.get(cap).into_iter().flatten();
        row.map(|(agent, adjusted)| {
            let left = self.agents.get(agent).is_none_or(|state| state.left);
            let limits = self.agents.get(agent).filter(|_| !left).map(|state| &state.doc.cap_limits);
            let own = limits.and_then(|own| own.iter().find(|own| own.cap == *cap));
            let own = own.map_or(doc.limit, |own| own.limit);
            (agent.clone(), *adjusted, self.limit(doc, own, Some(agent), Way::Push))
        })
        .collect()
    }

    /// Leads and successes of some agents within a window, value by value.
    pub(super) fn counted_by_value(
        &self,
        merit: &Name,
        agent: Option<&AgentId>,
        from: Timestamp,
    ) -> BTreeMap<Option<String>, (u32, u32)> {
        let mut counts: BTreeMap<Option<String>, (u32, u32)> = BTreeMap::new();
        let within = |at: Timestamp| from <= at && at < self.now;
        for scored in self.scored.iter().filter(|scored| scored.merit == *merit && within(scored.at)) {
            let won = match scored.score {
                Score::Ended { won, .. } => won,
                Score::LeftOpen { .. } => false,
                _ => continue,
            };
            if agent.is_none_or(|agent| scored.agent == *agent) {
                let count = counts.entry(scored.value.clone()).or_default();
                count.0 = count.0.saturating_add(1);
                count.1 = count.1.saturating_add(u32::from(won));
            }
        }
        counts
    }

    fn measured(&self, merit: &Name, agent: &AgentId, window: Timestamp, from: Timestamp) -> Measured {
        let group = self.counted_by_value(merit, None, window);
        let mut sum: Measured = (0, 0, 0);
        for (value, (tried, won)) in self.counted_by_value(merit, Some(agent), from) {
            let (all, all_won) = group.get(&value).copied().unwrap_or_default();
            let expected =
                Ratio::new(i128::from(all_won), i128::from(all)).times(i128::from(tried)).times(1_000);
            let expected = if all == 0 { 0 } else { expected.floor() };
            sum = (sum.0.saturating_add(tried), sum.1.saturating_add(won), sum.2.saturating_add(expected));
        }
        sum
    }

    fn grades(
        &self,
        merit: &MeritDoc,
        queue: &Name,
        own: &QueueMeritDoc,
        from: Timestamp,
    ) -> BTreeMap<AgentId, Grade> {
        let (tried, won) = self.counted_by_value(&merit.id, None, from).values().fold(
            (0_i128, 0_i128),
            |(tried, won), one| {
                (tried.saturating_add(i128::from(one.0)), won.saturating_add(i128::from(one.1)))
            },
        );
        let prior = if tried == 0 {
            0
        } else {
            Ratio::new(won, tried).times(i128::from(own.prior)).times(1_000).floor()
        };
        let members: BTreeSet<AgentId> =
            self.agents.keys().filter(|agent| self.own_seat(agent, queue).is_some()).cloned().collect();
        let measured: BTreeMap<&AgentId, Measured> =
            members.iter().map(|agent| (agent, self.measured(&merit.id, agent, from, from))).collect();
        let merits: BTreeMap<&AgentId, i128> = measured
            .iter()
            .filter(|(_, (tried, ..))| *tried >= own.min_tried)
            .map(|(agent, (_, won, expected))| {
                let (actual, expected) = (
                    i128::from(*won).saturating_mul(1_000).saturating_add(prior),
                    expected.saturating_add(prior),
                );
                let merit =
                    if expected == 0 { 10_000 } else { Ratio::new(actual, expected).times(10_000).floor() };
                (*agent, merit)
            })
            .collect();
        let seat = |agent: &AgentId| self.own_seat(agent, queue).map_or(0, |seat| i128::from(seat.weight));
        let seats: i128 = merits.keys().map(|agent| seat(agent)).sum();
        let sum: i128 = merits.iter().map(|(agent, merit)| seat(agent).saturating_mul(*merit)).sum();
        let scaled = |merit: i128| {
            if sum == 0 { 10_000 } else { Ratio::new(seats, sum).times(merit).times(10_000).floor() }
        };
        let last = self.grades.get(queue);
        let mut grades = BTreeMap::new();
        for agent in &members {
            let merit_of = merits.get(agent).copied();
            let target = match merit_of {
                None => i128::from(own.newcomer_percent),
                Some(merit) => {
                    let rest = i128::from(100_u32.saturating_sub(own.floor_percent));
                    let earned = Ratio::new(scaled(merit), 10_000).times(rest).floor();
                    earned.saturating_add(i128::from(own.floor_percent)).min(i128::from(own.ceiling_percent))
                }
            };
            let before = last.and_then(|last| last.get(agent));
            let since = before.and_then(|grade| grade.raise).map(|raise| raise.since);
            let after =
                since.map(|since| self.measured(&merit.id, agent, from, since.max(from))).unwrap_or_default();
            let within = measured.get(agent).copied().unwrap_or_default();
            let target = u32::try_from(target).unwrap_or(u32::MAX);
            let grade = self.grade((merit, own), (within, after), merit_of, target, (before, from));
            let top = own.tiers.as_ref().map(|tiers| tiers.top);
            let plain = grade.tried == 0 && grade.wait == 0 && (top.is_none() || grade.tier != top);
            if !plain || grade.weight_percent != own.newcomer_percent {
                grades.insert(agent.clone(), grade);
            }
        }
        grades
    }

    fn grade(
        &self,
        (merit, own): (&MeritDoc, &QueueMeritDoc),
        (within, after): (Measured, Measured),
        merit_of: Option<i128>,
        target: u32,
        (last, window): (Option<&Grade>, Timestamp),
    ) -> Grade {
        let before = last.map_or(own.newcomer_percent, |last| last.weight_percent);
        let limit = if self.is(Fault::RiseUnlimited) { u32::MAX } else { own.rise_percent };
        let risen = target.min(before.saturating_add(limit));
        let merit_bp = merit_of.and_then(|merit| u32::try_from(merit).ok());
        let tier = own.tiers.as_ref().map(|tiers| {
            let stays = last.is_some_and(|last| last.tier == Some(tiers.top));
            let mark = if stays && !self.is(Fault::NoHysteresis) {
                tiers.demote_percent
            } else {
                tiers.promote_percent
            };
            let above = merit_of.is_some_and(|merit| merit >= i128::from(mark).saturating_mul(100));
            if above { tiers.top } else { tiers.rest }
        });
        let grade = |weight_percent: u32, change: Change, raise: Option<Raise>, wait: u32| Grade {
            tried: within.0,
            won: within.1,
            expected_milli: u64::try_from(within.2).unwrap_or(0),
            merit_bp,
            target_percent: target,
            before_percent: before,
            weight_percent,
            change: if weight_percent < before && !matches!(change, Change::Newcomer | Change::RolledBack) {
                Change::Lowered
            } else {
                change
            },
            raise,
            wait,
            tier,
        };
        let Some(merit_bp) = merit_bp else { return grade(risen, Change::Newcomer, None, 0) };
        let wait = last.map_or(0, |last| last.wait);
        if let Some(raise) = last.and_then(|last| last.raise) {
            let enough = after.0 >= own.min_tried;
            let fell = {
                let after_bp = i128::from(after.1).saturating_mul(1_000).saturating_mul(10_000);
                let floor = after.2.saturating_mul(i128::from(raise.merit_bp));
                Ratio::new(after_bp, 1)
                    < Ratio::new(floor.saturating_mul(i128::from(own.roll_back_percent)), 100)
            };
            let open = raise.since >= window;
            if open && enough && fell && !self.is(Fault::RaiseKept) {
                return grade(target.min(raise.from_percent), Change::RolledBack, None, merit.periods);
            }
            if open && !enough && target >= before {
                let change = if target > before { Change::OnProof } else { Change::Kept };
                return grade(before, change, Some(raise), 0);
            }
        }
        if target > before && wait > 0 {
            return grade(before, Change::Waits, None, wait.saturating_sub(1));
        }
        if risen > before {
            let raise = Raise { from_percent: before, merit_bp, since: self.now };
            return grade(risen, Change::Raised, Some(raise), 0);
        }
        grade(target, Change::Kept, None, wait.saturating_sub(1))
    }

    /// A membership as merit makes it.
    pub(super) fn by_merit(&self, agent: &AgentId, seat: &MembershipDoc) -> MembershipDoc {
        let mut seat = seat.clone();
        let Some(own) = self.queue_doc(&seat.queue).and_then(|queue| queue.merit.as_ref()) else {
            return self.ramped(agent, seat);
        };
        let grade = self.grades.get(&seat.queue).and_then(|grades| grades.get(agent));
        seat.weight =
            seat.weight.saturating_mul(grade.map_or(own.newcomer_percent, |grade| grade.weight_percent));
        if let Some(tiers) = &own.tiers {
            seat.tier = grade.and_then(|grade| grade.tier).unwrap_or(tiers.rest);
        }
        self.ramped(agent, seat)
    }

    /// What every queue makes of merit.
    #[must_use]
    pub fn merit_views(&self) -> Vec<MeritView> {
        let view = |queue: &crate::policy::QueueDoc| {
            let own = queue.merit.as_ref()?;
            let grades = self.grades.get(&queue.id).into_iter().flatten();
            Some(MeritView {
                queue: queue.id.clone(),
                merit: own.by.clone(),
                newcomer_percent: own.newcomer_percent,
                next_review: self.reviews.get(&own.by).copied(),
                grades: grades
                    .map(|(agent, grade)| GradeView { agent: agent.clone(), grade: grade.clone() })
                    .collect(),
                full: self.full_views(&queue.id),
            })
        };
        self.policy.queues.iter().filter_map(view).collect()
    }
}
