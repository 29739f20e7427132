//! Made-up companies and six ways in which their names are entered wrong: case and punctuation, another legal form, a word
//! left out, a typing error, another order, abbreviations. A name that is then another account's is not asked: nobody
//! could tell.

use std::collections::BTreeSet;
use std::fmt;

use fairdeal::account::{AccountDoc, AccountSettingsDoc, Accounts, AccountsDoc, Band, Query, SlipAloneDoc};

use super::random::Random;
use super::{account, accounts};

pub struct Asked {
    pub name: String,
    pub zip: String,
    pub id: String,
}

#[derive(Default)]
pub struct Count {
    asked: usize,
    first: usize,
    right: usize,
    wrong: usize,
}

pub struct Report {
    pub alone: Count,
    pub with_zip: Count,
    /// By the name alone, where a slip alone decides.
    pub slips: Count,
}

impl Count {
    /// How often the right one is the best one, accepted or not.
    pub fn recall_bp(&self) -> usize {
        self.first * 10_000 / self.asked
    }

    pub fn precision_bp(&self) -> usize {
        self.right * 10_000 / (self.right + self.wrong)
    }

    pub fn accepted_bp(&self) -> usize {
        self.right * 10_000 / self.asked
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("name alone", &self.alone),
            ("with ZIP", &self.with_zip),
            ("name alone, slips accepted", &self.slips),
        ];
        for (what, own) in rows {
            let (recall, precision, accepted) = (own.recall_bp(), own.precision_bp(), own.accepted_bp());
            writeln!(f, "{what}: right first {recall} bp, precision {precision} bp, accepted {accepted} bp")?;
        }
        Ok(())
    }
}

const TRADES: &[&str] = &[
    "Services",
    "Solutions",
    "Systems",
    "Technologies",
    "Industries",
    "Manufacturing",
    "Construction",
    "Electric",
    "Foods",
    "Logistics",
    "Insurance",
    "Partners",
    "Realty",
    "Dental",
    "Roofing",
    "Marketing",
    "Design",
    "Software",
    "Equipment",
    "Steel",
    "Plastics",
    "Packaging",
    "Brewing",
    "Hotels",
    "Laboratories",
    "Holdings",
    "Group",
    "International",
];
const FORMS: &[&str] =
    &["Inc", "Inc.", "LLC", "Ltd", "Corp", "Corporation", "Company", "Co.", "LP", "GmbH", "S.A."];
const SHORT: &[(&str, &str)] = &[
    ("Services", "Svcs"),
    ("Technologies", "Tech"),
    ("Manufacturing", "Mfg"),
    ("International", "Intl"),
    ("Holdings", "Hldgs"),
    ("Group", "Grp"),
    ("Electric", "Elec"),
    ("Industries", "Inds"),
    ("Insurance", "Ins"),
    ("Laboratories", "Labs"),
    ("Equipment", "Equip"),
    ("Systems", "Sys"),
    ("Construction", "Constr"),
];

impl Random {
    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    fn word(&mut self) -> String {
        const FIRST: &[&str] = &[
            "B", "C", "D", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "T", "V", "Br", "St", "Gr",
        ];
        const NEXT: &[&str] =
            &["b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "z", "tr", "ch", "nd"];
        const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ea", "ou"];
        let mut word = self.of(FIRST).to_owned() + self.of(VOWELS);
        for _ in 0..=self.below(3) {
            word += self.of(NEXT);
            word += self.of(VOWELS);
        }
        word + self.of(&["", "n", "r", "s", "l", "x", "ck"])
    }

    fn typed_wrong(&mut self, word: &str) -> String {
        let mut letters: Vec<char> = word.chars().collect();
        let at = 1 + self.below(letters.len() - 1);
        let letter = char::from(b'a' + u8::try_from(self.below(26)).unwrap());
        match self.below(4) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letter),
            2 => letters[at] = letter,
            _ => {
                let other = if at + 1 < letters.len() { at + 1 } else { at - 1 };
                letters.swap(at, other);
            }
        }
        letters.into_iter().collect()
    }
}

fn sorted(words: &[String]) -> Vec<String> {
    let mut words: Vec<String> = words.to_vec();
    words.sort();
    words
}

/// So many companies, and as many queries.
pub fn names(count: usize) -> (Vec<AccountDoc>, Vec<Asked>) {
    let mut random = Random(20);
    let mut seen = BTreeSet::new();
    let mut companies: Vec<(Vec<String>, &str, String)> = Vec::new();
    while companies.len() < count {
        let mut words = vec![random.word()];
        if random.below(2) == 0 {
            words.push(random.word());
        }
        if words.len() == 1 || random.below(4) > 0 {
            words.push(random.of(TRADES).to_owned());
        }
        if random.below(5) == 0 {
            words.push(random.of(TRADES).to_owned());
        }
        if seen.insert(sorted(&words)) {
            companies.push((words, random.of(FORMS), format!("{:05}", 1000 + random.below(90_000))));
        }
    }
    let docs = companies.iter().enumerate().map(|(at, (words, form, zip))| {
        let mut own = account(&format!("A-{at}"), &format!("{} {form}", words.join(" ")));
        own.zips = vec![zip.clone()];
        own
    });
    let docs: Vec<AccountDoc> = docs.collect();
    let mut queries = Vec::new();
    while queries.len() < count {
        let at = random.below(count);
        let (words, form, zip) = &companies[at];
        let mut words = words.clone();
        let mut form = *form;
        match queries.len() % 6 {
            0 => words.iter_mut().for_each(|word| *word = word.to_uppercase()),
            1 => form = random.of(FORMS),
            2 if words.len() > 2 => drop(words.remove(random.below(words.len()))),
            3 => {
                let at = random.below(words.len());
                words[at] = random.typed_wrong(&words[at]);
            }
            4 => words.rotate_left(1),
            5 => match words
                .iter_mut()
                .find_map(|word| Some((SHORT.iter().find(|own| own.0 == word)?.1, word)))
            {
                Some((short, word)) => *word = short.to_owned(),
                None => continue,
            },
            _ => continue,
        }
        if matches!(queries.len() % 6, 2 | 3) && seen.contains(&sorted(&words)) {
            continue;
        }
        let join = if queries.len() % 12 == 0 { "-" } else { " " };
        let name = format!("{} {form}", words.join(join));
        queries.push(Asked { name, zip: zip.clone(), id: format!("A-{at}") });
    }
    (docs, queries)
}

pub fn run(count: usize) -> Report {
    let (docs, queries) = names(count);
    let settings = AccountSettingsDoc { slip_alone: SlipAloneDoc::Accept, ..Default::default() };
    let bold = Accounts::compile(&AccountsDoc { settings, accounts: docs.clone() }).unwrap();
    let counted = |known: &Accounts, zip: bool| {
        let mut own = Count::default();
        for asked in &queries {
            let query = Query::new(&asked.name);
            let found = known.match_one(&if zip { query.with_zip(&asked.zip) } else { query });
            let right = found.best.is_some_and(|best| known.id(best.account) == asked.id);
            own.asked += 1;
            own.first += usize::from(right);
            own.right += usize::from(right && found.band == Band::Accept);
            own.wrong += usize::from(!right && found.band == Band::Accept);
        }
        own
    };
    let known = accounts(&docs);
    Report { alone: counted(&known, false), with_zip: counted(&known, true), slips: counted(&bold, false) }
}
