//! Which past leads would have had other owners under another policy, and why.
//!
//! [`Policy::diff`] says what is different about a policy, [`Policy::reroutes`] which leads its rules send elsewhere. Whose a
//! lead is in the end is said by neither: that depends on who is there and whose turn it is. An [`Audit`] deals a [`Past`]
//! twice, once under each policy, with the same leads at the same instants, the same people and the same deeds, and tells
//! the two apart, lead by lead.
//!
//! # What it can claim
//!
//! Leads are not apart from one another: one that goes to somebody else moves the turns of all after it. So each lead that
//! has other owners is tried by itself too, by the new policy on the floor as it stood under the old one when the lead came
//! in. If it goes elsewhere then, that is the policy's doing ([`Cause::Routed`], [`Cause::Dealt`]); if it does not, it is
//! that of a gate that has closed by then ([`Cause::Shut`]), of leads before it ([`Cause::Turns`]), or of what came later
//! ([`Cause::Later`]).
//!
//! Both deals are what the policies would have done if the people had done as they did. Whoever has a lead does with it what
//! was done with it, at the same instants; how well somebody else would have worked it, and what customers would have said, no
//! replay can tell. What is taken for granted where the past says nothing is said at [`Past`].

mod cause;
mod history;
mod past;
mod run;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::id::{AgentId, LeadId, Name};
use crate::policy::{Difference, Policy};
use crate::time::Timestamp;

pub use cause::Cause;
pub use past::Past;

use run::Run;

/// The same past under two policies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// What is different about the new policy.
    pub differences: Vec<Difference>,
    /// The leads that have other owners, in the order they came in.
    pub moved: Vec<Moved>,
    /// Whose leads are more or fewer, or as many, by id.
    pub shares: Vec<Share>,
    /// How many leads were dealt.
    pub leads: usize,
    /// How many leads, dealt again under the old policy, have other owners than on record; 0 where nothing is on record
    /// ([`Past::of_history`]). The more there are, the less the audit says of what was.
    pub unlike_history: usize,
    /// How many deeds of the past could not be done under the old policy, such as a claim of a lead that somebody else has.
    pub left_out_before: u64,
    /// The same under the new one.
    pub left_out_after: u64,
}

/// A lead that has other owners.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moved {
    /// The lead.
    pub lead: LeadId,
    /// When it came in.
    pub at: Timestamp,
    /// What became of it under the old policy.
    pub was: Fate,
    /// What became of it under the new one.
    pub is: Fate,
    /// Why.
    pub why: Cause,
}

/// What became of a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Fate {
    /// Who owned it, the first first.
    pub owners: Vec<Owned>,
    /// Why it was refused, if it was never taken in.
    pub refused: Option<String>,
}

/// That somebody came to own a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Owned {
    /// Who.
    pub agent: AgentId,
    /// From which queue, if from one.
    pub queue: Option<Name>,
    /// When.
    pub at: Timestamp,
}

/// How many leads an agent had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Share {
    /// Who.
    pub agent: AgentId,
    /// How many leads they owned at some time under the old policy.
    pub before: u64,
    /// The same under the new one.
    pub after: u64,
}

impl Fate {
    /// The last owner.
    #[must_use]
    pub fn owner(&self) -> Option<&AgentId> {
        self.owners.last().map(|own| &own.agent)
    }

    /// Whether both had the same owners, one after the other, whenever and from whichever queue.
    #[must_use]
    pub fn has_owners_of(&self, other: &Fate) -> bool {
        self.owners.iter().map(|own| &own.agent).eq(other.owners.iter().map(|own| &own.agent))
    }
}

impl Audit {
    /// Deals a past under both policies. Each floor opens with the agents of its own policy; those of the past join them.
    ///
    /// ```
    /// use fairdeal::audit::{Audit, Past};
    /// use fairdeal::policy::{ConditionDoc, PlanDoc, PolicyDoc, QueueDoc, RuleDoc};
    /// use fairdeal::{AgentDoc, AttributeType, Lead, Policy, Timestamp};
    /// use std::sync::Arc;
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
    ///         .agent(AgentDoc::new("ann").expect("an id").member_of("west").expect("a name"))
    ///         .agent(AgentDoc::new("bob").expect("an id").member_of("rest").expect("a name"))
    ///         .agent(AgentDoc::new("cyd").expect("an id").member_of("rest").expect("a name"))
    ///         .compile()
    ///         .map(Arc::new)
    /// };
    /// let (old, new) = (policy(&["CA", "OR"])?, policy(&["CA"])?);
    /// let nine: Timestamp = "2026-03-02T09:00:00Z".parse()?;
    /// let lead = |id: &str, state: &str| Ok::<_, fairdeal::IdError>((nine, Lead::new(id)?.with("state", state)));
    /// let past = Past::of_leads([lead("L-1", "CA")?, lead("L-2", "OR")?, lead("L-3", "TX")?]);
    /// let audit = Audit::between(&old, &new, &past);
    /// assert_eq!(
    ///     audit.moved.iter().map(ToString::to_string).collect::<Vec<_>>(),
    ///     [
    ///         "lead `L-2`: had `ann`, has `bob`: the rules send it elsewhere, was plan `western` by rule `west`, \
    /// is plan `others` by default",
    ///         "lead `L-3`: had `bob`, has `cyd`: only the turns have moved, since lead `L-2`",
    ///     ]
    /// );
    /// assert!(Audit::between(&old, &old, &past).moved.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Complexity
    /// The past four times, and for up to 200 leads that the rules send where they did a copy of the floor and both policies
    /// compiled; causes of more than these are [`Cause::NotLookedFor`].
    #[must_use]
    pub fn between(old: &Arc<Policy>, new: &Arc<Policy>, past: &Past) -> Audit {
        let deeds = past.in_order();
        let before = Run::of(old, past, &deeds).all();
        let after = Run::of(new, past, &deeds).all();
        let arrived: Vec<&LeadId> = before.arrived.iter().chain(&after.arrived).collect();
        let ids: BTreeSet<&LeadId> = arrived.iter().copied().collect();
        let none = Fate::default();
        let fates =
            |id: &LeadId| (before.fates.get(id).unwrap_or(&none), after.fates.get(id).unwrap_or(&none));
        let moved: BTreeSet<&LeadId> = ids
            .iter()
            .copied()
            .filter(|id| {
                let (was, is) = fates(id);
                !was.has_owners_of(is)
            })
            .collect();
        let differences = old.diff(new);
        let causes = cause::find(old, new, past, &deeds, &moved, &differences, &fates);
        let moved = causes.into_iter().map(|(lead, at, why)| {
            let (was, is) = fates(&lead);
            Moved { was: was.clone(), is: is.clone(), lead, at, why }
        });
        Audit {
            moved: moved.collect(),
            differences,
            shares: shares(&before.fates, &after.fates),
            leads: ids.len(),
            unlike_history: past
                .owners
                .iter()
                .filter(|(lead, own)| !fates(lead).0.owners.iter().map(|own| &own.agent).eq(*own))
                .count(),
            left_out_before: before.left_out,
            left_out_after: after.left_out,
        }
    }
}

fn shares(before: &BTreeMap<LeadId, Fate>, after: &BTreeMap<LeadId, Fate>) -> Vec<Share> {
    let mut counts: BTreeMap<&AgentId, (u64, u64)> = BTreeMap::new();
    for (fates, later) in [(before, false), (after, true)] {
        for fate in fates.values() {
            let once: BTreeSet<&AgentId> = fate.owners.iter().map(|own| &own.agent).collect();
            for agent in once {
                let (was, is) = counts.entry(agent).or_default();
                let count = if later { is } else { was };
                *count = count.saturating_add(1);
            }
        }
    }
    let share =
        |(agent, (before, after)): (&AgentId, (u64, u64))| Share { agent: agent.clone(), before, after };
    counts.into_iter().map(share).collect()
}
