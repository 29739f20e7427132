//! Parts of the sentences in which reasons are told.

pub(super) fn level_words(skill: &str, has: u32) -> String {
    match has {
        0 => format!("does not have skill `{skill}`"),
        _ => format!("has skill `{skill}` at level {has}"),
    }
}

pub(super) fn in_zone(zone: Option<&str>) -> String {
    zone.map(|zone| format!(", read in {zone}")).unwrap_or_default()
}

pub(super) fn meant<T: core::fmt::Display>(other: &Option<T>) -> String {
    other.as_ref().map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}
