//! The policy document: everything a floor does, as data.

use serde::{Deserialize, Serialize};

use crate::agent::AgentDoc;
use crate::attribute::AttributeType;
use crate::calendar::{CalendarDoc, HolidaySetDoc};
use crate::id::Name;
use crate::policy::doc::BetweenQueuesDoc;
use crate::policy::doc::CadenceDoc;
use crate::policy::doc::CapDoc;
use crate::policy::doc::ContactHoursDoc;
use crate::policy::doc::LeadKeyDoc;
use crate::policy::doc::MeritDoc;
use crate::policy::doc::PauseDoc;
use crate::policy::doc::PlanDoc;
use crate::policy::doc::QueueDoc;
use crate::policy::doc::SkillDoc;
use crate::policy::doc::StickyDoc;
use crate::policy::doc::TerritoryMapDoc;
use crate::policy::doc::{RuleChoiceDoc, RuleDoc};
use crate::policy::doc::{TeamDoc, TraitTypeDoc};

/// The shape of the document that this release reads and writes.
pub const FORMAT: u32 = 1;
/// The newest behaviour this release knows: the same inputs under the same number give the same answers for ever.
pub const SEMANTICS: u32 = 1;

/// Everything a floor does, as data: what a host writes, and [`Policy::compile`](crate::Policy::compile) checks.
///
/// Unknown fields are refused, every field's unit is in its name, and lists carry ids in place of maps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyDoc {
    /// The shape of this document; [`FORMAT`].
    pub format: u32,
    /// The behaviour this document was written for; at most [`SEMANTICS`].
    pub semantics: u32,
    /// The policy's name.
    pub id: Name,
    /// The IANA time zone of caps that name none.
    #[serde(default = "utc")]
    pub zone: String,
    /// The attributes that conditions, caps and disciplines speak of. Leads may carry others, which play no part.
    #[serde(default)]
    pub attributes: Vec<AttributeDoc>,
    /// Lists of texts that several conditions share, such as ZIP codes.
    #[serde(default)]
    pub sets: Vec<SetDoc>,
    /// Holidays that several calendars keep, such as those of a country or a state.
    #[serde(default)]
    pub holiday_sets: Vec<HolidaySetDoc>,
    /// The zones agents may have of their own, by IANA name, for calendars that are read in the agent's zone.
    #[serde(default)]
    pub agent_zones: Vec<String>,
    /// Shifts and business hours.
    #[serde(default)]
    pub calendars: Vec<CalendarDoc>,
    /// When the contacts of leads may be called, for stages to keep to.
    #[serde(default)]
    pub contact_hours: Vec<ContactHoursDoc>,
    /// The accounts, and how the company of a lead is matched with them.
    #[cfg(feature = "accounts")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<crate::policy::doc::AccountMatchDoc>,
    /// Maps of territories: where a lead belongs by where it is.
    #[serde(default)]
    pub territory_maps: Vec<TerritoryMapDoc>,
    /// What the agents of a team share, and what is said of it; agents may name others.
    #[serde(default)]
    pub teams: Vec<TeamDoc>,
    /// Kinds of work and what a lead of each costs.
    #[serde(default)]
    pub work_kinds: Vec<WorkKindDoc>,
    /// The skills agents have and queues ask for.
    #[serde(default)]
    pub skills: Vec<SkillDoc>,
    /// The traits that agents and teams may have, for scores.
    #[serde(default)]
    pub traits: Vec<TraitTypeDoc>,
    /// What leads have in common whose last owner is remembered.
    #[serde(default)]
    pub sticky: Vec<StickyDoc>,
    /// Who counts as present.
    #[serde(default)]
    pub presence: PresenceRulesDoc,
    /// Who is paused for not taking what is offered; without it nobody is.
    #[serde(default)]
    pub pause: Option<PauseDoc>,
    /// How the leads of an agent who leaves are dealt out again.
    #[serde(default)]
    pub offboard: OffboardDoc,
    /// How often a lead may be passed on; without it any number of times.
    #[serde(default)]
    pub transfers: Option<TransfersDoc>,
    /// Which of the leads that follow-ups take from their owners at the same instant go on first, key by key; what is still a
    /// tie, and all of them without it, in the order of arrival.
    #[serde(default)]
    pub follow_up_order: Vec<LeadKeyDoc>,
    /// Which queue deals first where several could at the same instant.
    #[serde(default)]
    pub between_queues: BetweenQueuesDoc,
    /// The queues.
    #[serde(default)]
    pub queues: Vec<QueueDoc>,
    /// The caps; every one that applies must have room.
    #[serde(default)]
    pub caps: Vec<CapDoc>,
    /// The merits: what came of the leads dealt to each agent, for queues that deal by it.
    #[serde(default)]
    pub merits: Vec<MeritDoc>,
    /// The cadences: what the owners of leads go through with them.
    #[serde(default)]
    pub cadences: Vec<CadenceDoc>,
    /// The plans.
    #[serde(default)]
    pub plans: Vec<PlanDoc>,
    /// Which of the rules that hold for a lead gives it its plan.
    #[serde(default)]
    pub rule_choice: RuleChoiceDoc,
    /// The rules that give a lead its plan; where a rule stands in this list plays no part.
    #[serde(default)]
    pub rules: Vec<RuleDoc>,
    /// The plan of a lead that no rule matches; without it such a lead is unroutable.
    #[serde(default)]
    pub default_plan: Option<Name>,
    /// The agents a new floor opens with. Later they change by commands; replacing a policy leaves the people as
    /// they are.
    #[serde(default)]
    pub agents: Vec<AgentDoc>,
}

/// How often a lead may be passed on (`transfer`) before somebody looks at it who decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TransfersDoc {
    /// So many times the rules are asked where it goes. A further transfer takes it to the plan of `triage`.
    pub at_most: u32,
    /// A plan. Whoever passes a lead on from there has looked at it: the rules are asked, and its transfers are counted
    /// anew.
    pub triage: Name,
}

/// An attribute of leads and its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttributeDoc {
    /// The attribute's name.
    pub id: Name,
    /// Its type.
    #[serde(rename = "type")]
    pub attribute_type: AttributeType,
}

/// A list of texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetDoc {
    /// The set's name.
    pub id: Name,
    /// Its texts.
    pub values: Vec<String>,
}

/// A kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkKindDoc {
    /// Its name.
    pub id: Name,
    /// What one lead of it costs, in units of capacity.
    pub units: u32,
    /// Whether it can be laid aside for other work: it takes no room from leads of kinds that are not interruptible,
    /// nor from leads of no kind.
    #[serde(default)]
    pub interruptible: bool,
}

/// Who counts as present enough to receive a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PresenceRulesDoc {
    /// A sign of life older than this makes an agent unknown, in seconds; without it signs never go stale.
    pub stale_after_s: Option<u64>,
    /// An available agent who has done nothing for this long counts as away, in seconds.
    pub inactive_after_s: Option<u64>,
    /// Whether an agent of whom nothing is known, or nothing recent, may receive.
    pub unknown_may_receive: bool,
    /// Whether a busy agent may receive.
    pub busy_may_receive: bool,
}

impl Default for PresenceRulesDoc {
    fn default() -> Self {
        PresenceRulesDoc {
            stale_after_s: Some(300),
            inactive_after_s: None,
            unknown_may_receive: false,
            busy_may_receive: false,
        }
    }
}

/// How the leads of an agent who leaves are dealt out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OffboardDoc {
    /// How many leads a minute, at least 1.
    pub leads_per_minute: u32,
}

impl Default for OffboardDoc {
    fn default() -> Self {
        OffboardDoc { leads_per_minute: 60 }
    }
}

fn utc() -> String {
    "UTC".to_owned()
}
