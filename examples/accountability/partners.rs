//! What is printed of partners: what each office was sent, and what came of it.

use comfy_table::Table as Drawn;
use fairdeal::report::{Report, Table};

use crate::page::{number, table};
use crate::tables::{money, open, percentile, rate};

/// A row for each office that was sent anything. What it was sent is the office's; what came of it is of all its people.
pub(crate) fn partners(own: &Table, report: &Report) -> Drawn {
    let head = [
        "",
        "Sent",
        "Ac-\ncepted",
        "De-\nclined",
        "Timed\nout",
        "Accept\np50 *",
        "Try\np50 *",
        "Worked",
        "Outcome\nsaid",
        "Won",
        "Won of\nowned",
        "Value",
        "Over-\ndue",
    ];
    let mut table = table(&head, &[0]);
    for row in &own.rows {
        let (Some(name), Some(sent)) = (row.key.first().and_then(Option::as_deref), &row.offices) else {
            continue;
        };
        let inside = &row.sendings;
        let late = report.overdue.iter().filter(|own| own.office.as_deref() == Some(name)).count();
        table.add_row([
            name.to_owned(),
            number(sent.sent),
            rate(sent.accepted, sent.sent),
            number(sent.declined),
            number(sent.timed_out),
            percentile(open(&sent.accepting), 5_000),
            percentile(open(&inside.attempting), 5_000),
            rate(inside.worked, inside.owned()),
            rate(inside.disposed, inside.owned()),
            number(inside.won),
            rate(inside.won, inside.owned()),
            money(&inside.value_minor),
            number(u64::try_from(late).unwrap_or(u64::MAX)),
        ]);
    }
    table
}
