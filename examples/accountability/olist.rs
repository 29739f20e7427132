//! The Olist funnel as a history: every lead comes in on the day of its first contact; a deal that is won names the SDR who
//! warmed it up and the SR who closed it, and is handed from one to the other when it is won.

use std::collections::BTreeMap;
use std::path::Path;

use fairdeal::calendar::Zone;
use fairdeal::report::{By, Options};
use fairdeal::{
    AgentDoc, AgentId, Command, Disposition, Floor, Lead, LeadId, Name, Outcome, Policy, PresenceSnapshot,
    PresenceState, Ran, Recorded, Sign, Timestamp,
};

use crate::stop::Stop;
use crate::when;

const POLICY: &str = r#"{"format": 1, "semantics": 1, "id": "olist", "default_plan": "funnel",
    "attributes": [{"id": "source", "type": "text"}],
    "queues": [{"id": "leads", "pull": {"lease_s": 3600}}, {"id": "closers"}],
    "plans": [{"id": "funnel", "stages": [{"id": "open", "action": {"pool": {"queue": "leads"}}}],
      "hand_off": {"rings": [{"queue": "closers", "within_s": 60, "at_once": 1}], "otherwise": {"keep": {}}}}]}"#;

/// What became of it.
pub(crate) struct Told {
    pub(crate) records: Vec<(usize, Recorded)>,
    pub(crate) end: Timestamp,
    pub(crate) remarks: Vec<String>,
}

struct Deal {
    sdr: String,
    sr: String,
    won: Timestamp,
}

/// What is counted of it.
pub(crate) fn options() -> Result<Options, Stop> {
    let source = || Name::new("source").map(By::Attribute).map_err(|error| Stop::wrong(error.to_string()));
    let tables = [vec![], vec![source()?], vec![By::Agent], vec![By::Agent, source()?]];
    let mut options = Options::new(tables);
    options.won = vec!["won".to_owned()];
    Ok(options)
}

/// Plays the funnel; none where the data is not there.
pub(crate) fn play(folder: &Path) -> Result<Option<Told>, Stop> {
    let leads = folder.join("olist_marketing_qualified_leads_dataset.csv");
    let deals = folder.join("olist_closed_deals_dataset.csv");
    if !leads.exists() || !deals.exists() {
        return Ok(None);
    }
    let zone = Zone::named("America/Sao_Paulo").map_err(|error| Stop::wrong(error.to_string()))?;
    let utc = Zone::named("UTC").map_err(|error| Stop::wrong(error.to_string()))?;
    let mut won: BTreeMap<String, Deal> = BTreeMap::new();
    rows(&deals, |row| {
        let deal = Deal { sdr: row("sdr_id")?, sr: row("sr_id")?, won: when::read(&row("won_date")?, &utc)? };
        won.insert(row("mql_id")?, deal);
        Ok(())
    })?;
    let mut came: Vec<(Timestamp, Lead)> = Vec::new();
    let (mut early, mut blank) = (0_u32, 0_u32);
    rows(&leads, |row| {
        let id = row("mql_id")?;
        let mut at = when::read(&row("first_contact_date")?, &zone)?;
        // One deal is won before its lead's first contact.
        if let Some(deal) = won.get(&id).filter(|deal| deal.won < at) {
            (at, early) = (deal.won, early + 1);
        }
        let lead = Lead::new(&id).map_err(|error| error.to_string())?;
        let source = row("origin")?;
        blank += u32::from(source.is_empty());
        came.push((at, if source.is_empty() { lead } else { lead.with("source", source.as_str()) }));
        Ok(())
    })?;
    let both = won.values().filter(|deal| deal.sdr == deal.sr).count();
    let told = deal_out(came, &won).map_err(|error| Stop::wrong(error.to_string()))?;
    let remarks = vec![
        format!(
            "{} leads, {} won. A lead counts from the first instant of the day of its first contact in São Paulo; a day \
             is all that is known. Only deals that were won name people, so nobody's share of leads won can be told.",
            told.0, told.1
        ),
        format!(
            "{early} deal was won before its lead's first contact, which is taken to be then; {blank} leads have no \
             source; {both} deals have one person in both roles, and are handed over by nobody."
        ),
    ];
    Ok(Some(Told { records: told.2, end: told.3, remarks }))
}

type Played = (usize, usize, Vec<(usize, Recorded)>, Timestamp);

fn deal_out(
    mut came: Vec<(Timestamp, Lead)>,
    won: &BTreeMap<String, Deal>,
) -> Result<Played, Box<dyn std::error::Error>> {
    came.sort_by(|(at, lead), (other_at, other)| at.cmp(other_at).then(lead.id().cmp(other.id())));
    let mut deals: Vec<(&String, &Deal)> = won.iter().collect();
    deals.sort_by_key(|(id, deal)| (deal.won, (*id).clone()));
    let opened = came.first().map_or(Timestamp::MIN, |(at, _)| *at);
    let (mut floor, first) = Floor::open(Policy::from_json(POLICY)?, opened);
    let mut records = vec![first];
    let mut people: BTreeMap<&str, bool> = BTreeMap::new();
    for (_, deal) in &deals {
        people.entry(&deal.sdr).or_default();
        *people.entry(&deal.sr).or_default() = true;
    }
    for (name, closes) in &people {
        let doc = AgentDoc::new(name)?;
        let doc = if *closes { doc.member_of("closers")? } else { doc };
        records.extend(floor.run(opened, &Command::Join(doc)).records().cloned());
    }
    let total = came.len();
    let mut leads = came.into_iter().peekable();
    let mut end = opened;
    for (id, deal) in &deals {
        while let Some((at, lead)) = leads.next_if(|(at, _)| *at <= deal.won) {
            records.extend(floor.run(at, &Command::Submit(lead)).records().cloned());
        }
        let (lead, at) = (LeadId::new(id)?, deal.won);
        let (sdr, sr) = (AgentId::new(&deal.sdr)?, AgentId::new(&deal.sr)?);
        // Whoever closed it was there, and nobody else: the ring finds them.
        let here = [&sdr, &sr].map(|agent| Sign::new(agent.clone(), PresenceState::Available, at));
        floor.see(PresenceSnapshot::new(here), at);
        let mut run = |command: &Command| -> Ran { floor.run(at, command) };
        records
            .extend(run(&Command::Reassign { lead: lead.clone(), to: Some(sdr.clone()) }).records().cloned());
        if sdr != sr {
            records.extend(run(&Command::Bridge { lead: lead.clone(), agent: sdr }).records().cloned());
            records
                .extend(run(&Command::Accept { lead: lead.clone(), agent: sr.clone() }).records().cloned());
        }
        let disposition = Disposition::Final { code: "won".to_owned() };
        let ran = run(&Command::Dispose { lead, agent: sr, disposition });
        if !matches!(ran.outcome(), Outcome::Closed { .. }) {
            return Err(format!("deal {id}: {}", ran.outcome()).into());
        }
        records.extend(ran.records().cloned());
        end = end.max(at);
    }
    for (at, lead) in leads {
        records.extend(floor.run(at, &Command::Submit(lead)).records().cloned());
        end = end.max(at);
    }
    Ok((total, deals.len(), (1..).zip(records).collect(), end))
}

/// Reads a file of comma-separated values row by row; what is wrong with a row is told with its line.
fn rows(
    path: &Path,
    mut each: impl FnMut(&dyn Fn(&str) -> Result<String, String>) -> Result<(), String>,
) -> Result<(), Stop> {
    let wrong = |line: u64, error: String| Stop::wrong(format!("{}, line {line}: {error}", path.display()));
    let mut file =
        csv::Reader::from_path(path).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))?;
    let head = file.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
    for row in file.records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            wrong(line, error.to_string())
        })?;
        let cell = |name: &str| {
            let at = head.iter().position(|own| own == name);
            let cell = at.and_then(|at| row.get(at)).map(str::to_owned);
            cell.ok_or_else(|| format!("there is no column `{name}`"))
        };
        each(&cell).map_err(|error| wrong(row.position().map_or(0, csv::Position::line), error))?;
    }
    Ok(())
}
