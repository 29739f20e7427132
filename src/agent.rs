//! An agent: whoever can take a lead.

use serde::{Deserialize, Serialize};

use crate::attribute::Value;
use crate::id::{AgentId, Name};
use crate::time::Timestamp;

/// Whoever can take a lead: a rep, a team, a partner office, a buyer.
///
/// Said once when the agent joins the floor and again, whole, whenever something about them changes.
///
/// ```
/// use fairdeal::AgentDoc;
/// let ann = AgentDoc::new("ann")?.member_of("web")?;
/// assert_eq!(ann.queues.len(), 1);
/// assert!(AgentDoc::new(" ").is_err());
/// # Ok::<(), fairdeal::IdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentDoc {
    /// Unique on the floor; ties between agents end in the order of these ids.
    pub id: AgentId,
    /// For people to read.
    #[serde(default)]
    pub name: Option<String>,
    /// A team that caps can count for, and whose calendar counts where the agent has none.
    #[serde(default)]
    pub team: Option<Name>,
    /// The calendar of the shifts, one of the policy's; without one it is the team's, and without that the agent is always
    /// on shift.
    #[serde(default)]
    pub calendar: Option<Name>,
    /// The IANA name of the zone the agent lives in, one of the policy's `agent_zones`: calendars that say `agent_zone` are
    /// read in it.
    #[serde(default)]
    pub zone: Option<String>,
    /// How much open work fits.
    #[serde(default)]
    pub capacity: CapacityDoc,
    /// The queues whose leads the agent may take.
    #[serde(default)]
    pub queues: Vec<MembershipDoc>,
    /// Limits of the agent's own, in place of the limit a cap sets for everyone.
    #[serde(default)]
    pub cap_limits: Vec<CapLimitDoc>,
    /// The skills the agent has.
    #[serde(default)]
    pub skills: Vec<AgentSkillDoc>,
    /// What else is said of the agent, for scores.
    #[serde(default)]
    pub traits: Vec<TraitDoc>,
    /// For an office: the queue of its people, one of the policy's. A lead that goes to the office goes on to one of them, by
    /// that queue's strategy and gates.
    #[serde(default)]
    pub office: Option<Name>,
    /// Taken off the floor by a manager: receives nothing until this is false again.
    #[serde(default)]
    pub blocked: bool,
}

impl AgentDoc {
    /// An agent in no queue, with room for any number of leads.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be an id.
    pub fn new(id: &str) -> Result<AgentDoc, crate::IdError> {
        Ok(AgentDoc {
            id: AgentId::new(id)?,
            name: None,
            team: None,
            calendar: None,
            zone: None,
            capacity: CapacityDoc::default(),
            queues: Vec::new(),
            cap_limits: Vec::new(),
            skills: Vec::new(),
            traits: Vec::new(),
            office: None,
            blocked: false,
        })
    }

    /// The same agent with this skill, to this level.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be a skill's name.
    pub fn skilled(mut self, skill: &str, level: u32) -> Result<AgentDoc, crate::IdError> {
        self.skills.push(AgentSkillDoc { skill: Name::new(skill)?, level, until: None });
        Ok(self)
    }

    /// The same agent certified for this skill, to level 1, until an instant, which is out.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be a skill's name.
    pub fn certified(mut self, skill: &str, until: Timestamp) -> Result<AgentDoc, crate::IdError> {
        self.skills.push(AgentSkillDoc { skill: Name::new(skill)?, level: 1, until: Some(until) });
        Ok(self)
    }

    /// The same agent with this trait.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be a trait's name.
    pub fn with_trait(mut self, id: &str, value: impl Into<Value>) -> Result<AgentDoc, crate::IdError> {
        self.traits.push(TraitDoc { id: Name::new(id)?, value: value.into() });
        Ok(self)
    }

    /// The same agent as an office whose people are in this queue.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be a queue's name.
    pub fn office_of(mut self, queue: &str) -> Result<AgentDoc, crate::IdError> {
        self.office = Some(Name::new(queue)?);
        Ok(self)
    }

    /// The same agent as a member of this queue, weight 1, tier 1.
    ///
    /// # Errors
    /// [`crate::IdError`] when the text cannot be a queue's name.
    pub fn member_of(mut self, queue: &str) -> Result<AgentDoc, crate::IdError> {
        self.queues.push(MembershipDoc {
            queue: Name::new(queue)?,
            weight: 1,
            tier: 1,
            priority: 0,
            pull_rank: None,
        });
        Ok(self)
    }
}

/// A trait of an agent or of a team, and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TraitDoc {
    /// One of the policy's traits.
    pub id: Name,
    /// Its value, of the type the policy declares.
    pub value: Value,
}

/// A skill an agent has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentSkillDoc {
    /// One of the policy's skills.
    pub skill: Name,
    /// How well, at least 1; the numbers are the host's own.
    #[serde(default = "one")]
    pub level: u32,
    /// For a skill that is certified for a time: the first instant at which it has lapsed, and is not had any longer.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// How much open work an agent can hold, in units; what one lead costs is said by its queue's kind of work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapacityDoc {
    /// Units of open work over all kinds; none means no limit.
    #[serde(default)]
    pub units: Option<u32>,
    /// Units of open work of one kind, beside the limit over all.
    #[serde(default)]
    pub per_kind: Vec<KindCapacityDoc>,
    /// The point from which one more lead brings too little.
    #[serde(default)]
    pub declining_return: Option<DecliningReturnDoc>,
}

/// A limit on one kind of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindCapacityDoc {
    /// One of the policy's kinds of work.
    pub kind: Name,
    /// Units of open work of that kind.
    pub units: u32,
}

/// What a load of leads is worth: the agent counts as full at the first load whose next lead would gain less
/// than `least_gain`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecliningReturnDoc {
    /// The value of holding 1, 2, 3 … open leads, in any one unit.
    pub value_by_open_leads: Vec<i64>,
    /// The least that one more lead must add, in the same unit.
    pub least_gain: i64,
}

impl DecliningReturnDoc {
    /// How many open leads the agent takes at the most: the first load whose next lead would gain less than
    /// `least_gain`, or the length of the list.
    ///
    /// ```
    /// use fairdeal::DecliningReturnDoc;
    /// let curve = DecliningReturnDoc { value_by_open_leads: vec![100, 180, 230, 240], least_gain: 20 };
    /// assert_eq!(curve.full_at(), 3);
    /// ```
    #[must_use]
    pub fn full_at(&self) -> u32 {
        let mut held = 0_i64;
        let mut full = 0_u32;
        for value in &self.value_by_open_leads {
            if value.saturating_sub(held) < self.least_gain {
                break;
            }
            held = *value;
            full = full.saturating_add(1);
        }
        full
    }
}

/// An agent's place in one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MembershipDoc {
    /// One of the policy's queues.
    pub queue: Name,
    /// The share of turns in a rotation, relative to the other members; 0 gets no turn by rotation and keeps nobody else
    /// from one, whatever the tier.
    #[serde(default = "one")]
    pub weight: u32,
    /// The tier the member answers in: tier 1 first.
    #[serde(default = "one")]
    pub tier: u32,
    /// For strategies that rank by `priority`: the higher number comes first.
    #[serde(default)]
    pub priority: i32,
    /// Where this queue stands among those the agent pulls from without naming one, in place of the queue's own word: the
    /// lowest number first.
    #[serde(default)]
    pub pull_rank: Option<u32>,
}

/// An agent's own limit under one cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapLimitDoc {
    /// One of the policy's caps.
    pub cap: Name,
    /// The agent's limit in each window, in what the cap counts: leads, or minor units of its currency; 0 means none at
    /// all.
    pub limit: u64,
}

fn one() -> u32 {
    1
}
