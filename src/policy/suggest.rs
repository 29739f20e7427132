//! What may have been meant.

/// Longer texts are no slips of the pen, and comparing them would take long.
const LONGEST: usize = 100;

/// The candidate most like the text, the first of those equally like it, if any is like it at all: one edit in
/// three letters.
pub(crate) fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let allowed = text.chars().count().checked_div(3).unwrap_or(0).max(1);
    let like = candidates
        .filter(|other| other.len() <= LONGEST)
        .filter_map(|other| {
            let edits = if other.eq_ignore_ascii_case(text) {
                0
            } else {
                strsim::osa_distance(text, other)
            };
            (edits <= allowed).then_some((edits, other))
        });
    like.min_by_key(|(edits, _)| *edits)
        .map(|(_, other)| other.to_owned())
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
