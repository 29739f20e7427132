//! Whose a place is: 3,000 areas with a million corners, a million ZIP+4 segments, and a hundred thousand ZIP codes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    reason = "a bench, not the library"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fairdeal::Timestamp;
use fairdeal::territory::{
    AreaDoc, CoversDoc, Place, Point, Position, Territories, TerritoriesDoc, TerritoryDoc,
};

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> i32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most) as i32
    }
}

fn list(covers: impl Iterator<Item = Vec<CoversDoc>>) -> Territories {
    let own = covers.enumerate().map(|(at, covers)| TerritoryDoc {
        id: format!("t{at}").parse().unwrap(),
        priority: 0,
        from: None,
        until: None,
        covers,
    });
    let doc = TerritoriesDoc { territories: own.collect(), ..TerritoriesDoc::default() };
    Territories::compile(&doc).unwrap()
}

const COLUMNS: usize = 60;
const ROWS: usize = 50;
const WIDTH: i32 = 9_600_000;
const HEIGHT: i32 = 5_000_000;

/// A border from one corner to the next that wanders a little, halved so many times.
fn wander(from: Position, to: Position, depth: u32, numbers: &mut Numbers, border: &mut Vec<Position>) {
    if depth == 0 {
        border.push(from);
        return;
    }
    let off = numbers.below(130) - 65;
    let (wide, high) = (to[0] - from[0], to[1] - from[1]);
    let part = |length: i32| (i64::from(length) * i64::from(off) / 1_000) as i32;
    let middle = [from[0].midpoint(to[0]) - part(high), from[1].midpoint(to[1]) + part(wide)];
    wander(from, middle, depth - 1, numbers, border);
    wander(middle, to, depth - 1, numbers, border);
}

/// Areas like counties: four sides each that the neighbours share.
fn counties(depth: u32) -> Territories {
    let mut numbers = Numbers(42);
    let corners: Vec<Vec<Position>> = (0..=COLUMNS as i32)
        .map(|column| {
            let near = |numbers: &mut Numbers, length: i32| numbers.below(length as u64 / 3) - length / 6;
            let row = |row| {
                let lon = -1_250_000_000 + column * WIDTH + near(&mut numbers, WIDTH);
                [lon, 240_000_000 + row * HEIGHT + near(&mut numbers, HEIGHT)]
            };
            (0..=ROWS as i32).map(row).collect()
        })
        .collect();
    let mut side = |from, to| {
        let mut border = Vec::new();
        let more = u32::from(numbers.below(100) < 27);
        wander(from, to, depth + more, &mut numbers, &mut border);
        border.push(to);
        border
    };
    let east: Vec<Vec<_>> =
        (0..COLUMNS).map(|x| (0..=ROWS).map(|y| side(corners[x][y], corners[x + 1][y])).collect()).collect();
    let north: Vec<Vec<_>> =
        (0..=COLUMNS).map(|x| (0..ROWS).map(|y| side(corners[x][y], corners[x][y + 1])).collect()).collect();
    let area = |x: usize, y: usize| {
        let mut outer_e7 = east[x][y].clone();
        outer_e7.extend(&north[x + 1][y]);
        outer_e7.extend(east[x][y + 1].iter().rev());
        outer_e7.extend(north[x][y].iter().rev());
        vec![CoversDoc::Polygons(vec![AreaDoc { outer_e7, holes_e7: Vec::new() }])]
    };
    list((0..COLUMNS * ROWS).map(|at| area(at / ROWS, at % ROWS)))
}

fn areas(c: &mut Criterion) {
    let own = counties(6);
    let mut numbers = Numbers(7);
    let points: Vec<Point> = (0..1 << 18)
        .map(|_| {
            let lon = -1_250_000_000 + numbers.below(COLUMNS as u64 * WIDTH as u64);
            Point::new(lon, 240_000_000 + numbers.below(ROWS as u64 * HEIGHT as u64)).unwrap()
        })
        .collect();
    let mut group = c.benchmark_group("territory/3,000 areas");
    group.throughput(Throughput::Elements(1));
    for (name, accuracy_m) in [("point", None), ("point known to 20 m", Some(20))] {
        let mut next = points.iter().cycle();
        group.bench_function(name, |b| {
            b.iter(|| {
                let place = Place { point: next.next().copied(), accuracy_m, ..Place::default() };
                black_box(own.resolve(&place, Timestamp::MIN).territory())
            });
        });
    }
    group.finish();
}

fn codes(c: &mut Criterion) {
    let mut numbers = Numbers(1);
    let zips: Vec<u32> = (0..41_000).map(|at| (at * 2 + 500) % 100_000).collect();
    let mut covers: Vec<Vec<CoversDoc>> = vec![Vec::new(); 1_000];
    for zip in &zips {
        let mut cuts: Vec<i32> = (0..24).map(|_| numbers.below(9_999)).collect();
        cuts.extend([0, 10_000]);
        cuts.sort_unstable();
        cuts.dedup();
        for pair in cuts.windows(2) {
            let range = CoversDoc::Zip4Range {
                from: format!("{zip:05}-{:04}", pair[0]),
                to: format!("{zip:05}-{:04}", pair[1] - 1),
            };
            covers[numbers.below(1_000) as usize].push(range);
        }
    }
    for zip in &zips {
        covers[numbers.below(1_000) as usize].push(CoversDoc::Zips(vec![format!("{zip:05}")]));
    }
    let own = list(covers.into_iter());
    println!("a million segments: {} KiB", own.table_bytes() / 1_024);
    let code = |numbers: &mut Numbers| {
        let zip = zips[numbers.below(41_000) as usize];
        format!("{zip:05}-{:04}", numbers.below(10_000))
    };
    let codes: Vec<String> = (0..1 << 18).map(|_| code(&mut numbers)).collect();
    let mut group = c.benchmark_group("territory/1,000,000 segments");
    group.throughput(Throughput::Elements(1));
    for (name, digits) in [("ZIP+4", 10), ("ZIP", 5)] {
        let mut next = codes.iter().cycle();
        group.bench_function(name, |b| {
            b.iter(|| {
                let postcode = next.next().and_then(|code| code.get(..digits));
                let place = Place { postcode, ..Place::default() };
                black_box(own.resolve(&place, Timestamp::MIN).territory())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, areas, codes);
criterion_main!(benches);
