//! What a report is asked to tell.

use crate::attribute::Value;
use crate::calendar::{Calendar, Zone};
use crate::currency::Currency;
use crate::hash::{mixed, text_hash};
use crate::id::{FloorId, Name};
use crate::lead::Lead;
use crate::policy::PolicyDoc;
use crate::report::curve::Length;
use crate::time::{Span, Timestamp};

/// What a report is asked to tell.
#[derive(Clone, Debug)]
pub struct Options {
    /// The tables, each by what its rows are told apart by; by nothing is one row for all.
    pub tables: Vec<Vec<By>>,
    /// Enquiries received from here on.
    pub from: Timestamp,
    /// Enquiries received before.
    pub until: Timestamp,
    /// Only a part of the leads.
    pub part: Option<LeadsPart>,
    /// The calendar of business time; without one there is none.
    pub business: Option<Calendar>,
    /// The codes of final dispositions that count as won.
    pub won: Vec<String>,
    /// The codes of dispositions that count as qualified, beside those that count as won.
    pub qualified: Vec<String>,
    /// What a lead that is won is worth.
    pub value: Option<ValueOf>,
    /// The integer attribute by which picks are compared.
    pub worth: Option<Name>,
    /// Leads that have been with their owner for so long without an attempt or a disposition of theirs are listed.
    pub overdue_after: Option<Span>,
    /// The floor, where reports of several are merged: what is owed is told floor by floor.
    pub floor: Option<FloorId>,
}

impl Options {
    /// All enquiries, by these tables, by the wall clock, with nothing that counts as won.
    #[must_use]
    pub fn new(tables: impl IntoIterator<Item = Vec<By>>) -> Options {
        Options {
            tables: tables.into_iter().collect(),
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            part: None,
            business: None,
            won: Vec::new(),
            qualified: Vec::new(),
            value: None,
            worth: None,
            overdue_after: None,
            floor: None,
        }
    }

    /// The same with what counts as won and qualified by the merits of a policy, all of them together.
    #[must_use]
    pub fn judged_by(mut self, policy: &PolicyDoc) -> Options {
        for merit in &policy.merits {
            self.won.extend(merit.won.iter().cloned());
            self.qualified.extend(merit.qualified.iter().cloned());
        }
        for codes in [&mut self.won, &mut self.qualified] {
            codes.sort_unstable();
            codes.dedup();
        }
        self
    }

    /// The same with business time by a calendar of a policy; none if it has none of this name, or one that does not
    /// compile.
    #[must_use]
    pub fn in_business_time(mut self, policy: &PolicyDoc, calendar: &Name) -> Option<Options> {
        let doc = policy.calendars.iter().find(|doc| doc.id == *calendar)?;
        self.business = Some(Calendar::compile_with(doc, &policy.holiday_sets).ok()?);
        Some(self)
    }

    /// How long it is from an instant to another.
    pub(super) fn length(&self, from: Timestamp, until: Timestamp) -> Length {
        let open = |calendar: &Calendar| calendar.business_between(from, until);
        Length { wall: until.since(from), business: self.business.as_ref().map(open) }
    }

    /// Whether an enquiry is looked at.
    pub(super) fn covers(&self, lead: &Lead, received: Timestamp) -> bool {
        let part = self.part.is_none_or(|part| part.has(lead));
        self.from <= received && received < self.until && part
    }

    /// Whether what happens to no lead, at this instant, is counted here.
    pub(super) fn covers_instant(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until && self.part.is_none_or(|part| part.at == 0)
    }
}

/// One of several parts of the leads, by the hash of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadsPart {
    /// Which, from 0.
    pub at: u64,
    /// Of how many.
    pub of: u64,
}

impl LeadsPart {
    fn has(self, lead: &Lead) -> bool {
        mixed(text_hash(&[lead.id().as_str()])).checked_rem(self.of) == Some(self.at)
    }
}

/// By what the rows of a table are told apart.
#[derive(Clone, Debug)]
pub enum By {
    /// The agent; an office among them, for what it was sent itself.
    Agent,
    /// The office that had the lead then, for one of its people to take or taken by one: what the office was sent, and what its
    /// people were. None where it was sent to somebody by no office, and for closers who are rung.
    Office,
    /// The agent's team.
    Team,
    /// A trait of the agent.
    Trait(Name),
    /// The queue it was sent from.
    Queue,
    /// How it was dealt: by that queue's strategy, or `claimed`, or `reassigned` by a manager.
    Strategy,
    /// The rule that chose its plan.
    Rule,
    /// The stage of its plan: `plan/stage`.
    Stage,
    /// The policy: its id and the first twelve digits of its digest. Of an enquiry, the one under which it came in; of a
    /// sending, the one under which it was sent.
    Policy,
    /// An attribute of the lead as it came in. One with several texts is in a row of each.
    Attribute(Name),
    /// The hour at which the enquiry was received, by the clock of a zone.
    Hour(Zone),
}

impl By {
    /// Whether it is known of an enquiry, whomever it is sent to.
    #[must_use]
    pub fn tells_enquiries(&self) -> bool {
        matches!(self, By::Policy | By::Attribute(_) | By::Hour(_))
    }

    /// Whether it is known of an agent, whatever they are sent.
    #[must_use]
    pub fn tells_agents(&self) -> bool {
        matches!(self, By::Agent | By::Team | By::Trait(_))
    }

    /// What it is called in a report.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            By::Agent => "agent".to_owned(),
            By::Office => "office".to_owned(),
            By::Team => "team".to_owned(),
            By::Trait(name) => format!("trait {name}"),
            By::Queue => "queue".to_owned(),
            By::Strategy => "strategy".to_owned(),
            By::Rule => "rule".to_owned(),
            By::Stage => "stage".to_owned(),
            By::Policy => "policy".to_owned(),
            By::Attribute(name) => format!("attribute {name}"),
            By::Hour(zone) => format!("hour {}", zone.name()),
        }
    }
}

/// What a lead is worth: an integer attribute, in minor units. A negative one is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueOf {
    /// The attribute.
    pub value_minor: Name,
    /// In which money.
    pub currency: CurrencyOf,
}

/// In which money a lead's value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrencyOf {
    /// Always this.
    Fixed(Currency),
    /// By a text attribute of the lead.
    Attribute(Name),
}

impl ValueOf {
    /// The value and its currency, where both can be read.
    pub(super) fn of(&self, lead: &Lead) -> Option<(Currency, u64)> {
        let Some(Value::Integer(value)) = lead.get(self.value_minor.as_str()) else { return None };
        let currency = match &self.currency {
            CurrencyOf::Fixed(currency) => *currency,
            CurrencyOf::Attribute(name) => match lead.get(name.as_str()) {
                Some(Value::Text(code)) => Currency::new(code)?,
                _ => return None,
            },
        };
        Some((currency, u64::try_from(*value).ok()?))
    }

    pub(super) fn label(&self) -> String {
        match &self.currency {
            CurrencyOf::Fixed(currency) => format!("{} in {currency}", self.value_minor),
            CurrencyOf::Attribute(name) => format!("{} in attribute {name}", self.value_minor),
        }
    }
}
