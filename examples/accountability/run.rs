//! From the options to what is printed.

use fairdeal::policy::PolicyDoc;
use fairdeal::report::{By, CurrencyOf, Options, Report, Tally, ValueOf};
use fairdeal::{Name, Recorded, Span, Timestamp};

use crate::cli::Cli;
use crate::stop::Stop;
use crate::{floor, history, olist, tables};

/// Everything: the text to be printed.
pub(crate) fn run(cli: &Cli) -> Result<String, Stop> {
    if let Some(folder) = &cli.olist {
        let Some(told) = olist::play(folder)? else {
            return Ok(format!("skipped: the Olist funnel is not in {}\n", folder.display()));
        };
        written(cli, &told.records)?;
        let report = report(&olist::options()?, &told.records, told.end, "the Olist funnel")?;
        return if cli.json { json(&report) } else { Ok(tables::olist(&report, &told.remarks)) };
    }
    let (records, end, from) = match &cli.history {
        Some(path) => (history::read(path)?, Timestamp::MIN, path.display().to_string()),
        None => {
            let (records, end) = floor::play(cli.seed)?;
            (records, end, format!("a floor played with seed {}", cli.seed))
        }
    };
    let policy = history::policy(&records)
        .ok_or_else(|| Stop::wrong(format!("{from}: no record says what policy is in force")))?;
    written(cli, &records)?;
    let report = report(&options(cli, &policy)?, &records, end, &from)?;
    if cli.json { json(&report) } else { Ok(tables::all(&report, &from)) }
}

fn report(
    options: &Options,
    records: &[(usize, Recorded)],
    end: Timestamp,
    from: &str,
) -> Result<Report, Stop> {
    let mut tally = Tally::new(options.clone());
    history::tally(&mut tally, records, from)?;
    Ok(tally.report(end))
}

fn options(cli: &Cli, policy: &PolicyDoc) -> Result<Options, Stop> {
    let name = |text: &str| Name::new(text).map_err(|error| Stop::wrong(format!("`{text}`: {error}")));
    let mut tables = vec![vec![], vec![By::Agent], vec![By::Office], vec![By::Team]];
    for attribute in &cli.by {
        tables.push(vec![By::Attribute(name(attribute)?)]);
    }
    tables.extend([vec![By::Stage], vec![By::Strategy], vec![By::Policy]]);
    let mut options = Options::new(tables).judged_by(policy);
    if !cli.won.is_empty() {
        options.won.clone_from(&cli.won);
    } else if options.won.is_empty() {
        options.won = vec!["won".to_owned()];
    }
    let currency = CurrencyOf::Attribute(name(&cli.currency)?);
    options.value = Some(ValueOf { value_minor: name(&cli.value)?, currency });
    options.worth = Some(name(&cli.worth)?);
    options.overdue_after = Some(Span::hours(cli.overdue));
    let calendar = match &cli.calendar {
        Some(calendar) => Some(name(calendar)?),
        None => policy.calendars.first().map(|calendar| calendar.id.clone()),
    };
    let Some(calendar) = calendar else { return Ok(options) };
    let known = || policy.calendars.iter().map(|own| own.id.to_string()).collect::<Vec<_>>().join(", ");
    let wrong = || Stop::wrong(format!("--calendar: the policy has no `{calendar}`, but {}", known()));
    options.in_business_time(policy, &calendar).ok_or_else(wrong)
}

fn written(cli: &Cli, records: &[(usize, Recorded)]) -> Result<(), Stop> {
    let Some(path) = &cli.write else { return Ok(()) };
    std::fs::write(path, history::text(records)?)
        .map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
}

fn json(report: &Report) -> Result<String, Stop> {
    let whole = serde_json::json!({"report": report, "summary": report.summary()});
    let text = serde_json::to_string_pretty(&whole).map_err(|error| Stop::failed(error.to_string()))?;
    Ok(format!("{text}\n"))
}
