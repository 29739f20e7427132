//! By what a lead is known again.

use crate::attribute::Value;
use crate::id::Name;
use crate::lead::Lead;
use crate::policy::{Digest, KeyPart, KeyReadDoc};

/// The fingerprint of a lead's values, for whoever asks; none where it lacks one of them.
pub(super) fn digest(asker: &str, parts: &[KeyPart], same: Option<&Name>, lead: &Lead) -> Option<Digest> {
    let mut text = String::new();
    add(&mut text, asker);
    for part in parts {
        add(&mut text, part.attribute.as_str());
        let read = match lead.get(part.attribute.as_str())? {
            Value::Text(own) => read(own, part.read_as),
            Value::Integer(own) => own.to_string(),
            Value::Boolean(_) | Value::Texts(_) => return None,
        };
        if read.is_empty() {
            return None;
        }
        add(&mut text, &read);
    }
    if let Some(same) = same {
        let value = lead.get(same.as_str());
        add(&mut text, &value.map(|own| serde_json::to_string(own).unwrap_or_default()).unwrap_or_default());
    }
    Some(Digest::of(&text))
}

/// Its length first, so that no two lists of texts read the same.
fn add(text: &mut String, part: &str) {
    text.push_str(&part.len().to_string());
    text.push(':');
    text.push_str(part);
}

fn read(text: &str, how: KeyReadDoc) -> String {
    match how {
        KeyReadDoc::Text => {
            let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
            words.join(" ")
        }
        KeyReadDoc::Digits => text.chars().filter(char::is_ascii_digit).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, read_as: KeyReadDoc) -> KeyPart {
        KeyPart { attribute: Name::new(name).unwrap(), read_as }
    }

    #[test]
    fn the_same_is_the_same_however_it_was_typed() {
        let keys = [key("email", KeyReadDoc::Text), key("phone", KeyReadDoc::Digits)];
        let lead =
            |email: &str, phone: &str| Lead::new("L").unwrap().with("email", email).with("phone", phone);
        let of = |lead: &Lead| digest("d", &keys, None, lead);
        let own = of(&lead("Ann@Example.org", "(555) 010-0199"));
        assert!(own.is_some());
        assert_eq!(own, of(&lead("  ann@example.ORG ", "555 010 0199")));
        assert_ne!(own, of(&lead("ann@example.org", "555 010 0198")));
        assert_eq!(of(&lead("ann@example.org", "none")), None, "a number without digits is none");
        assert_eq!(of(&Lead::new("L").unwrap().with("email", "a")), None);
        assert_ne!(own, digest("e", &keys, None, &lead("ann@example.org", "5550100199")));
    }

    #[test]
    fn a_key_of_one_source_is_none_of_another() {
        let keys = [key("email", KeyReadDoc::Text)];
        let same = Name::new("source").unwrap();
        let lead = |source: &str| Lead::new("L").unwrap().with("email", "a@b.c").with("source", source);
        let of = |lead: &Lead| digest("d", &keys, Some(&same), lead);
        assert_eq!(of(&lead("web")), of(&lead("web")));
        assert_ne!(of(&lead("web")), of(&lead("fair")));
        assert_ne!(of(&lead("web")), of(&lead("web").without("source")));
    }
}
