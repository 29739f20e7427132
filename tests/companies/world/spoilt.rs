//! Names spoilt by rule: the legal form left out, a typing error, words joined and split, another order, a place beside the
//! name, a word left out. A name that is then another account's is not asked: nobody could tell.

use std::collections::BTreeSet;

use fairdeal::account::AccountDoc;

use super::Asked;
use super::random::Random;

const FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "corporation",
    "corp",
    "company",
    "co",
    "llc",
    "ltd",
    "limited",
    "plc",
    "ag",
    "se",
    "sa",
    "spa",
    "nv",
    "bv",
    "gmbh",
    "kg",
    "kgaa",
    "ab",
    "as",
    "oyj",
    "lp",
    "llp",
    "the",
    "and",
    "kk",
];
const PLACES: &[&str] = &[
    " - Chicago",
    " (London office)",
    ", Dallas, TX",
    " - Munich",
    " Accounts Payable",
    " (HQ)",
    " - Purchasing Dept",
    ", Toronto",
    " #1042",
    " (USA)",
    " - West Region",
];
/// Kinds of spoiling.
pub const KINDS: &[&str] = &[
    "form left out",
    "typing error",
    "no marks",
    "joined",
    "split",
    "turned",
    "place added",
    "word left out",
];

fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_form(word: &str) -> bool {
    FORMS.contains(&letters(word).as_str()) || letters(word).is_empty()
}

fn longest(words: &[String]) -> usize {
    let at = (0..words.len()).filter(|at| !is_form(&words[*at]));
    at.max_by_key(|at| (letters(&words[*at]).len(), words.len() - at)).unwrap_or(0)
}

/// A neighbouring key, a letter missing, doubled or turned round.
fn mistyped(random: &mut Random, word: &str) -> String {
    const KEYS: &[&str] = &["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let mut own: Vec<char> = word.chars().collect();
    if own.len() < 4 {
        return word.to_owned();
    }
    let at = 1 + random.below(own.len() - 2);
    match random.below(4) {
        0 => drop(own.remove(at)),
        1 => own.insert(at, own[at]),
        2 => own.swap(at, at + 1),
        _ => {
            let row = KEYS.iter().find_map(|row| Some((row, row.find(own[at].to_ascii_lowercase())?)));
            let Some((row, key)) = row else { return word.to_owned() };
            let next = if key == 0 { 1 } else { key - 1 };
            own[at] = char::from(row.as_bytes()[next]);
        }
    }
    own.into_iter().collect()
}

fn spoil(random: &mut Random, kind: usize, name: &str) -> Option<String> {
    let mut words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    let told: Vec<usize> = (0..words.len()).filter(|at| !is_form(&words[*at])).collect();
    match kind {
        0 => {
            let kept: Vec<String> = told.iter().map(|at| words[*at].to_uppercase()).collect();
            return (kept.len() < words.len()).then(|| kept.join(" ").trim_end_matches(',').to_owned());
        }
        1 => {
            let at = longest(&words);
            words[at] = mistyped(random, &words[at]);
        }
        2 => {
            let plain = name.chars().filter(|own| own.is_alphanumeric() || own.is_whitespace());
            return Some(plain.collect::<String>().to_lowercase());
        }
        3 => {
            let pair = told.windows(2).find(|pair| pair[0] + 1 == pair[1])?;
            let next = words.remove(pair[1]);
            words[pair[0]] += &next.to_lowercase();
        }
        4 => {
            let at = longest(&words);
            let own: Vec<char> = words[at].chars().collect();
            if own.len() < 8 {
                return None;
            }
            let (a, b) = own.split_at(own.len() / 2);
            words[at] = format!("{} {}", a.iter().collect::<String>(), b.iter().collect::<String>());
        }
        5 => {
            if told.len() < 2 {
                return None;
            }
            words = told.iter().map(|at| words[*at].trim_end_matches(',').to_owned()).collect();
            words.rotate_left(1);
        }
        6 => return Some(format!("{name}{}", PLACES[random.below(PLACES.len())])),
        _ => {
            if told.len() < 3 {
                return None;
            }
            words.remove(told[told.len() - 1]);
        }
    }
    Some(words.join(" "))
}

/// Two spoilt names an account at the most.
pub fn asked(accounts: &[AccountDoc], all: &[AccountDoc]) -> Vec<Asked> {
    let mut random = Random(7);
    let told = |name: &str| {
        let words = name.split_whitespace().filter(|own| !is_form(own));
        let mut words: Vec<String> = words.map(letters).collect();
        words.sort();
        words.concat()
    };
    let mut taken: BTreeSet<(String, &str)> = BTreeSet::new();
    for own in all {
        for name in std::iter::once(&own.name).chain(own.aliases.iter().map(|own| &own.name)) {
            taken.insert((told(name), own.name.as_str()));
        }
    }
    let mut asked = Vec::new();
    for (at, own) in accounts.iter().enumerate() {
        for turn in 0..2 {
            let kind = (at + turn * 3) % KINDS.len();
            let Some(name) = spoil(&mut random, kind, &own.name) else { continue };
            let key = told(&name);
            let others = taken.range((key.clone(), "")..).take_while(|other| other.0 == key);
            if others.into_iter().all(|other| other.1 == own.name) && !key.is_empty() {
                asked.push(Asked::new(KINDS[kind], Some(&own.name), name));
            }
        }
    }
    asked
}
