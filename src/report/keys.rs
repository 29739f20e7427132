//! Which rows something counts in.

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::agent::AgentDoc;
use crate::attribute::Value;
use crate::lead::Lead;
use crate::report::enquiry::AtOffice;
use crate::report::figures::Enquiries;
use crate::report::offices::Offices;
use crate::report::options::{By, Options};
use crate::report::rows::{Key, Row, Table};
use crate::report::sendings::Sendings;
use crate::time::Timestamp;

/// Rows of several tables, by their places.
pub(super) type Places = SmallVec<[(usize, usize); 4]>;

/// What is known of something that counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts<'a> {
    pub(super) lead: Option<(&'a Lead, Timestamp)>,
    pub(super) agent: Option<&'a AgentDoc>,
    /// The office that has the lead.
    pub(super) office: Option<&'a str>,
    pub(super) queue: Option<&'a str>,
    /// A strategy, or another way.
    pub(super) dealt_by: Option<&'a str>,
    pub(super) rule: Option<&'a str>,
    pub(super) stage: Option<&'a str>,
    pub(super) policy: &'a str,
}

type Values = SmallVec<[Option<Arc<str>>; 1]>;

/// The rows of all tables, found by their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    tables: Vec<KeyedTable>,
}

#[derive(Clone, Debug, Default)]
struct KeyedTable {
    /// Whether enquiries count in it, and whether what happens to agents without a lead does.
    tells: (bool, bool),
    places: BTreeMap<Vec<Option<Arc<str>>>, usize>,
    rows: Vec<Counted>,
}

/// What counts in a row.
#[derive(Clone, Debug, Default)]
struct Counted {
    enquiries: Enquiries,
    sendings: Sendings,
    offices: Offices,
}

impl Rows {
    pub(super) fn new(options: &Options) -> Rows {
        let table = |by: &Vec<By>| KeyedTable {
            tells: (by.iter().all(By::tells_enquiries), by.iter().all(By::tells_agents)),
            ..KeyedTable::default()
        };
        Rows { tables: options.tables.iter().map(table).collect() }
    }

    /// Where an enquiry counts.
    pub(super) fn of_enquiry(&mut self, options: &Options, facts: Facts<'_>) -> Places {
        self.find(options, facts, |table| table.tells.0)
    }

    /// Where something sent counts.
    pub(super) fn of_sending(&mut self, options: &Options, facts: Facts<'_>) -> Places {
        self.find(options, facts, |_| true)
    }

    /// Where something counts that happens to an agent, whatever they are sent.
    pub(super) fn of_agent(&mut self, options: &Options, facts: Facts<'_>) -> Places {
        self.find(options, facts, |table| table.tells.1)
    }

    fn find(&mut self, options: &Options, facts: Facts<'_>, takes: impl Fn(&KeyedTable) -> bool) -> Places {
        let mut places = Places::new();
        for (at, (table, by)) in self.tables.iter_mut().zip(&options.tables).enumerate() {
            if !takes(table) {
                continue;
            }
            for key in keys(by, facts) {
                let next = table.rows.len();
                let place = *table.places.entry(key).or_insert(next);
                if place == next {
                    table.rows.push(Counted::default());
                }
                places.push((at, place));
            }
        }
        places
    }

    pub(super) fn enquiries(&mut self, places: &Places, mut count: impl FnMut(&mut Enquiries)) {
        self.each(places, |row| count(&mut row.enquiries));
    }

    pub(super) fn sendings(&mut self, places: &Places, mut count: impl FnMut(&mut Sendings)) {
        self.each(places, |row| count(&mut row.sendings));
    }

    pub(super) fn offices(&mut self, places: &Places, mut count: impl FnMut(&mut Offices)) {
        self.each(places, |row| count(&mut row.offices));
    }

    /// Where what was sent to an office counts.
    pub(super) fn offices_of(&mut self, own: &AtOffice, count: impl FnMut(&mut Offices)) {
        if let Some(places) = &own.places {
            self.offices(places, count);
        }
    }

    fn each(&mut self, places: &Places, mut count: impl FnMut(&mut Counted)) {
        for (table, row) in places {
            if let Some(row) = self.tables.get_mut(*table).and_then(|table| table.rows.get_mut(*row)) {
                count(row);
            }
        }
    }

    /// The tables with their rows in the order of their keys.
    pub(super) fn into_tables(self, options: &Options) -> Vec<Table> {
        let text = |key: Vec<Option<Arc<str>>>| -> Key {
            key.into_iter().map(|part| part.map(|part| part.to_string())).collect()
        };
        let table = |(table, by): (KeyedTable, &Vec<By>)| {
            let enquired = table.tells.0;
            let mut rows: Vec<Option<Counted>> = table.rows.into_iter().map(Some).collect();
            let row = |(key, at): (Vec<Option<Arc<str>>>, usize)| {
                let Counted { enquiries, sendings, offices } =
                    rows.get_mut(at).and_then(Option::take).unwrap_or_default();
                let enquiries = enquired.then(|| Box::new(enquiries));
                let offices = (!offices.is_empty()).then(|| Box::new(offices));
                Row { key: text(key), enquiries, sendings: Box::new(sendings), offices }
            };
            let rows = table.places.into_iter().map(row).collect();
            Table { by: by.iter().map(By::label).collect(), rows }
        };
        self.tables.into_iter().zip(&options.tables).map(table).collect()
    }
}

/// The keys of the rows: one, or one for each text of an attribute with several.
fn keys(by: &[By], facts: Facts<'_>) -> Vec<Vec<Option<Arc<str>>>> {
    let mut keys = vec![Vec::with_capacity(by.len())];
    for part in by {
        let values = values(part, facts);
        let with = |key: &Vec<Option<Arc<str>>>| {
            let key = key.clone();
            values.iter().map(move |value| {
                let mut key = key.clone();
                key.push(value.clone());
                key
            })
        };
        keys = keys.iter().flat_map(with).collect();
    }
    keys
}

fn values(by: &By, facts: Facts<'_>) -> Values {
    let one = |text: Option<&str>| -> Values { smallvec![text.map(Arc::from)] };
    match by {
        By::Agent => one(facts.agent.map(|agent| agent.id.as_str())),
        By::Team => one(facts.agent.and_then(|agent| agent.team.as_ref()).map(|team| team.as_str())),
        By::Trait(name) => {
            let own = facts.agent.and_then(|agent| agent.traits.iter().find(|own| own.id == *name));
            of_value(own.map(|own| &own.value))
        }
        By::Office => one(facts.office),
        By::Queue => one(facts.queue),
        By::Strategy => one(facts.dealt_by),
        By::Rule => one(facts.rule),
        By::Stage => one(facts.stage),
        By::Policy => one(Some(facts.policy)),
        By::Attribute(name) => of_value(facts.lead.and_then(|(lead, _)| lead.get(name.as_str()))),
        By::Hour(zone) => {
            let hour = facts.lead.and_then(|(_, at)| zone.local(at).second.checked_div(3_600));
            let text = hour.map(|hour| format!("{hour:02}"));
            one(text.as_deref())
        }
    }
}

fn of_value(value: Option<&Value>) -> Values {
    match value {
        Some(Value::Texts(texts)) if !texts.is_empty() => {
            let mut texts: SmallVec<[&str; 4]> = texts.iter().map(|text| &**text).collect();
            texts.sort_unstable();
            texts.dedup();
            texts.iter().map(|text| Some(Arc::from(*text))).collect()
        }
        None | Some(Value::Texts(_)) => smallvec![None],
        Some(other) => smallvec![Some(Arc::from(other.to_string().as_str()))],
    }
}
