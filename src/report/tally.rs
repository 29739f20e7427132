//! Counting as records come in.

use std::sync::Arc;

use crate::event::{AssignedHow, Event, Recorded};
use crate::id::{AgentSlot, CounterSlot, LeadSlot, PlanSlot, QueueSlot, RuleSlot, StageSlot};
use crate::lead::Lead;
use crate::report::curve::{Length, more};
use crate::report::ending::Ending;
use crate::report::enquiry::Enquiry;
use crate::report::figures::{Counts, Milestone, Part};
use crate::report::keys::Places;
use crate::report::keys::{Facts, Rows};
use crate::report::options::Options;
use crate::report::picks::{Picks, claims_of};
use crate::report::{Basis, FORMAT, Report, overdue, owed};
use crate::state::{ApplyError, FloorState, Standing};
use crate::time::Timestamp;

/// Counts what a history tells, record by record.
///
/// It keeps the floor's state beside its counters, and a row for each enquiry that is open. A record costs what applying it
/// does, and something for each table; a claim looks at the leads that lie in its queue, where it is counted.
///
/// ```
/// use fairdeal::report::{By, Options, Tally};
/// use fairdeal::{Command, Floor, Lead, Policy, Span, Timestamp};
///
/// let policy = Policy::from_json(r#"{"format": 1, "semantics": 1, "id": "inbound", "default_plan": "standard",
///     "presence": {"unknown_may_receive": true}, "queues": [{"id": "web"}],
///     "plans": [{"id": "standard", "stages": [{"id": "deal", "action": {"queue": {"queue": "web"}}}]}],
///     "agents": [{"id": "ann", "queues": [{"queue": "web"}]}]}"#)?;
/// let now: Timestamp = "2026-03-02T15:00:00Z".parse()?;
/// let later = now.plus(Span::minutes(4));
/// let (mut floor, first) = Floor::open(policy, now);
/// let mut tally = Tally::new(Options::new([vec![By::Agent]]));
/// tally.take(&first)?;
/// let attempt = Command::Attempt { lead: "L-1".parse()?, agent: "ann".parse()?, reached: true, automated: false };
/// for (at, command) in [(now, Command::Submit(Lead::new("L-1")?)), (later, attempt)] {
///     for record in floor.run(at, &command).records() {
///         tally.take(record)?;
///     }
/// }
/// let report = tally.report(later);
/// let ann = report.table(&["agent"]).and_then(|table| table.row(&[Some("ann")])).ok_or("no row")?;
/// assert_eq!((ann.sendings.sent, ann.sendings.attempted, ann.sendings.contacted), (1, 1, 1));
/// assert_eq!(ann.sendings.attempting.wall.percentile(5_000), Some(Span::minutes(4)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tally {
    pub(super) options: Options,
    pub(super) state: FloorState,
    pub(super) rows: Rows,
    /// The enquiries that are open, by the slot of the lead.
    pub(super) enquiries: Vec<Option<Box<Enquiry>>>,
    caps_reached: Counts,
    policy: Policy,
}

/// What is known of the policy in force.
#[derive(Clone, Debug, Default)]
struct Policy {
    /// What it is called in a report.
    label: Arc<str>,
    /// The names of its queues and their strategies.
    queues: Vec<(Arc<str>, Arc<str>)>,
}

impl Tally {
    /// A tally that has seen nothing.
    #[must_use]
    pub fn new(options: Options) -> Tally {
        Tally {
            rows: Rows::new(&options),
            options,
            state: FloorState::new(),
            enquiries: Vec::new(),
            caps_reached: Counts::new(),
            policy: Policy::default(),
        }
    }

    /// The floor as it stands after the last record.
    #[must_use]
    pub fn state(&self) -> &FloorState {
        &self.state
    }

    /// Takes in the next record of the history, from its first one on.
    ///
    /// # Errors
    /// [`ApplyError`] when it does not follow the one before; nothing has changed then.
    pub fn take(&mut self, record: &Recorded) -> Result<(), ApplyError> {
        let claims = claims_of(&self.state, record, self.options.worth.as_ref());
        self.state.apply(record)?;
        let mut claims = claims.into_iter();
        for (at, event) in record.events.iter().enumerate() {
            match event {
                Event::PolicyInstalled { json, .. } => {
                    self.policy = self.policy_of(json);
                    self.offices_gone(record.at);
                }
                Event::Office(own) => self.of_office(own, record.at),
                Event::LeadArrived { lead, doc } => {
                    let doc = as_came_in(record, at, *lead).unwrap_or(doc);
                    let received = doc.received().map_or(record.at, |received| received.min(record.at));
                    self.begin(*lead, doc, (received, record.at));
                }
                Event::Reopened { lead } => {
                    let doc = self.state.lead(*lead).map(|row| row.doc.clone());
                    if let Some(doc) = doc {
                        self.begin(*lead, &doc, (record.at, record.at));
                        self.on(*lead, |rows, own| {
                            rows.enquiries(&own.places, |row| more(&mut row.reopened, 1))
                        });
                    }
                }
                Event::CapReached { counter, .. } => self.cap_reached(*counter, record.at),
                _ => {
                    let claimed = match event {
                        Event::Assigned { how: AssignedHow::Claimed, queue: Some(_), .. } => claims.next(),
                        _ => None,
                    };
                    self.of_lead(event, record.at, claimed);
                }
            }
        }
        Ok(())
    }

    /// The report as of an instant, or of the last record if that is later. The tally goes on from where it is: O(rows and
    /// open enquiries).
    #[must_use]
    pub fn report(&self, as_of: Timestamp) -> Report {
        let as_of = as_of.max(self.state.clock());
        let (mut rows, mut overdue) = (self.rows.clone(), Vec::new());
        let mut ending = Ending { rows: &mut rows, options: &self.options };
        for (at, own) in self.enquiries.iter().enumerate() {
            let Some(own) = own else { continue };
            let Some(lead) = LeadSlot::from_index(at) else { continue };
            let stranded =
                self.state.lead(lead).is_some_and(|row| matches!(row.standing, Standing::Stranded { .. }));
            ending.still_open(own, stranded, as_of);
            overdue.extend(overdue::overdue(&self.options, &self.state, (lead, own), as_of));
        }
        overdue.sort_unstable();
        let options = &self.options;
        Report {
            format: FORMAT,
            basis: Basis::of(options),
            as_of,
            from: options.from,
            until: options.until,
            tables: rows.into_tables(options),
            caps_reached: self.caps_reached.clone(),
            owed: owed::owed(&self.state, options.floor.as_ref(), as_of),
            overdue,
        }
    }

    /// An enquiry begins: a lead comes in, or is reopened.
    fn begin(&mut self, lead: LeadSlot, doc: &Lead, (received, at): (Timestamp, Timestamp)) {
        if self.enquiries.len() <= lead.index() {
            self.enquiries.resize(lead.index().saturating_add(1), None);
        }
        let new = self.options.covers(doc, received).then(|| {
            let policy = Arc::clone(&self.policy.label);
            let facts = Facts { lead: Some((doc, received)), policy: &policy, ..Facts::default() };
            let places = self.rows.of_enquiry(&self.options, facts);
            self.rows.enquiries(&places, |row| more(&mut row.received, 1));
            Box::new(Enquiry::new(doc.clone(), received, places))
        });
        if let Some(own) = self.enquiries.get_mut(lead.index()) {
            *own = new;
        }
        self.pass(lead, Part::Intake, received);
        self.pass(lead, Part::Waiting, at);
    }

    /// Somebody else has the time of an enquiry from now on, if there was no attempt yet.
    pub(super) fn pass(&mut self, lead: LeadSlot, part: Part, at: Timestamp) {
        let own = self.enquiries.get_mut(lead.index()).and_then(Option::as_deref_mut);
        let Some(own) = own.filter(|own| own.when(Milestone::Attempted).is_none()) else { return };
        if let Some((before, since)) = own.part.replace((part, at))
            && since < at
        {
            let so_long = self.options.length(since, at);
            own.add_part(before, so_long);
            charged(&mut self.rows, own, before, so_long);
        }
    }

    /// An enquiry has come to a milestone, if it had not before.
    pub(super) fn reach(&mut self, lead: LeadSlot, milestone: Milestone, at: Timestamp) {
        let own = self.enquiries.get_mut(lead.index()).and_then(Option::as_deref_mut);
        let Some(own) = own else { return };
        if own.reach(milestone, at) {
            let after = self.options.length(own.received, at);
            self.rows.enquiries(&own.places, |row| row.since_received.of_mut(milestone).happened(after));
        }
    }

    /// What is done with an enquiry that is counted here.
    pub(super) fn on(&mut self, lead: LeadSlot, change: impl FnOnce(&mut Rows, &mut Enquiry)) {
        if let Some(own) = self.enquiries.get_mut(lead.index()).and_then(Option::as_deref_mut) {
            change(&mut self.rows, own);
        }
    }

    /// The places of what is sent, or rung for, to an agent; by the office that has the lead, or by none.
    pub(super) fn places_of(
        &mut self,
        lead: LeadSlot,
        (agent, queue): (AgentSlot, Option<QueueSlot>),
        how: Option<AssignedHow>,
        by_office: bool,
    ) -> Option<Places> {
        let own = self.enquiries.get(lead.index()).and_then(Option::as_deref)?;
        let doc = self.state.agent(agent).map(|row| Arc::clone(&row.doc));
        let queue = queue.and_then(|queue| self.policy.queues.get(queue.index()));
        let dealt_by = match how {
            Some(AssignedHow::Claimed) => Some("claimed"),
            Some(AssignedHow::Reassigned) => Some("reassigned"),
            _ => queue.map(|(_, strategy)| &**strategy),
        };
        let facts = Facts {
            lead: Some((&own.lead, own.received)),
            agent: doc.as_deref(),
            office: own.office.as_ref().filter(|_| by_office).map(|office| &*office.name),
            queue: queue.map(|(queue, _)| &**queue),
            dealt_by,
            rule: own.rule.as_deref(),
            stage: own.stage.as_deref(),
            policy: &self.policy.label,
        };
        Some(self.rows.of_sending(&self.options, facts))
    }

    /// A rule and a stage in words.
    pub(super) fn course_text(
        &self,
        rule: Option<RuleSlot>,
        plan: PlanSlot,
        stage: StageSlot,
    ) -> (Option<Arc<str>>, Option<Arc<str>>) {
        let layout = &self.state.layout;
        let rule = rule.and_then(|rule| layout.rules.get(rule.index())).map(|rule| Arc::from(rule.as_str()));
        let stage = self.state.stage_name(plan, stage);
        (rule, stage.map(|(plan, stage)| Arc::from(format!("{plan}/{stage}"))))
    }

    /// A queue of the policy in force.
    pub(super) fn queue_named(&self, queue: QueueSlot) -> Option<Arc<str>> {
        self.policy.queues.get(queue.index()).map(|(name, _)| Arc::clone(name))
    }

    pub(super) fn has_queue(&self, name: &str) -> bool {
        self.policy.queues.iter().any(|(own, _)| **own == *name)
    }

    fn cap_reached(&mut self, counter: CounterSlot, at: Timestamp) {
        if !self.options.covers_instant(at) {
            return;
        }
        if let Some(label) = self.state.counter_label(counter) {
            more(self.caps_reached.entry(label).or_default(), 1);
        }
        let agent = self.state.counter(counter).and_then(|row| self.state.agent(row.agent?));
        if let Some(doc) = agent.map(|row| Arc::clone(&row.doc)) {
            let policy = Arc::clone(&self.policy.label);
            let facts = Facts { agent: Some(&doc), policy: &policy, ..Facts::default() };
            let places = self.rows.of_agent(&self.options, facts);
            self.rows.sendings(&places, |row| more(&mut row.caps_reached, 1));
        }
    }

    fn policy_of(&self, json: &str) -> Policy {
        let doc: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        let digest = self.state.policy_digest().to_string();
        let id = doc.get("id").and_then(|id| id.as_str()).unwrap_or_default();
        let label = format!("{id}@{}", digest.get(..12).unwrap_or(&digest));
        let docs = doc.get("queues").and_then(|queues| queues.as_array());
        let strategy = |name: &str| {
            let mut all = docs.into_iter().flatten();
            let doc = all.find(|doc| doc.get("id").and_then(|id| id.as_str()) == Some(name));
            let strategy = doc.and_then(|doc| doc.get("strategy"));
            let text = |own: &serde_json::Value| match own {
                serde_json::Value::String(name) => Some(name.clone()),
                serde_json::Value::Object(own) => own.keys().next().cloned(),
                _ => None,
            };
            strategy.and_then(text).unwrap_or_default()
        };
        let queues = self.state.layout.queues.iter().map(|queue| {
            let name = queue.id.as_str();
            (Arc::from(name), Arc::from(strategy(name)))
        });
        Policy { label: Arc::from(label), queues: queues.collect() }
    }
}

/// Time before the first attempt is charged to whose it was: to whom it is on offer or whose it is, or to the office that has it.
pub(super) fn charged(rows: &mut Rows, own: &Enquiry, part: Part, so_long: Length) {
    match (part, &own.sending, &own.office) {
        (Part::Acceptance | Part::Agent, Some(sending), _) => {
            rows.sendings(&sending.places, |row| row.delay.add(part, so_long));
        }
        (Part::Acceptance, None, Some(office)) => {
            rows.offices_of(office, |row| row.delay.add(part, so_long));
        }
        _ => {}
    }
}

/// A lead as it is by the end of the record with which it comes in: places it was resolved to are written into it there.
fn as_came_in(record: &Recorded, arrived: usize, lead: LeadSlot) -> Option<&Lead> {
    record.events.iter().skip(arrived).rev().find_map(|event| match event {
        Event::LeadRevised { lead: own, doc } if *own == lead => Some(doc),
        _ => None,
    })
}

/// What a claim is counted with.
pub(super) type Claimed = Option<Picks>;
