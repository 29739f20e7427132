//! Conditions as readable text, for explanations.

use core::fmt;

use crate::attribute::Value;
use crate::policy::doc::ConditionDoc;

/// How many values of a list are written out.
const SHOWN: usize = 5;

/// As a person would say it: ``source is `web` and score from 50``.
///
/// ```
/// use fairdeal::policy::ConditionDoc;
/// let json = r#"{"all": [{"equals": {"attribute": "source", "value": "web"}},
///                        {"range": {"attribute": "score", "from": 50}}]}"#;
/// let condition: ConditionDoc = serde_json::from_str(json)?;
/// assert_eq!(condition.to_string(), "source is `web` and score from 50");
/// # Ok::<(), serde_json::Error>(())
/// ```
impl fmt::Display for ConditionDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConditionDoc::Always {} => f.write_str("always"),
            ConditionDoc::Equals { attribute, value } => write!(f, "{attribute} is {}", Quoted(value)),
            ConditionDoc::AnyOf { attribute, values } => {
                write!(f, "{attribute} is one of ")?;
                for (at, value) in values.iter().take(SHOWN).enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{}", Quoted(value))?;
                }
                match values.len() {
                    0 => f.write_str("none"),
                    count if count > SHOWN => write!(f, " and {} more", count.saturating_sub(SHOWN)),
                    _ => Ok(()),
                }
            }
            ConditionDoc::Prefix { attribute, prefix } => write!(f, "{attribute} begins with `{prefix}`"),
            ConditionDoc::Range { attribute, from, below } => match (from, below) {
                (Some(from), Some(below)) => write!(f, "{attribute} from {from} below {below}"),
                (Some(from), None) => write!(f, "{attribute} from {from}"),
                (None, Some(below)) => write!(f, "{attribute} below {below}"),
                (None, None) => write!(f, "{attribute} is any number"),
            },
            ConditionDoc::InSet { attribute, set } => write!(f, "{attribute} is in `{set}`"),
            ConditionDoc::Present { attribute } => write!(f, "{attribute} is present"),
            ConditionDoc::Absent { attribute } => write!(f, "{attribute} is absent"),
            ConditionDoc::All(parts) => joined(f, parts, " and ", "always"),
            ConditionDoc::Any(parts) => joined(f, parts, " or ", "never"),
            ConditionDoc::Not(part) => write!(f, "not ({part})"),
        }
    }
}

struct Quoted<'v>(&'v Value);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Text(text) => write!(f, "`{text}`"),
            other => fmt::Display::fmt(other, f),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[ConditionDoc], word: &str, none: &str) -> fmt::Result {
    if let [only] = parts {
        return fmt::Display::fmt(only, f);
    }
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { word })?;
        match part {
            ConditionDoc::All(parts) | ConditionDoc::Any(parts) if parts.len() > 1 => write!(f, "({part})")?,
            _ => fmt::Display::fmt(part, f)?,
        }
    }
    if parts.is_empty() { f.write_str(none) } else { Ok(()) }
}
