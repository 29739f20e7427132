//! The order of the leads that wait, as a host writes it.

use serde::{Deserialize, Serialize};

use crate::id::Name;

/// Which of the waiting leads is next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DisciplineDoc {
    /// The oldest lead first.
    #[default]
    Fifo,
    /// The newest lead first; priorities play no part.
    Lifo,
    /// The newest lead first among those younger than `fresh_for_s`; after them the oldest of the others.
    LifoThenFifo {
        /// How long a lead counts as fresh, in seconds.
        fresh_for_s: u64,
        /// The same as the queue's own [`oldest_share_bp`](crate::policy::QueueDoc::oldest_share_bp); said in one of
        /// the two places.
        #[serde(default)]
        oldest_share_bp: u32,
    },
    /// The highest value of an integer attribute first, ties to the oldest; missing counts as 0.
    Priority {
        /// One of the policy's integer attributes.
        attribute: Name,
        /// Waiting this long is worth one point of the attribute, in seconds; without it age only breaks ties.
        #[serde(default)]
        point_per_s: Option<u64>,
    },
    /// The lead that is due first, ties to the oldest. A lead is due so long after the enquiry came in, on the wall
    /// clock.
    EarliestDeadline {
        /// How long after the enquiry a lead is due of which `by` says nothing, in seconds.
        within_s: u64,
        /// Other lengths of time, by what the lead is.
        #[serde(default)]
        by: Option<DeadlineByDoc>,
    },
    /// The lead first that is worth most by now, ties to the oldest: the value of an integer attribute, halved every
    /// `half_life_s` since the enquiry came in. What is worth nothing, a value missing or below 1, comes last.
    ///
    /// All leads lose the same part of their worth in the same time, so two of them never change places: the order is
    /// that of `received_at + half_life × log2(value)`, which is kept to the millisecond.
    Decay {
        /// One of the policy's integer attributes.
        attribute: Name,
        /// In how long a lead loses half its worth, in seconds.
        half_life_s: u64,
    },
    /// The lead first that has been claimed least often since it came in, or was reopened; of those alike the oldest or the
    /// newest.
    FewestPulls {
        /// Which of those alike.
        #[serde(default)]
        then: AgeDoc,
    },
    /// The lead first that has been claimed most often.
    MostPulls {
        /// Which of those alike.
        #[serde(default)]
        then: AgeDoc,
    },
}

/// Which of two leads is first by age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AgeDoc {
    /// The oldest.
    #[default]
    Oldest,
    /// The newest.
    Newest,
}

/// By when leads are due, by the value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadlineByDoc {
    /// One of the policy's text attributes.
    pub attribute: Name,
    /// A length of time for each value that has one of its own.
    pub values: Vec<DeadlineDoc>,
}

/// By when leads of one value are due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadlineDoc {
    /// The value, compared byte by byte.
    pub value: String,
    /// How long after the enquiry such a lead is due, in seconds.
    pub within_s: u64,
}

/// Where a lead stands that comes back to wait, by how it comes back. Whatever is not said here, such as a manager's
/// word, a transfer or another round, keeps its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequeueDoc {
    /// An offer was declined.
    pub declined: PlaceDoc,
    /// An offer was not answered in time.
    pub timed_out: PlaceDoc,
    /// The owner gave it back.
    pub returned: PlaceDoc,
    /// Something had not happened in time, or a claim ran out.
    pub redistributed: PlaceDoc,
    /// It had been closed, and the customer has come back.
    pub reopened: PlaceDoc,
}

impl Default for RequeueDoc {
    fn default() -> Self {
        let keeps = PlaceDoc::Keeps;
        RequeueDoc {
            declined: keeps,
            timed_out: keeps,
            returned: keeps,
            redistributed: keeps,
            reopened: PlaceDoc::AsNew,
        }
    }
}

/// The place of a lead that comes back to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PlaceDoc {
    /// By the age it had.
    Keeps,
    /// As if it had come in at this instant, from now on: by age, deadline, ageing and decay.
    AsNew,
}

/// How many leads may wait at once, and which of them goes on to the stage its plan names when there is one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoundDoc {
    /// The most leads.
    pub leads: u32,
    /// Which goes, the newcomer included.
    #[serde(default)]
    pub push_out: PushOutDoc,
}

/// Which lead goes where one too many waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PushOutDoc {
    /// The last in the queue's order, a share of the oldest aside.
    #[default]
    Last,
    /// The oldest.
    Oldest,
    /// The newest.
    Newest,
}
