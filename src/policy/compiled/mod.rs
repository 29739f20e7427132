//! What a policy document compiles to: names resolved to slots, texts to symbols, zones to tables.

#[cfg(feature = "accounts")]
mod account_match;
mod batch;
mod cadence;
mod cap;
mod contact;
mod hand_off;
mod merit;
mod money;
mod order;
mod plan;
mod pull;
mod queue;
mod rotation;
mod rules;
mod score;
mod skill;
mod standard;
mod sticky;
mod straight;
mod territory;
mod turns;
mod written;

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::id::{CadenceSlot, Name, PlanSlot, QueueSlot, RuleSlot};
use crate::lead::Lead;
use crate::matching::{AttributeFault, Encoded, Schema};
use crate::policy::doc::{PolicyDoc, PresenceRulesDoc};
use crate::time::Span;

#[cfg(feature = "accounts")]
pub(crate) use account_match::{AccountMatch, NOT_ASKED};
pub(crate) use batch::{Batch, LeadOrder};
pub(crate) use cadence::{Cadence, CadenceStep, Consent, Follows, OwnerChange};
pub(crate) use cap::{AtLimit, Cap, CapWindow, Dimension};
pub(crate) use contact::{Contact, ContactBy, ContactCalendars};
pub(crate) use hand_off::{HandOff, NoCloser, Ring};
pub(crate) use merit::{CapAdjust, Merit, MeritDraw, QueueAffinity, QueueMerit};
pub(crate) use money::{Money, Pace, Price};
pub(crate) use order::{DeadlineBy, Discipline};
pub(crate) use plan::{
    Action, Change, Exclusion, FollowUp, HoldUntil, Inside, Next, Plan, Stage, StepAction, Timer,
};
pub(crate) use pull::{PickLimit, Pull};
pub(crate) use queue::{Ahead, IdleOver, Queue, Tier};
pub(crate) use rotation::{ApartBy, Sheets};
pub(crate) use rules::{Level, Parts, Rules};
pub(crate) use score::{Measure, Score, Term};
pub(crate) use skill::{SkillRule, WhichSkill};
pub(crate) use standard::{Below, Standard};
pub(crate) use sticky::{OneTurn, StickTo, Sticky, plain};
pub(crate) use straight::Straight;
pub(crate) use territory::TerritoryMap;
pub(crate) use turns::{Ramp, RampStep, TurnSize};
pub(crate) use written::Written;

/// A policy ready to decide by. Immutable; share it in an [`Arc`].
#[derive(Clone, Debug)]
pub struct Policy {
    /// The document, but its rules may be older ones: those that count are in `rules`.
    pub(crate) doc: Arc<PolicyDoc>,
    pub(crate) written: Written,
    pub(crate) schema: Schema,
    pub(crate) rules: Rules,
    pub(crate) default_plan: Option<PlanSlot>,
    /// The plans by which a new lead has nothing to ask but who is next; empty where no plan is one.
    pub(crate) straight: Vec<Option<Straight>>,
    /// How often a lead is passed on by the rules, and the plan it goes to after that.
    pub(crate) transfers: Option<(u32, PlanSlot)>,
    /// Which of the leads that follow-ups take away at one instant go first; empty is by arrival.
    pub(crate) follow_up_order: LeadOrder,
    /// In the order of the document.
    pub(crate) queues: Vec<Queue>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) caps: Vec<Cap>,
    pub(crate) merits: Vec<Merit>,
    pub(crate) sticky: Vec<Sticky>,
    pub(crate) cadences: Vec<Cadence>,
    /// Those of the document first, then those that are read in an agent's zone.
    pub(crate) calendars: Vec<(Name, Calendar)>,
    pub(crate) contact_hours: Vec<Contact>,
    pub(crate) territory_maps: Vec<TerritoryMap>,
    /// Whether territories or an account are written into a lead when it comes in.
    pub(crate) fills_in: bool,
    #[cfg(feature = "accounts")]
    pub(crate) account_match: Option<AccountMatch>,
    /// What the host has attached, and whether the policy asks for it.
    #[cfg(feature = "accounts")]
    pub(crate) attached: Option<Arc<crate::matching::account::Accounts>>,
    #[cfg(feature = "accounts")]
    pub(crate) asks_attached: bool,
    pub(crate) work_kinds: Vec<(Name, u32)>,
    /// Whether any queue or stage asks for a skill.
    pub(crate) asks_skills: bool,
    /// Whether leads may belong together, by some stage or queue.
    pub(crate) asks_owners: bool,
    /// Whether any queue holds its members to a standard.
    pub(crate) asks_standards: bool,
    pub(crate) presence: PresenceRulesDoc,
    /// Whether some stage sends a lead on at once when nobody is eligible or a cap is full.
    pub(crate) leads_move_on: bool,
    /// Whether some cap counts leads apart by what they are.
    pub(crate) caps_tell_leads_apart: bool,
    /// Whether some cap has room by what a lead costs, or by how late it is.
    pub(crate) caps_look_closely: bool,
    /// The time between two leads of an agent who left.
    pub(crate) offboard_every: Span,
    /// What names can refer to, for agents and filters that come later.
    pub(crate) scope: crate::policy::Scope,
}

impl Policy {
    /// A policy from its document as JSON.
    ///
    /// ```
    /// use fairdeal::Policy;
    /// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "inbound"}"#)?;
    /// assert_eq!(policy.id().as_str(), "inbound");
    /// let error = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "inbound", "quues": []}"#).unwrap_err();
    /// assert!(error.to_string().contains("queues"), "{error}");
    /// # Ok::<(), fairdeal::PolicyError>(())
    /// ```
    ///
    /// # Errors
    /// [`PolicyError`](crate::PolicyError) with every issue of the document; a syntax error with its line and column.
    pub fn from_json(json: &str) -> Result<Policy, crate::policy::PolicyError> {
        Policy::compile(&PolicyDoc::from_json(json)?)
    }

    /// The policy's name.
    #[must_use]
    pub fn id(&self) -> &Name {
        &self.doc.id
    }

    /// The plan of a lead as it is given: that of the first rule that holds, else the default plan, else none. Territories and
    /// accounts are what the lead says; [`Policy::locate`] resolves them.
    ///
    /// ```
    /// use fairdeal::policy::{ConditionDoc, PlanDoc, PolicyDoc, QueueDoc, RuleDoc};
    /// use fairdeal::{AttributeType, Lead};
    /// let policy = PolicyDoc::builder("p")
    ///     .attribute("source", AttributeType::Text)
    ///     .queue(QueueDoc::round_robin("web"))
    ///     .plan(PlanDoc::to_queue("standard", "web"))
    ///     .rule(RuleDoc::new("web", 1, ConditionDoc::equals("source", "web")?, "standard"))
    ///     .compile()?;
    /// let lead = Lead::new("L-1")?;
    /// let plan = policy.plan_of(&lead.clone().with("source", "web"))?;
    /// assert_eq!(plan.map(|plan| plan.as_str()), Some("standard"));
    /// assert_eq!(policy.plan_of(&lead.clone().with("source", "fair"))?, None);
    /// let fault = policy.plan_of(&lead.with("source", 7)).unwrap_err();
    /// assert_eq!(fault.to_string(), "attribute `source` is declared as text, this lead gives it as integer");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`AttributeFault`] when the lead's attributes are not those the policy declares.
    pub fn plan_of(&self, lead: &Lead) -> Result<Option<&Name>, AttributeFault> {
        let mut encoded = Encoded::default();
        self.schema.encode_into(lead, &mut encoded)?;
        let rule = self.rules.first_match(&encoded);
        let plan = self.plan_by(rule);
        Ok(plan.and_then(|plan| self.plan(plan)).map(|plan| &plan.id))
    }

    /// The same policy with the accounts that are attached to another, as far as it asks for them.
    pub(crate) fn following(self, other: &Policy) -> Policy {
        #[cfg(feature = "accounts")]
        return self.attaching(other.attached.clone());
        #[cfg(not(feature = "accounts"))]
        {
            let _ = other;
            self
        }
    }

    /// The plan of the rule that holds, or the default plan where none does.
    pub(crate) fn plan_by(&self, rule: Option<RuleSlot>) -> Option<PlanSlot> {
        rule.and_then(|rule| self.rules.plan(rule)).or(self.default_plan)
    }

    /// The index of a skill.
    pub(crate) fn skill_named(&self, name: &str) -> Option<usize> {
        self.scope.skill_named(name)
    }

    pub(crate) fn queue(&self, slot: QueueSlot) -> Option<&Queue> {
        self.queues.get(slot.index())
    }

    pub(crate) fn cadence(&self, slot: CadenceSlot) -> Option<&Cadence> {
        self.cadences.get(slot.index())
    }

    pub(crate) fn plan(&self, slot: PlanSlot) -> Option<&Plan> {
        self.plans.get(slot.index())
    }
}
