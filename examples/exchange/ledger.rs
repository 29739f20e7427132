//! The report: the ledger, what came about, and one sale from its beginning to its end.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use fairdeal::selling::{BookSum, ExchangeState, SaleStanding};
use fairdeal::{Policy, PolicyDoc};

use crate::cli::Cli;
use crate::page::{WIDTH, drawn, number, section, table, wrapped};
use crate::play::{Played, play};
use crate::stop::Stop;

const BUNDLED: &str = include_str!("../policies/exchange.json");

pub(crate) fn run(cli: &Cli) -> Result<String, Stop> {
    let (name, json) = match &cli.policy {
        None => ("exchange.json".to_owned(), BUNDLED.to_owned()),
        Some(path) => {
            let name = path.display().to_string();
            let json = std::fs::read_to_string(path).map_err(|why| Stop::wrong(format!("{name}: {why}")))?;
            (name, json)
        }
    };
    let policy = PolicyDoc::from_json(&json).and_then(|doc| Policy::compile(&doc));
    let policy = Arc::new(policy.map_err(|why| Stop::wrong(format!("{name}:\n{why}")))?);
    let Some(exchange) = &policy.doc().exchange else {
        return Err(Stop::wrong(format!("{name}: the policy has no `exchange`")));
    };
    let played = play(&policy, cli.seed, cli.leads, &cli.lead)?;
    adds_up(&played)?;
    let mut text = String::new();
    let _ =
        writeln!(text, "{} leads, seed {}: sold in {} under {name}", cli.leads, cli.seed, exchange.currency);
    section(&mut text, "THE LEDGER", &ledger(&played));
    let book = played.exchange.state().book();
    let _ = writeln!(
        text,
        "balances to the cent: buyers = contracts = leads = {} sold - {} refunded = {}",
        money(i128::from(book.total.sold_minor)),
        money(i128::from(book.total.refunded_minor)),
        money(book.total.net_minor())
    );
    section(&mut text, "WHAT CAME ABOUT", &counts(&played));
    let floor = played.floor.iter().map(|(who, count)| format!("{who} {count}")).collect::<Vec<_>>();
    if !floor.is_empty() {
        let _ = writeln!(text, "on the floor: {}", floor.join(", "));
    }
    if !played.story.is_empty() {
        let lines = played.story.iter().flat_map(|line| wrapped(line, WIDTH)).collect::<Vec<_>>();
        section(&mut text, &format!("THE SALE OF {}", cli.lead), &lines.join("\n"));
    }
    Ok(text)
}

/// The book balances, the records tell the whole of it, and every lead is somewhere.
fn adds_up(played: &Played) -> Result<(), Stop> {
    let state = played.exchange.state();
    if !state.book().balances() {
        return Err(Stop::failed("the ledger does not balance"));
    }
    let mut again = ExchangeState::new();
    for record in &played.records {
        again.apply(record).map_err(|why| Stop::failed(why.to_string()))?;
    }
    if again.snapshot() != state.snapshot() {
        return Err(Stop::failed("the records do not tell the whole"));
    }
    let refused = ["leads that were for sale already", "leads not for sale"].map(|own| count(played, own));
    let known = u64::try_from(state.sales().count()).unwrap_or(0);
    let open =
        state.sales().filter(|(_, own)| !matches!(own.standing(), SaleStanding::Sold | SaleStanding::Unsold));
    if known + refused.iter().sum::<u64>() != played.offered || open.count() > 0 {
        return Err(Stop::failed("a lead is lost"));
    }
    // The floor has all of them, and its agents just those that nobody has bought and kept.
    let on_floor: u64 = played.floor.values().sum();
    let agents: u64 = played.floor.iter().filter(|(who, _)| who.ends_with(" has")).map(|(_, own)| own).sum();
    let unsold = state.sales().filter(|(_, own)| own.standing() == SaleStanding::Unsold).count();
    let has_agents = !played.exchange.policy().doc().agents.is_empty();
    if on_floor > 0 && (on_floor != known || has_agents && agents != u64::try_from(unsold).unwrap_or(0)) {
        return Err(Stop::failed("the floor does not have what nobody bought"));
    }
    Ok(())
}

fn count(played: &Played, what: &str) -> u64 {
    played.counts.get(what).copied().unwrap_or(0)
}

fn ledger(played: &Played) -> String {
    let state = played.exchange.state();
    let mut shared: BTreeMap<String, u64> = BTreeMap::new();
    for (_, sale) in state.sales() {
        for own in sale.sold() {
            let with = sale.sold().iter().any(|other| other.contract != own.contract && other.at == own.at);
            *shared.entry(own.buyer.to_string()).or_default() += u64::from(with);
        }
    }
    let mut table =
        table(&["Buyer", "Leads", "of them\nshared", "Sold", "Given\nback", "Refunded", "Net"], &[0]);
    let line = |name: String, sum: BookSum, shared: u64| {
        let cells =
            [number(sum.sales), number(shared), money(i128::from(sum.sold_minor)), number(sum.returns)];
        let rest = [money(i128::from(sum.refunded_minor)), money(sum.net_minor())];
        std::iter::once(name).chain(cells).chain(rest).collect::<Vec<String>>()
    };
    let book = state.book();
    let doc = played.exchange.policy().doc();
    for buyer in doc.exchange.iter().flat_map(|own| &own.buyers) {
        let name = buyer.id.to_string();
        let sum = book.buyers.iter().find(|own| own.of == buyer.id).map(|own| own.sum);
        let shared = shared.get(&name).copied().unwrap_or(0);
        table.add_row(line(name, sum.unwrap_or_default(), shared));
    }
    table.add_row(line("together".to_owned(), book.total, shared.values().sum()));
    drawn(&table, false)
}

fn counts(played: &Played) -> String {
    let lines = played.counts.iter().map(|(what, count)| format!("{count:>6}  {what}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Minor units as dollars and cents.
fn money(minor: i128) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let whole = minor.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}
