//! The land: territories, and what is drawn beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fairdeal::Name;
use fairdeal::territory::{
    CompassDoc, CoversDoc, GeoFeature, LineDoc, Point, Position, Territories, TerritoriesDoc, TerritoryDoc,
};

/// Territories and what surrounds them.
pub(crate) struct Land {
    pub(crate) territories: Territories,
    /// Drawn as lines: the name, but for holes, and the corners.
    pub(crate) outlines: Vec<(Option<String>, Vec<Position>)>,
    /// The names of circles, and their centres.
    pub(crate) centres: Vec<(String, Position)>,
    pub(crate) lines: Vec<Vec<Position>>,
    /// What the cells of the map are taken to lie in, and where that is; without borders everywhere.
    pub(crate) state: Option<(&'static str, Vec<Vec<Position>>)>,
    /// West, south, east, north; none where there is nothing to draw.
    pub(crate) bounds: Option<[i32; 4]>,
    /// The state and the middle of each ZIP.
    pub(crate) zips: BTreeMap<String, (String, Point)>,
}

/// The file of ZIP codes.
pub(crate) const ZIPS: &str = "us_zip.csv";

const SAMPLE: &str = include_str!("sample.json");

/// A made-up land, or a list of one's own.
pub(crate) fn of_list(file: Option<&Path>) -> Result<Land, String> {
    let text = match file {
        Some(file) => read(file)?,
        None => SAMPLE.to_owned(),
    };
    let doc: TerritoriesDoc = serde_json::from_str(&text).map_err(|error| {
        format!("{}: {error}", file.map_or("sample".into(), |file| file.display().to_string()))
    })?;
    let territories = compiled(&doc)?;
    let lines: Vec<Vec<Position>> = doc.lines.iter().flat_map(|line| line.paths_e7.clone()).collect();
    let mut corners: Vec<Position> = lines.iter().flatten().copied().collect();
    let (mut outlines, mut centres) = (Vec::new(), Vec::new());
    for territory in &doc.territories {
        let name = territory.id.as_str();
        for cover in &territory.covers {
            outline(cover, name, &mut outlines);
            circle(cover, &mut |centre, radius_m| {
                centres.push((name.to_owned(), centre));
                // A metre is some 90 units of latitude.
                let wide = i32::try_from(radius_m.saturating_mul(90)).unwrap_or(i32::MAX);
                let [lon, lat] = centre;
                corners.push([lon.saturating_sub(wide), lat.saturating_sub(wide)]);
                corners.push([lon.saturating_add(wide), lat.saturating_add(wide)]);
            });
        }
    }
    corners.extend(outlines.iter().flat_map(|(_, ring)| ring).copied());
    let bounds = around(&corners);
    let state = file.is_none().then_some(("AA", Vec::new()));
    Ok(Land { territories, outlines, centres, lines, state, bounds, zips: BTreeMap::new() })
}

fn circle(cover: &CoversDoc, found: &mut impl FnMut(Position, u32)) {
    match cover {
        CoversDoc::Radius { centre_e7, radius_m } => found(*centre_e7, *radius_m),
        CoversDoc::All(parts) | CoversDoc::Any(parts) => parts.iter().for_each(|part| circle(part, found)),
        _ => {}
    }
}

fn outline(cover: &CoversDoc, name: &str, found: &mut Vec<(Option<String>, Vec<Position>)>) {
    match cover {
        CoversDoc::Polygons(areas) => {
            for area in areas {
                found.push((Some(name.to_owned()), area.outer_e7.clone()));
                found.extend(area.holes_e7.iter().map(|ring| (None, ring.clone())));
            }
        }
        CoversDoc::All(parts) | CoversDoc::Any(parts) => {
            parts.iter().for_each(|part| outline(part, name, found));
        }
        _ => {}
    }
}

/// Minnesota north and south of Interstate 94, as far as the clip goes, and the counties around.
pub(crate) fn twin_cities(folder: &Path) -> Result<Land, String> {
    let features = |name: &str| {
        let file = folder.join(name);
        GeoFeature::read(&read(&file)?).map_err(|error| format!("{}: {error}", file.display()))
    };
    let roads = features("twin_cities_interstates_tiger.geojson")?;
    let own = roads.iter().filter(|road| road.property("FULLNAME") == Some("I- 94"));
    let lines: Vec<Vec<Position>> = own.flat_map(|road| road.paths_e7.clone()).collect();
    let corners: Vec<Position> = lines.iter().flatten().copied().collect();
    let bounds = around(&corners).ok_or("there is no I- 94 in the interstates")?;
    let counties = features("us_counties.geojson")?;
    let minnesota =
        counties.iter().filter(|county| county.id.as_ref().is_some_and(|id| id.starts_with("27")));
    let (mut outlines, mut state) = (Vec::new(), Vec::new());
    for county in minnesota {
        state.extend(county.areas.iter().map(|area| area.outer_e7.clone()));
        let name = county.property("name").unwrap_or_default();
        for area in
            county.areas.iter().filter(|area| area.outer_e7.iter().any(|corner| within(*corner, bounds)))
        {
            outlines.push((Some(name.to_owned()), area.outer_e7.clone()));
        }
    }
    let side = |name: &str, side| -> Result<TerritoryDoc, String> {
        let line: Name = "i-94".parse().map_err(|error| format!("{error}"))?;
        let parts = vec![CoversDoc::States(vec!["MN".to_owned()]), CoversDoc::Side { line, side }];
        let id = name.parse().map_err(|error| format!("{error}"))?;
        Ok(TerritoryDoc { id, priority: 0, from: None, until: None, covers: vec![CoversDoc::All(parts)] })
    };
    let doc = TerritoriesDoc {
        lines: vec![LineDoc {
            id: "i-94".parse().map_err(|error| format!("{error}"))?,
            paths_e7: lines.clone(),
        }],
        territories: vec![side("north", CompassDoc::North)?, side("south", CompassDoc::South)?],
        ..TerritoriesDoc::default()
    };
    let zips = zips(&folder.join(ZIPS))?;
    let (state, bounds) = (Some(("MN", state)), Some(bounds));
    Ok(Land { territories: compiled(&doc)?, outlines, centres: Vec::new(), lines, state, bounds, zips })
}

/// The state and the middle of every ZIP code.
fn zips(file: &Path) -> Result<BTreeMap<String, (String, Point)>, String> {
    let wrong = |error: csv::Error| format!("{}: {error}", file.display());
    let mut reader = csv::Reader::from_path(file).map_err(wrong)?;
    let header = reader.headers().map_err(wrong)?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|own| own.trim() == name);
        found.ok_or_else(|| format!("{}: there is no column `{name}` in its first line", file.display()))
    };
    let columns = [column("zip")?, column("state")?, column("lat")?, column("lon")?];
    let mut zips = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let [zip, state, lat, lon] = columns.map(|at| row.get(at).unwrap_or_default());
        if let Some(point) = Point::parse(lat, lon) {
            zips.insert(zip.to_owned(), (state.to_owned(), point));
        }
    }
    if zips.is_empty() {
        return Err(format!("{}: no line has a latitude and a longitude", file.display()));
    }
    Ok(zips)
}

fn compiled(doc: &TerritoriesDoc) -> Result<Territories, String> {
    Territories::compile(doc)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// A box with a rim of a tenth around.
fn around(corners: &[Position]) -> Option<[i32; 4]> {
    let lons = || corners.iter().map(|corner| corner[0]);
    let lats = || corners.iter().map(|corner| corner[1]);
    let (west, east) = (lons().min()?, lons().max()?);
    let (south, north) = (lats().min()?, lats().max()?);
    let rim = |from: i32, to: i32| to.saturating_sub(from) / 10;
    let (wide, high) = (rim(west, east), rim(south, north));
    Some([
        west.saturating_sub(wide),
        south.saturating_sub(high),
        east.saturating_add(wide),
        north.saturating_add(high),
    ])
}

fn within([lon, lat]: Position, [west, south, east, north]: [i32; 4]) -> bool {
    (west..=east).contains(&lon) && (south..=north).contains(&lat)
}

impl Land {
    /// The state that a point is taken to lie in.
    pub(crate) fn state_at(&self, point: Point) -> Option<&'static str> {
        let (state, borders) = self.state.as_ref()?;
        let inside = |ring: &Vec<Position>| {
            let next = ring.iter().skip(1).chain(ring.first());
            ring.iter().zip(next).filter(|(a, b)| is_west_of(**a, **b, point)).count() % 2 == 1
        };
        (borders.is_empty() || borders.iter().any(inside)).then_some(*state)
    }
}

/// Whether a point lies to the west of an edge, which its parallel crosses.
fn is_west_of(a: Position, b: Position, point: Point) -> bool {
    let [[ax, ay], [bx, by]] = [a, b].map(|corner| corner.map(i64::from));
    let (x, y) = (i64::from(point.lon_e7()), i64::from(point.lat_e7()));
    let left = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    (ay > y) != (by > y) && (left > 0) == (by > ay)
}
