//! Every fault an oracle can be given is found by comparing it with the engine.

use fairdeal::testing::oracle::Fault;

use super::{Wanted, history, history_of, scenario};

/// Faults of what is won and lost.
const OF_MERIT: [Fault; 8] = [
    Fault::ClaimsMakeMerit,
    Fault::LetOffEarly,
    Fault::NeverFull,
    Fault::NothingExplored,
    Fault::OpenCountsTwice,
    Fault::OpenNeverCounts,
    Fault::RaiseKept,
    Fault::RiseUnlimited,
];
/// Faults of budgets, pace and reservations.
const OF_BUDGETS: [Fault; 4] =
    [Fault::AllOpenAtOnce, Fault::CurrenciesAlike, Fault::LeadsCostAlike, Fault::ReservedTooLong];

/// Whether a fault is looked for in histories or scenarios of its own.
fn has_own_way(fault: &Fault) -> bool {
    OF_MERIT.contains(fault) || OF_BUDGETS.contains(fault) || script_of(*fault).is_some()
}

/// The faults of merit that are not found in longer histories in which much is won and lost.
fn missed_of_merit(wanted: impl Fn(&Fault) -> bool) -> Vec<Fault> {
    let merit = Wanted { merit: true, ..Wanted::default() };
    let mut left: Vec<Fault> = OF_MERIT.into_iter().filter(wanted).collect();
    // Those first that show one as histories are by now.
    for seed in [3, 4, 10, 11].into_iter().chain(0..300) {
        let shows = |fault: &Fault| history_of(seed, 200, Some(*fault), merit).is_some();
        let found: Vec<Fault> = left.iter().copied().filter(shows).collect();
        if !found.is_empty() && history_of(seed, 200, None, merit).is_none() {
            println!("{found:?} found by history {seed} of merit");
            left.retain(|fault| !found.contains(fault));
        }
        if left.is_empty() {
            break;
        }
    }
    left
}

/// Whether a fault of budgets is found in histories that have some.
fn by_budget(fault: Fault) -> bool {
    if !OF_BUDGETS.contains(&fault) {
        return false;
    }
    let wanted = Wanted { budgets: true, ..Wanted::default() };
    let shows = |seed: &u64| {
        history_of(*seed, 60, Some(fault), wanted).is_some() && history_of(*seed, 60, None, wanted).is_none()
    };
    // Those first that show one as histories are by now.
    let found = [13, 8, 0].into_iter().chain(0..40).find(shows);
    println!("{fault:?} found by history {found:?} of budgets");
    found.is_some()
}

/// The scenario by which a fault is found that random histories seldom show.
fn script_of(fault: Fault) -> Option<&'static str> {
    Some(match fault {
        Fault::RungStill => include_str!("../golden/bridge_frees_least_loaded.jsonl"),
        Fault::RungForTwo => include_str!("../golden/bridge_one_at_a_time.jsonl"),
        Fault::MadeUpAtOnce => include_str!("../golden/rotation_shared_catch_up.jsonl"),
        Fault::SuspendedServed => include_str!("../golden/standard_suspended.jsonl"),
        Fault::NobodyPutDown => include_str!("../golden/standard_share.jsonl"),
        Fault::NothingLapses => include_str!("../golden/office_certified.jsonl"),
        Fault::DealsIgnored | Fault::PeopleRemembered => include_str!("../golden/office_registered.jsonl"),
        Fault::BordersApart => include_str!("../golden/territory_rivals.jsonl"),
        Fault::AnyOrder => include_str!("../golden/follow_up_order.jsonl"),
        Fault::AwaitedByQueue => include_str!("../golden/rotation_shared_strict.jsonl"),
        Fault::AwaitedForgotten => include_str!("../golden/rotation_apart_strict.jsonl"),
        Fault::AwayMakesUp => include_str!("../golden/adjust_stride.jsonl"),
        Fault::CallBacksLast => include_str!("../golden/claim_callbacks_first.jsonl"),
        Fault::ClaimsRewarded => include_str!("../golden/cap_adjusted_by_conversion.jsonl"),
        Fault::DrawnFromAll => include_str!("../golden/strategy_thompson_by_source.jsonl"),
        Fault::NoHysteresis => include_str!("../golden/merit_tiers.jsonl"),
        Fault::NothingDiverse | Fault::SourcesAlike => include_str!("../golden/strategy_affinity.jsonl"),
        Fault::OneIsEnough => include_str!("../golden/claim_several_at_once.jsonl"),
        Fault::PassedRound => include_str!("../golden/transfer_at_most.jsonl"),
        Fault::PullsUncounted => include_str!("../golden/claim_fewest_pulls.jsonl"),
        Fault::QueueGoesOn => include_str!("../golden/between_queues_oldest_after_each_deal.jsonl"),
        Fault::QuotaNeverLapses => include_str!("../golden/strategy_quota.jsonl"),
        Fault::ShrunkenToGroup => include_str!("../golden/strategy_affinity_few_leads.jsonl"),
        Fault::StepsLast => include_str!("../golden/claim_steps_first.jsonl"),
        Fault::TurnsGrowNothing => include_str!("../golden/ramp_by_turns.jsonl"),
        _ => return None,
    })
}

fn by_scenario(fault: Fault) -> bool {
    let shows = |script| scenario(script, Some(fault)).is_some() && scenario(script, None).is_none();
    script_of(fault).is_some_and(shows)
}

/// Histories that were the first to show some fault after many others: they are played first, so that the search is short as
/// long as histories stay as they are.
const RARE: [u64; 29] = [
    683, 357, 345, 301, 253, 235, 191, 189, 185, 173, 167, 165, 161, 155, 153, 151, 149, 145, 113, 107, 105,
    103, 97, 93, 89, 87, 83, 77, 59,
];

/// How long a history has taken so far, on this machine and as it was built.
#[derive(Default)]
struct Usual {
    all: std::time::Duration,
    histories: u32,
}

impl Usual {
    /// Whether one takes much longer than those before it did.
    fn is_exceeded_by(&mut self, one: std::time::Duration) -> bool {
        let before = self.all.checked_div(self.histories);
        self.all += one;
        self.histories += 1;
        before.is_some_and(|usual| one > usual * 4)
    }
}

#[test]
fn every_fault_is_found() {
    // Only histories in which a sound oracle agrees can show a fault. Most faults show soon; those of parts that few
    // policies have take longer.
    let only = std::env::var("FAULT").ok();
    let wanted = |fault: &Fault| only.as_ref().is_none_or(|only| format!("{fault:?}") == *only);
    let own_way = |fault: &Fault| by_budget(*fault) || by_scenario(*fault);
    let (own, others): (Vec<Fault>, Vec<Fault>) =
        Fault::ALL.into_iter().filter(wanted).partition(has_own_way);
    let missed = std::sync::Mutex::new(others);
    let search = |first: usize| {
        let (mut put_off, mut usual) = (Vec::new(), Usual::default());
        // What most histories show soon, those that were the first to show something, and the rest.
        let mut seeds = (0..46).chain(RARE).chain(46..800).skip(first).step_by(2).map(|seed| (seed, false));
        let mut next =
            |put_off: &mut Vec<u64>| seeds.next().or_else(|| put_off.pop().map(|seed| (seed, true)));
        while let Some((seed, late)) = next(&mut put_off) {
            let left = missed.lock().unwrap().clone();
            if left.is_empty() {
                return;
            }
            #[allow(
                clippy::disallowed_methods,
                reason = "in which order histories are looked at, not what is found"
            )]
            let begun = std::time::Instant::now();
            let disagrees = history(seed, 60, None).is_some();
            let long = usual.is_exceeded_by(begun.elapsed());
            if disagrees {
                continue;
            }
            // Those that take long are looked at when the others have shown what they can.
            if !late && long {
                put_off.push(seed);
                continue;
            }
            let shows = |fault: &Fault| history(seed, 60, Some(*fault)).is_some();
            let found: Vec<Fault> = left.into_iter().filter(shows).collect();
            found.iter().for_each(|fault| println!("{fault:?} found by history {seed}"));
            missed.lock().unwrap().retain(|fault| !found.contains(fault));
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| search(0));
        let (of_merit, own): (Vec<Fault>, Vec<Fault>) =
            own.into_iter().partition(|fault| OF_MERIT.contains(fault));
        let left: Vec<Fault> = own.into_iter().filter(|fault| !own_way(fault)).collect();
        missed.lock().unwrap().extend(left);
        let left = missed_of_merit(|fault| of_merit.contains(fault));
        missed.lock().unwrap().extend(left);
        search(1);
    });
    assert_eq!(*missed.lock().unwrap(), [], "these faults change nothing that the comparison sees");
}
