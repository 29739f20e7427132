//! Where the legal forms of companies are at home.

use super::vocabulary::Vocabulary;

/// The countries of forms that are those of some countries only, as bits. Forms that are said of companies of any country,
/// in translation or in truth (`Ltd`, `Corp`, `Co`, `PLC`, `LLC`, `SE`), are not here.
const HOMES: &[(&str, u64)] = &[
    ("inc", US | CANADA),
    ("pllc", US),
    ("ag", GERMAN),
    ("gmbh", GERMAN),
    ("ggmbh", GERMAN),
    ("mbh", GERMAN),
    ("kg", GERMAN),
    ("kgaa", GERMAN),
    ("ohg", GERMAN),
    ("ug", GERMAN),
    ("gbr", GERMAN),
    ("sa", FRENCH | IBERIAN | POLISH | ROMANIAN | GREEK),
    ("sas", FRENCH | IBERIAN | ITALIAN),
    ("sasu", FRENCH),
    ("sarl", FRENCH),
    ("eurl", FRENCH),
    ("sprl", FRENCH | DUTCH),
    ("scrl", FRENCH | DUTCH),
    ("ltee", CANADA),
    ("sl", IBERIAN),
    ("slu", IBERIAN),
    ("sau", IBERIAN),
    ("sab", IBERIAN),
    ("sapi", IBERIAN),
    ("ltda", IBERIAN),
    ("lda", IBERIAN),
    ("eireli", IBERIAN),
    ("spa", ITALIAN | IBERIAN),
    ("sapa", ITALIAN),
    ("srl", ITALIAN | IBERIAN | ROMANIAN | FRENCH | DUTCH),
    ("bv", DUTCH | FRENCH),
    ("nv", DUTCH | FRENCH),
    ("bvba", DUTCH | FRENCH),
    ("ab", SWEDISH | FINNISH | BALTIC),
    ("publ", SWEDISH),
    ("abp", FINNISH),
    ("oy", FINNISH),
    ("oyj", FINNISH),
    ("ky", FINNISH),
    ("as", NORSE | CZECH | TURKISH | BALTIC),
    ("asa", NORSE),
    ("aps", NORSE),
    ("aktieselskab", NORSE),
    ("aktieselskabet", NORSE),
    ("aksjeselskap", NORSE),
    ("anpartsselskab", NORSE),
    ("hf", ICELANDIC),
    ("ehf", ICELANDIC),
    ("kk", JAPANESE),
    ("gk", JAPANESE),
    ("kabushiki", JAPANESE),
    ("kaisha", JAPANESE),
    ("sro", CZECH),
    ("spol", CZECH),
    ("spzoo", POLISH),
    ("spk", POLISH),
    ("spj", POLISH),
    ("kft", HUNGARIAN),
    ("zrt", HUNGARIAN),
    ("nyrt", HUNGARIAN),
    ("uab", BALTIC),
    ("sia", BALTIC),
    ("doo", BALKAN),
    ("dooel", BALKAN),
    ("eood", BALKAN),
    ("ood", BALKAN),
    ("ead", BALKAN),
    ("ooo", RUSSIAN),
    ("oao", RUSSIAN),
    ("zao", RUSSIAN),
    ("pao", RUSSIAN),
    ("ооо", RUSSIAN),
    ("оао", RUSSIAN),
    ("зао", RUSSIAN),
    ("пао", RUSSIAN),
    ("sti", TURKISH),
    ("tbk", INDONESIAN),
    ("bhd", MALAYSIAN),
    ("pvt", INDIAN),
    ("pty", AUSTRALIAN | SOUTH_AFRICAN),
];

const US: u64 = 1;
const CANADA: u64 = 1 << 1;
/// Germany, Austria, Switzerland.
const GERMAN: u64 = 1 << 2;
/// France, Belgium, Luxembourg, Switzerland.
const FRENCH: u64 = 1 << 3;
/// Spain, Portugal, Latin America.
const IBERIAN: u64 = 1 << 4;
const ITALIAN: u64 = 1 << 5;
/// The Netherlands, Belgium.
const DUTCH: u64 = 1 << 6;
const SWEDISH: u64 = 1 << 7;
const FINNISH: u64 = 1 << 8;
/// Norway, Denmark.
const NORSE: u64 = 1 << 9;
const ICELANDIC: u64 = 1 << 10;
const JAPANESE: u64 = 1 << 11;
/// Czechia, Slovakia.
const CZECH: u64 = 1 << 12;
const POLISH: u64 = 1 << 13;
const HUNGARIAN: u64 = 1 << 14;
const BALTIC: u64 = 1 << 15;
/// The countries of former Yugoslavia, Bulgaria.
const BALKAN: u64 = 1 << 16;
const ROMANIAN: u64 = 1 << 17;
const RUSSIAN: u64 = 1 << 18;
const TURKISH: u64 = 1 << 19;
const GREEK: u64 = 1 << 20;
const INDONESIAN: u64 = 1 << 21;
const MALAYSIAN: u64 = 1 << 22;
const INDIAN: u64 = 1 << 23;
const AUSTRALIAN: u64 = 1 << 24;
const SOUTH_AFRICAN: u64 = 1 << 25;

/// Every country.
pub(super) const ANY: u64 = u64::MAX;

/// The countries that have all the forms, any where none of the forms tells.
pub(super) fn homes(vocabulary: &Vocabulary, forms: &[u32]) -> u64 {
    let home = |form: &u32| {
        let text = vocabulary.text(*form);
        HOMES.iter().find(|own| own.0 == text).map(|own| own.1)
    };
    forms.iter().filter_map(home).fold(ANY, |all, own| all & own)
}
