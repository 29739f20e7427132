//! What may have been meant.

/// Longer texts are no slips of the pen, and comparing them would take long.
const LONGEST: usize = 100;

/// The candidate most like the text, if any is like it at all: about one edit in three letters. Of those equally
/// like it one with the same first letter goes first, then the first.
pub(crate) fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let allowed = text.chars().count().saturating_add(1).checked_div(3).unwrap_or(0).max(1);
    let like = candidates.filter(|other| other.len() <= LONGEST).filter_map(|other| {
        let edits = if other.eq_ignore_ascii_case(text) { 0 } else { strsim::osa_distance(text, other) };
        let differs = text.chars().next() != other.chars().next();
        (edits <= allowed).then_some(((edits, differs), other))
    });
    like.min_by_key(|(unlike, _)| *unlike).map(|(_, other)| other.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_other_words_left_alone() {
        let names = ["general", "genera", "web"];
        assert_eq!(nearest("genral", names.into_iter()).as_deref(), Some("general"));
        assert_eq!(nearest("WEB", names.into_iter()).as_deref(), Some("web"));
        assert_eq!(nearest("solar", names.into_iter()), None);
        assert_eq!(nearest(&"g".repeat(1_000_000), names.into_iter()), None);
    }
}
