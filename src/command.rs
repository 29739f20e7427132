//! What can be asked of a floor.

use serde::{Deserialize, Serialize};

use crate::agent::AgentDoc;
use crate::attribute::Value;
use crate::id::{AgentId, LeadId, Name};
use crate::lead::Lead;
pub use crate::policy::ReturnReason;
use crate::policy::{ConditionDoc, PolicyDoc};
use crate::time::Timestamp;

/// One thing asked of a floor. In JSON tagged from outside: `{"accept": {"lead": "L-1", "agent": "ann"}}`.
///
/// ```
/// use fairdeal::Command;
/// let command: Command = serde_json::from_str(r#"{"submit": {"id": "L-1", "attributes": {"source": "web"}}}"#)?;
/// assert!(matches!(command, Command::Submit(lead) if lead.id().as_str() == "L-1"));
/// assert!(serde_json::from_str::<Command>(r#"{"submitt": {"id": "L-1"}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// A new lead. The same lead again changes nothing.
    Submit(Lead),
    /// The agent takes the lead offered to them.
    Accept {
        /// The lead.
        lead: LeadId,
        /// Who accepts.
        agent: AgentId,
    },
    /// The agent does not want the lead offered to them.
    Decline {
        /// The lead.
        lead: LeadId,
        /// Who declines.
        agent: AgentId,
    },
    /// The agent pulls a lead from a queue.
    Claim {
        /// Who pulls.
        agent: AgentId,
        /// From which queue; without it from the first of theirs that gives one, rank by rank
        /// ([`PullDoc::rank`](crate::policy::PullDoc::rank)).
        #[serde(default)]
        queue: Option<Name>,
        /// Which lead.
        way: ClaimWay,
    },
    /// The agent pulls several leads, as many as there are for them: as if they claimed one after the other, in one record.
    /// A claim is refused as the first of them would be.
    ClaimSeveral {
        /// Who pulls.
        agent: AgentId,
        /// From which queue; without it each from the first of theirs that gives one, rank by rank.
        #[serde(default)]
        queue: Option<Name>,
        /// Of the next in the queue's order those that pass a filter of the agent's; without it, all, unseen.
        #[serde(default)]
        filter: Option<ConditionDoc>,
        /// The most leads, from 1 to 100.
        at_most: u32,
    },
    /// The owner has looked at the lead.
    View {
        /// The lead.
        lead: LeadId,
        /// Who looked.
        agent: AgentId,
    },
    /// The owner has tried to reach somebody.
    Attempt {
        /// The lead.
        lead: LeadId,
        /// Who tried.
        agent: AgentId,
        /// Whether somebody was reached.
        #[serde(default)]
        reached: bool,
        /// Whether it was an automated message: that stops no timer.
        #[serde(default)]
        automated: bool,
    },
    /// The owner says what came of it.
    Dispose {
        /// The lead.
        lead: LeadId,
        /// Who says so.
        agent: AgentId,
        /// What came of it.
        disposition: Disposition,
    },
    /// The owner gives the lead back.
    Return {
        /// The lead.
        lead: LeadId,
        /// Who gives it back.
        agent: AgentId,
        /// Why.
        reason: ReturnReason,
    },
    /// A manager gives the lead to somebody, or back to its plan.
    Reassign {
        /// The lead.
        lead: LeadId,
        /// To whom; without it the lead goes to the start of its plan, its previous owners excluded.
        #[serde(default)]
        to: Option<AgentId>,
    },
    /// The owner passes the lead on because it is not what it seemed: the attributes are corrected and it is routed
    /// anew.
    Transfer {
        /// The lead.
        lead: LeadId,
        /// Who passes it on.
        agent: AgentId,
        /// The attributes as they should be; others stay.
        #[serde(default)]
        corrections: Vec<Correction>,
        /// Why, in the host's words.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Something about an open lead is different now, more is known of it, or the customer has asked again. A lead that waits
    /// is placed anew, a hold that waited for what is known now is over, and where its plan says so (`revised`) the rules are
    /// asked again; one that is owned goes on if its plan says so (`on_change`), and one on offer stays so.
    Revise {
        /// The lead.
        lead: LeadId,
        /// The attributes as they are now; others stay.
        #[serde(default)]
        corrections: Vec<Correction>,
        /// Whether the customer has asked again.
        #[serde(default)]
        inquired: bool,
    },
    /// The owner hands the lead to a closer, the customer still on the line: closers are rung by the plan's `hand_off`, and
    /// accept or decline as they would an offer.
    Bridge {
        /// The lead.
        lead: LeadId,
        /// Its owner.
        agent: AgentId,
    },
    /// An agent joins the floor.
    Join(AgentDoc),
    /// Something about an agent is different now: the whole document again.
    Change(AgentDoc),
    /// An agent will be on leave: from the first instant until the second, which is out. Any number of leaves may be
    /// entered, for days, parts of a day or minutes.
    TakeLeave {
        /// Who.
        agent: AgentId,
        /// The first instant of the leave.
        from: Timestamp,
        /// The first instant after it.
        until: Timestamp,
        /// Why, in the host's words; where leaves overlap the last one entered says.
        #[serde(default)]
        reason: Option<String>,
    },
    /// An agent will work an extra shift: on shift whatever calendar, holidays and leaves say, whichever was entered first.
    TakeShift {
        /// Who.
        agent: AgentId,
        /// The first instant of the shift.
        from: Timestamp,
        /// The first instant after it.
        until: Timestamp,
    },
    /// An agent's leaves and extra shifts are taken back as far as they lie in this stretch: the calendar says again.
    KeepCalendar {
        /// Who.
        agent: AgentId,
        /// The first instant.
        from: Timestamp,
        /// The first instant after the stretch.
        until: Timestamp,
    },
    /// An agent says they are ready: a pause for offers not taken is over, and so is a wrap-up that their queue lets them
    /// end early. Delays after an offer not taken run on.
    Ready {
        /// Who.
        agent: AgentId,
    },
    /// An agent leaves the floor for good; the leads they hold are dealt out again at the policy's pace.
    Leave {
        /// Who.
        agent: AgentId,
    },
    /// A manager's hand in a queue's rotation.
    Adjust {
        /// The queue.
        queue: Name,
        /// Whose turns.
        agent: AgentId,
        /// What is done to them.
        by: Adjustment,
        /// In the rotation of which value or rule, where the queue keeps several (`rotation`); none is its own, or the one
        /// it shares. A skip holds for the next turn in whichever of them.
        #[serde(default)]
        apart: Option<String>,
    },
    /// A manager has reviewed how a member keeps to the standard of a queue: their record begins anew, and they are neither
    /// put down nor suspended any longer.
    Reinstate {
        /// The queue.
        queue: Name,
        /// Its member, an office or a person.
        agent: AgentId,
    },
    /// An office, or a person, registers a deal: leads of the text come to them first, by the stages that say so
    /// (`sticky`). One holds it at a time; said again by the holder, the time begins anew.
    Register {
        /// One of the policy's `sticky` with `registered_for_s`.
        by: Name,
        /// The text that leads of the deal have in its attribute.
        key: String,
        /// The holder.
        agent: AgentId,
    },
    /// A deal is registered no longer.
    Withdraw {
        /// One of the policy's `sticky`.
        by: Name,
        /// The text.
        key: String,
        /// The holder.
        agent: AgentId,
    },
    /// Another policy from now on. Leads that wait are placed anew under it.
    ReplacePolicy(Box<PolicyDoc>),
    /// The customer of a closed lead has come back: the lead is routed anew, with all its assignments and rounds still
    /// to come. Its former owners stay known; whoever closed it may have it again.
    Reopen {
        /// The lead.
        lead: LeadId,
    },
    /// A closed lead need not be remembered any longer. Its id may then be used again.
    Forget {
        /// The lead.
        lead: LeadId,
        /// Whether the last owners that are remembered by what the lead has in common with others (`sticky`) are
        /// forgotten too, with the texts: those it bears, bore as it came in, or was the last to make somebody's.
        #[serde(default)]
        keys: bool,
    },
    /// Time has passed, or presence has changed.
    Tick {},
}

/// What a manager does to somebody's turns. Said twice it is done twice, but for a skip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Adjustment {
    /// So many turns more are owed; under a ledger those who share in it pay for them, so that the sum stays zero.
    Credit {
        /// How many, up to [`ADJUSTMENT_LIMIT`].
        turns: u32,
    },
    /// So many turns fewer are owed, as if they had been taken.
    Debit {
        /// How many, up to [`ADJUSTMENT_LIMIT`].
        turns: u32,
    },
    /// The next lead that would be theirs goes to whoever comes after them, and the turn is spent. As long as nobody else
    /// could take a lead, they take it and the skip stands.
    SkipOnce {
        /// The first instant at which it no longer holds; none is until it has happened.
        #[serde(default)]
        until: Option<Timestamp>,
    },
    /// A skip that has not happened yet is taken back.
    KeepTurn {},
}

/// The most turns that one [`Adjustment`] credits or debits.
pub const ADJUSTMENT_LIMIT: u32 = 1_000;

/// Which lead an agent pulls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClaimWay {
    /// The next in the queue's order, unseen.
    Next {},
    /// The next in the queue's order that passes a filter of the agent's.
    Filtered(ConditionDoc),
    /// This one, from the list of a queue that is named.
    Pick(LeadId),
}

/// What came of working a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Disposition {
    /// Not the end of it: the lead sleeps until the next action is due and then comes back to its owner.
    Interim {
        /// What came of it, in the host's own words: `call_back`, `sent_offer`.
        code: String,
        /// When the next action is due.
        next_action_at: Timestamp,
    },
    /// The end of it.
    Final {
        /// What came of it, in the host's own words: `won`, `lost`, `bad_number`.
        code: String,
    },
}

/// An attribute as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Its name.
    pub attribute: Name,
    /// Its value.
    pub value: Value,
}
