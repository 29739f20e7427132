//! Areas and lines out of GeoJSON. Coordinates go by their decimal digits to whole numbers, never through arithmetic.

use geojson::{Feature, GeoJson, GeometryValue, JsonValue};

use super::doc::{AreaDoc, CoversDoc, LineDoc, Position, TerritoryDoc};
use super::geometry::parse_e7;
use super::mend::mended;
use super::rings::{is_flat, wound};
use crate::id::Name;

/// Why a text is not read as features.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeoJsonError {
    /// It is no GeoJSON.
    #[error("not GeoJSON: {0}")]
    Syntax(String),
    /// A coordinate is no number of degrees.
    #[error("feature {feature}: `{text}` is no coordinate")]
    Coordinate {
        /// The feature, by its number from 0.
        feature: usize,
        /// What stands there.
        text: String,
    },
}

/// A feature: what it says of itself, and its areas and lines.
///
/// Areas run anticlockwise and what is cut out of them clockwise, whichever way they run in the file. Rings without room inside,
/// as simplified maps have them, are dropped. Rings that cross themselves or one another, and areas that overlap, are mended: in
/// an area is what its outer ring runs around, either way, and no hole does, and areas that overlap are one. What is more than
/// 214 degrees wide stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeoFeature {
    /// The `id` of the feature.
    pub id: Option<String>,
    /// The polygons.
    pub areas: Vec<AreaDoc>,
    /// The lines.
    pub paths_e7: Vec<Vec<Position>>,
    /// How many rings were dropped.
    pub dropped_rings: usize,
    /// Whether the areas are not those of the file, because those crossed or overlapped.
    pub mended: bool,
    properties: Vec<(String, String)>,
}

impl GeoFeature {
    /// The features of a text, in its order. Points are passed over.
    ///
    /// ```
    /// use fairdeal::territory::GeoFeature;
    /// let features = GeoFeature::read(r#"{"type": "Feature", "id": "50007", "properties": {"name": "Chittenden"},
    ///     "geometry": {"type": "Polygon", "coordinates": [[[-73.3, 44.3], [-73.3, 44.6], [-72.9, 44.6], [-73.3, 44.3]]]}}"#)?;
    /// assert_eq!(features[0].property("name"), Some("Chittenden"));
    /// let territory = features[0].territory("chittenden".parse()?);
    /// let corners = &features[0].areas[0].outer_e7;
    /// assert_eq!(corners[0], [-733_000_000, 443_000_000]);
    /// assert_eq!(corners[1], [-729_000_000, 446_000_000], "anticlockwise");
    ///
    /// // A border that crosses itself is two triangles, and metres are no degrees.
    /// let crossed = GeoFeature::read(r#"{"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}"#)?;
    /// assert!(crossed[0].mended && crossed[0].areas.len() == 2);
    /// let metres = GeoFeature::read(r#"{"type": "LineString", "coordinates": [[500000, 4980000], [500100, 4980000]]}"#);
    /// assert_eq!(metres.unwrap_err().to_string(), "feature 0: `500000` is no coordinate");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`GeoJsonError`] for anything else than GeoJSON in longitude and latitude.
    ///
    /// # Complexity
    /// One pass over the text, and a sweep over the edges of each feature; up to eight more where it has to be mended.
    pub fn read(text: &str) -> Result<Vec<GeoFeature>, GeoJsonError> {
        let syntax = |error: &dyn core::fmt::Display| GeoJsonError::Syntax(error.to_string());
        let features = match text.parse::<GeoJson>().map_err(|error| syntax(&error))? {
            GeoJson::FeatureCollection(all) => all.features,
            GeoJson::Feature(one) => vec![one],
            GeoJson::Geometry(geometry) => vec![Feature::from(geometry)],
        };
        features.iter().enumerate().map(|(at, feature)| GeoFeature::of(feature, at)).collect()
    }

    /// A property as text; numbers by their digits.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    /// A territory of its areas.
    #[must_use]
    pub fn territory(&self, id: Name) -> TerritoryDoc {
        let covers = vec![CoversDoc::Polygons(self.areas.clone())];
        TerritoryDoc { id, priority: 0, from: None, until: None, covers }
    }

    /// A line of its lines.
    #[must_use]
    pub fn line(&self, id: Name) -> LineDoc {
        LineDoc { id, paths_e7: self.paths_e7.clone() }
    }

    fn of(feature: &Feature, at: usize) -> Result<GeoFeature, GeoJsonError> {
        let id = feature.id.as_ref().map(|id| match id {
            geojson::feature::Id::String(text) => text.clone(),
            geojson::feature::Id::Number(number) => number.to_string(),
        });
        let texts = feature.properties.iter().flatten().filter_map(|(name, value)| match value {
            JsonValue::String(text) => Some((name.clone(), text.clone())),
            JsonValue::Number(number) => Some((name.clone(), number.to_string())),
            _ => None,
        });
        let mut own = GeoFeature {
            id,
            areas: Vec::new(),
            paths_e7: Vec::new(),
            dropped_rings: 0,
            mended: false,
            properties: texts.collect(),
        };
        if let Some(geometry) = &feature.geometry {
            own.take(&geometry.value, at)?;
        }
        if let Some(areas) = mended(&own.areas) {
            own.areas = areas;
            own.mended = true;
        }
        Ok(own)
    }

    fn take(&mut self, value: &GeometryValue, at: usize) -> Result<(), GeoJsonError> {
        match value {
            GeometryValue::Polygon { coordinates } => self.area(coordinates, at)?,
            GeometryValue::MultiPolygon { coordinates } => {
                coordinates.iter().try_for_each(|rings| self.area(rings, at))?;
            }
            GeometryValue::LineString { coordinates } => self.paths_e7.push(points(coordinates, at)?),
            GeometryValue::MultiLineString { coordinates } => {
                for path in coordinates {
                    self.paths_e7.push(points(path, at)?);
                }
            }
            GeometryValue::GeometryCollection { geometries } => {
                geometries.iter().try_for_each(|geometry| self.take(&geometry.value, at))?;
            }
            GeometryValue::Point { .. } | GeometryValue::MultiPoint { .. } => {}
        }
        Ok(())
    }

    fn area(&mut self, rings: &[Vec<geojson::Position>], at: usize) -> Result<(), GeoJsonError> {
        let mut own: Vec<Vec<Position>> = Vec::with_capacity(rings.len());
        for (number, ring) in rings.iter().enumerate() {
            let mut corners = points(ring, at)?;
            corners.dedup();
            if corners.first() == corners.last() {
                corners.pop();
            }
            if is_flat(&corners) {
                self.dropped_rings = self.dropped_rings.saturating_add(1);
                if number == 0 {
                    return Ok(());
                }
                continue;
            }
            own.push(wound(corners, number == 0));
        }
        let mut own = own.into_iter();
        if let Some(outer_e7) = own.next() {
            self.areas.push(AreaDoc { outer_e7, holes_e7: own.collect() });
        }
        Ok(())
    }
}

fn points(positions: &[geojson::Position], feature: usize) -> Result<Vec<Position>, GeoJsonError> {
    let read = |position: &geojson::Position| {
        let digits = |at: usize| position.as_slice().get(at).map(ToString::to_string).unwrap_or_default();
        let (lon, lat) = (digits(0), digits(1));
        let wrong = |text: String| GeoJsonError::Coordinate { feature, text };
        Ok([parse_e7(&lon).ok_or_else(|| wrong(lon))?, parse_e7(&lat).ok_or_else(|| wrong(lat))?])
    };
    positions.iter().map(read).collect()
}
