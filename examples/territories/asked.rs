//! A lead out of the command line.

use fairdeal::territory::{Place, Point, Precision};

/// Everything that is known of a lead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    fields: Vec<(String, String)>,
    pub(crate) point: Option<Point>,
    precision: Option<Precision>,
    accuracy_m: Option<u32>,
}

const NAMES: [&str; 11] = [
    "country",
    "state",
    "county",
    "city",
    "zip",
    "street",
    "area_code",
    "account",
    "point",
    "precision",
    "accuracy_m",
];

impl Asked {
    /// Reads `name=value` by `name=value`.
    pub(crate) fn read(text: &str) -> Result<Asked, String> {
        let mut own = Asked::default();
        for part in parts(text) {
            let (name, value) =
                part.split_once('=').ok_or_else(|| format!("`{part}`: write it as name=value"))?;
            if !NAMES.contains(&name) {
                return Err(format!("`{name}` is nothing a lead has; it has {}", NAMES.join(", ")));
            }
            let wrong = |what: &str| format!("{name}: `{value}` is no {what}");
            match name {
                "point" => {
                    let halves = value.split_once(',').and_then(|(lat, lon)| Point::parse(lat, lon));
                    own.point = Some(
                        halves.ok_or_else(|| wrong("latitude and longitude, such as `44.9673,-93.2828`"))?,
                    );
                }
                "precision" => {
                    let read = Precision::parse(value);
                    own.precision =
                        Some(read.ok_or_else(|| wrong("precision; it is rooftop, street or zip_centroid"))?);
                }
                "accuracy_m" => own.accuracy_m = Some(value.parse().map_err(|_| wrong("number of metres"))?),
                _ => own.set(name, value),
            }
        }
        Ok(own)
    }

    /// A field by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// The middle of its ZIP, where it has no point.
    pub(crate) fn put_at(&mut self, point: Point) {
        self.point = Some(point);
        self.precision.get_or_insert(Precision::ZipCentroid);
    }

    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            country: self.get("country"),
            state: self.get("state"),
            county: self.get("county"),
            city: self.get("city"),
            postcode: self.get("zip"),
            street: self.get("street"),
            area_code: self.get("area_code"),
            account: self.get("account"),
            point: self.point,
            precision: self.precision,
            accuracy_m: self.accuracy_m,
            lot: None,
            lead: None,
        }
    }
}

/// Cut at spaces and semicolons outside single quotes.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut own, mut quoted) = (Vec::new(), String::new(), false);
    for letter in text.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' | ';' if !quoted => parts.push(core::mem::take(&mut own)),
            _ => own.push(letter),
        }
    }
    parts.push(own);
    parts.retain(|part| !part.is_empty());
    parts
}
