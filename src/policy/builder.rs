//! Policies made in code.

use crate::agent::AgentDoc;
use crate::attribute::AttributeType;
use crate::calendar::{CalendarDoc, HolidaySetDoc};
use crate::id::{IdError, Name};
use crate::policy::compiled::Policy;
use crate::policy::doc::{
    AttributeDoc, BetweenQueuesDoc, CadenceDoc, CapDoc, ContactHoursDoc, FORMAT, LeadKeyDoc, MeritDoc,
    OffboardDoc, PauseDoc, PlanDoc, PolicyDoc, PresenceRulesDoc, QueueDoc, RuleChoiceDoc, RuleDoc, SEMANTICS,
    SetDoc, SkillDoc, StickyDoc, TeamDoc, TerritoryMapDoc, TraitTypeDoc, TransfersDoc, WorkKindDoc,
};
use crate::policy::issue::{Issue, IssueKind, PolicyError, Severity};
use crate::policy::path::Path;

/// A part of a policy, or why its name cannot be one: what the constructors of the documents return goes in as it
/// is, and a bad name comes out of [`PolicyBuilder::build`].
#[derive(Clone, Debug)]
pub struct Part<T>(Result<T, IdError>);

impl<T> From<T> for Part<T> {
    fn from(part: T) -> Part<T> {
        Part(Ok(part))
    }
}

impl<T> From<Result<T, IdError>> for Part<T> {
    fn from(part: Result<T, IdError>) -> Part<T> {
        Part(part)
    }
}

/// Puts a [`PolicyDoc`] together. What is not said is as in a document that does not say it.
///
/// ```
/// use fairdeal::policy::{CapDoc, ConditionDoc, PlanDoc, PolicyDoc, QueueDoc, RuleDoc};
/// use fairdeal::{AgentDoc, AttributeType};
///
/// let policy = PolicyDoc::builder("inbound")
///     .attribute("source", AttributeType::Text)
///     .queue(QueueDoc::round_robin("web"))
///     .cap(CapDoc::per_agent_per_day("daily", 10))
///     .plan(PlanDoc::to_queue("standard", "web"))
///     .rule(RuleDoc::new("web", 10, ConditionDoc::equals("source", "web")?, "standard"))
///     .default_plan("standard")
///     .agent(AgentDoc::new("ann")?.member_of("web"))
///     .compile()?;
/// assert_eq!(policy.id().as_str(), "inbound");
/// assert!(policy.issues().is_empty());
///
/// let refused = PolicyDoc::builder("inbound").queue(QueueDoc::round_robin("")).build().unwrap_err();
/// assert_eq!(refused.to_string(), "error: queues[0].id: an id may not be empty");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PolicyBuilder {
    id: Part<Name>,
    zone: Option<String>,
    attributes: Vec<Part<AttributeDoc>>,
    sets: Vec<Part<SetDoc>>,
    holiday_sets: Vec<Part<HolidaySetDoc>>,
    agent_zones: Vec<String>,
    calendars: Vec<Part<CalendarDoc>>,
    contact_hours: Vec<Part<ContactHoursDoc>>,
    #[cfg(feature = "accounts")]
    accounts: Option<crate::policy::doc::AccountMatchDoc>,
    territory_maps: Vec<TerritoryMapDoc>,
    teams: Vec<Part<TeamDoc>>,
    work_kinds: Vec<Part<WorkKindDoc>>,
    skills: Vec<Part<SkillDoc>>,
    traits: Vec<Part<TraitTypeDoc>>,
    sticky: Vec<Part<StickyDoc>>,
    presence: PresenceRulesDoc,
    pause: Option<PauseDoc>,
    transfers: Option<(u32, Part<Name>)>,
    follow_up_order: Vec<LeadKeyDoc>,
    between_queues: BetweenQueuesDoc,
    offboard: OffboardDoc,
    queues: Vec<Part<QueueDoc>>,
    caps: Vec<Part<CapDoc>>,
    merits: Vec<Part<MeritDoc>>,
    cadences: Vec<Part<CadenceDoc>>,
    plans: Vec<Part<PlanDoc>>,
    rule_choice: RuleChoiceDoc,
    rules: Vec<Part<RuleDoc>>,
    default_plan: Option<Part<Name>>,
    agents: Vec<Part<AgentDoc>>,
}

impl PolicyDoc {
    /// Begins a policy of the newest format and semantics.
    #[must_use]
    pub fn builder(id: &str) -> PolicyBuilder {
        PolicyBuilder {
            id: Part(Name::new(id)),
            zone: None,
            attributes: Vec::new(),
            sets: Vec::new(),
            holiday_sets: Vec::new(),
            agent_zones: Vec::new(),
            calendars: Vec::new(),
            contact_hours: Vec::new(),
            #[cfg(feature = "accounts")]
            accounts: None,
            territory_maps: Vec::new(),
            teams: Vec::new(),
            work_kinds: Vec::new(),
            skills: Vec::new(),
            traits: Vec::new(),
            sticky: Vec::new(),
            presence: PresenceRulesDoc::default(),
            pause: None,
            transfers: None,
            follow_up_order: Vec::new(),
            between_queues: BetweenQueuesDoc::default(),
            offboard: OffboardDoc::default(),
            queues: Vec::new(),
            caps: Vec::new(),
            merits: Vec::new(),
            cadences: Vec::new(),
            plans: Vec::new(),
            rule_choice: RuleChoiceDoc::default(),
            rules: Vec::new(),
            default_plan: None,
            agents: Vec::new(),
        }
    }
}

impl PolicyBuilder {
    /// The IANA time zone of caps that name none; `UTC` unless said.
    #[must_use]
    pub fn zone(mut self, zone: &str) -> Self {
        self.zone = Some(zone.to_owned());
        self
    }

    /// Declares an attribute of leads.
    #[must_use]
    pub fn attribute(mut self, id: &str, attribute_type: AttributeType) -> Self {
        self.attributes.push(Part(Name::new(id).map(|id| AttributeDoc { id, attribute_type })));
        self
    }

    /// Adds a list of texts that conditions can share.
    #[must_use]
    pub fn set<'t>(mut self, id: &str, texts: impl IntoIterator<Item = &'t str>) -> Self {
        let values = texts.into_iter().map(str::to_owned).collect();
        self.sets.push(Part(Name::new(id).map(|id| SetDoc { id, values })));
        self
    }

    /// Adds holidays that calendars can keep.
    #[must_use]
    pub fn holiday_set(mut self, set: HolidaySetDoc) -> Self {
        self.holiday_sets.push(set.into());
        self
    }

    /// A zone agents may have of their own.
    #[must_use]
    pub fn agent_zone(mut self, zone: &str) -> Self {
        self.agent_zones.push(zone.to_owned());
        self
    }

    /// Says when the contacts of leads may be called, for stages to keep to.
    #[must_use]
    pub fn contact_hours(mut self, hours: ContactHoursDoc) -> Self {
        self.contact_hours.push(hours.into());
        self
    }

    /// Says how the company of a lead is matched with accounts.
    #[cfg(feature = "accounts")]
    #[must_use]
    pub fn accounts(mut self, accounts: crate::policy::doc::AccountMatchDoc) -> Self {
        self.accounts = Some(accounts);
        self
    }

    /// Adds a map of territories.
    #[must_use]
    pub fn territory_map(mut self, map: TerritoryMapDoc) -> Self {
        self.territory_maps.push(map);
        self
    }

    /// Adds a calendar.
    #[must_use]
    pub fn calendar(mut self, calendar: CalendarDoc) -> Self {
        self.calendars.push(calendar.into());
        self
    }

    /// Adds a kind of work, of which one lead costs so many units of capacity.
    #[must_use]
    pub fn work_kind(mut self, id: &str, units: u32) -> Self {
        self.work_kinds.push(Part(Name::new(id).map(|id| WorkKindDoc { id, units, interruptible: false })));
        self
    }

    /// Declares a skill.
    #[must_use]
    pub fn skill(mut self, id: &str) -> Self {
        self.skills.push(Part(Name::new(id).map(|id| SkillDoc { id })));
        self
    }

    /// Declares a trait of agents and teams.
    #[must_use]
    pub fn agent_trait(mut self, id: &str, trait_type: AttributeType) -> Self {
        self.traits.push(Part(Name::new(id).map(|id| TraitTypeDoc { id, trait_type })));
        self
    }

    /// Says something of a team.
    #[must_use]
    pub fn team(mut self, team: impl Into<Part<TeamDoc>>) -> Self {
        self.teams.push(team.into());
        self
    }

    /// Remembers the last owner of the leads that have a text attribute in common, for so many seconds.
    #[must_use]
    pub fn sticky(mut self, id: &str, attribute: &str, keep_s: u64) -> Self {
        let (id, attribute) = (Name::new(id), Name::new(attribute));
        self.sticky.push(Part(id.and_then(|id| {
            Ok(StickyDoc { id, attribute: attribute?, keep_s, offices: false, registered_for_s: None })
        })));
        self
    }

    /// Says who counts as present.
    #[must_use]
    pub fn presence(mut self, presence: PresenceRulesDoc) -> Self {
        self.presence = presence;
        self
    }

    /// A lead passed on more often than this goes to a plan whose people decide.
    #[must_use]
    pub fn transfers(mut self, at_most: u32, triage: &str) -> Self {
        self.transfers = Some((at_most, Part(Name::new(triage))));
        self
    }

    /// Says who is paused for not taking what is offered.
    #[must_use]
    pub fn pause(mut self, pause: PauseDoc) -> Self {
        self.pause = Some(pause);
        self
    }

    /// Says which of the leads go on first that follow-ups take from their owners at one instant.
    #[must_use]
    pub fn follow_up_order(mut self, keys: impl IntoIterator<Item = LeadKeyDoc>) -> Self {
        self.follow_up_order = keys.into_iter().collect();
        self
    }

    /// Says which queue deals first where several could.
    #[must_use]
    pub fn between_queues(mut self, between: BetweenQueuesDoc) -> Self {
        self.between_queues = between;
        self
    }

    /// Adds a kind of work that can be laid aside for other work.
    #[must_use]
    pub fn interruptible_work_kind(mut self, id: &str, units: u32) -> Self {
        let kind = |id| WorkKindDoc { id, units, interruptible: true };
        self.work_kinds.push(Part(Name::new(id).map(kind)));
        self
    }

    /// Says how fast the leads of an agent who leaves are dealt out again.
    #[must_use]
    pub fn offboard(mut self, offboard: OffboardDoc) -> Self {
        self.offboard = offboard;
        self
    }

    /// Adds a queue.
    #[must_use]
    pub fn queue(mut self, queue: impl Into<Part<QueueDoc>>) -> Self {
        self.queues.push(queue.into());
        self
    }

    /// Adds a cap.
    #[must_use]
    pub fn cap(mut self, cap: impl Into<Part<CapDoc>>) -> Self {
        self.caps.push(cap.into());
        self
    }

    /// Adds a cadence for plans to name.
    #[must_use]
    pub fn cadence(mut self, cadence: impl Into<Part<CadenceDoc>>) -> Self {
        self.cadences.push(cadence.into());
        self
    }

    /// Adds a merit for queues to deal by.
    #[must_use]
    pub fn merit(mut self, merit: impl Into<Part<MeritDoc>>) -> Self {
        self.merits.push(merit.into());
        self
    }

    /// Adds a plan.
    #[must_use]
    pub fn plan(mut self, plan: impl Into<Part<PlanDoc>>) -> Self {
        self.plans.push(plan.into());
        self
    }

    /// Says which of the rules that hold gives a lead its plan.
    #[must_use]
    pub fn rule_choice(mut self, choice: RuleChoiceDoc) -> Self {
        self.rule_choice = choice;
        self
    }

    /// Adds a rule.
    #[must_use]
    pub fn rule(mut self, rule: impl Into<Part<RuleDoc>>) -> Self {
        self.rules.push(rule.into());
        self
    }

    /// Names the plan of leads that no rule matches.
    #[must_use]
    pub fn default_plan(mut self, plan: &str) -> Self {
        self.default_plan = Some(Part(Name::new(plan)));
        self
    }

    /// Adds an agent a new floor opens with.
    #[must_use]
    pub fn agent(mut self, agent: impl Into<Part<AgentDoc>>) -> Self {
        self.agents.push(agent.into());
        self
    }

    /// The document, not yet checked beyond its names.
    ///
    /// # Errors
    /// [`PolicyError`] with every name that cannot be one.
    pub fn build(self) -> Result<PolicyDoc, PolicyError> {
        let mut issues = Vec::new();
        let mut take = Taker(&mut issues);
        let id = take.one("id", self.id);
        let attributes = take.list("attributes", self.attributes);
        let sets = take.list("sets", self.sets);
        let holiday_sets = take.list("holiday_sets", self.holiday_sets);
        let calendars = take.list("calendars", self.calendars);
        let contact_hours = take.list("contact_hours", self.contact_hours);
        let teams = take.list("teams", self.teams);
        let work_kinds = take.list("work_kinds", self.work_kinds);
        let skills = take.list("skills", self.skills);
        let traits = take.list("traits", self.traits);
        let sticky = take.list("sticky", self.sticky);
        let queues = take.list("queues", self.queues);
        let caps = take.list("caps", self.caps);
        let merits = take.list("merits", self.merits);
        let cadences = take.list("cadences", self.cadences);
        let plans = take.list("plans", self.plans);
        let rules = take.list("rules", self.rules);
        let default_plan = self.default_plan.and_then(|plan| take.one("default_plan", plan));
        let agents = take.list("agents", self.agents);
        let transfers = self.transfers.and_then(|(at_most, triage)| {
            take.one("transfers", triage).map(|triage| TransfersDoc { at_most, triage })
        });
        match id {
            Some(id) if issues.is_empty() => Ok(PolicyDoc {
                format: FORMAT,
                semantics: SEMANTICS,
                id,
                zone: self.zone.unwrap_or_else(|| "UTC".to_owned()),
                attributes,
                sets,
                holiday_sets,
                agent_zones: self.agent_zones,
                calendars,
                contact_hours,
                #[cfg(feature = "accounts")]
                accounts: self.accounts,
                territory_maps: self.territory_maps,
                teams,
                work_kinds,
                skills,
                traits,
                sticky,
                presence: self.presence,
                pause: self.pause,
                transfers,
                follow_up_order: self.follow_up_order,
                between_queues: self.between_queues,
                offboard: self.offboard,
                queues,
                caps,
                merits,
                cadences,
                plans,
                rule_choice: self.rule_choice,
                rules,
                default_plan,
                agents,
            }),
            _ => Err(PolicyError { issues }),
        }
    }

    /// The document, compiled.
    ///
    /// # Errors
    /// [`PolicyError`] as of [`PolicyBuilder::build`] and, if there all is well, of [`Policy::compile`].
    pub fn compile(self) -> Result<Policy, PolicyError> {
        Policy::compile(&self.build()?)
    }
}

struct Taker<'i>(&'i mut Vec<Issue>);

impl Taker<'_> {
    fn one<T>(&mut self, field: &'static str, part: Part<T>) -> Option<T> {
        self.take(&Path::ROOT.field(field), part)
    }

    fn list<T>(&mut self, field: &'static str, parts: Vec<Part<T>>) -> Vec<T> {
        let list = Path::ROOT.field(field);
        let parts = parts.into_iter().enumerate();
        parts.filter_map(|(at, part)| self.take(&list.index(at).field("id"), part)).collect()
    }

    fn take<T>(&mut self, path: &Path<'_>, part: Part<T>) -> Option<T> {
        part.0
            .map_err(|error| {
                self.0.push(Issue {
                    path: path.to_string(),
                    kind: IssueKind::InvalidName,
                    severity: Severity::Error,
                    message: error.to_string(),
                    suggestion: None,
                });
            })
            .ok()
    }
}
