//! Whose a place is: 3,000 areas like counties, and a million ZIP+4 codes over 41,000 ZIP codes and 900 SCFs. Each side gives the
//! same owner for every place before it is timed.
//!
//! Our side is the whole resolution: the code is read from its text, and it is said by what the place is held, how sure that is, and
//! whose it would be otherwise. A peer's side is the look-up: it knows no dates, priorities, borders that are near, or codes
//! written otherwise; the hash maps are asked by numbers that were read beforehand.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use fairdeal::Timestamp;
use fairdeal::territory::{CoversDoc, Place, Point, Territories};
use geo::{BoundingRect, Contains, Coord, LineString, Polygon, Rect};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};
use rustc_hash::FxHashMap;

use crate::geography::{Numbers, areas, counties, list, points};

const ASKED: usize = 1 << 16;

/// The number of the territory.
fn owner(own: &Territories, place: &Place<'_>) -> Option<u32> {
    let found = own.resolve(place, Timestamp::MIN);
    found.territory().and_then(|name| name.as_str().get(1..)?.parse().ok())
}

/// The same that is timed, without its number being read.
fn timed(own: &Territories, place: &Place<'_>) -> bool {
    black_box(own.resolve(place, Timestamp::MIN).territory()).is_some()
}

pub fn which_area(c: &mut Criterion) {
    let tried = std::env::args().any(|own| own == "--test");
    let borders = counties(if tried { 2 } else { 6 });
    let own = areas(&borders);
    let asked = points(if tried { 500 } else { ASKED });
    let coord = |lon: i32, lat: i32| Coord { x: f64::from(lon), y: f64::from(lat) };
    let polygons: Vec<Polygon<f64>> = borders
        .iter()
        .map(|border| {
            let ring: LineString<f64> = border.iter().map(|own| coord(own[0], own[1])).collect();
            Polygon::new(ring, Vec::new())
        })
        .collect();
    let boxes: Vec<Rect<f64>> = polygons.iter().map(|own| own.bounding_rect().unwrap()).collect();
    let filed = boxes.iter().enumerate().map(|(at, own)| {
        let (least, most) = (own.min(), own.max());
        GeomWithData::new(Rectangle::from_corners([least.x, least.y], [most.x, most.y]), at)
    });
    let tree = RTree::bulk_load(filed.collect());
    let at = |point: &Point| coord(point.lon_e7(), point.lat_e7());
    let scan = |point: &Point| {
        let at = at(point);
        let mut holding = boxes.iter().zip(&polygons).enumerate();
        holding.find(|(_, (own, polygon))| own.contains(&at) && polygon.contains(&at)).map(|own| own.0)
    };
    let filed = |point: &Point| {
        let at = at(point);
        let near = tree.locate_all_at_point(&[at.x, at.y]);
        near.map(|own| own.data).find(|own| polygons[*own].contains(&at))
    };
    let place = |point: &Point| Place { point: Some(*point), ..Place::default() };
    for point in &asked {
        let wanted = owner(&own, &place(point)).map(|own| own as usize);
        assert_eq!((scan(point), filed(point)), (wanted, wanted), "of {point:?}");
    }
    let mut group = c.benchmark_group("which area of 3,000");
    group.throughput(Throughput::Elements(1));
    let mut next = asked.iter().cycle();
    let mut next = || next.next().unwrap();
    group.bench_function("fairdeal, resolve", |b| b.iter(|| timed(&own, &place(next()))));
    group.bench_function("rstar, then geo", |b| b.iter(|| filed(black_box(next()))));
    group.bench_function("geo, boxes then borders, scan", |b| b.iter(|| scan(black_box(next()))));
    group.finish();
}

pub fn which_code(c: &mut Criterion) {
    let tried = std::env::args().any(|own| own == "--test");
    let mut numbers = Numbers(1);
    let zips: Vec<u32> = (0..41_000).map(|at| (at * 2 + 500) % 100_000).collect();
    let mut nine: Vec<(u32, u32)> = (0..if tried { 20_000 } else { 1_000_000 })
        .map(|_| {
            let zip = zips[numbers.below(41_000) as usize];
            (zip * 10_000 + numbers.below(10_000) as u32, numbers.below(1_000) as u32)
        })
        .collect();
    nine.sort_unstable();
    nine.dedup_by_key(|own| own.0);
    let five: Vec<(u32, u32)> = zips.iter().map(|zip| (*zip, numbers.below(1_000) as u32)).collect();
    let three: Vec<(u32, u32)> = (5..905).map(|scf| (scf, numbers.below(1_000) as u32)).collect();
    let mut covers: Vec<Vec<CoversDoc>> = vec![Vec::new(); 1_000];
    let mut add = |of: u32, cover| covers[of as usize].push(cover);
    nine.iter().for_each(|(code, of)| {
        add(*of, CoversDoc::Zip4(vec![format!("{:05}-{:04}", code / 10_000, code % 10_000)]));
    });
    five.iter().for_each(|(code, of)| add(*of, CoversDoc::Zips(vec![format!("{code:05}")])));
    three.iter().for_each(|(code, of)| add(*of, CoversDoc::Scf(vec![format!("{code:03}")])));
    let own = list(covers.into_iter());
    let maps: [FxHashMap<u32, u32>; 3] =
        [nine.iter().copied().collect(), five.iter().copied().collect(), three.iter().copied().collect()];
    let texts = |all: &[(u32, u32)], digits: usize| {
        let own = all.iter().map(|(code, of)| (format!("{code:0digits$}"), u64::from(*of)));
        own.collect::<Vec<_>>()
    };
    let mut all = [texts(&nine, 9), texts(&five, 5), texts(&three, 3)].concat();
    all.sort_unstable();
    let automaton = fst::Map::from_iter(all).unwrap();
    println!(
        "{} codes: fairdeal {} KiB, fst {} KiB, hash maps {} KiB",
        nine.len(),
        own.table_bytes() / 1_024,
        automaton.as_fst().size() / 1_024,
        // A key and a value, and a byte of the table.
        maps.iter().map(|own| own.capacity() * 8 / 7 * 9).sum::<usize>() / 1_024
    );
    // Half of them are codes that somebody has, the others have somebody's ZIP code.
    let asked: Vec<(u32, String)> = (0..if tried { 500 } else { ASKED })
        .map(|at| {
            let zip = zips[numbers.below(41_000) as usize];
            let known = nine[numbers.below(nine.len() as u64) as usize].0;
            let code = if at % 2 == 0 { known } else { zip * 10_000 + numbers.below(10_000) as u32 };
            (code, format!("{code:09}"))
        })
        .collect();
    let hashed = |code: u32| {
        let found = maps[0].get(&code).or_else(|| maps[1].get(&(code / 10_000)));
        found.or_else(|| maps[2].get(&(code / 1_000_000))).copied()
    };
    let looked_up = |code: &str| [9, 5, 3].into_iter().find_map(|digits| automaton.get(&code[..digits]));
    for (code, text) in &asked {
        let wanted = owner(&own, &Place { postcode: Some(text), ..Place::default() });
        assert_eq!((hashed(*code), looked_up(text)), (wanted, wanted.map(u64::from)), "of {text}");
    }
    let mut group = c.benchmark_group("which of 1,000,000 ZIP+4 codes");
    group.throughput(Throughput::Elements(1));
    let mut next = asked.iter().cycle();
    let mut next = || next.next().unwrap();
    group.bench_function("fairdeal, resolve", |b| {
        b.iter(|| timed(&own, &Place { postcode: Some(&next().1), ..Place::default() }));
    });
    group.bench_function("hash map a length, numbers", |b| b.iter(|| hashed(black_box(next().0))));
    group.bench_function("fst, texts", |b| b.iter(|| looked_up(black_box(&next().1))));
    group.finish();
}
