//! An audit in words.

use core::fmt;

use super::{Audit, Cause, Fate, Moved};

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(refused) = &self.refused {
            return write!(f, "nobody, being refused ({refused})");
        }
        if self.owners.is_empty() {
            return f.write_str("nobody");
        }
        for (at, own) in self.owners.iter().enumerate() {
            let then = if at == 0 { "" } else { ", then " };
            write!(f, "{then}`{}`", own.agent)?;
        }
        Ok(())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Routed { was, is, located } => {
                write!(f, "the rules send it elsewhere, was {was}, is {is}")?;
                let text =
                    |own: &Option<String>| own.as_ref().map_or("none".to_owned(), |own| format!("`{own}`"));
                located
                    .iter()
                    .try_for_each(|(name, was, is)| write!(f, "; {name} was {}, is {}", text(was), text(is)))
            }
            Cause::Dealt { is, refused, by, .. } => {
                write!(f, "on the same floor {is}")?;
                if let Some(refused) = refused {
                    write!(f, ", since {refused}")?;
                }
                paths(f, by)
            }
            Cause::Shut { refused, since, by } => {
                write!(f, "by then {refused}")?;
                if let Some(since) = since {
                    write!(f, ", leads having moved since lead `{since}`")?;
                }
                paths(f, by)
            }
            Cause::Turns { since } => write!(f, "only the turns have moved, since lead `{since}`"),
            Cause::Later { since, by } => {
                f.write_str("it comes in as it did, what follows is different")?;
                if let Some(since) = since {
                    write!(f, ", leads having moved since lead `{since}`")?;
                }
                paths(f, by)
            }
            Cause::NotLookedFor => f.write_str("the cause was not looked for, there are too many"),
        }
    }
}

fn paths(f: &mut fmt::Formatter<'_>, by: &[String]) -> fmt::Result {
    const SHOWN: usize = 3;
    if by.is_empty() {
        return Ok(());
    }
    write!(f, " (different: {}", by.get(..SHOWN).unwrap_or(by).join(", "))?;
    match by.len().saturating_sub(SHOWN) {
        0 => f.write_str(")"),
        more => write!(f, " and {more} more)"),
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lead `{}`: had {}, has {}: {}", self.lead, self.was, self.is, self.why)
    }
}

impl fmt::Display for Audit {
    /// What is different, how many leads have other owners and how many of them by the policy's own doing, and whose leads
    /// are more or fewer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.differences.iter().try_for_each(|own| writeln!(f, "{own}"))?;
        let direct = self.moved.iter().filter(|own| own.why.is_direct()).count();
        writeln!(
            f,
            "{} of {} lead(s) have other owners, {direct} by the policy's own doing",
            self.moved.len(),
            self.leads
        )?;
        if self.unlike_history > 0 {
            writeln!(
                f,
                "dealt again under the old policy, {} lead(s) have other owners than on record",
                self.unlike_history
            )?;
        }
        for own in self.shares.iter().filter(|own| own.before != own.after) {
            writeln!(f, "`{}`: {} lead(s), was {}", own.agent, own.after, own.before)?;
        }
        Ok(())
    }
}
