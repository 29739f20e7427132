//! From the options to the report.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use fairdeal::calendar::Zone;
use fairdeal::{Command, Outcome, Policy, Span, Timestamp};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Cli;
use crate::header::Columns;
use crate::hint::hint;
use crate::input::{Intake, names};
use crate::log::{Log, failed};
use crate::row::Row;
use crate::simulate::Sim;
use crate::stop::Stop;
use crate::story::Story;
use crate::{report, summary, when};

const SAMPLE_POLICY: &str = include_str!("../policies/sample.json");
const SAMPLE_LEADS: &str = include_str!("../sample/leads.csv");
/// How long after the last lead a run ends at the latest.
const FORTNIGHT: Span = Span::days(14);

/// Does what the options ask for.
pub(crate) fn run(cli: &Cli) -> Result<(), Stop> {
    let (policy, file, bytes) = read(cli)?;
    let zone = Zone::named(&policy.doc().zone).map_err(|error| Stop::wrong(error.to_string()))?;
    let columns = Columns::new(&policy, &cli.map)?;
    let joined = cli.join.as_deref().map(|path| Ok((path.display().to_string(), load(path)?))).transpose()?;
    let joined = joined.as_ref().map(|(file, bytes)| (file.as_str(), bytes.as_slice()));
    let mut intake = Intake::read(&file, bytes, &columns, joined, &zone)?;
    let until = cli.until.as_deref().map(|text| when::read(text, &zone)).transpose();
    let until = until.map_err(|error| Stop::wrong(format!("--until: {error}")))?;
    let asked = Asked::find(cli, &policy, &intake)?;

    let last = intake.arrivals.last().map_or(Timestamp::MIN, |(at, _)| *at);
    let start = intake.arrivals.first().map_or(Timestamp::MIN, |(at, _)| *at);
    let horizon = until.unwrap_or_else(|| last.plus(FORTNIGHT));
    let log = Log::open(cli.out.as_deref())?;
    let story = Story::of(asked.lead.as_deref());
    let mut sim = Sim::open(policy, zone, story, log, (cli.seed, cli.people), start);
    let bar = progress(intake.arrivals.len());
    let zone = sim.zone.clone();
    let submit = |(at, row): &(Timestamp, Row)| (*at, Command::Submit(row.lead.clone().received_at(*at)));
    let sent = intake.arrivals.iter().map(submit).collect();
    let ran = sim.run(sent, horizon, |number, now, outcome| {
        if let Outcome::Refused(refused) = outcome {
            intake.refuse(number, &refused.to_string());
        }
        bar.inc(1);
        bar.set_message(when::told(now, &zone));
    });
    bar.finish_and_clear();
    ran?;
    std::mem::replace(&mut sim.log, Log::open(None)?).close()?;

    let mut err = std::io::stderr();
    for fault in &intake.faults {
        let _ = writeln!(err, "{fault}");
    }
    let later = intake.arrivals.iter().filter(|(at, _)| *at > horizon).count();
    let totals = summary::Totals::of(&sim, intake.rejected(), intake.rows - later);
    if !totals.add_up() {
        return Err(Stop::failed(format!("the totals do not add up: {totals}")));
    }
    let rejects = if intake.rejected() > 0 { Some(write_rejects(cli, &intake)?) } else { None };
    if let Some(path) = &cli.summary {
        let text = format!("{:#}\n", summary::json(&sim, &totals, later));
        std::fs::write(path, text).map_err(|error| failed(path, &error))?;
    }
    let text = report::text(&sim, &totals, &asked, later, rejects.as_deref());
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop::failed(format!("the report cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// The lead and the agent asked about.
pub(crate) struct Asked {
    /// The lead of `--explain` or of `--why-not`.
    pub(crate) lead: Option<String>,
    /// The agent of `--why-not`.
    pub(crate) agent: Option<fairdeal::AgentId>,
}

impl Asked {
    fn find(cli: &Cli, policy: &Policy, intake: &Intake) -> Result<Asked, Stop> {
        let leads = || intake.arrivals.iter().map(|(_, row)| row.lead.id().as_str());
        let known = |lead: &str| leads().any(|other| other == lead);
        let no_lead = |option: &str, lead: &str| {
            Stop::wrong(format!(
                "{option}: there is no lead `{lead}` in {}{}",
                intake.file,
                hint(lead, leads())
            ))
        };
        let explained = cli.explain.as_deref();
        if let Some(lead) = explained.filter(|lead| !known(lead)) {
            return Err(no_lead("--explain", lead));
        }
        let Some(pair) = cli.why_not.as_deref() else {
            return Ok(Asked { lead: explained.map(str::to_owned), agent: None });
        };
        // Ids may hold colons themselves: the first place where a known lead ends.
        let splits =
            || pair.match_indices(':').filter_map(|(at, _)| Some((pair.get(..at)?, pair.get(at + 1..)?)));
        let Some((lead, agent)) = splits().find(|(lead, _)| known(lead)).or_else(|| splits().next()) else {
            return Err(Stop::wrong(format!("--why-not `{pair}` is not of the form LEAD:AGENT")));
        };
        if !known(lead) {
            return Err(no_lead("--why-not", lead));
        }
        if explained.is_some_and(|other| other != lead) {
            return Err(Stop::wrong(
                "--explain and --why-not ask about different leads; ask for one at a time",
            ));
        }
        let agents = || policy.doc().agents.iter().map(|agent| &agent.id);
        let Some(found) = agents().find(|id| id.as_str() == agent) else {
            let hint = hint(agent, agents().map(fairdeal::AgentId::as_str));
            return Err(Stop::wrong(format!("--why-not: there is no agent `{agent}` in the policy{hint}")));
        };
        Ok(Asked { lead: Some(lead.to_owned()), agent: Some(found.clone()) })
    }
}

/// The policy, and the leads with what to call their file.
fn read(cli: &Cli) -> Result<(Policy, String, Vec<u8>), Stop> {
    let (name, json) = match &cli.policy {
        None => ("the bundled policy".to_owned(), SAMPLE_POLICY.to_owned()),
        Some(path) => {
            let text = String::from_utf8(load(path)?);
            (
                path.display().to_string(),
                text.map_err(|_| Stop::wrong(format!("{}: not UTF-8", path.display())))?,
            )
        }
    };
    let json = json.strip_prefix('\u{feff}').unwrap_or(&json);
    let policy = Policy::from_json(json).map_err(|error| {
        let count = error.issues.len();
        Stop::wrong(format!("{error}\n{name}: the policy cannot be used, {count} issue(s)"))
    })?;
    for issue in policy.issues().iter().filter(|_| cli.policy.is_some()) {
        let _ = writeln!(std::io::stderr(), "{name}: {}: {issue}", issue.severity);
    }
    let Some(path) = &cli.leads else {
        return Ok((policy, "leads.csv".to_owned(), SAMPLE_LEADS.as_bytes().to_vec()));
    };
    let bytes = load(path)?;
    let file = path.display().to_string();
    if cli.policy.is_none() && !Columns::new(&policy, &cli.map)?.fits(&names(&file, &bytes)) {
        return Err(Stop::wrong(format!(
            "{file}: no column is an attribute of the bundled policy; say with --policy how to deal these leads"
        )));
    }
    Ok((policy, file, bytes))
}

fn load(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|error| Stop::wrong(format!("{}: cannot be read: {error}", path.display())))
}

fn progress(leads: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(leads).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("dealing {bar:40} {pos}/{len} leads  {msg}") {
        bar.set_style(style);
    }
    bar
}

fn write_rejects(cli: &Cli, intake: &Intake) -> Result<PathBuf, Stop> {
    let leads = Path::new(&intake.file);
    let stem = leads.file_stem().unwrap_or_default().to_string_lossy();
    let ending = leads.extension().map_or_else(|| "csv".into(), |ending| ending.to_string_lossy());
    let name = format!("{stem}.rejects.{ending}");
    let folder = cli.out.as_deref().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
    let path = folder.join(name);
    std::fs::write(&path, intake.rejects()).map_err(|error| failed(&path, &error))?;
    let _ =
        writeln!(std::io::stderr(), "{} row(s) rejected, copied to {}", intake.rejected(), path.display());
    Ok(path)
}
