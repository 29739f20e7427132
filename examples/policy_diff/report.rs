//! What is told.

use std::fmt::Write;

use fairdeal::Policy;
use fairdeal::audit::Audit;
use fairdeal::calendar::Zone;

use crate::when;

/// What is different, and what is odd about the new policy that was not about the old one.
pub(crate) fn policies(old: &Policy, new: &Policy) -> String {
    let mut text = String::from("WHAT IS DIFFERENT\n");
    let differences = old.diff(new);
    if differences.is_empty() {
        text.push_str("  nothing\n");
    }
    for own in &differences {
        let _ = writeln!(text, "  {own}");
    }
    let known: Vec<&str> = old.lint().iter().map(|issue| issue.message.as_str()).collect();
    let odd: Vec<_> = new.lint().iter().filter(|issue| !known.contains(&issue.message.as_str())).collect();
    if !odd.is_empty() {
        text.push_str("\nWHAT IS ODD NOW\n");
    }
    for issue in odd {
        let _ = writeln!(text, "  {issue}");
    }
    text
}

/// Who has other owners and why, and who has more or fewer.
pub(crate) fn leads(audit: &Audit, zone: &Zone, only: Option<&str>, most: usize) -> String {
    let mut text = String::from("\nLEADS WITH OTHER OWNERS\n");
    let direct = audit.moved.iter().filter(|own| own.why.is_direct()).count();
    let _ = writeln!(
        text,
        "  {} of {}, {direct} of them by the policy's own doing",
        audit.moved.len(),
        audit.leads
    );
    let told: Vec<_> =
        audit.moved.iter().filter(|own| only.is_none_or(|only| own.lead.as_str() == only)).collect();
    if let Some(only) = only.filter(|_| told.is_empty()) {
        let _ = writeln!(text, "  lead `{only}` has the owners it had");
    }
    let shown = if most == 0 { told.len() } else { most.min(told.len()) };
    for own in told.iter().take(shown) {
        let _ = writeln!(text, "  {}  {own}", when::told(own.at, zone));
    }
    if shown < told.len() {
        let _ = writeln!(text, "  and {} more (--most)", told.len() - shown);
    }
    text.push_str("\nLEADS OF EACH AGENT\n");
    let widest = audit.shares.iter().map(|own| own.agent.as_str().chars().count()).max().unwrap_or(0);
    for own in &audit.shares {
        let more = i128::from(own.after) - i128::from(own.before);
        let sign = if more == 0 { "=".to_owned() } else { format!("{more:+}") };
        let agent = own.agent.as_str();
        let _ = writeln!(text, "  {agent:widest$}  {:>5} -> {:>5}  {sign:>5}", own.before, own.after);
    }
    text
}
