//! Which tables there are, as data.

use crate::time::Timestamp;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// An instant.
    Instant,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be empty.
    pub optional: bool,
    /// What that is, in a sentence.
    pub what: &'static str,
}

/// A table: what a floor has any number of. Before these columns stands the floor's name, in `floor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is called.
    pub name: &'static str,
    /// Its columns beside the floor; a row's key in front.
    pub columns: &'static [Column],
    /// How many of the columns, together with the floor, tell one row from another.
    pub key: usize,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text of the row.
    Text(&'a str),
    /// A number.
    Number(i64),
    /// An instant.
    Instant(Timestamp),
}

impl Cell<'_> {
    pub(super) fn at(at: Option<Timestamp>) -> Self {
        at.map_or(Cell::Empty, Cell::Instant)
    }

    pub(super) fn number(number: u64) -> Self {
        Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: Option<&'a (impl AsRef<str> + ?Sized)>) -> Self {
        text.map_or(Cell::Empty, |text| Cell::Text(text.as_ref()))
    }
}

const fn column(name: &'static str, kind: Kind, what: &'static str) -> Column {
    Column { name, kind, optional: false, what }
}

const fn maybe(name: &'static str, kind: Kind, what: &'static str) -> Column {
    Column { name, kind, optional: true, what }
}

const CHANGED_AT: Column = column("changed_at", Kind::Instant, "when a record last said something of it");
const CHANGED_BY: Column = column("changed_by", Kind::Number, "the revision of that record");

/// The tables, those of [`LeadRow`](super::LeadRow), [`AssignmentRow`](super::AssignmentRow),
/// [`AgentRow`](super::AgentRow) and [`CounterRow`](super::CounterRow).
pub const TABLES: [Table; 4] = [
    Table {
        name: "leads",
        columns: &[
            column("lead", Kind::Text, "the lead's id"),
            column("received_at", Kind::Instant, "when the enquiry came in"),
            column(
                "standing",
                Kind::Text,
                "`waiting` in line, in the `pool`, `offered`, `owned`, `held` back, `unroutable` or `closed`",
            ),
            maybe("queue", Kind::Text, "the queue it waits in, is offered from or came to its owner from"),
            maybe("plan", Kind::Text, "the plan it goes by"),
            maybe("stage", Kind::Text, "the plan's stage it is in"),
            maybe("owner", Kind::Text, "whose it is; of a closed lead, whose it was"),
            maybe("offered_to", Kind::Text, "who has it on offer"),
            maybe("office", Kind::Text, "the partner office it is with"),
            maybe("since", Kind::Instant, "since when it is its owner's, or closed"),
            maybe("deadline", Kind::Instant, "when something happens to it by itself"),
            maybe(
                "code",
                Kind::Text,
                "of a closed lead how it ended, in the host's words; of a held or unroutable one why",
            ),
            column(
                "assignments",
                Kind::Number,
                "times it has had an owner since it came in, or was reopened",
            ),
            CHANGED_AT,
            CHANGED_BY,
        ],
        key: 1,
    },
    Table {
        name: "assignments",
        columns: &[
            column("lead", Kind::Text, "the lead's id"),
            column("revision", Kind::Number, "the record by which the lead became somebody's"),
            column("position", Kind::Number, "which event of that record, counted from 0"),
            column("agent", Kind::Text, "whose it became"),
            maybe("queue", Kind::Text, "the queue it came from"),
            column(
                "how",
                Kind::Text,
                "`pushed`, `accepted` on offer, `claimed`, `reassigned` by a manager or `bridged` to a closer",
            ),
            column("at", Kind::Instant, "since when"),
            maybe("until", Kind::Instant, "until when; empty while it is theirs"),
            maybe(
                "ended",
                Kind::Text,
                "why it ended: `closed`, `returned`, `reassigned`, `transferred`, `redistributed`, `lease_expired`, \
                 `owner_left`, `changed`, `handed_off` or `cadence_exhausted`",
            ),
            maybe(
                "code",
                Kind::Text,
                "how the lead was closed, why it was returned, or what had not happened in time",
            ),
        ],
        key: 3,
    },
    Table {
        name: "agents",
        columns: &[
            column("agent", Kind::Text, "the agent's id"),
            column("standing", Kind::Text, "`here`, `blocked` by their document, or `left` for good"),
            maybe("team", Kind::Text, "their team"),
            column("open_leads", Kind::Number, "leads held, offers and leads they are rung for included"),
            column("open_units", Kind::Number, "units of capacity those take"),
            column("idle_since", Kind::Instant, "since the last offer, assignment or end of a lead"),
            maybe("ready_at", Kind::Instant, "passed over until then, if that is later than now"),
            maybe("paused_until", Kind::Instant, "paused for not taking offers, until then or their word"),
            CHANGED_AT,
            CHANGED_BY,
        ],
        key: 1,
    },
    Table {
        name: "counters",
        columns: &[
            column("cap", Kind::Text, "the cap"),
            column("agent", Kind::Text, "for whom, where it counts agents apart; otherwise an empty text"),
            column(
                "apart",
                Kind::Text,
                "for which team, tier, queue, rule, plan and attribute values, as a JSON list in the order of the policy",
            ),
            column(
                "span",
                Kind::Text,
                "`fixed`: from one instant to another; `rolling`: the last so many seconds; `open`: while leads are held",
            ),
            maybe(
                "window_start",
                Kind::Instant,
                "counted from then on; of a rolling span, the oldest that counts",
            ),
            maybe(
                "window_end",
                Kind::Instant,
                "until then the number holds: then a fixed window begins anew, and a rolling one drops its oldest",
            ),
            column("used", Kind::Number, "how many leads, or minor units of money, are counted"),
            maybe("allowed", Kind::Number, "how many may be; empty is no limit"),
            maybe("currency", Kind::Text, "the money that is counted, where leads are not"),
            column(
                "reached",
                Kind::Number,
                "1 once it was said to be full, until it counts afresh; otherwise 0",
            ),
            CHANGED_AT,
            CHANGED_BY,
        ],
        key: 3,
    },
];
