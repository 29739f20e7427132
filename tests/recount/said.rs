//! Whether a history says of every full cap that it is, once in each window, and once that it counts afresh.

use std::collections::BTreeMap;

use fairdeal::policy::*;
use fairdeal::*;

/// What has been said so far.
#[derive(Default)]
pub struct Said {
    /// The counters said to be full, and when their windows end.
    full: BTreeMap<usize, Timestamp>,
    /// How often a cap was said to be full, and to count afresh.
    pub reached: u64,
    pub reset: u64,
}

impl Said {
    /// Takes in a record, and the state after it; what is said twice, wrongly or not at all.
    pub fn take(&mut self, record: &Recorded, state: &FloorState) -> Option<String> {
        let steps = steps(state);
        for event in &record.events {
            match event {
                Event::PolicyInstalled { .. } => self.full.clear(),
                Event::CapReached { counter, used, limit, until } => {
                    self.reached += 1;
                    if *used + steps.values().max().unwrap_or(&1) - 1 < (*limit).max(1) || *until <= record.at
                    {
                        return Some(format!("{used} of {limit} until {until} is not full at {}", record.at));
                    }
                    if self.full.insert(counter.index(), *until).is_some() {
                        return Some(format!(
                            "counter {counter:?} is said to be full twice, at {}",
                            record.at
                        ));
                    }
                }
                Event::CapReset { counter } => {
                    self.reset += 1;
                    // Counters of an earlier policy may have had other numbers.
                    let Some(until) = self.full.remove(&counter.index()) else { continue };
                    if until < Timestamp::MAX && until != record.at {
                        return Some(format!("the window ends at {until}, it is said at {}", record.at));
                    }
                }
                _ => {}
            }
        }
        if state.next_deadline().is_some_and(|at| at <= record.at) {
            return None;
        }
        let full = |view: &CapView| view.used + steps[&view.cap] > view.limit;
        let unsaid = state.cap_views().into_iter().find(|view| full(view) && !view.reached);
        unsaid.map(|view| format!("nothing is said of {view:?} at {}", record.at))
    }
}

/// The least that a lead counts as under each cap: with less room than that it is full.
fn steps(state: &FloorState) -> BTreeMap<Name, u64> {
    let doc: PolicyDoc = serde_json::from_str(state.policy_json()).unwrap();
    let step = |cap: &CapDoc| match &cap.money {
        Some(MoneyDoc { price: PriceDoc::Fixed { price_minor }, overspend: false, .. }) => {
            u64::from(*price_minor)
        }
        _ => 1,
    };
    doc.caps.iter().map(|cap| (cap.id.clone(), step(cap))).collect()
}
