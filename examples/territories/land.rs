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
    /// Drawn as lines: the name, and the corners.
    pub(crate) outlines: Vec<(String, Vec<Position>)>,
    pub(crate) lines: Vec<Vec<Position>>,
    /// What every cell of the map is taken to lie in.
    pub(crate) state: Option<&'static str>,
    /// West, south, east, north.
    pub(crate) bounds: [i32; 4],
    /// The state and the middle of each ZIP.
    pub(crate) zips: BTreeMap<String, (String, Point)>,
}

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
    let lines: Vec<Vec<Position>> = doc.lines.iter().flat_map(|line| line.paths_e7.clone()).collect();
    let mut corners: Vec<Position> = lines.iter().flatten().copied().collect();
    let mut outlines = Vec::new();
    for territory in &doc.territories {
        for cover in &territory.covers {
            outline(cover, territory.id.as_str(), &mut outlines);
        }
    }
    corners.extend(outlines.iter().flat_map(|(_, ring)| ring).copied());
    let bounds = around(&corners).ok_or("there is nothing to draw: no line and no polygon")?;
    let state = file.is_none().then_some("AA");
    Ok(Land { territories: compiled(&doc)?, outlines, lines, state, bounds, zips: BTreeMap::new() })
}

fn outline(cover: &CoversDoc, name: &str, found: &mut Vec<(String, Vec<Position>)>) {
    match cover {
        CoversDoc::Polygons(areas) => {
            for area in areas {
                let rings = core::iter::once(&area.outer_e7).chain(&area.holes_e7);
                found.extend(rings.map(|ring| (name.to_owned(), ring.clone())));
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
    let near = counties.iter().filter(|county| county.id.as_ref().is_some_and(|id| id.starts_with("27")));
    let mut outlines = Vec::new();
    for county in near {
        let name = county.property("name").unwrap_or_default();
        for area in
            county.areas.iter().filter(|area| area.outer_e7.iter().any(|corner| within(*corner, bounds)))
        {
            outlines.push((name.to_owned(), area.outer_e7.clone()));
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
    let zips = zips(&folder.join("us_zip.csv"))?;
    Ok(Land { territories: compiled(&doc)?, outlines, lines, state: Some("MN"), bounds, zips })
}

fn zips(file: &Path) -> Result<BTreeMap<String, (String, Point)>, String> {
    let wrong = |error: csv::Error| format!("{}: {error}", file.display());
    let mut reader = csv::Reader::from_path(file).map_err(wrong)?;
    let mut zips = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let field = |at: usize| row.get(at).unwrap_or_default();
        if let Some(point) = Point::parse(field(9), field(10)) {
            zips.insert(field(0).to_owned(), (field(4).to_owned(), point));
        }
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
