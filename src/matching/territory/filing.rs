//! Under what a part of a territory is filed, so that only the places that may be in it come upon it.

use super::code::Text;
use super::cover::{Cover, Field};
use super::index::{Lists, Names, Segment, Segments, ZIPS, Zips};
use super::known::Known;

/// What a place must have for a part to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key<'c> {
    Text(Field, &'c Text),
    /// Both in.
    Zips(u32, u32),
    Scf(u16),
    Zip4(u32, u16, u16),
    Area(u32),
}

/// The parts of all territories in the order they are asked, filed.
#[derive(Clone, Debug)]
pub(super) struct Filing {
    lists: Lists,
    texts: [Names; Field::COUNT],
    zips: Zips,
    /// Where only the first three digits are known.
    prefixes: Vec<u32>,
    segments: Segments,
    areas: Vec<u32>,
    /// What every place is tried against.
    residual: Vec<u32>,
    /// The first part that is filed under an area.
    pub(super) first_area: u32,
}

/// The keys of a part, and whether having one is all that it asks.
pub(super) fn keys(cover: &Cover) -> Option<(Vec<Key<'_>>, bool)> {
    match cover {
        Cover::Texts(field, own) => Some((own.iter().map(|text| Key::Text(*field, text)).collect(), true)),
        Cover::Zips(own) => Some((own.iter().map(|zip| Key::Zips(*zip, *zip)).collect(), true)),
        Cover::ZipRanges(own) => Some((own.iter().map(|(from, to)| Key::Zips(*from, *to)).collect(), true)),
        Cover::Scf(own) => Some((own.iter().map(|prefix| Key::Scf(*prefix)).collect(), true)),
        Cover::Zip4(own, _) => {
            Some((own.iter().map(|(zip, from, to)| Key::Zip4(*zip, *from, *to)).collect(), true))
        }
        Cover::Area(shape) => Some((vec![Key::Area(*shape)], false)),
        Cover::Streets(own) => {
            Some((own.iter().map(|numbers| Key::Text(Field::Street, &numbers.key)).collect(), false))
        }
        Cover::Any(parts) => {
            let mut all = Vec::new();
            let mut exact = true;
            for part in parts {
                let (keys, all_it_asks) = keys(part)?;
                all.extend(keys);
                exact &= all_it_asks;
            }
            Some((all, exact))
        }
        Cover::All(parts) => {
            let filed =
                parts.iter().filter_map(|part| keys(part).map(|(keys, _)| (part.specificity(), keys)));
            filed.max_by_key(|(specificity, _)| *specificity).map(|(_, keys)| (keys, false))
        }
        Cover::Everywhere | Cover::Circle(_) | Cover::Side(..) | Cover::Attribute(..) | Cover::Not(_) => None,
    }
}

impl Filing {
    /// Of parts in the order they are asked, `shapes` areas being numbered. None past the limits of `u32`.
    ///
    /// # Complexity
    /// `n log n` in the number of codes.
    pub(super) fn new(covers: &[Cover], shapes: usize) -> Option<Filing> {
        let mut lists = Lists::new();
        let mut texts: [Vec<(&Text, u32)>; Field::COUNT] = Default::default();
        let mut ranges: Vec<(u32, u32, u32)> = Vec::new();
        let mut prefixes: Vec<(usize, u32)> = Vec::new();
        let mut segments: Vec<Segment> = Vec::new();
        let mut areas: Vec<(usize, u32)> = Vec::new();
        let mut residual = Vec::new();
        for (rank, cover) in (0_u32..).zip(covers) {
            let Some((keys, _)) = keys(cover) else {
                residual.push(rank);
                continue;
            };
            for key in keys {
                match key {
                    Key::Text(field, text) => texts.get_mut(field as usize)?.push((text, rank)),
                    Key::Zips(from, to) => ranges.push((from, to, rank)),
                    Key::Scf(prefix) => {
                        let from = u32::from(prefix).saturating_mul(100);
                        ranges.push((from, from.saturating_add(99), rank));
                        prefixes.push((usize::from(prefix), rank));
                    }
                    Key::Zip4(zip, from, to) => segments.push(Segment { zip, from, to, what: rank }),
                    Key::Area(shape) => areas.push((shape as usize, rank)),
                }
            }
        }
        let first_area = areas.iter().map(|(_, rank)| *rank).min().unwrap_or(u32::MAX);
        let mut filed: [Names; Field::COUNT] = Default::default();
        for (names, own) in filed.iter_mut().zip(texts) {
            *names = named(own, &mut lists)?;
        }
        let zips = Zips::new(by_zip(ranges, &mut lists)?);
        let segments = Segments::new(segments, |list| lists.add(list))?;
        let prefixes = if prefixes.is_empty() { Vec::new() } else { numbered(prefixes, 1_000, &mut lists)? };
        let areas = numbered(areas, shapes, &mut lists)?;
        lists.close();
        Some(Filing { lists, texts: filed, zips, prefixes, segments, areas, residual, first_area })
    }

    /// Every part that may hold a place, in the order they are asked.
    #[inline]
    pub(super) fn candidates<'f>(&'f self, known: &Known<'_>, found: &mut Candidates<'f>) {
        found.add(&self.residual);
        self.by_code(known.zip, known.prefix, known.plus4, found);
        self.by_area(&known.inside, found);
        self.by_area(&known.near, found);
        for (names, field) in self.texts.iter().zip(FIELDS) {
            if !names.is_empty() {
                known.texts(field).for_each(|text| found.add(self.lists.get(names.find(text))));
            }
        }
    }

    /// The parts filed under a ZIP code, as far as it is known.
    #[inline]
    pub(super) fn by_code<'f>(
        &'f self,
        zip: Option<u32>,
        prefix: Option<u16>,
        plus4: Option<u16>,
        found: &mut Candidates<'f>,
    ) {
        match (zip, prefix) {
            (Some(zip), _) => {
                found.add(self.lists.get(self.zips.find(zip)));
                if let Some(plus4) = plus4 {
                    found.add(self.lists.get(self.segments.find(zip, plus4)));
                }
            }
            (None, Some(prefix)) => {
                let list = self.prefixes.get(usize::from(prefix)).copied().unwrap_or(0);
                found.add(self.lists.get(list));
            }
            (None, None) => {}
        }
    }

    /// The parts filed under areas.
    #[inline]
    pub(super) fn by_area<'f>(&'f self, shapes: &[u32], found: &mut Candidates<'f>) {
        for shape in shapes {
            found.add(self.lists.get(self.areas.get(*shape as usize).copied().unwrap_or(0)));
        }
    }

    /// Whether every place is tried against some part.
    pub(super) fn has_residual(&self) -> bool {
        !self.residual.is_empty()
    }

    /// Every list of parts that are filed under the same thing.
    pub(super) fn lists(&self) -> impl Iterator<Item = &[u32]> {
        self.lists.all()
    }

    /// The parts that are filed under an area.
    pub(super) fn of_area(&self, shape: u32) -> &[u32] {
        self.lists.get(self.areas.get(shape as usize).copied().unwrap_or(0))
    }

    pub(super) fn bytes(&self) -> usize {
        let texts = self.texts.iter().map(Names::bytes).fold(0, usize::saturating_add);
        let lists = self.prefixes.len().saturating_add(self.areas.len()).saturating_add(self.residual.len());
        [self.lists.bytes(), texts, self.zips.bytes(), self.segments.bytes(), lists.saturating_mul(4)]
            .into_iter()
            .fold(0, usize::saturating_add)
    }
}

const FIELDS: [Field; Field::COUNT] = [
    Field::Country,
    Field::State,
    Field::County,
    Field::City,
    Field::Outward,
    Field::AreaCode,
    Field::Account,
    Field::Street,
];

/// Lists to be read as one, in order, each number once.
#[derive(Debug, Default)]
pub(super) struct Candidates<'f> {
    first: &'f [u32],
    gathered: smallvec::SmallVec<[u32; 16]>,
}

impl<'f> Candidates<'f> {
    /// Nearly always there is but one list, which is read where it stands.
    #[inline]
    fn add(&mut self, list: &'f [u32]) {
        if self.first.is_empty() && self.gathered.is_empty() {
            self.first = list;
        } else {
            // They are short.
            core::mem::take(&mut self.first).iter().chain(list).for_each(|own| self.gathered.push(*own));
        }
    }

    /// All of them in order.
    #[inline]
    pub(super) fn sorted(&mut self) -> &[u32] {
        match self.gathered.as_mut_slice() {
            [] => return self.first,
            // One of each of two lists: which comes first nobody can tell beforehand.
            [one, other] if one != other => (*one, *other) = ((*one).min(*other), (*one).max(*other)),
            _ => {
                self.gathered.sort_unstable();
                self.gathered.dedup();
            }
        }
        &self.gathered
    }
}

fn named(mut own: Vec<(&Text, u32)>, lists: &mut Lists) -> Option<Names> {
    own.sort_unstable();
    own.dedup();
    let mut names = Vec::new();
    for same in own.chunk_by(|a, b| a.0 == b.0) {
        let ranks: Vec<u32> = same.iter().map(|(_, rank)| *rank).collect();
        let (text, _) = same.first()?;
        names.push((Box::from(text.as_slice()), lists.add(&ranks)?));
    }
    Some(Names::new(names))
}

fn numbered(mut own: Vec<(usize, u32)>, count: usize, lists: &mut Lists) -> Option<Vec<u32>> {
    own.sort_unstable();
    own.dedup();
    let mut numbered = vec![0; count];
    for same in own.chunk_by(|a, b| a.0 == b.0) {
        let ranks: Vec<u32> = same.iter().map(|(_, rank)| *rank).collect();
        let (at, _) = same.first()?;
        *numbered.get_mut(*at)? = lists.add(&ranks)?;
    }
    Some(numbered)
}

/// The list of every ZIP code; nothing at all where there are no ranges.
fn by_zip(mut ranges: Vec<(u32, u32, u32)>, lists: &mut Lists) -> Option<Vec<u32>> {
    if ranges.is_empty() {
        return Some(Vec::new());
    }
    ranges.sort_unstable();
    let mut zips = Vec::with_capacity(ZIPS);
    // Those that hold the code, as the last one they hold and their rank.
    let mut open: Vec<(u32, u32)> = Vec::new();
    let mut rest = ranges.as_slice();
    let mut list = 0;
    for zip in 0..u32::try_from(ZIPS).ok()? {
        let ended = open.iter().any(|(to, _)| *to < zip);
        let (begun, later) = rest.split_at(rest.iter().take_while(|(from, ..)| *from <= zip).count());
        rest = later;
        if ended || !begun.is_empty() {
            open.retain(|(to, _)| *to >= zip);
            open.extend(begun.iter().map(|(_, to, rank)| (*to, *rank)));
            let mut ranks: Vec<u32> = open.iter().map(|(_, rank)| *rank).collect();
            ranks.sort_unstable();
            ranks.dedup();
            list = lists.add(&ranks)?;
        }
        zips.push(list);
    }
    Some(zips)
}
