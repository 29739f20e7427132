//! What a host may read of a floor: names in place of slots.

use serde::Serialize;

use crate::bits::AgentSet;
use crate::event::{AssignedHow, ClosedHow, HeldWhy};
use crate::id::{AgentId, AgentSlot, CapSlot, LeadId, LeadSlot, Name, PlanSlot, QueueSlot, StageSlot};
use crate::layout::{QueueLayout, SheetsLayout};
use crate::lead::Lead;
use crate::meter::ledger::{TurnLedger, Turns};
use crate::meter::merit::{Adjusted, Grade};
use crate::meter::rotation::Rotation;
use crate::outcome::Unroutable;
use crate::rank::Sheet;
use crate::state::lead::{LeadRow, Standing};
use crate::state::{BridgeView, CadenceView, FloorState, FullView, OfficeView, QueueRow};
use crate::time::Timestamp;

/// A lead as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeadView {
    /// The lead as submitted, corrections included.
    pub lead: Lead,
    /// When the enquiry came in.
    pub received_at: Timestamp,
    /// The rule that chose its plan; none is the default plan, or no plan.
    pub rule: Option<Name>,
    /// The plan and the stage.
    pub stage: Option<(Name, Name)>,
    /// Where it is.
    pub standing: LeadStanding,
    /// What it waits for; none once it is closed.
    pub waits_for: Option<WaitsFor>,
    /// When something happens to it by itself.
    pub deadline: Option<Timestamp>,
    /// Who is rung for it, while its owner hands it off.
    pub bridge: Option<BridgeView>,
    /// The office that has it.
    pub office: Option<OfficeView>,
    /// From when on the members may claim it, where it lies in a pool that does not open to all at once.
    pub roll_out: Option<RollOutView>,
    /// How far its owner is in its cadence, or the last one was.
    pub cadence: Option<CadenceView>,
    /// Times it has had an owner.
    pub assignments: u32,
    /// Times it has been passed on, since it was last in triage or reopened, where the policy bounds that or a reason was
    /// given.
    pub transfers: u32,
    /// Times it has been claimed since it came in, or was reopened.
    pub pulls: u32,
    /// Its former owners, the first first.
    pub previous_owners: Vec<AgentId>,
    /// When it was first offered to anybody.
    pub first_offered_at: Option<Timestamp>,
    /// When it first had an owner.
    pub first_owned_at: Option<Timestamp>,
    /// When somebody first tried to reach the customer.
    pub first_attempt_at: Option<Timestamp>,
    /// When somebody first did.
    pub first_contact_at: Option<Timestamp>,
}

/// From when on the members of a pool may claim a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RollOutView {
    /// Those who may before everybody does, in the order of their ranks.
    pub first: Vec<(AgentId, Timestamp)>,
    /// From when everybody may.
    pub rest_from: Timestamp,
}

/// Where a lead is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadStanding {
    /// In a queue's line or pool.
    Waiting {
        /// The queue.
        queue: Name,
        /// Whether in the open pool.
        pool: bool,
        /// Its place, the next being 1, at the instant the view is of: under
        /// [`DisciplineDoc::LifoThenFifo`](crate::policy::DisciplineDoc::LifoThenFifo) places change by time alone.
        /// Where the next pick belongs to the oldest lead, that is 1. O(n / 512) in the leads that wait there.
        position: u64,
    },
    /// On offer.
    Offered {
        /// To whom.
        agent: AgentId,
        /// Until when.
        until: Timestamp,
    },
    /// Owned.
    Owned {
        /// By whom.
        agent: AgentId,
        /// The queue it came from.
        queue: Option<Name>,
        /// How it came about.
        how: AssignedHow,
        /// Since when.
        since: Timestamp,
        /// Until when it sleeps, if it does.
        snoozed_until: Option<Timestamp>,
    },
    /// Held back.
    Held {
        /// Until when.
        until: Timestamp,
        /// Why.
        why: HeldWhy,
    },
    /// Nowhere to go.
    Unroutable {
        /// Why.
        why: Unroutable,
    },
    /// Closed.
    Closed {
        /// How it ended.
        how: ClosedHow,
        /// The disposition or the reason.
        code: String,
        /// The last owner.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
}

/// What an open lead waits for, beside its deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// An agent to accept.
    Acceptance,
    /// Its owner's next disposition.
    Disposition,
    /// A member of its queue who may take it.
    EligibleAgent,
    /// A member of its queue to claim it.
    Claim,
    /// Its deadline only.
    Clock,
    /// Another policy, or a manager.
    PolicyOrManager,
}

/// An agent as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentView {
    /// Who.
    pub agent: AgentId,
    /// Whether they have left the floor.
    pub left: bool,
    /// Leads held, offers included, and leads they are rung for.
    pub open_leads: u32,
    /// Units of capacity those take.
    pub open_units: u32,
    /// Passed over until then, if later than now.
    pub ready_at: Timestamp,
    /// Paused for not taking offers, until then or before they say they are ready; `Timestamp::MAX` is only by their
    /// word. Over if earlier than now.
    pub paused_until: Option<Timestamp>,
    /// Since the last offer, assignment or end of a lead.
    pub idle_since: Timestamp,
    /// Leads handed to a closer, who took them.
    pub handed_off: u32,
    /// Leads taken as the closer.
    pub taken_over: u32,
}

/// A queue as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueView {
    /// The queue.
    pub queue: Name,
    /// Leads that wait to be pushed.
    pub in_line: usize,
    /// Leads in the open pool.
    pub in_pool: usize,
    /// The rotation it shares with other queues.
    pub rotation: Option<Name>,
    /// Members in the order of their ids, with turns taken and turns owed, by the turn ledger: of the rotation the queue
    /// shares, if it does; otherwise of its own.
    pub members: Vec<(AgentId, u64, Turns)>,
    /// Where each member stands in a rotation that compares numbers, the least being next: the number of its rank key, as
    /// in an explanation. Empty where the queue has no such rotation.
    pub standings: Vec<(AgentId, i64)>,
    /// Who is passed over at their next turn by a manager's word, and the first instant at which that no longer holds, if
    /// there is one.
    pub skips: Vec<(AgentId, Option<Timestamp>)>,
    /// The largest number of turns anybody is owed or ahead in that rotation, also in other queues that share it.
    pub live_deviation: Turns,
    /// The rotations it keeps apart, by value or rule.
    pub apart: Vec<ApartView>,
    /// When the line will be looked at again without an event.
    pub wake: Option<Timestamp>,
}

/// A rotation that a queue keeps apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApartView {
    /// The value of the attribute, or the rule.
    pub value: String,
    /// The queue's members in the order of their ids, with turns taken and turns owed.
    pub members: Vec<(AgentId, u64, Turns)>,
    /// Where each stands where the rotation compares numbers, the least being next; empty where it does not.
    pub standings: Vec<(AgentId, i64)>,
    /// The largest number of turns anybody is owed or ahead.
    pub live_deviation: Turns,
}

/// Where a member of a queue stands by merit, as of the last review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GradeView {
    /// Who.
    pub agent: AgentId,
    /// The numbers, from the counts to the weight.
    #[serde(flatten)]
    pub grade: Grade,
}

/// What a queue makes of merit, as of the last review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeritView {
    /// The queue.
    pub queue: Name,
    /// The merit.
    pub merit: Name,
    /// The weight of members without a standing, in percent of an average one.
    pub newcomer_percent: u32,
    /// When weights are reviewed next, if a lead has ended or a weight is on its way.
    pub next_review: Option<Timestamp>,
    /// The members with leads to be judged by or another weight than newcomers, in the order of their ids.
    pub grades: Vec<GradeView>,
    /// The members who are full from some number of open leads on, in the order of their ids.
    pub full: Vec<FullView>,
}

impl FloorState {
    /// Every queue that deals by merit, in the order of the policy.
    #[must_use]
    pub fn merit_views(&self) -> Vec<MeritView> {
        let queues = self.queues.iter().zip(&self.layout.queues);
        let view = |(row, layout): (&crate::state::QueueRow, &crate::layout::QueueLayout)| {
            let by = layout.merit?;
            let next = self.merit(by.merit)?.review_at;
            Some(MeritView {
                queue: layout.id.clone(),
                merit: self.layout.merits.get(by.merit.index())?.id.clone(),
                newcomer_percent: by.newcomer_percent,
                next_review: (next < Timestamp::MAX).then_some(next),
                grades: self.graded(&row.grades),
                full: self.full_views(&row.full_from),
            })
        };
        queues.filter_map(view).collect()
    }

    /// Standings queue by queue with names in place of slots, by the ids of the agents.
    pub(crate) fn grades_named(
        &self,
        queues: &[(QueueSlot, Vec<(AgentSlot, Grade)>)],
    ) -> Vec<(Name, Vec<GradeView>)> {
        let named = queues.iter().map(|(queue, own)| Some((self.queue_name(*queue)?, self.graded(own))));
        named.flatten().collect()
    }

    /// The limits under a cap that follow what agents make of their leads, as of the last review, by agent: what it was
    /// measured by, and the limit for pushed leads. Empty for a cap that follows nothing.
    #[must_use]
    pub fn adjusted_limits(&self, cap: &Name) -> Vec<(AgentId, Adjusted, u64)> {
        let at = self.layout.caps.iter().position(|layout| layout.id == *cap);
        let Some(slot) = at.and_then(CapSlot::from_index) else { return Vec::new() };
        let row = self.adjusted.get(slot.index()).map(Vec::as_slice).unwrap_or_default();
        let view = |(agent, adjusted): &(AgentSlot, Adjusted)| {
            Some((self.agent_name(*agent)?, *adjusted, self.limit(slot, Some(*agent))))
        };
        let mut views: Vec<_> = row.iter().filter_map(view).collect();
        views.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        views
    }

    /// Adjusted limits cap by cap with names in place of slots.
    pub(crate) fn adjusted_named(
        &self,
        caps: &[(CapSlot, Vec<(AgentSlot, Adjusted)>)],
    ) -> Vec<(Name, Vec<(AgentId, Adjusted)>)> {
        let cap_name = |cap: &CapSlot| self.layout.caps.get(cap.index()).map(|cap| cap.id.clone());
        let named = caps.iter().map(|(cap, own)| {
            let own = own.iter().filter_map(|(agent, adjusted)| Some((self.agent_name(*agent)?, *adjusted)));
            Some((cap_name(cap)?, own.collect()))
        });
        named.flatten().collect()
    }

    fn graded(&self, grades: &[(AgentSlot, Grade)]) -> Vec<GradeView> {
        let view = |(agent, grade): &(AgentSlot, Grade)| {
            Some(GradeView { agent: self.agent_name(*agent)?, grade: grade.clone() })
        };
        let mut views: Vec<GradeView> = grades.iter().filter_map(view).collect();
        views.sort_unstable_by(|a, b| a.agent.cmp(&b.agent));
        views
    }

    /// A lead as it stood at the instant of the last record.
    #[must_use]
    pub fn lead_view(&self, id: &LeadId) -> Option<LeadView> {
        self.lead_view_at(id, self.clock)
    }

    /// A lead as it stands at an instant, nothing having happened since the last record.
    #[must_use]
    pub fn lead_view_at(&self, id: &LeadId, now: Timestamp) -> Option<LeadView> {
        let slot = self.lead_slot(id)?;
        let row = self.lead(slot)?;
        Some(self.view_row(slot, row, now))
    }

    /// Every lead the floor remembers as it stood at the instant of the last record, in the order they came in.
    /// O(n log n).
    #[must_use]
    pub fn lead_views(&self) -> Vec<LeadView> {
        self.lead_views_at(self.clock)
    }

    /// Every lead the floor remembers as it stands at an instant, nothing having happened since the last record, in the
    /// order they came in. O(n log n).
    #[must_use]
    pub fn lead_views_at(&self, now: Timestamp) -> Vec<LeadView> {
        let rows = self.leads.iter().enumerate();
        let mut rows: Vec<_> =
            rows.filter_map(|(at, row)| Some((LeadSlot::from_index(at)?, row.as_ref()?))).collect();
        rows.sort_unstable_by_key(|(_, row)| row.sequence);
        rows.into_iter().map(|(slot, row)| self.view_row(slot, row, now)).collect()
    }

    /// Every agent who has ever been on the floor, by id.
    #[must_use]
    pub fn agent_views(&self) -> Vec<AgentView> {
        let view = |(id, slot): (&AgentId, AgentSlot)| {
            let row = self.agent(slot)?;
            Some(AgentView {
                agent: id.clone(),
                left: row.left,
                open_leads: row.load.leads,
                open_units: row.load.units,
                ready_at: row.ready_at,
                paused_until: self.duty(slot).and_then(|duty| duty.paused_until),
                idle_since: row.idle_since,
                handed_off: self.handed_off(slot).0,
                taken_over: self.handed_off(slot).1,
            })
        };
        self.agent_ids().filter_map(view).collect()
    }

    /// Every queue, in the order of the policy.
    #[must_use]
    pub fn queue_views(&self) -> Vec<QueueView> {
        let view = |(at, (row, layout)): (usize, (&crate::state::QueueRow, &crate::layout::QueueLayout))| {
            let slot = QueueSlot::from_index(at);
            let (rotation, turns) = self.turns_of(layout, row);
            let ledger = &turns.ledger;
            let seated: AgentSet = row.members.clone();
            let mut members: Vec<_> = ledger.rows().filter(|own| seated.contains(own.agent)).collect();
            members.sort_unstable_by_key(|member| self.id_order(member.agent));
            let key = Sheet::key(layout);
            let standing = |turns: &Rotation, agent: AgentSlot| {
                Some((self.agent_name(agent)?, self.worth(slot?, turns, agent, key?)?))
            };
            let standings = |turns: &Rotation| {
                members.iter().filter_map(|member| standing(turns, member.agent)).collect::<Vec<_>>()
            };
            let apart = slot.into_iter().flat_map(|slot| self.apart_of(slot)).filter_map(|(key, sheet)| {
                let turns = self.turns(sheet)?;
                let (value, members) = (key.to_string(), self.turns_named(&turns.ledger, &seated));
                let (standings, ledger) = (standings(turns), &turns.ledger);
                let live_deviation = ledger.in_turns(ledger.max_deviation());
                Some(ApartView { value, members, standings, live_deviation })
            });
            QueueView {
                queue: layout.id.clone(),
                standings: standings(turns),
                skips: row
                    .skips
                    .iter()
                    .filter_map(|(agent, until)| {
                        Some((self.agent_name(*agent)?, Some(*until).filter(|until| *until < Timestamp::MAX)))
                    })
                    .collect(),
                in_line: row.line.len(),
                in_pool: row.pool.len(),
                rotation: rotation.cloned(),
                members: self.turns_named(ledger, &seated),
                live_deviation: ledger.in_turns(ledger.max_deviation()),
                apart: apart.collect(),
                wake: (row.wake < Timestamp::MAX).then_some(row.wake),
            }
        };
        self.queues.iter().zip(&self.layout.queues).enumerate().map(view).collect()
    }

    /// The rotation a queue shares, and the turns of its leads.
    fn turns_of<'s>(
        &'s self,
        layout: &'s QueueLayout,
        row: &'s QueueRow,
    ) -> (Option<&'s Name>, &'s Rotation) {
        let SheetsLayout::Shared(name) = &layout.sheets else { return (None, &row.turns) };
        let at = self.layout.rotations.iter().position(|other| other == name);
        let sheet = at.and_then(|at| self.shared_sheet(at));
        (Some(name), sheet.and_then(|sheet| self.turns(sheet)).unwrap_or(&row.turns))
    }

    /// Turns taken and owed by these agents, in the order of their ids.
    fn turns_named(&self, ledger: &TurnLedger, of: &AgentSet) -> Vec<(AgentId, u64, Turns)> {
        let mut rows: Vec<_> = ledger.rows().filter(|own| of.contains(own.agent)).collect();
        rows.sort_unstable_by_key(|own| self.id_order(own.agent));
        let named = |own: &crate::meter::ledger::LedgerRow| {
            Some((self.agent_name(own.agent)?, own.taken, ledger.in_turns(own.deficit)))
        };
        rows.iter().filter_map(named).collect()
    }

    pub(crate) fn agent_name(&self, slot: AgentSlot) -> Option<AgentId> {
        self.agent(slot).map(|row| row.doc.id.clone())
    }

    pub(crate) fn queue_name(&self, slot: QueueSlot) -> Option<Name> {
        self.layout.queues.get(slot.index()).map(|queue| queue.id.clone())
    }

    pub(crate) fn stage_name(&self, plan: PlanSlot, stage: StageSlot) -> Option<(Name, Name)> {
        let plan = self.layout.plans.get(plan.index())?;
        Some((plan.id.clone(), plan.stages.get(stage.index())?.clone()))
    }

    /// What an open lead waits for beside its deadline.
    pub(crate) fn waits_for(row: &LeadRow) -> Option<WaitsFor> {
        match row.standing {
            Standing::InLine { pool: false, .. } => Some(WaitsFor::EligibleAgent),
            Standing::InLine { pool: true, .. } => Some(WaitsFor::Claim),
            Standing::Offered { .. } => Some(WaitsFor::Acceptance),
            Standing::Owned { .. } => Some(WaitsFor::Disposition),
            Standing::Held { .. } => Some(WaitsFor::Clock),
            Standing::Stranded { .. } => Some(WaitsFor::PolicyOrManager),
            Standing::Passing | Standing::Closed { .. } => None,
        }
    }

    /// When something happens to a lead by itself, whoever is rung for it and the step its owner is at included.
    pub(crate) fn lead_deadline(&self, slot: LeadSlot, row: &LeadRow) -> Option<Timestamp> {
        let rings = self.bridge(slot).map_or(Timestamp::MAX, |own| own.until);
        let step = self.step_timer(slot).map_or(Timestamp::MAX, |(at, _)| at);
        Some(row.deadline().min(rings).min(step)).filter(|at| *at < Timestamp::MAX)
    }

    fn view_row(&self, slot: LeadSlot, row: &LeadRow, now: Timestamp) -> LeadView {
        LeadView {
            lead: row.doc.clone(),
            received_at: row.born,
            rule: row.rule.and_then(|rule| self.layout.rules.get(rule.index()).cloned()),
            stage: row.course.and_then(|(plan, stage)| self.stage_name(plan, stage)),
            standing: self.view_standing(slot, row, now),
            waits_for: FloorState::waits_for(row),
            deadline: self.lead_deadline(slot, row),
            bridge: self.bridge_view(slot),
            office: self.office_view(slot),
            roll_out: self.roll_out(slot).map(|own| RollOutView {
                first: own
                    .first
                    .iter()
                    .filter_map(|(agent, at)| Some((self.agent_name(*agent)?, *at)))
                    .collect(),
                rest_from: own.rest_from,
            }),
            cadence: self.view_cadence(slot),
            assignments: row.assignments,
            transfers: self.transfers(slot),
            pulls: self.pulls(slot),
            previous_owners: row.previous.iter().filter_map(|former| self.agent_name(former.agent)).collect(),
            first_offered_at: row.first.offered,
            first_owned_at: row.first.owned,
            first_attempt_at: row.first.attempted,
            first_contact_at: row.first.contacted,
        }
    }

    fn view_standing(&self, slot: LeadSlot, row: &LeadRow, now: Timestamp) -> LeadStanding {
        let nobody = || LeadStanding::Unroutable { why: Unroutable::NoRule };
        let seen = match &row.standing {
            Standing::InLine { queue, pool, .. } => {
                self.queue_name(*queue).map(|name| LeadStanding::Waiting {
                    queue: name,
                    pool: *pool,
                    position: self.position(slot, now).unwrap_or(1),
                })
            }
            Standing::Offered { agent, until, .. } => {
                self.agent_name(*agent).map(|agent| LeadStanding::Offered { agent, until: *until })
            }
            Standing::Owned { agent, queue, how, since, snoozed_until, .. } => {
                self.agent_name(*agent).map(|agent| LeadStanding::Owned {
                    agent,
                    queue: queue.and_then(|queue| self.queue_name(queue)),
                    how: *how,
                    since: *since,
                    snoozed_until: *snoozed_until,
                })
            }
            Standing::Held { until, why } => Some(LeadStanding::Held { until: *until, why: *why }),
            Standing::Stranded { why } => Some(LeadStanding::Unroutable { why: *why }),
            Standing::Closed { how, code, by, at } => Some(LeadStanding::Closed {
                how: *how,
                code: code.to_string(),
                by: by.and_then(|agent| self.agent_name(agent)),
                at: *at,
            }),
            Standing::Passing => None,
        };
        seen.unwrap_or_else(nobody)
    }

    /// A waiting lead's place at an instant, the next being 1.
    pub(crate) fn position(&self, slot: LeadSlot, now: Timestamp) -> Option<u64> {
        let row = self.lead(slot)?;
        let (queue, pool, key) = row.wait_key(slot)?;
        Some(self.queue(queue)?.place_of(pool, &key, self.ordered_from(slot, row), now))
    }
}
