//! Why a command was not carried out: the reasons, each with the values that matter.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::attribute::AttributeType;
use crate::currency::Currency;
use crate::id::{AgentId, LeadId, Name};
use crate::outcome::words::{in_zone, level_words, meant};
use crate::outcome::{BudgetSpent, NoPrice, OffPace, OfficeReason};
use crate::policy::Digest;
use crate::presence::PresenceState;
use crate::time::Timestamp;

/// A named reason with the values that matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    // What the command speaks of is not there, or not so.
    /// No lead of this id is on the floor.
    #[error("there is no lead `{lead}` on this floor")]
    UnknownLead {
        /// The id.
        lead: LeadId,
    },
    /// No agent of this id is on the floor.
    #[error("there is no agent `{agent}` on this floor{}", meant(did_you_mean))]
    UnknownAgent {
        /// The id.
        agent: AgentId,
        /// The nearest id there is.
        did_you_mean: Option<AgentId>,
    },
    /// The policy has no queue of this name.
    #[error("there is no queue `{queue}` in the policy{}", meant(did_you_mean))]
    UnknownQueue {
        /// The name.
        queue: Name,
        /// The nearest name there is.
        did_you_mean: Option<Name>,
    },
    /// Another lead has this id.
    #[error("another lead has the id `{lead}` and it differs from this one")]
    DuplicateLead {
        /// The id.
        lead: LeadId,
    },
    /// Another agent has this id.
    #[error("agent `{agent}` is on this floor already; to change the document, send `change`")]
    DuplicateAgent {
        /// The id.
        agent: AgentId,
    },
    /// An attribute has another type than the policy says, or is too long.
    #[error("attribute `{attribute}` must be {expected}, not {found}")]
    AttributeType {
        /// Which.
        attribute: Name,
        /// As declared.
        expected: AttributeType,
        /// As given.
        found: AttributeType,
    },
    /// The lead is too large.
    #[error("lead `{lead}` is too large: {what}")]
    LeadTooLarge {
        /// Which.
        lead: LeadId,
        /// What is too large.
        what: String,
    },
    /// The document does not compile.
    #[error("the document has {} issue(s): {}", issues.len(), issues.join("; "))]
    BadDocument {
        /// Each issue on one line.
        issues: Vec<String>,
    },
    /// The policy given is not the one the floor runs under.
    #[error("the floor runs under policy {floor}, not {given}")]
    OtherPolicy {
        /// The digest the floor knows.
        floor: Digest,
        /// The digest of the policy given.
        given: Digest,
    },
    /// The floor has no slot left.
    #[error("the floor is full: no more than {limit} {of} fit")]
    FloorFull {
        /// What of.
        of: String,
        /// How many fit.
        limit: u64,
    },

    /// The engine contradicts itself. This is a fault of the engine, and it is worth reporting.
    #[error("the engine contradicts itself: {what}")]
    Fault {
        /// How.
        what: String,
    },

    // The instant.
    /// The clock went back.
    #[error("the clock is behind the floor, which has seen {floor_at}")]
    ClockBehind {
        /// The floor's last instant.
        floor_at: Timestamp,
    },
    /// The clock jumped far ahead.
    #[error(
        "the clock is more than {} days ahead of the floor, which has seen {floor_at}; tick in between",
        limit_days
    )]
    ClockAhead {
        /// The floor's last instant.
        floor_at: Timestamp,
        /// The longest jump, in days.
        limit_days: u32,
    },
    /// Something is due before this command.
    #[error("something has been due since {since}: send `tick` until it answers `unchanged`")]
    TickFirst {
        /// Since when.
        since: Timestamp,
    },

    // The lead is elsewhere.
    /// The lead is not offered to this agent.
    #[error("lead `{lead}` is not offered to `{agent}`")]
    NotOffered {
        /// The lead.
        lead: LeadId,
        /// The agent.
        agent: AgentId,
    },
    /// The lead's plan does not say how it is handed to a closer.
    #[error("the plan of lead `{lead}` has no `hand_off`")]
    NoHandOff {
        /// The lead.
        lead: LeadId,
    },
    /// The agent does not own the lead.
    #[error("`{agent}` does not own lead `{lead}`")]
    NotOwner {
        /// The lead.
        lead: LeadId,
        /// The agent.
        agent: AgentId,
    },
    /// Somebody else has the lead.
    #[error("lead `{lead}` is taken: `{by}` has it since {at}")]
    AlreadyTaken {
        /// The lead.
        lead: LeadId,
        /// Who has it.
        by: AgentId,
        /// Since when.
        at: Timestamp,
    },
    /// The lead is closed.
    #[error("lead `{lead}` is closed")]
    LeadClosed {
        /// The lead.
        lead: LeadId,
    },
    /// The lead is still open.
    #[error("lead `{lead}` is not closed yet")]
    LeadOpen {
        /// The lead.
        lead: LeadId,
    },
    /// The lead does not wait where one could take it.
    #[error("lead `{lead}` cannot be taken from queue `{queue}`")]
    NotInQueue {
        /// The lead.
        lead: LeadId,
        /// The queue.
        queue: Name,
    },
    /// A next action or a leave lies in the past.
    #[error("{what} at {at} is not in the future")]
    NotInFuture {
        /// What.
        what: String,
        /// When.
        at: Timestamp,
    },

    // Gates: why an agent may not take a lead. The first that fails, in this order.
    /// Not a member of the queue.
    #[error("`{agent}` is not a member of queue `{queue}`")]
    NotMember {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: Name,
    },
    /// The agent has left the floor.
    #[error("`{agent}` has left the floor")]
    AgentLeft {
        /// The agent.
        agent: AgentId,
    },
    /// A manager has blocked the agent.
    #[error("`{agent}` is blocked by a manager")]
    Blocked {
        /// The agent.
        agent: AgentId,
    },
    /// On leave.
    #[error("`{agent}` is on leave until {until}{}", why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default())]
    OnLeave {
        /// The agent.
        agent: AgentId,
        /// Until when.
        until: Timestamp,
        /// Why, in the host's words.
        #[serde(default)]
        why: Option<String>,
    },
    /// Outside the shifts.
    #[error("`{agent}` is off shift by calendar `{calendar}`{}", in_zone(agent_zone.as_deref()))]
    OffShift {
        /// The agent.
        agent: AgentId,
        /// The calendar, their own or their team's.
        calendar: Name,
        /// The agent's zone, where the calendar is read in it.
        #[serde(default)]
        agent_zone: Option<String>,
    },
    /// Working time ends soon, and the queue gives nobody a lead so shortly before.
    #[error("`{agent}` is at work until {ends_at} only, and is given no more leads before that")]
    EndsSoon {
        /// The agent.
        agent: AgentId,
        /// When shift or extra shift end, or leave begins.
        ends_at: Timestamp,
    },
    /// Not present.
    #[error("`{agent}` is {state}{}", since.map(|at| format!(" since {at}")).unwrap_or_default())]
    NotPresent {
        /// The agent.
        agent: AgentId,
        /// What is known.
        state: PresenceState,
        /// Since when, if anything is known.
        since: Option<Timestamp>,
    },
    /// No room for one more lead.
    #[error("`{agent}` holds {used} of {limit} {of}, and this lead takes {needed}")]
    AtCapacity {
        /// The agent.
        agent: AgentId,
        /// What is held.
        used: u32,
        /// What fits.
        limit: u32,
        /// What this lead takes.
        needed: u32,
        /// In which unit.
        of: String,
    },
    /// One more lead would bring too little, by what came of the agent's leads.
    #[error(
        "`{agent}` holds {held} open lead(s) and is full from {full_from} by merit `{merit}`: each more brings {marginal_bp} basis points of what the group makes of a lead, {needed_percent} % are needed"
    )]
    ReturnDeclines {
        /// The agent.
        agent: AgentId,
        /// Open leads held, those on offer included.
        held: u32,
        /// How many of them make the agent full.
        full_from: u32,
        /// The merit that says so.
        merit: Name,
        /// What each lead more in hand brought, in basis points of what the group makes of a lead.
        marginal_bp: i64,
        /// How much it would have to bring, in percent.
        needed_percent: u32,
    },
    /// Finishing up after the last lead, or passed over after an offer not taken.
    #[error("`{agent}` is not ready until {until}")]
    NotReady {
        /// The agent.
        agent: AgentId,
        /// Until when.
        until: Timestamp,
    },
    /// Rung for another lead, where a hand-off rings for one at a time.
    #[error("`{agent}` is rung for lead `{lead}` until {until}")]
    RungElsewhere {
        /// The agent.
        agent: AgentId,
        /// The lead.
        lead: LeadId,
        /// Until when, if nobody answers.
        until: Timestamp,
    },
    /// Paused for not taking what was offered.
    #[error("`{agent}` is paused {}", until.map_or_else(|| "until they say they are ready".to_owned(), |at| format!("until {at}")))]
    Paused {
        /// The agent.
        agent: AgentId,
        /// Until when; none when only their word ends it.
        until: Option<Timestamp>,
    },
    /// The agent's tier is not open for this lead yet.
    #[error("tier {tier} of `{agent}` opens at {opens_at}")]
    TierClosed {
        /// The agent.
        agent: AgentId,
        /// The tier.
        tier: u32,
        /// When it opens.
        opens_at: Timestamp,
    },
    /// The agent lacks a skill that the queue or the stage asks for, at the level needed after this wait.
    #[error("`{agent}` {}, and this lead needs {needed}", level_words(skill, *has))]
    Unskilled {
        /// The agent.
        agent: AgentId,
        /// The skill.
        skill: String,
        /// The level needed.
        needed: u32,
        /// The level the agent has; 0 is not to have it.
        has: u32,
    },
    /// A cap is full.
    #[error("cap `{cap}` is full for {of}: {used} of {limit}")]
    CapFull {
        /// The cap.
        cap: Name,
        /// What it counts apart: the agent, the values.
        of: String,
        /// How many are counted.
        used: u64,
        /// How many may be.
        limit: u64,
    },
    /// Of a budget less is left than the lead costs.
    #[error("{0}")]
    BudgetSpent(BudgetSpent),
    /// A cap is spread over its window, and so much has not opened yet.
    #[error("{0}")]
    Paced(OffPace),
    /// A cap counts money, and what the lead costs is not known.
    #[error("cap `{cap}` counts {currency}, and {why}")]
    NoPrice {
        /// The cap.
        cap: Name,
        /// The money.
        currency: Currency,
        /// Why not.
        why: NoPrice,
    },
    /// A cap counts in the open blocks of a calendar, and none is open.
    #[error("cap `{cap}` gives nothing while calendar `{calendar}` is closed")]
    CapClosed {
        /// The cap.
        cap: Name,
        /// The calendar.
        calendar: Name,
    },
    /// The agent has had this lead before.
    #[error("`{agent}` had lead `{lead}` until {until}")]
    PreviousOwner {
        /// The agent.
        agent: AgentId,
        /// The lead.
        lead: LeadId,
        /// Until when.
        until: Timestamp,
    },
    /// The agent has declined or missed this lead in this cycle.
    #[error("`{agent}` has passed up lead `{lead}` in this cycle")]
    PassedUp {
        /// The agent.
        agent: AgentId,
        /// The lead.
        lead: LeadId,
    },
    /// The lead is kept for whoever had the last one of the same person, household or account.
    #[error("the lead is kept for `{owner}`, who had the last one, until {until}, and not for `{agent}`")]
    KeptFor {
        /// The agent.
        agent: AgentId,
        /// For whom.
        owner: AgentId,
        /// Until when.
        until: Timestamp,
    },
    /// The lead is kept for the team of whoever had the last one, who cannot take it.
    #[error(
        "the lead is kept for team `{team}` of `{owner}`, who had the last one, until {until}, and not for `{agent}`"
    )]
    KeptForTeam {
        /// The agent.
        agent: AgentId,
        /// Whose team.
        owner: AgentId,
        /// The team.
        team: Name,
        /// Until when.
        until: Timestamp,
    },
    /// The contact of the lead may not be called now.
    #[error("the contact of lead `{lead}` may not be called now, by `{contact_hours}`")]
    ContactShut {
        /// The lead.
        lead: LeadId,
        /// By which hours.
        contact_hours: Name,
    },
    /// The agent passes every gate, but has weight 0 in a queue that deals turns: said in explanations, and of turns
    /// that a manager would credit or debit.
    #[error("`{agent}` has weight 0 in queue `{queue}` and is never next in its rotation")]
    NoWeight {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: Name,
    },
    /// The agent passes every gate and would have been next, but a manager has them skip a turn: said in explanations
    /// only.
    #[error("`{agent}` skips a turn of queue `{queue}`, by a manager's word")]
    SkippedOnce {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: Name,
    },
    /// It is somebody else's turn, and the lead waits for them. No gate: explanations give it for members who pass them all.
    #[error("it is the turn of `{next}`, for whom the lead waits until {until}, and not of `{agent}`")]
    NotInTurn {
        /// The agent.
        agent: AgentId,
        /// Whose turn it is.
        next: AgentId,
        /// Until when it waits.
        until: Timestamp,
    },
    /// Makes up for turns missed, and has taken as many beyond their share as they may for now. No gate, since the lead is
    /// theirs if nobody else can take it: explanations give it.
    #[error(
        "`{agent}` makes up for turns missed in queue `{queue}`, {extra_turns} of {per_turns} dealt at the most"
    )]
    MakesUp {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: Name,
        /// So many turns beyond their share.
        extra_turns: u32,
        /// Of so many dealt.
        per_turns: u32,
    },
    /// The queue's strategy writes no turns down that could be credited or debited.
    #[error("queue `{queue}` keeps no sheet of turns; a turn can be skipped, not credited or debited")]
    NoTurnsKept {
        /// The queue.
        queue: Name,
    },
    /// The queue keeps no rotation apart for this value or rule, or has not had a lead of it yet.
    #[error("queue `{queue}` keeps no rotation apart for `{apart}`{}", meant(did_you_mean))]
    NoSuchRotation {
        /// The queue.
        queue: Name,
        /// The value or the rule.
        apart: String,
        /// What may have been meant.
        did_you_mean: Option<String>,
    },
    /// A number of turns that is not credited or debited at once.
    #[error("{turns} turn(s) cannot be credited or debited at once, 1 to {limit} can")]
    TurnsOutOfRange {
        /// How many were asked for.
        turns: u32,
        /// The most.
        limit: u32,
    },

    /// An office does not get the lead.
    #[error(transparent)]
    Office(OfficeReason),

    // Pull.
    /// The queue does not allow this way of claiming.
    #[error("queue `{queue}` does not allow {way} claims")]
    ClaimNotAllowed {
        /// The queue.
        queue: Name,
        /// The way.
        way: String,
    },
    /// The filter speaks of an attribute agents may not filter by.
    #[error("agents may not filter queue `{queue}` by `{attribute}`")]
    FilterNotAllowed {
        /// The queue.
        queue: Name,
        /// The attribute.
        attribute: Name,
    },
    /// No queue of the agent's allows this way of claiming, and the claim names none.
    #[error("no queue that `{agent}` is a member of allows {way} claims")]
    NoQueueAllows {
        /// The agent.
        agent: AgentId,
        /// The way.
        way: String,
    },
    /// A claim from the list that does not name the list's queue.
    #[error("a claim of lead `{lead}` from the list has to name the queue")]
    QueueNotNamed {
        /// The lead.
        lead: LeadId,
    },
    /// Call-backs come first.
    #[error("`{agent}` has {} call-back(s) due, and these come first", leads.len())]
    CallBacksFirst {
        /// The agent.
        agent: AgentId,
        /// Of which leads, by id.
        leads: SmallVec<[LeadId; 2]>,
    },
    /// Steps of cadences come first.
    #[error("`{agent}` has {} step(s) of cadences due, and these come first", leads.len())]
    StepsFirst {
        /// The agent.
        agent: AgentId,
        /// Of which leads, by id.
        leads: SmallVec<[LeadId; 2]>,
    },
    /// The next lead is earned by dispositioning the last.
    #[error("`{agent}` has {} lead(s) without a disposition, the limit is {limit}", leads.len())]
    Undisposed {
        /// The agent.
        agent: AgentId,
        /// Which, by id.
        leads: SmallVec<[LeadId; 2]>,
        /// How many it may be at the most before another claim.
        limit: u32,
    },
    /// Too many leads claimed and still held.
    #[error("`{agent}` holds {held} claimed lead(s), the limit is {limit}")]
    ClaimLimit {
        /// The agent.
        agent: AgentId,
        /// How many.
        held: u32,
        /// How many it may be.
        limit: u32,
    },
    /// The lead is open to others by now, and not yet to this agent.
    #[error("lead `{lead}` opens to `{agent}` at {opens_at}")]
    NotOpenYet {
        /// The agent.
        agent: AgentId,
        /// The lead.
        lead: LeadId,
        /// When.
        opens_at: Timestamp,
    },
    /// Of the agent's last claims as many were picked as may be.
    #[error(
        "`{agent}` has picked {picked} of the last {looked_at} claim(s) from queue `{queue}`{}, and of {of_claims} in a row {most} may be{}",
        leads.as_ref().map(|leads| format!(" where {leads}")).unwrap_or_default(),
        clears_after.map(|claims| format!("; after {claims} other claim(s) one may be again")).unwrap_or_default()
    )]
    PickLimit {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: Name,
        /// How many were picked.
        picked: u32,
        /// Of how many claims.
        looked_at: u32,
        /// How many may be picked.
        most: u32,
        /// Of how many claims in a row, the next one included.
        of_claims: u32,
        /// Which leads count, where not all do.
        leads: Option<String>,
        /// After how many claims that are not picked the next one may be; none if never.
        clears_after: Option<u32>,
    },
    /// Nothing in the queue that this agent may take.
    #[error("queue `{queue}` has nothing that `{agent}` may take")]
    NothingToClaim {
        /// The agent.
        agent: AgentId,
        /// The queue.
        queue: Name,
    },
}
