//! The findings of a decision in words, for a sales manager to read.

use core::fmt;

use super::{Candidate, DecidedBy, Explanation, Finding, NextBy, Picked, RuleRank, WhyNot};
use crate::event::{CadenceEnd, OfficeLeft, StandardChange};
use crate::meter::tally::{SCALE, round_of, taken_of};
use crate::policy::{PushOutDoc, RankKeyDoc};
use crate::rank::AFTER_POINTER;
use crate::time::Timestamp;

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.refused, &self.picked) {
            (Some(refused), _) => write!(f, "`{}` could not take it: {refused}", self.agent),
            (None, Some(picked)) if picked.agent == self.agent => write!(f, "`{}` did get it", self.agent),
            (None, Some(picked)) => {
                write!(f, "`{}` could have taken it, but `{}` was before them", self.agent, picked.agent)?;
                if !self.candidate.rank.is_empty() || self.candidate.turns_owed.is_some() {
                    write!(f, " ({})", Ranked(&self.candidate))?;
                }
                Ok(())
            }
            (None, None) => write!(f, "`{}` could take it", self.agent),
        }
    }
}

/// A candidate's rank in words.
struct Ranked<'a>(&'a Candidate);

/// What `most_free` says of a member without a limit.
const NO_LIMIT: i64 = -4_294_967_295;

fn span(millis: i64) -> crate::time::Span {
    crate::time::Span::millis(millis.unsigned_abs())
}

fn key_words(key: RankKeyDoc, value: i64) -> String {
    let since = || crate::time::Timestamp::clamped(value);
    match key {
        RankKeyDoc::Tier => format!("tier {value}"),
        RankKeyDoc::Turns => format!("turns {value}"),
        RankKeyDoc::LeastRecent if value == 0 => "never offered one".to_owned(),
        RankKeyDoc::LeastRecent => format!("last offer no. {value}"),
        RankKeyDoc::LongestIdle => format!("idle since {}", since()),
        RankKeyDoc::LeastLoaded => format!("{value} unit(s) of open work"),
        RankKeyDoc::Priority => format!("priority {}", value.saturating_neg()),
        RankKeyDoc::CumulativeIdle => format!("{} idle in all", span(value.saturating_neg())),
        RankKeyDoc::Fewest => format!("{value} open lead(s)"),
        RankKeyDoc::MostFree if value == NO_LIMIT => "no limit".to_owned(),
        RankKeyDoc::MostFree => format!("{} unit(s) free", value.saturating_neg()),
        RankKeyDoc::Fastest => format!("{} to a first attempt on average", span(value)),
        RankKeyDoc::PowerOfTwo => format!("{value} unit(s) of open work"),
        RankKeyDoc::Pointer if value >= AFTER_POINTER / 2 => {
            let priority = value.saturating_sub(AFTER_POINTER).saturating_neg();
            format!("not after the pointer, priority {priority}")
        }
        RankKeyDoc::Pointer => format!("after the pointer, priority {}", value.saturating_neg()),
        RankKeyDoc::LowestCount => format!("total {value}"),
        RankKeyDoc::Stride => format!("pass {}", strides(value)),
        RankKeyDoc::SmoothWeighted => format!("credit {}", value.saturating_neg()),
        RankKeyDoc::Quota => {
            format!("{} turn(s) taken in round {}", taken_of(value), round_of(value).saturating_add(1))
        }
        RankKeyDoc::Random => format!("lot {value}"),
        RankKeyDoc::MeritDraw if value == 0 => "no draw, the turns decide".to_owned(),
        RankKeyDoc::MeritDraw => format!("drew a rate of {} basis points", drawn_bp(value)),
        RankKeyDoc::Score => format!("score {}", value.saturating_neg()),
        RankKeyDoc::Affinity => format!("affinity step {} %", percent(value.saturating_neg())),
    }
}

fn percent(bp: i64) -> i64 {
    bp.checked_div(100).unwrap_or(0)
}

/// A rate drawn, of 2⁶³, in basis points.
fn drawn_bp(value: i64) -> u64 {
    let upper = u128::from(value.unsigned_abs()).saturating_mul(10_000);
    u64::try_from(upper >> 63).unwrap_or(10_000)
}

/// A number of strides of weight 1, rounded down to hundredths.
fn strides(pass: i64) -> String {
    let sign = if pass < 0 { "-" } else { "" };
    let hundredths = pass.saturating_abs().saturating_mul(100).checked_div(SCALE).unwrap_or(0);
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

impl fmt::Display for Ranked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.0.rank.iter().map(|(key, value)| key_words(*key, *value)).collect();
        if let Some(drawn) = &self.0.drawn {
            parts.push(drawn.to_string());
        }
        if let Some(affinity) = &self.0.affinity {
            parts.push(affinity.to_string());
        }
        parts.extend(self.0.score.iter().map(ToString::to_string));
        if let Some(owed) = self.0.turns_owed {
            parts.push(format!("owed {owed} turn(s)"));
        }
        if let Some(grade) = &self.0.merit {
            parts.push(grade.to_string());
        }
        if let Some(percent) = self.0.ramp_percent {
            parts.push(format!("{percent} % of their weight counts so far"));
        }
        f.write_str(&parts.join(", "))
    }
}

impl fmt::Display for Explanation {
    /// The findings a line each, for a sales manager to read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Policy { id, digest, zones } => {
                write!(f, "policy `{id}`, digest {digest}, time zones of {zones}")
            }
            Finding::Company(own) => write!(f, "{own}"),
            Finding::Territory { map, says, .. } => write!(f, "map `{map}`: {says}"),
            Finding::Rule { id, condition, best, held } => {
                write!(f, "rule `{id}`")?;
                if let Some(RuleRank { priority, tests }) = best {
                    write!(f, " (priority {priority}, {tests} test{})", if *tests == 1 { "" } else { "s" })?;
                }
                write!(f, ": {condition}: {}", if *held { "holds" } else { "does not hold" })
            }
            Finding::RuleBefore { id, other, by } => {
                write!(f, "rule `{id}` comes before `{other}`, which holds too: {by}")
            }
            Finding::Plan { id, rule: Some(rule) } => write!(f, "plan `{id}`, by rule `{rule}`"),
            Finding::Plan { id, rule: None } => write!(f, "plan `{id}`, the default"),
            Finding::Stage { id, entered: true } => write!(f, "stage `{id}`"),
            Finding::Stage { id, entered: false } => write!(f, "stage `{id}` passed by: not for this lead"),
            Finding::ToOffice { office, queue, until } => {
                write!(f, "it goes to office `{office}`, for one of queue `{queue}` to take")?;
                until.map_or(Ok(()), |until| write!(f, " until {until}"))
            }
            Finding::Judged { queue, agent, met, worked, judged, min_bp, min_leads, then } => {
                let how = if *met { "in time" } else { "not in time" };
                write!(
                    f,
                    "worked {how}: of the last {judged} lead(s) of queue `{queue}` `{agent}` worked {worked} in time, "
                )?;
                write!(f, "{min_bp} basis points are needed once there are {min_leads}")?;
                match then {
                    None => Ok(()),
                    Some(StandardChange::PutDown { percent }) => {
                        write!(f, "; {percent} % of their weight counts")
                    }
                    Some(StandardChange::Suspended { until }) if *until == Timestamp::MAX => {
                        write!(f, "; suspended until a manager says so")
                    }
                    Some(StandardChange::Suspended { until }) => write!(f, "; suspended until {until}"),
                    Some(StandardChange::Restored {}) => write!(f, "; all of their weight counts again"),
                }
            }
            Finding::Registered { by, agent, until, .. } => {
                write!(f, "`{agent}` has registered the deal by `{by}`, until {until}, and comes first")
            }
            Finding::LeftOffice { office, how } => match how {
                OfficeLeft::TimedOut => write!(f, "recalled from office `{office}`: nobody took it in time"),
                OfficeLeft::Declined => write!(f, "recalled from office `{office}`, which declined it"),
                OfficeLeft::Withdrawn => {
                    write!(f, "withdrawn from office `{office}`, which has its turn back")
                }
                OfficeLeft::Released { .. } => {
                    write!(f, "it leaves office `{office}` with whoever had it there")
                }
            },
            Finding::Stopped(refused) => write!(f, "stopped: {refused}"),
            Finding::Candidates { queue, candidates } => {
                write!(f, "queue `{queue}` has {} member(s):", candidates.len())?;
                for candidate in candidates {
                    match &candidate.refused {
                        Some(refused) => write!(f, "\n  no   {refused}")?,
                        None => write!(f, "\n  yes  `{}`: {}", candidate.agent, Ranked(candidate))?,
                    }
                }
                Ok(())
            }
            Finding::Sheet { queue, of } => write!(f, "the turn of queue `{queue}` is one of {of}"),
            Finding::PassedOn { lead, times, at_most, reason, triage } => {
                write!(f, "lead `{lead}` is passed on")?;
                if let Some(reason) = reason {
                    write!(f, " ({reason})")?;
                }
                match (triage, times) {
                    (Some(plan), _) => {
                        write!(f, " for time {times}, {at_most} are allowed: it goes to plan `{plan}`")
                    }
                    (None, 0) => write!(f, " from triage: the rules say where to"),
                    (None, _) => write!(f, " for time {times} of {at_most}: the rules say where to"),
                }
            }
            Finding::Utilisation { queue, held, capacity, bp, above_bp, spills } => {
                let then = if *spills { "so the lead goes on" } else { "so the lead stays" };
                write!(
                    f,
                    "queue `{queue}` holds {held} of {capacity} unit(s): {bp} bp, at most {above_bp}, {then}"
                )
            }
            Finding::ContactHours { id, known, calendars, conflict, open } => {
                let known: Vec<String> =
                    known.iter().map(|(name, value)| format!("{name} `{value}`")).collect();
                let known = if known.is_empty() { "nothing".to_owned() } else { known.join(" and ") };
                let calendars: Vec<String> = calendars.iter().map(|name| format!("`{name}`")).collect();
                let named =
                    if calendars.is_empty() { "no calendar".to_owned() } else { calendars.join(" and ") };
                let differ = if *conflict { ", which differ, so the stricter hours hold" } else { "" };
                let now = if *open { "open" } else { "shut" };
                write!(f, "contact hours `{id}`: {known} known, {named}{differ}: {now}")
            }
            Finding::Shut { queue, opens_at } => {
                write!(f, "nobody in queue `{queue}` is at work, so the lead goes on")?;
                match opens_at {
                    Some(at) => write!(f, "; the first begins at {at}"),
                    None => Ok(()),
                }
            }
            Finding::LastOwner { by, agent, until, kept_until, team } => {
                write!(f, "`{agent}` had the last lead of the same `{by}`, remembered until {until}")?;
                match (kept_until, team) {
                    (Some(at), None) => write!(f, "; others may from {at}"),
                    (Some(at), Some((team, others))) => {
                        write!(f, "; team `{team}` comes first from {at}, and others may from {others}")
                    }
                    (None, Some((team, others))) => {
                        write!(
                            f,
                            ", and cannot have this one; team `{team}` comes first, and others may from {others}"
                        )
                    }
                    (None, None) => Ok(()),
                }
            }
            Finding::Awaited { agent, until } => {
                write!(f, "it is the turn of `{agent}`: the lead waits for them until {until}")
            }
            Finding::TurnSize { attribute, said, size, most, .. } => match said {
                Some(said) if *said == i64::from(*size) => {
                    write!(f, "the turn counts as {size}, by `{attribute}`")
                }
                Some(said) => {
                    write!(f, "the turn counts as {size}: `{attribute}` is {said}, and 1 to {most} count")
                }
                None => write!(f, "the turn counts as {size}: the lead has no `{attribute}`"),
            },
            Finding::OneTurn { agent, until } => {
                write!(f, "`{agent}` took the turn of the leads it belongs to, of those until {until}")
            }
            Finding::Diverse { queue, value, picks, share_bp } => {
                let pick = picks.saturating_add(1);
                let of = value.as_ref().map_or_else(|| "no value".to_owned(), |value| format!("`{value}`"));
                write!(
                    f,
                    "queue `{queue}`: lead {pick} of {of} goes by the other keys, whose share is {share_bp} basis points"
                )
            }
            Finding::Picked(picked) => write!(f, "picked {picked}"),
            Finding::Reviewed { merit, group, queues, caps, affinities, loads, full } => {
                write!(f, "merit `{merit}`: the group won {} of {}", group.won, group.tried)?;
                for (queue, grades) in queues {
                    write!(f, "\n  queue `{queue}`:")?;
                    for view in grades {
                        write!(f, "\n    `{}`: {}", view.agent, view.grade)?;
                    }
                }
                for (cap, adjusted) in caps {
                    write!(f, "\n  cap `{cap}`:")?;
                    for (agent, adjusted) in adjusted {
                        write!(f, "\n    `{agent}`: {adjusted}")?;
                    }
                }
                for (queue, members) in affinities {
                    write!(f, "\n  affinities in queue `{queue}`:")?;
                    for view in members {
                        write!(f, "\n    `{}`: {}", view.agent, view.affinity)?;
                    }
                }
                if let Some(loads) = loads {
                    write!(f, "\n  by leads held:")?;
                    for band in &loads.group {
                        write!(f, "\n    all: {band}")?;
                    }
                    for view in &loads.agents {
                        for band in &view.bands {
                            write!(f, "\n    `{}`: {band}", view.agent)?;
                        }
                    }
                }
                for (queue, members) in full {
                    write!(f, "\n  full in queue `{queue}`:")?;
                    for view in members {
                        write!(f, "\n    `{}`: {}", view.agent, view.full)?;
                    }
                }
                Ok(())
            }
            Finding::LeftOpen { lead, agent, merit, after } => write!(
                f,
                "lead `{lead}` is open with `{agent}` after {after}: for merit `{merit}` it counts as not won"
            ),
            Finding::StepPlanned { lead, cadence, step, due_at, missed, attempts_that_day } => {
                write!(f, "cadence `{cadence}` of lead `{lead}`: ")?;
                match step {
                    Some((step, channel)) => write!(f, "step `{step}`, by `{channel}`, is next")?,
                    None => f.write_str("all steps are done")?,
                }
                match due_at {
                    Some(at) => write!(f, ", due at {at}")?,
                    None => f.write_str(", not due by time alone")?,
                }
                if *missed > 0 {
                    write!(f, "; {missed} step(s) were missed and count as done")?;
                }
                match attempts_that_day {
                    0 => Ok(()),
                    attempts => write!(f, "; {attempts} attempt(s) on the last day there were any"),
                }
            }
            Finding::CadenceEnded { lead, cadence, how } => {
                let why = match how {
                    CadenceEnd::Contact => "somebody was reached",
                    CadenceEnd::Disposition => "its owner said what came of it",
                    CadenceEnd::Exhausted => "all steps are done",
                    CadenceEnd::Gone => "the plan names it no longer",
                };
                write!(f, "cadence `{cadence}` of lead `{lead}` ends: {why}")
            }
            Finding::CapReached { cap, of, used, limit, until } => {
                write!(f, "cap `{cap}` is full for {of}: {used} of {limit}")?;
                until.map_or(Ok(()), |at| write!(f, ", until {at}"))
            }
            Finding::Spent {
                cap,
                of,
                currency,
                price_minor,
                by_default,
                spent_minor,
                budget_minor,
                until,
            } => {
                let said = if *by_default { ", by the policy, since the lead has no such price" } else { "" };
                write!(f, "the lead costs {price_minor} {currency} minor units of cap `{cap}`{said}: ")?;
                let left = budget_minor.saturating_sub(*spent_minor);
                write!(f, "{spent_minor} of {budget_minor} are spent for {of}, {left} are left")?;
                until.map_or(Ok(()), |until| write!(f, " until {until}"))
            }
            Finding::ReservationOver { lead, cap, of } => {
                write!(
                    f,
                    "lead `{lead}` is reserved under cap `{cap}` for {of} no longer, and does not count"
                )
            }
            Finding::CapRecounted { cap, from } => {
                write!(f, "cap `{cap}` counts in other windows: what is known of is counted anew")?;
                from.map_or(Ok(()), |from| write!(f, " from {from} on"))
            }
            Finding::CapBegunAnew { cap } => {
                write!(f, "cap `{cap}` counts other things apart, or in other units: it begins at nothing")
            }
            Finding::CapReset { cap, of } => write!(f, "cap `{cap}` counts afresh for {of}"),
            Finding::RolledOut { lead, queue, first, rest_from } => {
                write!(f, "lead `{lead}` in the pool of queue `{queue}` opens to")?;
                for (agent, at) in first {
                    write!(f, " `{agent}` at {at},")?;
                }
                write!(f, " everybody at {rest_from}")
            }
            Finding::Changed { lead, number } => {
                write!(
                    f,
                    "lead `{lead}` is different and leaves its owner, by word {number} of the plan's `on_change`"
                )
            }
            Finding::StepMoved { lead, contact_hours, from, until } => {
                write!(f, "the contact of lead `{lead}` may not be called at {from} by `{contact_hours}`")?;
                match until {
                    Some(until) => write!(f, ", and the step is due at {until}"),
                    None => f.write_str(", nor at any time after that"),
                }
            }
            Finding::NoConsent { lead, step, channel, held } => {
                let what = if *held { "is held until it does" } else { "is passed over" };
                write!(f, "lead `{lead}` has not consented to `{channel}`: step `{step}` {what}")
            }
            Finding::Away { lead, agent, since, state, leave_until } => {
                match since {
                    Some(since) => {
                        write!(f, "owner `{agent}` of lead `{lead}` has been away since {since}: {state}")?
                    }
                    None => write!(f, "owner `{agent}` of lead `{lead}` is here: {state}")?,
                }
                leave_until.map_or(Ok(()), |until| write!(f, ", on leave until {until}"))
            }
            Finding::FirstOfDue { lead, of, by } => {
                write!(
                    f,
                    "lead `{lead}` goes on first of {of} taken from their owners now, by {}",
                    compared(by)
                )
            }
            Finding::Recycled { lead, begun, most, by } => {
                write!(f, "lead `{lead}` goes back after {begun} of {most} today, by {}", compared(by))
            }
            Finding::Rests { lead, begun, most, until } => {
                write!(f, "lead `{lead}` rests until {until}: {begun} of {most} have gone back today")
            }
            Finding::PushedOut { lead, queue, pool, waiting, bound } => {
                let place = if *pool { "lie in the pool" } else { "wait in line" };
                let which = match bound.push_out {
                    PushOutDoc::Last => "the last in order",
                    PushOutDoc::Oldest => "the oldest",
                    PushOutDoc::Newest => "the newest",
                };
                let most = bound.leads;
                write!(
                    f,
                    "{waiting} leads {place} of queue `{queue}`, {most} may: {which} goes, lead `{lead}`"
                )
            }
            Finding::Next { lead, queue, by } => write!(f, "next in queue `{queue}`: lead `{lead}`, {by}"),
        }
    }
}

impl fmt::Display for NextBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NextBy::OldestShare { since, picks, share_bp } => {
                let pick = picks.saturating_add(1);
                write!(
                    f,
                    "of {since}: pick {pick} belongs to the oldest, whose share is {share_bp} basis points"
                )
            }
            NextBy::Oldest { since } => write!(f, "by age, of {since}"),
            NextBy::Newest { since } => write!(f, "the newest first, of {since}"),
            NextBy::Priority { points, since, point_per: None } => {
                write!(f, "with {points} point(s), of {since}")
            }
            NextBy::Priority { points, since, point_per: Some(span) } => {
                write!(f, "with {points} point(s) and one more every {span} since {since}")
            }
            NextBy::Deadline { due_at } => write!(f, "due at {due_at}"),
            NextBy::Decay { value, since, half_life } => {
                write!(f, "worth {value}, halved every {half_life} since {since}")
            }
            NextBy::Pulls { pulls, most, newest, since } => {
                let which = if *most { "the most" } else { "the fewest" };
                let age = if *newest { "the newest" } else { "the oldest" };
                write!(f, "claimed {pulls} time(s), {which} first and then {age}, of {since}")
            }
        }
    }
}

impl fmt::Display for Picked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.agent)?;
        let other = self.runner_up.as_ref().map_or_else(String::new, |other| format!(" before `{other}`"));
        match self.decided_by {
            DecidedBy::OnlyOne => write!(f, ": nobody else could take it"),
            DecidedBy::Key { key, margin } => {
                let by = match key {
                    RankKeyDoc::Tier => "a lower tier".to_owned(),
                    RankKeyDoc::Turns => "the turns".to_owned(),
                    RankKeyDoc::LeastRecent => "a less recent offer".to_owned(),
                    RankKeyDoc::LongestIdle | RankKeyDoc::CumulativeIdle => {
                        format!("{} more idle time", span(margin))
                    }
                    RankKeyDoc::Fewest => format!("{margin} open lead(s) fewer"),
                    RankKeyDoc::MostFree => "more capacity left".to_owned(),
                    RankKeyDoc::Fastest => format!("{} less to a first attempt", span(margin)),
                    RankKeyDoc::PowerOfTwo => "the lot".to_owned(),
                    RankKeyDoc::LeastLoaded => format!("{margin} unit(s) less open work"),
                    RankKeyDoc::Priority => "a higher priority".to_owned(),
                    RankKeyDoc::Pointer => "the next place after the pointer".to_owned(),
                    RankKeyDoc::LowestCount => format!("{margin} turn(s) fewer in all"),
                    RankKeyDoc::Stride => format!("a pass lower by {}", strides(margin)),
                    RankKeyDoc::SmoothWeighted => format!("{margin} more credit"),
                    RankKeyDoc::Quota => {
                        "turns left in an earlier round, or fewer taken in this one".to_owned()
                    }
                    RankKeyDoc::Random => "the lesser lot".to_owned(),
                    RankKeyDoc::MeritDraw => "the higher rate drawn".to_owned(),
                    RankKeyDoc::Score => format!("{margin} more points"),
                    RankKeyDoc::Affinity => format!("{} % more affinity", percent(margin)),
                };
                write!(f, "{other}, by {by}")
            }
            DecidedBy::Turns { owed, runner_up_owed, tied } => {
                write!(f, "{other}: owed {owed} turn(s) against {runner_up_owed}")?;
                if tied > 0 {
                    write!(
                        f,
                        "; {tied} other(s) due at the same time, so the oldest last turn, then the id decides"
                    )?;
                }
                Ok(())
            }
            DecidedBy::Drawn { units, other_units } => {
                write!(
                    f,
                    "{other}: both drawn by lot, with {units} against {other_units} unit(s) of open work"
                )
            }
            DecidedBy::Registration => f.write_str("they have registered the deal"),
            DecidedBy::LastOwner => write!(f, "{other}: they had the last lead"),
            DecidedBy::TeamOfLastOwner => {
                write!(f, "{other}: they are of the team of whoever had the last lead")
            }
            DecidedBy::OneTurn => write!(f, "{other}: the lead belongs to one whose turn they took"),
            DecidedBy::Id => write!(f, "{other}: alike in everything, so the order of the ids decides"),
        }
    }
}

/// What leads were compared by, with the numbers.
fn compared(by: &[(String, i64)]) -> String {
    let by: Vec<String> = by.iter().map(|(key, number)| format!("{key} {number}")).collect();
    if by.is_empty() { "arrival".to_owned() } else { by.join(", ") }
}
