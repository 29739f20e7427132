//! The report: what a sales manager reads.

use std::fmt::Write;
use std::path::Path;

use crate::app::Asked;
use crate::page::{WIDTH, drawn, note, section, wrapped};
use crate::simulate::Sim;
use crate::summary::{Totals, closed_as};
use crate::{tables, when};

/// The whole report.
pub(crate) fn text(
    sim: &Sim,
    totals: &Totals,
    asked: &Asked,
    later: usize,
    rejects: Option<&Path>,
) -> String {
    let views = sim.floor.state().lead_views();
    let mut text = String::new();
    let _ = head(&mut text, sim, totals, later, rejects);
    section(&mut text, "QUEUES AND AGENTS", &drawn(&tables::queues(sim), true));
    note(
        &mut text,
        "Dealt: offers, direct assignments and claims. Accepted: those the agent came to own. Missed: offers not \
         answered in time. Redistributed: taken away for want of a call, a contact or a claim kept. Cap hits: how often \
         a cap of the agent became full, all queues together. Live deviation: turns owed (+) or taken ahead (-) by the \
         ledger of a rotation; beside a queue the largest of its members'.",
    );
    if !sim.policy.doc().caps.is_empty() {
        section(&mut text, "CAPS", &drawn(&tables::caps(sim), false));
    }
    section(&mut text, "WAITING TIMES", &drawn(&tables::waiting_times(&views), false));
    note(&mut text, "Nights, weekends and call backs included.");
    let ends = tables::dead_ends(sim, &views);
    if ends.row_count() > 0 {
        section(&mut text, "DEAD ENDS", &drawn(&ends, false));
    } else {
        section(&mut text, "DEAD ENDS", "none");
    }
    explained(&mut text, sim, asked);
    text
}

fn head(
    text: &mut String,
    sim: &Sim,
    totals: &Totals,
    later: usize,
    rejects: Option<&Path>,
) -> std::fmt::Result {
    let views = sim.floor.state().lead_views();
    let zone = &sim.zone;
    let first = views.iter().map(|view| view.received_at).min().unwrap_or(sim.end);
    writeln!(
        text,
        "fairdeal: policy `{}`, {} to {}, {}\n",
        sim.policy.id(),
        when::day(first, zone),
        when::day(sim.end, zone),
        zone.name()
    )?;
    writeln!(text, "{totals}")?;
    let ends: Vec<String> = closed_as(&views).iter().map(|(code, count)| format!("{count} {code}")).collect();
    if !ends.is_empty() {
        for line in wrapped(&format!("closed: {}", ends.join(", ")), WIDTH) {
            writeln!(text, "{line}")?;
        }
    }
    if later > 0 {
        writeln!(text, "{later} more come in after the end of the run")?;
    }
    if let Some(path) = rejects {
        writeln!(text, "the rejected rows are in {}", path.display())?;
    }
    Ok(())
}

fn explained(text: &mut String, sim: &Sim, asked: &Asked) {
    let Some(lead) = &sim.story.lead else {
        if let Some(lead) = &asked.lead {
            section(text, "EXPLAINED", &format!("lead `{lead}` had not come in by the end of the run"));
        }
        return;
    };
    if let Some(agent) = &asked.agent {
        let answer = match sim.story.why_not(agent) {
            Some((at, why)) => format!("{}: {why}", when::told(at, &sim.zone)),
            None => format!("no queue that looked for somebody for `{lead}` has `{agent}` as a member"),
        };
        section(text, &format!("WHY NOT {agent} FOR LEAD {lead}"), &wrapped(&answer, WIDTH).join("\n"));
    }
    for (at, explanation) in &sim.story.explained {
        let title = format!("WHY SO: LEAD {lead}, {}", when::clock(*at, &sim.zone));
        let lines = explanation.to_string();
        let lines: Vec<String> = lines.lines().flat_map(|line| wrapped(line, WIDTH)).collect();
        section(text, &title, &lines.join("\n"));
    }
    let lines = sim.story.lines.iter().map(|(at, line)| format!("{}  {line}", when::clock(*at, &sim.zone)));
    section(text, &format!("WHAT BECAME OF LEAD {lead}"), &lines.collect::<Vec<_>>().join("\n"));
}
