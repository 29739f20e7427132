//! Which territory a lead is in, read straight from the document. Of what territories may cover it knows codes, areas and lines
//! that run along parallels and meridians, and what joins them: that is all that random policies have.

use super::{Fault, Oracle};
use crate::attribute::Value;
use crate::lead::Lead;
use crate::matching::territory::{
    CompassDoc, CoversDoc, Position, TerritoriesDoc, TerritoryDoc, ZipAndStateDoc,
};
use crate::policy::TerritoryMapDoc;

/// As it is given, whether it may be so, whether it may not, and whether that is because the question has no answer.
#[derive(Clone, Copy, Debug)]
struct Held {
    given: Option<bool>,
    may: bool,
    may_not: bool,
    bent: bool,
}

/// One way in which a spot may lie.
#[derive(Clone, Debug)]
struct Way<'d> {
    /// Whether it is as the spot is given.
    as_given: bool,
    /// Of each line whether it is to the north.
    north: Vec<(&'d str, bool)>,
    /// The borders it lies over.
    over: Vec<Line>,
}

/// Of a lead, what its map asks for.
#[derive(Clone, Debug)]
struct Spot {
    zip: Option<String>,
    state: Option<String>,
    /// Longitude and latitude.
    point: Option<(i64, i64)>,
    vague: bool,
}

/// Who owns it, in a word how sure, and whose it may be as well.
#[derive(Clone, Debug)]
struct Told {
    owner: Option<String>,
    certainty: &'static str,
    rivals: Vec<String>,
}

impl Oracle {
    /// The lead with its territories written down.
    pub(super) fn locate(&self, lead: &Lead) -> Lead {
        let mut own = lead.clone();
        #[cfg(feature = "accounts")]
        {
            own = self.company(own);
        }
        for map in &self.policy.territory_maps {
            let told = self.told(map, &own);
            own = own.without(map.territory.as_str()).with(map.certainty.as_str(), told.certainty);
            if let Some(owner) = told.owner {
                own = own.with(map.territory.as_str(), &*owner);
            }
            if let Some(rivals) = &map.rivals {
                own = own.without(rivals.as_str());
                if !told.rivals.is_empty() {
                    let texts = told.rivals.iter().map(|rival| Box::from(rival.as_str())).collect();
                    own = own.with(rivals.as_str(), Value::Texts(texts));
                }
            }
        }
        own
    }

    fn told(&self, map: &TerritoryMapDoc, lead: &Lead) -> Told {
        let text = |name: &Option<crate::Name>| match lead.get(name.as_ref()?.as_str()) {
            Some(Value::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let number = |name: &Option<crate::Name>| match lead.get(name.as_ref()?.as_str()) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        let spot = Spot {
            zip: text(&map.place.postcode),
            state: text(&map.place.state),
            point: number(&map.place.longitude_e7).zip(number(&map.place.latitude_e7)),
            vague: number(&map.place.accuracy_m).is_some_and(|metres| metres > 0),
        };
        let facts = map.map.zip_facts.iter().find(|facts| Some(&facts.zip) == spot.zip.as_ref());
        let of_zip: Vec<String> = facts.map(|facts| facts.states.clone()).unwrap_or_default();
        let differs = spot.state.as_ref().is_some_and(|state| !of_zip.is_empty() && !of_zip.contains(state));
        let by_zip = Spot { state: of_zip.first().cloned(), ..spot.clone() };
        let by_state = Spot { zip: None, ..spot.clone() };
        match map.map.zip_and_state {
            _ if self.is(Fault::ZipAlwaysRight) && differs => self.owner_of(&map.map, &by_zip),
            ZipAndStateDoc::Triage if differs => {
                let mut rivals: Vec<String> = Vec::new();
                for spot in [by_zip, by_state] {
                    let told = self.owner_of(&map.map, &spot);
                    for rival in told.owner.into_iter().chain(told.rivals) {
                        if !rivals.contains(&rival) {
                            rivals.push(rival);
                        }
                    }
                }
                Told { owner: None, certainty: "contradicts", rivals }
            }
            ZipAndStateDoc::TrustZip if differs => self.owner_of(&map.map, &by_zip),
            ZipAndStateDoc::TrustState if differs => self.owner_of(&map.map, &by_state),
            _ => match (spot.state.is_none(), of_zip.as_slice()) {
                (true, [_]) => self.owner_of(&map.map, &by_zip),
                _ => self.owner_of(&map.map, &spot),
            },
        }
    }

    fn owner_of(&self, doc: &TerritoriesDoc, spot: &Spot) -> Told {
        let mut asked: Vec<(i64, usize, i64, &TerritoryDoc, &CoversDoc)> = Vec::new();
        for territory in &doc.territories {
            for cover in &territory.covers {
                let priority = if self.is(Fault::TerritoryPriorityIgnored) { 0 } else { territory.priority };
                let joined = joined(cover).saturating_neg();
                asked.push((i64::from(priority).saturating_neg(), width(cover), joined, territory, cover));
            }
        }
        asked.sort_by(|a, b| (a.0, a.1, a.2, &a.3.id).cmp(&(b.0, b.1, b.2, &b.3.id)));
        let (mut owner, mut possible) = (None, Vec::<String>::new());
        let (mut withheld, mut bent, mut near) = (false, false, false);
        let (mut unknown, mut unsaid) = (false, false);
        let all = self.ways(doc, spot);
        // Those in which nobody has it yet.
        let mut left: Vec<&Way<'_>> = all.iter().collect();
        for (.., territory, cover) in asked {
            // An area might hold a point that is not given; there may be thousands, so none is named.
            if spot.point.is_none() && matches!(cover, CoversDoc::Polygons(_)) {
                unsaid |= !left.is_empty();
                continue;
            }
            let holds = |way: &&Way<'_>| self.holds(doc, cover, spot, way);
            let given = match () {
                () if all.iter().filter(|way| way.as_given).all(|way| holds(&way)) => Some(true),
                () if !all.iter().filter(|way| way.as_given).any(|way| holds(&way)) => Some(false),
                () => None,
            };
            let id = territory.id.as_str().to_owned();
            if left.is_empty() {
                if given == Some(true) && owner.is_none() && !withheld {
                    owner = Some(id);
                }
                continue;
            }
            if !left.iter().any(holds) {
                continue;
            }
            possible.push(id.clone());
            if !left.iter().all(holds) {
                let held = self.held(doc, cover, spot);
                bent |= held.bent;
                near |= held.given.is_some();
                unknown |= held.given.is_none() && !held.bent;
                withheld |= owner.is_none() && given.is_none() && held.bent;
            }
            if given == Some(true) && owner.is_none() {
                owner = Some(id);
            }
            if !self.is(Fault::BordersApart) || left.iter().all(holds) {
                left.retain(|way| !holds(way));
            }
        }
        let closed = left.is_empty();
        if closed && possible.iter().all(|id| Some(id) == possible.first()) {
            (owner, withheld) = (possible.first().cloned(), false);
        }
        let mut rivals: Vec<String> = Vec::new();
        for id in possible {
            if (withheld || Some(&id) != owner.as_ref()) && !rivals.contains(&id) {
                rivals.push(id);
            }
        }
        let open = !rivals.is_empty() || unsaid || (owner.is_some() && !closed);
        let certainty = match () {
            () if open && withheld => "ambiguous",
            () if open && near => "near_border",
            () if open && bent => "ambiguous",
            () if open && (unknown || unsaid) => "incomplete",
            () if owner.is_none() => "uncovered",
            () => "certain",
        };
        Told { owner: owner.filter(|_| !(withheld && open)), certainty, rivals }
    }

    /// Every way in which the spot may lie: on either side of each line of which that is open, and over each border it lies on or not.
    fn ways<'d>(&self, doc: &'d TerritoriesDoc, spot: &Spot) -> Vec<Way<'d>> {
        let mut ways = vec![Way { as_given: true, north: Vec::new(), over: Vec::new() }];
        for line in &doc.lines {
            let side = CoversDoc::Side { line: line.id.clone(), side: CompassDoc::North };
            let held = self.held(doc, &side, spot);
            let answers: &[bool] = if held.may && held.may_not { &[true, false] } else { &[held.may] };
            let each = |way: &Way<'d>| -> Vec<Way<'d>> {
                let answer = |north: &bool| {
                    let mut own = way.clone();
                    own.north.push((line.id.as_str(), *north));
                    own.as_given &= held.given.is_none_or(|given| given == *north);
                    own
                };
                answers.iter().map(answer).collect()
            };
            ways = ways.iter().flat_map(each).collect();
        }
        let covers = || doc.territories.iter().flat_map(|own| &own.covers);
        let mut borders: Vec<Line> = covers().flat_map(edges_of).collect();
        borders.retain(|edge| spot.vague && spot.point.is_some_and(|point| on(*edge, point)));
        borders.sort_unstable();
        borders.dedup();
        for border in borders {
            let over = ways.iter().map(|way| {
                let mut own = Way { as_given: false, ..way.clone() };
                own.over.push(border);
                own
            });
            ways = over.chain(ways.iter().cloned()).collect();
        }
        ways
    }

    fn holds(&self, doc: &TerritoriesDoc, cover: &CoversDoc, spot: &Spot, way: &Way<'_>) -> bool {
        let held = || self.held(doc, cover, spot);
        match cover {
            CoversDoc::Polygons(_) => {
                let over =
                    edges_of(cover).into_iter().filter(|edge| way.over.contains(edge)).count() % 2 == 1;
                (held().given == Some(true)) != over
            }
            // Where the answer is guessed it is the same for both sides.
            CoversDoc::Side { .. } if !held().may || !held().may_not => held().may,
            CoversDoc::Side { line, side } => {
                let north = way.north.iter().any(|(own, north)| *own == line.as_str() && *north);
                north == (*side == CompassDoc::North)
            }
            CoversDoc::All(parts) => parts.iter().all(|part| self.holds(doc, part, spot, way)),
            _ => held().given == Some(true),
        }
    }

    fn held(&self, doc: &TerritoriesDoc, cover: &CoversDoc, spot: &Spot) -> Held {
        let sure = |yes| Held { given: Some(yes), may: yes, may_not: !yes, bent: false };
        let open = |given, bent| Held { given, may: true, may_not: true, bent };
        match cover {
            CoversDoc::States(all) => sure(spot.state.as_ref().is_some_and(|own| all.contains(own))),
            CoversDoc::Zips(all) => sure(spot.zip.as_ref().is_some_and(|own| all.contains(own))),
            CoversDoc::Scf(all) => {
                sure(spot.zip.as_ref().is_some_and(|own| all.iter().any(|scf| own.starts_with(scf.as_str()))))
            }
            CoversDoc::Polygons(areas) => {
                let Some(point) = spot.point else { return open(None, false) };
                let rings =
                    || areas.iter().flat_map(|area| core::iter::once(&area.outer_e7).chain(&area.holes_e7));
                let crossed =
                    rings().flat_map(|ring| closed(ring)).filter(|edge| north(*edge, point) == Some(true));
                let inside = crossed.count() % 2 == 1;
                let border = rings().flat_map(|ring| closed(ring)).any(|edge| on(edge, point));
                if spot.vague && border { open(Some(inside), false) } else { sure(inside) }
            }
            CoversDoc::Side { line, side } => {
                let Some(point) = spot.point else { return open(None, false) };
                let Some(line) = doc.lines.iter().find(|own| own.id == *line) else { return sure(false) };
                let edges: Vec<_> =
                    line.paths_e7.iter().flat_map(|path| path.windows(2)).filter_map(pair).collect();
                let met: Vec<bool> = edges.iter().filter_map(|edge| north(*edge, point)).collect();
                let yes = if *side == CompassDoc::North { [false] } else { [true] };
                let (all, none) =
                    (met.iter().all(|own| yes.contains(own)), !met.iter().any(|own| yes.contains(own)));
                match (met.is_empty(), all, none) {
                    (true, ..) | (false, false, false) if self.is(Fault::BendsGuessed) => sure(true),
                    (true, ..) | (false, false, false) => open(None, true),
                    (_, yes, _) if spot.vague && edges.iter().any(|edge| on(*edge, point)) => {
                        open(Some(yes), false)
                    }
                    (_, yes, _) => sure(yes),
                }
            }
            CoversDoc::All(parts) => {
                let held: Vec<Held> = parts.iter().map(|part| self.held(doc, part, spot)).collect();
                if held.iter().any(|own| !own.may) {
                    return sure(false);
                }
                let given = match () {
                    () if held.iter().any(|own| own.given == Some(false)) => Some(false),
                    () if held.iter().all(|own| own.given == Some(true)) => Some(true),
                    () => None,
                };
                Held {
                    given,
                    may: true,
                    may_not: held.iter().any(|own| own.may_not),
                    bent: held.iter().any(|own| own.may_not && own.bent),
                }
            }
            _ => sure(true),
        }
    }
}

/// How wide a part is drawn.
fn width(cover: &CoversDoc) -> usize {
    match cover {
        CoversDoc::Polygons(_) | CoversDoc::Side { .. } => 0,
        CoversDoc::Zips(_) => 1,
        CoversDoc::Scf(_) => 2,
        CoversDoc::States(_) => 3,
        CoversDoc::All(parts) => parts.iter().map(width).min().unwrap_or(4),
        _ => 4,
    }
}

fn joined(cover: &CoversDoc) -> i64 {
    match cover {
        CoversDoc::All(parts) => parts.iter().map(joined).fold(0, i64::saturating_add),
        _ => 1,
    }
}

type Line = ((i64, i64), (i64, i64));

fn pair(corners: &[Position]) -> Option<Line> {
    match corners {
        [[a, b], [c, d]] => Some(((i64::from(*a), i64::from(*b)), (i64::from(*c), i64::from(*d)))),
        _ => None,
    }
}

/// The edges of an area, each from its lesser corner.
fn edges_of(cover: &CoversDoc) -> Vec<Line> {
    let CoversDoc::Polygons(areas) = cover else { return Vec::new() };
    let rings = areas.iter().flat_map(|area| core::iter::once(&area.outer_e7).chain(&area.holes_e7));
    rings.flat_map(|ring| closed(ring)).map(|(a, b)| (a.min(b), a.max(b))).collect()
}

fn closed(ring: &[Position]) -> Vec<Line> {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).filter_map(|(a, b)| pair(&[*a, *b])).collect()
}

/// Whether an edge along a parallel is met to the north of a point; none where it is not met. The point is taken to lie a little to the
/// east of where it is and less to the north, so an edge along a meridian is never met.
fn north(((ax, ay), (bx, _)): Line, (x, y): (i64, i64)) -> Option<bool> {
    (ax.min(bx) <= x && x < ax.max(bx)).then_some(ay > y)
}

fn on(((ax, ay), (bx, by)): Line, (x, y): (i64, i64)) -> bool {
    (ax.min(bx)..=ax.max(bx)).contains(&x) && (ay.min(by)..=ay.max(by)).contains(&y)
}
