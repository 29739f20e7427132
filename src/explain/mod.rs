//! Why: the findings of a decision, as data and, in `words`, as text. Deciding without asking why costs nothing.

mod candidate;
mod company;
mod next_by;
mod sheet;
mod words;

use serde::Serialize;

use crate::currency::Currency;
use crate::event::{CadenceEnd, OfficeLeft, StandardChange};
use crate::id::{AgentId, LeadId, Name};
use crate::matching::territory::{Certainty, Specificity};
use crate::meter::merit::{Adjusted, Results};
use crate::outcome::Refused;
use crate::policy::{BoundDoc, Digest, Precedes};
use crate::presence::PresenceState;
use crate::state::{AffinityView, FullView, GradeView, LoadsView};
use crate::time::{Span, Timestamp};

pub use candidate::{Candidate, DecidedBy, Picked, WhyNot};
pub use company::{AccountWeighed, CompanyIs};
pub use next_by::NextBy;
pub use sheet::SheetOf;

/// Where findings go. [`Quiet`] drops them unmade; an [`Explanation`] keeps them.
pub trait Trace {
    /// One finding. The closure is called only by traces that keep it.
    fn add(&mut self, finding: impl FnOnce() -> Finding);

    /// Whether findings are kept.
    fn keeps(&self) -> bool;
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Trace for Quiet {
    fn add(&mut self, _: impl FnOnce() -> Finding) {}

    fn keeps(&self) -> bool {
        false
    }
}

/// Everything a decision looked at, in the order it did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Trace for Explanation {
    fn add(&mut self, finding: impl FnOnce() -> Finding) {
        self.findings.push(finding());
    }

    fn keeps(&self) -> bool {
        true
    }
}

/// By what a rule is chosen where the best is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRank {
    /// Its priority.
    pub priority: i32,
    /// How many tests it has.
    pub tests: u32,
}

/// One thing a decision looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The policy decided by, and the time zone data it was compiled with.
    Policy {
        /// Its name.
        id: Name,
        /// Its digest.
        digest: Digest,
        /// The version of the time zone database.
        zones: &'static str,
    },
    /// Which account the lead's company is.
    Company(Box<CompanyIs>),
    /// Which territory the lead is in.
    Territory {
        /// The map.
        map: Name,
        /// The territory; none where none holds it, or where it cannot be said which.
        territory: Option<Name>,
        /// What the territory holds it by.
        by: Option<Specificity>,
        /// How sure that is.
        certainty: Certainty,
        /// Whose it may be as well.
        rivals: Vec<Name>,
        /// Whose it would be otherwise, and by what.
        runners_up: Vec<(Name, Specificity)>,
        /// All of it in a line.
        says: String,
    },
    /// A rule was tried. Rules that could not match by their most selective part are not listed.
    Rule {
        /// The rule.
        id: Name,
        /// Its condition.
        condition: String,
        /// Its priority and how many tests it has, where the best rule is chosen.
        #[serde(skip_serializing_if = "Option::is_none")]
        best: Option<RuleRank>,
        /// Whether it held.
        held: bool,
    },
    /// Of the rules that come after the one that was chosen, the first that holds too, where the best is chosen.
    RuleBefore {
        /// The rule that was chosen.
        id: Name,
        /// The one that would be without it.
        other: Name,
        /// Why it comes after.
        by: Precedes,
    },
    /// A plan was chosen.
    Plan {
        /// The plan.
        id: Name,
        /// By which rule; none is the default plan.
        rule: Option<Name>,
    },
    /// A stage was entered, or passed by because its condition does not hold.
    Stage {
        /// The stage.
        id: Name,
        /// Whether it was entered.
        entered: bool,
    },
    /// A cap that is no one agent's, or the owner's own gates, stopped the lead.
    Stopped(Refused),
    /// The members of a queue were looked at.
    Candidates {
        /// The queue.
        queue: Name,
        /// Each member, by id.
        candidates: Vec<Candidate>,
    },
    /// The turn of the lead is written down together with those of other queues, or apart from those of other leads.
    Sheet {
        /// The queue.
        queue: Name,
        /// Where.
        of: SheetOf,
    },
    /// A lead was passed on under a policy that bounds how often.
    PassedOn {
        /// The lead.
        lead: LeadId,
        /// How often by now; 0 where it comes from triage.
        times: u32,
        /// How often the rules are asked.
        at_most: u32,
        /// Why it was passed on, in the host's words.
        reason: Option<String>,
        /// The plan it goes to, if that was once too often.
        triage: Option<Name>,
    },
    /// How busy the members of a queue are who are at work, where a stage says how busy they may be.
    Utilisation {
        /// The queue.
        queue: Name,
        /// Units of work they hold.
        held: u64,
        /// Units they may hold, those left out who have no limit.
        capacity: u64,
        /// The one by the other, in basis points, rounded down.
        bp: u64,
        /// What is allowed.
        above_bp: u32,
        /// Whether the lead goes on.
        spills: bool,
    },
    /// A step of a cadence would be due when the contact may not be called.
    StepMoved {
        /// The lead.
        lead: LeadId,
        /// The hours that are kept to.
        contact_hours: Name,
        /// When it would be due.
        from: Timestamp,
        /// When it is due instead; none if they never open.
        until: Option<Timestamp>,
    },
    /// A step of a cadence is due by a channel to which the lead has not consented.
    NoConsent {
        /// The lead.
        lead: LeadId,
        /// The step.
        step: Name,
        /// The channel.
        channel: Name,
        /// Whether it is held until the lead consents; otherwise it is passed over.
        held: bool,
    },
    /// It was looked whether the owner of a lead is away.
    Away {
        /// The lead.
        lead: LeadId,
        /// Its owner.
        agent: AgentId,
        /// Since when they have been away; none if they are here.
        since: Option<Timestamp>,
        /// What is known of their presence.
        state: PresenceState,
        /// The end of their leave, if they are on leave.
        leave_until: Option<Timestamp>,
    },
    /// When the contact of the lead may be called, by the stage.
    ContactHours {
        /// The hours.
        id: Name,
        /// What is known of where they are: attributes and values.
        known: Vec<(Name, String)>,
        /// The calendars, all of which have to be open.
        calendars: Vec<Name>,
        /// Whether attributes speak for different calendars, so that the stricter hours hold.
        conflict: bool,
        /// Whether they are.
        open: bool,
    },
    /// No member of the queue is at work, and the stage says where the lead goes then.
    Shut {
        /// The queue.
        queue: Name,
        /// When the first of them begins, if any does.
        opens_at: Option<Timestamp>,
    },
    /// Somebody had the last lead of the same person, household or account.
    LastOwner {
        /// By what leads belong together.
        by: Name,
        /// Who.
        agent: AgentId,
        /// From when on it is forgotten.
        until: Timestamp,
        /// From when on others may take the lead, the team first if it comes first; none if they cannot have it: they are no
        /// member any longer, have had it or passed it up.
        kept_until: Option<Timestamp>,
        /// The team that comes first after them, and from when on others may.
        team: Option<(Name, Timestamp)>,
    },
    /// It is somebody's turn who cannot take the lead yet, and it waits for them.
    Awaited {
        /// Who.
        agent: AgentId,
        /// Until when; then whoever can take it and is next may.
        until: Timestamp,
    },
    /// A turn counts as more or less than others.
    TurnSize {
        /// The queue.
        queue: Name,
        /// The attribute that says it.
        attribute: Name,
        /// What the lead says, if it says a number.
        said: Option<i64>,
        /// What the turn counts as.
        size: u32,
        /// What it may count as at the most.
        most: u32,
    },
    /// Somebody takes the turn of the leads this one belongs to.
    OneTurn {
        /// Who.
        agent: AgentId,
        /// From when on such leads take turns again.
        until: Timestamp,
    },
    /// This pick belongs to the share of leads of its value that goes by the other keys, whoever makes most of them.
    Diverse {
        /// The queue.
        queue: Name,
        /// The lead's value; none if it has none.
        value: Option<String>,
        /// How many leads of it were picked before.
        picks: u64,
        /// The share, in basis points.
        share_bp: u32,
    },
    /// Somebody was picked.
    Picked(Picked),
    /// The lead goes to an office, for one of its people to take.
    ToOffice {
        /// The office.
        office: AgentId,
        /// The queue of its people.
        queue: Name,
        /// Until when one of them has to accept; none if they may take their time.
        until: Option<Timestamp>,
    },
    /// A lead that had to be worked in time was, or was not.
    Judged {
        /// The queue whose standard it is.
        queue: Name,
        /// The member: an office or a person.
        agent: AgentId,
        /// Whether it was.
        met: bool,
        /// How many of their last leads were worked in time, this one included.
        worked: u32,
        /// Of how many.
        judged: u32,
        /// The least share, in basis points.
        min_bp: u32,
        /// By fewer leads nobody is judged.
        min_leads: u32,
        /// What changes for them by that.
        then: Option<StandardChange>,
    },
    /// Somebody has registered the deal the lead is of.
    Registered {
        /// By what leads belong together.
        by: Name,
        /// The holder.
        agent: AgentId,
        /// From when on it is theirs no longer.
        until: Timestamp,
        /// From when on others may take the lead; none if they cannot have it.
        kept_until: Option<Timestamp>,
    },
    /// The lead leaves an office.
    LeftOffice {
        /// The office.
        office: AgentId,
        /// How.
        how: OfficeLeft,
    },
    /// A period of a merit is over, and weights were reviewed.
    Reviewed {
        /// The merit.
        merit: Name,
        /// What the whole group's leads came to within the window.
        group: Results,
        /// Every queue that deals by it, and where its members stand.
        queues: Vec<(Name, Vec<GradeView>)>,
        /// Every cap that follows it, and what it makes of the agents' limits.
        caps: Vec<(Name, Vec<(AgentId, Adjusted)>)>,
        /// Every queue that deals by affinity, and what its members make of leads of each value.
        affinities: Vec<(Name, Vec<AffinityView>)>,
        /// What came of the leads by how many others their owner held, where the merit tells them apart by that.
        loads: Option<LoadsView>,
        /// Every queue that makes members full by it, and from where on.
        full: Vec<(Name, Vec<FullView>)>,
    },
    /// A lead has been open for so long that it counts as not won.
    LeftOpen {
        /// The lead.
        lead: LeadId,
        /// Whose.
        agent: AgentId,
        /// For which merit.
        merit: Name,
        /// How long that takes.
        after: Span,
    },
    /// The next step of a lead's cadence.
    StepPlanned {
        /// The lead.
        lead: LeadId,
        /// The cadence.
        cadence: Name,
        /// The step and by what it is taken; none once all are done.
        step: Option<(Name, Name)>,
        /// When it is due, or the lead goes on; none is not by time alone.
        due_at: Option<Timestamp>,
        /// How many steps were missed, and count as done with the last attempt.
        missed: u32,
        /// How many attempts there were on the day of the last one.
        attempts_that_day: u32,
    },
    /// A lead's cadence has ended.
    CadenceEnded {
        /// The lead.
        lead: LeadId,
        /// The cadence.
        cadence: Name,
        /// How.
        how: CadenceEnd,
    },
    /// A cap is full now.
    CapReached {
        /// The cap.
        cap: Name,
        /// What it counts apart: the agent, the values.
        of: String,
        /// How many are counted.
        used: u64,
        /// How many may be.
        limit: u64,
        /// When its window ends, if it does by itself.
        until: Option<Timestamp>,
    },
    /// A lead was counted under a cap on money.
    Spent {
        /// The cap.
        cap: Name,
        /// What it counts apart: the agent, the values.
        of: String,
        /// The money.
        currency: Currency,
        /// What the lead costs, in minor units.
        price_minor: u32,
        /// Whether the policy says that, since the lead does not.
        by_default: bool,
        /// What is spent by now, this lead included.
        spent_minor: u64,
        /// What may be spent.
        budget_minor: u64,
        /// When the window ends, if it does.
        until: Option<Timestamp>,
    },
    /// A lead did not come in time to what it was reserved for, and counts no longer.
    ReservationOver {
        /// The lead.
        lead: LeadId,
        /// The cap.
        cap: Name,
        /// What it counts apart: the agent, the values.
        of: String,
    },
    /// Under another policy a cap counts in other windows: what is known of is counted anew.
    CapRecounted {
        /// The cap.
        cap: Name,
        /// The first instant of its window now, where that has one.
        from: Option<Timestamp>,
    },
    /// Under another policy a cap counts other things apart, or in other units: nothing is counted by now.
    CapBegunAnew {
        /// The cap.
        cap: Name,
    },
    /// A cap that was full counts afresh.
    CapReset {
        /// The cap.
        cap: Name,
        /// What it counts apart: the agent, the values.
        of: String,
    },
    /// A lead in the pool opens to the members one after the other.
    RolledOut {
        /// The lead.
        lead: LeadId,
        /// The queue.
        queue: Name,
        /// Who may claim it before everybody does, by rank, and from when.
        first: Vec<(AgentId, Timestamp)>,
        /// From when everybody may.
        rest_from: Timestamp,
    },
    /// Something about an owned lead is different, and its plan takes it away.
    Changed {
        /// The lead.
        lead: LeadId,
        /// By which of the plan's `on_change`, from 1.
        number: u32,
    },
    /// A lead has rested and goes back, before others that are due as well.
    Recycled {
        /// The lead.
        lead: LeadId,
        /// How many went back today before it.
        begun: u32,
        /// How many may.
        most: u32,
        /// What it was compared by, key by key, with the numbers.
        by: Vec<(String, i64)>,
    },
    /// Follow-ups take several leads from their owners at one instant, and this one goes on first.
    FirstOfDue {
        /// The lead.
        lead: LeadId,
        /// Of how many.
        of: usize,
        /// What it was compared by, key by key, with the numbers.
        by: Vec<(String, i64)>,
    },
    /// A lead has rested, and as many have gone back today as may.
    Rests {
        /// The lead.
        lead: LeadId,
        /// How many went back today.
        begun: u32,
        /// How many may.
        most: u32,
        /// When the next day begins.
        until: Timestamp,
    },
    /// One lead too many waited in a queue, and this is the one that goes.
    PushedOut {
        /// The lead.
        lead: LeadId,
        /// The queue.
        queue: Name,
        /// Whether from the open pool rather than from the line.
        pool: bool,
        /// How many waited.
        waiting: u32,
        /// How many may, and which goes.
        bound: BoundDoc,
    },
    /// A waiting lead came up.
    Next {
        /// The lead.
        lead: LeadId,
        /// The queue.
        queue: Name,
        /// What gave it its place.
        by: NextBy,
    },
}

impl Explanation {
    /// Why an agent did not get the lead, by the last queue that looked at them; none if no queue did.
    #[must_use]
    pub fn why_not(&self, agent: &AgentId) -> Option<WhyNot> {
        let mut answer = None;
        let mut queue_of = None;
        for finding in &self.findings {
            match finding {
                Finding::Candidates { queue, candidates } => {
                    let seen = candidates.iter().find(|candidate| candidate.agent == *agent);
                    if let Some(seen) = seen {
                        queue_of = Some(queue.clone());
                        answer = Some(WhyNot {
                            agent: agent.clone(),
                            queue: queue.clone(),
                            refused: seen.refused.clone(),
                            candidate: seen.clone(),
                            picked: None,
                        });
                    }
                }
                Finding::Picked(picked) if queue_of.is_some() => {
                    // Of an office's queue first, of its people's after that.
                    if let Some(answer) = &mut answer {
                        answer.picked.get_or_insert_with(|| picked.clone());
                    }
                }
                _ => {}
            }
        }
        answer
    }
}
