//! What is printed.

use std::collections::BTreeMap;
use std::fmt::Write;

use comfy_table::Table as Drawn;
use fairdeal::Span;
use fairdeal::report::{Counts, Curve, Curves, Key, Overdue, Report, Row, Table};

use crate::page::{drawn, note, number, section, table};
use crate::partners::partners;
use crate::when;

/// The report of a history.
pub(crate) fn all(report: &Report, from: &str) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "WHO WAS SENT WHAT, AND WHAT CAME OF IT");
    note(&mut text, &format!("From {from}, as of {}.", report.as_of));
    if let Some(calendar) = &report.basis.business {
        note(
            &mut text,
            &format!(
                "Try: from the enquiry, or from owning it, to the first attempt. * is open time by calendar `{calendar}`, the others go by the wall clock."
            ),
        );
    }
    let enquired = report.tables.iter().filter(|own| own.rows.iter().any(|row| row.enquiries.is_some()));
    for own in enquired.filter(|own| own.by != ["policy"]) {
        section(&mut text, &title("ENQUIRIES", own), &drawn(&enquiries(own), false));
    }
    if let Some(own) =
        report.table(&["office"]).filter(|own| own.rows.iter().any(|row| row.offices.is_some()))
    {
        section(&mut text, "PARTNERS", &drawn(&partners(own, report), false));
        note(
            &mut text,
            "A partner is sent a lead once, however many of its people are asked; what these were asked is below. Worked: tried, or an \
             outcome said.",
        );
    }
    for by in [["agent"], ["team"]] {
        let Some(own) = report.table(&by) else { continue };
        section(&mut text, &title("ANSWERING", own), &drawn(&answering(own), false));
        section(&mut text, &title("RESULTS", own), &drawn(&results(own, report), false));
    }
    for by in [["stage"], ["strategy"], ["policy"]] {
        if let Some(own) = report.table(&by) {
            section(&mut text, &title("WHERE IT WAS SENT FROM", own), &drawn(&sent_from(own), false));
        }
    }
    if !report.overdue.is_empty() {
        section(&mut text, "NOT BEGUN", &drawn(&overdue(report), false));
    }
    notes(&mut text, report);
    text
}

/// The leads that lie longest with owners who have not begun, and whose they are.
fn overdue(report: &Report) -> Drawn {
    let mut table = table(&["Agent", "Office", "Leads", "The oldest", "Theirs for"], &[0, 1, 3]);
    let mut owners: BTreeMap<&str, Vec<&Overdue>> = BTreeMap::new();
    for own in &report.overdue {
        owners.entry(&own.agent).or_default().push(own);
    }
    for (agent, leads) in owners {
        let Some(oldest) = leads.iter().min_by_key(|own| own.owned_since) else { continue };
        let count = u64::try_from(leads.len()).unwrap_or(u64::MAX);
        let so_long = when::span(report.as_of.since(oldest.owned_since));
        let office = oldest.office.clone().unwrap_or_else(|| "·".to_owned());
        table.add_row([agent.to_owned(), office, number(count), oldest.lead.clone(), so_long]);
    }
    table
}

fn notes(text: &mut String, report: &Report) {
    let _ = writeln!(text);
    let all = report.table(&[]).and_then(|own| own.row(&[]));
    if let Some(own) = all.and_then(|row| row.enquiries.as_ref()) {
        let ends = [&own.dead_ends, &own.closed].map(counted);
        note(text, &format!("Nowhere to go: {}. Closed as: {}.", ends[0], ends[1]));
    }
    if let Some(own) = all.map(|row| &row.sendings) {
        let why = [&own.returned, &own.released, &own.neglected].map(counted);
        note(
            text,
            &format!("Given back for: {}. Left their owners: {}; for want of: {}.", why[0], why[1], why[2]),
        );
    }
    note(text, &format!("Caps that were full: {}.", counted(&report.caps_reached)));
    note(
        text,
        "Picks: where claims stood among what lay in the queue then, by worth: 50 % is a blind draw, 100 % always the best. \
         Owed: turns by the ledgers of all their queues. p50, p90 and shares count those who still wait.",
    );
}

fn title(what: &str, table: &Table) -> String {
    let by = table.by.iter().map(|by| by.trim_start_matches("attribute ").to_uppercase());
    let by = by.collect::<Vec<_>>().join(" AND ");
    if by.is_empty() { what.to_owned() } else { format!("{what} BY {by}") }
}

fn counted(counts: &Counts) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
}

fn name(key: &Key) -> String {
    let parts: Vec<&str> = key.iter().map(|part| part.as_deref().unwrap_or("(none)")).collect();
    if parts.is_empty() { "all".to_owned() } else { parts.join(" / ") }
}

pub(crate) fn percentile(curve: &Curve, bp: u32) -> String {
    curve.percentile(bp).map_or("-".to_owned(), when::span)
}

/// Business time where there is any.
pub(crate) fn open(curves: &Curves) -> &Curve {
    curves.business.as_ref().unwrap_or(&curves.wall)
}

fn within(curve: &Curve, span: Span) -> String {
    curve.share_bp(span).map_or("-".to_owned(), |bp| percent(u64::from(bp)))
}

fn percent(bp: u64) -> String {
    format!("{} %", (bp + 50) / 100)
}

pub(crate) fn rate(count: u64, of: u64) -> String {
    (count * 10_000).checked_div(of).map_or("-".to_owned(), percent)
}

pub(crate) fn money(values: &Counts) -> String {
    let values = values.iter().map(|(currency, minor)| format!("{currency} {}", minor / 100));
    let values = values.collect::<Vec<_>>().join(" ");
    if values.is_empty() { "·".to_owned() } else { values }
}

fn enquiries(own: &Table) -> Drawn {
    let head = [
        "",
        "Enqui-\nries",
        "Try\np50",
        "p90",
        "p50 *",
        "Within\n5 min",
        "Never\nworked",
        "Won",
        "Won of\nall",
        "Value",
        "Delay:\nrouting",
        "accept-\nance",
        "agent",
    ];
    let mut table = table(&head, &[0]);
    for row in &own.rows {
        let Some(enquiries) = &row.enquiries else { continue };
        let attempted = &enquiries.since_received.attempted;
        let delay = enquiries.delay.wall;
        let parts = [delay.routing_ms(), delay.acceptance_ms, delay.agent_ms];
        let cells = [
            name(&row.key),
            number(enquiries.received),
            percentile(&attempted.wall, 5_000),
            percentile(&attempted.wall, 9_000),
            percentile(open(attempted), 5_000),
            within(&attempted.wall, Span::minutes(5)),
            number(enquiries.never_worked),
            number(enquiries.won),
            rate(enquiries.won, enquiries.received),
            money(&enquiries.value_minor),
        ];
        table.add_row(cells.into_iter().chain(parts.map(|part| rate(part, delay.whole_ms))));
    }
    table
}

/// Whether a row is of people: of offices their own table tells.
fn is_someones(row: &Row) -> bool {
    row.sendings.sent > 0 || row.offices.is_none()
}

fn answering(own: &Table) -> Drawn {
    let head = [
        "",
        "Sent",
        "Ac-\ncepted",
        "De-\nclined",
        "Timed\nout",
        "Accept\np50",
        "Tried",
        "Try\np50",
        "p90",
        "p50 *",
        "5 min",
        "60 min",
    ];
    let mut table = table(&head, &[0]);
    for row in own.rows.iter().filter(|row| is_someones(row)) {
        let sent = &row.sendings;
        let attempting = &sent.attempting;
        table.add_row([
            name(&row.key),
            number(sent.sent),
            rate(sent.accepted, sent.offered),
            number(sent.declined),
            number(sent.timed_out),
            percentile(&sent.accepting.wall, 5_000),
            rate(sent.attempted, sent.owned()),
            percentile(&attempting.wall, 5_000),
            percentile(&attempting.wall, 9_000),
            percentile(open(attempting), 5_000),
            within(&attempting.wall, Span::minutes(5)),
            within(&attempting.wall, Span::minutes(60)),
        ]);
    }
    table
}

fn results(own: &Table, report: &Report) -> Drawn {
    let head = [
        "",
        "Owned",
        "Reached",
        "Outcome\nsaid",
        "Won",
        "Won of\nowned",
        "Value",
        "Re-\nturned",
        "Taken\naway",
        "Open",
        "Caps\nfull",
        "Picks",
        "Owed",
    ];
    let mut table = table(&head, &[0]);
    let mut owed: BTreeMap<&str, i64> = BTreeMap::new();
    for own in &report.owed {
        *owed.entry(&own.to.agent).or_default() += own.owed_hundredths;
    }
    for row in own.rows.iter().filter(|row| is_someones(row)) {
        let sent = &row.sendings;
        let theirs = row.key.first().and_then(Option::as_deref).and_then(|name| owed.get(name));
        table.add_row([
            name(&row.key),
            number(sent.owned()),
            rate(sent.contacted, sent.owned()),
            rate(sent.disposed, sent.owned()),
            number(sent.won),
            rate(sent.won, sent.owned()),
            money(&sent.value_minor),
            number(sent.all_returned()),
            number(sent.neglected.values().sum()),
            number(sent.open),
            number(sent.caps_reached),
            sent.picks.worth.bp().map_or("·".to_owned(), percent),
            theirs.map_or("·".to_owned(), |owed| signed(*owed)),
        ]);
    }
    table
}

fn signed(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "+" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

fn sent_from(own: &Table) -> Drawn {
    let head = [
        "",
        "Sent",
        "Accepted",
        "Declined",
        "Timed\nout",
        "Owned",
        "Try\np50",
        "Won",
        "Won of\nowned",
        "Value",
    ];
    let mut table = table(&head, &[0]);
    for row in &own.rows {
        let sent = &row.sendings;
        table.add_row([
            name(&row.key),
            number(sent.sent),
            rate(sent.accepted, sent.offered),
            number(sent.declined),
            number(sent.timed_out),
            number(sent.owned()),
            percentile(&sent.attempting.wall, 5_000),
            number(sent.won),
            rate(sent.won, sent.owned()),
            money(&sent.value_minor),
        ]);
    }
    table
}

/// The report of the Olist funnel.
pub(crate) fn olist(report: &Report, remarks: &[String]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "THE OLIST FUNNEL, AS OF {}", report.as_of);
    remarks.iter().for_each(|remark| note(&mut text, remark));
    if let Some(own) = report.table(&["attribute source"]) {
        section(&mut text, "SOURCES", &drawn(&sources(own), false));
    }
    let closers = ["Closer (SR)", "Won", "Of those, handed\nover by an SDR", "Most from"];
    let openers = ["Qualifier (SDR)", "Handed over\nand won", "Won alone", "Most from"];
    let split = report.table(&["agent", "attribute source"]);
    for (title, head, closing) in [("CLOSERS", closers, true), ("QUALIFIERS", openers, false)] {
        if let (Some(own), Some(split)) = (report.table(&["agent"]), split) {
            section(&mut text, title, &drawn(&people(own, split, &head, closing), false));
        }
    }
    note(
        &mut text,
        "Won within: of all leads, those that are open still counted as long as they have been (Kaplan-Meier).",
    );
    text
}

fn sources(own: &Table) -> Drawn {
    let head = [
        "Source",
        "Leads",
        "Won",
        "Won of\nall",
        "Won within\n30 days",
        "90 days",
        "365 days",
        "Mean days\nof the won",
    ];
    let mut table = table(&head, &[0]);
    let mut rows: Vec<&Row> = own.rows.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.enquiries.as_ref().map(|own| own.received)));
    for row in rows {
        let Some(enquiries) = &row.enquiries else { continue };
        let won = &enquiries.since_received.won.wall;
        let days = |days| won.share_bp(Span::days(days)).map_or("-".to_owned(), |bp| tenths(u64::from(bp)));
        table.add_row([
            name(&row.key),
            number(enquiries.received),
            number(enquiries.won),
            (enquiries.won * 10_000).checked_div(enquiries.received).map_or("-".to_owned(), tenths),
            days(30),
            days(90),
            days(365),
            won.mean().map_or("-".to_owned(), |mean| (mean.as_millis() / 86_400_000).to_string()),
        ]);
    }
    table
}

fn tenths(bp: u64) -> String {
    let tenths = (bp + 5) / 10;
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn people(own: &Table, split: &Table, head: &[&str], closing: bool) -> Drawn {
    let mut table = table(head, &[0, 3]);
    let counts = |row: &Row| {
        let sent = &row.sendings;
        let alone = sent.won.saturating_sub(sent.bridged);
        if closing { (sent.won, sent.bridged) } else { (sent.handed_off_won, alone) }
    };
    let mut rows: Vec<&Row> = own.rows.iter().filter(|row| counts(row).0 > 0).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(counts(row).0), row.key.clone()));
    for row in rows {
        let theirs = split.rows.iter().filter(|other| other.key.first() == row.key.first());
        let most = theirs.max_by_key(|other| counts(other).0);
        let most = most.and_then(|other| other.key.get(1)).map(|source| name(&vec![source.clone()]));
        let short: String = name(&row.key).chars().take(8).collect();
        let (first, second) = counts(row);
        table.add_row([short, number(first), number(second), most.unwrap_or_default()]);
    }
    table
}
