//! Words that stand for several others, and several that stand for one.

/// What some abbreviations stand for beside what they stand for mostly.
pub(super) const ALSO: &[(&str, &str)] = &[
    ("assoc", "associate"),
    ("comm", "commerce"),
    ("comm", "commercial"),
    ("comm", "community"),
    ("cons", "construction"),
    ("cons", "consulting"),
    ("dist", "distributing"),
    ("dist", "distribution"),
    ("dist", "distributor"),
    ("elec", "electrical"),
    ("elec", "electronic"),
    ("elect", "electronic"),
    ("eng", "engineer"),
    ("exp", "express"),
    ("ind", "independent"),
    ("ind", "industrial"),
    ("inst", "instrument"),
    ("int", "international"),
    ("mass", "massachusetts"),
    ("med", "medicine"),
    ("met", "metropolitan"),
    ("penn", "pennsylvania"),
    ("prod", "production"),
    ("res", "research"),
    ("res", "resource"),
    ("sec", "security"),
    ("sol", "solution"),
    ("st", "state"),
    ("st", "street"),
    ("ste", "societe"),
    ("tech", "technical"),
    ("tel", "telephone"),
    ("vet", "veterinary"),
    ("wash", "washington"),
];

/// What may stand before `of` and a place, or after the place.
pub(super) const GOVERNED: &[&str] =
    &["borough", "city", "county", "parish", "port", "town", "township", "village"];

/// One word for several.
pub(super) const EXPANDED: &[(&str, &str)] =
    &[("fcu", "federal credit union"), ("isd", "independent school district")];

/// Forms of companies in several words, and in one.
pub(super) const PHRASES: &[(&[&str], &str)] = &[
    (&["gesellschaft", "mit", "beschrankter", "haftung"], "gmbh"),
    (&["gesellschaft", "mbh"], "gmbh"),
    (&["besloten", "vennootschap"], "bv"),
    (&["naamloze", "vennootschap"], "nv"),
    (&["korlatolt", "felelossegu", "tarsasag"], "kft"),
    (&["nyilvanosan", "mukodo", "reszvenytarsasag"], "nyrt"),
    (&["zartkoruen", "mukodo", "reszvenytarsasag"], "zrt"),
    (&["spolka", "z", "ograniczona", "odpowiedzialnoscia"], "spzoo"),
    (&["sp", "zoo"], "spzoo"),
    (&["sp", "z", "oo"], "spzoo"),
    (&["spolka", "akcyjna"], "sa"),
    (&["spolka", "jawna"], "spj"),
    (&["sp", "j"], "spj"),
    (&["spolka", "komandytowa"], "spk"),
    (&["sp", "k"], "spk"),
    (&["akciova", "spolecnost"], "as"),
    (&["spolecnost", "s", "rucenim", "omezenym"], "sro"),
    (&["societe", "anonyme"], "sa"),
    (&["societe", "par", "actions", "simplifiee"], "sas"),
    (&["societe", "a", "responsabilite", "limitee"], "sarl"),
    (&["sociedad", "anonima"], "sa"),
    (&["sociedade", "anonima"], "sa"),
    (&["sociedad", "limitada"], "sl"),
    (&["sociedad", "de", "responsabilidad", "limitada"], "srl"),
    (&["de", "capital", "variable"], "cv"),
    (&["societa", "per", "azioni"], "sapa"),
    (&["societa", "a", "responsabilita", "limitata"], "srl"),
    (&["proprietary", "limited"], "pty"),
    (&["private", "limited"], "pvt"),
    (&["public", "company", "limited"], "plc"),
    (&["public", "limited", "company"], "plc"),
    (&["limited", "liability", "company"], "llc"),
    (&["limited", "liability", "partnership"], "llp"),
    (&["limited", "partnership"], "lp"),
    (&["professional", "corporation"], "pc"),
    (&["anonim", "sirketi"], "as"),
    (&["limited", "sirketi"], "sti"),
    (&["perseroan", "terbatas"], "pt"),
    (&["общество", "с", "ограниченнои", "ответственностью"], "ооо"),
    (&["публичное", "акционерное", "общество"], "пао"),
    (&["закрытое", "акционерное", "общество"], "зао"),
    (&["открытое", "акционерное", "общество"], "оао"),
    (&["акционерное", "общество"], "ао"),
    (&["индивидуальныи", "предприниматель"], "ип"),
    (&["товариство", "з", "обмеженою", "відповідальністю"], "тов"),
];

/// The banks' form in two words, after words that only banks bear.
pub(super) const AFTER_BANK: (&[&str], &[&str], &str) =
    (&["bank", "bancorp", "bancorporation", "trust", "banking"], &["national", "association"], "na");

/// Tens and ones written as words.
pub(super) const TENS: &[&str] =
    &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
pub(super) const ONES: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "first", "second", "third",
    "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
];

/// `twenty` and `one` are 21, `twenty` and `first` the 21st.
pub(super) fn number(tens: &str, ones: &str) -> Option<String> {
    let tens = TENS.iter().position(|own| *own == tens)?.saturating_add(2);
    let at = ONES.iter().position(|own| *own == ones)?;
    let (digit, ordinal) = match at.checked_sub(9) {
        Some(at) => (at.saturating_add(1), true),
        None => (at.saturating_add(1), false),
    };
    let ending = match digit {
        _ if !ordinal => "",
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    Some(format!("{tens}{digit}{ending}"))
}
