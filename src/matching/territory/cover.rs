//! A part of a territory with its codes read, and whether a place is in it.

use super::code::Text;
use super::geometry::{Circle, Line, SideOf};
use super::known::Known;
use super::specificity::Specificity;
use super::street::Numbers;
use super::truth::{Doubts, Truth};
use crate::attribute::Value;
use crate::id::Name;

/// A text of a place, by what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Country,
    State,
    County,
    City,
    Outward,
    AreaCode,
    Account,
    Street,
}

impl Field {
    pub(super) const COUNT: usize = 8;
}

/// What a part of a territory covers.
#[derive(Clone, Debug)]
pub(super) enum Cover {
    Everywhere,
    /// Sorted.
    Texts(Field, Vec<Text>),
    /// Sorted.
    Zips(Vec<u32>),
    /// Sorted, both in.
    ZipRanges(Vec<(u32, u32)>),
    /// Sorted.
    Scf(Vec<u16>),
    /// ZIP, first and last add-on code, sorted.
    Zip4(Vec<(u32, u16, u16)>, Specificity),
    /// By number.
    Area(u32),
    Circle(Box<Circle>),
    /// One of the lines, by number.
    Side(u32, SideOf),
    /// Sorted by key.
    Streets(Vec<Numbers>),
    Attribute(Name, Test),
    All(Vec<Cover>),
    Any(Vec<Cover>),
    Not(Box<Cover>),
}

/// What is asked of an attribute.
#[derive(Clone, Debug)]
pub(super) enum Test {
    AnyOf(Box<[Value]>),
    Prefix(Box<str>),
    /// Both in.
    Between(i64, i64),
    Present,
}

impl Cover {
    pub(super) fn specificity(&self) -> Specificity {
        match self {
            Cover::Everywhere | Cover::Not(_) => Specificity::Everywhere,
            Cover::Attribute(..) => Specificity::Attribute,
            Cover::Texts(field, _) => match field {
                Field::Country => Specificity::Country,
                Field::State => Specificity::State,
                Field::AreaCode => Specificity::AreaCode,
                Field::City => Specificity::City,
                Field::County => Specificity::County,
                Field::Outward => Specificity::Zip,
                Field::Street => Specificity::Street,
                Field::Account => Specificity::Account,
            },
            Cover::Scf(_) => Specificity::Scf,
            Cover::ZipRanges(_) => Specificity::ZipRange,
            Cover::Zips(_) => Specificity::Zip,
            Cover::Area(_) | Cover::Circle(_) | Cover::Side(..) => Specificity::Area,
            Cover::Zip4(_, own) => *own,
            Cover::Streets(_) => Specificity::Street,
            Cover::All(parts) => {
                parts.iter().map(Cover::specificity).max().unwrap_or(Specificity::Everywhere)
            }
            Cover::Any(parts) => {
                parts.iter().map(Cover::specificity).min().unwrap_or(Specificity::Everywhere)
            }
        }
    }

    /// Takes in the codes of another of its kind, without sorting; gives back what is not of its kind.
    pub(super) fn join(&mut self, other: Cover) -> Result<(), Cover> {
        match (self, other) {
            (Cover::Texts(a, own), Cover::Texts(b, more)) if *a == b => own.extend(more),
            (Cover::Zips(own), Cover::Zips(more)) => own.extend(more),
            (Cover::ZipRanges(own), Cover::ZipRanges(more)) => own.extend(more),
            (Cover::Scf(own), Cover::Scf(more)) => own.extend(more),
            (Cover::Zip4(own, a), Cover::Zip4(more, b)) if *a == b => own.extend(more),
            (Cover::Streets(own), Cover::Streets(more)) => own.extend(more),
            (_, other) => return Err(other),
        }
        Ok(())
    }

    /// Puts its codes in order, each once.
    pub(super) fn sort(&mut self) {
        fn once<T: Ord>(own: &mut Vec<T>) {
            own.sort_unstable();
            own.dedup();
            own.shrink_to_fit();
        }
        match self {
            Cover::Texts(_, own) => once(own),
            Cover::Zips(own) => once(own),
            Cover::ZipRanges(own) => once(own),
            Cover::Scf(own) => once(own),
            Cover::Zip4(own, _) => once(own),
            Cover::Streets(own) => once(own),
            _ => {}
        }
    }

    /// How many conditions it joins.
    pub(super) fn conditions(&self) -> u32 {
        match self {
            Cover::All(parts) => parts.iter().map(Cover::conditions).fold(0, u32::saturating_add),
            _ => 1,
        }
    }

    /// Whether the place is in it.
    pub(super) fn holds(&self, known: &Known<'_>, lines: &[(Name, Line)]) -> Truth {
        match self {
            Cover::Everywhere => Truth::sure(true),
            Cover::Texts(field, own) => {
                Truth::sure(known.texts(*field).any(|text| own.binary_search(text).is_ok()))
            }
            Cover::Zips(own) => Truth::sure(known.zip.is_some_and(|zip| own.binary_search(&zip).is_ok())),
            Cover::ZipRanges(own) => Truth::sure(
                known.zip.is_some_and(|zip| own.iter().any(|(from, to)| (*from..=*to).contains(&zip))),
            ),
            Cover::Scf(own) => {
                Truth::sure(known.prefix.is_some_and(|prefix| own.binary_search(&prefix).is_ok()))
            }
            Cover::Zip4(own, _) => Truth::sure(known.zip.zip(known.plus4).is_some_and(|(zip, plus4)| {
                own.iter().any(|(own, from, to)| *own == zip && (*from..=*to).contains(&plus4))
            })),
            Cover::Area(shape) => {
                if known.point.is_none() {
                    return Truth::doubtful(None, Doubts::MISSING);
                }
                let inside = known.inside.binary_search(shape).is_ok();
                match known.near.binary_search(shape) {
                    Ok(_) => Truth::doubtful(Some(inside), Doubts::NEAR),
                    Err(_) => Truth::sure(inside),
                }
            }
            Cover::Circle(circle) => {
                let Some(point) = known.point else { return Truth::doubtful(None, Doubts::MISSING) };
                let own = circle.place(point, known.accuracy_m.unwrap_or(0));
                match known.reach {
                    Some(_) if own.near => Truth::doubtful(Some(own.inside), Doubts::NEAR),
                    _ => Truth::sure(own.inside),
                }
            }
            Cover::Side(line, side) => {
                let Some(point) = known.point else { return Truth::doubtful(None, Doubts::MISSING) };
                let Some((_, line)) = lines.get(*line as usize) else { return Truth::sure(false) };
                match line.is_on(*side, point) {
                    None => Truth::doubtful(None, Doubts::AMBIGUOUS),
                    Some(own) if known.reach.is_some_and(|reach| line.touches(&reach)) => {
                        Truth::doubtful(Some(own), Doubts::NEAR)
                    }
                    Some(own) => Truth::sure(own),
                }
            }
            Cover::Streets(own) => Truth::sure(known.number.is_some_and(|number| {
                known.texts(Field::Street).any(|key| {
                    let at = own.partition_point(|numbers| numbers.key < *key);
                    let same = own.get(at..).unwrap_or_default().iter();
                    same.take_while(|numbers| numbers.key == *key).any(|numbers| numbers.holds(number))
                })
            })),
            Cover::Attribute(attribute, test) => {
                let value = known.lead.and_then(|lead| lead.get(attribute.as_str()));
                Truth::sure(value.is_some_and(|value| test.holds(value)))
            }
            Cover::All(parts) => Truth::all(parts.iter().map(|part| part.holds(known, lines))),
            Cover::Any(parts) => Truth::any(parts.iter().map(|part| part.holds(known, lines))),
            Cover::Not(part) => part.holds(known, lines).not(),
        }
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Test::Present, _) => true,
            (Test::AnyOf(all), Value::Texts(texts)) => {
                all.iter().any(|own| matches!(own, Value::Text(own) if texts.contains(own)))
            }
            (Test::AnyOf(all), value) => all.contains(value),
            (Test::Prefix(prefix), Value::Text(text)) => text.starts_with(&**prefix),
            (Test::Prefix(prefix), Value::Texts(texts)) => {
                texts.iter().any(|text| text.starts_with(&**prefix))
            }
            (Test::Between(from, to), Value::Integer(number)) => (from..=to).contains(&number),
            _ => false,
        }
    }
}
