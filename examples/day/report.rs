//! From the options to the report, and the checks that make the run fail.

use std::fmt::Write;
use std::path::Path;

use fairdeal::calendar::Zone;
use fairdeal::{LeadView, Policy};

use crate::cli::Cli;
use crate::ends::{Ends, stuck};
use crate::log::Log;
use crate::month::Month;
use crate::page::{WIDTH, drawn, note, section, wrapped};
use crate::play::{Played, play};
use crate::stop::Stop;
use crate::story::Story;
use crate::{clocks, groups, partings, said, tables, waiting, when};

const BUNDLED: &str = include_str!("../policies/month.json");

/// Plays the month twice and tells of it.
pub(crate) fn run(cli: &Cli) -> Result<String, Stop> {
    let policy = read(cli.policy.as_deref())?;
    let zone = Zone::named(&policy.doc().zone).map_err(|error| Stop::wrong(error.to_string()))?;
    let month = Month::of(&policy, &zone, cli.seed, cli.leads_a_day, cli.days).map_err(Stop::wrong)?;
    let log = Log::open(cli.out.as_deref())?;
    let mut first = play(&policy, &zone, &month, cli.seed, Story::untold(), log)?;
    std::mem::replace(&mut first.sim.log, Log::open(None)?).close()?;

    let views = first.sim.floor.state().lead_views();
    let longest = waiting::longest(&views, first.sim.end);
    let told = cli.lead.clone().or_else(|| longest.as_ref().map(|(lead, _)| lead.clone()));
    if let Some(lead) = &cli.lead
        && !views.iter().any(|view| view.lead.id().as_str() == lead)
    {
        return Err(Stop::wrong(format!(
            "--lead: no lead `{lead}` came in; they are called L-00001, L-00002, …, W-…"
        )));
    }
    // The story needs every decision on the lead explained as it is made: the same month once more.
    let again = play(
        &policy,
        &zone,
        &month,
        cli.seed,
        Story::of(Some(told.as_deref().unwrap_or(""))),
        Log::open(None)?,
    )?;
    checked(&first, &again, &month, &views)?;

    let mut text = String::new();
    let _ = head(&mut text, &first, &month, &views);
    let sim = &first.sim;
    section(&mut text, "WHERE EVERY LEAD WENT", &drawn(&Ends::of(&views).table(sim), false));
    section(&mut text, "TEAMS AND ZONES", &drawn(&groups::groups(sim, &views), true));
    note(
        &mut text,
        "Dealt: offers, direct assignments and claims. Accepted: those they came to own. Redistributed: taken away for \
         want of a call, a contact, a word or a claim kept. Recycled: went to rest for another round after one of them had \
         been the last to have it. Cap hits: how often a cap of one of them became full. Open now: owned at the end.",
    );
    section(&mut text, "CAPS", &drawn(&tables::caps(sim), false));
    section(&mut text, "WAITING TIMES", &drawn(&waiting::waiting(&views, &month), false));
    note(
        &mut text,
        "From the enquiry to the first owner and to the first call; nights and weekends included.",
    );
    section(&mut text, "SAID IN TIME", &drawn(&said::said(sim), false));
    section(&mut text, "DEPARTURES", &drawn(&partings::departures(sim), false));
    section(&mut text, "NEWCOMERS", &drawn(&partings::newcomers(sim), false));
    section(&mut text, "THE CLOCKS CHANGE ON SUNDAY 8 MARCH", &drawn(&clocks::shifts(sim), false));
    section(&mut text, "CAPS THAT COUNT A DAY", &drawn(&clocks::windows(sim), false));
    let why = match (&cli.lead, longest) {
        (None, Some((_, wait))) => format!(", WHICH WAITED LONGEST FOR AN OWNER: {}", when::span(wait)),
        _ => String::new(),
    };
    story(&mut text, &again, &why);
    Ok(text)
}

/// The policy, or everything that is wrong with it.
fn read(path: Option<&Path>) -> Result<Policy, Stop> {
    let (name, json) = match path {
        None => ("the bundled policy".to_owned(), BUNDLED.to_owned()),
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path);
            (name.clone(), text.map_err(|error| Stop::wrong(format!("{name}: cannot be read: {error}")))?)
        }
    };
    let json = json.strip_prefix('\u{feff}').unwrap_or(&json);
    Policy::from_json(json).map_err(|error| {
        let count = error.issues.len();
        Stop::wrong(format!("{error}\n{name}: the policy cannot be used, {count} issue(s)"))
    })
}

/// What must be so, whatever the policy.
fn checked(first: &Played, again: &Played, month: &Month, views: &[LeadView]) -> Result<(), Stop> {
    let stuck: Vec<String> = views.iter().filter_map(|view| stuck(&first.sim, view)).collect();
    if !stuck.is_empty() {
        return Err(Stop::failed(format!("stuck: {}\n{}", stuck.len(), stuck.join("\n"))));
    }
    let (came, found) = (month.leads, Ends::of(views).total() + first.refused_leads);
    if came != found {
        return Err(Stop::failed(format!(
            "the totals do not add up: {came} leads came in, {found} are accounted for"
        )));
    }
    if first.outage.is_some_and(|outage| !outage.as_if_live) {
        return Err(Stop::failed("catching up after the outage did not end as ticking all the while does"));
    }
    if first.sim.floor.state().snapshot() != again.sim.floor.state().snapshot() {
        return Err(Stop::failed("the same month, played twice, ended differently"));
    }
    Ok(())
}

fn head(text: &mut String, played: &Played, month: &Month, views: &[LeadView]) -> std::fmt::Result {
    let (sim, zone) = (&played.sim, &played.sim.zone);
    let [disposed, archived, unroutable, open] = Ends::of(views).totals();
    writeln!(
        text,
        "fairdeal: policy `{}`, {} to {}, {}\n",
        sim.policy.id(),
        when::day(month.from, zone),
        when::day(sim.end, zone),
        zone.name()
    )?;
    let refused = played.refused_leads;
    writeln!(
        text,
        "{} leads = {disposed} closed by their owners + {archived} archived + {unroutable} unroutable + {open} open + {refused} refused",
        month.leads
    )?;
    writeln!(text, "stuck: 0")?;
    let records = sim.floor.state().revision();
    note(
        text,
        &format!(
            "{} people, {} leaves; {records} decisions on record; played twice, the same to the byte.",
            sim.names.agents.len(),
            month.leaves
        ),
    );
    if let Some(outage) = played.outage {
        let [from, until] = [month.outage.0, month.outage.1].map(|at| when::told(at, zone));
        let late = views
            .iter()
            .filter(|view| month.outage.0 <= view.received_at && view.received_at < month.outage.1)
            .count();
        note(
            text,
            &format!(
                "Outage from {from} to {until}: {late} leads submitted late; catching up carried out {} thing(s) that had fallen \
             due and ended as a floor that ticked all the while, to the byte.",
                outage.ticks
            ),
        );
    }
    let burst = views
        .iter()
        .filter(|view| month.burst.0 <= view.received_at && view.received_at < month.burst.1)
        .count();
    if burst > 0 {
        note(
            text,
            &format!(
                "Burst: {burst} leads from {} within {}.",
                when::told(month.burst.0, zone),
                when::span(month.burst.1.since(month.burst.0))
            ),
        );
    }
    for refused in played.refused.iter().take(5) {
        note(text, &format!("refused: {refused}"));
    }
    Ok(())
}

fn story(text: &mut String, played: &Played, why: &str) {
    let sim = &played.sim;
    let Some(lead) = &sim.story.lead else { return };
    let lines = sim.story.lines.iter().map(|(at, line)| format!("{}  {line}", when::clock(*at, &sim.zone)));
    section(text, &format!("WHAT BECAME OF LEAD {lead}{why}"), &lines.collect::<Vec<_>>().join("\n"));
    for (at, explanation) in &sim.story.explained {
        let told = explanation.to_string();
        let lines: Vec<String> = told.lines().flat_map(|line| wrapped(line, WIDTH)).collect();
        section(text, &format!("WHY SO: LEAD {lead}, {}", when::clock(*at, &sim.zone)), &lines.join("\n"));
    }
}
