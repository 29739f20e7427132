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

#[allow(unreachable_pub)]
mod geography;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fairdeal::Timestamp;
use fairdeal::territory::{CoversDoc, Place};
use geography::{Numbers, list};

fn areas(c: &mut Criterion) {
    let own = geography::areas(&geography::counties(6));
    let points = geography::points(1 << 18);
    let mut group = c.benchmark_group("territory/3,000 areas");
    group.throughput(Throughput::Elements(1));
    // A country that is written otherwise than `US` takes the general way.
    let kinds = [
        ("point", None, None),
        ("point known to 20 m", Some(20), None),
        ("point, general way", None, Some("USA")),
    ];
    for (name, accuracy_m, country) in kinds {
        let mut next = points.iter().cycle();
        group.bench_function(name, |b| {
            b.iter(|| {
                let place = Place { point: next.next().copied(), accuracy_m, country, ..Place::default() };
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
    for (name, digits, country) in
        [("ZIP+4", 10, None), ("ZIP", 5, None), ("ZIP+4, general way", 10, Some("USA"))]
    {
        let mut next = codes.iter().cycle();
        group.bench_function(name, |b| {
            b.iter(|| {
                let postcode = next.next().and_then(|code| code.get(..digits));
                let place = Place { postcode, country, ..Place::default() };
                black_box(own.resolve(&place, Timestamp::MIN).territory())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, areas, codes);
criterion_main!(benches);
