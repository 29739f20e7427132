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

/// Where there is no single answer.
const UNANSWERED: &str = "#8a8a8a";
/// How much of a colour is left near a border.
const NEAR: &str = "0.45";
/// The height of a row of the legend.
const LEGEND: i64 = 22;

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

/// The whole map: whose each cell is, the borders, the lines and the leads. None where there is nothing to draw.
pub(crate) fn draw(land: &Land, leads: &[Asked], accuracy_m: u32) -> Option<String> {
    let bounds = land.bounds?.map(i64::from);
    let [west, south, east, north] = bounds;
    let (wide, high) = (east.saturating_sub(west).max(1), north.saturating_sub(south).max(1));
    // Of the width of a degree so much is left in the middle of the map: a parabola for the cosine, to within a twentieth.
    let degrees = south.midpoint(north) / 10_000_000;
    let thousandths = (1_000 - degrees.saturating_mul(degrees).saturating_mul(1_000) / 6_566).max(200);
    let height = (WIDTH.saturating_mul(high).saturating_mul(1_000) / wide / thousandths).clamp(200, 2_000);
    let frame = Frame { bounds, height };
    let colours: BTreeMap<&str, &str> =
        land.territories.names().map(|name| name.as_str()).zip(COLOURS.into_iter().cycle()).collect();
    let mut out = String::new();
    let (legend, rows) = legend(&colours, height);
    let total = height.saturating_add(8).saturating_add(rows.saturating_mul(LEGEND));
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{total}\" viewBox=\"0 0 {WIDTH} {total}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{total}\" fill=\"#fff\"/>\n\
         <defs><clipPath id=\"land\"><rect width=\"{WIDTH}\" height=\"{height}\"/></clipPath></defs>\n\
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
            let state = point.and_then(|point| land.state_at(point));
            let place = Place { state, point, accuracy_m: Some(accuracy_m), ..Place::default() };
            let found = land.territories.resolve(&place, Timestamp::MIN);
            let colour = found.territory().and_then(|name| colours.get(name.as_str()));
            let fill = match (found.certainty(), colour) {
                _ if column == CELLS => None,
                (Certainty::Ambiguous, _) => Some((UNANSWERED, "1")),
                (Certainty::NearBorder, Some(colour)) => Some((*colour, NEAR)),
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
        if let (Some(name), Some(place)) = (name, middle_of(&frame, ring)) {
            named(&mut out, name, place);
        }
    }
    for (name, centre) in &land.centres {
        named(&mut out, name, frame.at(*centre));
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
    out.push_str(&legend);
    out.push_str("</svg>\n");
    Some(out)
}

fn named(out: &mut String, name: &str, (x, y): (i64, i64)) {
    let name = plain(name);
    let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" fill=\"#444\" text-anchor=\"middle\">{name}</text>");
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

/// What the colours mean, and how many rows that takes.
fn legend(colours: &BTreeMap<&str, &str>, height: i64) -> (String, i64) {
    let (mut out, mut x, mut row) = (String::new(), 8_i64, 0_i64);
    let own = colours.iter().map(|(name, colour)| (*name, *colour, "1"));
    let extra = [("near a border", COLOURS[0], NEAR), ("no single answer", UNANSWERED, "1")];
    for (name, colour, opacity) in own.chain(extra) {
        // A letter takes some seven.
        let wide = i64::try_from(name.chars().count()).unwrap_or(0).saturating_mul(7).saturating_add(40);
        if x > 8 && x.saturating_add(wide) > WIDTH {
            (x, row) = (8, row.saturating_add(1));
        }
        let y = height.saturating_add(8).saturating_add(row.saturating_mul(LEGEND));
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"14\" height=\"14\" fill=\"{colour}\" fill-opacity=\"{opacity}\"/><text x=\"{}\" y=\"{}\">{}</text>",
            x.saturating_add(20),
            y.saturating_add(12),
            plain(name)
        );
        x = x.saturating_add(wide);
    }
    (out, row.saturating_add(1))
}

fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
