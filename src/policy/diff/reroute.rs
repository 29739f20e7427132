//! Which leads would go to another plan, and by which rule.

use core::fmt;

use crate::id::{LeadId, Name};
use crate::lead::Lead;
use crate::matching::{AttributeFault, Encoded};
use crate::policy::Policy;

/// Where a policy sends a lead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Route {
    /// To a plan.
    Plan {
        /// The plan.
        plan: Name,
        /// The first rule that held; none is the default plan.
        rule: Option<Name>,
    },
    /// Nowhere: no rule held and there is no default plan.
    Nowhere,
    /// The lead cannot be read under this policy.
    Unreadable(AttributeFault),
}

/// A lead that two policies send to different plans.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reroute {
    /// The lead.
    pub lead: LeadId,
    /// Where the old policy sends it.
    pub was: Route,
    /// Where the new one does.
    pub is: Route,
}

impl Policy {
    /// Where the rules send a lead, and which of them does.
    ///
    /// # Complexity
    /// That of [`Policy::plan_of`].
    #[must_use]
    pub fn route_of(&self, lead: &Lead) -> Route {
        let mut encoded = Encoded::default();
        if let Err(fault) = self.schema.encode_into(lead, &mut encoded) {
            return Route::Unreadable(fault);
        }
        let rule = self.rules.first_match(&encoded);
        let plan = self.plan_by(rule).and_then(|plan| self.plan(plan));
        plan.map_or(Route::Nowhere, |plan| Route::Plan {
            plan: plan.id.clone(),
            rule: rule.and_then(|rule| self.rules.id(rule).cloned()),
        })
    }

    /// Of these leads, those that `new` sends elsewhere, in the order given: to another plan, to none where there was one,
    /// or to one where there was none. Another rule that leads to the same plan is no difference. Who gets a lead within
    /// its plan depends on who is there and whose turn it is, and is not looked at; `audit::Audit` deals the leads to find out.
    ///
    /// ```
    /// use fairdeal::policy::{ConditionDoc, PlanDoc, PolicyDoc, QueueDoc, RuleDoc};
    /// use fairdeal::{AttributeType, Lead};
    /// let policy = |states: &[&str]| {
    ///     let west = ConditionDoc::AnyOf {
    ///         attribute: "state".parse().expect("a name"),
    ///         values: states.iter().map(|state| (*state).into()).collect(),
    ///     };
    ///     PolicyDoc::builder("p")
    ///         .attribute("state", AttributeType::Text)
    ///         .queue(QueueDoc::round_robin("west"))
    ///         .queue(QueueDoc::round_robin("rest"))
    ///         .plan(PlanDoc::to_queue("western", "west"))
    ///         .plan(PlanDoc::to_queue("others", "rest"))
    ///         .rule(RuleDoc::new("west", 1, west, "western"))
    ///         .default_plan("others")
    ///         .compile()
    /// };
    /// let (old, new) = (policy(&["CA", "OR"])?, policy(&["CA"])?);
    /// let leads = [Lead::new("L-1")?.with("state", "CA"), Lead::new("L-2")?.with("state", "OR")];
    /// let elsewhere = old.reroutes(&new, &leads);
    /// assert_eq!(
    ///     elsewhere.iter().map(ToString::to_string).collect::<Vec<_>>(),
    ///     ["lead `L-2`: was plan `western` by rule `west`, is plan `others` by default"]
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    /// That of [`Policy::route_of`] twice a lead.
    #[must_use]
    pub fn reroutes<'l>(&self, new: &Policy, leads: impl IntoIterator<Item = &'l Lead>) -> Vec<Reroute> {
        let elsewhere = leads.into_iter().filter_map(|lead| {
            let (was, is) = (self.route_of(lead), new.route_of(lead));
            (!was.leads_where(&is)).then(|| Reroute { lead: lead.id().clone(), was, is })
        });
        elsewhere.collect()
    }
}

impl Route {
    /// Whether both lead to one plan, or to none.
    pub(crate) fn leads_where(&self, other: &Route) -> bool {
        match (self, other) {
            (Route::Plan { plan, .. }, Route::Plan { plan: other, .. }) => plan == other,
            _ => self == other,
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Plan { plan, rule: Some(rule) } => write!(f, "plan `{plan}` by rule `{rule}`"),
            Route::Plan { plan, rule: None } => write!(f, "plan `{plan}` by default"),
            Route::Nowhere => f.write_str("nowhere: no rule holds and there is no default plan"),
            Route::Unreadable(fault) => write!(f, "refused: {fault}"),
        }
    }
}

impl fmt::Display for Reroute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lead `{}`: was {}, is {}", self.lead, self.was, self.is)
    }
}
