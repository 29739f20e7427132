//! The map, as SVG.

use std::collections::BTreeMap;
use std::fmt::Write;

use fairdeal::Timestamp;
use fairdeal::territory::{Certainty, Place, Point, Position};

use crate::asked::Asked;
use crate::land::Land;

const WIDTH: i64 = 960;
const CELLS: i64 = 160;
const COLOURS: [&str; 8] =
    ["#7fb3d5", "#f0b27a", "#82c99d", "#c39bd3", "#f7dc6f", "#ec8f8f", "#76d7c4", "#b2babb"];

/// A colour and how much of it.
type Fill<'c> = (&'c str, &'static str);

struct Frame {
    bounds: [i64; 4],
    height: i64,
}

impl Frame {
    fn at(&self, [lon, lat]: Position) -> (i64, i64) {
        let [west, south, east, north] = self.bounds;
        let x =
            (i64::from(lon).saturating_sub(west)).saturating_mul(WIDTH) / east.saturating_sub(west).max(1);
        let up = (i64::from(lat).saturating_sub(south)).saturating_mul(self.height)
            / north.saturating_sub(south).max(1);
        (x, self.height.saturating_sub(up))
    }
}

/// The whole map: whose each cell is, the borders, the lines and the leads.
pub(crate) fn draw(land: &Land, leads: &[Asked], accuracy_m: u32) -> String {
    let bounds = land.bounds.map(i64::from);
    let [west, south, east, north] = bounds;
    let (wide, high) = (east.saturating_sub(west).max(1), north.saturating_sub(south).max(1));
    // Some seven tenths of the width of a degree at 45 degrees.
    let height = (WIDTH.saturating_mul(high).saturating_mul(10) / wide / 7).clamp(200, 2_000);
    let frame = Frame { bounds, height };
    let colours: BTreeMap<&str, &str> =
        land.territories.names().map(|name| name.as_str()).zip(COLOURS.into_iter().cycle()).collect();
    let mut out = String::new();
    let total = height.saturating_add(30);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{total}\" viewBox=\"0 0 {WIDTH} {total}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <defs><pattern id=\"bend\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 6 L6 0\" stroke=\"#555\"/></pattern>\
         <clipPath id=\"land\"><rect width=\"{WIDTH}\" height=\"{height}\"/></clipPath></defs>\n\
         <g clip-path=\"url(#land)\"><g shape-rendering=\"crispEdges\">"
    );
    let rows = (CELLS.saturating_mul(height) / WIDTH).max(1);
    for row in 0..rows {
        let mut begun: Option<(i64, Fill<'_>)> = None;
        for column in 0..=CELLS {
            let middle = |from: i64, length: i64, at: i64, of: i64| {
                let twice = at.saturating_mul(2).saturating_add(1);
                i32::try_from(from.saturating_add(length.saturating_mul(twice) / of.saturating_mul(2)))
                    .unwrap_or(0)
            };
            let point = Point::new(middle(west, wide, column, CELLS), middle(south, high, row, rows));
            let place = Place { state: land.state, point, accuracy_m: Some(accuracy_m), ..Place::default() };
            let found = land.territories.resolve(&place, Timestamp::MIN);
            let colour = found.territory().and_then(|name| colours.get(name.as_str()));
            let fill = match (found.certainty(), colour) {
                _ if column == CELLS => None,
                (Certainty::Ambiguous, _) => Some(("url(#bend)", "0.6")),
                (Certainty::NearBorder, Some(colour)) => Some((*colour, "0.45")),
                (_, Some(colour)) => Some((*colour, "1")),
                (_, None) => None,
            };
            // Cells alike are one stretch.
            if begun.map(|(_, own)| own) == fill {
                continue;
            }
            if let Some((from, (fill, opacity))) = begun {
                let left = from.saturating_mul(WIDTH) / CELLS;
                let right = column.saturating_mul(WIDTH) / CELLS;
                let top = height.saturating_sub(row.saturating_add(1).saturating_mul(height) / rows);
                let bottom = height.saturating_sub(row.saturating_mul(height) / rows);
                let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
                let _ = writeln!(
                    out,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>"
                );
            }
            begun = fill.map(|fill| (column, fill));
        }
    }
    out.push_str("</g>\n");
    for (name, ring) in &land.outlines {
        path(&mut out, &frame, ring, true, "#666", 1);
        if let Some((x, y)) = middle_of(&frame, ring) {
            let name = plain(name);
            let _ =
                writeln!(out, "<text x=\"{x}\" y=\"{y}\" fill=\"#444\" text-anchor=\"middle\">{name}</text>");
        }
    }
    land.lines.iter().for_each(|line| path(&mut out, &frame, line, false, "#b03a2e", 3));
    for (number, point) in (1..).zip(leads.iter().map(|lead| lead.point)) {
        let Some(point) = point else { continue };
        let (x, y) = frame.at([point.lon_e7(), point.lat_e7()]);
        let _ = writeln!(
            out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/><text x=\"{}\" y=\"{}\">{number}</text>",
            x.saturating_add(6),
            y.saturating_sub(4)
        );
    }
    out.push_str("</g>\n");
    legend(&mut out, &colours, height);
    out.push_str("</svg>\n");
    out
}

/// The middle of what is seen of a ring; none where hardly anything is.
fn middle_of(frame: &Frame, ring: &[Position]) -> Option<(i64, i64)> {
    let (xs, ys): (Vec<i64>, Vec<i64>) = ring.iter().map(|corner| frame.at(*corner)).unzip();
    let seen = |of: Vec<i64>, most: i64| {
        let (least, last) = (*of.iter().min()?, *of.iter().max()?);
        let (from, until) = (least.clamp(0, most), last.clamp(0, most));
        (until - from > 40).then_some((from + until) / 2)
    };
    seen(xs, WIDTH).zip(seen(ys, frame.height))
}

fn path(out: &mut String, frame: &Frame, corners: &[Position], closed: bool, colour: &str, width: u32) {
    let mut way = String::new();
    for (at, corner) in corners.iter().enumerate() {
        let (x, y) = frame.at(*corner);
        let _ = write!(way, "{}{x} {y} ", if at == 0 { "M" } else { "L" });
    }
    let end = if closed { "Z" } else { "" };
    let _ =
        writeln!(out, "<path d=\"{way}{end}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>");
}

fn legend(out: &mut String, colours: &BTreeMap<&str, &str>, height: i64) {
    let y = height.saturating_add(8);
    let extra = [("no single answer", "url(#bend)")];
    let mut x = 8_i64;
    for (name, colour) in colours.iter().map(|(name, colour)| (*name, *colour)).chain(extra) {
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"14\" height=\"14\" fill=\"{colour}\"/><text x=\"{}\" y=\"{}\">{}</text>",
            x.saturating_add(20),
            y.saturating_add(12),
            plain(name)
        );
        x = x.saturating_add(120);
    }
}

fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
