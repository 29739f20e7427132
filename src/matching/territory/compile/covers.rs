//! What territories cover, with its codes read.

use super::faults::{Faults, nearest, shown};
use super::{areas, codes};
use crate::attribute::Value;
use crate::id::Name;
use crate::matching::territory::code::Text;
use crate::matching::territory::cover::{Cover, Field, Test};
use crate::matching::territory::doc::{
    AreaDoc, AttributeTestDoc, CityDoc, CompassDoc, CoversDoc, LineDoc, Position, StreetDoc, TerritoryDoc,
};
use crate::matching::territory::fault::TerritoryFaultKind as Kind;
use crate::matching::territory::geometry::{Circle, Edge, Point, SideOf};
use crate::matching::territory::known::city_in;
use crate::matching::territory::specificity::Specificity;
use crate::matching::territory::street::{self, Numbers};

/// Conditions nest at most so deep.
const MAX_DEPTH: usize = 32;
/// Half way round the globe.
const MAX_RADIUS_M: u32 = 20_015_087;

/// Reads one territory after the other.
pub(super) struct Reader<'r> {
    lines: &'r [LineDoc],
    line_used: Vec<bool>,
    shapes: Shapes,
    faults: &'r mut Faults,
}

/// The borders of all areas, each with the number of the area.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    pub(super) borders: Vec<(Edge, u32)>,
    pub(super) count: usize,
}

impl<'r> Reader<'r> {
    pub(super) fn new(lines: &'r [LineDoc], faults: &'r mut Faults) -> Reader<'r> {
        Reader { lines, line_used: vec![false; lines.len()], shapes: Shapes::default(), faults }
    }

    /// The areas of all territories read; says which lines none has used.
    pub(super) fn finish(self) -> Shapes {
        for (at, line) in self.lines.iter().enumerate() {
            if self.line_used.get(at) == Some(&false) {
                let message = format!("no territory lies on a side of line `{}`", line.id);
                self.faults.add(format!("lines[{at}]"), Kind::Unused, message);
            }
        }
        self.shapes
    }

    pub(super) fn territory(&mut self, doc: &TerritoryDoc, at: usize) -> Vec<Cover> {
        let path = format!("territories[{at}]");
        if doc.covers.is_empty() {
            self.faults.add(format!("{path}.covers"), Kind::Empty, "it covers nothing");
        }
        if doc.from.zip(doc.until).is_some_and(|(from, until)| from >= until) {
            let message = "it ends before it begins, so it is never in force";
            self.faults.add(format!("{path}.until"), Kind::Empty, message);
        }
        let mut own: Vec<Cover> = Vec::with_capacity(doc.covers.len());
        for (at, cover) in doc.covers.iter().enumerate() {
            let Some(read) = self.read(cover, &format!("{path}.covers[{at}]"), 0) else { continue };
            // Lists of one kind are one list.
            let joined = own.iter_mut().try_fold(read, |read, before| before.join(read).err().ok_or(()));
            own.extend(joined);
        }
        own.iter_mut().for_each(Cover::sort);
        own
    }

    fn read(&mut self, doc: &CoversDoc, path: &str, depth: usize) -> Option<Cover> {
        if depth > MAX_DEPTH {
            self.faults.add(path, Kind::TooDeep, format!("conditions nest at most {MAX_DEPTH} deep"));
            return None;
        }
        let below = depth.saturating_add(1);
        Some(match doc {
            CoversDoc::Everywhere {} => Cover::Everywhere,
            CoversDoc::Countries(own) => self.texts(own, path, "countries", Field::Country, codes::text)?,
            CoversDoc::States(own) => self.texts(own, path, "states", Field::State, codes::text)?,
            CoversDoc::Counties(own) => self.texts(own, path, "counties", Field::County, codes::county)?,
            CoversDoc::Outward(own) => self.texts(own, path, "outward", Field::Outward, codes::outward)?,
            CoversDoc::AreaCodes(own) => {
                self.texts(own, path, "area_codes", Field::AreaCode, codes::area_code)?
            }
            CoversDoc::Accounts(own) => self.texts(own, path, "accounts", Field::Account, account)?,
            CoversDoc::Cities(own) => self.cities(own, path)?,
            CoversDoc::Zips(own) => {
                let zips = self.list(own, path, "zips", |own, path, faults| codes::zip(own, path, faults))?;
                Cover::Zips(zips)
            }
            CoversDoc::Scf(own) => {
                Cover::Scf(self.list(own, path, "scf", |own, path, faults| codes::scf(own, path, faults))?)
            }
            CoversDoc::Zip4(own) => {
                let codes = self.list(own, path, "zip4", |own, path, faults| {
                    codes::zip4(own, path, faults).map(|(zip, plus4)| (zip, plus4, plus4))
                })?;
                Cover::Zip4(codes, Specificity::Zip4)
            }
            CoversDoc::ZipRange { from, to } => {
                let from = codes::zip(from, &|| format!("{path}.zip_range.from"), self.faults);
                let to = codes::zip(to, &|| format!("{path}.zip_range.to"), self.faults);
                let (from, to) = codes::range(from?, to?, &|| format!("{path}.zip_range"), self.faults)?;
                Cover::ZipRanges(vec![(from, to)])
            }
            CoversDoc::Zip4Range { from, to } => self.zip4_range(from, to, path)?,
            CoversDoc::Radius { centre_e7, radius_m } => self.radius(*centre_e7, *radius_m, path)?,
            CoversDoc::Polygons(own) => self.polygons(own, path)?,
            CoversDoc::Side { line, side } => self.side(line, *side, path)?,
            CoversDoc::Streets(own) => self.streets(own, path)?,
            CoversDoc::Attribute { attribute, is } => {
                Cover::Attribute(attribute.clone(), self.test(is, &format!("{path}.attribute.is"))?)
            }
            CoversDoc::All(own) => Cover::All(self.parts(own, &format!("{path}.all"), below)?),
            CoversDoc::Any(own) => Cover::Any(self.parts(own, &format!("{path}.any"), below)?),
            CoversDoc::Not(own) => Cover::Not(Box::new(self.read(own, &format!("{path}.not"), below)?)),
        })
    }

    fn parts(&mut self, docs: &[CoversDoc], path: &str, depth: usize) -> Option<Vec<Cover>> {
        if docs.is_empty() {
            self.faults.add(
                path,
                Kind::Empty,
                "an empty list joins nothing; `everywhere` is any place at all",
            );
        }
        let mut parts = Vec::with_capacity(docs.len());
        for (at, doc) in docs.iter().enumerate() {
            parts.extend(self.read(doc, &format!("{path}[{at}]"), depth));
        }
        (!docs.is_empty() && parts.len() == docs.len()).then_some(parts)
    }

    /// What a list of codes says, sorted, each once. One that stands there twice is no harm.
    fn list<D, C: Ord>(
        &mut self,
        docs: &[D],
        path: &str,
        field: &str,
        mut read: impl FnMut(&D, &dyn Fn() -> String, &mut Faults) -> Option<C>,
    ) -> Option<Vec<C>> {
        if docs.is_empty() {
            self.faults.add(format!("{path}.{field}"), Kind::Empty, "an empty list covers nothing");
        }
        let mut own = Vec::with_capacity(docs.len());
        for (at, doc) in docs.iter().enumerate() {
            own.extend(read(doc, &|| format!("{path}.{field}[{at}]"), self.faults));
        }
        let whole = own.len() == docs.len() && !docs.is_empty();
        own.sort_unstable();
        own.dedup();
        whole.then_some(own)
    }

    fn texts(
        &mut self,
        docs: &[String],
        path: &str,
        field: &str,
        of: Field,
        read: fn(&str, &dyn Fn() -> String, &mut Faults) -> Option<Text>,
    ) -> Option<Cover> {
        self.list(docs, path, field, |own, path, faults| read(own, path, faults))
            .map(|own| Cover::Texts(of, own))
    }

    fn cities(&mut self, docs: &[CityDoc], path: &str) -> Option<Cover> {
        let cities = self.list(docs, path, "cities", |own, path, faults| {
            let city = codes::text(&own.city, &|| format!("{}.city", path()), faults);
            match &own.state {
                None => city,
                Some(state) => {
                    let state = codes::text(state, &|| format!("{}.state", path()), faults);
                    city.zip(state).map(|(city, state)| city_in(&city, &state))
                }
            }
        })?;
        Some(Cover::Texts(Field::City, cities))
    }

    fn zip4_range(&mut self, from: &str, to: &str, path: &str) -> Option<Cover> {
        let path = format!("{path}.zip4_range");
        let from = codes::zip4(from, &|| format!("{path}.from"), self.faults);
        let to = codes::zip4(to, &|| format!("{path}.to"), self.faults);
        let ((zip, from), (other, to)) = from.zip(to)?;
        if zip != other {
            let message = format!("{zip:05} and {other:05} are two ZIP codes; a range lies in one");
            self.faults.add(path, Kind::BadCode, message);
            return None;
        }
        let (from, to) = codes::range(from, to, &|| path.clone(), self.faults)?;
        Some(Cover::Zip4(vec![(zip, from, to)], Specificity::Zip4Range))
    }

    fn radius(&mut self, [lon, lat]: Position, radius_m: u32, path: &str) -> Option<Cover> {
        let path = format!("{path}.radius");
        let centre = Point::new(lon, lat);
        if centre.is_none() {
            let message = format!("longitude {lon}, latitude {lat} is no place on the map");
            self.faults.add(format!("{path}.centre_e7"), Kind::OutOfRange, message);
        }
        if radius_m == 0 || radius_m > MAX_RADIUS_M {
            let message = format!(
                "{radius_m} metres: at least 1, and at most {MAX_RADIUS_M}, half way round the globe"
            );
            self.faults.add(format!("{path}.radius_m"), Kind::OutOfRange, message);
            return None;
        }
        Some(Cover::Circle(Box::new(Circle::new(centre?, radius_m))))
    }

    fn polygons(&mut self, docs: &[AreaDoc], path: &str) -> Option<Cover> {
        let path = format!("{path}.polygons");
        if docs.is_empty() {
            self.faults.add(path, Kind::Empty, "an empty list covers nothing");
            return None;
        }
        let shape = u32::try_from(self.shapes.count).ok()?;
        let edges = areas::borders(docs, &path, self.faults);
        self.shapes.borders.extend(edges.into_iter().map(|edge| (edge, shape)));
        self.shapes.count = self.shapes.count.saturating_add(1);
        Some(Cover::Area(shape))
    }

    fn side(&mut self, name: &Name, side: CompassDoc, path: &str) -> Option<Cover> {
        let Some(line) = self.lines.iter().position(|line| line.id == *name) else {
            let suggestion = nearest(name.as_str(), self.lines.iter().map(|line| line.id.as_str()));
            let path = format!("{path}.side.line");
            self.faults.meaning(path, Kind::UnknownReference, format!("unknown line `{name}`"), suggestion);
            return None;
        };
        if let Some(used) = self.line_used.get_mut(line) {
            *used = true;
        }
        let side = match side {
            CompassDoc::North => SideOf::North,
            CompassDoc::South => SideOf::South,
            CompassDoc::East => SideOf::East,
            CompassDoc::West => SideOf::West,
        };
        Some(Cover::Side(u32::try_from(line).ok()?, side))
    }

    fn streets(&mut self, docs: &[StreetDoc], path: &str) -> Option<Cover> {
        let streets = self.list(docs, path, "streets", |own, path, faults| {
            let name = street::name(&own.street);
            if name.is_empty() {
                faults.add(format!("{}.street", path()), Kind::BadCode, "a blank text names no street");
            }
            let key = match (&own.zip, &own.city) {
                (Some(zip), None) => {
                    street::key_of_zip(codes::zip(zip, &|| format!("{}.zip", path()), faults)?, &name)
                }
                (None, Some(city)) => {
                    street::key_of_city(&codes::text(city, &|| format!("{}.city", path()), faults)?, &name)
                }
                _ => {
                    faults.add(
                        path(),
                        Kind::BadCode,
                        "a street is one of a `zip` or of a `city`, one of them",
                    );
                    return None;
                }
            };
            let (from, to) = codes::range(own.from, own.to, path, faults)?;
            (!name.is_empty()).then(|| Numbers::new(key, from, to, own.parity))
        })?;
        Some(Cover::Streets(streets))
    }

    fn test(&mut self, doc: &AttributeTestDoc, path: &str) -> Option<Test> {
        Some(match doc {
            AttributeTestDoc::AnyOf(values) => {
                if values.is_empty() {
                    self.faults.add(format!("{path}.any_of"), Kind::Empty, "an empty list covers nothing");
                }
                let mut values: Vec<Value> = values.clone();
                values.sort();
                Test::AnyOf(values.into())
            }
            AttributeTestDoc::Prefix(prefix) => Test::Prefix(prefix.as_str().into()),
            AttributeTestDoc::Range { from, below } => {
                let last = below.map_or(Some(i64::MAX), |below| below.checked_sub(1));
                let from = from.unwrap_or(i64::MIN);
                let range = last.filter(|last| from <= *last);
                if range.is_none() {
                    self.faults.add(format!("{path}.range"), Kind::Empty, "no number lies in it");
                }
                Test::Between(from, range?)
            }
            AttributeTestDoc::Present {} => Test::Present,
        })
    }
}

fn account(text: &str, path: &dyn Fn() -> String, faults: &mut Faults) -> Option<Text> {
    if text.trim().is_empty() {
        faults.add(path(), Kind::BadCode, format!("`{}` is no account", shown(text)));
        return None;
    }
    Some(Text::from_slice(text.as_bytes()))
}
