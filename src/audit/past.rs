//! What happened, for policies to be tried on.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::command::Command;
use crate::id::{AgentId, LeadId};
use crate::lead::Lead;
use crate::presence::PresenceSnapshot;
use crate::time::{Span, Timestamp};

/// Leads, and what people did, each at its instant.
///
/// What is taken for granted under either policy:
///
/// - Where nothing is said of presence ([`Past::seen`]) everybody is always there; shifts and leaves hold all the same.
/// - What was done with a lead is done by whoever has it, at the instant it was done; if nobody has it by then, as soon as
///   somebody does.
/// - The offers of a lead are answered as its offers were, one after the other: the first as the first was, at the same
///   instant or, if that is over, at once. An offer of which the past knows no answer is accepted at once.
/// - Whoever claimed a lead claims it; if they may not, they claim the next one of that queue.
/// - With [`Past::done_after`] a lead of which the past knows no end is ended by its owner so long after it was given, by the
///   code `done`. Without it, its owner keeps it, and is full of leads after a while if there is a limit.
/// - A policy is replaced by no deed of the past, and the floor begins empty.
#[derive(Clone, Debug, Default)]
pub struct Past {
    pub(super) deeds: Vec<(Timestamp, Deed)>,
    pub(super) answers: BTreeMap<LeadId, Vec<Answer>>,
    /// Who owned each lead, as far as that is on record.
    pub(super) owners: BTreeMap<LeadId, Vec<AgentId>>,
    pub(super) done_after: Option<Span>,
    pub(super) until: Option<Timestamp>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Command(Box<Command>),
    Seen(Arc<PresenceSnapshot>),
}

/// How an offer was answered, and when; `Timestamp::MAX` for never.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) at: Timestamp,
    pub(super) accepts: bool,
}

impl Past {
    /// In which nothing has happened.
    #[must_use]
    pub fn new() -> Past {
        Past::default()
    }

    /// Leads that came in, and nothing else.
    #[must_use]
    pub fn of_leads(leads: impl IntoIterator<Item = (Timestamp, Lead)>) -> Past {
        leads.into_iter().fold(Past::new(), |past, (at, lead)| past.command(at, Command::Submit(lead)))
    }

    /// And this was asked of the floor at an instant. Of an `accept` or a `decline` only counts that it was the answer to the
    /// next offer of its lead.
    #[must_use]
    pub fn command(mut self, at: Timestamp, command: Command) -> Past {
        match command {
            Command::Accept { lead, .. } => self.answer(lead, Answer { at, accepts: true }),
            Command::Decline { lead, .. } => self.answer(lead, Answer { at, accepts: false }),
            other => self.deeds.push((at, Deed::Command(Box::new(other)))),
        }
        self
    }

    /// And this was known of presence from an instant on.
    #[must_use]
    pub fn seen(mut self, at: Timestamp, signs: PresenceSnapshot) -> Past {
        self.deeds.push((at, Deed::Seen(Arc::new(signs))));
        self
    }

    /// Leads of which no end is known end so long after they were given to somebody.
    #[must_use]
    pub fn done_after(mut self, span: Span) -> Past {
        self.done_after = Some(span);
        self
    }

    /// What is due goes on until this instant, which is out; without it until the last thing that happened.
    #[must_use]
    pub fn until(mut self, at: Timestamp) -> Past {
        self.until = Some(at);
        self
    }

    pub(super) fn answer(&mut self, lead: LeadId, answer: Answer) {
        self.answers.entry(lead).or_default().push(answer);
    }

    /// By their instants; of one instant what was known of presence first, then the others as they were said.
    pub(super) fn in_order(&self) -> Vec<&(Timestamp, Deed)> {
        let mut deeds: Vec<_> = self.deeds.iter().collect();
        deeds.sort_by_key(|(at, deed)| (*at, !matches!(deed, Deed::Seen(_))));
        deeds
    }
}
