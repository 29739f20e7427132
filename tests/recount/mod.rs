//! Caps recounted from what happened to leads, without a look at the floor's own counters: a lead given is a count, an
//! offer that comes to nothing gives it back, and so on, as the policy in force says.

mod budget;
mod known;
mod said;

use std::collections::{BTreeMap, BTreeSet};

use fairdeal::calendar::{Every, Window, bounds};
use fairdeal::policy::*;
use fairdeal::testing::oracle::holds;
use fairdeal::*;

pub use said::Said;

struct Row {
    cap: Name,
    key: Vec<String>,
    at: Timestamp,
    lead: usize,
    /// Whether the lead is still with the agent it was counted for.
    stays: bool,
    /// Given back, for this lead or in place of another count.
    given_away: bool,
    /// What it counts as.
    amount: u64,
    /// Until when it stays reserved by itself.
    reserved_until: Option<Timestamp>,
}

/// What an owner has done with a lead.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    attempted: bool,
    contacted: bool,
}

/// What becomes of a count when a lead leaves its agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    Stays,
    GivenBack,
    GivenToCurrent,
}

/// A history as far as caps are concerned.
#[derive(Default)]
pub struct Recount {
    policy: Option<PolicyDoc>,
    queues: Vec<Name>,
    agents: BTreeMap<usize, AgentDoc>,
    leads: BTreeMap<usize, Lead>,
    /// What reviews of merit make of limits, cap by cap and agent by agent: a cap holds the agents of the last review.
    adjusted: BTreeMap<Name, BTreeMap<usize, i32>>,
    caps: Vec<Name>,
    /// The caps that follow a merit, and which.
    follows: BTreeMap<Name, MeritLayout>,
    /// The queue a lead on offer or owned came from.
    from: BTreeMap<usize, Option<usize>>,
    /// The floor before the record at hand: which rule and plan a lead has is read there, and nothing else.
    floor: FloorState,
    /// The rule and the plan of leads that have entered a stage in it.
    course: BTreeMap<usize, (Option<Name>, Option<Name>)>,
    rules: Vec<Name>,
    plans: Vec<Name>,
    done: BTreeMap<usize, Done>,
    rows: Vec<Row>,
    /// Returns of the decision under way.
    returned: Vec<Row>,
    /// Break it: limits are lower by so much.
    pub stricter: u64,
    /// Leads given beyond a limit.
    pub exceeded: Vec<String>,
    /// Leads given under a cap with some room left, and just filling it: what shows that the recount recounts.
    pub with_room: u64,
    pub filled: u64,
}

impl Recount {
    /// Takes in a whole history.
    pub fn of(records: &[Recorded], stricter: u64) -> Recount {
        let mut recount = Recount { stricter, ..Recount::default() };
        for record in records {
            recount.take(record);
        }
        recount
    }

    pub fn take(&mut self, record: &Recorded) {
        self.run_out(record.at);
        for event in &record.events {
            self.happened(event, record.at);
        }
        // A return counts from the next decision on: it does not stop the lead it is about.
        self.rows.append(&mut self.returned);
        self.course.clear();
        // A history that was tampered with may hold a record twice.
        let _ = self.floor.apply(record);
    }

    fn happened(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::PolicyInstalled { json, layout } => {
                let doc: PolicyDoc = serde_json::from_str(json).unwrap();
                let names: Vec<Name> = layout.queues.iter().map(|queue| queue.id.clone()).collect();
                for from in self.from.values_mut() {
                    let name = from.map(|queue| self.queues[queue].clone());
                    *from = name.and_then(|name| names.iter().position(|other| *other == name));
                }
                self.queues = names;
                self.caps = layout.caps.iter().map(|cap| cap.id.clone()).collect();
                self.rules = layout.rules.clone();
                self.plans = layout.plans.iter().map(|plan| plan.id.clone()).collect();
                let old = self.policy.replace(doc.clone());
                let follows: BTreeMap<Name, MeritLayout> = layout
                    .caps
                    .iter()
                    .filter_map(|cap| {
                        Some((cap.id.clone(), layout.merits[cap.adjust?.merit.index()].clone()))
                    })
                    .collect();
                self.adjusted
                    .retain(|cap, _| follows.get(cap).is_some_and(|is| self.follows.get(cap) == Some(is)));
                self.follows = follows;
                if let Some(old) = old {
                    self.recount(&old, &doc, at);
                }
            }
            Event::MeritReviewed { review, .. } => {
                for (cap, agents) in &review.caps {
                    let agents = agents.iter().map(|(agent, adjusted)| (agent.index(), adjusted.by));
                    self.adjusted.insert(self.caps[cap.index()].clone(), agents.collect());
                }
            }
            Event::AgentJoined { agent, doc } | Event::AgentChanged { agent, doc } => {
                self.agents.insert(agent.index(), (**doc).clone());
            }
            Event::LeadArrived { lead, doc } | Event::LeadRevised { lead, doc } => {
                self.leads.insert(lead.index(), doc.clone());
            }
            Event::Forgotten { lead } => drop(self.leads.remove(&lead.index())),
            Event::Offered { lead, agent, queue, .. } => {
                self.given((lead.index(), agent.index(), queue.map(|queue| queue.index())), false, true, at);
            }
            Event::Assigned { lead, agent, queue, how, .. } if *how != AssignedHow::Accepted => {
                let claimed = *how == AssignedHow::Claimed;
                let pushed = *how == AssignedHow::Pushed;
                let given = (lead.index(), agent.index(), queue.map(|queue| queue.index()));
                self.given(given, claimed, pushed, at);
            }
            Event::StageEntered { lead, rule, plan, .. } => {
                let rule = rule.map(|rule| self.rules[rule.index()].clone());
                self.course.insert(lead.index(), (rule, Some(self.plans[plan.index()].clone())));
            }
            Event::Attempted { lead, reached, automated: false, .. } => {
                let done = self.done.entry(lead.index()).or_default();
                done.attempted = true;
                done.contacted |= reached;
                let done = *done;
                self.confirm(lead.index(), done);
            }
            Event::OfferEnded { lead, .. } => {
                self.left(lead.index(), at, |cap, _| match cap.counts {
                    CountsDoc::Offered => Becomes::Stays,
                    _ => Becomes::GivenBack,
                });
            }
            Event::Released { lead, agent, why, .. } => {
                let reason = match why {
                    ReleasedWhy::Returned(reason) => Some(*reason),
                    _ => None,
                };
                self.left(lead.index(), at, |cap, done| match reason {
                    _ if falls_short(cap, done, None) => Becomes::GivenBack,
                    Some(reason) => on_return(cap, reason),
                    None => Becomes::Stays,
                });
                if reason.is_some() {
                    let queue = self.from.get(&lead.index()).copied().flatten();
                    let given = (lead.index(), agent.index(), queue);
                    for cap in self.applying(given, |counts| *counts == CountsDoc::Returned) {
                        let closed =
                            matches!(cap.window, WindowDoc::Block { .. }) && self.window(&cap, at).is_none();
                        if !closed {
                            let row = self.row(&cap, given, at, false);
                            self.returned.push(row);
                        }
                    }
                }
            }
            Event::Closed { lead, code, .. } => {
                let code = code.to_string();
                self.left(lead.index(), at, |cap, done| match falls_short(cap, done, Some(&code)) {
                    true => Becomes::GivenBack,
                    false => Becomes::Stays,
                });
            }
            _ => {}
        }
    }

    /// What is reserved and has come to nothing in time counts no longer.
    fn run_out(&mut self, now: Timestamp) {
        loop {
            let over = |row: &Row| row.stays && row.reserved_until.is_some_and(|until| until <= now);
            let first = (0..self.rows.len()).filter(|place| over(&self.rows[*place]));
            let Some(place) = first.min_by_key(|place| self.rows[*place].reserved_until) else { return };
            self.rows[place].reserved_until = None;
            let (name, lead) = (self.rows[place].cap.clone(), self.rows[place].lead);
            let Some(cap) = self.caps_in_force().find(|cap| cap.id == name).cloned() else { continue };
            let done = self.done.get(&lead).copied().unwrap_or_default();
            if falls_short(&cap, done, None) {
                self.rows[place].stays = false;
                if cap.window != WindowDoc::Open {
                    self.give_away(place);
                }
            }
        }
    }

    /// What a lead was reserved for and has come to stays.
    fn confirm(&mut self, lead: usize, done: Done) {
        for place in 0..self.rows.len() {
            let row = &self.rows[place];
            let cap = self.caps_in_force().find(|cap| cap.id == row.cap);
            if row.lead == lead && row.stays && cap.is_some_and(|cap| !falls_short(cap, done, None)) {
                self.rows[place].reserved_until = None;
            }
        }
    }

    /// That very count goes, or one like it where it is gone already.
    fn give_away(&mut self, place: usize) {
        let own = &self.rows[place];
        let alike = |row: &Row| {
            !row.given_away
                && (&row.cap, &row.key, row.at, row.amount) == (&own.cap, &own.key, own.at, own.amount)
        };
        let gone = if own.given_away { self.rows.iter().position(alike) } else { Some(place) };
        if let Some(gone) = gone {
            self.rows[gone].given_away = true;
        }
    }

    /// Another policy: counts are kept where the same things are counted apart. Where windows are others, what a floor
    /// cannot know is forgotten: it knows the last window of each counter, and of leads held and for ever whatever is with
    /// somebody still.
    fn recount(&mut self, old: &PolicyDoc, new: &PolicyDoc, now: Timestamp) {
        let cap = |doc: &PolicyDoc, name: &Name| doc.caps.iter().find(|cap| cap.id == *name).cloned();
        let (mut gone, mut changed): (Vec<Option<bool>>, BTreeSet<Name>) = Default::default();
        for row in &self.rows {
            let both = cap(old, &row.cap).zip(cap(new, &row.cap));
            gone.push(both.filter(|(was, is)| alike(was, is)).map(|(was, is)| {
                if same_windows((old, &was), (new, &is)) {
                    return row.given_away;
                }
                changed.insert(row.cap.clone());
                let last = self.rows.iter().filter(|other| other.cap == row.cap && other.key == row.key);
                let last = last.map(|other| other.at).max().unwrap();
                match (&was.window, &is.window) {
                    (_, WindowDoc::Open) | (WindowDoc::Open | WindowDoc::Lifetime, _) => !row.stays,
                    _ => row.given_away || !self.covers(old, &was, row, last),
                }
            }));
        }
        let mut gone = gone.into_iter();
        self.rows.retain_mut(|row| {
            gone.next().flatten().is_some_and(|gone| {
                row.given_away = gone;
                true
            })
        });
        for at in 0..self.rows.len() {
            let own = &self.rows[at];
            if !changed.contains(&own.cap) {
                continue;
            }
            // A lead that is with somebody still is known to be counted.
            let same = |row: &&Row| {
                (&row.cap, &row.key, row.at, row.amount) == (&own.cap, &own.key, own.at, own.amount)
            };
            let counted = self.rows.iter().filter(same).filter(|row| !row.given_away).count();
            let held = self.rows.iter().filter(same).filter(|row| row.stays).count();
            if own.stays && counted < held {
                self.rows[at].given_away = false;
            }
        }
        for at in 0..self.rows.len() {
            if changed.contains(&self.rows[at].cap) {
                let is = cap(new, &self.rows[at].cap).unwrap();
                let counts = self.counts(&is, &self.rows[at], now);
                self.rows[at].given_away |= !counts;
            }
        }
    }

    /// The caps, but for those by tier, which are the oracle's to check.
    fn caps_in_force(&self) -> impl Iterator<Item = &CapDoc> {
        let caps = self.policy.as_ref().map_or(&[][..], |policy| &policy.caps).iter();
        caps.filter(|cap| !cap.per.contains(&DimensionDoc::Tier))
    }

    /// The rule and the plan of a lead.
    fn course_of(&self, lead: usize) -> (Option<Name>, Option<Name>) {
        match self.course.get(&lead) {
            Some(course) => course.clone(),
            None => {
                let view = self.floor.lead_view(self.leads[&lead].id());
                view.map(|view| (view.rule, view.stage.map(|(plan, _)| plan))).unwrap_or_default()
            }
        }
    }

    fn applying(&self, (lead, ..): Given, counts: impl Fn(&CountsDoc) -> bool) -> Vec<CapDoc> {
        let policy = self.policy.as_ref().unwrap();
        let speaks = |cap: &&CapDoc| {
            counts(&cap.counts)
                && cap.when.as_ref().is_none_or(|when| holds(policy, when, &self.leads[&lead]))
        };
        self.caps_in_force().filter(speaks).cloned().collect()
    }

    /// Somebody gets a lead: every cap that speaks of it must have had room, and holds one more.
    fn given(&mut self, given: Given, claimed: bool, pushed: bool, at: Timestamp) {
        self.from.insert(given.0, given.2);
        for cap in self.applying(given, |counts| *counts != CountsDoc::Claimed || claimed) {
            let key = self.key(&cap, given);
            let own = self.agents[&given.1].cap_limits.iter().find(|own| own.cap == cap.id);
            let own = own.filter(|_| cap.per.contains(&DimensionDoc::Agent)).map(|own| own.limit);
            let own = own.unwrap_or(cap.limit);
            let by = self.adjusted.get(&cap.id).and_then(|agents| agents.get(&given.1));
            let limit = match (by, &cap.adjust) {
                // Rewarded or docked, never below the least, and a limit of 0 stays one.
                (Some(by), Some(adjust)) if pushed && own > 0 => {
                    own.saturating_add_signed(i64::from(*by)).max(u64::from(adjust.least).min(own))
                }
                _ => own,
            };
            let policy = self.policy.as_ref().unwrap();
            let limit = limit.saturating_sub(self.stricter);
            let lead = &self.leads[&given.0];
            let (amount, one_more) = match budget::amount(policy, &cap, lead) {
                _ if cap.counts == CountsDoc::Returned => (0, 1),
                Some(amount) => (amount, amount),
                None => {
                    self.exceeded.push(format!("{at}: {} given, cap {} knows no price", lead.id(), cap.id));
                    continue;
                }
            };
            let open = budget::opened(policy, &cap, limit, self.window(&cap, at), at);
            let used = self.used(&cap, &key, at);
            if !budget::fits(&cap, used, one_more, open) {
                let told =
                    format!("{at}: {} given, cap {} {key:?} held {used} of {limit}", lead.id(), cap.id);
                self.exceeded.push(format!("{told}, {open} open, for {amount}"));
            }
            self.with_room += u64::from(used + one_more < limit);
            self.filled += u64::from(used + one_more == limit);
            if cap.counts != CountsDoc::Returned {
                let row = self.row(&cap, given, at, true);
                self.rows.push(row);
            }
        }
    }

    fn row(&self, cap: &CapDoc, given: Given, at: Timestamp, stays: bool) -> Row {
        let (policy, lead) = (self.policy.as_ref().unwrap(), &self.leads[&given.0]);
        Row {
            cap: cap.id.clone(),
            key: self.key(cap, given),
            at,
            lead: given.0,
            stays,
            given_away: false,
            amount: budget::amount(policy, cap, lead).unwrap_or(0),
            reserved_until: budget::reserved_until(cap, at).filter(|_| stays),
        }
    }

    /// A lead leaves whoever had it, and gives some counts back.
    fn left(&mut self, lead: usize, at: Timestamp, becomes: impl Fn(&CapDoc, Done) -> Becomes) {
        let done = self.done.remove(&lead).unwrap_or_default();
        for place in 0..self.rows.len() {
            let row = &mut self.rows[place];
            if row.lead != lead || !row.stays {
                continue;
            }
            row.stays = false;
            let (name, key, counted_at) = (row.cap.clone(), row.key.clone(), row.at);
            let Some(cap) = self.caps_in_force().find(|cap| cap.id == name).cloned() else { continue };
            if cap.window == WindowDoc::Open {
                continue;
            }
            let alike = |row: &Row| !row.given_away && row.cap == name && row.key == key;
            let counts = self.covers(self.policy.as_ref().unwrap(), &cap, &self.rows[place], at);
            let gone = match becomes(&cap, done) {
                Becomes::Stays => None,
                // That very count, or one of the same instant where it is gone already.
                Becomes::GivenToCurrent if counts => self.one_of(place, &alike, counted_at),
                Becomes::GivenBack => self.one_of(place, &alike, counted_at),
                Becomes::GivenToCurrent if matches!(cap.window, WindowDoc::Rolling { .. }) => None,
                Becomes::GivenToCurrent => {
                    let rows = self
                        .rows
                        .iter()
                        .enumerate()
                        .filter(|(_, row)| alike(row) && self.counts(&cap, row, at));
                    rows.min_by_key(|(_, row)| row.at).map(|(place, _)| place)
                }
            };
            if let Some(gone) = gone {
                self.rows[gone].given_away = true;
            }
        }
    }

    fn one_of(&self, place: usize, alike: &impl Fn(&Row) -> bool, at: Timestamp) -> Option<usize> {
        if !self.rows[place].given_away {
            return Some(place);
        }
        let amount = self.rows[place].amount;
        self.rows.iter().position(|row| alike(row) && row.at == at && row.amount == amount)
    }

    /// The window an instant lies in, where windows follow the clock.
    fn window(&self, cap: &CapDoc, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        Recount::window_by(self.policy.as_ref().unwrap(), cap, at)
    }

    fn window_by(policy: &PolicyDoc, cap: &CapDoc, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let window = match &cap.window {
            WindowDoc::Minute => Window::Minute,
            WindowDoc::HalfHour => Window::HalfHour,
            WindowDoc::Hour => Window::Hour,
            WindowDoc::Day => Window::Day,
            WindowDoc::Week { starts } => Window::Week { starts: *starts },
            WindowDoc::Month => Window::Month,
            WindowDoc::Quarter => Window::Quarter,
            WindowDoc::Every { units, of, from } => Window::Every(Every::new(*units, *of, from).unwrap()),
            WindowDoc::Block { calendar } => {
                let doc = policy.calendars.iter().find(|doc| doc.id == *calendar).unwrap();
                return known::calendar(doc, &policy.holiday_sets).block_at(at);
            }
            WindowDoc::Rolling { .. } | WindowDoc::Open | WindowDoc::Lifetime => return None,
        };
        let zone = known::zone(cap.zone.as_ref().unwrap_or(&policy.zone));
        Some(bounds(window, &zone, at))
    }

    /// Whether something counted counts at a later instant.
    fn counts(&self, cap: &CapDoc, row: &Row, now: Timestamp) -> bool {
        !row.given_away && self.covers(self.policy.as_ref().unwrap(), cap, row, now)
    }

    /// Whether the window something was counted in is that of a later instant.
    fn covers(&self, policy: &PolicyDoc, cap: &CapDoc, row: &Row, now: Timestamp) -> bool {
        match cap.window {
            WindowDoc::Rolling { span_s } => now < row.at.plus(Span::seconds(span_s)),
            WindowDoc::Open => row.stays,
            WindowDoc::Lifetime => true,
            _ => Recount::window_by(policy, cap, row.at)
                .is_some_and(|(from, until)| from <= now && now < until),
        }
    }

    fn used(&self, cap: &CapDoc, key: &[String], now: Timestamp) -> u64 {
        let rows = self.rows.iter().filter(|row| row.cap == cap.id && row.key == key);
        rows.filter(|row| self.counts(cap, row, now)).map(|row| row.amount).sum()
    }

    /// What the floor's own counters say otherwise than a count of everything that happened.
    pub fn differs(&self, state: &FloorState, now: Timestamp) -> Option<String> {
        let mut used: BTreeMap<(Name, Option<String>, Vec<String>), u64> = BTreeMap::new();
        for row in &self.rows {
            let Some(cap) = self.caps_in_force().find(|cap| cap.id == row.cap) else { continue };
            let (mut agent, mut values) = (None, Vec::new());
            for (per, text) in cap.per.iter().zip(&row.key) {
                match per {
                    DimensionDoc::Agent => agent = Some(text.clone()),
                    _ => values.push(text.clone()),
                }
            }
            *used.entry((cap.id.clone(), agent, values)).or_default() +=
                u64::from(self.counts(cap, row, now)) * row.amount;
        }
        used.retain(|_, used| *used > 0);
        let views = state.cap_views_at(now).into_iter();
        let views = views.filter(|view| self.caps_in_force().any(|cap| cap.id == view.cap));
        let views =
            views.map(|view| ((view.cap, view.agent.map(|agent| agent.to_string()), view.values), view.used));
        let views: BTreeMap<_, _> = views.collect();
        (views != used).then(|| format!("at {now}: the floor counts {views:?}, a recount {used:?}"))
    }

    fn key(&self, cap: &CapDoc, (lead, agent, queue): Given) -> Vec<String> {
        let (number, lead, agent) = (lead, &self.leads[&lead], &self.agents[&agent]);
        let declared = |name: &Name| {
            let types = &self.policy.as_ref().unwrap().attributes;
            let of = |value: &&Value| {
                types.iter().any(|it| it.id == *name && it.attribute_type == value.attribute_type())
            };
            lead.get(name.as_str()).filter(of)
        };
        let one = |per: &DimensionDoc| match per {
            DimensionDoc::Agent => agent.id.to_string(),
            DimensionDoc::Team => agent.team.as_ref().map(ToString::to_string).unwrap_or_default(),
            // Merit may say the tier: see `caps_in_force`.
            DimensionDoc::Tier => String::new(),
            DimensionDoc::Rule => self.course_of(number).0.map(|rule| rule.to_string()).unwrap_or_default(),
            DimensionDoc::Plan => self.course_of(number).1.map(|plan| plan.to_string()).unwrap_or_default(),
            DimensionDoc::Queue => queue.map(|queue| self.queues[queue].to_string()).unwrap_or_default(),
            DimensionDoc::Attribute(name) => match declared(name) {
                Some(Value::Texts(texts)) => texts.iter().map(|text| format!("{text},")).collect(),
                value => value.map(ToString::to_string).unwrap_or_default(),
            },
        };
        cap.per.iter().map(one).collect()
    }
}

/// Lead, agent, queue.
type Given = (usize, usize, Option<usize>);

/// Whether a lead has not come to what counts.
fn falls_short(cap: &CapDoc, done: Done, code: Option<&str>) -> bool {
    match &cap.counts {
        CountsDoc::Attempted => !done.attempted,
        CountsDoc::Connected => !done.contacted,
        CountsDoc::Converted { codes } => !code.is_some_and(|code| codes.iter().any(|own| own == code)),
        _ => false,
    }
}

fn on_return(cap: &CapDoc, reason: ReturnReason) -> Becomes {
    let own = cap.on_return_by_reason.iter().find(|own| own.reason == reason);
    match own.map_or(cap.on_return, |own| own.on_return) {
        OnReturnDoc::Keep => Becomes::Stays,
        OnReturnDoc::GiveBack => Becomes::GivenBack,
        OnReturnDoc::GiveBackToCurrent => Becomes::GivenToCurrent,
    }
}

/// Whether what was counted under the one cap is a count under the other, if perhaps in another window.
fn alike(was: &CapDoc, is: &CapDoc) -> bool {
    let returns = |cap: &CapDoc| cap.counts == CountsDoc::Returned;
    let money = |cap: &CapDoc| cap.money.as_ref().map(|own| own.currency.clone());
    was.per == is.per && returns(was) == returns(is) && money(was) == money(is)
}

fn same_windows((old, was): (&PolicyDoc, &CapDoc), (new, is): (&PolicyDoc, &CapDoc)) -> bool {
    let zone = |doc: &PolicyDoc, cap: &CapDoc| cap.zone.clone().unwrap_or_else(|| doc.zone.clone());
    let calendar = |doc: &PolicyDoc, cap: &CapDoc| match &cap.window {
        WindowDoc::Block { calendar } => doc.calendars.iter().find(|own| own.id == *calendar).cloned(),
        _ => None,
    };
    let unzoned = |cap: &CapDoc| {
        use WindowDoc::{Block, Lifetime, Open, Rolling};
        matches!(cap.window, Block { .. } | Lifetime | Open | Rolling { .. })
    };
    was.window == is.window
        && calendar(old, was) == calendar(new, is)
        && (unzoned(is) || zone(old, was) == zone(new, is))
}
