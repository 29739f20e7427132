//! What was said in time: reminders, who was told, and the steps of cadences.

use std::collections::BTreeMap;

use comfy_table::Table;
use fairdeal::{CadenceEnd, Event, ReleasedWhy};

use crate::page::table;
use crate::simulate::Sim;

/// How often each was said; what came of what was missing.
pub(crate) fn said(sim: &Sim) -> Table {
    let mut counts: BTreeMap<(u8, String, String), u64> = BTreeMap::new();
    for event in sim.kept.iter().flatten().flat_map(|record| &record.events) {
        let lower = |what: &dyn std::fmt::Debug| format!("{what:?}").to_lowercase();
        let (order, what, whom) = match event {
            Event::Escalated(own) if !own.told => {
                (0, format!("reminded: no {} yet", lower(&own.missing)), "the owner".to_owned())
            }
            Event::Escalated(own) => {
                let whom = own.whom.as_deref().unwrap_or("nobody: the team has no lead");
                (1, format!("told: no {} yet", lower(&own.missing)), whom.to_owned())
            }
            Event::Released { why: ReleasedWhy::Redistributed(missing), .. } => {
                (2, format!("taken away: no {}", lower(missing)), "the owner".to_owned())
            }
            Event::StepDue { step, channel, .. } => {
                (3, format!("step {} of a cadence due", step + 1), format!("the owner: {channel}"))
            }
            Event::CadenceEnded { how, .. } => {
                let how = match how {
                    CadenceEnd::Contact => "somebody was reached",
                    CadenceEnd::Disposition => "its owner said what came of it",
                    CadenceEnd::Exhausted => "all steps are done",
                    CadenceEnd::Gone => "its plan has none any more",
                };
                (4, format!("cadence over: {how}"), String::new())
            }
            _ => continue,
        };
        *counts.entry((order, what, whom)).or_default() += 1;
    }
    let mut table = table(&["Times", "What", "To whom"], &[1, 2]);
    for ((_, what, whom), count) in counts {
        table.add_row([count.to_string(), what, whom]);
    }
    table
}
