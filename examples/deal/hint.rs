//! What may have been meant by a name that nothing has.

/// The name most like this one, if any is like it at all.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text: String = text.chars().take(100).collect();
    let allowed = text.chars().count().checked_div(3).unwrap_or(0).max(1);
    let like = names.into_iter().map(|name| {
        let edits = if name.eq_ignore_ascii_case(&text) { 0 } else { strsim::osa_distance(&text, name) };
        (edits, name)
    });
    like.filter(|(edits, _)| *edits <= allowed).min().map(|(_, name)| name)
}

/// `, did you mean …?` or nothing.
pub(crate) fn hint<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(text, names).map(|name| format!(", did you mean `{name}`?")).unwrap_or_default()
}
