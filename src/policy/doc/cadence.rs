//! The steps an owner goes through with a lead, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::{ConditionDoc, TimerDoc};

/// How often, when and by which channel the owner of a lead tries to reach somebody. A plan that names it (`cadence`) has
/// each of its leads go through it, from the instant somebody owns the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CadenceDoc {
    /// Its name.
    pub id: Name,
    /// The steps, in order; five to seven is usual. An attempt by a person does the next one, before it is due or after.
    pub steps: Vec<CadenceStepDoc>,
    /// The most attempts on one lead in a day; a step that would be one more is due on the next day. Without it, any number.
    #[serde(default)]
    pub most_per_day: Option<u32>,
    /// The IANA time zone of those days; without it the policy's.
    #[serde(default)]
    pub zone: Option<String>,
    /// By which channels leads are tried only if they have consented to that; by others without being asked.
    #[serde(default)]
    pub consents: Vec<ConsentDoc>,
    /// What ends it before all steps are done.
    #[serde(default = "on_contact")]
    pub stop_on: Vec<CadenceStopDoc>,
    /// Where whoever has the lead next begins.
    #[serde(default)]
    pub on_owner_change: OwnerChangeDoc,
    /// How long after the last step, or after an attempt that comes later still, it is exhausted; without it at once.
    #[serde(default)]
    pub exhausted_after: Option<TimerDoc>,
}

/// One step of a cadence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CadenceStepDoc {
    /// Its name, unique in the cadence.
    pub id: Name,
    /// How long after the step before, or after the start, it is due.
    pub after: TimerDoc,
    /// What that counts from.
    #[serde(default)]
    pub since: StepSinceDoc,
    /// By what, in the host's words: `call`, `text`, `email`.
    pub channel: Name,
    /// The hours in which the contact may be tried so, one of the policy's `contact_hours`: a step that would be due outside
    /// them is due at their first instant after that. Without it at any time.
    #[serde(default)]
    pub contact_hours: Option<Name>,
    /// The step is due up to so many seconds later, by the clock of `after`: how many, a lot says that is each lead's own.
    #[serde(default)]
    pub jitter_s: u64,
}

/// A channel by which only those are tried who have consented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentDoc {
    /// One of the steps' channels.
    pub channel: Name,
    /// Holds for leads that have consented. It is asked when a step by this channel falls due.
    pub when: ConditionDoc,
    /// What becomes of a step by this channel otherwise.
    #[serde(default)]
    pub otherwise: NoConsentDoc,
}

/// What becomes of a step by a channel to which a lead has not consented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NoConsentDoc {
    /// It is passed over, and those after it count from the instant at which it would have been due.
    #[default]
    Skip,
    /// It is held until the lead has consented ([`Command::Revise`](crate::Command::Revise)), and due then. An attempt by a
    /// person does it nevertheless: it may have been by another channel.
    Hold,
}

/// What the time of a step counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum StepSinceDoc {
    /// The attempt that did the step before; the first step counts from the start.
    #[default]
    Previous,
    /// The instant the cadence began, with the first of its owners where it goes on with the next. If that time is over when
    /// the step before is done, this step is done with it.
    Start,
}

/// What ends a cadence before all its steps are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CadenceStopDoc {
    /// An attempt that reached somebody.
    Contact,
    /// A disposition, also one that is not the end of it.
    Disposition,
}

/// Where the next owner of a lead begins in its cadence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OwnerChangeDoc {
    /// At the first step.
    #[default]
    Restart,
    /// At the step that is next, due when it was, or at once if that is over. One that has ended stays ended.
    Resume,
    /// At this step, or where it was if that is further on. It goes on also where it had ended.
    SkipTo(Name),
}

/// A plan's cadence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FollowsDoc {
    /// One of the policy's cadences.
    pub by: Name,
    /// The stage a lead goes to when all steps are done, such as a pool for nurture. Whoever has it next begins anew.
    pub then: Name,
}

fn on_contact() -> Vec<CadenceStopDoc> {
    vec![CadenceStopDoc::Contact]
}
