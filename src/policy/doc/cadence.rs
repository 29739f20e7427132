//! The steps an owner goes through with a lead, as a host writes them.

use serde::{Deserialize, Serialize};

use crate::id::Name;
use crate::policy::doc::TimerDoc;

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
